"""A list that asks for its first page, then the numbers of all its rows, then rows by the page as they are seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from desktop.ui.jobs import Fail, Jobs

PAGE = 100
KEPT_PAGES = 40
ROW_ROLE = Qt.ItemDataRole.UserRole
LINE_ROLE = Qt.ItemDataRole.UserRole + 1
ID_ROLE = Qt.ItemDataRole.UserRole + 2
NUMBER_ROLE = Qt.ItemDataRole.UserRole + 3
SORT_ROLE = Qt.ItemDataRole.UserRole + 4
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """What a row shows: a name and something short at right; below, a mark, its meaning, and a place at right."""

    title: str
    meaning: str = ""
    right: str = ""
    right_soft: str = ""
    mark: str = "none"
    tone: str = ""
    """``bad``, ``warn``, ``accent`` or nothing: the ink of ``meaning``."""
    faint: bool = False
    spoken: str = ""
    """What a screen reader says of the whole line; made of the parts when empty."""

    def whole(self) -> str:
        """The line in words: name, level, state, meaning, place."""
        if self.spoken:
            return self.spoken
        from desktop.ui.icons import mark_words

        parts = (self.title, self.right, mark_words(self.mark), self.meaning, self.right_soft)
        return ", ".join(part for part in parts if part)


WAITING = Line("…", faint=True, spoken="ligne en cours de lecture")


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from. They carry ``n`` (the local number) and ``id``; these run in the reader's thread."""

    fetch_page: Callable[[int, int], Sequence[Any]]
    fetch_numbers: Callable[[], Sequence[int]]
    fetch_rows: Callable[[Sequence[int]], Mapping[int, Any]]


def _fetch(source: Source, numbers: list[int]) -> tuple[list[int], dict[int, Any]]:
    return numbers, dict(source.fetch_rows(numbers))


