"""Help of the demonstration: groups and their sessions, the prevention group, individual help, the week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from desktop.clock import school_year
from desktop.content.demo_days import working_day
from desktop.content.demo_requests import HelpStory, at, before, demo_requests
from desktop.forms.helping import HELP
from desktop.ids import POLE_ROOT, named
from desktop.models import Intervention, Member, Presence, Sitting, Slot
from desktop.services import answers
from desktop.services.demo_people import Child
from desktop.services.demo_requests import Cast, Helper, Told

if TYPE_CHECKING:
    from desktop.storage.unit import Unit

AWAY = 0.12


class Helping:
    """Writes the helps, and the timetable they make."""

    def __init__(self, cast: Cast, asked: Sequence[Told]) -> None:
        self._cast, self._asked, self._today = cast, asked, cast.today

    def write(self, unit: Unit) -> None:
        for story in demo_requests().helps:
            members = self._members(story)
            if members:
                self._help(unit, story, members)
        for slot in demo_requests().slots:
            owner = self._cast.helper(slot.role, 1)
            unit.new(Slot, {**_hours(slot.day, slot.begins, slot.ends), "owner_id": owner.account, "owner": owner.name,
                            "year": school_year(self._today), "label": slot.label}, root=POLE_ROOT)

    def _members(self, story: HelpStory) -> list[tuple[Child, str]]:
        """Children of the requests first, then others of the same school; each with her request."""
        found = [(child, told.id) for told in self._asked if told.story.said.get("help") == story.code for child in told.children]
        if len(found) < story.members:
            home = found[0][0].place if found else None
            where = home.said.name if home else story.where
            more = self._cast.pick(story.levels, where, story.members - len(found))
            found += [(child, "") for child in more if home in (None, child.place)]
        return found

    def _help(self, unit: Unit, story: HelpStory, members: Sequence[tuple[Child, str]]) -> None:
        place = members[0][0].place
        helper = self._cast.helper(story.role, place.said.sector)
        alone = members[0][0].id if story.kind == "individual" else ""
        since = before(self._today, story.since)
        until = before(self._today, story.said["until"]).isoformat() if "until" in story.said else ""
        names = {"enseignant": members[0][0].room.teacher}
        cells: dict[str, Any] = {
            "kind": story.kind, "title": story.title, "function": story.role, "helper": helper.name, "helper_id": helper.account,
            "student_id": alone, "school_id": place.id, "year": school_year(since), "level": members[0][0].level,
            "since": since.isoformat(), "until": until, "state": "ended" if until else "running",
            "review_on": at(self._today, story.said["review"]).isoformat() if "review" in story.said else "",
            "request_id": members[0][1] if alone else "", "boost": True if story.said.get("boost") else None,
            "informed_on": before(self._today, story.said["informed"]).isoformat() if "informed" in story.said else ""}
        said = HELP.clean(story.answers(names, self._today))
        id = answers.create(unit, Intervention, cells, HELP, said, root=alone or None)
        for child, request in members:
            cells = {"intervention_id": id, "student_id": child.id, "since": since.isoformat(), "until": until}
            if until:
                cells["outcome"] = "class"
            if request:
                cells["request_id"] = request
            unit.new(Member, cells, id=named("member", id, child.id), root=self._root(story, id, child))
        for slot in story.said["slots"]:
            unit.new(Slot, {**_hours(slot["day"], slot["begins"], slot["ends"]), "intervention_id": id, "school_id": place.id,
                            "owner_id": helper.account, "owner": helper.name, "year": school_year(self._today),
                            "place": story.said["place"]}, root=alone or id)
        self._sittings(unit, story, id, alone, since, helper, [child for child, _ in members])

    @staticmethod
    def _root(story: HelpStory, id: str, child: Child) -> str:
        """A prevention group keeps its children to itself."""
        return id if story.kind == "prevention" else child.id

    def _sittings(self, unit: Unit, story: HelpStory, id: str, alone: str, since: date, helper: Helper,
                  children: Sequence[Child]) -> None:
        notes = story.said["notes"]
        for number, (day, begins) in enumerate(self._days(story, since)):
            sitting = named("sitting", id, day.isoformat(), begins)
            note = notes[number] if number < len(notes) else ""
            unit.new(Sitting, {"intervention_id": id, "student_id": alone, "date": day.isoformat(), "time": begins, "minutes": 45,
                               "state": "held", "note": note, "author": helper.name, "author_id": helper.account},
                     id=sitting, root=alone or id)
            for child in children:
                away = self._cast.random.random() < AWAY
                unit.new(Presence, {"sitting_id": sitting, "intervention_id": id, "student_id": child.id,
                                    "state": "absent" if away else "present"},
                         id=named("presence", sitting, child.id), root=self._root(story, id, child))

    def _days(self, story: HelpStory, since: date) -> list[tuple[date, str]]:
        """Days of its sessions, newest first, on its own days of the week; an ended one had them when it ran."""
        week = {slot["day"]: slot["begins"] for slot in story.said["slots"]} or {2: "10:30", 4: "10:30"}
        day = before(self._today, story.said["until"]) if "until" in story.said else self._today - timedelta(days=1)
        found: list[tuple[date, str]] = []
        while day >= since and len(found) < story.sittings:
            if day.isoweekday() in week and working_day(day) == day:
                found.append((day, week[day.isoweekday()]))
            day -= timedelta(days=1)
        return found


def _hours(day: int, begins: str, ends: str) -> dict[str, Any]:
    return {"weekday": day, "begins": begins, "ends": ends}
