"""The paged list: first page, numbers, rows as seen; the selection survives; Qt's own tester finds nothing to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop.ui import accessible
from desktop.ui.jobs import Jobs
from desktop.ui.list_view import ListView
from desktop.ui.paged_model import ID_ROLE, LINE_ROLE, Line, PagedModel, Source


@dataclass(frozen=True)
class Row:
    n: int
    id: str
    title: str


class Shelf:
    """Rows in an order, and what was asked of them."""

    def __init__(self, count: int) -> None:
        self.rows = {n: Row(n, f"id{n}", f"Ligne {n}") for n in range(1, count + 1)}
        self.order = list(self.rows)
        self.asked: list[tuple[int, ...]] = []

    def source(self) -> Source:
        return Source(lambda offset, limit: [self.rows[n] for n in self.order[offset:offset + limit]], lambda: self.order,
                      self.fetch)

    def fetch(self, numbers: Sequence[int]) -> dict[int, Row]:
        self.asked.append(tuple(numbers))
        return {n: self.rows[n] for n in numbers if n in self.rows}


def describe(row: Row) -> Line:
    return Line(row.title, meaning="PPRE n° 2", right="CE2", right_soft="J. Moulin", mark="late")


@pytest.fixture
def model(jobs: Jobs, qtbot: QtBot) -> PagedModel:
    made = PagedModel(jobs, describe, page=10)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    tester.setUseFetchMore(False)
    return made


def test_the_first_page_comes_first_then_all_the_numbers(model: PagedModel) -> None:
    shelf = Shelf(35)
    model.load(shelf.source())
    assert model.total() == 35
    assert model.complete()
    assert shelf.asked == []
    assert model.index(3).data() == "Ligne 4"


def test_rows_out_of_sight_are_asked_for_when_seen(model: PagedModel, qtbot: QtBot) -> None:
    shelf = Shelf(35)
    model.load(shelf.source())
    assert model.index(22).data() == "…"
    qtbot.waitUntil(lambda: model.index(22).data() == "Ligne 23")
    assert shelf.asked == [tuple(range(21, 31))]


def test_a_refresh_keeps_rows_until_they_are_read_again(model: PagedModel, qtbot: QtBot) -> None:
    shelf = Shelf(35)
    model.load(shelf.source())
    shelf.rows[2] = replace(shelf.rows[2], title="Ligne changée")
    shelf.order = [1, 2, *range(4, 36), 3]
    model.refresh()
    assert model.index(1).data() == "Ligne 2"
    qtbot.waitUntil(lambda: model.index(1).data() == "Ligne changée")
    assert model.number_at(34) == 3


def test_only_what_differs_is_removed_and_inserted(model: PagedModel) -> None:
    shelf = Shelf(35)
    model.load(shelf.source())
    gone: list[tuple[int, int]] = []
    came: list[tuple[int, int]] = []
    model.rowsRemoved.connect(lambda _parent, first, last: gone.append((first, last)))
    model.rowsInserted.connect(lambda _parent, first, last: came.append((first, last)))
    shelf.order = [*range(1, 10), *range(11, 36)]
    model.refresh()
    assert (gone, came) == ([(9, 9)], [])


def test_an_empty_answer_is_an_empty_list(model: PagedModel) -> None:
    model.load(Shelf(0).source())
    assert model.total() == 0
    assert model.complete()


def test_the_whole_line_is_said(model: PagedModel) -> None:
    model.load(Shelf(3).source())
    said = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Ligne 1, CE2, en retard, PPRE n° 2, J. Moulin"
    assert model.index(0).data(ID_ROLE) == "id1"
    assert isinstance(model.index(0).data(LINE_ROLE), Line)


def test_the_selection_survives_a_refresh(jobs: Jobs, qtbot: QtBot, preferences: object) -> None:
    view = ListView(jobs, describe, name="liste", accessible="Liste", one="élève")
    qtbot.addWidget(view)
    shelf = Shelf(30)
    view.load(shelf.source(), announce_count=True)
    assert accessible.said[-1] == "30 élèves"
    view.setCurrentIndex(view.paged.index(4))
    assert view.current_id() == "id5"
    shelf.order = list(reversed(shelf.order))
    view.refresh()
    assert view.current_id() == "id5"
    assert view.currentIndex().row() == 25


def test_opened_tells_the_record_once(jobs: Jobs, qtbot: QtBot, preferences: object) -> None:
    view = ListView(jobs, describe, name="liste", accessible="Liste")
    qtbot.addWidget(view)
    shelf = Shelf(30)
    opened: list[str] = []
    view.opened.connect(opened.append)
    view.load(shelf.source())
    view.setCurrentIndex(view.paged.index(2))
    view.refresh()
    assert opened == ["id3"]
