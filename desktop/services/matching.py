"""Which pupil of the vault a line of a file is: pure rules, told apart from where the values come from.

By INE; else by folded family name (or usage name), first name and birth; else by what an earlier import had written and a
person has corrected since. The same INE with another birth is never matched.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from desktop.importers.cells import name_key
from desktop.importers.guardians import Child
from desktop.importers.notes import Refused
from desktop.importers.onde import PupilRecord

Key = tuple[str, str, str]
SMALL_CLASS = 3
"""A class of fewer pupils may well leave whole; it does not make a file partial."""
_LAST_LEVELS = ("CM2", "GS")


class Known(NamedTuple):
    """A pupil of the vault, as matching needs it. ``id`` is the kept record's when two were joined."""

    id: str
    last_name: str
    usage_name: str
    first_name: str
    birth_date: str
    sex: str
    ine: str
    address: str
    postal_code: str
    city: str
    left_on: str = ""


class Place(NamedTuple):
    """A pupil's place in a school for a year."""

    id: str
    student_id: str
    year: str
    school_id: str
    level: str
    class_name: str
    class_ref: str
    left_on: str
    source: str


How = Literal["new", "ine", "name", "former", "other_birth", "ambiguous", "taken"]


class Match(NamedTuple):
    """What was decided of a record: the pupil found, or why there is none."""

    how: How
    known: Known | None = None


def keys_of(last: str, usage: str, first: str, birth: str) -> tuple[Key, ...]:
    """The names a pupil may be found by."""
    given = name_key(first)
    keys = ((name_key(last), given, birth),)
    return keys if not usage else (*keys, (name_key(usage), given, birth))


Formers = Callable[[Sequence[str]], Mapping[str, tuple[frozenset[Key], frozenset[str]]]]
"""For pupils' ids: the names and births that imports wrote of them, whatever was typed since."""


@dataclass(slots=True)
class Matching:
    """All the records of one file held against the pupils who may be in it."""

    records: Sequence[PupilRecord]
    pupils: Sequence[Known]
    formers: Formers
    found: dict[int, Match] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)

    def run(self) -> dict[int, Match]:
        """A match for each record, by its line."""
        by_ine: dict[str, list[Known]] = {}
        by_name: dict[Key, list[Known]] = {}
        for known in self.pupils:
            if known.ine:
                by_ine.setdefault(known.ine, []).append(known)
            for key in keys_of(known.last_name, known.usage_name, known.first_name, known.birth_date):
                by_name.setdefault(key, []).append(known)
        rest = [record for record in self.records if not (record.ine and self._by_ine(record, by_ine.get(record.ine, [])))]
        rest = [record for record in rest if not self._by_name(record, by_name)]
        self._by_former(rest)
        return self.found

    def _take(self, record: PupilRecord, how: How, known: Known) -> None:
        if known.id in self.taken:
            self.found[record.line] = Match("taken", known)
        else:
            self.taken[known.id] = record.line
            self.found[record.line] = Match(how, known)

    def _by_ine(self, record: PupilRecord, candidates: list[Known]) -> bool:
        if not candidates:
            return False
        if len({known.id for known in candidates}) > 1:
            self.found[record.line] = Match("ambiguous")
            return True
        known = candidates[0]
        if record.birth_date and known.birth_date and record.birth_date != known.birth_date:
            _, births = self.formers([known.id]).get(known.id, (frozenset(), frozenset()))
            if record.birth_date not in births:
                self.found[record.line] = Match("other_birth", known)
                return True
        self._take(record, "ine", known)
        return True

    def _by_name(self, record: PupilRecord, by_name: Mapping[Key, list[Known]]) -> bool:
        if not record.birth_date:
            return False
        candidates = {
            known.id: known
            for key in keys_of(record.last_name, record.usage_name, record.first_name, record.birth_date)
            for known in by_name.get(key, ())
            if self.taken.get(known.id) is None or not record.ine
        }
        if not candidates:
            return False
        if len(candidates) > 1:
            free = [known for known in candidates.values() if known.id not in self.taken]
            if len(free) != 1:
                self.found[record.line] = Match("ambiguous")
                return True
            candidates = {free[0].id: free[0]}
        self._take(record, "name", next(iter(candidates.values())))
        return True

    def _by_former(self, rest: Sequence[PupilRecord]) -> None:
        free = {known.id: known for known in self.pupils if known.id not in self.taken} if rest else {}
        formers = self.formers(list(free)) if free else {}
        by_key: dict[Key, set[str]] = {}
        for id, (keys, _) in formers.items():
            for key in keys:
                by_key.setdefault(key, set()).add(id)
        for record in rest:
            ids = (
                {
                    id
                    for key in keys_of(record.last_name, record.usage_name, record.first_name, record.birth_date)
                    for id in by_key.get(key, ())
                    if id not in self.taken
                }
                if record.birth_date
                else set()
            )
            if len(ids) == 1:
                self._take(record, "former", free[ids.pop()])
            else:
                self.found[record.line] = Match("new")


