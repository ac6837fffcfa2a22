"""The collector of cycles works in the window's thread, between two events, and lets Qt free its own trees first.

Python's own runs wherever an object is made. In a reader's thread it would free widgets outside the window's thread; and in
any thread it takes a tree of widgets apart in no order: a child freed first may hold the last reference to its parent, whose
destructor then frees the child again, and the program dies.
"""

from __future__ import annotations

import gc

import shiboken6
from PySide6.QtCore import QObject, QTimer

EVERY = 3000
"""Milliseconds between two looks at what there is to collect."""
DUE = 20_000
"""Objects made and not freed since the last time, before it is worth the walk."""


class Collector(QObject):
    """Takes the place of Python's collector as long as the program's QApplication lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self, interval=EVERY)
        timer.timeout.connect(turn)
        timer.start()


def turn() -> None:
    """Collect when enough was made since the last time."""
    if gc.get_count()[0] >= DUE:
        collect()


def settle() -> None:
    """Leave what is there (modules, classes, forms) out of the walks to come: it stays to the end, as the process does.

    A walk goes from 70 ms to 3. A session already open is no worse off: a lock replaces the process, it frees nothing.
    """
    collect()
    gc.freeze()


def collect() -> None:
    """Free the cycles nobody reaches: first, by Qt, the trees of widgets among them; then the rest."""
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        gc.collect()
    finally:
        gc.set_debug(0)
    roots = [thing for thing in gc.garbage if isinstance(thing, QObject) and _let_go(thing)]
    for root in roots:
        if shiboken6.isValid(root):
            shiboken6.delete(root)
    found = bool(gc.garbage)
    roots.clear()
    gc.garbage.clear()
    if found:
        gc.collect()


def _let_go(thing: QObject) -> bool:
    return shiboken6.isValid(thing) and shiboken6.ownedByPython(thing) and thing.parent() is None
