"""Pupils a pli brings who may be here already under another id: by INE, else by names and birth, as an import does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from desktop.services.matching import keys_of
from desktop.texts import list_name

if TYPE_CHECKING:
    from desktop.storage.heads import RowHeads
    from desktop.storage.store import Store

How = Literal["", "double", "unknown"]


class Pupil(NamedTuple):
    """What tells a child from another."""

    id: str
    last_name: str
    usage_name: str
    first_name: str
    birth_date: str
    ine: str

    @property
    def name(self) -> str:
        return list_name(self.last_name, self.first_name)


class Doubles:
    """The pupils of the file, as the person sees them, by what may tell them."""

    def __init__(self, store: Store) -> None:
        found = store.sql("SELECT id, last_name, usage_name, first_name, birth_date, ine, same_as FROM student")
        known = {row[0] for row in found}
        self._joined = {row[0]: row[6] for row in found if row[6] in known}
        self._pupils = {row[0]: Pupil(*(cell or "" for cell in row[:6])) for row in found}
        self._by_ine: dict[str, list[Pupil]] = {}
        self._by_name: dict[tuple[str, str], list[Pupil]] = {}
        for pupil in self._pupils.values():
            if pupil.ine:
                self._by_ine.setdefault(pupil.ine, []).append(pupil)
            for last, first, _ in keys_of(pupil.last_name, pupil.usage_name, pupil.first_name, ""):
                self._by_name.setdefault((last, first), []).append(pupil)

    def of(self, arriving: Pupil) -> tuple[How, tuple[tuple[str, str], ...]]:
        """Whether a pupil who arrives is surely (``double``) or maybe (``unknown``) one of here, and which ones."""
        by_ine = self._kept(self._by_ine.get(arriving.ine, ())) if arriving.ine else {}
        named = {key[:2]: None for key in keys_of(arriving.last_name, arriving.usage_name, arriving.first_name, "")}
        by_name = self._kept(pupil for key in named for pupil in self._by_name.get(key, ()))
        sure = {id: pupil for id, pupil in by_ine.items() if _agree(pupil.birth_date, arriving.birth_date)}
        if not sure:
            sure = {id: pupil for id, pupil in by_name.items() if arriving.birth_date and pupil.birth_date == arriving.birth_date
                    and _agree(pupil.ine, arriving.ine)}
        if len(sure) == 1:
            return "double", _told(sure)
        maybe = {**sure, **by_ine, **{id: pupil for id, pupil in by_name.items() if _close(pupil, arriving)}}
        return ("unknown" if maybe else ""), _told(maybe)

    def _kept(self, pupils: Iterable[Pupil]) -> dict[str, Pupil]:
        """Each under the record it shows under."""
        found = {}
        for pupil in pupils:
            id = shown_under(self._joined, pupil.id)
            found[id] = self._pupils.get(id, pupil)
        return found


def pupil_of(row: str, heads: RowHeads) -> Pupil:
    """A pupil as her entries say her."""
    columns = set(heads.columns)
    said = [heads.shown(column) if column in columns else "" for column in Pupil._fields[1:]]
    return Pupil(row, *(cell if isinstance(cell, str) else "" for cell in said))


def shown_under(joined: Mapping[str, str], id: str) -> str:
    """The record that a pupil shows under: the end of the joins, the smallest id of a loop (as ``storage.derived``)."""
    path = [id]
    while (here := joined.get(path[-1])) and here not in path:
        path.append(here)
    return min(path[path.index(here):]) if here else path[-1]


def _agree(one: str, other: str) -> bool:
    """Whether two values say the same, or one says nothing."""
    return not one or not other or one == other


def _close(pupil: Pupil, arriving: Pupil) -> bool:
    """Of the same names: whether nothing says that they are two children. One number of a birth may have been mistyped."""
    if pupil.ine and arriving.ine and pupil.ine != arriving.ine:
        return False
    a, b = pupil.birth_date.split("-"), arriving.birth_date.split("-")
    if len(a) != 3 or len(b) != 3:
        return True
    return sum(x == y for x, y in zip(a, b, strict=True)) >= 2 or (a[0] == b[0] and a[1] == b[2] and a[2] == b[1])


def _told(pupils: Mapping[str, Pupil]) -> tuple[tuple[str, str], ...]:
    return tuple((id, pupil.name) for id, pupil in sorted(pupils.items()))
