"""Two texts written without knowing of each other: both told, one chosen or a third written, everywhere after the next exchange.

What a cell holds several of is one question. A record deleted on one side and changed on the other is one question too, the
record whole: keeping it brings back what went with it. Nothing is decided by a clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.errors import InputError, RefusedError
from desktop.forms.spec import Field
from desktop.ids import named
from desktop.models import JOURNALED, Task
from desktop.services import clash_after, clash_rows, labels, told_erasures
from desktop.services.clash_fields import checked, from_text, unseen
from desktop.services.clash_rows import ClashRow
from desktop.services.clash_telling import Teller
from desktop.services.exchange_values import Clash, Line, Version
from desktop.storage.heads import DELETED_MARK

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store
    from desktop.storage.unit import Unit

CHANGED = "Cette question a changé entre-temps : relisez-la avant de choisir."
CHOICE_ONLY = "Ici, le choix se fait entre ces textes seulement."
RECORD_ONLY = "Choisissez d’abord de garder ou de supprimer ; vous écrirez ensuite dans ce qui reste."
TWIN = {"cells.quoi": "title", "cells.qui": "owner", "cells.avant_le": "due", "cells.preuve": "detail"}
"""A decision and its task say the same: asked once, on the decision."""


class Clashes:
    """What waits for a choice, in what this person may read of both files."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # -- reading -------------------------------------------------------------------------------------------------------
    def list(self) -> tuple[Clash, ...]:
        """Everything, the common file first."""
        return tuple(clash for store in self._stores() for clash in self._of(store, clash_rows.read(self._session, store)))

    def of(self, root: str) -> tuple[Clash, ...]:
        """What waits about one child (or another root)."""
        return tuple(clash for store in self._stores() for clash in self._of(store, clash_rows.read(self._session, store, root)))

    def count(self) -> int:
        """How many questions wait; quick when there is none."""
        return len(self.list())

    def get(self, id: str) -> Clash:
        """One question. Raises ``RefusedError`` when it is settled, or not open to this person."""
        return self._found(id, ())[1]

    def record_of(self, clash: Clash) -> tuple[str, str]:
        """The record that a part in conflict is read with: its table and its id."""
        heads = self._session.commun.row_heads(clash.table, clash.row)
        owner = clash_after.owner_of(clash.table, heads)
        if clash.table == "agenda":
            return "meeting", str(heads.shown("meeting_id") or "")
        table = clash_after.HANGS.get(clash.table, "").removesuffix("_id")
        return (table, owner) if table and owner else ("student", clash.root)

    def _stores(self) -> tuple[Store, ...]:
        own = self._session.own_file
        return (self._session.commun, *((own,) if own is not None else ()))

    def _find(self, id: str) -> Iterator[tuple[Store, Clash]]:
        """A child noted in both files may have the same question in each."""
        table, _, rest = id.partition("/")
        row = rest.partition("/")[0]
        for store in self._stores():
            found = store.one("SELECT root FROM entry WHERE row=? AND tbl=? LIMIT 1", (row, table))
            for clash in self._of(store, clash_rows.read(self._session, store, found[0])) if found is not None else ():
                if clash.id == id:
                    yield store, clash

    def _of(self, store: Store, rows: Sequence[ClashRow]) -> Iterator[Clash]:
        if not rows:
            return
        teller = Teller(self._session, store)
        decisions = {named("task", one.row) for one in rows if one.table == "line"}
        for group in clash_rows.deleted_together(rows):
            yield teller.deletion(group)
        for one in rows:
            for column in one.columns:
                twin = one.table == "task" and one.row in decisions and column in TWIN.values()
                if not unseen(one.table, column) and len(one.texts(column)) > 1 and not twin:
                    yield teller.texts(one, column)

    # -- choosing ------------------------------------------------------------------------------------------------------
    def resolve(self, id: str, keep: int | None = None, text: str | None = None, *, seen: Sequence[Version] = ()) -> Changes:
        """Keep one of the texts by its number, or write another. ``seen``: what the person had on screen."""
        if (keep is None) == (text is None):
            raise InputError("Choisissez un texte par son numéro, ou écrivez-en un autre.")
        store, clash = self._found(id, seen)
        if text is not None:
            return self._write(store, clash, from_text(self._question(clash), text))
        chosen = next((version for version in clash.versions if version.number == keep), None)
        if chosen is None:
            raise InputError(f"Il n’y a pas de texte n° {keep} : {len(clash.versions)} textes attendent ici.")
        if chosen.kept_by_author:
            raise RefusedError("Ce texte est resté chez son auteur : il ne se choisit pas d’ici.")
        if clash.deletion:
            return self._whole(store, clash, deleted=chosen.deleted)
        with store.unit(labels.CONFLICT_SETTLED) as unit:
            self._still(unit, clash)
            if chosen.deleted:
                unit.remove(JOURNALED[clash.table], clash.row)
            else:
                self._put(unit, store, clash, chosen.kept)
        return store.unit_changes

    def write(self, id: str, value: Any, *, seen: Sequence[Version] = ()) -> Changes:
        """Write a third text, as its question keeps it (a day, a code, a text)."""
        store, clash = self._found(id, seen)
        return self._write(store, clash, value)

    def _write(self, store: Store, clash: Clash, value: Any) -> Changes:
        kept = checked(clash.table, self._question(clash), value)
        with store.unit(labels.CONFLICT_WRITTEN) as unit:
            self._still(unit, clash)
            self._put(unit, store, clash, kept)
        return store.unit_changes

    def _found(self, id: str, seen: Sequence[Version]) -> tuple[Store, Clash]:
        known = list(self._find(id))
        if not known:
            raise RefusedError
        found = [one for one in known if not seen or one[1].versions == tuple(seen)]
        if not found:
            raise RefusedError(CHANGED)
        return found[0]

    def _question(self, clash: Clash) -> Field:
        if clash.deletion:
            raise InputError(RECORD_ONLY)
        if not isinstance(clash.field, Field):
            raise InputError(CHOICE_ONLY)
        if clash.table == "release" and not self._session.releases.written_by_me(clash.row):
            raise RefusedError("Seul son auteur écrit dans une conclusion transmise.")
        return clash.field

    def _still(self, unit: Unit, clash: Clash) -> None:
        """What comes while one chooses is not chosen about."""
        found = unit.heads(clash.table, clash.row).values(clash.column)
        if [value for value in found if value != DELETED_MARK] != [v.kept for v in clash.versions if not v.deleted]:
            raise RefusedError(CHANGED)

    def _put(self, unit: Unit, store: Store, clash: Clash, value: Any) -> None:
        heads = unit.heads(clash.table, clash.row)
        quiet = {column: heads.shown(column) for column in heads.conflicts() if unseen(clash.table, column)}
        quiet |= clash_after.beside(clash.table, clash.column, heads, value)
        unit.put(JOURNALED[clash.table], clash.row, {clash.column: value, **quiet}, settle=True)
        if (clash.table, clash.column) == ("request", "state"):
            clash_after.moved(unit, self._session, clash.row, value)
        if clash.table == "line" and clash.column in TWIN and heads.shown("key") == "decisions":
            task = named("task", clash.row)
            if unit.heads("task", task).alive:
                unit.put(Task, task, {TWIN[clash.column]: value or ""}, settle=True)

    def _whole(self, store: Store, clash: Clash, *, deleted: bool) -> Changes:
        """Keep a record with all that was deleted with it, or delete all of it again."""
        groups = clash_rows.deleted_together(clash_rows.read(self._session, store, clash.root))
        group = next((rows for rows in groups if (rows[0].table, rows[0].row) == (clash.table, clash.row)), [])
        with store.unit(labels.RECORD_DELETED_AGAIN if deleted else labels.RECORD_KEPT) as unit:
            for one in group:
                heads = unit.heads(one.table, one.row)
                if [one.heads.values(c) for c in one.columns] != [heads.values(c) for c in one.columns]:
                    raise RefusedError(CHANGED)
            for one in group:
                if deleted:
                    clash_after.take_away(unit, store, one.table, one.row)
                    if unit.heads(one.table, one.row).alive:
                        unit.remove(JOURNALED[one.table], one.row)
                else:
                    kept = {c: one.texts(c)[0] for c in one.columns if len(one.texts(c)) == 1}
                    unit.put(JOURNALED[one.table], one.row, kept, settle=True)
            if not deleted:
                clash_after.bring_back(unit, store, clash.root, {one.row for one in group},
                                       {act for one in group for act in one.acts()})
        return store.unit_changes

    # -- erased elsewhere ----------------------------------------------------------------------------------------------
    def told(self) -> tuple[Line, ...]:
        """What was erased on another laptop and is still here, until somebody answers."""
        return told_erasures.waiting(self._session)

    def answer_erasure(self, row: str, erase: bool) -> Changes:
        """Erase it here too, for good, or keep it and not be asked again. ``row``: that of ``told``."""
        return told_erasures.answer(self._session, row, erase=erase)
