"""The lock screen: a passphrase, nothing about any child, and a way out of whatever keeps a vault closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.errors import (
    DamagedError,
    LockedError,
    OlderVaultError,
    PoleError,
    TamperedError,
    WrongSecretError,
)
from desktop.paths import Paths
from desktop.ui import icons, style
from desktop.ui.accessible import announce, named
from desktop.ui.jobs import Jobs
from desktop.ui.widgets import (
    Card,
    PlainLabel,
    clear,
    first,
    hbox,
    icon_button,
    icon_label,
    link,
    pane,
    quiet,
    scrolled,
    vbox,
)

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
    when, _, minutes = rest.partition("|")
    if kind == "idle":
        pause = f"{minutes} minute{'s' if minutes != '1' else ''} sans geste"
        return f"Fermé à {when}, après {pause}. Ce que vous écriviez est gardé, chiffré."
    return f"Verrouillé à {when}. Ce que vous écriviez est gardé, chiffré." if kind == "lock" else ""


class UnlockScreen(QWidget):
    """``opened(session)`` once a vault is open; ``elsewhere`` to discover or create another."""

    opened = Signal(object, bool)
    """The session, and whether a recovery code opened it: a new passphrase is then asked for."""
    elsewhere = Signal()

    def __init__(self, paths: Paths, vaults: Sequence[Path], jobs: Jobs, *, reason: str = "",
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "verrou", "Ouvrir le coffre")
        pane(self, "ground")
        self._paths, self._jobs, self._vaults = paths, jobs, list(vaults)
        self.vault = self._vaults[0]
        self._wrong = 0
        self._left = 0
        self._recovering = False
        self._accept_older = False
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._count_down)
        self._build(reason)
        self._show_vault()

    def _build(self, reason: str) -> None:
        self.card = Card(margins=(32, 26, 32, 24), spacing=8)
        self.card.setMaximumWidth(style.px(420))
        self.card.setMinimumWidth(min(style.px(420), 440))
        self.name = PlainLabel("", size=16, weight=style.BOLD, elide=True)
        self.change = link("Changer", name="changer_coffre", clicked=self._next_vault,
                           accessible="Ouvrir un autre coffre de cet ordinateur")
        self.change.setVisible(len(self._vaults) > 1)
        self.login: QComboBox | None = None
        self.label = PlainLabel("Votre phrase de passe", tone="soft", size=14)
        self.field = named(QLineEdit(), "phrase", "Votre phrase de passe")
        self.field.setProperty("kind", "big")
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.label.setBuddy(self.field)
        self.eye = icon_button("eye", "Montrer ce que je tape", name="montrer_phrase", clicked=self._toggle_eye)
        self.said = PlainLabel("", size=13, tone="bad", wrap=True)
        self.said.hide()
        self.open_button = first("Ouvrir", name="ouvrir_coffre", clicked=self.open)
        self.open_button.setDefault(True)
        self.forgotten = link("Phrase oubliée", name="phrase_oubliee", clicked=self._toggle_recovery)
        self.ways = QVBoxLayout()
        self.ways.setSpacing(8)
        box = self.card.box
        box.addLayout(hbox(None, icon_label("lock", "accent", 18), self.name, self.change, spacing=10))
        box.addSpacing(10)
        box.addWidget(self.label)
        box.addLayout(hbox(None, self.field, self.eye, spacing=4))
        box.addWidget(self.said)
        box.addLayout(self.ways)
        box.addSpacing(6)
        box.addLayout(hbox(None, self.forgotten, None, self.open_button))
        brand = hbox(None, None, icon_label("brand", "accent", 30), PlainLabel("Pôle Ressource", size=20, weight=500), None,
                     spacing=10)
        because = closed_because(reason)
        foot = PlainLabel(because or "Tout reste sur cet ordinateur. Le programme n’utilise pas le réseau.", size=13.5,
                          tone="soft", wrap=True)
        foot.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        foot.setFixedWidth(style.px(460))
        other = link("Découvrir, ou créer un autre coffre", name="autre_coffre", clicked=self.elsewhere.emit)
        inner = QWidget()
        column = vbox(inner, None, brand, 26, hbox(None, None, self.card, None, spacing=0), 18, margins=(12, 8, 12, 8))
        column.addWidget(foot, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(other, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        vbox(self, scrolled(inner, name="verrou_page", pane="ground", accessible="Ouvrir le coffre"))
        self.field.returnPressed.connect(self.open)
        self.setFocusProxy(self.field)

    # What the window says
    def set_logins(self, logins: Sequence[str]) -> None:
        """A vault of several accounts asks which is yours."""
        former, self.login = self.login, None
        if former is not None:
            former.deleteLater()
        if len(logins) > 1:
            from PySide6.QtWidgets import QComboBox

            self.login = named(QComboBox(), "identifiant", "Votre identifiant")
            self.login.addItems(list(logins))
            self.card.box.insertWidget(self.card.box.indexOf(self.label), self.login)

    def look_inside(self) -> None:
        """After the first paint: who opens this vault, what can be said without a secret."""
        directory = self.vault
        self._jobs.read(lambda: _facts(directory), self._know, self._cannot_read, key="coffre")

    def _know(self, facts: tuple[tuple[str, ...], bool]) -> None:
        logins, demonstration = facts
        self.set_logins(logins)
        if demonstration:
            self.field.setEnabled(False)
            self.label.setText("Coffre de démonstration : pas de phrase de passe.")
            self.open_button.setFocus()

    def _show_vault(self) -> None:
        self.name.setText(vault_name(self.vault))
        self.field.setEnabled(True)
        self.field.clear()
        self._accept_older = False
        clear(self.ways)
        self._say("")
        self._words()

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
        hidden = self.field.echoMode() == QLineEdit.EchoMode.Password
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.eye.setAccessibleName("Cacher ce que je tape" if hidden else "Montrer ce que je tape")
        icons.set_icon(self.eye, "eye", "accent" if hidden else "ink_soft")

    # Opening
    def open(self) -> None:
        """Try the passphrase or the code, in a thread: deriving the key takes a moment on purpose."""
        if self._left or not self.open_button.isEnabled() or (self.field.isEnabled() and not self.field.text()):
            return
        directory, secret = self.vault, self.field.text() if self.field.isEnabled() else None
        login = self.login.currentText() if self.login is not None else None
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
        self.open_button.setText("Ouverture…" if busy else "Ouvrir")

    def _refused(self, error: BaseException) -> None:
        self._busy(False)
        clear(self.ways)
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
        made = quiet(text, name=name, clicked=act)
        self.ways.addWidget(made)
        made.setFocus(Qt.FocusReason.OtherFocusReason)

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


def _facts(directory: Path) -> tuple[tuple[str, ...], bool]:
    from desktop.storage.vault import Vault

    vault = Vault.read(directory)
    return vault.logins, vault.demonstration


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
