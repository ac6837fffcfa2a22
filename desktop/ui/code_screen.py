"""The lock screen while a short code is worth something: who was here, six places, and the ways to the passphrase."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.errors import DiskError, LockedError, PoleError, WrongSecretError
from desktop.paths import Paths
from desktop.security.short_code import WHY, Chosen, Held, Passed
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.code_field import WORDS, CodeField
from desktop.ui.jobs import Jobs
from desktop.ui.unlock import closed_because
from desktop.ui.widgets import Avatar, Card, PlainLabel, hbox, icon_label, link, pane, scrolled, vbox

LOOK_EVERY = 5_000
PRIVATE = "Votre fichier personnel redemandera la phrase de passe."


class CodeScreen(QWidget):
    """``opened(session, chosen)``; else ``phrase_asked(why, way)``, the way being ``type``, ``forgotten`` or ``change``."""

    opened = Signal(object, object)
    phrase_asked = Signal(str, str)

    def __init__(self, paths: Paths, vault: Path, passed: Passed, held: Held, jobs: Jobs, *, reason: str = "",
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "verrou_code", "Rouvrir avec le code")
        pane(self, "ground")
        self._paths, self.vault, self._held, self._jobs = paths, vault, held, jobs
        self.field = CodeField(held.digits, name="code")
        self.field.complete.connect(self.open)
        self.said = PlainLabel("", size=13, tone="bad", wrap=True)
        self.said.hide()
        self._build(passed, reason)
        self._look = QTimer(self, interval=LOOK_EVERY)
        self._look.timeout.connect(self.look)
        self._look.start()
        again = QShortcut(QKeySequence("Ctrl+L"), self)
        again.activated.connect(self.close_everything)
        self.setFocusProxy(self.field)

    def _build(self, passed: Passed, reason: str) -> None:
        card = Card(margins=(32, 27, 32, 24), spacing=0)
        card.setMaximumWidth(style.px(420))
        function = ", ".join(part for part in (passed.function, self.vault.name.removesuffix(".coffre")) if part)
        who = vbox(None, PlainLabel(passed.name, size=15, weight=style.BOLD, elide=True),
                   PlainLabel(function, size=13, tone="soft", elide=True), spacing=1)
        head = hbox(None, Avatar(passed.name, 36), who, link("Changer", name="changer_compte", accessible="Changer de compte",
                                                             clicked=self.change), spacing=12)
        head.setStretch(1, 1)
        label = PlainLabel(f"Votre code à {WORDS[self._held.digits]} chiffres", tone="soft")
        label.setBuddy(self.field)
        ways = hbox(None, link("Taper la phrase de passe", name="taper_phrase", clicked=self.type_phrase), None,
                    link("Phrase oubliée", name="phrase_oubliee", clicked=self.forgotten))
        for part in (head, 18, label, 6, hbox(None, self.field, None), 6, self.said, 16, ways):
            if isinstance(part, int):
                card.box.addSpacing(part)
            elif isinstance(part, QWidget):
                card.box.addWidget(part)
            else:
                card.box.addLayout(part)
        brand = hbox(None, None, icon_label("brand", "accent", 30), PlainLabel("Pôle Ressource", size=20, weight=500), None,
                     spacing=10)
        kept = closed_because(reason)
        self._foot = PlainLabel(f"{kept}\n{PRIVATE}" if kept else PRIVATE, size=13.5, tone="soft", wrap=True)
        self._foot.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        sentence = hbox(None, None, vbox(None, icon_label("lock", "ink_soft", 16), None), self._foot, None, spacing=8)
        inner = QWidget()
        vbox(inner, None, brand, 26, hbox(None, None, card, None), 20, sentence, None, margins=(12, 8, 12, 8))
        vbox(self, scrolled(inner, name="verrou_code_page", pane="ground", accessible="Rouvrir avec le code"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The sentence takes the room of its longest line, or what there is: a wrapped label asks for less by itself."""
        super().resizeEvent(event)
        lines = self._foot.whole_text().split("\n")
        wanted = max(self._foot.fontMetrics().horizontalAdvance(line) for line in lines) + 8
        self._foot.setFixedWidth(max(min(wanted, self.width() - 90), 200))

    # Opening
    def open(self, code: str) -> None:
        """The last digit was typed: no button to press."""
        self.field.setEnabled(False)
        self._say("Ouverture…", tone="soft")
        self._jobs.write(partial(reopen, self._held, code, self.vault, self._paths), self._opened, self._refused)

    def _opened(self, answer: tuple[Any, Chosen]) -> None:
        self._look.stop()
        self.field.clear()
        self._held.throw_away()
        self.opened.emit(*answer)

    def _refused(self, error: BaseException) -> None:
        self.field.clear()
        self.field.setEnabled(True)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._held.gone:
            self._ask_phrase(str(error), "type")
        elif isinstance(error, LockedError | DiskError | WrongSecretError):
            self._say(str(error))
        elif isinstance(error, PoleError):
            self._ask_phrase(str(error), "type")
        else:
            self._jobs.on_error(error)

    # Ways out
    def look(self) -> None:
        """An hour passed, or the computer was suspended: the passphrase."""
        if not self._held.alive():
            self._ask_phrase(WHY.get(self._held.gone, ""), "type")

    def close_everything(self) -> None:
        """Ctrl+L again: nothing stays."""
        self._held.throw_away()
        self._ask_phrase(WHY["closed"], "type")

    def type_phrase(self) -> None:
        self._ask_phrase("", "type")

    def forgotten(self) -> None:
        self._ask_phrase("", "forgotten")

    def change(self) -> None:
        self._ask_phrase("", "change")

    def _ask_phrase(self, why: str, way: str) -> None:
        self._look.stop()
        self.field.clear()
        self.phrase_asked.emit(why, way)

    def _say(self, text: str, *, tone: str = "bad") -> None:
        self.said.set_tone(tone)
        self.said.setText(text)
        self.said.show()
        announce(self, text, urgent=tone == "bad")


def reopen(held: Held, code: str, vault: Path, paths: Paths) -> tuple[Any, Chosen]:
    """In a thread: the common file alone."""
    content, chosen = held.open(code)
    from desktop.services.carried import Carried
    from desktop.services.opening import open_commun

    try:
        return open_commun(vault, carried=Carried.from_bytes(content), paths=paths), chosen
    except WrongSecretError:
        held.throw_away()
        raise
