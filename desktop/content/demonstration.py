"""The invented circonscription of the demonstration: places, people, names and small stories, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from desktop.content.demo_days import working_day
from desktop.content.files import ContentError, read_toml
from desktop.content.vocabulary import LEVELS
from desktop.errors import InputError
from desktop.forms.catalogue import form

PLACES_FILE = "demo.toml"
PPRE_FILE = "demo_ppre.toml"
MEETINGS_FILE = "demo_meetings.toml"
SCHOOL_KINDS = ("maternelle", "elementaire", "primaire", "college")
STATES = ("brouillon", "en_cours", "clos")
PRESENT: dict[str, str] = {
    "teacher": "enseignante ou enseignant de la classe", "director": "directrice ou directeur", "specialist_e": "maître E",
    "specialist_g": "maître G", "psychologist": "psychologue de l’Éducation nationale",
    "doctor": "médecin de l’Éducation nationale", "nurse": "infirmière ou infirmier scolaire",
    "social_worker": "assistante ou assistant de service social", "adviser": "conseillère ou conseiller pédagogique",
    "referent": "enseignante référente ou enseignant référent", "mother": "mère", "father": "père", "pupil": "élève",
    "interpreter": "interprète", "atsem": "ATSEM", "upe2a": "enseignante ou enseignant de l’UPE2A",
    "companion": "parent d’élève qui accompagne"}
"""Who may be at a story's meeting: the first ten are functions, the others come from the family or around it."""


@dataclass(frozen=True, slots=True)
class Named:
    """An invented adult."""

    civility: str
    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True)
class DemoSchool:
    name: str
    kind: str
    city: str
    street: str
    postal_code: str
    sector: int
    priority: str
    classes: tuple[tuple[str, ...], ...]
    """The levels of each class: ``(("CP",), ("CP", "CE1"))``."""
    director: Named


@dataclass(frozen=True, slots=True)
class PolePerson:
    person: Named
    role: str
    sector: int
    title: str
    half_days: str
    reach: str


@dataclass(frozen=True, slots=True)
class Persona:
    """Someone a visitor may be; ``school`` is a school's name, or empty."""

    login: str
    roles: tuple[str, ...]
    person: Named
    school: str
    sentence: str


@dataclass(frozen=True, slots=True)
class DemoGuardian:
    kind: str
    relation: str
    same_name: bool
    authority: str
    lives_with: bool
    other_address: bool = False
    confidential: bool = False
    judgment_ref: str = ""
    no_contact_since: str = ""
    no_contact_ref: str = ""


