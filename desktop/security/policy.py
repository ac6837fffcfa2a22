"""Who may open what inside the vault: one table, as data, of every role and every kind of record.

Keys come first (``docs/format.md``): a personal file has its own, and no line of this table opens it. Inside ``commun`` this
table is kept by the program. It starts from the access matrix of ``domain.md`` §5.6, without its IEN column (an IEN receives
statistics). What had to be chosen: a PPRE is read by psychologist, doctor, nurse and social worker, written by the others who
work with the child; for a PAP the class sees that an avis exists and the needs it names, never the opinion; of a PAI it sees that
it exists, its dates and whether there is an emergency sheet, the place of the sheet staying with director, doctor and nurse.
Minutes are read by who follows one of the children: a sheet names its participants by hand, not by account. A class teacher takes
in plis only where she keeps the accounts: elsewhere what comes is for whoever answers for the school. A request is read by all
who work with the child and written by who asks; a class teacher reads what was decided and who takes it, and of a session of
help that it was held and who was there, never the note.

Three letters a cell, what one may read, write and erase: ``a`` all of the vault · ``s`` within one's schools and classes, the
whole vault without any · ``o`` one's own only · ``e`` that it exists · ``m`` who keeps the accounts · ``f`` as the record it
belongs to · ``-`` nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum
from typing import Final, Literal

Action = Literal["read", "write", "erase"]
ACTIONS: Final[tuple[Action, ...]] = ("read", "write", "erase")


class Reach(Enum):
    """How far an action goes. The order of the letters is the order of widths."""

    NONE = "-"
    EXISTENCE = "e"
    MANAGER = "m"
    OWN = "o"
    FOLLOWS = "f"
    SCOPE = "s"
    ALL = "a"


_WIDTH = "-emofsa"
ROLES: Final = ("director", "teacher", "specialist_e", "specialist_g", "psychologist", "doctor", "nurse", "social_worker",
                "adviser", "referent", "pas_coordinator")

_TABLE = """
#              dir tea  E   G  psy doc nur soc adv ref pas
student        sss sso sso sso sso sso sso sso sso sso sso
enrolment      sss sso sso sso sso sso sso sso sso sso sso
guardian       sss sso sso sso sso sso sso sso --- sso sso
school         ass a-- aso aso aso aso aso aso aso aso aso
person         sss s-- sso sso sso sso sso sso sso sso sso
meeting        sss sso sso sso sso sso sso sso sso sso sso
attendance     sss sso sso sso sso sso sso sso sso sso sso
project        sss sso sso sso s-- s-- s-- s-- s-- sso sso
line           fff fff fff fff fff fff fff fff fff fff fff
task           sss sso sso sso sso sso sso sso sso sso sso
handed         sss sso sso sso sso sso sso sso sso sso sso
agreement      sss e-- sso sso sso sso sso s-- --- sso sso
release        s-- s-- soo soo soo soo soo soo --- s-- s--
avis           sss e-- e-- e-- e-- sso sso e-- --- s-- e--
standing_plan  sss e-- e-- e-- e-- sso sso e-- --- e-- e--
request        sss sso sso sso sso sso sso sso sso sso sso
concerned      sss sso sso sso sso sso sso sso sso sso sso
step           sss sso sso sso sso sso sso sso sso sso sso
contribution   sss sso sso sso sso sso sso sso sso sso sso
proposal       sss s-- sso sso sso sso sso sso sso sso sso
decision       sss s-- sso sso sso sso sso sso sso sso sso
agenda         sss s-- sso sso sso sso sso sso sso sso sso
intervention   sss s-- sso sso sso sso sso sso sso sso sso
member         sss s-- sso sso sso sso sso sso sso sso sso
sitting        sss e-- sso sso sso s-- s-- s-- sso s-- s--
presence       sss e-- sso sso sso s-- s-- s-- sso s-- s--
slot           sss s-- sso sso sso sso sso sso sso sso sso
aid            sss sso sso sso sso sso sso sso sso sso sso
setting        aaa a-- aa- aa- aa- aa- aa- aa- aa- aa- aa-
import_batch   ss- --- ss- ss- ss- ss- ss- ss- ss- ss- ss-
column_map     aa- --- aa- aa- aa- aa- aa- aa- aa- aa- aa-
account        amm emm amm amm amm amm amm amm amm amm amm
scope          amm omm amm amm amm amm amm amm amm amm amm
note           ooo ooo ooo ooo ooo ooo ooo ooo ooo ooo ooo
assessment     ooo ooo ooo ooo ooo ooo ooo ooo ooo ooo ooo
battery        ooo ooo ooo ooo ooo ooo ooo ooo ooo ooo ooo
attachment     ooo ooo ooo ooo ooo ooo ooo ooo ooo ooo ooo
released       ooo ooo ooo ooo ooo ooo ooo ooo ooo ooo ooo
draft          ooo ooo ooo ooo ooo ooo ooo ooo ooo ooo ooo
history        f-- f-- f-- f-- f-- f-- f-- f-- f-- f-- f--
conflict       ff- ff- ff- ff- ff- ff- ff- ff- ff- ff- ff-
bin            ff- ff- ff- ff- ff- ff- ff- ff- ff- ff- ff-
search         f-- f-- f-- f-- f-- f-- f-- f-- f-- f-- f--
reads          o-- o-- o-- o-- o-- o-- o-- o-- o-- o-- o--
audit          a-- a-- a-- a-- a-- a-- a-- a-- a-- a-- a--
statistics     s-- s-- s-- s-- s-- s-- s-- s-- s-- s-- s--
import         ss- --- ss- ss- ss- ss- ss- ss- ss- ss- ss-
backup         aa- aa- aa- aa- aa- aa- aa- aa- aa- aa- aa-
restore        -m- -m- -m- -m- -m- -m- -m- -m- -m- -m- -m-
accounts       am- am- am- am- am- am- am- am- am- am- am-
pli            aa- am- aa- aa- aa- aa- aa- aa- aa- aa- aa-
"""


def _read(text: str) -> Mapping[str, Mapping[str, str]]:
    lines = [line.split() for line in text.strip().splitlines() if not line.startswith("#")]
    return {kind: dict(zip(ROLES, cells, strict=True)) for kind, *cells in lines}


TABLE: Final = _read(_TABLE)
KINDS: Final = tuple(TABLE)
PERSONAL: Final = frozenset({"note", "assessment", "battery", "attachment", "released", "draft"})
"""Kept by a key: in the personal file of who writes them."""
CHANNELS: Final = frozenset({"history", "conflict", "bin", "search", "reads", "audit", "statistics", "import", "backup",
                             "restore", "accounts", "pli"})
"""Ways in rather than records. A pli: ``read`` is to seal one of what one reads, ``write`` to take one in."""
HIDDEN: Final[Mapping[str, tuple[str, ...]]] = {
    "avis": ("opinion", "author", "author_id", "source", "entered_by"),
    "standing_plan": ("place",),
    "agreement": ("guardian", "guardian_id", "mode", "reason", "note"),
    "account": ("until",),
    "sitting": ("note", "reason"),
    "presence": ("note",),
}
"""The columns that stay blank for who may only know that a record exists. An avis awaited is still said to be."""


def reach(role: str, action: Action, kind: str) -> Reach:
    """What one role may do with one kind of record."""
    return Reach(TABLE[kind][role][ACTIONS.index(action)])


def can(roles: Collection[str], action: Action, kind: str) -> Reach:
    """What somebody with these roles may do: the widest of each; nothing without a role."""
    letters = [TABLE[kind][role][ACTIONS.index(action)] for role in roles if role in ROLES]
    return Reach(max(letters, key=_WIDTH.index, default="-"))


def who(kind: str, action: Action = "read") -> tuple[str, ...]:
    """The roles that do more than know that such a record exists, in the order of the table."""
    return tuple(role for role in ROLES if reach(role, action, kind) not in (Reach.NONE, Reach.EXISTENCE))


def sentence(roles: Collection[str], kind: str, *, scoped: bool = False, author: bool = False) -> str:
    """How far somebody goes with a record she may see, in a few words; empty when she does not see it at all."""
    read, write = can(roles, "read", kind), can(roles, "write", kind)
    if read is Reach.NONE:
        return ""
    if read is Reach.EXISTENCE:
        return _EXISTENCE.get(kind, "sait que cela existe, sans le contenu")
    writes = write in (Reach.SCOPE, Reach.ALL, Reach.FOLLOWS) or (write is Reach.OWN and author)
    told = "lit et écrit" if writes else "lit, sans écrire"
    return f"{told}, dans ses écoles et ses classes" if scoped else told


_EXISTENCE = {
    "avis": "sait qu’un avis existe et lit les besoins, pas l’avis lui-même",
    "standing_plan": "sait qu’un plan existe, ses dates, et s’il y a une feuille d’urgence",
    "agreement": "sait où en est l’accord, pas qui l’a donné ni pourquoi",
    "sitting": "sait qu’une séance a eu lieu, sans sa note",
    "presence": "sait si l’enfant était là, sans la note",
}
STILL_SAID: Final[Mapping[tuple[str, str], str]] = {("avis", "opinion"): "awaited"}
"""The one value of a hidden column that is said all the same."""
