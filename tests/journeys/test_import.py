"""A file dropped on the window: seen first, written by one act, taken back whole; nothing on the way can be lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton

from desktop.services.opening import open_vault
from desktop.services.values import StudentQuery
from desktop.ui.imports.page import ImportPage
from desktop.ui.workspace import Workspace
from tests.journeys.conftest import PHRASE, Hands

Open = Callable[[], Hands]
ONDE = Path(__file__).parents[1] / "fixtures" / "onde"
LATIN = ONDE / "02_ONDE_CSVExtraction-eleves_latin1_dates-ISO.csv"
NEXT = ONDE / "15_ONDE_rentree-suivante_latin1_dates-ISO.csv"


def start(vault: Path, open_window: Open) -> tuple[Hands, Workspace]:
    hands = open_window()
    hands.window.open_session(open_vault(vault, passphrase=PHRASE, paths=hands.window.paths))
    hands.settle()
    workspace = hands.window.workspace
    assert workspace is not None
    hands.control(Qt.Key.Key_2)
    return hands, workspace


def drop(hands: Hands, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(QPointF(400, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    handle = hands.window.windowHandle()
    assert handle is not None
    QApplication.sendEvent(handle, event)
    hands.settle()


def page(hands: Hands) -> ImportPage:
    return hands.see(ImportPage, "import")


def count(workspace: Workspace) -> int:
    return len(workspace.session.students.numbers(StudentQuery()))


def test_a_dropped_file_is_seen_then_written_then_taken_back(vault: Path, open_window: Open) -> None:
    hands, workspace = start(vault, open_window)
    drop(hands, LATIN)
    hands.until(lambda: page(hands).plan is not None and page(hands).go.isVisible())
    assert page(hands).go.text() == "Importer 84 changements"
    assert count(workspace) == 1, "nothing is written before « Importer »"
    assert hands.keys_are_on("import_faire")
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: count(workspace) == 85)
    hands.until(lambda: "84 ajoutés" in workspace.notices.last())

    drop(hands, LATIN)
    hands.until(lambda: page(hands).plan is not None and page(hands).go.isVisible())
    assert not page(hands).go.isEnabled() and page(hands).go.text() == "Rien à importer"
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_F8)
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: count(workspace) == 1)


def test_remarks_lead_to_their_line_and_leavers_are_ticked(vault: Path, open_window: Open) -> None:
    hands, workspace = start(vault, open_window)
    session = workspace.session
    school = session.schools.all()[0].id
    session.imports.write(session.imports.plan(LATIN.read_bytes(), school=school, year="2026-2027"))
    drop(hands, NEXT)
    hands.until(lambda: page(hands).plan is not None and page(hands).go.isVisible())
    shown = page(hands)
    years = hands.see(QComboBox, "import_annee")
    years.setCurrentIndex(years.findData("2027-2028"))
    hands.until(lambda: shown.plan is not None and shown.plan.year == "2027-2028" and shown.go.isVisible())
    assert shown.model is not None and shown.plan is not None
    left = [row for row in shown.plan.rows if row.action == "left"]
    assert len(shown.model.leavers) == (0 if shown.plan.partial else len(left))
    if shown.plan.remarks:
        hands.see(QPushButton, "import_voir_0").setFocus()
        hands.press(Qt.Key.Key_Space)
        assert shown.table.hasFocus() and shown.table.currentIndex().isValid()


def test_unknown_columns_are_told_once_and_remembered(vault: Path, open_window: Open, tmp_path: Path) -> None:
    hands, workspace = start(vault, open_window)
    odd = tmp_path / "liste.csv"
    odd.write_text("Qui;Petit nom;Né\nDurand;Zoé;12/03/2019\nMoreau;Tom;01/02/2019\n", encoding="utf-8")
    drop(hands, odd)
    hands.until(lambda: bool(hands.window.findChildren(QComboBox, "colonne_last_name")))
    for name, place in (("last_name", 0), ("first_name", 1), ("birth_date", 2)):
        combo = hands.see(QComboBox, f"colonne_{name}")
        combo.setCurrentIndex(combo.findData(place))
    hands.see(QPushButton, "colonnes_suite").setFocus()
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: page(hands).plan is not None and page(hands).go.isVisible())
    assert page(hands).go.text() == "Importer 2 changements"
    page(hands).write()
    hands.until(lambda: count(workspace) == 3)
    drop(hands, odd)
    hands.until(lambda: page(hands).plan is not None and page(hands).go.isVisible())
    assert page(hands).go.text() == "Rien à importer"


def test_a_file_that_is_no_list_is_a_sentence(vault: Path, open_window: Open, tmp_path: Path) -> None:
    hands, workspace = start(vault, open_window)
    for name, content in (("vide.csv", b""), ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(500)), ("bruit.csv", bytes(range(256)) * 4)):
        path = tmp_path / name
        path.write_bytes(content)
        drop(hands, path)
        hands.until(lambda: page(hands).refused.isVisible() or bool(hands.window.findChildren(QComboBox, "colonne_last_name")))
        assert count(workspace) == 1
        hands.press(Qt.Key.Key_Escape)
