"""Papers from the record: values gathered here, drawn by ``reports``, which is imported only when something is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from desktop.errors import InputError, RefusedError
from desktop.models.kinds import AUTHORITY, GUARDIAN_KINDS, MEETING_KINDS, PROJECT_STATES
from desktop.services import values
from desktop.services.printing_personal import PersonalPrinting, filing_code
from desktop.services.printing_requests import RequestPrinting
from desktop.services.reads import PAPER
from desktop.texts import family_name, long_date, parse_day, plain_date, title_name

if TYPE_CHECKING:
    from desktop.reports.interview_guide import GuideData
    from desktop.reports.items import Page
    from desktop.reports.ppre import PpreData, Signer
    from desktop.reports.sheet import Sheet
    from desktop.reports.student_sheet import GuardianData, StudentData
    from desktop.services.session import Session

Progress = Callable[[int, int], bool]
FIRST_SITUATION = "premier_contact"


class Printing(RequestPrinting, PersonalPrinting):
    """The papers of one vault, as PDF bytes. Nothing missing refuses a print."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # -- PPRE ----------------------------------------------------------------------------------------------------------
    def ppre(self, project_id: str, large: bool = False) -> bytes:
        """One PPRE, as it is written. Raises ``RefusedError`` when unknown."""
        from desktop.reports.ppre import ppre_pdf

        return ppre_pdf(self._ppre(project_id), large=large, demonstration=self._demonstration)

    def ppre_blank(self, large: bool = False) -> bytes:
        """The PPRE to fill by hand."""
        from desktop.reports.ppre import PpreData, ppre_pdf

        return ppre_pdf(PpreData(), large=large, demonstration=self._demonstration)

    # -- interview -----------------------------------------------------------------------------------------------------
    def situations(self) -> tuple[tuple[str, str], ...]:
        """Situations of the interview guide, in the order people choose from."""
        from desktop.content.interview import guides

        return tuple((guide.code, guide.label) for guide in guides())

    def interview_guide(self, student_id: str | None = None, meeting_id: str | None = None, situation: str = FIRST_SITUATION,
                        full: bool = False, for_parents: bool = False, large: bool = False) -> bytes:
        """The guide for the professional, or the family's own sheet; blank when neither child nor meeting is given."""
        from desktop.content.interview import guide, parents_sheet
        from desktop.reports.interview_guide import guide_pdf, parents_guide_pdf

        data = self._guide(student_id, meeting_id)
        if for_parents:
            return parents_guide_pdf(data, parents_sheet(), large=large, demonstration=self._demonstration)
        return guide_pdf(data, guide(situation), full=full, large=large, demonstration=self._demonstration)

    # -- others --------------------------------------------------------------------------------------------------------
    def student_sheet(self, student_id: str, large: bool = False) -> bytes:
        """A pupil's sheet, for the school."""
        from desktop.reports.student_sheet import student_pdf

        return student_pdf(self._student(student_id), large=large, demonstration=self._demonstration)

    def meeting(self, meeting_id: str, large: bool = False) -> bytes:
        """A meeting as it is written, question by question."""
        from desktop.reports.sheet import bind

        sheet, pages = self._meeting_pages(meeting_id, large)
        return bind([(sheet, pages)], sheet.title)

    def many(self, paper: str, ids: Sequence[str], progress: Progress | None = None, *, large: bool = False,
             situation: str = FIRST_SITUATION) -> bytes:
        """One PDF for a selection: ``ppre`` (projects), ``interview-guide``, ``parents-guide``, ``student-sheet`` (pupils).

        ``progress(done, total)`` answers false to stop: the result is then ``b""``.
        """
        from desktop.reports.sheet import bind

        makers: dict[str, tuple[str, Callable[[str], tuple[Sheet, list[Page]]]]] = {
            "ppre": ("PPRE", lambda id: self._ppre_pages(id, large)),
            "interview-guide": ("Guides d’entretien", lambda id: self._guide_pages(id, situation, large)),
            "parents-guide": ("Feuilles pour les parents", lambda id: self._parents_pages(id, large)),
            "student-sheet": ("Fiches d’élèves", lambda id: self._student_pages(id, large)),
        }
        if paper not in makers:
            raise InputError(f"Il n’y a pas de papier « {paper} » : {', '.join(makers)}.", column="paper")
        if not ids:
            raise InputError("Il n’y a rien à imprimer : choisissez au moins une ligne.")
        title, make = makers[paper]
        return bind(map(make, ids), title, len(ids), progress)

    # -- pages ---------------------------------------------------------------------------------------------------------
    def _ppre_pages(self, id: str, large: bool) -> tuple[Sheet, list[Page]]:
        from desktop.reports.ppre import ppre_pages

        return ppre_pages(self._ppre(id), large=large, demonstration=self._demonstration)

    def _meeting_pages(self, id: str, large: bool) -> tuple[Sheet, list[Page]]:
        from desktop.forms.catalogue import form
        from desktop.reports.form_pdf import FormData, form_pages

        meeting = self._session.meetings.get(id)
        self._session.reads.note("meeting", id, how=PAPER)
        kind = MEETING_KINDS[meeting.kind]
        students = [self._session.students.get(student) for student in meeting.student_ids]
        day = parse_day(meeting.date)
        about = tuple(_place(student.current) for student in students) if len(students) == 1 else ()
        data = FormData(form(kind.form), meeting.answers, ", ".join(_name(student) for student in students), about,
                        (long_date(day) if day else "",), code=filing_code(kind.code.split("_")[0], id),
                        day=self._session.clock.today())
        return form_pages(data, large=large, demonstration=self._demonstration)

    def _guide_pages(self, id: str, situation: str, large: bool) -> tuple[Sheet, list[Page]]:
        from desktop.content.interview import guide
        from desktop.reports.interview_guide import guide_pages

        return guide_pages(self._guide(id, None), guide(situation), large=large, demonstration=self._demonstration)

    def _parents_pages(self, id: str, large: bool) -> tuple[Sheet, list[Page]]:
        from desktop.content.interview import parents_sheet
        from desktop.reports.interview_guide import parents_pages

        return parents_pages(self._guide(id, None), parents_sheet(), large=large, demonstration=self._demonstration)

    def _student_pages(self, id: str, large: bool) -> tuple[Sheet, list[Page]]:
        from desktop.reports.student_sheet import student_pages

        return student_pages(self._student(id), large=large, demonstration=self._demonstration)

    # -- values --------------------------------------------------------------------------------------------------------
    @property
    def _demonstration(self) -> bool:
        return self._session.demonstration

    def _school(self, place: values.Enrolment | None) -> values.School | None:
        try:
            return self._session.schools.get(place.school_id) if place and place.school_id else None
        except RefusedError:
            return None

    def _ppre(self, project_id: str) -> PpreData:
        from desktop.reports.ppre import PpreData

        project = self._session.projects.get(project_id)
        self._session.reads.note("project", project_id, how=PAPER)
        student = self._session.students.get(project.student_id)
        place = next((e for e in reversed(student.enrolments) if e.year == project.year), student.current)
        school = self._school(place)
        return PpreData(
            student=_name(student), first_name=student.first_name, birth_date=student.birth_date, sex=student.sex,
            level=place.level if place else "", teacher=place.teacher if place else "", school=place.school if place else "",
            city=school.city if school else "", phone=school.phone if school else "", year=project.year, number=project.number,
            answers=project.answers, signers=tuple(self._signers(student, place, project)), code=filing_code("PPRE", project_id),
            day=self._session.clock.today())

    def _signers(self, student: values.Student, place: values.Enrolment | None, project: values.Project) -> Iterator[Signer]:
        """Who is told of a PPRE: those who exercise authority and may be written to, the child, the school."""
        from desktop.reports.ppre import Signer

        told = [guardian for guardian in student.guardians if guardian.authority != "no" and not guardian.no_contact_since]
        for guardian in told:
            yield Signer(_role(guardian), _guardian_name(guardian))
        if not told:
            yield from (Signer("Responsable"), Signer("Responsable"))
        yield Signer("Élève", student.first_name)
        yield Signer("Classe", place.teacher if place else "")
        followed = str(project.answers.get("suivi_par") or "")
        if followed and not (place and place.teacher and place.teacher in followed) and len(followed) <= 60:
            yield Signer("Suivi par", followed)
        director = self._session.people.director_of(place.school_id) if place else ""
        yield Signer("Direction", " ".join(title_name(word) for word in director.split()))

    def _guide(self, student_id: str | None, meeting_id: str | None) -> GuideData:
        """What is known of the interview; of the next one foreseen when only the child is given."""
        from desktop.reports.interview_guide import GuideData

        meeting = self._session.meetings.get(meeting_id) if meeting_id else None
        if meeting is None and student_id:
            meeting = self._coming(student_id)
        chosen = student_id or (meeting.student_ids[0] if meeting and meeting.student_ids else "")
        if not chosen:
            return GuideData()
        student = self._session.students.get(chosen)
        self._session.reads.note("student", chosen, how=PAPER)
        place = student.current
        return GuideData(
            student=_name(student), first_name=student.first_name, level=place.level if place else "",
            teacher=place.teacher if place else "", school=place.school if place else "", on=meeting.date if meeting else "",
            answers=meeting.answers if meeting else {}, kind=meeting.kind if meeting else "entretien_parents",
            recipients=(self._session.actor.name,), code=filing_code("GE", meeting.id if meeting else chosen),
            day=self._session.clock.today())

    def _coming(self, student_id: str) -> values.Meeting | None:
        rows = [row for row in self._session.meetings.list(student=student_id, when="coming") if row.kind == "entretien_parents"]
        return self._session.meetings.get(min(rows, key=lambda row: row.date).id) if rows else None

    def _student(self, student_id: str) -> StudentData:
        from desktop.reports.student_sheet import EventData, StudentData

        student = self._session.students.get(student_id)
        self._session.reads.note("student", student_id, how=PAPER)
        place = student.current
        return StudentData(
            student=_name(student), birth_date=student.birth_date, sex=student.sex, level=place.level if place else "",
            class_name=place.class_name if place else "", teacher=place.teacher if place else "",
            school=place.school if place else "", left_on=student.left_on, strengths=student.strengths, note=student.note,
            years=tuple((e.year, e.level, ", ".join(p for p in (e.class_name, e.teacher) if p), e.school)
                        for e in student.enrolments),
            guardians=tuple(_guardian(guardian) for guardian in student.guardians),
            projects=tuple((row.title, _period(row.start, row.end), PROJECT_STATES.get(row.state, row.state))
                           for row in self._session.projects.list(student=student_id)),
            events=tuple(EventData(event.on, event.title, event.detail, event.level)
                         for event in self._session.students.timeline(student_id) if event.table != "enrolment"),
            code=filing_code("FE", student_id), day=self._session.clock.today())


