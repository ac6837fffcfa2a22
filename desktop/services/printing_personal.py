"""Papers from one's own file and those of accounts: values gathered here, drawn by ``reports``, or written as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desktop.errors import InputError, RefusedError
from desktop.models.kinds import PLANS
from desktop.services import note_guard, own_file, values
from desktop.services import personal_values as personal
from desktop.texts import family_name, fold, parse_day, plain_date

if TYPE_CHECKING:
    from desktop.content.agreements import Wording
    from desktop.reports.agreement import AgreementData
    from desktop.reports.medical_request import RequestData
    from desktop.reports.psychological_report import Author, ReportData
    from desktop.reports.school_note import NoteData
    from desktop.services.session import Session

PROPOSERS: dict[str, tuple[str, ...]] = {
    "psychologue_bilan": ("psychologist",), "psychologue_suivi": ("psychologist",), "aide_relationnelle": ("specialist_g",),
    "stage_reussite": ("director",), "pap": ("director",), "visite_medicale": ("doctor", "nurse"),
}
"""Who proposes what: a paper asked for by somebody else leaves the name to be written by hand."""
READERS = ("doctor", "nurse")
FAMILY = "les responsables de l’enfant"
SCHOOL = "l’équipe de l’école"
WITHOUT_AUTHORITY = "Cette personne n’exerce pas l’autorité parentale : son accord n’est pas demandé ici."


class PersonalPrinting:
    """The papers a psychologist, a doctor, a nurse, a social worker or an account asks for. Nothing missing refuses a print."""

    _session: Session

    # -- the two papers of a bilan -------------------------------------------------------------------------------------
    def psychological_report(self, assessment_id: str, docx: bool = False, *, addressee: str = "", evolution: bool = False,
                             large: bool = False) -> bytes:
        """The compte rendu: PDF, or a document to finish elsewhere. Raises ``RefusedError`` when unknown.

        ``addressee`` names who it is for; the guardians who exercise authority otherwise. ``evolution`` adds former bilans.
        """
        from desktop.reports import psychological_report as report

        data = self._report(assessment_id, addressee, evolution=evolution)
        self._read(assessment_id, docx=docx)
        if docx:
            return self._document(report.TITLE, data, report.sections(data), report.pupil_lines(data))
        return report.report_pdf(data, large=large, demonstration=self._session.demonstration)

    def school_note(self, assessment_id: str, docx: bool = False, *, addressee: str = "", large: bool = False) -> bytes:
        """The note for the school: what helps, strengths, whom to talk to; no figure, no name of a test."""
        from desktop.reports import school_note as note
        from desktop.reports.writing import Section, Words, joined, place

        data = self._note(assessment_id, addressee)
        self._read(assessment_id, docx=docx)
        if not docx:
            return note.note_pdf(data, large=large, demonstration=self._session.demonstration)
        again = note.talk_line(data)
        sections = (*note.sections(data), *((Section("On se reparle", (Words(again),)),) if again else ()))
        about = (joined((place(data.level, data.class_name), data.school)), note.AIM)
        return self._document(note.TITLE, data, sections, about)

    def school_note_remarks(self, assessment_id: str) -> tuple[personal.Remark, ...]:
        """What looks like a score or names a test in what the note would say: told before printing, never refused."""
        data = self._note(assessment_id, "")
        described = [battery.name for battery in self._session.assessments.batteries()]
        return note_guard.remarks((data.strengths, data.helps), described)

    @staticmethod
    def document_notice() -> str:
        """What to tell beside a document made outside the vault."""
        from desktop.exporters.document import NOTICE

        return NOTICE

    def _document(self, title: str, data: ReportData | NoteData, sections: Sequence[Any], about: tuple[str, ...]) -> bytes:
        from desktop.exporters.document import Document, docx
        from desktop.reports.sheet import DEMONSTRATION

        footer = "Document confidentiel"
        if data.addressees:
            footer += f" – {'destinataires' if len(data.addressees) > 1 else 'destinataire'} : {', '.join(data.addressees)}"
        if self._session.demonstration:
            footer += f" – {DEMONSTRATION}"
        return docx(Document(title, data.author.name, data.student, about, data.author.lines, data.addressees,
                             tuple(_parts(sections)), data.day, footer))

    # -- agreements ------------------------------------------------------------------------------------------------------
    def agreement(self, student_id: str | None = None, purpose: str = "psychologue", guardian_id: str | None = None,
                  large: bool = False) -> bytes:
        """The sheet to sign: for one guardian, or one for each of those who exercise authority; blank without a child."""
        from desktop.content.agreements import wording
        from desktop.reports.agreement import agreement_pages
        from desktop.reports.sheet import bind
        from desktop.services.agreements import purpose_of

        said = wording(purpose_of(purpose))
        papers = self._agreements(said, student_id, guardian_id)
        demonstration = self._session.demonstration
        return bind((agreement_pages(data, large=large, demonstration=demonstration) for data in papers), said.title, len(papers))

    def _agreements(self, said: Wording, student_id: str | None, guardian_id: str | None) -> list[AgreementData]:
        from desktop.reports.agreement import AgreementData

        day = self._session.clock.today()
        base = AgreementData(said, code="AC-0000", day=day)
        roles = PROPOSERS.get(said.purpose, self._session.actor.roles)
        if set(roles) & set(self._session.actor.roles):
            author = self._author()
            base = replace(base, by=author.name, function=author.function, reach=author.reach)
        if student_id is None:
            return [replace(base, day=None)]
        child = own_file.child(self._session, student_id)
        base = replace(base, student=_child_name(child), level=child.level, school=self._school_words(child),
                       code=filing_code("AC", student_id))
        names = [_guardian_name(one) for one in self._asked(student_id, guardian_id)]
        return [replace(base, guardian=name) for name in names] or [base]

    def _asked(self, student_id: str, guardian_id: str | None) -> list[values.Guardian]:
        """Whom a sheet is made for. Raises when the one asked for does not answer for the child, or is not written to."""
        known = self._session.guardians.of(student_id)
        if guardian_id is None:
            return [one for one in known if one.authority != "no" and not one.no_contact_since]
        for one in known:
            if one.id == guardian_id:
                if one.authority == "no":
                    raise InputError(WITHOUT_AUTHORITY, column="guardian")
                if one.no_contact_since:
                    day = parse_day(one.no_contact_since)
                    since = f" depuis le {plain_date(day)}" if day else ""
                    raise InputError(f"On n’écrit plus à cette personne{since} : aucun papier n’est fait pour elle.",
                                     column="guardian")
                return [one]
        raise RefusedError

    # -- health ------------------------------------------------------------------------------------------------------------
    def medical_request(self, student_id: str | None = None, to: str = "doctor", large: bool = False) -> bytes:
        """What is asked of the doctor or the nurse; blank without a child."""
        from desktop.reports.medical_request import RequestData, request_pdf

        _reader(to)
        data = self._request(student_id, to) if student_id else RequestData(to)
        return request_pdf(data, large=large, demonstration=self._session.demonstration)

    def envelope_cover(self, student_id: str | None = None, to: str = "doctor") -> bytes:
        """The cover of a sealed envelope: the school of the child, never the child."""
        from desktop.reports.medical_request import envelope_pdf

        _reader(to)
        school, phone = "", ""
        if student_id:
            child = own_file.child(self._session, student_id)
            school, phone = self._school_words(child), self._school_phone(child.school_id)
        return envelope_pdf(to, school, phone, self._session.clock.today(), demonstration=self._session.demonstration)

    def awaited_avis(self, large: bool = False) -> bytes:
        """Avis asked for and not given yet, with their age."""
        from desktop.reports.medical_request import AwaitedLine, awaited_pdf

        lines = [AwaitedLine(row.student, PLANS.get(row.plan, row.plan), row.asked_on, row.waiting_days)
                 for row in self._session.health.awaited()]
        return awaited_pdf(lines, self._session.clock.today(), large=large, demonstration=self._session.demonstration)

    def _request(self, student_id: str, to: str) -> RequestData:
        from desktop.reports.medical_request import RequestData

        child = own_file.child(self._session, student_id)
        author = self._author()
        known = self._common(student_id)
        place = known.current if known else None
        needs, tried = self._plan(student_id)
        return RequestData(
            to, _child_name(child), child.birth_date, known.sex if known else "", child.level, self._school_words(child),
            self._school_phone(child.school_id), place.teacher if place else "", author.name, author.function,
            known.strengths if known else "", needs, tried, tuple(self._given(student_id, "visite_medicale")),
            filing_code("DM", student_id), self._session.clock.today())

    def _plan(self, student_id: str) -> tuple[str, tuple[str, ...]]:
        """Needs and actions of the latest project this person may read."""
        try:
            rows = sorted(self._session.projects.list(student=student_id), key=lambda row: (row.start, row.number))
            if not rows:
                return "", ()
            said: Mapping[str, Any] = self._session.projects.get(rows[-1].id).answers
        except RefusedError:
            return "", ()
        actions = [", ".join(part for part in (line.get("action"), line.get("frequence")) if part)
                   for line in said.get("actions") or ()]
        return str(said.get("besoins") or ""), (rows[-1].title, *(action for action in actions if action))

    # -- the pôle, the day, the accounts -------------------------------------------------------------------------------
    def directory(self, large: bool = False) -> bytes:
        """The Annuaire du pôle, for the schools."""
        from desktop.reports.directory import MemberData, directory_pdf

        members = [MemberData(one.name, one.function, one.sector, one.half_days, one.reach, one.phone, one.email)
                   for one in self._session.directory.list()]
        return directory_pdf(self._vault_name, members, self._session.clock.today(), large=large,
                             demonstration=self._session.demonstration)

    def day_sheet(self, day: str, school: str = "", large: bool = False) -> bytes:
        """« Feuille du jour », of every school or of one."""
        from desktop.reports.day_sheet import DayData, day_pdf

        on = parse_day(day)
        if on is None:
            raise InputError("« Jour » attend une date qui existe, écrite AAAA-MM-JJ.", column="day")
        lines = [DayData(line.school, line.time, line.who, line.what) for line in self._session.notebook.day_sheet(day, school)]
        return day_pdf(on, lines, self._session.actor.name, large=large, demonstration=self._session.demonstration)

    def recovery_sheet(self, code: str) -> bytes:
        """One's own recovery sheet, for a code just drawn (``accounts.new_recovery``: the former one opens nothing more)."""
        from desktop.reports.recovery_sheet import recovery_pdf
        from desktop.security import recovery

        actor = self._session.actor
        return recovery_pdf(actor.name, actor.login, self._vault_name, code, self._session.clock.today(),
                            words=recovery.in_words(recovery.read(code)), demonstration=self._session.demonstration)

    def invitation_sheet(self, login: str, code: str) -> bytes:
        """What is handed to somebody invited."""
        from desktop.reports.invitation_sheet import invitation_pdf

        row = self._session.accounts.get(login)
        until = self._session.vault.invited_until(row.login)[:10]
        return invitation_pdf(row.name, row.login, self._vault_name, code, until, self._session.clock.today(),
                              demonstration=self._session.demonstration)

    def account_card(self, login: str = "") -> bytes:
        """The six words of an account, one's own by default, to be read aloud."""
        from desktop.reports.invitation_sheet import card_pdf

        row = self._session.accounts.get(login or self._session.actor.login)
        return card_pdf(row.name, row.login, self._vault_name, row.words, self._session.clock.today(),
                        demonstration=self._session.demonstration)

    @property
    def _vault_name(self) -> str:
        return str(getattr(self._session.vault, "name", "") or "")

    # -- values ----------------------------------------------------------------------------------------------------------
    def _author(self) -> Author:
        """Who writes, as the Annuaire says it (by her account, else by her name): title, post, how to reach her."""
        from desktop.reports.psychological_report import Author

        actor = self._session.actor
        people = self._session.commun.sql(
            "SELECT account_id, first_name, coalesce(usage_name, last_name), function, sector, phone, half_days, reach, email "
            "FROM person WHERE pole = 1 AND left_on IS NULL ORDER BY n")
        mine = [row[3:] for row in people if row[0] == actor.id]
        mine += [row[3:] for row in people if not row[0] and fold(f"{row[1]} {row[2]}") == fold(actor.name)]
        function, sector, phone, half_days, reach, email = (str(cell or "") for cell in (mine[0] if mine else ("",) * 6))
        told = ", ".join(part for part in (phone or email, half_days, reach) if part)
        return Author(actor.name, function or actor.function, sector, told)

    def _common(self, student_id: str) -> values.Student | None:
        try:
            return self._session.students.get(student_id)
        except RefusedError:
            return None

    def _school_words(self, child: own_file.Child) -> str:
        try:
            city = self._session.schools.get(child.school_id).city if child.school_id else ""
        except RefusedError:
            city = ""
        return ", ".join(part for part in (child.school, city) if part and not (part == city and city in child.school))

    def _school_phone(self, school_id: str) -> str:
        try:
            return self._session.schools.get(school_id).phone if school_id else ""
        except RefusedError:
            return ""

    def _sex(self, student_id: str) -> str:
        known = self._common(student_id)
        if known is not None:
            return known.sex
        row = self._session.personal.one("SELECT sex FROM student WHERE id=?", (student_id,))
        return str(row[0] or "") if row else ""

    def _given(self, student_id: str, purpose: str) -> Iterator[str]:
        """Agreements given for a purpose, as sentences: a refusal or a reason is on no paper."""
        both = [*self._session.agreements.list(student_id)]
        if self._session.own_file is not None:
            both += self._session.agreements.list(student_id, mine=True)
        yield from (one.sentence for one in reversed(both) if one.purpose == purpose and one.state in ("given", "oral"))

    def _authorisation(self, student_id: str, typed: str) -> tuple[str, ...]:
        """Who authorised, and when: her own words unless they tell a refusal, a reason, or that nothing was asked."""
        given = tuple(self._given(student_id, "psychologue_bilan"))
        both = [*self._session.agreements.list(student_id), *self._session.agreements.list(student_id, mine=True)]
        kept = [one.sentence for one in both if one.state not in ("given", "oral")]
        if not typed or any(text in typed for text in (*kept, *given, "non demandé", "non recueilli")):
            return given
        return (*given, typed)

    def _read(self, id: str, *, docx: bool) -> None:
        """Printing is reading: noted where reads are kept."""
        reads: Any = getattr(self._session, "reads", None)
        if reads is not None:
            root = self._session.assessments.get(id).student_id
            reads.note("assessment", id, root, how="export" if docx else "papier")

    def _report(self, id: str, addressee: str, *, evolution: bool = False) -> ReportData:
        from desktop.reports.psychological_report import ReportData
        from desktop.reports.writing import ScoreLine

        bilan = self._session.assessments.get(id)
        said = bilan.answers
        child = own_file.child(self._session, bilan.student_id)
        names = tuple(_guardian_name(one) for one in self._session.guardians.of(bilan.student_id)
                      if one.authority != "no" and not one.no_contact_since)
        scores = tuple(ScoreLine(
            point.label, point.code, point.kind, point.group, point.mean, point.deviation, point.low, point.high, point.score,
            point.bottom, point.top, point.percentile, point.computed, point.words, point.interpretable, point.why)
            for point in self._session.assessments.points(id))
        data = ReportData(
            self._author(), (addressee,) if addressee.strip() else names or (FAMILY,), _child_name(child), child.birth_date,
            self._sex(bilan.student_id), bilan.age, child.level, self._school_words(child),
            bilan.battery_title if scores or bilan.battery else "", bilan.date, _text(said, "question"), _text(said, "origine"),
            self._authorisation(bilan.student_id, _text(said, "autorisation")),
            tuple(_rows(said, "rencontres", "le", "duree", "quoi")),
            _text(said, "conditions"), _text(said, "autres_outils"), _text(said, "deja_passe"), _text(said, "attitude"), scores,
            _text(said, "prudence"), strengths=_text(said, "points_appui"), hypotheses=_text(said, "hypotheses"),
            answer=_text(said, "reponse"), helps_class=_text(said, "aide_classe"), helps_home=_text(said, "aide_maison"),
            returns=tuple(_rows(said, "restitutions", "le", "a_qui", "dit")), code=filing_code("CR", id),
            day=self._session.clock.today())
        return self._with_evolution(data, bilan) if evolution else data

    def _with_evolution(self, data: ReportData, bilan: personal.Assessment) -> ReportData:
        """The same battery before this one: figures side by side, a dash where none is to be read."""
        from desktop.reports.psychological_report import EvolutionLine
        from desktop.reports.writing import figure

        for found in self._session.assessments.evolution(bilan.student_id):
            kept = [place for place, day in enumerate(found.dates) if day <= bilan.date]
            if found.battery != bilan.battery or len(kept) < 2:
                continue
            lines = tuple(EvolutionLine(row.label, tuple(
                figure(point.score) if (point := row.points[place]) is not None and point.interpretable else "–"
                for place in kept)) for row in found.rows)
            return replace(data, evolution=lines, evolution_days=tuple(found.dates[place] for place in kept),
                           evolution_notices=found.notices)
        return data

    def _note(self, id: str, addressee: str) -> NoteData:
        from desktop.reports.school_note import NoteData

        bilan = self._session.assessments.get(id)
        child = own_file.child(self._session, bilan.student_id)
        again = [row.talk_on for row in bilan.released if row.talk_on and not row.revoked_on]
        school = self._school_words(child)
        whom = addressee.strip() or (f"l’équipe enseignante, {child.school}" if child.school else SCHOOL)
        return NoteData(self._author(), (whom,), _child_name(child), child.level, child.class_name, school,
                        _text(bilan.answers, "points_appui"), _text(bilan.answers, "aide_classe"), max(again, default=""),
                        filing_code("NE", id), self._session.clock.today())


