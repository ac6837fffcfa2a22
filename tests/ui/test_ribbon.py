"""The ribbon of a child's years: four lines that grow when several aids run at once, and its table one key away."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.services.session import Session
from desktop.services.values import Bar, Enrolment, Ribbon, StudentQuery
from desktop.ui import style
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import Preferences
from desktop.ui.students import ribbon_shape as shape
from desktop.ui.students.ribbon import LANE, RibbonWidget, short_word
from desktop.ui.students.situation import RibbonTable
from tests.reports.reading import page_texts

TODAY = date(2026, 11, 23)


def place(year: str, level: str, school: str = "École Jean Moulin") -> Enrolment:
    return Enrolment(id=f"{year}{school}", year=year, level=level, class_name=f"{level} A", school_id="e", school=school)


YEARS = (place("2022-2023", "GS", "Maternelle Les Tilleuls"), place("2023-2024", "CP"), place("2024-2025", "CP"),
         place("2025-2026", "CE1"), place("2026-2027", "CE2"))
BUSY = Ribbon(YEARS, (
    Bar("class", "APC", "2023-09-18", "2024-04-05"), Bar("class", "APC", "2026-09-14", "2026-12-18"),
    Bar("pole", "Maître G", "2024-11-04", "2025-06-20", "filled"), Bar("pole", "Maître E", "2026-09-28", "", "filled", "7 séances"),
    Bar("pole", "Psychologue", "2026-10-05", "2026-11-20", "hatched"),
    Bar("pole", "Maître G", "2026-10-12", "2026-12-18", "filled"),
    Bar("outside", "Orthophonie", "2022-11-01", "2025-01-20", "dashed"), Bar("plan", "PPRE 2", "2026-11-02", "2026-12-18"),
    Bar("plan", "PAP", "2025-11-01", "2027-07-01"),
))


def test_four_lines_always(qtbot: QtBot) -> None:
    assert [label for _, label in shape.LANES] == ["En classe", "Pôle", "Hors école", "Projets"]
    empty = shape.bars(Ribbon((), ()), shape.columns(Ribbon((), ())), TODAY)
    assert [shape.rows(empty[lane]) for lane, _ in shape.LANES] == [1, 1, 1, 1]


def test_a_line_grows_for_three_aids_at_once_and_hides_none() -> None:
    columns = shape.columns(BUSY)
    placed = shape.bars(BUSY, columns, TODAY)
    assert sum(len(lane) for lane in placed.values()) == len(BUSY.bars)
    assert shape.rows(placed["pole"]) == 3 and shape.rows(placed["plan"]) == 2 and shape.rows(placed["class"]) == 1
    for lane in placed.values():
        for one in lane:
            assert not any(other is not one and other.row == one.row and other.left < one.right and one.left < other.right
                           for other in lane)


def test_the_widget_is_as_tall_as_its_lines(qtbot: QtBot, preferences: Preferences) -> None:
    ribbon = RibbonWidget()
    qtbot.addWidget(ribbon)
    ribbon.resize(980, 100)
    ribbon.set_ribbon(Ribbon(YEARS, ()), TODAY)
    calm = ribbon.height()
    ribbon.set_ribbon(BUSY, TODAY)
    assert ribbon.height() - calm == 3 * style.px(LANE)


def test_filled_hatched_outlined_and_dashed_differ_without_colour(qtbot: QtBot, preferences: Preferences) -> None:
    """Each kind of bar has its own drawing, told apart in shades of grey."""
    shades = {}
    for kind in ("filled", "hatched", "outlined", "dashed"):
        ribbon = RibbonWidget()
        qtbot.addWidget(ribbon)
        ribbon.resize(980, 130)
        ribbon.set_ribbon(Ribbon(YEARS, (Bar("pole", "x", "2025-09-08", "2026-06-30", kind),)), TODAY)  # type: ignore[arg-type]
        picture = ribbon.grab().toImage()
        rect = next(rect for rect, text in ribbon._drawn if text.startswith("x"))
        left, right = int(rect.left() + rect.width() * 0.4), int(rect.right() - 3)
        inside = tuple(picture.pixelColor(QPoint(x, y)).lightness() for x in range(left, right)
                       for y in (int(rect.top()), int(rect.center().y())))
        shades[kind] = inside
    assert len(set(shades.values())) == 4


def test_its_table_says_the_same_facts(qtbot: QtBot, preferences: Preferences) -> None:
    lines = shape.as_lines(BUSY)
    assert len(lines) == len(YEARS) + len(BUSY.bars)
    assert ("2026-2027", "Pôle", "Maître E, 7 séances", "depuis le 28 septembre 2026") in lines
    assert ("2022-2023", "Hors école", "Orthophonie (dit par la famille)", "du 1er novembre 2022 au 20 janvier 2025") in lines
    assert ("2026-2027", "Projets", "PPRE 2", "du 2 novembre 2026 au 18 décembre 2026") in lines
    table = RibbonTable()
    qtbot.addWidget(table)
    table.set_ribbon(BUSY)
    assert table.rowCount() == len(lines)


def test_entree_asks_for_the_table(qtbot: QtBot, preferences: Preferences) -> None:
    ribbon = RibbonWidget()
    qtbot.addWidget(ribbon)
    ribbon.set_ribbon(BUSY, TODAY)
    with qtbot.waitSignal(ribbon.table_asked):
        QTest.keyClick(ribbon, Qt.Key.Key_Return)
    assert "Entrée : voir en tableau" in ribbon.accessibleDescription()


def test_a_year_only_an_aid_tells_of_has_its_column_without_a_level() -> None:
    told = Ribbon(YEARS[-1:], (Bar("plan", "PAP", "2025-11-10", "2027-07-01"),))
    columns = shape.columns(told)
    assert [(c.level, c.year) for c in columns if c.year] == [("", "2025-2026"), ("CE2", "2026-2027")] and len(columns) == 8
    (placed,) = shape.bars(told, columns, TODAY)["plan"]
    assert 4 < placed.left < 5.5 < placed.right < 6


def test_a_lane_from_elsewhere_is_told_in_the_table_and_breaks_nothing(qtbot: QtBot, preferences: Preferences) -> None:
    strange = Ribbon(YEARS, (Bar("ailleurs", "Aide", "2026-09-08", "2026-10-01"),))  # type: ignore[arg-type]
    ribbon = RibbonWidget()
    qtbot.addWidget(ribbon)
    ribbon.set_ribbon(strange, TODAY)
    ribbon.grab()
    assert shape.as_lines(strange)[-1][2] == "Aide"


def test_short_words_of_narrow_bars() -> None:
    assert short_word("Maître E") == "E" and short_word("PPRE 2") == "PPRE" and short_word("Différenciation en classe") == "Classe"


def test_it_is_printed_on_one_page_from_the_pupils_sheet(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    child = session.students.page(StudentQuery(search="haddad"))[0].id
    session.aids.note(child, "2026-2027", "apc", since="2026-09-14")
    assert window.workspace is not None
    window.workspace.navigate("student", child)
    sheet: Any = window.workspace.page()
    sheet.sheet.acts.print_paper("parcours", False)
    assert window.workspace._preview is not None
    texts = page_texts(session.printing.ribbon(child))
    assert len(texts) == 1 and "APC" in texts[0] and "Hors école" in texts[0]
