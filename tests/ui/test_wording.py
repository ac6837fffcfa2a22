"""Words underlined as one writes: seen, said, never blocking, never in a notebook."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QTextCharFormat
from PySide6.QtWidgets import QLineEdit, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from desktop.forms.catalogue import FORMS, NOTEBOOK_FORMS
from desktop.forms.spec import Text
from desktop.ui import accessible
from desktop.ui.editors import GrowingText, TextEditor
from desktop.ui.form_view import FormView
from desktop.ui.main_window import MainWindow
from desktop.ui.table_editor import TableEditor
from desktop.ui.wording import CALM, Wording, watch, watch_line, watches
from tests.ui.conftest import type_text

pytestmark = pytest.mark.usefixtures("preferences")


@pytest.fixture
def box(qtbot: QtBot) -> GrowingText:
    made = GrowingText(lines=3)
    qtbot.addWidget(made)
    made.setAccessibleDescription("Des faits")
    watch(made)
    made.resize(500, 120)
    made.show()
    return made


@pytest.fixture(autouse=True)
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Tooltips, written down; the offscreen screen has no window to raise."""
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, *_: said.append(text))
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)
    return said


def underlined(box: GrowingText) -> list[str]:
    wave = QTextCharFormat.UnderlineStyle.WaveUnderline
    return [mark.cursor.selectedText() for mark in box.extraSelections() if mark.format.underlineStyle() == wave]


def test_words_are_underlined_when_the_writer_pauses(box: GrowingText, qtbot: QtBot) -> None:
    type_text(box, "Élève dyslexique")
    assert underlined(box) == []
    qtbot.wait(CALM + 150)
    assert underlined(box) == ["dyslexique"]
    assert "dyslexique" in box.accessibleDescription() and box.accessibleDescription().startswith("Des faits")
    box.clear()
    qtbot.wait(CALM + 150)
    assert underlined(box) == [] and box.accessibleDescription() == "Des faits"


def test_nothing_of_the_text_changes_and_undo_is_the_writers(box: GrowingText) -> None:
    type_text(box, "Il est feignant\u00a0!")
    watch(box).refresh()
    assert box.text() == "Il est feignant\u00a0!"
    box.undo()
    assert box.text() == ""


def test_places_are_right_after_letters_qt_counts_twice(box: GrowingText) -> None:
    box.fill("🙂🙂 Il est feignant\nface à un QI de 82")
    watch(box).refresh()
    assert underlined(box) == ["feignant", "QI de 82"]


def test_alt_enter_goes_from_one_to_the_next_and_says_it(box: GrowingText, qtbot: QtBot, shown: list[str]) -> None:
    box.fill("Il est feignant, sa famille est démissionnaire.")
    qtbot.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert box.textCursor().selectedText() == "feignant"
    assert "feignant" in accessible.said[-1] and "autrement dit" in accessible.said[-1]
    qtbot.keyClick(box, Qt.Key.Key_Enter, Qt.KeyboardModifier.AltModifier)
    assert "Autrement dit" in shown[0]
    assert "démissionnaire" in box.textCursor().selectedText()
    qtbot.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert box.textCursor().selectedText() == "feignant"
    assert box.text().startswith("Il est feignant, sa famille"), "rien n’est remplacé"


def test_alt_enter_where_nothing_is_underlined_says_so_and_writes_nothing(box: GrowingText, qtbot: QtBot) -> None:
    box.fill("Il lit trois lignes.")
    qtbot.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert "Rien n’est souligné" in accessible.said[-1]
    assert box.text() == "Il lit trois lignes."


def test_the_menu_says_it_otherwise_on_the_word_and_is_the_usual_one_elsewhere(box: GrowingText, qtbot: QtBot) -> None:
    box.fill("feignant, et il lit trois lignes")
    watch(box).refresh()
    for place, wanted in ((3, True), (25, False)):
        cursor = box.textCursor()
        cursor.setPosition(place)
        box.setTextCursor(cursor)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, box.cursorRect().center(), box.mapToGlobal(QPoint(0, 0)))
        watcher = watch(box)
        assert watcher.eventFilter(box.viewport(), event) is wanted
        if wanted:
            menu = box.findChildren(QMenu)[-1]
            first = menu.actions()[0]
            assert first.objectName() == "autrement_dit" and "feignant" in first.text() and len(menu.actions()) > 4
            first.trigger()
            assert "autrement dit" in accessible.said[-1]