class PagedModel(QAbstractListModel):
    """``load(source)`` for a new question, ``refresh()`` when rows may have changed: stale rows stay until replaced."""

    loaded = Signal(int)
    """The number of rows is known."""
    first_page = Signal()

    def __init__(self, jobs: Jobs, describe: Callable[[Any], Line], fail: Fail | None = None, *, page: int = PAGE,
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._describe, self._fail, self._page = jobs, describe, fail, page
        self._source: Source | None = None
        self._numbers: list[int] = []
        self._rows: dict[int, Any] = {}
        self._lines: dict[int, Line] = {}
        self._stale: set[int] = set()
        self._asked: set[int] = set()
        self._wanted: set[int] = set()
        self._complete = True
        self._fetch = QTimer(self, singleShot=True, interval=0)
        self._fetch.timeout.connect(self._ask_rows)

    # Qt's own
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._numbers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._numbers):
            return None
        number = self._numbers[index.row()]
        if role == NUMBER_ROLE:
            return number
        row = self._rows.get(number)
        if row is None or number in self._stale:
            self._want(index.row())
        if role == ROW_ROLE:
            return row
        if role == ID_ROLE:
            return "" if row is None else row.id
        line = WAITING if row is None else self._line(number, row)
        if role in (Qt.ItemDataRole.DisplayRole, SORT_ROLE):
            return line.title
        if role == LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.whole()
        return None

    # Asking
    def load(self, source: Source) -> None:
        """A new question: the first page replaces what is shown as soon as it is there."""
        self._source = source
        self._complete = False
        self._jobs.read(lambda: list(source.fetch_page(0, self._page)), self._first, self._failed, key=self)

    def refresh(self) -> None:
        """Rows may have changed: keep showing them, ask for what is in sight and for the order again."""
        source = self._source
        if source is None:
            return
        if not self._complete:
            self.load(source)
            return
        self._stale = set(self._rows)
        self._asked.clear()
        self._jobs.read(lambda: list(source.fetch_numbers()), self._all, self._failed, key=self)

    def total(self) -> int:
        return len(self._numbers)

    def complete(self) -> bool:
        """Whether the number of rows is the true one."""
        return self._complete

    def numbers(self) -> list[int]:
        return list(self._numbers)

    def number_at(self, row: int) -> int:
        return self._numbers[row] if 0 <= row < len(self._numbers) else -1

    def row_of(self, number: int) -> int:
        """The position of a number, or -1."""
        try:
            return self._numbers.index(number)
        except ValueError:
            return -1

    def row_at(self, position: int) -> Any:
        """The value at a position, or ``None`` when not read yet."""
        return self._rows.get(self.number_at(position))

    def position_of_id(self, id: str) -> int:
        """The position of a record among the rows already read, or -1."""
        for number, row in self._rows.items():
            if row.id == id:
                return self.row_of(number)
        return -1

    def redraw(self) -> None:
        """Describe the rows again: the day or the words changed."""
        self._lines.clear()
        if self._numbers:
            self.dataChanged.emit(self.index(0), self.index(len(self._numbers) - 1))

    # Arriving
    def _first(self, page: list[Any]) -> None:
        source = self._source
        if source is None:
            return
        self.beginResetModel()
        self._numbers = [row.n for row in page]
        self._rows = {row.n: row for row in page}
        self._lines.clear()
        self._stale.clear()
        self._asked.clear()
        self._wanted.clear()
        self._complete = len(page) < self._page
        self.endResetModel()
        self.first_page.emit()
        if self._complete:
            self.loaded.emit(len(self._numbers))
        else:
            self._jobs.read_after_pause(lambda: list(source.fetch_numbers()), self._all, self._failed, key=self)

    def _all(self, numbers: list[int]) -> None:
        """Bring the list to ``numbers`` by removing and inserting only what differs in the middle."""
        old = self._numbers
        start = 0
        shortest = min(len(old), len(numbers))
        while start < shortest and old[start] == numbers[start]:
            start += 1
        end = 0
        while end < shortest - start and old[-1 - end] == numbers[-1 - end]:
            end += 1
        if len(old) - end > start:
            self.beginRemoveRows(QModelIndex(), start, len(old) - end - 1)
            self._numbers = old[:start] + old[len(old) - end:]
            self.endRemoveRows()
        if len(numbers) - end > start:
            self.beginInsertRows(QModelIndex(), start, len(numbers) - end - 1)
            self._numbers = list(numbers)
            self.endInsertRows()
        self._complete = True
        if self._stale and self._numbers:
            self.dataChanged.emit(self.index(0), self.index(len(self._numbers) - 1))
        self.loaded.emit(len(self._numbers))

    def _want(self, position: int) -> None:
        start = position // self._page * self._page
        if start not in self._asked:
            self._wanted.add(start)
            if not self._fetch.isActive():
                self._fetch.start()

    def _ask_rows(self) -> None:
        source = self._source
        if source is None:
            return
        for start in sorted(self._wanted):
            numbers = self._numbers[start:start + self._page]
            self._asked.add(start)
            self._jobs.read(partial(_fetch, source, numbers), self._some, self._failed)
        self._wanted.clear()

    def _some(self, answer: tuple[list[int], dict[int, Any]]) -> None:
        asked, rows = answer
        if len(self._rows) > KEPT_PAGES * self._page:
            self._rows.clear()
            self._lines.clear()
            self._stale.clear()
            self._asked.clear()
        self._rows.update(rows)
        for number in asked:
            self._lines.pop(number, None)
            self._stale.discard(number)
        where = {number: position for position, number in enumerate(self._numbers)} if len(asked) > 1 else {}
        found = sorted(where[number] for number in asked if number in where) or [self.row_of(n) for n in asked]
        if found and found[0] >= 0:
            self.dataChanged.emit(self.index(found[0]), self.index(found[-1]))

    def _failed(self, error: BaseException) -> None:
        self._asked.clear()
        (self._fail or self._jobs.on_error)(error)

    def _line(self, number: int, row: Any) -> Line:
        line = self._lines.get(number)
        if line is None:
            line = self._lines[number] = self._describe(row)
        return line
