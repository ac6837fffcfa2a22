"""The people of the demonstration: schools, adults, children and their families, drawn from the content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from random import Random
from typing import TYPE_CHECKING, Any

from desktop.clock import school_year
from desktop.content.demonstration import DemoGuardian, Demonstration, DemoSchool, Named
from desktop.ids import named
from desktop.models import Enrolment, Guardian, Person, School, Student
from desktop.models.kinds import LEVELS, RIBBON_LEVELS
from desktop.services.places import uai_letter
from desktop.texts import fold, title_name

if TYPE_CHECKING:
    from desktop.storage.unit import Unit

KINDS = {"maternelle": "École maternelle", "elementaire": "École élémentaire", "primaire": "École primaire", "college": "Collège"}
WOMEN = ("mère", "grand-mère", "tante", "assistante familiale")
CROWDED = 5
"""Schools where one can be someone have fuller classes than the others, by this much."""
FOLLOWED, SIBLING, LEFT, LATE_START = 0.22, 0.12, 0.02, 0.04


@dataclass(frozen=True, slots=True)
class Room:
    """A class: its name as a school writes it, the levels in it, who teaches there (« Mme Guérin »)."""

    name: str
    levels: tuple[str, ...]
    teacher: str


@dataclass(frozen=True, slots=True)
class Place:
    """A school and its classes; without classes, its pupils are still to be imported (or it is a collège)."""

    id: str
    uai: str
    said: DemoSchool
    rooms: tuple[Room, ...]

    def teaches(self, level: str) -> bool:
        return any(level in room.levels for room in self.rooms)


@dataclass(slots=True)
class Home:
    """A household: the children's name, the address, the adults as written in each child's file."""

    name: str
    address: str
    adults: tuple[dict[str, Any], ...]
    children: int = 1


@dataclass(frozen=True, slots=True)
class Child:
    """A pupil just made: what the papers of the demonstration need to know."""

    id: str
    last_name: str
    first_name: str
    level: str
    room: Room
    place: Place
    followed: bool
    adults: tuple[dict[str, Any], ...]
    years: tuple[tuple[str, str, str], ...]
    """Year, level and school's name, oldest first."""

    def adult(self, relation: str) -> str:
        """« Mme Martin », the child's mother or father; empty when there is none."""
        return next((f"{a['civility']} {title_name(a.get('usage_name') or a['last_name'])}" for a in self.adults
                     if a["relation"] == relation and a["authority"] != "no"), "")


def uai(number: int) -> str:
    """The number-th school code of the demonstration: 07899NN and its letter."""
    digits = f"07899{number:02d}"
    return digits + uai_letter(digits)


def spoken(person: Named) -> str:
    """« Mme Guérin »."""
    return f"{person.civility} {title_name(person.last_name)}"


# -- schools and adults ------------------------------------------------------------------------------------------------
def write_places(unit: Unit, demo: Demonstration) -> tuple[Place, ...]:
    """Every school of the circonscription, with the adults who work there and those of the pôle.

    The last elementary school has no class yet: it is there for whoever wants to import an extraction.
    """
    teachers = cycle(demo.teachers)
    waiting = max(number for number, school in enumerate(demo.schools) if school.kind == "elementaire")
    places = []
    for number, school in enumerate(demo.schools):
        code = uai(number + 1)
        id = unit.new(School, {
            "uai": code, "name": school.name, "kind": KINDS[school.kind], "address": school.street,
            "postal_code": school.postal_code, "city": school.city, "email": f"ecole.{code.lower()}@{demo.mail_domain}",
            "district": demo.district, "priority": school.priority, "state": "OUVERT",
            "sector": "" if school.kind == "college" else demo.sectors[school.sector - 1]}, id=named("school", code))
        empty = number == waiting or school.kind == "college"
        pattern = demo.class_patterns[number % len(demo.class_patterns)]
        rooms = () if empty else tuple(_rooms(unit, id, school, pattern, teachers))
        _director(unit, id, school, rooms)
        places.append(Place(id, code, school, rooms))
    for number, member in enumerate(demo.pole):
        who = member.person
        mail = fold(f"{who.first_name}.{who.last_name}").replace(" ", "-")
        unit.new(Person, {"civility": who.civility, "first_name": who.first_name, "last_name": who.last_name, "pole": True,
                          "function": member.title, "half_days": member.half_days, "reach": member.reach,
                          "sector": demo.sectors[member.sector - 1] if member.sector else "toute la circonscription",
                          "phone": f"01 99 00 20 {10 + number:02d}", "email": f"{mail}@{demo.mail_domain}"})
    return tuple(places)


