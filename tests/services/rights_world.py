"""A vault with two schools and every kind of record in it, and anybody's session on a copy of it. Each record says its own word."""

from __future__ import annotations

import itertools
import json
import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from desktop.clock import fixed_on
from desktop.ids import Ids, named
from desktop.models import Account as AccountModel
from desktop.models import Agreement, Avis, Handed, ImportBatch, Release, Scope, StandingPlan
from desktop.paths import Paths
from desktop.security.policy import ROLES
from desktop.services.places import uai_letter
from desktop.services.session import Account, Session
from desktop.storage.store import Store

TODAY = date(2026, 11, 23)
UAIS = tuple(code + uai_letter(code) for code in ("0789901", "0789902"))
SCHOOLS = tuple(named("school", uai) for uai in UAIS)
HERE, BESIDE, FAR = "alpha", "gamma", "beta"
"""A child of the class CE1 A of the first school, one of its CM2, one of the other school."""
CHILDREN = (HERE, BESIDE, FAR)
VARIANTS = ("whole", "school", "class", "expired", "coming")
REACHED = {"whole": set(CHILDREN), "school": {HERE, BESIDE}, "class": {HERE}, "expired": set(), "coming": set()}
KINDS = ("student", "guardian", "enrolment", "meeting", "attendance", "project", "line", "task", "handed", "agreement", "release",
         "avis", "standing_plan", "conflict", "bin", "several", "loose", "import_batch", "person")


def word(kind: str, child: str, part: str = "") -> str:
    """What a record says and no other does. Letters alone: search finds it."""
    return f"zq{kind.replace('_', '')}{part}{child}"


@dataclass(frozen=True)
class Someone:
    """Who writes; nothing here looks at signatures."""

    account: str

    @property
    def login(self) -> str:
        return self.account

    def sign(self, message: bytes) -> bytes:
        return b"x" * 64


@dataclass
class RightsWorld:
    """The prepared file, and sessions on copies of it."""

    folder: Path
    blank: Path
    key: str
    ids_of: dict[tuple[str, str], str] = field(default_factory=dict)
    units: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = fixed_on(TODAY)
        self.ids = Ids(self.clock)
        self._number = itertools.count()
        self._open: list[Store] = []

    def store(self, path: Path, who: str, compartment: str) -> Store:
        store = Store(path, self.key, ids=self.ids, clock=self.clock, device=lambda: f"poste-{who}", signer=Someone(who),
                      vault_id="v", compartment=compartment)
        self._open.append(store)
        return store

    def session(self, who: str, roles: tuple[str, ...] = (), *, copy: bool = True) -> Session:
        """Somebody on a copy of the prepared file, with an empty file of her own."""
        place = self.folder / f"s{next(self._number)}"
        place.mkdir()
        commun = self.folder / "commun.db"
        if copy:
            commun = shutil.copyfile(commun, place / "commun.db")
        shutil.copyfile(self.blank, place / "personal.db")
        vault = SimpleNamespace(demonstration=False, release=lambda: None, id="v", zone="Europe/Paris", name="v", signers=dict,
                                closed_files=lambda _identity: [])
        return Session(vault, Someone(who), self.store(commun, who, "commun"), self.store(place / "personal.db", who, "personal"),
                       Account(who, who, who, roles or (who.rpartition("-")[0],)), self.clock, self.ids, Paths.under(place / "data"))

    def close(self) -> None:
        for store in self._open:
            store.close()
        self._open.clear()

    def id(self, kind: str, child: str) -> str:
        return self.ids_of[(kind, child)]


def build(world: RightsWorld) -> RightsWorld:
    """Every kind of record for each of the three children, then an account for each role and each way of having schools."""
    shutil.copyfile(world.blank, world.folder / "commun.db")
    session = world.session("auteur", ("director",), copy=False)
    for uai, name in zip(UAIS, ("École des Lilas", "École du Port"), strict=True):
        session.schools.save({"uai": uai, "name": name, "city": "Valmont"})
    for child, school, level, class_name in ((HERE, 0, "CE1", "CE1 A"), (BESIDE, 0, "CM2", "CM2 B"), (FAR, 1, "CE1", "CE1 A")):
        _child(world, session, child, UAIS[school], SCHOOLS[school], level, class_name)
    _several(world, session)
    _accounts(world, session)
    world.close()
    return world


