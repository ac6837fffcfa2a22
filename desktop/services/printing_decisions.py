"""The decision sheet of a réunion de synthèse or of a time: values gathered here, with names or without any."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from desktop.errors import RefusedError
from desktop.forms.request_kinds import FUNCTIONS, INDICATIONS
from desktop.models.kinds import meeting_label
from desktop.services import decision_words as words
from desktop.services import unseen
from desktop.services.own_file import day_of
from desktop.services.printing_personal import filing_code
from desktop.services.reads import PAPER
from desktop.texts import fold, long_date, parse_day, plain_date

if TYPE_CHECKING:
    from desktop.reports.decision_sheet import DecisionLine, SheetData, TodoLine
    from desktop.reports.psychological_report import Author
    from desktop.services.decision_subjects import Asked
    from desktop.services.request_values import DecisionValue
    from desktop.services.session import Session

NAMELESS_NOTICE = ("Relisez cette copie avant de la donner : un surnom ou un nom écrit autrement dans une phrase n’est pas "
                   "reconnu.")
_SOMEBODY, _OF_POLE = "[…]", "une personne du pôle"
_CIVIL = ("Mme", "M", "Monsieur", "Madame", "Mlle", "Dr", "Docteur")


@dataclass(frozen=True, slots=True)
class Promise:
    """A task, as papers say it."""

    title: str
    owner: str
    due: str
    done_on: str


class DecisionPrinting:
    """« X aura Y avant Z »."""

    _session: Session

    if TYPE_CHECKING:
        def _author(self) -> Author: ...

    # -- the decision sheet ------------------------------------------------------------------------------------------------
    def decision_sheet(self, meeting_id: str = "", since: str = "", until: str = "", nameless: bool = False,
                       large: bool = False, *, blank: bool = False) -> bytes:
        """« X aura Y avant Z »: of a réunion de synthèse, or of all that was decided in a time; blank to be filled by hand."""
        from desktop.reports.decision_sheet import SheetData, decision_pdf

        if blank:
            data = SheetData(blank=True)
        elif meeting_id:
            data = self._sheet_of_meeting(meeting_id, nameless=nameless)
        else:
            data = self._sheet_of_time(since, until, nameless=nameless)
        return decision_pdf(data, large=large, demonstration=self._session.demonstration)

    def _sheet_of_meeting(self, meeting_id: str, *, nameless: bool) -> SheetData:
        meeting = self._session.meetings.get(meeting_id)
        self._session.reads.note("meeting", meeting_id, how=PAPER)
        concertation = self._session.concertation
        found = concertation.decisions(meeting_id)
        day = parse_day(meeting.date)
        author = self._author()
        school = self._school_name(meeting.school_id)
        at = str(meeting.answers.get("lieu") or "")
        writers = list(dict.fromkeys(one.author for one in found if one.author)) or [author.name]
        masks = _Masks(nameless=nameless)
        situations = concertation.agenda(meeting_id)
        order = {one.request_id or one.student_id: place for place, one in enumerate(situations)}
        asked = [concertation.asked(one.request_id, one.student_id) for one in situations]
        masks.learn(asked, self._adults)
        put_off = tuple(masks.who(one) for one, row in zip(asked, situations, strict=True) if row.state == "postponed")
        data = self._sheet(sorted(found, key=lambda one: order.get(one.request_id or one.student_id, len(order))), masks)
        return replace(
            data, kind=meeting_label(meeting.kind).lower(), postponed=put_off,
            when=tuple(part for part in (long_date(day) if day else "",
                                         "" if nameless else f"écrit par {words.listed(writers)}") if part),
            where=() if nameless else tuple(part for part in (school, at) if part),
            present="" if nameless else _present(meeting.answers.get("personnes") or ()),
            reach="" if nameless else author.reach, code=filing_code("FD", meeting_id))

    def _sheet_of_time(self, since: str, until: str, *, nameless: bool) -> SheetData:
        since, until = day_of(since, "since", "Depuis le"), day_of(until, "since", "Jusqu’au")
        first, last = parse_day(since), parse_day(until)
        told = " ".join(part for part in (f"depuis le {plain_date(first)}" if first and not last else
                                          f"du {plain_date(first)}" if first else "",
                                          f"{'au' if first else 'jusqu’au'} {plain_date(last)}" if last else "") if part)
        data = self._sheet(self._session.concertation.decisions("", since, until), _Masks(nameless=nameless))
        return replace(data, kind="décisions du pôle", when=(told,) if told else (), code="FD-0000")

    def _sheet(self, found: Sequence[DecisionValue], masks: _Masks) -> SheetData:
        from desktop.reports.decision_sheet import SheetData

        concertation = self._session.concertation
        asked = {one.id: concertation.asked(one.request_id, one.student_id) for one in found}
        masks.learn(asked.values(), self._adults)
        if masks.nameless:
            masks.people(self._people(found))
        for one in found:
            self._seen(asked[one.id])
        return SheetData(lines=tuple(_line(one, asked[one.id], masks) for one in found),
                         todo=tuple(self._todo(found, asked, masks)), nameless=masks.nameless, day=self._session.clock.today())

    def _todo(self, found: Sequence[DecisionValue], asked: Mapping[str, Asked], masks: _Masks) -> Iterator[TodoLine]:
        """What people do, one line for what the same person does by the same day."""
        from desktop.reports.decision_sheet import TodoLine

        groups: dict[tuple[str, str, str, bool], list[str]] = {}
        for one in found:
            for task in self._tasks(one):
                who = masks.person(task.owner) if task.owner else words.who_does(task.title, "")
                key = (who, masks.text(words.does(task.title)), task.due, bool(task.done_on))
                groups.setdefault(key, []).extend(masks.each(asked[one.id]))
        today = self._session.clock.today()
        for (who, what, due, done), about in sorted(groups.items(), key=lambda item: (item[0][2] or "9999", fold(item[0][0]))):
            yield TodoLine(who, what, words.listed(list(dict.fromkeys(about))), words.near_day(due, today), done)

    def _tasks(self, decided: DecisionValue) -> list[Promise]:
        """The tasks of a decision, in their order; no name of a child out of reach in their titles."""
        ids = self._session.concertation.task_ids(decided.id)
        known = {row[0]: Promise(*(cell or "" for cell in row[1:])) for row in self._session.commun.sql(
            f"SELECT id, title, owner, due, done_on FROM task WHERE id IN ({','.join('?' * len(ids))})", ids)}
        masks = unseen.of_row(self._session, "decision", decided.id)
        found = [known[id] for id in ids if id in known]
        return [replace(one, title=words.masked(one.title, masks)) for one in found] if masks else found

    def _adults(self, asked: Asked) -> Iterator[str]:
        """Names of adults that would tell who a child is: parents, teacher, who asked, the school."""
        yield from (asked.requester, asked.school)
        for child in asked.children:
            yield from (child.teacher, child.school)
            for one in self._session.guardians.of(child.id):
                yield from (one.display_name, one.last_name, one.usage_name)

    def _people(self, found: Iterable[DecisionValue]) -> Iterator[tuple[str, str, bool]]:
        """Adults a sentence may name: first name, last name, whether of the pôle."""
        for first, last, pole in self._session.commun.sql(
                "SELECT first_name, coalesce(nullif(usage_name, ''), last_name), pole FROM person"):
            yield first or "", last or "", bool(pole)
        said = [str(row[0] or "") for row in self._session.commun.sql("SELECT name FROM account")]
        for one in found:
            said += [one.author, str(one.answers.get("propose_a") or ""), *(task.owner for task in self._tasks(one))]
        for name in dict.fromkeys(said):
            first, _, last = name.strip().partition(" ")
            yield (first, last, True) if last else ("", first, True)

    def _school_name(self, id: str) -> str:
        try:
            return self._session.schools.get(id).name if id else ""
        except RefusedError:
            return ""

    def _seen(self, asked: Asked) -> None:
        """Printing is reading: noted on the children it is about."""
        for child in asked.children:
            self._session.reads.note("student", child.id, how=PAPER)


class _Masks:
    """How children and people are written on a sheet: by name, or by number and function."""

    def __init__(self, *, nameless: bool) -> None:
        self.nameless = nameless
        self._numbers: dict[str, int] = {}
        self._children: dict[str, str] = {}
        self._adults: dict[str, str] = {}
        self._proper: dict[str, str] = {}

    def learn(self, asked: Iterable[Asked], adults: Callable[[Asked], Iterable[str]]) -> None:
        """Give each child her number, and remember every name that would tell it."""
        if not self.nameless:
            return
        for one in asked:
            for child in one.children:
                number = self._numbers.setdefault(child.id, len(self._numbers) + 1)
                for name in child.names:
                    known = self._children.setdefault(fold(name), f"élève {number}")
                    if known != f"élève {number}":
                        self._children[fold(name)] = "un élève"
            self._adults |= {fold(name): _SOMEBODY for name in adults(one) if name}

    def people(self, rows: Iterable[tuple[str, str, bool]]) -> None:
        """Adults of the schools and of the pôle: first name, last name, whether of the pôle."""
        for first, last, pole in rows:
            instead = _OF_POLE if pole else _SOMEBODY
            for name in (f"{first} {last}", f"{last} {first}", *(f"{civil} {last}" for civil in _CIVIL)):
                if last and name.strip() != last:
                    self._adults[fold(name)] = instead
            if last:
                self._proper.setdefault(fold(last), instead)

    def each(self, asked: Asked) -> list[str]:
        """Each child in a few letters: « Noémie », « élève 1 »; « la classe de CE1 »."""
        if not asked.children:
            return [_nobody(asked) if self.nameless else words.small(asked.whom.subject)]
        if self.nameless:
            return [f"élève {self._numbers[child.id]}" for child in asked.children]
        return [child.first_name or child.name for child in asked.children]

    def who(self, asked: Asked) -> str:
        """« Noémie Ben Salah », « élève 1, CE1 »."""
        if not self.nameless or not asked.children:
            return _nobody(asked) if self.nameless else asked.named
        level = asked.level or asked.children[0].level
        return ", ".join(part for part in (words.listed(self.each(asked)), level) if part)

    def text(self, text: str) -> str:
        if not self.nameless:
            return text
        adults = [pair for pair in self._adults.items() if pair[0] not in self._children]
        said = words.masked(text, [*self._children.items(), *adults], self._proper.items())
        said = re.sub(r"\b(?:de |d’)(?=élève \d)", "de l’", re.sub(r"\bà (?=élève \d)", "à l’", said))
        return said[:1].upper() + said[1:] if text[:1].isupper() else said

    def person(self, name: str) -> str:
        """Somebody of the pôle: nobody's name on a copy without names."""
        return "le pôle" if self.nameless and name else name


