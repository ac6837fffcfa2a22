"""Plain values of exchange: contacts, what leaves, what comes, conflicts, the shared folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any


# -- contacts ------------------------------------------------------------------------------------------------------------
class Trust(Enum):
    """How far a contact's card is known to be hers."""

    UNCONFIRMED = "unconfirmed"
    """Nobody read the six words: orange."""
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    """Another card came with other keys: the former holds until the six words of the new one are read."""
    REVOKED = "revoked"
    """A lost laptop: gets nothing more, and nothing of it is taken."""


@dataclass(frozen=True, slots=True)
class Share:
    """What « ce qui a changé » means for a contact. Empty: all that the sender reads and may send."""

    students: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    """Ids of schools: their pupils now and later."""

    @property
    def all(self) -> bool:
        return not (self.students or self.schools)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody of another vault (or another laptop of one's own)."""

    account: str
    login: str
    name: str
    roles: tuple[str, ...]
    words: tuple[str, ...]
    trust: Trust
    how: str = ""
    """``words``, ``signed`` or empty."""
    owner: str = ""
    """The name of who signed this card as her other laptop."""
    mine: bool = False
    waiting_words: tuple[str, ...] = ()
    """The six words of the card with other keys, when one waits."""
    share: Share = Share()
    last_sent: str = ""
    last_received: str = ""
    missing: tuple[int, ...] = ()
    """Numbers of plis of hers that never came."""


# -- sending -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Selection:
    """What a person wants to send. Several may be given; ``swept`` alone is « ce qui a changé depuis le dernier pli »."""

    students: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    """Ids of schools."""
    classes: tuple[tuple[str, str], ...] = ()
    """``(school id, class name)``."""
    levels: tuple[tuple[str, str], ...] = ()
    """``(school id, level)``: the CM2 of a school, for the collège."""
    meetings: tuple[str, ...] = ()
    """Meetings about several children, with the part of each."""
    swept: bool = False
    named: tuple[str, ...] = ()
    """Ids of records that leave by name: what a psychologist's or health account added is left out of a sweep otherwise."""
    unnamed: tuple[str, ...] = ()
    """Ids of such records of a named child that stay here."""
    leave: frozenset[str] = frozenset()
    """Tables that stay here: ``guardian``, ``meeting``, ``project``…"""
    own: bool = False
    """One's own notes on these children too: to a colleague, for children named; to one's own other laptop, all of them."""
    requests: tuple[str, ...] = ()
    """Requests, with what was added to them and decided; of the child, only who she is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what leaves or comes, in plain words."""

    text: str
    count: int = 1
    table: str = ""
    row: str = ""
    """For what may be ticked one by one."""
    by_name: bool = False
    """Whether it leaves only because somebody named it."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A pli prepared: what would leave, before anything is written."""

    selection: Selection
    contacts: tuple[Contact, ...]
    lines: tuple[Line, ...]
    withheld: tuple[Line, ...]
    """What stays unless it is named."""
    warnings: tuple[str, ...]
    entries: int
    students: int
    work: Any = field(default=None, repr=False, compare=False)
    """For ``Sending.write`` alone."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A pli that was written, or one that came, as the log tells it."""

    id: str
    way: str
    contact: str
    number: int
    at: str
    purpose: str
    file: str
    lines: tuple[str, ...]
    acked_on: str = ""
    undone_on: str = ""
    again: bool = False
    path: Path | None = None
    login: str = ""
    """What the contact is called here; empty once she was forgotten."""
    account: str = ""
    """Whose it is, whatever she is called: the one contact of a pli that came or of a line of the log."""


# -- receiving -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Arriving:
    """One pupil of a pli, or another record that is its own root."""

    root: str
    name: str
    detail: str
    state: str
    """``new``, ``changed``, ``conflict``, ``same``, ``double`` (one here is surely the same child), ``unknown`` (maybe one
    here is), ``erased`` (erased here: refused)."""
    lines: tuple[str, ...] = ()
    matches: tuple[tuple[str, str], ...] = ()
    """``(id, name)`` of pupils here who are or may be the same child."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A pli, checked and compared, nothing written."""

    pli: str
    sender: Contact
    at: str
    purpose: str
    number: int
    again: bool
    """Whether this pli was taken in already."""
    arriving: tuple[Arriving, ...]
    new: int
    changed: int
    conflicts: int
    """Rows that are new, rows that change, cells that would hold two texts."""
    entries: int
    """Entries not here yet."""
    erased: tuple[Line, ...]
    """Erased at the sender's and still here: asked about, ``row`` is ``root`` or ``root/row``."""
    refused: tuple[str, ...]
    """Roots erased here that the pli would bring back."""
    later: int
    """Entries of a newer version: kept and given on, shown after an update."""
    missing: tuple[int, ...]
    gaps: tuple[str, ...]
    """Names of pupils of whom writings are missing."""
    warnings: tuple[str, ...]
    own: bool = False
    """Whether it brings notes for one's own file."""
    work: Any = field(default=None, repr=False, compare=False)
    alerts: tuple[str, ...] = ()
    """Those of ``warnings`` that somebody must have read: nothing takes this pli by itself."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person answered to a preview."""

    join: tuple[tuple[str, str], ...] = ()
    """``(arriving id, id here)``: the same child."""
    leave: tuple[str, ...] = ()
    """Roots not taken."""
    erase: tuple[str, ...] = ()
    """Of ``Preview.erased``: erased here too."""
    keep: tuple[str, ...] = ()
    """Of ``Preview.erased``: stays here, not asked again."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a pli brought."""

    pli: str
    entries: int
    new: int
    changed: int
    conflicts: int
    lines: tuple[str, ...]
    changes: Any = None


# -- conflicts -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Version:
    """One of the texts of a conflict."""

    number: int
    """From 1, in the order shown."""
    value: Any
    text: str
    """For people; « (supprimé) » when it is a deletion."""
    who: str
    at: str
    deleted: bool = False
    kept_by_author: bool = False
    """Whether its words stayed with who wrote them: it cannot be chosen here."""
    kept: Any = field(default=None, repr=False)
    """What is written when it is chosen: the value itself, were there a child's name that this person is not shown."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two texts written without knowing of each other."""

    id: str
    """``table/row/column``."""
    table: str
    row: str
    column: str
    root: str
    title: str
    """Which record, in a few words: « PPRE n° 1 · HADDAD Yanis »."""
    label: str
    versions: tuple[Version, ...]
    own: bool = False
    """Whether it is in one's own file."""
    field: Any = field(default=None, repr=False, compare=False)
    """The question, when another text may be written (``forms.spec.Field``): its editor, and what it takes."""

    @property
    def deletion(self) -> bool:
        """Whether a record was deleted on one side and changed on the other: the record is asked about, whole."""
        return self.column == "-"


# -- the shared folder ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class FolderState:
    """How things stand with each contact through the folder: « à jour avec P. Martin, hier 18:40 »."""

    path: Path | None
    own_allowed: bool
    lines: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Synced:
    """One passage through the folder."""

    taken: tuple[Taken, ...] = ()
    written: tuple[Sent, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    """``(file name, why)``."""
    waiting: tuple[str, ...] = ()
    """What asks for somebody: doubles, erasures."""
    changes: Any = None
    problem: str = ""
    """What kept one's own plis from being put there, in a sentence: what was taken stays taken."""
    unconfirmed: tuple[str, ...] = ()
    """Names of those whose card nobody confirmed and who took part, because somebody asked for this passage."""
