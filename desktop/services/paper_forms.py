"""Forms that leave as fillable PDFs and come back: made without a name, read field by field, taken once a person ticked them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.errors import InputError, RefusedError
from desktop.forms.paper_fields import KINDS
from desktop.forms.request_kinds import DEVICES
from desktop.forms.requests import POLE_ONLY
from desktop.forms.spec import Tick
from desktop.services.decision_words import masked
from desktop.services.printing_personal import filing_code
from desktop.services.reads import PAPER
from desktop.services.request_values import CameBack, FormAnswer, RequestValue
from desktop.texts import family_name, fold, parse_day, plain_date

if TYPE_CHECKING:
    from desktop.reports.fillable import FillableData
    from desktop.services.session import Session
    from desktop.services.values import Student

PREFIXES = {"request": "DEM", "contribution": "CONT"}
NO_AGREEMENT = "Un suivi hors école s’écrit avec l’accord de la famille : la case n’est pas cochée sur ce formulaire."
UNKNOWN = "Ce que ce formulaire complète n’est pas dans ce coffre, ou ne vous est pas ouvert : il peut être repris à part."
NOTHING = "Il n’y a rien à reprendre : aucune réponse n’est cochée."
NO_REQUEST = "Une contribution s’ajoute à une demande : dites laquelle."
EMPTY = "Ce formulaire est revenu vide : il n’y a rien à reprendre."
WAITED = ("draft", "returned_for_completion")
"""States from which a form that brings what was missing sends the request."""


class PaperForms:
    """Fillable PDFs of requests and contributions."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # -- going out ---------------------------------------------------------------------------------------------------
    def blank(self, kind: str = "request", *, request_id: str = "", student_id: str = "", named: bool = False,
              filled: bool = False) -> bytes:
        """A PDF to fill on a screen. It carries a code, and a name only when ``named``; ``filled`` writes what is known.

        Raises ``RefusedError`` for a request or a child unknown here.
        """
        from desktop.reports.fillable import fillable_pdf

        return fillable_pdf(self._data(kind, request_id, student_id, named=named, filled=filled),
                            demonstration=self._session.demonstration)

    def file_name(self, kind: str = "request", *, request_id: str = "", student_id: str = "") -> str:
        """A name for the file, without anybody's: « demande-DEM-12AB34.pdf »."""
        return "-".join(part for part in (_form(kind).code, _filing(kind, request_id or student_id)) if part) + ".pdf"

    def _data(self, kind: str, request_id: str, student_id: str, *, named: bool, filled: bool) -> FillableData:
        from desktop.reports.fillable import FillableData

        form = _form(kind)
        header: dict[str, str] = {}
        answers: dict[str, Any] = {}
        request = self._session.requests.get(request_id) if request_id else None
        if request is not None:
            self._session.reads.note("request", request_id, how=PAPER)
            header = {"pour": request.about, "niveau": request.level, "classe": request.class_name, "ecole": request.school}
            if kind == "request":
                header |= {"demandeur": request.requester if named else "", "fonction": request.requester_function}
                answers = dict(request.answers) if filled else {}
            student_id = student_id or (request.student_ids[0] if len(request.student_ids) == 1 else "")
        student = self._session.students.get(student_id) if student_id else None
        if student is not None and request is None:
            place = student.current
            header = {"pour": "pupil", "niveau": place.level if place else "", "classe": place.class_name if place else "",
                      "ecole": place.school if place else ""}
            if filled and kind == "request":
                answers = self._known(student)
        if named:
            self._session.reads.note("student", student_id, how=PAPER)
            header["eleve"] = family_name(student.last_name, student.first_name) if student else ""
        if not answers.get("hors_ecole_accord"):
            answers.pop("hors_ecole", None)
        if not named and answers:
            answers = self._nameless(answers, request_id, student_id)
        code = f"request/{request_id}" if request_id else f"student/{student_id}" if student_id else ""
        return FillableData(kind, named, header, form.complete_answers(answers), POLE_ONLY, code,
                            _filing(kind, request_id or student_id),
                            self._session.clock.today() if code else None)

    def _nameless(self, answers: Mapping[str, Any], request_id: str, student_id: str) -> dict[str, Any]:
        """Answers that name nobody: those that do stay here rather than come back maimed."""
        asked = self._session.concertation.asked(request_id, student_id)
        names = [name for child in asked.children for name in child.names]
        names += [asked.requester, *(child.teacher for child in asked.children)]
        names += [name for hidden in asked.hidden for name in hidden]
        for child in asked.children:
            for one in self._session.guardians.of(child.id):
                names += [f"{one.first_name} {one.last_name}", one.last_name, one.usage_name]
        known = [(name, "") for name in names if name.strip()]

        def says(value: Any) -> bool:
            if isinstance(value, Mapping):
                return any(says(cell) for key, cell in value.items() if key != "id")
            return isinstance(value, str) and masked(value, known) != value

        return {key: [line for line in value if not says(line)] if isinstance(value, list) else value
                for key, value in answers.items() if not says(value)}

    def _known(self, student: Student) -> dict[str, Any]:
        """What the school need not write again: strengths, and the aids of each year."""
        aids = [line for line in self._session.aids.known(student.id)
                if line.get("dispositif") in DEVICES and DEVICES[line["dispositif"]].lane != "outside"]
        return {"points_appui": student.strengths, "aides": aids}

    # -- coming back -------------------------------------------------------------------------------------------------
    def read(self, data: bytes) -> CameBack:
        """What a PDF that came back says; nothing is written. Raises ``InputError`` with a sentence."""
        from desktop.importers.filled_form import answers_of, head_of, read_form

        form = read_form(data)
        request, student_id, remarks = self._whose(form.code)
        head = head_of(form)
        now = request.answers if request is not None and form.kind == "request" else {}
        answers: list[FormAnswer] = []
        found = answers_of(form, POLE_ONLY)
        agreed = any(one.field.key == "hors_ecole_accord" for one in found)
        said = {one.field.key for one in found}
        for one in found:
            entry = one.field
            remark = NO_AGREEMENT if entry.key == "hors_ecole" and not agreed else one.remark
            value = None if entry.key == "hors_ecole" and not agreed else one.value
            here = entry.display(now.get(entry.key))
            answers.append(FormAnswer(entry.key, entry.label, value, entry.display(one.value) or one.raw, here, remark))
            if entry.key == "parents_informes_le" and one.value is None and "parents_raison" not in said:
                other = KINDS[form.kind].field("parents_raison")
                text = f"Parents informés : {one.raw}"
                answers.append(FormAnswer(other.key, other.label, text, text, other.display(now.get(other.key))))
        if not answers:
            remarks = (*remarks, EMPTY)
        return CameBack(form.kind, request.id if request is not None else "", tuple(answers), head, (*form.remarks, *remarks),
                        student_id)

    def _whose(self, code: str) -> tuple[RequestValue | None, str, tuple[str, ...]]:
        """The request or the child a form was made for; one that is not open here is told, and nothing of it."""
        table, _, id = code.partition("/")
        try:
            if table == "request" and id:
                request = self._session.requests.get(id)
                return request, request.student_ids[0] if len(request.student_ids) == 1 else "", ()
            if table == "student" and id:
                return None, self._session.students.get(id).id, ()
        except RefusedError:
            return None, "", (UNKNOWN,)
        return None, "", ()

    def take(self, came: CameBack, keys: Iterable[str], *, request_id: str = "", student_id: str = "", about: str = "",
             school_id: str = "", class_name: str = "", received_on: str = "", students: Sequence[str] = ()) -> Changes:
        """Write the answers ticked: in the request the form is of, in a new one, or as a contribution.

        A new request that has its four answers is sent; otherwise it stays a draft, whose ``missing`` says what it waits for.
        ``created[0]`` is the new request or contribution; empty when a request that was here is completed.
        """
        first, *more = self.acts(came, keys, request_id=request_id, student_id=student_id, about=about, school_id=school_id,
                                 class_name=class_name, received_on=received_on, students=students)
        for one in more:
            first = replace(one, created=first.created, touched=first.touched | one.touched, roots=first.roots | one.roots)
        return first

    def acts(self, came: CameBack, keys: Iterable[str], *, request_id: str = "", student_id: str = "", about: str = "",
             school_id: str = "", class_name: str = "", received_on: str = "",
             students: Sequence[str] = ()) -> tuple[Changes, ...]:
        """The same, each act by itself: what was written, then its sending, so that each can be undone."""
        answers = self._ticked(came, set(keys))
        request_id = request_id or came.request_id
        day = received_on or self._session.clock.today().isoformat()
        if parse_day(day) is None:
            raise InputError("La date de réception n’existe pas.", column="received_on")
        if came.kind == "contribution":
            if not request_id:
                raise InputError(NO_REQUEST, column="request_id")
            written = str(came.header.get("date", ""))
            return (self._session.requests.contribute(
                request_id, author=came.header.get("demandeur", ""), function=came.header.get("fonction", ""),
                date=written if parse_day(written) else day, answers=answers, source="pdf", received_on=day),)
        if request_id:
            changes = replace(self._session.requests.save(request_id, self._beside(request_id, answers)), created=())
            self._told(request_id, came, day)
        else:
            one = student_id or came.student_id
            changes = self._add(came, answers, students or ((one,) if one else ()), about, school_id, class_name, day)
            request_id = changes.created[0]
        return self._sent(request_id, changes)

    def _ticked(self, came: CameBack, keys: set[str]) -> dict[str, Any]:
        """The answers to write; the family's agreement goes with what it covers."""
        if "hors_ecole" in keys:
            keys.add("hors_ecole_accord")
        answers = {one.key: one.value for one in came.answers if one.key in keys and one.value is not None}
        if not answers or all(isinstance(KINDS[came.kind].field(key), Tick) for key in answers):
            raise InputError(NOTHING)
        return answers

    def _add(self, came: CameBack, answers: Mapping[str, Any], students: Sequence[str], about: str, school_id: str,
             class_name: str, day: str) -> Changes:
        head = came.header
        typed = head.get("niveau", "")
        level = level_of(typed)
        classroom = class_name or head.get("classe", "") or ("" if level else typed)
        about = about or ("pupil" if students else head.get("pour") or "pupil")
        return self._session.requests.add(
            "several" if about == "pupil" and len(students) > 1 else about,
            students=tuple(students) if about in ("pupil", "several") else (),
            school_id=school_id or self.school_named(head.get("ecole", "")), class_name=classroom, level=level,
            requester=head.get("demandeur", ""), requester_function=head.get("fonction", ""), answers=answers, received_on=day,
            source="pdf")

    def school_named(self, name: str) -> str:
        """The one school that bears this name, if any: its id."""
        found = [school.id for school in self._session.schools.all() if name and fold(school.name) == fold(name)]
        return found[0] if len(found) == 1 else ""

    def _sent(self, request_id: str, changes: Changes) -> tuple[Changes, ...]:
        """Send what has its four answers."""
        request = self._session.requests.get(request_id)
        if request.missing or request.state not in WAITED or "submitted" not in request.moves:
            return (changes,)
        return changes, self._session.requests.submit(request_id)

    def _told(self, request_id: str, came: CameBack, day: str) -> None:
        """A request already sent says, among its news, who wrote the form it was completed from, and when it came."""
        if self._session.requests.get(request_id).state != "draft":
            received = parse_day(day)
            who = ", ".join(part for part in (came.header.get("demandeur", ""), came.header.get("fonction", "")) if part)
            self._session.requests.news(request_id, " ".join(part for part in (
                "Complétée d’après un formulaire PDF", f"de {who}," if who else "",
                f"reçu le {plain_date(received)}" if received else "") if part) + ".")

    def _beside(self, request_id: str, answers: dict[str, Any]) -> dict[str, Any]:
        """Lines of a table come beside those already there: a form that came back takes none away."""
        now = self._session.requests.get(request_id).answers
        for table in KINDS["request"].tables():
            if table.key in answers:
                here = list(now.get(table.key) or [])
                known = [_cells(line) for line in here]
                answers[table.key] = here + [line for line in answers[table.key] if _cells(line) not in known]
        return answers


def _form(kind: str) -> Any:
    if kind not in KINDS:
        raise InputError(f"Il n’y a pas de formulaire « {kind} » : {', '.join(KINDS)}.", column="kind")
    return KINDS[kind]


def _filing(kind: str, id: str) -> str:
    return filing_code(PREFIXES[kind], id) if id else ""


def level_of(text: str) -> str:
    """« cours préparatoire » is « CP »; empty when it is no level."""
    from desktop.importers.cells import level

    return level(text)


def _cells(line: Mapping[str, Any]) -> dict[str, Any]:
    return {key: cell for key, cell in line.items() if key != "id" and cell not in (None, "")}