def _nobody(asked: Asked) -> str:
    """Who it is about when no child is named."""
    what = {"class": "une classe", "school": "une école", "several": "des élèves"}.get(asked.about, "un élève")
    return f"{what} de {asked.level}" if asked.level and asked.about != "school" else what


def _line(decided: DecisionValue, asked: Asked, masks: _Masks) -> DecisionLine:
    from desktop.reports.decision_sheet import DecisionLine

    said, day = decided.answers, parse_day(decided.date)
    role = next((name for code in decided.indications if (name := FUNCTIONS.get(INDICATIONS[code].role, ""))), "")
    person = role if masks.nameless else str(said.get("propose_a") or "") or role
    where = "" if masks.nameless else ", ".join(asked.lines)
    return DecisionLine(masks.who(asked), where, masks.text(words.given(said)), masks.text(decided.phrase),
                        words.near_day(said.get("debut"), day), person, words.near_day(said.get("bilan_le"), day))


def _present(people: Iterable[Mapping[str, Any]]) -> str:
    """« Claire Martin, maître E ; … Excusé : … »."""
    there = [line for line in people if line.get("nom") and line.get("presence") not in ("absent", "excuse")]
    away = [line for line in people if line.get("nom") and line.get("presence") == "excuse"]
    told = " ; ".join(_person(line) for line in there)
    told += "." if told and not told.endswith(".") else ""
    return f"{told} Excusés : {' ; '.join(_person(line) for line in away)}.".strip() if away else told


def _person(line: Mapping[str, Any]) -> str:
    return ", ".join(part for part in (line.get("nom"), line.get("fonction")) if part)