def test_a_text_one_may_only_read_is_left_alone(box: GrowingText) -> None:
    box.setReadOnly(True)
    box.fill("Élève dyslexique")
    watch(box).refresh()
    assert underlined(box) == []


def test_asked_twice_it_is_done_once(box: GrowingText) -> None:
    assert watch(box) is watch(box)
    assert len(box.findChildren(Wording)) == 1


def test_school_side_forms_are_watched_and_those_of_a_notebook_never() -> None:
    assert {code for code in FORMS if watches(code)} >= {
        "demande", "contribution", "decision", "ppre", "entretien_parents", "equipe_educative", "synthese"}
    assert not [form.code for form in NOTEBOOK_FORMS if watches(form.code)]
    assert not watches("inconnu")


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.code)
def test_every_text_of_a_form_is_watched_or_none(form: object, qtbot: QtBot) -> None:
    view = FormView(form, {})  # type: ignore[arg-type]
    qtbot.addWidget(view)
    view.build_all()
    boxes = view.findChildren(GrowingText)
    assert boxes
    assert {bool(box.findChildren(Wording)) for box in boxes} == {watches(view.form.code)}


def test_lines_added_to_a_table_are_watched_too(qtbot: QtBot) -> None:
    view = FormView(FORMS["demande"], {})
    qtbot.addWidget(view)
    table = view.editor("exemples")
    assert isinstance(table, TableEditor)
    table.add_line()
    box = table.rows[-1].editors[1].text_box()
    assert box is not None and box.findChildren(Wording)


def test_what_is_underlined_is_kept_as_typed(qtbot: QtBot) -> None:
    editor = TextEditor(Text("faits", "Faits"))
    qtbot.addWidget(editor)
    editor.watch_words()
    type_text(editor.box, "Il est feignant.")
    watch(editor.box).refresh()
    assert editor.value() == "Il est feignant."


def test_in_the_window_it_is_said_in_the_notice_area(window: MainWindow, qtbot: QtBot) -> None:
    assert window.workspace is not None
    box = GrowingText(parent=window.workspace)
    watch(box)
    box.fill("Élève dyslexique")
    qtbot.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert "dyslexique" in window.workspace.notices._last and "par exemple" in window.workspace.notices._last


# -- a line ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def edit(qtbot: QtBot) -> QLineEdit:
    made = QLineEdit()
    qtbot.addWidget(made)
    watch_line(made)
    made.resize(500, 40)
    made.show()
    return made


def test_a_line_is_underlined_as_a_text_is_and_keeps_its_words(edit: QLineEdit, qtbot: QtBot) -> None:
    plain = edit.grab().toImage()
    changes: list[str] = []
    edit.textChanged.connect(changes.append)
    type_text(edit, "Famille démissionnaire")
    edit.setCursorPosition(0)
    before = edit.grab().toImage()
    watch_line(edit).refresh()
    assert edit.text() == "Famille démissionnaire" and changes[-1] == edit.text()
    assert before != edit.grab().toImage() != plain, "un trait est tracé"
    assert "Souligné" in edit.accessibleDescription()
    told = len(changes)
    type_text(edit, "La ")
    assert edit.text() == "La Famille démissionnaire" and len(changes) == told + 3
    edit.undo()
    assert edit.text() == "Famille démissionnaire"


def test_alt_enter_in_a_line_says_it_and_submits_nothing(edit: QLineEdit, qtbot: QtBot) -> None:
    sent: list[bool] = []
    edit.returnPressed.connect(lambda: sent.append(True))
    edit.setText("Il est feignant")
    qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert edit.selectedText() == "feignant" and "autrement dit" in accessible.said[-1]
    assert sent == []
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert sent == [True]
    assert watch_line(edit) is watch_line(edit)
