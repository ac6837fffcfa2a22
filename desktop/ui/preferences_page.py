"""The dialog of preferences: each change takes effect at once."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QSlider, QWidget

from desktop.settings import IDLE_MINUTES, TEXT_SIZES, THEMES
from desktop.ui import messages, style
from desktop.ui.accessible import named
from desktop.ui.preferences import Preferences
from desktop.ui.widgets import HLine, PlainLabel, first, hbox, link, quiet, section_title, vbox

DELAYS = (1, 2, 3, 5, 10, 15)


class PreferencesDialog(QDialog):
    """Theme, text size, idle delay, second place of backups; what the whole pôle chooses is a page of its own."""

    pole_asked = Signal()

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "preferences_fenetre", "Préférences")
        self.setWindowTitle("Préférences")
        self._preferences = preferences
        self.setMinimumWidth(min(style.px(460), 620))
        self._build()
        self._connect()

    def _build(self) -> None:
        now = self._preferences.now
        self.theme = named(QComboBox(), "preference_theme", "Apparence")
        for code, words in THEMES:
            self.theme.addItem(words, code)
        self.theme.setCurrentIndex(max(self.theme.findData(now.theme), 0))
        self.text_size = named(QSlider(Qt.Orientation.Horizontal), "preference_taille", "Taille du texte, en pour cent")
        self.text_size.setRange(*TEXT_SIZES)
        self.text_size.setSingleStep(5)
        self.text_size.setPageStep(10)
        self.text_size.setValue(now.text_size)
        self.percent = PlainLabel(f"{now.text_size} %", tone="soft")
        self.percent.setMinimumWidth(style.px(52))
        self.idle = named(QComboBox(), "preference_delai", "Se verrouiller après")
        for minutes in sorted({*DELAYS, now.idle_minutes, *IDLE_MINUTES}):
            self.idle.addItem("1 minute sans geste" if minutes == 1 else f"{minutes} minutes sans geste", minutes)
        self.idle.setCurrentIndex(self.idle.findData(now.idle_minutes))
        self.place = PlainLabel(now.second_place or "aucune pour l’instant", tone="soft", elide=True)
        choose = quiet("Choisir…", name="preference_seconde_place", icon="hard-drive", clicked=self.choose_place)
        close = first("Fermer", name="preferences_fermer", clicked=self.accept)
        column = vbox(self, section_title("Préférences", size=21), 4, margins=(24, 20, 24, 20), spacing=12)
        row = QWidget()
        hbox(row, self.text_size, self.percent)
        self.code = named(QCheckBox("Proposer un code court après la phrase de passe"), "preference_code")
        self.code.setAccessibleName(self.code.text())
        self.code.setChecked(now.offer_code)
        place = QWidget()
        hbox(place, self.place, choose)
        for words, editor, buddy in (
                ("Apparence", self.theme, self.theme), ("Taille du texte", row, self.text_size),
                ("Se verrouiller après", self.idle, self.idle),
                ("Deuxième place pour les sauvegardes (clé USB, autre disque)", place, choose)):
            label = PlainLabel(words, size=13, tone="soft")
            label.setBuddy(buddy)
            column.addLayout(vbox(None, label, editor, spacing=4))
            if editor is self.idle:
                column.addWidget(self.code)
        column.addWidget(HLine())
        pole = link("Rappels, numéros à appeler et secteurs, pour tout le pôle…", name="preference_pole", icon="phone",
                    clicked=self._ask_pole)
        column.addLayout(hbox(None, pole, None))
        column.addWidget(HLine())
        column.addLayout(hbox(None, None, close))

    def _connect(self) -> None:
        self.theme.currentIndexChanged.connect(self._theme)
        self.text_size.valueChanged.connect(self._size)
        self.idle.currentIndexChanged.connect(self._idle)
        self.code.toggled.connect(self._code)

    def _ask_pole(self) -> None:
        self.accept()
        self.pole_asked.emit()

    def choose_place(self) -> None:
        """A folder elsewhere than on this computer's disk, as far as the person can tell."""
        folder = messages.choose_folder(self, "Deuxième place pour les sauvegardes")
        if folder is not None:
            self._preferences.change(second_place=str(folder))
            self.place.setText(str(folder))

    def _theme(self) -> None:
        self._preferences.change(theme=self.theme.currentData())

    def _size(self, value: int) -> None:
        rounded = round(value / 5) * 5
        self.percent.setText(f"{rounded} %")
        if not self.text_size.isSliderDown() or rounded != self._preferences.now.text_size:
            self._preferences.change(text_size=rounded)

    def _idle(self) -> None:
        self._preferences.change(idle_minutes=int(self.idle.currentData()))

    def _code(self, wanted: bool) -> None:
        self._preferences.change(offer_code=wanted)
