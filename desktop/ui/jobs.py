"""Work outside the window's thread: one writer, one reader, a small pool; late answers dropped by their number."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QTimer, Signal

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

PAUSE = 250
"""Milliseconds without a new question before what nobody waits for is asked."""
T = TypeVar("T")
Then = Callable[[Any], object]
Fail = Callable[[BaseException], object]


@dataclass(slots=True)
class _Answer:
    key: object | None
    number: int
    then: Then | None
    fail: Fail | None
    value: Any = None
    error: BaseException | None = None


class Jobs(QObject):
    """``read`` and ``write`` run ``work`` elsewhere and call ``then(value)`` or ``fail(error)`` back in the window.

    A ``key`` names a question: when it is asked again, the answer to the former asking is dropped. ``immediate`` runs
    everything at once, for tests. What ``work`` takes and gives are values; it never touches a widget.
    """

    _arrived = Signal(object)
    """Emitted by the threads, so always queued for the window's own."""

    def __init__(self, *, immediate: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.immediate = immediate
        self.on_error: Fail = _raise
        self._numbers: dict[object, int] = {}
        self._count = 0
        self._pending: set[Future[None]] = set()
        self._executors: dict[str, ThreadPoolExecutor] = {}
        self._closed = False
        self._waiting: dict[object, Callable[[], None]] = {}
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._ask_waiting)
        self._arrived.connect(self._deliver)

    def read(self, work: Callable[[], T], then: Callable[[T], object] | None = None, fail: Fail | None = None, *,
             key: object | None = None) -> None:
        """Ask something of the vault."""
        self._submit("lecture", work, then, fail, key)

    def read_after_pause(self, work: Callable[[], T], then: Callable[[T], object] | None = None, fail: Fail | None = None, *,
                         key: object) -> None:
        """Ask something long that nobody waits for, after a moment without any other such question.

        The reader is one thread: a count begun between two keys would keep the second one waiting for its page.
        """
        if self.immediate or self._closed:
            self.read(work, then, fail, key=key)
            return
        self._waiting[_told_apart(key)] = lambda: self.read(work, then, fail, key=key)
        self._pause.start()

    def _ask_waiting(self) -> None:
        waiting = tuple(self._waiting.values())
        self._waiting.clear()
        for ask in waiting:
            ask()

    def write(self, work: Callable[[], T], then: Callable[[T], object] | None = None, fail: Fail | None = None, *,
              key: object | None = None) -> None:
        """Change something in the vault; writes keep their order."""
        self._submit("ecriture", work, then, fail, key)

    def render(self, work: Callable[[], T], then: Callable[[T], object] | None = None, fail: Fail | None = None, *,
               key: object | None = None) -> None:
        """Make or read a document, beside the vault's own threads."""
        self._submit("rendu", work, then, fail, key)

    def forget(self, key: object) -> None:
        """Drop the answer still expected for ``key``."""
        self._waiting.pop(_told_apart(key), None)
        self._numbers.pop(_told_apart(key), None)

    def busy(self) -> bool:
        """Whether some work has not come back yet."""
        return bool(self._waiting) or any(not future.done() for future in self._pending)

    def settle(self, seconds: float = 2.0) -> bool:
        """Wait for the work in hand, and deliver its answers; ``False`` when ``seconds`` were not enough."""
        from concurrent.futures import wait

        end = time.monotonic() + seconds
        while self.busy() and time.monotonic() < end:
            self._ask_waiting()
            wait(set(self._pending), timeout=0.02)
            QCoreApplication.sendPostedEvents(self)
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        return not self.busy()

    def close(self) -> None:
        """Stop after the work in hand; nothing is delivered any more."""
        self._closed = True
        self._waiting.clear()
        for name, executor in self._executors.items():
            executor.shutdown(wait=True, cancel_futures=name != "ecriture")

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _executor(self, name: str) -> ThreadPoolExecutor:
        """Threads are made when first needed: the first paint does not wait for them."""
        made = self._executors.get(name)
        if made is None:
            from concurrent.futures import ThreadPoolExecutor

            made = self._executors[name] = ThreadPoolExecutor(2 if name == "rendu" else 1, thread_name_prefix=name)
        return made

    def _submit(self, name: str, work: Callable[[], Any], then: Then | None, fail: Fail | None,
                key: object | None) -> None:
        if self._closed:
            return
        answer = _Answer(_told_apart(key), self._next(), then, fail)
        if answer.key is not None:
            self._waiting.pop(answer.key, None)
            self._numbers[answer.key] = answer.number
        if self.immediate:
            _run(work, answer)
            self._deliver(answer)
            return
        future = self._executor(name).submit(self._work, work, answer)
        self._pending.add(future)
        future.add_done_callback(self._pending.discard)

    def _work(self, work: Callable[[], Any], answer: _Answer) -> None:
        if answer.key is None or self._numbers.get(answer.key) == answer.number:
            _run(work, answer)
        if not self._closed:
            self._arrived.emit(answer)

    def _deliver(self, answer: _Answer) -> None:
        if answer.key is not None and self._numbers.get(answer.key) != answer.number:
            return
        self._numbers.pop(answer.key, None)
        if self._closed:
            return
        if answer.error is not None:
            fail = answer.fail if answer.fail is not None and _alive(answer.fail) else self.on_error
            fail(answer.error)
        elif answer.then is not None and _alive(answer.then):
            answer.then(answer.value)


def _told_apart(key: object) -> object:
    """The same question asked by the same screen, without keeping that screen alive once it is closed."""
    if isinstance(key, tuple):
        return tuple(_told_apart(part) for part in key)
    return f"{type(key).__qualname__} {id(key)}" if isinstance(key, QObject) else key


def _run(work: Callable[[], Any], answer: _Answer) -> None:
    try:
        answer.value = work()
    except Exception as error:  # noqa: BLE001 - carried to the window, which decides what to say
        answer.error = error


def _alive(call: Callable[..., object]) -> bool:
    """Whether the widget a bound method belongs to still exists."""
    owner = getattr(call, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)


def _raise(error: BaseException) -> None:
    raise error
