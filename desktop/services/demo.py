"""The demonstration: a whole circonscription that does not exist, in a real vault without a passphrase.

The same seed, day and person give the same content (and digest) each time; keys alone are drawn anew.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

from desktop.clock import SystemClock, fixed_on
from desktop.content.demonstration import Persona, demonstration
from desktop.errors import UsageError
from desktop.ids import Ids
from desktop.paths import Paths
from desktop.services.demo_help import Helping
from desktop.services.demo_notebook import Notebooker
from desktop.services.demo_people import Families, write_places
from desktop.services.demo_requests import Asker, Cast
from desktop.services.demo_work import Writer
from desktop.services.opening import create_vault, open_vault
from desktop.services.session import Session
from desktop.storage.unit import parse
from desktop.texts import family_name

KIND = "demo"
ALIASES = {"psyen": "psychologue", "enseignante": "enseignant", "directeur": "directrice"}


def personas() -> tuple[Persona, ...]:
    """Who one can be."""
    return demonstration().personas


def persona(login: str) -> Persona:
    """One of them, by login (« psyen » and « maitre-e » are understood). Raises ``UsageError``."""
    wanted = ALIASES.get(login.strip().lower(), login.strip().lower()).replace("-", "_")
    for one in personas():
        if one.login == wanted:
            return one
    raise UsageError(f"Dans la démonstration, on peut être : {', '.join(one.login for one in personas())}.")


def build_demo(directory: Path, *, paths: Paths, students: int = 320, seed: int = 1, today: date | None = None,
               login: str = "directrice") -> Session:
    """Make a demonstration vault and open it as ``login``."""
    who = persona(login)
    now = SystemClock().today()
    day = today or now
    clock = fixed_on(day)
    random = Random(f"{seed}/{day.isoformat()}/{students}")
    ids = Ids(clock, random.randbytes)
    session = create_vault(directory, name=family_name(who.person.last_name, who.person.first_name), roles=who.roles,
                           login=who.login, passphrase=None, paths=paths, clock=clock, ids=ids, demonstration=True)
    try:
        _fill(session, random, students, day)
    finally:
        session.close(backup=False)
    return open_vault(directory, paths=paths, login=who.login, clock=None if day == now else clock)


def _fill(session: Session, random: Random, students: int, day: date) -> None:
    demo, store = demonstration(), session.commun
    with store.unit("Écoles et équipes de la démonstration", kind=KIND) as unit:
        places = write_places(unit, demo)
    with store.unit("Élèves de la démonstration", kind=KIND) as unit:
        children = Families(unit, demo, places, random, day).write(students)
    writer = Writer(demo, random, day)
    with store.unit("Projets de la démonstration", kind=KIND) as unit:
        writer.projects(unit, children)
    with store.unit("Réunions de la démonstration", kind=KIND) as unit:
        writer.meetings(unit, children)
    with store.unit("Tâches de la démonstration", kind=KIND) as unit:
        writer.promises(unit, _decisions(session))
    Notebooker(session, demo, random, day).write(children)
    cast = Cast(session, demo, Random(f"demandes/{day.isoformat()}/{students}"), day, children)
    asker = Asker(cast)
    with store.unit("Demandes de la démonstration", kind=KIND) as unit:
        asker.write(unit)
    with store.unit("Aides de la démonstration", kind=KIND) as unit:
        Helping(cast, asker.told).write(unit)


def _decisions(session: Session) -> list[tuple[str, str, str, str, dict[str, str]]]:
    found = session.commun.sql("SELECT l.id, l.root, m.student_id, l.owner, l.cells FROM line l JOIN meeting m ON m.id = l.owner "
                               "WHERE l.key = 'decisions' ORDER BY l.id")
    return [(id, root, student or "", meeting, parse(cells)) for id, root, student, meeting, cells in found]
