"""Editors and forms: what is typed is what is kept, sections wait to be reached, tables live by keyboard."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.forms.catalogue import FORMS
from desktop.forms.spec import Form, Table, Text
from desktop.ui.date_edit import DateEdit, read_day, read_time
from desktop.ui.editors import editor_for
from desktop.ui.form_view import FormView, Outline
from desktop.ui.table_editor import TableEditor
from tests.ui.conftest import type_text
from tests.ui.walk import unnamed

TODAY = date(2026, 11, 23)
pytestmark = pytest.mark.usefixtures("preferences")


@pytest.mark.parametrize(("typed", "day"), [
    ("23/11/2026", date(2026, 11, 23)), ("23/11", TODAY), ("4 déc", date(2026, 12, 4)), ("1er février", date(2027, 2, 1)),
    ("demain", date(2026, 11, 24)), ("231126", TODAY), ("2026-12-18", date(2026, 12, 18)),
    ("ven. 18 déc. 2026", date(2026, 12, 18)),
    ("31/02/2026", None), ("bientôt", None), ("3 ju", None), ("12/13/2026", None),
])
def test_days_are_read_as_people_type_them(typed: str, day: date | None) -> None:
    assert read_day(typed, TODAY) == day


@pytest.mark.parametrize(("typed", "time"), [("16h30", "16:30"), ("16 h", "16:00"), ("8:05", "08:05"), ("1630", "16:30"),
                                             ("25h", ""), ("midi", "")])
def test_hours_are_read_as_people_type_them(typed: str, time: str) -> None:
    assert read_time(typed) == time


def test_a_day_that_does_not_exist_is_said_and_never_kept(qtbot: QtBot) -> None:
    edit = DateEdit(today=TODAY)
    qtbot.addWidget(edit)
    edit.set_day("2026-11-23")
    edit.selectAll()
    type_text(edit, "31/02/2026")
    edit.editingFinished.emit()
    assert edit.is_bad()
    assert edit.day() == "2026-11-23"


def test_arrows_move_a_day(qtbot: QtBot) -> None:
    edit = DateEdit(today=TODAY)
    qtbot.addWidget(edit)
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.day() == "2026-11-24"


def test_a_text_that_nobody_touched_is_given_back_untouched(qtbot: QtBot) -> None:
    editor = editor_for(Text("note", "Note"))
    qtbot.addWidget(editor)
    hostile = "<b>gras</b> & espace\u00a0insécable\n\u202eenvers"
    editor.set_value(hostile)
    assert editor.value() == hostile


def test_no_break_spaces_typed_are_kept(qtbot: QtBot) -> None:
    editor = editor_for(Text("note", "Note"))
    qtbot.addWidget(editor)
    type_text(editor.focus_target(), "à\u00a0lire")
    assert editor.value() == "à\u00a0lire"


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.code)
def test_every_form_shows_and_gives_back_its_answers(form: Form, qtbot: QtBot) -> None:
    answers = _sample(form)
    view = FormView(form, answers)
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show()
    view.build_all()
    for field in form.fields():
        assert view.editor(field.key).value() == answers[field.key], field.key
    assert unnamed(view) == []
    assert view.changed_answers() == {}


def test_a_section_is_built_when_it_is_reached(qtbot: QtBot) -> None:
    view = FormView(FORMS["ppre"], {})
    qtbot.addWidget(view)
    view.resize(800, 400)
    view.show()
    qtbot.wait(20)
    assert view.sections["cadre"].built()
    assert not view.sections["rencontre"].built()
    view.focus("rencontre_lieu")
    assert view.sections["rencontre"].built()
    assert view.editor("rencontre_lieu").focus_target().hasFocus()


def test_typing_tells_the_key_and_the_outline(qtbot: QtBot) -> None:
    view = FormView(FORMS["ppre"], {})
    outline = Outline(view)
    qtbot.addWidget(view)
    qtbot.addWidget(outline)
    view.resize(800, 600)
    view.show()
    told: list[tuple[str, Any]] = []
    view.changed.connect(lambda key, value: told.append((key, value)))
    view.focus("points_appui")
    type_text(view.editor("points_appui").focus_target(), "é")
    assert told == [("points_appui", "é")]
    assert view.changed_answers() == {"points_appui": "é"}
    assert "fait" in outline.buttons["points_appui"].accessibleName()
    view.mark_saved({"points_appui": "é"})
    assert view.changed_answers() == {}


def test_what_the_vault_says_does_not_overwrite_what_is_typed(qtbot: QtBot) -> None:
    view = FormView(FORMS["ppre"], {"besoins": "ancien"})
    qtbot.addWidget(view)
    view.fill({"points_appui": "tapé"})
    view.set_answers({"points_appui": "d’ailleurs", "besoins": "neuf"})
    assert view.answers()["points_appui"] == "tapé"
    assert view.answers()["besoins"] == "neuf"


def _table(qtbot: QtBot) -> TableEditor:
    editor = TableEditor(Table("objectifs", "Objectifs", columns=(Text("objectif", "Objectif"), Text("critere", "Critère")),
                               most=4))
    qtbot.addWidget(editor)
    editor.resize(600, 200)
    editor.show()
    return editor


def test_lines_are_added_moved_and_removed_by_keyboard(qtbot: QtBot) -> None:
    editor = _table(qtbot)
    editor.set_value([{"id": "a", "objectif": "un", "critere": None}, {"id": "b", "objectif": "deux", "critere": None}])
    first = editor.rows[0].editors[0].focus_target()
    qtbot.keyClick(first, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(editor.rows) == 3
    type_text(editor.rows[1].editors[0].focus_target(), "milieu")
    assert [line["objectif"] for line in editor.value()] == ["un", "milieu", "deux"]
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(editor.rows[1].editors[0].focus_target(), Qt.Key.Key_Up, both)
    assert [line["objectif"] for line in editor.value()] == ["milieu", "un", "deux"]
    qtbot.keyClick(editor.rows[0].editors[0].focus_target(), Qt.Key.Key_Delete, both)
    assert [line.get("id") for line in editor.value()] == ["a", "b"]


def test_a_table_stops_at_its_most(qtbot: QtBot) -> None:
    editor = _table(qtbot)
    for _ in range(6):
        editor.add_line()
    assert len(editor.rows) == 4
    assert editor.value() is None


def test_tab_goes_through_cells_in_order(qtbot: QtBot) -> None:
    editor = _table(qtbot)
    editor.set_value([{"objectif": "un", "critere": None}, {"objectif": "deux", "critere": None}])
    host = QWidget()
    qtbot.addWidget(host)
    editor.add_line()
    order = []
    widget = editor.rows[0].editors[0].focus_target()
    for _ in range(10):
        order.append(widget)
        widget = widget.nextInFocusChain()
        while widget not in editor.focusables():
            widget = widget.nextInFocusChain()
    assert order == editor.focusables()


def test_new_lines_take_the_names_the_vault_gave_them(qtbot: QtBot) -> None:
    editor = _table(qtbot)
    editor.take_line({"objectif": "repris", "critere": None})
    editor.adopt_ids([{"id": "z", "objectif": "repris"}])
    assert editor.value() == [{"id": "z", "objectif": "repris", "critere": None}]


def _sample(form: Form) -> dict[str, Any]:
    """An answer to every question."""
    from desktop.forms.spec import Choice, Date, Field, Number, Tick, Time

    def one(field: Field) -> Any:
        if isinstance(field, Table):
            return [{"id": f"l{n}", **{column.key: one(column) for column in field.columns}} for n in range(2)]
        if isinstance(field, Choice):
            return [field.options[0].code] if field.many else field.options[0].code
        if isinstance(field, Date):
            return "2026-11-23"
        if isinstance(field, Time):
            return "16:30"
        if isinstance(field, Number):
            return field.least
        return True if isinstance(field, Tick) else f"texte de {field.label}"

    return {field.key: one(field) for field in form.fields()}
