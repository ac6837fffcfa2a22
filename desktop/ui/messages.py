"""The one door for questions: ask before what cannot be undone, tell, choose a file. Tests replace these functions."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop.ui import style


def ask(parent: QWidget | None, title: str, text: str, *, yes: str, no: str = "Annuler", danger: bool = False) -> bool:
    """A question whose buttons are verbs; Échap is no, and no is the default when ``danger``."""
    return choose(parent, title, text, (yes, no), default=1 if danger else 0, escape=1, danger=danger) == 0


def choose(parent: QWidget | None, title: str, text: str, labels: tuple[str, ...], *, default: int = 0,
           escape: int = -1, danger: bool = False) -> int:
    """The index of the button pressed; Échap gives ``escape``."""
    box = QMessageBox(parent)
    box.setObjectName("question")
    box.setWindowTitle("Pôle Ressource")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(title)
    box.setInformativeText(text)
    buttons = []
    for index, label in enumerate(labels):
        role = QMessageBox.ButtonRole.AcceptRole if index == 0 else QMessageBox.ButtonRole.RejectRole
        made = box.addButton(label, role)
        kind = "danger" if danger and index == 0 else "first" if index == default else "quiet"
        made.setProperty("kind", kind)
        made.setObjectName(f"question_{index}")
        made.setAccessibleName(label)
        made.setFont(style.font(14, style.MEDIUM if kind == "first" else 400))
        buttons.append(made)
    box.setDefaultButton(buttons[default])
    if 0 <= escape < len(buttons):
        box.setEscapeButton(buttons[escape])
    box.exec()
    clicked = box.clickedButton()
    return buttons.index(clicked) if clicked in buttons else escape


def tell(parent: QWidget | None, title: str, text: str) -> None:
    """Something the person must know before going on: the computer is in the way."""
    choose(parent, title, text, ("Fermer",), escape=0)


def choose_open(parent: QWidget | None, title: str, filters: str = "Tous les fichiers (*)") -> Path | None:
    """An existing file, or ``None``."""
    name, _ = QFileDialog.getOpenFileName(parent, title, str(Path.home()), filters)
    return Path(name) if name else None


def choose_save(parent: QWidget | None, title: str, name: str, filters: str = "PDF (*.pdf)") -> Path | None:
    """Where to save; ``name`` is a neutral one, without any pupil's."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(Path.home() / name), filters)
    return Path(chosen) if chosen else None


def choose_folder(parent: QWidget | None, title: str) -> Path | None:
    """An existing folder, or ``None``."""
    name = QFileDialog.getExistingDirectory(parent, title, str(Path.home()))
    return Path(name) if name else None
