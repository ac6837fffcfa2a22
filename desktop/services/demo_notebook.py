"""Notebooks of the demonstration: what the person one chose to be wrote for herself, and what the pôle transmitted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from desktop.content.demo_days import working_day
from desktop.content.demo_notebook import Notebooks, Story, notebooks, scored
from desktop.content.demonstration import Demonstration
from desktop.forms.catalogue import form
from desktop.models import Agreement, Assessment, Avis, Note, Release, StandingPlan, Student
from desktop.services import answers
from desktop.services.demo_people import Child
from desktop.texts import family_name

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.unit import Unit

KIND = "demo"
FUNCTIONS = {"psychologist": "psychologue de l’Éducation nationale", "doctor": "médecin scolaire"}


class Notebooker:
    """Writes the notebooks of one person, and the few lines everybody sees of the others."""

    def __init__(self, session: Session, demo: Demonstration, random: Random, today: date) -> None:
        self._session, self._demo, self._random, self._today = session, demo, random, today
        self._stories: Notebooks = notebooks()
        self._taken: set[str] = set()

    def write(self, children: Sequence[Child]) -> None:
        """All of it: the common file first, then the person's own."""
        followed = [child for child in children if child.followed] or list(children)
        with self._session.commun.unit("Avis et conclusions de la démonstration", kind=KIND) as unit:
            self._common(unit, followed)
        mine = set(self._session.actor.roles)
        notes = [story for story in self._stories.notes if mine & set(story.roles)]
        bilans = [story for story in self._stories.assessments if mine & set(story.roles)]
        self._taken.clear()
        if notes or bilans:
            self._own(followed, notes, bilans)

    # -- what everybody reads --------------------------------------------------------------------------------------------
    def _common(self, unit: Unit, children: Sequence[Child]) -> None:
        for story in self._stories.released:
            if child := self._child(children, story):
                day = story.day(self._today)
                unit.new(Release, {"student_id": child.id, "author": self._member("psychologist"), "date": day.isoformat(),
                                   "function": FUNCTIONS["psychologist"], "addressee": story.cells["addressee"],
                                   "purpose": story.cells["purpose"], "content": story.cells["content"],
                                   "talk_on": working_day(self._today + timedelta(days=story.cells["talk_in"])).isoformat()},
                         root=child.id)
        for story in self._stories.avis:
            if child := self._child(children, story):
                waiting = story.cells["opinion"] == "awaited"
                asked = working_day(story.day(self._today) - timedelta(days=0 if waiting else 20), earlier=True)
                unit.new(Avis, {"student_id": child.id, "plan": story.cells["plan"], "opinion": story.cells["opinion"],
                                "author": "" if waiting else self._member("doctor"), "asked_on": asked.isoformat(),
                                "date": "" if waiting else story.day(self._today).isoformat(),
                                "source": "" if waiting else "paper", "needs": story.cells.get("needs", "")}, root=child.id)
        for story in self._stories.plans:
            if child := self._child(children, story):
                since = working_day(self._today - timedelta(days=story.cells["since"]), earlier=True)
                unit.new(StandingPlan, {"student_id": child.id, "kind": "pai", "since": since.isoformat(),
                                        "place": story.cells["place"], "emergency": 1}, root=child.id)

    def _member(self, role: str) -> str:
        people = [member.person for member in self._demo.pole if member.role == role]
        people += [one.person for one in self._demo.personas if role in one.roles]
        return family_name(people[0].last_name, people[0].first_name) if people else ""

    def _child(self, children: Sequence[Child], story: Story) -> Child | None:
        able = [child for child in children if child.level in story.levels and child.id not in self._taken]
        if not able:
            return None
        chosen = self._random.choice(able)
        self._taken.add(chosen.id)
        return chosen

    # -- one's own file --------------------------------------------------------------------------------------------------
    def _chosen(self, children: Sequence[Child], stories: Sequence[Story]) -> dict[tuple[str, ...], Child]:
        """A child for each group of levels the stories tell of: several stories may be about the same child."""
        found: dict[tuple[str, ...], Child] = {}
        for story in stories:
            if story.levels and story.levels not in found and (child := self._child(children, story)):
                found[story.levels] = child
        return found

    def _own(self, children: Sequence[Child], notes: Sequence[Story], bilans: Sequence[Story]) -> None:
        chosen = self._chosen(children, (*bilans, *notes))
        for one in chosen.values():
            self._session.notebook.open_for(one.id)
        with self._session.personal.unit("Carnet de la démonstration", kind=KIND) as unit:
            for story in bilans:
                if (child := chosen.get(story.levels)) is not None:
                    self._agreed(unit, child, "psychologue_bilan", story.days + 12)
                    self._bilan(unit, child, story)
            for story in notes:
                if not story.levels:
                    self._alone(unit, story)
                elif (child := chosen.get(story.levels)) is not None:
                    if story.kind == "suivi":
                        self._agreed(unit, child, "psychologue_suivi", story.days + 9)
                    self._note(unit, story, child.first_name, child.id, child.place.id)

    def _alone(self, unit: Unit, story: Story) -> None:
        root = ""
        if story.alone:
            last, first, _level = story.alone
            root = unit.new(Student, {"last_name": last.upper(), "first_name": first})
        self._note(unit, story, story.alone[1] if story.alone else "", root, "")

    def _agreed(self, unit: Unit, child: Child, purpose: str, days: int) -> None:
        day = working_day(self._today - timedelta(days=days), earlier=True)
        for guardian, name in self._guardians(child):
            unit.new(Agreement, {"student_id": child.id, "guardian_id": guardian, "guardian": name, "purpose": purpose,
                                 "mode": "written", "state": "given", "date": day.isoformat(),
                                 "asked_on": working_day(day - timedelta(days=8), earlier=True).isoformat()}, root=child.id)

    def _guardians(self, child: Child) -> list[tuple[str, str]]:
        found = self._session.commun.sql("SELECT id, first_name, coalesce(usage_name, last_name) FROM guardian WHERE "
                                         "student_id=? AND coalesce(authority, '') <> 'no' ORDER BY n", (child.id,))
        return [(id, family_name(last or "", first or "")) for id, first, last in found]

    def _note(self, unit: Unit, story: Story, first_name: str, child: str, school: str) -> None:
        paper = form(story.kind)
        ends = working_day(self._today + timedelta(days=story.ends_in)).isoformat() if story.ends_in else ""
        cells: dict[str, Any] = {"kind": story.kind, "date": story.day(self._today).isoformat(), "student_id": child,
                                 "school_id": school, "until": ends}
        answers.create(unit, Note, cells, paper, paper.clean(story.answers(first_name, self._today)), root=child or None)

    def _bilan(self, unit: Unit, child: Child, story: Story) -> None:
        paper = form("bilan")
        cells = {"battery": story.kind, "date": story.day(self._today).isoformat(), "student_id": child.id, "state": "en_cours"}
        answers.create(unit, Assessment, cells, paper, paper.clean(scored(story, child.first_name, self._today)), root=child.id)
