"""The lock screen: a passphrase, nothing about any child, and a way out of whatever keeps a vault closed.

It is the first thing painted: made of ``parts``, without ``Qt``'s enums; its three icons come with the next frame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.errors import (
    DamagedError,
    LockedError,
    OlderVaultError,
    PoleError,
    TamperedError,
    WrongSecretError,
)
from desktop.paths import Paths
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.jobs import Jobs
from desktop.ui.parts import CENTERED, Picture, Words, filled, press, scrolled

if TYPE_CHECKING:
    from PySide6.QtWidgets import QComboBox

DELAYS = (0, 1, 2, 4, 8, 16, 32, 60)
"""Seconds to wait after each wrong passphrase in a row."""


def vault_name(directory: Path) -> str:
    """The name people gave a vault."""
    return directory.name.removesuffix(".coffre")


def closed_because(reason: str) -> str:
    """« Fermé à 10:47, après 5 minutes sans geste. »"""
    kind, _, rest = reason.partition("|")
    when, _, rest = rest.partition("|")
    minutes, _, copy = rest.partition("|")
    kept = "Ce que vous écriviez est gardé, chiffré." + (" La sauvegarde n’a pas pu se faire." if copy else "")
    if kind == "idle":
        pause = f"{minutes} minute{'s' if minutes != '1' else ''} sans geste"
        return f"Fermé à {when}, après {pause}. {kept}"
    if kind == "suspend":
        return f"Fermé à {when}, après une mise en veille. {kept}"
    return f"Verrouillé à {when}. {kept}" if kind == "lock" else ""


class UnlockScreen(QFrame):
    """``opened(session)`` once a vault is open; ``elsewhere`` to discover or create another."""

    opened = Signal(object, bool)
    """The session, and whether a recovery code opened it: a new passphrase is then asked for."""
    elsewhere = Signal()
    invited = Signal(object, object)
    """The vault, and its logins that wait for a first opening."""

    def __init__(self, paths: Paths, vaults: Sequence[Path], jobs: Jobs, *, reason: str = "", last_login: str = "",
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "verrou", "Ouvrir le coffre")
        self.setProperty("pane", "ground")
        self._paths, self._jobs, self._vaults = paths, jobs, list(vaults)
        self.vault = self._vaults[0]
        self._last_login = last_login
        self._invited: tuple[str, ...] = ()
        self._only: str | None = None
        self._wrong = 0
        self._left = 0
        self._recovering = False
        self._accept_older = False
        self._finished = False
        self._open_words = "Ouvrir"
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._count_down)
        self._build(reason)
        self._show_vault()

    def _build(self, reason: str) -> None:
        self.name = Words("", size=16, weight=style.BOLD, elide=True)
        self.change = press("Changer", "link", name="changer_coffre", accessible="Ouvrir un autre coffre de cet ordinateur")
        self.change.clicked.connect(self._next_vault)
        self.change.setVisible(len(self._vaults) > 1)
        self.login: QComboBox | None = None
        self.who: QWidget | None = None
        self.label = Words("Votre phrase de passe", tone="soft", size=14)
        self.field = named(QLineEdit(), "phrase", "Votre phrase de passe")
        self.field.setProperty("kind", "big")
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.label.setBuddy(self.field)
        self.eye = press("", "icon", name="montrer_phrase", accessible="Montrer ce que je tape")
        self.eye.clicked.connect(self._toggle_eye)
        self.said = Words("", size=13, tone="bad", wrap=True)
        self.said.hide()
        self.open_button = press("Ouvrir", "first", name="ouvrir_coffre")
        self.open_button.clicked.connect(self.open)
        self.open_button.setDefault(True)
        self.forgotten = press("Phrase oubliée", "link", name="phrase_oubliee")
        self.forgotten.clicked.connect(self._toggle_recovery)
        self.ways = filled(QVBoxLayout(), spacing=8)
        self._pictures = (Picture("lock", "accent", 18), Picture("brand", "accent", 30))
        card = QFrame()
        card.setProperty("card", "true")
        card.setMaximumWidth(style.px(420))
        card.setMinimumWidth(min(style.px(420), 440))
        self.box = filled(
            QVBoxLayout(card), filled(QHBoxLayout(), self._pictures[0], self.name, self.change, spacing=10), 10, self.label,
            filled(QHBoxLayout(), self.field, self.eye, spacing=4), self.said, self.ways, 6,
            filled(QHBoxLayout(), self.forgotten, None, self.open_button, spacing=8), margins=(32, 26, 32, 24), spacing=8)
        self._lay_out(card, closed_because(reason) or "Tout reste sur cet ordinateur. Le programme n’utilise pas le réseau.")
        self.field.returnPressed.connect(self.open)
        self.setFocusProxy(self.field)

    def _lay_out(self, card: QWidget, because: str) -> None:
        brand = filled(QHBoxLayout(), None, self._pictures[1], Words("Pôle Ressource", size=20, weight=500), None, spacing=10)
        foot = Words(because, size=13.5, tone="soft", wrap=True)
        foot.setProperty("alignment", CENTERED)
        foot.setFixedWidth(style.px(460))
        other = press("Découvrir, ou créer un autre coffre", "link", name="autre_coffre")
        other.clicked.connect(self.elsewhere)
        self.invitation = press("J’ai une invitation", "link", name="jai_une_invitation")
        self.invitation.clicked.connect(self._go_invited)
        self.invitation.hide()
        inner = QWidget()
        filled(QVBoxLayout(inner), None, brand, 26, filled(QHBoxLayout(), None, card, None), 18,
               filled(QHBoxLayout(), None, foot, None), filled(QHBoxLayout(), None, self.invitation, None),
               filled(QHBoxLayout(), None, other, None), None, margins=(12, 8, 12, 8))
        filled(QVBoxLayout(self), scrolled(inner, name="verrou_page", accessible="Ouvrir le coffre"))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._finished:
            self._finished = True
            QTimer.singleShot(0, self._draw_icons)

    def _draw_icons(self) -> None:
        for picture in self._pictures:
            picture.draw()
        self._draw_eye()

    def _draw_eye(self) -> None:
        from desktop.ui import icons

        shown = self.field.echoMode() == QLineEdit.EchoMode.Normal
        icons.set_icon(self.eye, "eye", "accent" if shown else "ink_soft")

    # What the window says
    def set_logins(self, logins: Sequence[str]) -> None:
        """A vault of several accounts asks which is yours; the last one here is proposed, « Changer » shows them all."""
        for former in (self.login, self.who):
            if former is not None:
                former.hide()
                former.deleteLater()
        self.login = self.who = None
        self._only = logins[0] if len(logins) == 1 else None
        if len(logins) < 2:
            return
        from desktop.ui.accounts.choice import login_choice

        self.login, self.who = login_choice(logins, self._last_login, self._login_chosen)
        place = self.box.indexOf(self.label)
        self.box.insertWidget(place, self.who)
        self.box.insertWidget(place + 1, self.login)

    def _login_chosen(self) -> None:
        self._say("")
        self.field.setFocus()

    def _go_invited(self) -> None:
        self.invited.emit(self.vault, self._invited)

    def after_code(self, why: str, way: str, back: Callable[[], object] | None) -> None:
        """The code is not used, or worth nothing any more: why, and the way back to it while there is one."""
        if way == "forgotten" and not self._recovering:
            self._toggle_recovery()
        elif way == "change":
            self._last_login = ""
        if why:
            self._say(why, tone="soft")
            announce(self, why, urgent=True)
        if back is not None:
            from desktop.ui.widgets import link

            self.ways.addWidget(link("Revenir au code", name="revenir_code", clicked=back))
        self.field.setFocus()

    def look_inside(self) -> None:
        """After the first paint: who opens this vault, what can be said without a secret."""
        directory = self.vault
        self._jobs.read(lambda: _facts(directory), self._know, self._cannot_read, key="coffre")

    def _know(self, facts: tuple[tuple[str, ...], tuple[str, ...], bool]) -> None:
        logins, self._invited, demonstration = facts
        self.set_logins(logins)
        self.invitation.setVisible(bool(self._invited))
        self._dress_demonstration(demonstration)

    def _dress_demonstration(self, demonstration: bool) -> None:
        """A demonstration has no passphrase: one button."""
        self.field.setEnabled(not demonstration)
        for part in (self.field, self.eye, self.forgotten):
            part.setVisible(not demonstration)
        self._open_words = "Rouvrir la démonstration" if demonstration else "Ouvrir"
        self.open_button.setText(self._open_words)
        self.open_button.setAccessibleName(self._open_words)
        if demonstration:
            self.name.setText("Démonstration")
            self.label.setText("Aucun de ces enfants n’existe.")
            self.open_button.setFocus()
        self.setFocusProxy(self.open_button if demonstration else self.field)

    def _show_vault(self) -> None:
        self.name.setText(vault_name(self.vault))
        self.field.setEnabled(True)
        self.field.clear()
        self._accept_older = False
        self._only = None
        self._clear_ways()
        self._say("")
        self._words()
        self._dress_demonstration(self.vault.name.startswith("demonstration"))

    def _next_vault(self) -> None:
        self.vault = self._vaults[(self._vaults.index(self.vault) + 1) % len(self._vaults)]
        self._show_vault()
        self.look_inside()
        announce(self, f"Coffre {vault_name(self.vault)}")

    def _words(self) -> None:
        text = "Le code de votre feuille de secours" if self._recovering else "Votre phrase de passe"
        self.label.setText(text)
        self.field.setAccessibleName(text)
        self.forgotten.setText("Taper la phrase de passe" if self._recovering else "Phrase oubliée")
        self.forgotten.setAccessibleName(self.forgotten.text())
        self.forgotten.adjustSize()

    def _toggle_recovery(self) -> None:
        self._recovering = not self._recovering
        self.field.clear()
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if self._recovering else QLineEdit.EchoMode.Password)
        self._say("Neuf groupes de quatre signes ; les espaces ne comptent pas. Vous choisirez ensuite une nouvelle "
                  "phrase."
                  if self._recovering else "", tone="soft")
        self._words()
        self.field.setFocus()

    def _toggle_eye(self) -> None:
        from PySide6.QtCore import Qt

        hidden = self.field.echoMode() == QLineEdit.EchoMode.Password
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.eye.setAccessibleName("Cacher ce que je tape" if hidden else "Montrer ce que je tape")
        if hidden:
            self.field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self._draw_eye()

    # Opening
    def open(self) -> None:
        """Try the passphrase or the code, in a thread: deriving the key takes a moment on purpose."""
        if self._left or not self.open_button.isEnabled() or (self.field.isEnabled() and not self.field.text()):
            return
        directory, secret = self.vault, self.field.text() if self.field.isEnabled() else None
        login = self.login.currentText() if self.login is not None else self._only
        paths, older, recovering = self._paths, self._accept_older, self._recovering
        self._busy(True)
        self._jobs.write(lambda: _open(directory, paths, login, secret, recovering=recovering, accept_older=older),
                         self._opened, self._refused)

    def _opened(self, session: Any) -> None:
        self.field.clear()
        self._wrong = 0
        self.opened.emit(session, self._recovering)

    def _busy(self, busy: bool) -> None:
        self.open_button.setEnabled(not busy)
        self.open_button.setText("Ouverture…" if busy else self._open_words)

    def _refused(self, error: BaseException) -> None:
        self._busy(False)
        self._clear_ways()
        if isinstance(error, WrongSecretError):
            self._wrong += 1
            self._left = DELAYS[min(self._wrong, len(DELAYS) - 1)]
            self._why = str(error)
            self.open_button.setEnabled(False)
            self.field.selectAll()
            self._tell_wait()
            self._tick.start()
            announce(self, self.said.text(), urgent=True)
        elif isinstance(error, OlderVaultError):
            self._say(str(error), tone="warn")
            self._way("Continuer avec celui-ci", "continuer_ancien", self._go_older)
            self._backup_way()
        elif isinstance(error, DamagedError | TamperedError):
            self._say(f"{error} Le fichier d’origine n’est pas touché.")
            self._backup_way()
        elif isinstance(error, LockedError):
            self._say(str(error), tone="warn")
            self._way("Réessayer", "reessayer", self.open)
        elif isinstance(error, PoleError):
            self._say(str(error))
        else:
            self._jobs.on_error(error)

    def _cannot_read(self, error: BaseException) -> None:
        """The vault's own list of keys cannot be read: said at once, with the way out."""
        self._refused(error)

    def _go_older(self) -> None:
        self._accept_older = True
        self.open()

    def _way(self, text: str, name: str, act: Callable[[], object]) -> None:
        from desktop.ui.widgets import quiet

        made = quiet(text, name=name, clicked=act)
        self.ways.addWidget(made)
        made.setFocus()

    def _clear_ways(self) -> None:
        if self.ways.count():
            from desktop.ui.widgets import clear

            clear(self.ways)

    def _backup_way(self) -> None:
        self._way("Reprendre une sauvegarde…", "reprendre_sauvegarde", self.offer_backups)

    def offer_backups(self) -> None:
        """The copies this computer has; one is opened beside, the damaged vault stays where it is."""
        from desktop.ui.backups_page import ChooseBackup

        dialog = ChooseBackup(self._paths, self.vault, self._jobs, self)
        if dialog.exec() and dialog.restored is not None:
            self._vaults.insert(0, dialog.restored)
            self.vault = dialog.restored
            self.change.setVisible(True)
            self._show_vault()
            self._accept_older = True
            self._say("La sauvegarde est prête : ouvrez-la avec la phrase de passe de ce moment-là.", tone="good")
            self.field.setFocus()
        dialog.deleteLater()

    def _count_down(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._tell_wait()
            return
        self._tick.stop()
        self._left = 0
        self.open_button.setEnabled(True)
        self._say(self._why)

    def _tell_wait(self) -> None:
        self._say(f"{self._why} Nouvel essai dans {self._left} s.")

    def _say(self, text: str, *, tone: str = "bad") -> None:
        self.said.set_tone(tone)
        self.said.setText(text)
        self.said.setVisible(bool(text))
        if text and tone != "soft" and not self._left:
            announce(self, text, urgent=True)


def _facts(directory: Path) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """Logins that open, logins that wait for a first opening, whether it is a demonstration."""
    from desktop.storage.vault import Vault

    vault = Vault.read(directory)
    invited = tuple(login for login, state in vault.states.items() if state == "invited")
    return tuple(login for login in vault.logins if login not in invited), invited, vault.demonstration


def _open(directory: Path, paths: Paths, login: str | None, secret: str | None, *, recovering: bool,
          accept_older: bool) -> Any:
    from desktop.services import opening
    from desktop.storage.vault import Vault

    vault = Vault.read(directory)
    if recovering:
        identity = vault.unlock_with_recovery(login, secret or "")
    else:
        identity = vault.unlock(login, secret)
    return opening.open_with(vault, identity, paths=paths, accept_older=accept_older)