def _parts(sections: Sequence[Any]) -> Iterator[Any]:
    """Sections of a report as parts of a document."""
    from desktop.exporters import document as out
    from desktop.reports import writing

    for section in sections:
        yield out.Heading(section.title)
        for part in section.parts:
            if isinstance(part, writing.Words):
                lines = writing.split(part.text)
                listed = len(lines) > 1 and max(map(len, lines)) <= 220
                yield out.Items(tuple(lines)) if listed else out.Paragraph(part.text)
            elif isinstance(part, writing.Listed):
                yield out.Items(part.lines) if len(part.lines) > 1 else out.Paragraph(part.lines[0])
            else:
                grid = writing.score_grid(part) if isinstance(part, writing.Scores) else part
                yield out.Table(grid.columns, grid.rows)
                yield from (out.Paragraph(note, small=True) for note in grid.notes)


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    return value if isinstance(value, str) else ""


def _rows(said: Mapping[str, Any], key: str, *columns: str) -> Iterator[tuple[str, str, str]]:
    for line in said.get(key) or ():
        cells = [str(line.get(column) or "") for column in columns]
        if any(cells):
            yield cells[0], cells[1], cells[2]


def _child_name(child: own_file.Child) -> str:
    return family_name(child.last_name, child.first_name)


def _guardian_name(guardian: values.Guardian) -> str:
    return family_name(guardian.usage_name or guardian.last_name, guardian.first_name)


def _reader(to: str) -> None:
    if to not in READERS:
        raise InputError(f"« À » attend l’un de : {', '.join(READERS)}.", column="to")


def filing_code(prefix: str, id: str) -> str:
    """The code a paper is filed by: its kind and the end of the record's id, no name in it."""
    return f"{prefix.upper()}-{id.replace('-', '')[-6:].upper()}"
