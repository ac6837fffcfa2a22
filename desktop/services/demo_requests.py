"""Requests of the demonstration, in every state, with what followed: steps, contributions, decisions, tasks, past aids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from desktop.clock import school_year
from desktop.content.demo_days import working_day
from desktop.content.demo_requests import DemoRequests, RequestStory, before, demo_requests
from desktop.content.demonstration import Demonstration, filled
from desktop.forms.meetings import SYNTHESIS
from desktop.forms.request_kinds import DEVICES, STATES
from desktop.forms.requests import CONTRIBUTION, DECISION, NO_PUPIL, REQUEST
from desktop.ids import named
from desktop.models import (
    Agenda,
    Aid,
    Attendance,
    Concerned,
    Contribution,
    Decision,
    Meeting,
    Proposal,
    Request,
    Step,
    Task,
)
from desktop.services import answers, decision_words
from desktop.services.demo_people import Child, Place, spoken
from desktop.texts import family_name, fold

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.unit import Unit
CONCERTED = 9
"""Days since the last concertation; what was decided another day was decided without waiting for one."""


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody of the pôle; ``account`` only when she is who one chose to be."""

    name: str
    spoken: str
    role: str
    account: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A request just written: what its help, its meeting and its tasks need."""

    story: RequestStory
    id: str
    root: str
    children: tuple[Child, ...]
    place: Place
    helper: Helper

    @property
    def alone(self) -> str:
        return self.children[0].id if self.story.about == "pupil" and self.children else ""


@dataclass(slots=True)
class Cast:
    """Who is there: children not taken yet, people of the pôle, who one is."""

    session: Session
    demo: Demonstration
    random: Random
    today: date
    children: Sequence[Child]
    taken: set[str] = field(default_factory=set)

    def helper(self, role: str, sector: int) -> Helper:
        """Who has this function in a sector: she whom one chose to be, when it is hers."""
        actor = self.session.actor
        people = [one.person for one in self.demo.personas if role in one.roles]
        people += [member.person for member in self.demo.pole if member.role == role and member.sector in (0, sector)]
        own = role in actor.roles
        person = next((one for one in people if own and family_name(one.last_name, one.first_name) == actor.name),
                      people[-1 if sector > 1 else 0])
        name = family_name(person.last_name, person.first_name)
        return Helper(name, spoken(person), role, actor.id if name == actor.name else "")

    def own(self) -> str:
        """« Mme Guérin »: the one who looks, as her school says her name."""
        return next((spoken(one.person) for one in self.demo.personas if one.login == self.session.actor.login), "")

    def pick(self, levels: Sequence[str], where: str, count: int, named: Sequence[str] = ()) -> tuple[Child, ...]:
        """Children of these levels, of one class when there are several: those followed first, each once."""
        free = [child for child in self.children if child.id not in self.taken]
        if named:
            able = [child for child in free if [child.last_name, child.first_name] == list(named)]
        else:
            able = [child for child in free if child.level in levels and where in child.place.said.name] \
                or [child for child in free if child.level in levels]
            self.random.shuffle(able)
            able.sort(key=lambda child: not child.followed)
        chosen = tuple(child for child in able if child.place == able[0].place)[:count] if able else ()
        self.taken.update(child.id for child in chosen)
        return chosen

    def place(self, where: str) -> Place | None:
        """The school whose name says so, else that of the first child."""
        return next((child.place for child in self.children if where in child.place.said.name),
                    self.children[0].place if self.children else None)


class Asker:
    """Writes the requests, and the two concertations that look into them."""

    def __init__(self, cast: Cast) -> None:
        self._cast, self._today = cast, cast.today
        self._told: DemoRequests = demo_requests()
        self.told: list[Told] = []

    def write(self, unit: Unit) -> None:
        """All requests, then the meetings with their agendas and decisions."""
        for story in self._told.requests:
            children = self._cast.pick(story.levels, story.where, story.count, story.child) if story.count else ()
            place = children[0].place if children else self._cast.place(story.where)
            if place is None or (story.count and not children):
                continue
            told = self._request(unit, story, children, place)
            self.told.append(told)
            self._steps(unit, told)
            self._others(unit, told)
            if told.alone:
                self._aids(unit, told)
        self._past_meeting(unit, [one for one in self.told if "decision" in one.story.said])
        self._coming_meeting(unit, sorted((one for one in self.told if one.story.agenda), key=lambda one: one.story.agenda))

    # -- one request ---------------------------------------------------------------------------------------------------
    def _names(self, told: Told) -> dict[str, str]:
        first = told.children[0].first_name if told.children else "l’élève"
        return {"prenom": first, "enseignant": self._teacher(told.story, told.children, told.place), "qui": told.helper.spoken,
                "qui_entier": told.helper.name}

    def _teacher(self, story: RequestStory, children: Sequence[Child], place: Place) -> str:
        if story.about == "school":
            return spoken(place.said.director)
        if children:
            return children[0].room.teacher
        return next((room.teacher for room in place.rooms if set(room.levels) & set(story.levels)), spoken(place.said.director))

    def _day(self, days: int) -> str:
        return before(self._today, days).isoformat()

    def _request(self, unit: Unit, story: RequestStory, children: tuple[Child, ...], place: Place) -> Told:
        helper = self._cast.helper(story.role or "specialist_e", place.said.sector)
        told = Told(story, "", "", children, place, helper)
        teacher = self._teacher(story, children, place)
        room = children[0].room.name if children else next(
            (room.name for room in place.rooms if set(room.levels) & set(story.levels)), "")
        said = story.answers(self._names(told), self._today)
        if story.about in ("class", "school") and story.state != "draft":
            said["parents_raison"] = NO_PUPIL
        over = not STATES[story.state].open
        function = ("directrice" if teacher.startswith("Mme") else "directeur") if story.about == "school" else \
            "enseignante" if teacher.startswith("Mme") else "enseignant"
        cells = {
            "about": story.about, "student_id": told.alone, "school_id": place.id,
            "class_name": "" if story.about == "school" else room,
            "level": children[0].level if children else (story.levels or ("",))[0], "year": school_year(self._today),
            "origin": story.said.get("origin", "teacher"), "requester": teacher, "requester_function": function,
            "author_id": self._cast.session.actor.id if teacher == self._cast.own() else "", "state": story.state,
            "source": "screen", "sent_on": "" if story.state == "draft" else self._day(story.days),
            "closed_on": self._day(story.path[-1].days) if over else "", "closing": story.said.get("closing", "")}
        id = answers.create(unit, Request, cells, REQUEST, REQUEST.clean(said), root=told.alone or None)
        if not told.alone:
            for child in children:
                unit.new(Concerned, {"request_id": id, "student_id": child.id}, id=named("concerned", id, child.id),
                         root=child.id)
        return Told(story, id, told.alone or id, children, place, helper)

    def _steps(self, unit: Unit, told: Told) -> None:
        """Each move, by who asked or by who took it; and the proposal she took, or that waits for her."""
        story, teacher = told.story, self._teacher(told.story, told.children, told.place)
        if story.state == "draft":
            return
        self._step(unit, told, "submitted", story.days, teacher)
        names = self._names(told)
        for move in story.path:
            asked = move.what == "cancelled"
            self._step(unit, told, move.what, move.days, teacher if asked else told.helper.name, filled(move.note, names))
        if not story.role:
            return
        taken = len(story.path) > 1 and story.path[1].what != "returned_for_completion"
        day = self._day(story.path[0].days)
        unit.new(Proposal, {
            "request_id": told.id, "student_id": told.alone, "account_id": told.helper.account, "person": told.helper.name,
            "function": told.helper.role, "proposed_on": day, "proposed_by": self._cast.helper("specialist_e", 1).name,
            "answer": "taken" if taken else "", "answered_on": self._day(story.path[1].days) if taken else ""},
            id=named("proposal", told.id, told.helper.account or fold(told.helper.name)), root=told.root)

    def _step(self, unit: Unit, told: Told, kind: str, days: int, author: str, note: str = "") -> None:
        day = self._day(days)
        own = author in (self._cast.own(), self._cast.session.actor.name)
        unit.new(Step, {"request_id": told.id, "student_id": told.alone, "kind": kind, "date": day, "at": f"{day}T11:00:00.000Z",
                        "author": author, "author_id": self._cast.session.actor.id if own else "", "note": note}, root=told.root)

    def _others(self, unit: Unit, told: Told) -> None:
        for line in told.story.said.get("contribution", ()):
            said = CONTRIBUTION.clean(filled(line["answers"], self._names(told)))
            cells = {"request_id": told.id, "student_id": told.alone, "author": line["author"], "function": line["function"],
                     "account_id": "", "date": self._day(line["days"]), "source": "paper", "received_on": self._day(line["days"]),
                     "entered_by": told.helper.name}
            answers.create(unit, Contribution, cells, CONTRIBUTION, said, root=told.root)

    def _aids(self, unit: Unit, told: Told) -> None:
        """The years behind: what was had, in class, from the pôle, outside as the family said it."""
        child = told.children[0]
        for line in told.story.said.get("aids", ()):
            if line["back"] >= len(child.years):
                continue
            year = child.years[-1 - line["back"]][0]
            lane = DEVICES[line["device"]].lane
            cells = {"student_id": child.id, "year": year, "device": line["device"], "state": "oui", "lane": lane,
                     "school_id": child.place.id if line["back"] == 0 else "", "detail": line.get("detail", ""),
                     "since": _in_year(year, line.get("from", "")), "until": _in_year(year, line.get("to", "")),
                     "source": "request", "said_by": "la mère" if lane == "outside" else "",
                     "agreed": True if lane == "outside" else None}
            unit.new(Aid, cells, id=named("aid", child.id, year, line["device"]), root=child.id)

    # -- concertations -------------------------------------------------------------------------------------------------
    def _meeting(self, unit: Unit, day: str, closed: str, subject: str) -> str:
        roles = ("specialist_e", "specialist_g", "psychologist", "adviser")
        people = [self._cast.helper(role, 1) for role in roles]
        said = {"heure": "13:30", "duree": "1 h 30", "lieu": "salle du pôle", "objet": subject,
                "personnes": [{"nom": one.spoken, "presence": "present" if closed else "attendu"} for one in people]}
        cells = {"kind": "synthese", "date": day, "closed_on": closed}
        return answers.create(unit, Meeting, cells, SYNTHESIS, SYNTHESIS.clean(said), root=None)

    def _put(self, unit: Unit, meeting: str, day: str, rank: int, told: Told, state: str = "", seconds: int = 0) -> None:
        unit.new(Agenda, {"meeting_id": meeting, "request_id": told.id, "student_id": told.alone, "rank": rank, "state": state,
                          "seconds": seconds or None}, id=named("agenda", meeting, told.id), root=told.root)
        for child in told.children:
            unit.new(Attendance, {"meeting_id": meeting, "student_id": child.id, "date": day, "kind": "synthese"},
                     id=named("attendance", meeting, child.id), root=child.id)

    def _past_meeting(self, unit: Unit, decided: Sequence[Told]) -> None:
        """The concertation of some days ago, its decisions and their tasks; older decisions were taken in between."""
        recent = [one for one in decided if one.story.said["decision"]["days"] == CONCERTED]
        day = self._day(CONCERTED)
        meeting = self._meeting(unit, day, day, "Demandes de l’antenne") if recent else ""
        for rank, told in enumerate(recent, 1):
            self._put(unit, meeting, day, rank, told, "done", 200 + 40 * rank)
        for told in decided:
            self._decide(unit, told, meeting if told in recent else "", day)

    def _decide(self, unit: Unit, told: Told, meeting: str, day: str) -> None:
        said = told.story.decision(self._names(told), self._today)
        if said is None:
            return
        day = day if meeting else self._day(told.story.said["decision"]["days"])
        cells = {"request_id": told.id, "meeting_id": meeting, "student_id": told.alone, "date": day, "author": told.helper.name,
                 "author_id": told.helper.account}
        id = answers.create(unit, Decision, cells, DECISION, DECISION.clean(said), root=told.root)
        for task in decision_words.planned(said, date.fromisoformat(day), told.helper.name, to="l’école",
                                           pupils=len(told.children)):
            done = task.due < self._today.isoformat() and told.story.state != "decided"
            unit.new(Task, {"title": task.title, "owner": task.owner, "due": task.due, "detail": task.detail,
                            "student_id": told.alone, "request_id": told.id, "done_on": task.due if done else ""},
                     id=named("task", id, task.key), root=told.root)

    def _coming_meeting(self, unit: Unit, asked: Sequence[Told]) -> None:
        """The concertation of the day, with what is on its agenda."""
        if not asked:
            return
        day = working_day(self._today).isoformat()
        meeting = self._meeting(unit, day, "", "Demandes de l’antenne")
        for rank, told in enumerate(asked, 1):
            self._put(unit, meeting, day, rank, told)


def _in_year(year: str, month_day: str) -> str:
    """« 03-02 » of the school year 2025-2026 is the 2 March 2026."""
    if not month_day:
        return ""
    first = int(year[:4])
    return f"{first if month_day >= '08' else first + 1}-{month_day}"