def _child(world: RightsWorld, session: Session, child: str, uai: str, school: str, level: str, class_name: str) -> None:
    def keep(kind: str, changes: Any, at: int = -1) -> str:
        world.ids_of[(kind, child)], world.units[(kind, child)] = changes.created[at], changes.unit
        return str(changes.created[at])

    student = keep("student", session.students.add(
        last_name=word("student", child), first_name="Lou", birth_date="2018-05-06", school=uai, level=level,
        class_name=class_name, note=word("student", child, "note")), 0)
    world.ids_of[("enrolment", child)] = named("enrolment", student, "2026-2027", school)
    session.students.enrol(student, year="2026-2027", school=uai, level=level, class_name=class_name,
                           teacher=word("enrolment", child))
    session.students.update(student, {"followed": True})
    keep("guardian", session.guardians.add(student, last_name=word("guardian", child), relation="mère"))
    keep("meeting", session.meetings.add("equipe_educative", "2026-12-01", [student], {"objet": word("meeting", child)}), 0)
    project = keep("project", session.projects.add(student, "ppre", {
        "besoins": word("project", child), "objectifs": [{"objectif": word("line", child)}]}), 0)
    world.ids_of[("line", child)] = session.commun.one("SELECT id FROM line WHERE owner=? AND key='objectifs'", (project,))[0]
    keep("task", session.tasks.add(word("task", child), owner="Mme X", due="2026-12-03", student_id=student))
    with session.commun.unit("préparé") as unit:
        made = {
            "handed": unit.new(Handed, {"student_id": student, "paper": word("handed", child), "on": "2026-11-20"}, root=student),
            "agreement": unit.new(Agreement, {"student_id": student, "purpose": "pap", "state": "refused", "date": "2026-11-02",
                                              "guardian": word("agreement", child), "note": word("agreement", child, "note")},
                                  root=student),
            "release": unit.new(Release, {"student_id": student, "author_id": "auteur", "author": "auteur", "date": "2026-11-02",
                                          "content": word("release", child), "addressee": "école", "purpose": "aider"}, root=student),
            "avis": unit.new(Avis, {"student_id": student, "plan": "pap", "opinion": "unfavourable", "date": "2026-11-03",
                                    "author": word("avis", child), "needs": word("avis", child, "besoins")}, root=student),
            "standing_plan": unit.new(StandingPlan, {"student_id": student, "kind": "pai", "since": "2026-09-01",
                                                     "place": word("standing_plan", child), "emergency": 1}, root=student),
            "import_batch": unit.new(ImportBatch, {"kind": "pupils", "at": "2026-09-01", "school_id": school, "counts": "{}",
                                                   "by": word("import_batch", child)}),
        }
    for kind, id in made.items():
        world.ids_of[(kind, child)], world.units[(kind, child)] = id, session.commun.unit_changes.unit
    keep("person", session.people.add(last_name=word("person", child), function="enseignante", school_id=school))
    gone = session.projects.add(student, "ppre", {"besoins": word("bin", child)}).created[0]
    world.ids_of[("bin", child)] = gone
    world.units[("bin", child)] = session.projects.remove(gone).unit
    _conflict(world, session, child, student)


def _conflict(world: RightsWorld, session: Session, child: str, student: str) -> None:
    """Two laptops write the child's city without knowing of each other."""
    elsewhere = shutil.copyfile(world.folder / "commun.db", world.folder / f"ailleurs-{child}.db")
    session.students.update(student, {"city": word("conflict", child, "ici")})
    other = Store(elsewhere, world.key, ids=world.ids, clock=world.clock, device=lambda: "autre", signer=Someone("auteur"),
                  vault_id="v", compartment="commun")
    from desktop.models import Student

    with other.unit("ailleurs") as unit:
        unit.put(Student, student, {"city": word("conflict", child, "loin")})
    session.commun.receive(*other.export([student]))
    other.close()
    assert session.history.conflicts(student)


def _several(world: RightsWorld, session: Session) -> None:
    """A meeting about several children of each school, a promise about nobody."""
    for child, others, school in ((HERE, (HERE, BESIDE), 0), (FAR, (FAR,), 1)):
        ids = [world.id("student", other) for other in others]
        twice = ids if len(ids) > 1 else [*ids, session.students.add(
            last_name=word("student", FAR, "bis"), first_name="Ana", birth_date="2018-01-01", school=UAIS[1], level="CE1",
            class_name="CE1 A").created[0]]
        changes = session.meetings.add("synthese", "2026-12-02", twice, {"objet": word("several", child)}, SCHOOLS[school])
        world.ids_of[("several", child)], world.units[("several", child)] = changes.created[0], changes.unit
        world.ids_of[("attendance", child)] = named("attendance", changes.created[0], ids[0])
    loose = session.tasks.add(word("loose", FAR))
    world.ids_of[("loose", FAR)], world.units[("loose", FAR)] = loose.created[0], loose.unit


def _accounts(world: RightsWorld, session: Session) -> None:
    store = world.store(world.folder / "commun.db", "auteur", "commun")
    with store.unit("comptes", kind="system") as unit:
        unit.new(AccountModel, {"login": "auteur", "name": "auteur", "roles": "director", "state": "active", "manager": 1}, id="auteur")
        for role in ROLES:
            for variant in VARIANTS:
                account(unit, f"{role}-{variant}", role, variant)


SCOPES: dict[str, dict[str, str]] = {
    "school": {"school_id": SCHOOLS[0]},
    "class": {"school_id": SCHOOLS[0], "class_name": "CE1 A", "since": "2026-09-01", "until": "2027-07-05"},
    "expired": {"school_id": SCHOOLS[0], "until": "2026-11-22"},
    "coming": {"school_id": SCHOOLS[0], "since": "2026-11-24"},
}


def account(unit: Any, id: str, roles: str, variant: str, **more: Any) -> None:
    unit.new(AccountModel, {"login": id, "name": id, "roles": roles, "state": "active", **more}, id=id)
    if variant in SCOPES:
        unit.new(Scope, {"account_id": id, **SCOPES[variant]}, root=id)


def plain(value: Any) -> str:
    """An answer as text, whatever it is."""
    return json.dumps(value, ensure_ascii=False, default=repr)