def _name(student: values.Student) -> str:
    return family_name(student.usage_name or student.last_name, student.first_name)


def _place(place: values.Enrolment | None) -> str:
    return ", ".join(p for p in (place.level, place.class_name, place.school) if p) if place else ""


def _guardian_name(guardian: values.Guardian) -> str:
    return family_name(guardian.usage_name or guardian.last_name, guardian.first_name)


def _role(guardian: values.Guardian) -> str:
    said = guardian.relation or GUARDIAN_KINDS.get(guardian.kind, "responsable")
    return said[:1].upper() + said[1:].lower()


def _guardian(guardian: values.Guardian) -> GuardianData:
    """A guardian on a paper of the school: an address that is confidential is not even given to the layout."""
    from desktop.reports.student_sheet import GuardianData

    hidden = guardian.confidential
    town = " ".join(p for p in (guardian.postal_code, guardian.city) if p)
    return GuardianData(
        name=_guardian_name(guardian), relation=guardian.relation.lower() or GUARDIAN_KINDS.get(guardian.kind, ""),
        authority=AUTHORITY.get(guardian.authority, ""), hidden=hidden,
        address="" if hidden else ", ".join(p for p in (guardian.address, town) if p),
        phone="" if hidden else " · ".join(p for p in (guardian.mobile, guardian.phone) if p),
        email="" if hidden else guardian.email, language=guardian.language, interpreter=guardian.interpreter,
        no_contact=guardian.no_contact_since, no_contact_ref=guardian.no_contact_ref)


def _period(start: str, end: str) -> str:
    first, last = parse_day(start), parse_day(end)
    return " ".join(p for p in (f"du {plain_date(first)}" if first else "", f"au {plain_date(last)}" if last else "") if p)