@dataclass(frozen=True, slots=True)
class Household:
    code: str
    weight: int
    guardians: tuple[DemoGuardian, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """``interpreter_one_in``: one family in so many asks for an interpreter; 0 for none."""

    name: str
    weight: int
    interpreter_one_in: int


@dataclass(frozen=True, slots=True)
class DemoChild:
    """A child who puts lists, search and papers to the test."""

    last_name: str
    first_name: str
    sex: str
    level: str
    why: str


@dataclass(frozen=True, slots=True)
class PpreStory:
    """A PPRE told once; ``answers`` gives it to a child."""

    code: str
    level: str
    state: str
    weeks: int
    told: Mapping[str, Any]

    def answers(self, *, first_name: str, teacher: str, start: date) -> dict[str, Any]:
        """Answers of the form ``ppre``, dated from ``start``."""
        end = working_day(start + timedelta(weeks=self.weeks, days=-3), earlier=True)
        said = _filled(self.told, first_name, teacher)
        for line in said["objectifs"]:
            line["echeance"] = end.isoformat()
        for step in said.get("points_etape", ()):
            step["date"] = min(working_day(start + timedelta(weeks=step.pop("semaine"))), end).isoformat()
        if self.state == "clos":
            said["bilan_le"] = end.isoformat()
        written = working_day(start - timedelta(days=4), earlier=True)
        return {"debut": start.isoformat(), "fin": end.isoformat(), "ecrit_le": written.isoformat(), "suivi_par": teacher, **said}


@dataclass(frozen=True, slots=True)
class MeetingStory:
    """A meeting told once; ``present`` are codes of ``PRESENT``."""

    code: str
    kind: str
    levels: tuple[str, ...]
    present: tuple[str, ...]
    told: Mapping[str, Any]

    def answers(self, *, first_name: str, teacher: str, day: date) -> dict[str, Any]:
        """Answers of the meeting's form (but for the people); decisions are due from ``day``."""
        said = dict(_filled(self.told, first_name, teacher))
        for line in said["decisions"]:
            line["avant_le"] = working_day(day + timedelta(days=line.pop("jours"))).isoformat()
        return said


@dataclass(frozen=True, slots=True)
class DemoTask:
    title: str
    role: str
    days: int


@dataclass(frozen=True, slots=True)
class Demonstration:
    """All that is needed to invent a circonscription."""

    district: str
    department: str
    mail_domain: str
    sectors: tuple[str, ...]
    class_patterns: tuple[str, ...]
    schools: tuple[DemoSchool, ...]
    teachers: tuple[Named, ...]
    pole: tuple[PolePerson, ...]
    personas: tuple[Persona, ...]
    households: tuple[Household, ...]
    languages: tuple[Language, ...]
    children: tuple[DemoChild, ...]
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    families: tuple[str, ...]
    mothers: tuple[str, ...]
    fathers: tuple[str, ...]
    ppre: tuple[PpreStory, ...]
    meetings: tuple[MeetingStory, ...]
    tasks: tuple[DemoTask, ...]


@cache
def demonstration() -> Demonstration:
    """The whole of it, read once."""
    places = read_toml(PLACES_FILE)
    district, names = places["district"], places["names"]
    stories = read_toml(MEETINGS_FILE)
    return Demonstration(
        district["name"], district["department"], district["domain"], tuple(district["sectors"]),
        tuple(places["classes"]["patterns"]),
        tuple(_school(item) for item in places["school"]),
        tuple(Named(*item) for item in places["staff"]["teachers"]),
        tuple(PolePerson(Named(*item["person"]), item["role"], item["sector"], item["title"], item["half_days"],
                         item["reach"])
              for item in places["staff"]["pole"]),
        tuple(Persona(item["login"], tuple(item["roles"]), Named(*item["person"]), item["school"], item["sentence"])
              for item in places["persona"]),
        tuple(Household(item["code"], item["weight"], tuple(DemoGuardian(**who) for who in item["guardians"]))
              for item in places["household"]),
        tuple(Language(item["name"], item["weight"], item["interpreter_one_in"]) for item in places["language"]),
        tuple(_child(item) for item in places["child"]),
        tuple(names["girls"]), tuple(names["boys"]), tuple(names["families"]), tuple(names["mothers"]),
        tuple(names["fathers"]),
        tuple(_ppre(item) for item in read_toml(PPRE_FILE)["ppre"]),
        tuple(MeetingStory(item["code"], item["kind"], tuple(item["levels"]), tuple(item["present"]), item["answers"])
              for item in stories["meeting"]),
        tuple(DemoTask(item["title"], item["role"], item["days"]) for item in stories["task"]))


def _school(item: Mapping[str, Any]) -> DemoSchool:
    return DemoSchool(item["name"], item["kind"], item["city"], item["street"], item["postal_code"], item["sector"],
                      item["priority"], tuple(tuple(levels.split("-")) for levels in item["classes"]),
                      Named(*item["director"]))


def _child(item: Mapping[str, Any]) -> DemoChild:
    last_name, first_name, sex = item["name"]
    return DemoChild(last_name, first_name, sex, item["level"], item["why"])


def _ppre(item: Mapping[str, Any]) -> PpreStory:
    told = {key: value for key, value in item.items() if key not in ("code", "level", "state", "weeks")}
    return PpreStory(item["code"], item["level"], item["state"], item["weeks"], told)


def _filled(value: Any, first_name: str, teacher: str) -> Any:
    return filled(value, {"prenom": first_name, "enseignant": teacher})


def filled(value: Any, names: Mapping[str, str]) -> Any:
    """A fresh copy with the names put in: ``{prenom}``, ``{enseignant}``."""
    if isinstance(value, str):
        for key, name in names.items() if "{" in value else ():
            value = value.replace(f"{{{key}}}", name)
        return value
    if isinstance(value, Mapping):
        return {key: filled(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, names) for item in value]
    return value


def check_demonstration() -> None:
    """Raise ``ContentError`` when a story does not fit its form, or a place, a role or a level is unknown."""
    demo = demonstration()
    for school in demo.schools:
        levels = {level for group in school.classes for level in group}
        if school.kind not in SCHOOL_KINDS or not levels or not levels <= set(LEVELS):
            raise ContentError(PLACES_FILE, school.name, "a une sorte ou un niveau inconnu")
        if not 1 <= school.sector <= len(demo.sectors):
            raise ContentError(PLACES_FILE, school.name, "est dans un secteur inconnu")
    names = {school.name for school in demo.schools}
    if len(names) != len(demo.schools):
        raise ContentError(PLACES_FILE, "", "donne deux fois le même nom d’école")
    for persona in demo.personas:
        if persona.school and persona.school not in names:
            raise ContentError(PLACES_FILE, persona.login, "cite une école inconnue")
    day = date(2026, 11, 24)
    for story in demo.ppre:
        if story.level not in LEVELS or story.state not in STATES:
            raise ContentError(PPRE_FILE, story.code, "a un niveau ou un état inconnu")
        fits(PPRE_FILE, story.code, "ppre", story.answers(first_name="Emma", teacher="Mme Guérin", start=day))
    for meeting in demo.meetings:
        if not set(meeting.levels) <= set(LEVELS) or not set(meeting.present) <= set(PRESENT):
            raise ContentError(MEETINGS_FILE, meeting.code, "a un niveau ou une personne inconnue")
        fits(MEETINGS_FILE, meeting.code, meeting.kind,
              meeting.answers(first_name="Emma", teacher="Mme Guérin", day=day))


def fits(file: str, code: str, kind: str, answers: Mapping[str, Any]) -> None:
    """Raise ``ContentError`` when a form would refuse these answers."""
    try:
        form(kind).clean(answers)
    except InputError as error:
        raise ContentError(file, code, f"ne va pas au formulaire « {kind} » ({error})") from error