def _rooms(unit: Unit, school_id: str, school: DemoSchool, pattern: str, teachers: Iterator[Named]) -> Iterator[Room]:
    seen: dict[str, int] = {}
    for index, levels in enumerate(school.classes):
        teaches = index == len(school.classes) - 1 and len(school.classes) <= 7
        person = school.director if teaches else next(teachers)
        label = "-".join(levels)
        letter = "ABCDEF"[seen.get(label, 0)]
        seen[label] = seen.get(label, 0) + 1
        name = pattern.format(niveaux=label, lettre=letter, numero=f"{index + 1:02d}", enseignant=spoken(person),
                              NOM=f"{person.civility.upper()} {person.last_name}")
        if not teaches:
            unit.new(Person, {"civility": person.civility, "first_name": person.first_name, "last_name": person.last_name,
                              "school_id": school_id, "class_name": name,
                              "function": "enseignante" if person.civility == "Mme" else "enseignant"})
        yield Room(name, levels, spoken(person))


def _director(unit: Unit, school_id: str, school: DemoSchool, rooms: Sequence[Room]) -> None:
    person = school.director
    woman = person.civility == "Mme"
    function = ("principale" if woman else "principal") if school.kind == "college" else ("directrice" if woman else "directeur")
    own = next((room.name for room in rooms if room.teacher == spoken(person)), "")
    unit.new(Person, {"civility": person.civility, "first_name": person.first_name, "last_name": person.last_name,
                      "school_id": school_id, "function": function, "class_name": own})


