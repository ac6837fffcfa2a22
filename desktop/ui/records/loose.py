"""Slots with arguments that do not keep their widget alive: what a closure holds outlives the window."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject


def loosely_with(act: Callable[..., object]) -> Callable[..., None]:
    """As ``widgets.loosely``, for slots that take arguments."""
    method: weakref.WeakMethod[Any] = weakref.WeakMethod(act)

    def call(*arguments: object) -> None:
        alive = method()
        owner = getattr(alive, "__self__", None)
        if alive is not None and (not isinstance(owner, QObject) or shiboken6.isValid(owner)):
            alive(*arguments)

    return call
