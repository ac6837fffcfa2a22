"""« Aide pour mettre en mots »: it opens beside the request, helps to begin, and never writes an example in its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.content import request_examples
from desktop.content.facts import pairs
from desktop.content.files import ContentError
from desktop.content.request_examples import Question, check_examples, examples, questions, situations
from desktop.content.wording import remarks
from desktop.ui import accessible
from desktop.ui.editors import GrowingText
from desktop.ui.main_window import MainWindow
from desktop.ui.requests import wording_help
from desktop.ui.requests.wording_help import NOWHERE, PairCard, WordingHelp
from desktop.ui.wording import watch
from tests.ui.walk import unnamed

quiet = pytest.mark.qt_log_ignore("propagateSizeHints", r"raise\(\)")
"""The offscreen platform has no windows to bring in front."""


@pytest.fixture
def help(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Iterator[WordingHelp]:
    monkeypatch.setattr(WordingHelp, "raise_", lambda _dialog: None)
    assert window.workspace is not None
    made = wording_help.show(window.workspace.context, window.workspace)
    yield made
    made.close()


def box_in(window: MainWindow, *, school: bool = True) -> GrowingText:
    made = GrowingText(parent=window.workspace)
    if school:
        watch(made)
    made.show()
    made.setFocus()
    return made


def press(help: WordingHelp, code: str) -> None:
    found = help.findChild(QPushButton, f"aide_mots_commencer_{code}")
    assert found is not None
    found.click()


def test_the_content_is_whole() -> None:
    check_examples()
    assert set(pairs()) <= set(examples())
    assert len(situations()) >= 8
    assert sum(bool(remarks(pair.instead)) for pair in examples()) >= 28, "ce qui est souligné et le guide disent la même chose"
    assert not [pair.write for pair in examples() if remarks(pair.write)]


def test_a_broken_question_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_examples, "questions", lambda: (*questions()[:-1], Question("mots", "Mots", "Est-il feignant ?", "x")))
    with pytest.raises(ContentError, match="request_examples"):
        check_examples()


@quiet
def test_everything_has_a_name_and_each_situation_its_examples(help: WordingHelp, qtbot: QtBot) -> None:
    assert unnamed(help) == []
    for index in range(help.situation.count()):
        help.situation.setCurrentIndex(index)
        qtbot.wait(1)
        cards = [card for card in help.findChildren(PairCard) if not card.isHidden()]
        assert cards and all("On peut écrire" in card.accessibleName() for card in cards)


@quiet
def test_a_question_begins_a_line_of_the_text_one_was_in(window: MainWindow, help: WordingHelp) -> None:
    box = box_in(window)
    box.fill("Neuf lettres reconnues.")
    press(help, "quand")
    press(help, "aide")
    assert box.text().split("\n")[0] == "Neuf lettres reconnues."
    assert [line.split("\u00a0")[0] for line in box.text().split("\n")[1:]] == ["Quand", "Ce qui aide"]
    box.undo()
    assert box.text().split("\n")[-1].startswith("Quand"), "on peut l’annuler"


@quiet
def test_nowhere_to_write_is_said_and_a_notebook_is_left_alone(window: MainWindow, help: WordingHelp) -> None:
    box = box_in(window, school=False)
    press(help, "quand")
    assert box.text() == ""
    assert NOWHERE in accessible.said
    closed = box_in(window)
    closed.setReadOnly(True)
    press(help, "quand")
    assert closed.text() == ""


@quiet
def test_opened_twice_it_is_the_same_one(window: MainWindow, help: WordingHelp, qtbot: QtBot) -> None:
    assert window.workspace is not None
    assert wording_help.show(window.workspace.context, window.workspace) is help
    help.close()
    assert not help.isVisible()
