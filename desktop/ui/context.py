"""What every screen is handed: the session and the window's services, frozen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.ui.autosave import Autosave
from desktop.ui.jobs import Jobs
from desktop.ui.notices import Notices
from desktop.ui.operations import Operations
from desktop.ui.signals import Signals
from desktop.ui.undo import Undo

if TYPE_CHECKING:
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Context:
    """Built once by the window.

    ``navigate(table, id)`` opens a record wherever it lives; ``preview(pdf, title)`` shows a paper from memory;
    ``changed(changes, initiator)`` after a write: tells the screens, stacks the undo, shows the notice « … · Annuler »
    and the time of saving. ``fail(error)`` says what went wrong, in the right place for its kind.
    """

    session: Session
    jobs: Jobs
    signals: Signals
    notices: Notices
    settings: Any
    undo: Undo
    autosave: Autosave
    operations: Operations
    navigate: Callable[[str, str], None]
    preview: Callable[[bytes, str], None]
    changed: Callable[..., None]
    fail: Callable[[BaseException], None]
