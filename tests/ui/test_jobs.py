"""Work outside the window: order of writes, late answers dropped, errors carried back, widgets gone left alone."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import Jobs


@pytest.fixture
def threads(qtbot: QtBot) -> Jobs:
    made = Jobs()
    yield made
    made.close()


def test_a_value_comes_back_in_the_window_thread(threads: Jobs, qtbot: QtBot) -> None:
    seen: list[tuple[int, bool]] = []
    threads.read(lambda: 41 + 1, lambda value: seen.append((value, threading.current_thread() is threading.main_thread())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(42, True)]


def test_a_late_answer_is_dropped(threads: Jobs, qtbot: QtBot) -> None:
    go = threading.Event()
    seen: list[str] = []
    threads.read(lambda: (go.wait(5), "ancienne")[1], seen.append, key="recherche")
    threads.read(lambda: "nouvelle", seen.append, key="recherche")
    go.set()
    qtbot.waitUntil(lambda: bool(seen))
    threads.settle()
    assert seen == ["nouvelle"]


def test_writes_keep_their_order(threads: Jobs) -> None:
    done: list[int] = []
    for number in range(20):
        threads.write(lambda number=number: done.append(number))
    assert threads.settle()
    assert done == list(range(20))


def test_an_error_goes_where_it_was_asked(threads: Jobs, qtbot: QtBot) -> None:
    seen: list[BaseException] = []
    threads.write(lambda: 1 / 0, None, seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0], ZeroDivisionError)


def test_an_answer_for_a_widget_that_is_gone_is_left_alone(threads: Jobs) -> None:
    import shiboken6

    class Asker(QObject):
        heard = 0

        def hear(self, _value: object) -> None:
            Asker.heard += 1

    asker = Asker()
    go = threading.Event()
    threads.read(lambda: go.wait(5), asker.hear)
    shiboken6.delete(asker)
    go.set()
    threads.settle()
    assert Asker.heard == 0


def test_a_question_does_not_keep_its_screen_alive(threads: Jobs) -> None:
    import gc
    import weakref

    asker = QObject()
    threads.read(lambda: None, None, key=(asker, "fiche"))
    threads.read(lambda: None, None, key=asker)
    assert threads.settle()
    gone = weakref.ref(asker)
    del asker
    gc.collect()
    assert gone() is None


def test_one_screen_s_question_does_not_drop_another_s(threads: Jobs, qtbot: QtBot) -> None:
    one, other, seen = QObject(), QObject(), list[str]()
    threads.read(lambda: "une", seen.append, key=one)
    threads.read(lambda: "autre", seen.append, key=other)
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == ["une", "autre"]


def test_what_nobody_waits_for_is_asked_after_a_pause_and_once(threads: Jobs, qtbot: QtBot) -> None:
    asked: list[str] = []
    seen: list[str] = []
    for key in ("m", "ma", "mar"):
        threads.read_after_pause(lambda key=key: (asked.append(key), key)[1], seen.append, key="compte")
        qtbot.wait(20)
    assert asked == []
    assert threads.busy()
    qtbot.waitUntil(lambda: bool(seen))
    assert asked == seen == ["mar"]
    threads.read_after_pause(lambda: "long", seen.append, key="compte")
    threads.read(lambda: "court", seen.append, key="compte")
    assert threads.settle()
    assert seen == ["mar", "court"]
    threads.read_after_pause(lambda: "long", seen.append, key="compte")
    assert threads.settle()
    assert seen[-1] == "long"
