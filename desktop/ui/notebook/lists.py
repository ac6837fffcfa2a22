"""Lists of the notebook: rows without a number of their own, and how each is told in a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from desktop.services.personal_values import AssessmentRow, NotebookStudent, NoteRow, ReleaseRow
from desktop.services.values import as_day
from desktop.texts import short_date
from desktop.ui.icons import mark_words
from desktop.ui.paged_model import Line, Source

TONES = {"late": "bad", "due": "warn"}


class Numbered:
    """``Numbered(read).source()``: rows known by their id take a number that stays theirs while the list lives."""

    def __init__(self, read: Callable[[], Sequence[Any]]) -> None:
        self._read = read
        self._numbers: dict[str, int] = {}
        self._rows: dict[int, Any] = {}

    def source(self) -> Source:
        return Source(self._page, self._every, self._some)

    def _again(self) -> list[int]:
        order = []
        for row in self._read():
            number = self._numbers.setdefault(row.id, len(self._numbers) + 1)
            self._rows[number] = Counted(row, number)
            order.append(number)
        return order

    def _page(self, offset: int, limit: int) -> Sequence[Any]:
        return [self._rows[number] for number in self._again()[offset:offset + limit]]

    def _every(self) -> Sequence[int]:
        return self._again()

    def _some(self, numbers: Sequence[int]) -> Mapping[int, Any]:
        return {number: self._rows[number] for number in numbers if number in self._rows}


class Counted:
    """A row and its number in the list."""

    __slots__ = ("id", "n", "row")

    def __init__(self, row: Any, n: int) -> None:
        self.row, self.n, self.id = row, n, row.id


def child_line(counted: Counted) -> Line:
    """Name and level; below, where one is with this child."""
    row: NotebookStudent = counted.row
    spoken = ", ".join(part for part in (row.name, row.level, mark_words(row.mark), row.status, row.school,
                                         "" if row.known == "commun" else "dans votre fichier seulement")
                       if part)
    return Line(row.name, row.status or "rien de prévu", row.level, "", row.mark, TONES.get(row.mark, ""), False, spoken)


def note_line(counted: Counted, today: date) -> Line:
    """The day first, then what it is about."""
    row: NoteRow = counted.row
    day = as_day(row.date)
    when = short_date(day, today) if day else "date à écrire"
    title = row.title or row.label
    sent = "transmis" if row.released else ""
    pieces = f"{row.pieces} pièce{'s' * (row.pieces > 1)}" if row.pieces else ""
    until = as_day(row.until)
    end = f"fin prévue {short_date(until, today)}" if until and not row.closed_on else "terminé" if row.closed_on else ""
    meaning = " · ".join(part for part in (row.label if title != row.label else "", row.detail, end, sent, pieces) if part)
    spoken = ", ".join(part for part in (row.label, title if title != row.label else "", when, mark_words(row.mark), row.student,
                                         row.detail, end, sent, pieces) if part)
    return Line(title, meaning or "à écrire", "", when, row.mark, TONES.get(row.mark, ""), False, spoken)


def bilan_line(counted: Counted, today: date) -> Line:
    row: AssessmentRow = counted.row
    day = as_day(row.date)
    return Line(row.title, row.detail or row.state, "", short_date(day, today) if day else "", row.mark)


def release_line(counted: Counted, today: date) -> Line:
    """What the school has, to whom it was sent, and whether it was taken back."""
    row: ReleaseRow = counted.row
    day = as_day(row.date)
    when = short_date(day, today) if day else ""
    state = "retiré pour la suite" if row.revoked_on else "transmis"
    first = row.content.strip().split("\n")[0]
    spoken = ", ".join(part for part in (state, row.purpose, row.addressee, when, first) if part)
    return Line(row.purpose or "Conclusion transmise", " · ".join(p for p in (state, row.addressee, first) if p), "", when,
                "none" if row.revoked_on else "done", "", bool(row.revoked_on), spoken)