# -- children ----------------------------------------------------------------------------------------------------------
class Families:
    """Draws children into classes and writes them with their guardians and their years at school."""

    def __init__(self, unit: Unit, demo: Demonstration, places: Sequence[Place], random: Random, today: date) -> None:
        self._unit, self._demo, self._random, self._today = unit, demo, random, today
        self._places = [place for place in places if place.rooms]
        self._year = int(school_year(today)[:4])
        self._homes: dict[str, list[Home]] = {}
        self._count = 0
        ours = {persona.school for persona in demo.personas}
        self._rooms = [(place, room) for place in self._places for room in place.rooms]
        self._weights = [CROWDED if place.said.name in ours else 1 for place, _ in self._rooms]
        self._streets = [school.street.partition(" ")[2] for school in demo.schools]

    def write(self, count: int) -> list[Child]:
        """``count`` children: first those who put lists and papers to the test, then drawn ones."""
        told = self._demo.children[:count]
        children = []
        for one in told:
            rooms = [pair for pair in self._rooms if one.level in pair[1].levels]
            crowded = [pair for pair, weight in zip(self._rooms, self._weights, strict=True)
                       if weight > 1 and one.level in pair[1].levels]
            place, room = self._random.choice(crowded or rooms)
            children.append(self._child(place, room, one.level, last=one.last_name, first=one.first_name, sex=one.sex))
        for place, room in self._random.choices(self._rooms, self._weights, k=count - len(told)):
            children.append(self._child(place, room, self._random.choice(room.levels)))
        return children

    def _child(self, place: Place, room: Room, level: str, *, last: str = "", first: str = "", sex: str = "") -> Child:
        random, demo = self._random, self._demo
        self._count += 1
        sex = sex or random.choice("FM")
        first = first or random.choice(demo.girls if sex == "F" else demo.boys)
        home = self._home(place, last)
        followed, left = bool(last) or random.random() < FOLLOWED, not last and random.random() < LEFT
        birth = self._birth(level, bool(last))
        cells = {"last_name": home.name, "first_name": first, "sex": sex, "birth_date": birth.isoformat(),
                 "ine": f"999{self._count % 1_000_000:06d}{random.choice('ABCDEFGHJK')}{random.choice('ABCDEFGHJK')}",
                 "address": home.address, "postal_code": place.said.postal_code, "city": place.said.city, "followed": followed}
        if followed:
            cells["strengths"] = random.choice(demo.ppre).told["points_appui"]
        if left:
            cells["left_on"] = (self._today - timedelta(days=random.randint(5, 40))).isoformat()
        id = self._unit.new(Student, cells)
        years = self._enrolments(id, place, room, level, str(cells.get("left_on", "")))
        for adult in home.adults:
            self._unit.new(Guardian, {"student_id": id, **adult}, root=id)
        return Child(id, home.name, first, level, room, place, followed and not left, home.adults, years)

    def _birth(self, level: str, plain: bool) -> date:
        rank = RIBBON_LEVELS.index(level) if level in RIBBON_LEVELS else -1
        late = not plain and rank >= RIBBON_LEVELS.index("CP") and self._random.random() < LATE_START
        return date(self._year - 3 - rank - late, 1, 1) + timedelta(days=self._random.randrange(365))

    def _enrolments(self, student: str, place: Place, room: Room, level: str, left_on: str) -> tuple[tuple[str, str, str], ...]:
        path: list[tuple[int, str, Place, Room]] = []
        rank, first = LEVELS.index(level), LEVELS.index("PS")
        where: Place | None = None
        for step in range(first, rank):
            past = LEVELS[step]
            if where is None or not where.teaches(past):
                where = self._before(place, past)
            chosen = self._random.choice([one for one in where.rooms if past in one.levels])
            path.append((self._year - rank + step, past, where, chosen))
        path.append((self._year, level, place, room))
        for year, at, school, one in path:
            cells = {"student_id": student, "year": f"{year}-{year + 1}", "school_id": school.id, "level": at,
                     "class_name": one.name, "teacher": one.teacher, "source": "onde"}
            if left_on and year == self._year:
                cells["left_on"] = left_on
            self._unit.new(Enrolment, cells, id=named("enrolment", student, cells["year"], school.id), root=student)
        return tuple((f"{year}-{year + 1}", at, school.said.name) for year, at, school, _ in path)

    def _before(self, place: Place, level: str) -> Place:
        if place.teaches(level):
            return place
        able = [other for other in self._places if other.teaches(level)]
        return self._random.choice([other for other in able if other.said.city == place.said.city] or able)

    # -- homes -----------------------------------------------------------------------------------------------------------
    def _home(self, place: Place, last: str) -> Home:
        random = self._random
        homes = self._homes.setdefault(place.said.city, [])
        same = [home for home in homes if last and home.name == last]
        if not last and homes and random.random() < SIBLING:
            same = [home for home in homes[-12:] if home.children < 3]
        if same and last not in ("MARTIN",):
            same[-1].children += 1
            return same[-1]
        name, address = last or random.choice(self._demo.families), self._address()
        home = Home(name, address, self._adults(name, place, address))
        homes.append(home)
        return home

    def _address(self) -> str:
        return f"{self._random.randint(1, 120)} {self._random.choice(self._streets)}"

    def _adults(self, name: str, place: Place, address: str) -> tuple[dict[str, Any], ...]:
        random, demo = self._random, self._demo
        household = random.choices(demo.households, [row.weight for row in demo.households])[0]
        language = random.choices(demo.languages, [row.weight for row in demo.languages])[0]
        interpreter = bool(language.interpreter_one_in) and random.randrange(language.interpreter_one_in) == 0
        spoken_at_home = {} if language.name == "français" else {"language": language.name, "interpreter": interpreter}
        return tuple({**self._adult(row, name, place, address, rank), **spoken_at_home}
                     for rank, row in enumerate(household.guardians, 1))

    def _adult(self, row: DemoGuardian, name: str, place: Place, address: str, rank: int) -> dict[str, Any]:
        random, demo = self._random, self._demo
        woman = row.relation in WOMEN
        adult = {
            "kind": row.kind, "relation": row.relation, "civility": "Mme" if woman else "M.",
            "last_name": name if row.same_name else random.choice(demo.families),
            "first_name": random.choice(demo.mothers if woman else demo.fathers),
            "authority": row.authority, "lives_with": "oui" if row.lives_with else "non",
            "address": self._address() if row.other_address else address, "postal_code": place.said.postal_code,
            "city": place.said.city, "mobile": f"06 39 98 {random.randrange(100):02d} {random.randrange(100):02d}",
            "confidential": row.confidential, "judgment_ref": row.judgment_ref, "no_contact_since": row.no_contact_since,
            "no_contact_ref": row.no_contact_ref}
        if random.random() < 0.7:
            adult["email"] = f"famille{self._count}.{rank}@{demo.mail_domain}"
        if woman and row.same_name and random.random() < 0.2:
            adult["usage_name"] = f"{name}-{random.choice(demo.families)}"
        return adult
