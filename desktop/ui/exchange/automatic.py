"""The passage through the shared folder nobody asked for: at opening and before closing, apart from the window, quiet."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.errors import PoleError
from desktop.services.exchange_values import Synced
from desktop.texts import plural
from desktop.ui.accounts.words import joined
from desktop.ui.context import Context
from desktop.ui.exchange.reading import place_told

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow

AFTER = 900
"""Milliseconds after the vault is shown: the first screen comes first."""
BEFORE_LOCK, LOCK_SECONDS, ANSWERS = 2.0, 6.0, 1.0
"""How long the passage before a lock goes on, and how long what it has in hand is waited for: the screen is hidden already, the
signature and the backup come after. What is left waits for next time. A folder that does not say in a second what it holds (a
network drive that went) is left alone: its thread would hang, and nothing would be signed."""


def may(session: Any) -> bool:
    """Whether a passage makes sense: one's own file is open, a folder is chosen, nothing is a demonstration."""
    return bool(session.personal_open and not session.demonstration)


def at_opening(window: MainWindow) -> None:
    """Once the vault is shown: where it lies, then one passage."""
    workspace = window.workspace
    if workspace is None or not may(workspace.session):
        return
    session, context = workspace.session, workspace.context
    window.jobs.read(partial(place_told, session, short=True), partial(_told, window), _nothing)
    said = partial(tell, window)
    window.jobs.write(partial(_pass, session), said, partial(_failed, context))


def before_closing(window: MainWindow) -> None:
    """At the lock, at the end: what was written goes to the folder, if it answers in time."""
    workspace = window.workspace
    if workspace is None or not may(workspace.session):
        return
    end = monotonic() + BEFORE_LOCK
    window.jobs.write(partial(_pass, workspace.session, lambda: monotonic() > end, ANSWERS), None, _nothing)
    window.jobs.settle(LOCK_SECONDS)


def _pass(session: Any, stop: Callable[[], bool] | None = None, patience: float = 0.0) -> Synced | None:
    """In the writer's thread. A folder that is away is no event: « Dossier partagé » says it."""
    folder = session.shared_folder
    path = folder.settings().path
    if path is None or (patience and not _answers(path, patience)):
        return None
    try:
        return folder.sync(stop=stop)  # type: ignore[no-any-return]
    except PoleError:
        return None


def _answers(path: Path, seconds: float) -> bool:
    """Whether a folder says in time what it holds; asked in a thread that nobody waits for any longer."""
    done = Event()

    def ask() -> None:
        with suppress(OSError):
            next(path.iterdir(), None)
        done.set()

    Thread(target=ask, daemon=True).start()
    return done.wait(seconds)


def tell(window: MainWindow, synced: Synced | None, *, quiet: bool = True) -> None:
    """What came; nothing at all when nothing did and nobody asked."""
    if synced is None or window.workspace is None:
        return
    context = window.workspace.context
    if isinstance(synced.changes, Changes):
        context.signals.tell(synced.changes, None)
    unread = f"À confirmer, lisez leurs six mots : {joined(synced.unconfirmed)}." if synced.unconfirmed else ""
    text = " ".join(part for part in (synced_words(synced), unread, "" if quiet else synced.problem) if part)
    if not text and quiet:
        return
    act = None
    if synced.waiting:
        act = partial(window.command, "exchange_folder")
    elif any(one.conflicts for one in synced.taken):
        act = partial(window.command, "clashes")
    context.notices.tell(text or "Dossier partagé : à jour.", "warn" if (synced.problem or unread) and not quiet else "info",
                         action="Voir" if act else "", act=act, seconds=30 if act else 12)


def synced_words(synced: Synced) -> str:
    """« Dossier partagé : 3 nouveautés. Une réponse attend : … »."""
    parts = []
    news = sum(one.new + one.changed for one in synced.taken)
    clashes = sum(one.conflicts for one in synced.taken)
    if news:
        parts.append(plural(news, "nouveauté"))
    if clashes:
        parts.append(f"{plural(clashes, 'texte')} à départager")
    text = f"Dossier partagé : {joined(parts)}." if parts else ""
    if synced.waiting:
        count = len(synced.waiting)
        text += (" " if text else "Dossier partagé : ") + f"{plural(count, 'réponse attendue', 'réponses attendues')} de vous."
    return text


def _told(window: MainWindow, sentence: str) -> None:
    if sentence and window.workspace is not None:
        window.workspace.notices.tell(sentence, "warn", action="Déplacer ce coffre sur cet ordinateur",
                                      act=partial(window.command, "move_vault"), seconds=60)


def _failed(context: Context, error: BaseException) -> None:
    if not isinstance(error, PoleError):
        context.fail(error)


def _nothing(_error: BaseException) -> None:
    """Nobody waits for it."""