def alike(record: PupilRecord, pupils: Iterable[Known]) -> Known | None:
    """A pupil of the same names whose birth differs by one number, or by day and month turned round."""
    for known in pupils:
        a, b = record.birth_date.split("-"), known.birth_date.split("-")
        if len(a) == len(b) == 3 and a != b:
            same = sum(x == y for x, y in zip(a, b, strict=True))
            if same == 2 or (a[0] == b[0] and a[1] == b[2] and a[2] == b[1]):
                return known
    return None


# -- who left --------------------------------------------------------------------------------------------------------------
class Leaving(NamedTuple):
    """Pupils of the school who are not in the file, and why they must not be marked (``partial``, empty when they may)."""

    places: tuple[Place, ...]
    partial: str
    by_hand: int


def who_left(places: Sequence[Place], present: Collection[str], year: str, spared: Collection[str]) -> Leaving:
    """Who is gone, from the open places of a school.

    ``places`` are the latest open place of each pupil there, ``present`` the pupils found in the file, ``spared`` those a
    refused line may be about. A file with fewer than half of the school, or missing a whole class of the same year, is partial.
    """
    if 2 * sum(place.year > year for place in places) > len(places):
        return Leaving((), "", 0)  # a past year's file says nothing of the present
    places = [place for place in places if place.year <= year]
    absent = [place for place in places if place.student_id not in present and place.student_id not in spared]
    by_hand = [place for place in absent if place.source == "hand"]
    gone = tuple(place for place in absent if place.source != "hand")
    return Leaving(gone, _partial(places, present, year), len(by_hand))


def _partial(places: Sequence[Place], present: Collection[str], year: str) -> str:
    """« extraction partielle : 18 élèves sur 84 », or nothing. The oldest of a former year are expected to leave."""
    same_year = any(place.year == year for place in places)
    expected = list(places) if same_year else _without_oldest(places)
    count = sum(place.student_id in present for place in expected)
    if 2 * count < len(expected):
        return f"extraction partielle : {count} élève{'s' if count > 1 else ''} sur {len(expected)}"
    classes: dict[str, list[bool]] = {}
    for place in places:
        if place.year == year and place.class_name:
            classes.setdefault(place.class_name, []).append(place.student_id in present)
    missing = [name for name, found in classes.items() if len(found) >= SMALL_CLASS and not any(found)]
    if not missing:
        return ""
    names = ", ".join(f"« {name} »" for name in missing)
    words = f"la classe {names} n’y est pas" if len(missing) == 1 else f"les classes {names} n’y sont pas"
    return f"extraction partielle : {count} élève{'s' if count > 1 else ''} sur {len(expected)}, {words}"


def _without_oldest(places: Sequence[Place]) -> list[Place]:
    levels = {place.level for place in places}
    top = next((level for level in _LAST_LEVELS if level in levels), "")
    return [place for place in places if place.level != top or not top]


def spared(refused: Iterable[Refused], pupils: Iterable[Known]) -> set[str]:
    """Pupils whom a refused line may be about: they are in the file, so they have not left."""
    lines = list(refused)
    ines = {row.cells.get("ine", "").replace(" ", "").upper() for row in lines} - {""}
    names = {(name_key(row.cells.get("last_name", "")), name_key(row.cells.get("first_name", ""))) for row in lines}
    return {
        known.id for known in pupils if known.ine in ines or (name_key(known.last_name), name_key(known.first_name)) in names
    }


# -- a guardian's children -------------------------------------------------------------------------------------------------
class Roll:
    """Pupils who may be a guardian's children, found by either of their names."""

    def __init__(self, pupils: Iterable[Known], here: Collection[str], classes: Mapping[str, str]) -> None:
        self._here, self._classes = here, classes
        self._by_name: dict[tuple[str, str], dict[str, Known]] = {}
        for known in pupils:
            for last, first, _ in keys_of(known.last_name, known.usage_name, known.first_name, ""):
                self._by_name.setdefault((last, first), {})[known.id] = known

    def find(self, child: Child) -> list[Known]:
        """The pupils a child may be: one when all is well, several when nothing tells them apart."""
        first = name_key(child.first_name)
        found: dict[str, Known] = {}
        for name in (child.last_name, child.usage_name):
            if name:
                found.update(self._by_name.get((name_key(name), first), {}))
        pupils = list(found.values())
        if child.birth_date:
            pupils = [known for known in pupils if not known.birth_date or known.birth_date == child.birth_date]
        if len(pupils) > 1:
            pupils = [known for known in pupils if known.id in self._here] or pupils
        if len(pupils) > 1 and child.class_name:
            pupils = [known for known in pupils if self._classes.get(known.id) == child.class_name] or pupils
        return pupils
