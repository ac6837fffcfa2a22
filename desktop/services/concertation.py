"""A concertation: a réunion de synthèse with its agenda, the six facts of each situation, and the decisions typed there.

Everything here comes from the common file: nothing of anybody's own file is ever read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.errors import InputError, RefusedError
from desktop.forms.catalogue import form
from desktop.forms.requests import CONTRIBUTION
from desktop.ids import named
from desktop.models import Agenda, Attendance, Meeting
from desktop.models.kinds import MEETING_KINDS
from desktop.services import answers as kept
from desktop.services import labels
from desktop.services.decision_subjects import Asked
from desktop.services.decision_words import civil, short_day, short_days
from desktop.services.decisions import Decisions
from desktop.services.own_file import day_of
from desktop.services.request_values import Fact, Foreseen, RequestQuery, RequestRow, Situation, SituationFacts
from desktop.texts import age, born, of_name, parse_day

if TYPE_CHECKING:
    from desktop.services.values import Mark
    from desktop.storage.unit import Unit

KIND = "synthese"
NOTHING = "rien de noté"
WAITING = ("submitted", "acknowledged", "under_analysis", "waiting_list")
"""Requests proposed for an agenda: those that wait for the pôle."""
_MARKS: dict[str, Mark] = {"done": "done", "postponed": "waiting", "": "planned"}
_SCHOOL_WORDS = re.compile(r"^((école|ecole|groupe scolaire|maternelle|élémentaire|primaire|publique|privée)\s+)+", re.IGNORECASE)
_SMALL = ("le", "la", "les", "de", "du", "des", "l", "d")


class Concertation(Decisions):
    """Agenda, facts and decisions of a réunion de synthèse."""

    # -- agenda --------------------------------------------------------------------------------------------------------
    def agenda(self, meeting_id: str) -> tuple[Situation, ...]:
        """The situations of a meeting, in order. Raises ``RefusedError`` when the meeting is unknown."""
        self._meeting(meeting_id)
        found = []
        for id, request, student, rank, seconds, state, _ in self._rows(meeting_id):
            try:
                asked = self.asked(request or "", student or "")
            except RefusedError:
                continue
            found.append(Situation(id, request or "", asked.student_id, asked.title, _second(asked), rank or 0, seconds or 0,
                                   state or "", _MARKS.get(state or "", "planned")))
        return tuple(found)

    def propose_agenda(self, school: str = "", function: str = "") -> tuple[RequestRow, ...]:
        """Open requests that wait for the pôle and are on no agenda to come, oldest first."""
        today = self._session.clock.today().isoformat()
        taken = {row[0] for row in self._store.sql(
            "SELECT a.request_id FROM agenda a JOIN meeting m ON m.id = a.meeting_id WHERE m.closed_on IS NULL AND m.date >= ? "
            "AND coalesce(a.state, '') = ''", (today,))}
        rows = self._session.requests.list(RequestQuery(school=school, function=function))
        return tuple(row for row in rows if row.state in WAITING and row.id not in taken)

    def prepare(self, date: str, requests: Sequence[str] = (), school_id: str = "",
                answers: Mapping[str, Any] | None = None, *, students: Sequence[str] = ()) -> Changes:
        """A réunion de synthèse with its agenda; ``created[0]`` is the meeting's id."""
        day = day_of(date, "date", "Date")
        if not day:
            raise InputError("« Date » est nécessaire.", column="date")
        paper = form(MEETING_KINDS[KIND].form)
        cleaned = paper.clean(answers or {})
        asked = [self.asked(request) for request in dict.fromkeys(requests)]
        asked += [self.asked("", student) for student in dict.fromkeys(students)]
        with self._store.unit(labels.MEETING_ADDED) as unit:
            meeting = kept.create(unit, Meeting, {"kind": KIND, "date": day, "school_id": school_id}, paper, cleaned, root=None)
            self._put(unit, meeting, day, asked, 0)
        return self._store.unit_changes

    def put(self, meeting_id: str, requests: Sequence[str] = (), students: Sequence[str] = ()) -> Changes:
        """Put situations on an agenda, after those already there; one that is there stays where it is.

        With neither requests nor children: the children of the meeting that are not on its agenda yet, each with the request
        that waits for her when there is one.
        """
        day, single = self._meeting(meeting_id)
        rows = self._rows(meeting_id)
        if not requests and not students:
            requests, students = self._of_meeting(meeting_id, single, rows)
        asked = [self.asked(request) for request in dict.fromkeys(requests)]
        asked += [self.asked("", student) for student in dict.fromkeys(students)]
        if single and any(child.id != single for one in asked for child in one.children):
            raise InputError("Cette réunion porte sur un seul enfant\u00a0: préparez une concertation pour en voir plusieurs.",
                             column="requests")
        there = {row[0] for row in rows}
        fresh = [one for one in asked if named("agenda", meeting_id, one.id or one.student_id) not in there]
        with self._store.unit(labels.AGENDA_CHANGED) as unit:
            self._put(unit, meeting_id, day, fresh, max((row[3] or 0 for row in rows), default=0), single)
        return self._store.unit_changes

    def _put(self, unit: Unit, meeting: str, day: str, asked: Iterable[Asked], rank: int, single: str = "") -> None:
        for rank_, one in enumerate(asked, rank + 1):
            unit.new(Agenda, {"meeting_id": meeting, "request_id": one.id, "student_id": one.student_id, "rank": rank_,
                              "state": ""}, id=named("agenda", meeting, one.id or one.student_id), root=one.root)
            for child in one.children:
                if child.id != single:
                    unit.new(Attendance, {"meeting_id": meeting, "student_id": child.id, "date": day, "kind": KIND},
                             id=named("attendance", meeting, child.id), root=child.id)

    def _of_meeting(self, meeting: str, single: str, rows: Sequence[Any]) -> tuple[list[str], list[str]]:
        """The children of a meeting who are not on its agenda: by their waiting request, or alone."""
        there = {row[2] for row in rows} | {row[0] for row in self._store.sql(
            "SELECT c.student_id FROM concerned c JOIN agenda a ON a.request_id = c.request_id WHERE a.meeting_id=?", (meeting,))}
        children = [single] if single else [row[0] for row in self._store.sql(
            "SELECT student_id FROM attendance WHERE meeting_id=? ORDER BY n", (meeting,))]
        requests, alone = [], []
        for child in children:
            if child in there:
                continue
            found = self._store.one(f"SELECT id FROM request WHERE student_id=? AND state IN ({','.join('?' * len(WAITING))}) "
                                    "ORDER BY sent_on, n", (child, *WAITING))
            if found:
                requests.append(found[0])
            else:
                alone.append(child)
        return requests, alone

    def order(self, meeting_id: str, ids: Sequence[str]) -> Changes:
        """Put the situations in this order; those not named follow, as they were."""
        rows = self._rows(meeting_id)
        known = [row[0] for row in rows]
        if any(id not in known for id in ids):
            raise RefusedError
        wished = [*dict.fromkeys(ids), *(id for id in known if id not in set(ids))]
        with self._store.unit(labels.AGENDA_CHANGED) as unit:
            for rank, id in enumerate(wished, 1):
                unit.put(Agenda, id, {"rank": rank})
        return self._store.unit_changes

    def drop(self, meeting_id: str, id: str) -> Changes:
        """Take a situation off an agenda, and its children out of the meeting when no other situation is about them."""
        rows = self._rows(meeting_id)
        situation = self._situation(id, meeting_id)
        asked = self._asked_of(situation)
        others = {child.id for row in rows if row[0] != id for child in self._asked_of(row).children}
        with self._store.unit(labels.AGENDA_CHANGED) as unit:
            unit.remove(Agenda, id)
            for child in asked.children:
                attendance = named("attendance", meeting_id, child.id)
                if child.id not in others and self._store.exists(Attendance, attendance):
                    unit.remove(Attendance, attendance)
        return self._store.unit_changes

    def postpone(self, meeting_id: str, situation_id: str, postponed: bool = True) -> Changes:
        """Leave a situation for another time; its request stays as it is, and waits for the next agenda."""
        self._situation(situation_id, meeting_id)
        with self._store.unit(labels.AGENDA_CHANGED) as unit:
            unit.put(Agenda, situation_id, {"state": "postponed" if postponed else ""})
        return self._store.unit_changes

    def spent(self, situation_id: str, seconds: int) -> Changes:
        """The whole time spent on a situation, in seconds (not what is added to it).

        Written beside the acts of people: « Annuler » never takes it back.
        """
        self._situation(situation_id)
        with self._store.unit(labels.AGENDA_CHANGED, kind="system") as unit:
            unit.put(Agenda, situation_id, {"seconds": max(0, min(int(seconds), 86_400))})
        return self._store.unit_changes

    # -- one situation -------------------------------------------------------------------------------------------------
    def facts(self, meeting_id: str, situation_id: str) -> SituationFacts:
        """What fills the screen for one situation: six facts, in plain words, blanks said."""
        row = self._situation(situation_id, meeting_id)
        asked = self._asked_of(row)
        said = asked.answers
        first = asked.only.first_name if asked.only else ""
        noted = self.of_situation(meeting_id, asked.id, asked.student_id)
        return SituationFacts(
            situation_id, asked.id, asked.student_id, asked.title, first, self._whole(asked), tuple(self._six(asked, first)),
            tuple(said.get("nature") or ()), tuple(said.get("nature_pole") or ()), noted[-1] if noted else None)

    def foreseen(self, situation_id: str, answers: Mapping[str, Any]) -> Foreseen:
        """What « Noter » will create: « Crée trois tâches : réponse à l’école, lettre aux parents, première séance »."""
        situation = self._situation(situation_id)
        found = self.foreseen_of(self._asked_of(situation), answers)
        request, student, meeting = situation[1], situation[2], situation[-1]
        again = self.of_situation(meeting, request or "", student or "")
        return replace(found, sentence=found.sentence.replace("Crée", "Tient à jour", 1)) if again else found

    def coming_of(self, request_id: str) -> tuple[str, str]:
        """The next réunion de synthèse that has this request on its agenda and did not treat it yet: its id and its day."""
        found = self._store.one(
            "SELECT m.id, m.date FROM agenda a JOIN meeting m ON m.id = a.meeting_id WHERE a.request_id=? AND "
            "coalesce(a.state, '') = '' AND m.closed_on IS NULL AND m.date >= ? ORDER BY m.date, m.n LIMIT 1",
            (request_id, self._session.clock.today().isoformat()))
        return (found[0], found[1]) if found else ("", "")

    def decide_situation(self, situation_id: str, answers: Mapping[str, Any]) -> Changes:
        """Note the decision of a situation: of its request, or of the child alone; corrected when it was noted here already."""
        _, request, student, *_, meeting = self._situation(situation_id)
        if noted := self.of_situation(meeting, request or "", student or ""):
            return self.save_decision(noted[0].id, answers)
        return self.decide(request or "", answers, meeting, student_id=student or "")

    def _six(self, asked: Asked, first: str) -> Iterator[Fact]:
        said = asked.answers
        others = list(self._contributions(asked.id))
        when = ", ".join(part for part in (civil(asked.requester), short_day(asked.sent_on)) if part)
        yield Fact("Ce qui est demandé", when, _paragraphs(said.get("sujet"), said.get("attentes")))
        strengths = _text(said, "points_appui")
        sheet = self._strengths(asked)
        yield Fact("Ce qui marche", "", _paragraphs(strengths, "" if sheet in strengths else sheet,
                                                    *_from(others, "points_appui")))
        examples = [line for line in said.get("exemples") or () if line.get("fait")]
        days = short_days(line.get("date") for line in examples)
        lived = () if said.get("faits") else tuple(str(line["fait"]) for line in examples)
        yield Fact("Ce qui gêne", f"vu {days}" if days else "", _paragraphs(said.get("faits"), *lived, *_from(others, "faits")))
        yield Fact("Ce qui a été essayé", "", _paragraphs(said.get("essaye"), *_from(others, "essaye")))
        told = short_day(said.get("parents_informes_le"))
        why = "" if told else _text(said, "parents_raison")
        informed = f"informés le {told}" if told else "pas encore informés" if asked.id and asked.children else ""
        yield Fact("Ce que disent les parents", informed, _paragraphs(said.get("parents_disent"), why))
        many = asked.about in ("several", "class", "school")
        yield Fact(f"Ce que dit {first}" if first else "Ce que disent les élèves" if many else "Ce que dit l’élève", "",
                   _paragraphs(said.get("eleve")))

    def _contributions(self, request: str) -> Iterator[tuple[str, dict[str, Any]]]:
        if not request:
            return
        for id, author, cells, version in self._store.sql(
                "SELECT id, author, answers, form_version FROM contribution WHERE request_id=? ORDER BY date, n", (request,)):
            yield author or "", kept.load(self._store, id, cells, version or 0, CONTRIBUTION)

    def _strengths(self, asked: Asked) -> str:
        if not asked.student_id:
            return ""
        found = self._store.one("SELECT strengths FROM student WHERE id=?", (asked.student_id,))
        return str(found[0] or "") if found else ""

    def _whole(self, asked: Asked) -> str:
        """« CP, classe de Mme Guérin · École Jean Moulin · 6 ans 7 mois, née le 25 mars 2020 »."""
        if child := asked.only:
            place = ", ".join(part for part in (child.level, f"classe {of_name(child.teacher)}" if child.teacher
                                                else child.class_name) if part)
            return " · ".join(part for part in (place, child.school, self._born(child.id)) if part)
        names = ", ".join(child.listed for child in asked.children)
        return " · ".join(part for part in (names or asked.class_name or asked.level, asked.school) if part)

    def _born(self, student: str) -> str:
        found = self._store.one("SELECT birth_date, sex FROM student WHERE id=?", (student,))
        day = parse_day(found[0]) if found else None
        if day is None:
            return ""
        return f"{age(day, self._session.clock.today())}, {born(found[1] or '', day)}"

    # -- rows ----------------------------------------------------------------------------------------------------------
    def _meeting(self, id: str) -> tuple[str, str]:
        """Day of a réunion de synthèse, and the child it is about when it is one."""
        found = self._store.one("SELECT kind, date, student_id FROM meeting WHERE id=?", (id,))
        if found is None:
            raise RefusedError
        if found[0] != KIND:
            raise InputError("Une concertation se tient dans une réunion de synthèse.", column="meeting")
        return found[1] or "", found[2] or ""

    def _rows(self, meeting_id: str) -> list[Any]:
        return self._store.sql("SELECT id, request_id, student_id, rank, seconds, state, meeting_id FROM agenda "
                               "WHERE meeting_id=? ORDER BY rank, n", (meeting_id,))

    def _situation(self, id: str, meeting_id: str = "") -> Any:
        found = self._store.one("SELECT id, request_id, student_id, rank, seconds, state, meeting_id FROM agenda WHERE id=?",
                                (id,))
        if found is None or (meeting_id and found[6] != meeting_id):
            raise RefusedError
        return found

    def _asked_of(self, row: Sequence[Any]) -> Asked:
        return self.asked(row[1] or "", row[2] or "")


