"""What an entry that travels may be about, and what it may say: lawful names, known columns with values of their type."""

from __future__ import annotations

import re
from typing import Any

from desktop.exchange import strict
from desktop.exchange.bad import BadPliError
from desktop.models import Base
from desktop.security import policy
from desktop.storage.heads import CREATED, DELETED
from desktop.storage.unit import LOCAL, SHAPES, Shape

_TABLE = re.compile(r"[a-z][a-z0-9_]{0,62}").fullmatch
_COLUMN = re.compile(r"[a-z][a-z0-9_]{0,62}(?:\.[A-Za-z0-9_][A-Za-z0-9_-]{0,99})?").fullmatch
_OURS = frozenset({"id", "root", "n"})
COLUMNS = 1000


class Rules:
    """The rules of one compartment; names already looked at are not looked at again."""

    def __init__(self, compartment: str) -> None:
        self._commun = compartment == "commun"
        self._tables: set[str] = set()
        self._columns: set[str] = {CREATED, DELETED}

    def place(self, table: Any, column: Any) -> None:
        """Whether an entry may be about this table and this column."""
        if table not in self._tables:
            self._table(table)
        if column not in self._columns:
            self._column(column)

    def _table(self, table: Any) -> None:
        if not isinstance(table, str) or not _TABLE(table):
            raise strict.StrictError
        if table in LOCAL or (table in Base.metadata.tables and table not in SHAPES) or table.startswith("sqlite_"):
            raise BadPliError("forbidden")
        if self._commun and table in policy.PERSONAL:
            raise BadPliError("forbidden")
        self._tables.add(table)

    def _column(self, column: Any) -> None:
        if not isinstance(column, str) or not _COLUMN(column) or column in _OURS:
            raise strict.StrictError
        self._columns.add(column)

    def value(self, table: str, column: str, value: Any) -> None:
        """Whether an entry may say this: ``place`` was asked before."""
        shape = SHAPES.get(table)
        if column == DELETED:
            if value is not True:
                raise strict.StrictError
        elif column == CREATED:
            if not isinstance(value, dict) or len(value) > COLUMNS:
                raise strict.StrictError
            for name, cell in value.items():
                if name not in self._columns or name in (CREATED, DELETED):
                    self._column(name)
                if shape is not None:
                    _cell(shape, name, cell)
        elif shape is not None:
            _cell(shape, column, value)


def _cell(shape: Shape, column: str, value: Any) -> None:
    if value is None:
        return
    kind = type(value)
    head, dot, _ = column.partition(".")
    if dot:
        if head in shape.json and kind not in (str, int, bool) and not (
                kind is list and all(type(one) is str for one in value)):
            raise strict.StrictError
    elif column in shape.json or (column in shape.columns and kind is not (int if column in shape.integers else str)):
        raise strict.StrictError
