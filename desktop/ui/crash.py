"""When it is our mistake: drafts are kept, a page that can be copied is shown, with types and places but no name."""

from __future__ import annotations

import logging
import platform
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from desktop import __version__
from desktop.ui.accessible import announce, named
from desktop.ui.widgets import PlainLabel, first, hbox, quiet, vbox

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]
log = logging.getLogger(__name__)


def describe(error: BaseException) -> str:
    """What can be sent to those who mend the program: types and lines, never values nor messages."""
    lines = [f"Pôle Ressource {__version__}", f"Python {platform.python_version()}, {platform.system()} "
                                              f"{platform.release()}"]
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        for frame in traceback.extract_tb(link.__traceback__):
            lines.append(f"  {_short(frame.filename)}:{frame.lineno} {frame.name}")
        link = link.__cause__ or link.__context__
    return "\n".join(lines)


def _short(filename: str) -> str:
    """A file without the person's own folders."""
    parts = Path(filename).parts
    for root in ("desktop", "site-packages"):
        if root in parts:
            return "/".join(parts[parts.index(root):])
    return Path(filename).name


class CrashPage(QDialog):
    """« Une erreur est survenue »: what is kept, what to copy, go on."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "page_erreur", "Une erreur est survenue")
        self.setWindowTitle("Pôle Ressource")
        self.setMinimumSize(480, 300)
        self.resize(620, 380)
        self.report = named(QPlainTextEdit(describe(error)), "rapport_erreur", "Ce qui s’est passé, à copier")
        self.report.setReadOnly(True)
        self.report.setProperty("kind", "field")
        self.report.setTabChangesFocus(True)
        vbox(self, PlainLabel("Une erreur est survenue", size=21, weight=500),
             PlainLabel("C’est une faute du programme, pas la vôtre. Ce que vous écriviez est gardé en brouillon ; "
                        "vous pouvez continuer. Le texte ci-dessous dit où l’erreur s’est produite : il ne contient "
                        "aucun nom, vous pouvez le copier et l’envoyer à la personne qui suit le programme.",
                        tone="soft", wrap=True),
             self.report,
             hbox(None, quiet("Copier le texte", name="copier_erreur", icon="copy", clicked=self.copy), None,
                  first("Continuer", name="continuer_erreur", clicked=self.accept)),
             margins=(24, 24, 24, 20), spacing=14)

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        announce(self, "Texte copié.")


class Crash(QObject):
    """Installed once: what nobody caught ends here. ``keep`` keeps the drafts first."""

    def __init__(self, window: Callable[[], QWidget | None], keep: Callable[[], object]) -> None:
        super().__init__()
        self._window, self._keep = window, keep
        self._before: Hook = sys.excepthook
        self._showing = False
        self._waiting: BaseException | None = None

    def install(self) -> None:
        sys.excepthook = self.caught

    def uninstall(self) -> None:
        sys.excepthook = self._before

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Python's own hook."""
        if issubclass(kind, KeyboardInterrupt):
            self._before(kind, error, trace)
            return
        self.show(error)

    def show(self, error: BaseException) -> None:
        """Keep, note without names, and show the page once the present event is over."""
        log.error("bug: %s", describe(error))
        try:
            self._keep()
        except Exception as second:  # noqa: BLE001 - nothing may hide the first error
            log.error("drafts not kept: %s", type(second).__qualname__)
        if not self._showing:
            self._showing, self._waiting = True, error
            QTimer.singleShot(0, self._open)

    def _open(self) -> None:
        error, self._waiting = self._waiting, None
        if error is not None:
            page = CrashPage(error, self._window())
            page.exec()
            page.deleteLater()
        self._showing = False
