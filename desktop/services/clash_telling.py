"""What waits for a choice, as people read it: which record, which question, each text with who wrote it and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from desktop.services import authors, code_words
from desktop.services import unseen as out_of_reach
from desktop.services.clash_fields import TICKS, field_of, unseen
from desktop.services.clash_rows import ClashRow
from desktop.services.decision_words import masked
from desktop.services.exchange_values import Clash, Version
from desktop.services.record_titles import Titles, shown_title
from desktop.storage.heads import DELETED, DELETED_MARK, Entry, RowHeads

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

EMPTY, GONE, KEPT_AWAY = "(vide)", "(supprimé)", "(texte resté chez son auteur)"
DELETION = "Supprimé d’un côté, modifié de l’autre"


class Teller:
    """Says what waits, as people read it."""

    def __init__(self, session: Session, store: Store) -> None:
        self._session, self._store = session, store
        self._titles, self._names = Titles(session, store), authors.names(session)
        self._own = store is not session.commun

    def texts(self, one: ClashRow, column: str) -> Clash:
        """A cell with several texts; a deletion that met them too is one of the choices."""
        history = self._session.history
        values = [value for value in one.heads.values(column) if value != DELETED_MARK or not one.asks_whole]
        versions, hidden, masked_some = [], self._masks(one), False
        for number, value in enumerate(values, 1):
            writers = self._writers(one.heads, column, value)
            bare = bool(writers) and value is None and all(not e.unit for e in writers)
            who, at = self._who(one.heads, column, value, writers)
            gone = value == DELETED_MARK
            said = GONE if gone else KEPT_AWAY if bare else self.said(one, column, value) or EMPTY
            shown = said if hidden and isinstance(value, str) and self._masked(one, column, value) != value else value
            masked_some |= shown is not value
            versions.append(Version(number, None if gone else shown, said, who, at, gone, bare, None if gone else value))
        return Clash(f"{one.table}/{one.row}/{column}", one.table, one.row, column, one.root,
                     self._titles.of(one.table, one.row, one.heads), self.label(one, column), tuple(versions), self._own,
                     None if masked_some else field_of(history, one.table, column, one.heads))

    def deletion(self, group: Sequence[ClashRow]) -> Clash:
        """A record deleted on one side and changed on the other, with all that went with it."""
        first = group[0]
        changed: list[str] = []
        writers: list[tuple[str, str]] = []
        for one in group:
            title = self._titles.of(one.table, one.row, one.heads)
            for column in one.columns:
                if len(one.texts(column)) != 1:
                    continue
                value = one.texts(column)[0]
                writers += [self._who(one.heads, column, value, [e]) for e in self._writers(one.heads, column, value)]
                if not unseen(one.table, column):
                    of = "" if one is first else f"{title}, "
                    changed.append(f"{of}{self.label(one, column)} : {self.said(one, column, value) or EMPTY}")
        removers = [self._act(entry) for one in group for entry in one.deletions()]
        kept = Version(1, None, "\n".join(dict.fromkeys(changed)), *_joined(writers))
        gone = Version(2, None, GONE, *_joined(removers), deleted=True)
        return Clash(f"{first.table}/{first.row}/{DELETED}", first.table, first.row, DELETED, first.root,
                     self._what(first, group), DELETION, (kept, gone), self._own)

    def _what(self, first: ClashRow, group: Sequence[ClashRow]) -> str:
        """The record that was deleted: the child's own sheet when it went too."""
        acts = sorted({act for one in group for act in one.acts()})
        went = self._store.one(f"SELECT tbl FROM entry WHERE row=? AND col='-' AND unit IN ({','.join('?' * len(acts))})",
                               (first.root, *acts))
        return self._titles.of(went[0], first.root) if went else self._titles.of(first.table, first.row, first.heads)

    def label(self, one: ClashRow, column: str) -> str:
        """The question's name; a line's with that of its table."""
        history = self._session.history
        said = history.label(one.table, column, one.heads)
        table = history.table_label(one.heads) if one.table == "line" else ""
        return f"{table} · {said}" if table else said

    def said(self, one: ClashRow, column: str, value: Any) -> str:
        """A value for people; an id, as what it names."""
        if value is None:
            return "non" if column in TICKS else code_words.blank(one.table, column)
        if code_words.linked(one.table, column):
            return self._titles.named(one.table, column, value)
        return self._masked(one, column, self._session.history.display(one.table, column, value, one.heads))

    # -- children out of reach -----------------------------------------------------------------------------------------
    def _masks(self, one: ClashRow) -> list[tuple[str, str]]:
        return [] if self._own else out_of_reach.of_row(self._session, one.table, one.row)

    def _masked(self, one: ClashRow, column: str, text: str) -> str:
        """A text without the names of the children this person may not see; the title of a group, as her lists say it."""
        if (one.table, column) == ("intervention", "title") and not self._own:
            said = {"title": text, "helper_id": one.heads.shown("helper_id")}
            return shown_title(self._session, one.row, said) or (out_of_reach.NAMED if text else "")
        return masked(text, self._masks(one))

    # -- who -----------------------------------------------------------------------------------------------------------
    def _writers(self, heads: RowHeads, column: str, value: Any) -> list[Entry]:
        gone = value == DELETED_MARK
        return [e for e in heads.heads(column) if (e.column == DELETED) == gone and (gone or heads.value_of(e, column) == value)]

    def _who(self, heads: RowHeads, column: str, value: Any, writers: Sequence[Entry]) -> tuple[str, str]:
        return _joined([self._act(self._first(heads, column, value, entry)) for entry in writers])

    def _first(self, heads: RowHeads, column: str, value: Any, entry: Entry) -> Entry:
        """Who wrote a text that « Annuler » put back: its author, not who took the choice back."""
        seen = {entry.key}
        while entry.unit and self._store.unit_meta(entry.unit).kind == "undo":
            before = [far for base in heads.bases(entry) for far in heads.bases(base) if far.key not in seen
                      and far.column == entry.column == column and heads.value_of(far, column) == value]
            if not before:
                break
            entry = before[0]
            seen.add(entry.key)
        return entry

    def _act(self, entry: Entry) -> tuple[str, str]:
        if not entry.unit:
            return "", ""
        meta = self._store.unit_meta(entry.unit)
        return self._names.get(meta.actor, ""), meta.at


def _joined(acts: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Who, once each, and the first one's date as her own laptop told it."""
    return ", ".join(dict.fromkeys(who for who, _ in acts if who)), next((at for _, at in acts if at), "")
