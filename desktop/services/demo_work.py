"""What was done in the demonstration: PPRE in every state, meetings past and to come, promises kept and late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from desktop.clock import school_year
from desktop.content.demo_days import working_day
from desktop.content.demonstration import PRESENT, Demonstration, MeetingStory, PpreStory
from desktop.forms.catalogue import form
from desktop.ids import named
from desktop.models import Attendance, Meeting, Project, Task
from desktop.services import answers
from desktop.services.demo_people import Child, spoken
from desktop.texts import family_name

if TYPE_CHECKING:
    from desktop.storage.unit import Unit

WRITTEN, HAD_BEFORE, MET, MEETS_SOON, KEPT = 0.72, 0.35, 0.45, 0.14, 0.7
SYNTHESES = 6
HOURS = ("12:15", "16:30", "16:45", "17:00", "17:30", "18:00")
PREPARED = ("heure", "duree", "lieu", "objet", "origine", "personnes")
"""What is known of a meeting before it is held, or written up."""
PPRE = form("ppre")


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the demonstration's papers, one unit a kind."""

    demo: Demonstration
    random: Random
    today: date

    # -- PPRE ------------------------------------------------------------------------------------------------------------
    def projects(self, unit: Unit, children: Sequence[Child]) -> None:
        """A PPRE for most of the children followed, an earlier one for some of them."""
        for child in children:
            if not child.followed or self.random.random() > WRITTEN:
                continue
            stories = [story for story in self.demo.ppre if story.level == child.level]
            if not stories:
                continue
            story = self.random.choice(stories)
            before = self._earlier(unit, child) if self.random.random() < HAD_BEFORE else ""
            start = self._start(story)
            said = self._told(child, story, start)
            if story.state == "en_cours":
                said |= {"rencontre_le": said["fin"], "rencontre_lieu": "la classe",
                         "rencontre_heure": self.random.choice(HOURS[1:])}
            self._project(unit, child, story.state, said, number=2 if before else 1, previous=before, year=school_year(start))

    def _start(self, story: PpreStory) -> date:
        lasting = story.weeks * 7
        if story.state == "clos":
            return self._school_day(self.today - timedelta(days=lasting + self.random.randint(6, 25)))
        if story.state == "brouillon":
            return self._school_day(self.today + timedelta(days=self.random.randint(0, 6)))
        return self._school_day(self.today - timedelta(days=round(lasting * self.random.uniform(0.1, 1.06))))

    def _earlier(self, unit: Unit, child: Child) -> str:
        """Last year's PPRE, closed. Empty when no story was told for that level."""
        past = [(year, level) for year, level, _ in child.years[:-1]]
        stories = [story for story in self.demo.ppre if past and story.level == past[-1][1] and story.state == "clos"]
        if not stories:
            return ""
        story = self.random.choice(stories)
        start = self._school_day(date(int(past[-1][0][:4]) + 1, 1, 8) + timedelta(days=self.random.randint(0, 60)))
        said = self._told(child, story, start)
        return self._project(unit, child, "clos", said, number=1, previous="", year=past[-1][0])

    def _told(self, child: Child, story: PpreStory, start: date) -> dict[str, Any]:
        said = story.answers(first_name=child.first_name, teacher=child.room.teacher, start=start)
        said["parcours"] = [{"annee": year, "classe": level, "ecole": school} for year, level, school in child.years]
        return said

    def _project(self, unit: Unit, child: Child, state: str, said: Mapping[str, Any], *, number: int, previous: str,
                 year: str) -> str:
        cells = {"kind": "ppre", "number": number, "student_id": child.id, "year": year, "state": state, "previous_id": previous,
                 "school_id": child.place.id}
        return answers.create(unit, Project, cells, PPRE, PPRE.clean(said), root=child.id)

    # -- meetings --------------------------------------------------------------------------------------------------------
    def meetings(self, unit: Unit, children: Sequence[Child]) -> None:
        """Meetings held (some still to be written up) and to come, about one child; then syntheses about several."""
        single = [story for story in self.demo.meetings if story.kind != "synthese"]
        for child in children:
            stories = [story for story in single if child.level in story.levels]
            if not child.followed or not stories:
                continue
            if self.random.random() < MET:
                day = self._school_day(self.today - timedelta(days=self.random.randint(2, 60)))
                self._held(unit, child, self.random.choice(stories), day)
            if self.random.random() < MEETS_SOON:
                day = self._school_day(self.today + timedelta(days=self.random.randint(0, 20)))
                self._coming(unit, [child], self.random.choice(stories), day)
        self._syntheses(unit, [child for child in children if child.followed])

    def _held(self, unit: Unit, child: Child, story: MeetingStory, day: date) -> None:
        said = story.answers(first_name=child.first_name, teacher=child.room.teacher, day=day)
        said |= {"heure": self.random.choice(HOURS), "personnes": self._people(story, child, "present")}
        written = (self.today - day).days > 3 and self.random.random() < 0.9
        if not written:
            said = {key: value for key, value in said.items() if key in PREPARED}
        self._meeting(unit, [child], story, day, said, closed=day if written else None)

    def _coming(self, unit: Unit, children: Sequence[Child], story: MeetingStory, day: date) -> None:
        told = story.answers(first_name=children[0].first_name, teacher=children[0].room.teacher, day=day)
        said: dict[str, Any] = {key: told[key] for key in (*PREPARED, "reussites", "questions") if key in told}
        said |= {"heure": self.random.choice(HOURS), "personnes": self._people(story, children[0], "attendu")}
        self._meeting(unit, children, story, day, said, closed=None)

    def _syntheses(self, unit: Unit, children: Sequence[Child]) -> None:
        stories = [story for story in self.demo.meetings if story.kind == "synthese"]
        for number in range(SYNTHESES):
            story = stories[number % len(stories)]
            able = [child for child in children if child.level in story.levels]
            if not able:
                continue
            chosen = self.random.sample(able, min(len(able), self.random.randint(1, 4)))
            day = self._school_day(self.today + timedelta(days=(number - 3) * 9 + self.random.randint(0, 3)))
            if day >= self.today:
                self._coming(unit, chosen, story, day)
                continue
            said = story.answers(first_name=chosen[0].first_name, teacher=chosen[0].room.teacher, day=day)
            said |= {"heure": "13:30", "personnes": self._people(story, chosen[0], "present")}
            self._meeting(unit, chosen, story, day, said, closed=day)

    def _people(self, story: MeetingStory, child: Child, presence: str) -> list[dict[str, str]]:
        """Who is there; a parent the child does not have is not asked."""
        return [{"nom": self._who(code, child), "fonction": self._function(code, child), "presence": presence}
                for code in story.present if code not in ("mother", "father") or self._who(code, child)]

    def _who(self, code: str, child: Child) -> str:
        if code == "teacher":
            return child.room.teacher
        if code == "director":
            return spoken(child.place.said.director)
        if code in ("mother", "father"):
            return child.adult("mère" if code == "mother" else "père")
        if code == "pupil":
            return child.first_name
        members = [member for member in self.demo.pole if member.role == code and member.sector in (0, child.place.said.sector)]
        return spoken(members[0].person) if members else ""

    def _function(self, code: str, child: Child) -> str:
        woman = self._who(code, child).startswith("Mme")
        return {"teacher": "enseignante" if woman else "enseignant", "director": "directrice" if woman else "directeur",
                "nurse": "infirmière" if woman else "infirmier"}.get(code, PRESENT[code])

    def _meeting(self, unit: Unit, children: Sequence[Child], story: MeetingStory, day: date, said: Mapping[str, Any],
                 closed: date | None) -> None:
        paper = form(story.kind)
        one = children[0] if len(children) == 1 else None
        root = one.id if one else None
        cells = {"kind": story.kind, "date": day.isoformat(), "school_id": children[0].place.id,
                 "student_id": one.id if one else "", "closed_on": closed.isoformat() if closed else ""}
        id = answers.create(unit, Meeting, cells, paper, paper.clean(said), root=root)
        for child in children if one is None else ():
            unit.new(Attendance, {"meeting_id": id, "student_id": child.id, "date": day.isoformat(), "kind": story.kind},
                     id=named("attendance", id, child.id), root=child.id)

    # -- promises --------------------------------------------------------------------------------------------------------
    def promises(self, unit: Unit, decisions: Sequence[tuple[str, str, str, str, Mapping[str, Any]]]) -> None:
        """A task for each decision written, kept when its day has passed but for some; and what each role has to do."""
        for line, root, student, meeting, said in decisions:
            due = date.fromisoformat(said["avant_le"])
            kept = due < self.today and self.random.random() < (KEPT if (self.today - due).days < 8 else 1.0)
            unit.new(Task, {"title": said["quoi"], "owner": said.get("qui") or "", "due": due.isoformat(),
                            "detail": said.get("preuve") or "", "student_id": student, "meeting_id": meeting,
                            "done_on": self._school_day(due - timedelta(days=1)).isoformat() if kept else ""},
                     id=named("task", line), root=root)
        owners = {role: family_name(person.last_name, person.first_name) for role, person in self._roles()}
        for task in self.demo.tasks:
            unit.new(Task, {"title": task.title, "owner": owners.get(task.role, ""),
                            "due": self._school_day(self.today + timedelta(days=task.days)).isoformat()})

    def _roles(self) -> Iterator[tuple[str, Any]]:
        for member in reversed(self.demo.pole):
            yield member.role, member.person
        for persona in reversed(self.demo.personas):
            yield persona.roles[0], persona.person

    def _school_day(self, day: date) -> date:
        """A school day near: before when it is past, after when it is today or to come."""
        return working_day(day, earlier=day < self.today)