def _second(asked: Asked) -> str:
    """« CP · J. Moulin »."""
    level = asked.level or (asked.children[0].level if asked.children else "") or asked.class_name
    school = asked.school or (asked.children[0].school if asked.children else "")
    return " · ".join(part for part in (level, "" if asked.about == "school" else short_school(school)) if part)


def short_school(name: str) -> str:
    """« École Jean Moulin » → « J. Moulin », « École maternelle Les Tilleuls » → « Les Tilleuls »."""
    short = _SCHOOL_WORDS.sub("", name).strip() or name
    words = short.split()
    if len(words) == 2 and words[0].lower() not in _SMALL and words[0][:1].isupper() and len(words[0]) > 2:
        return f"{words[0][0]}. {words[1]}"
    return short


def _text(said: Mapping[str, Any], key: str) -> str:
    return str(said.get(key) or "").strip()


def _paragraphs(*texts: Any) -> str:
    found = list(dict.fromkeys(str(text).strip() for text in texts if text and str(text).strip()))
    return "\n".join(found) or NOTHING


def _from(contributions: Iterable[tuple[str, Mapping[str, Any]]], key: str) -> Iterator[str]:
    """What others add, each in her own name."""
    for author, said in contributions:
        if text := _text(said, key):
            yield f"{author}\u00a0: {text}" if author else text
