"""Which account opens the vault: the last one of this computer with « Changer », else the list of logins."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from desktop.ui.accessible import named
from desktop.ui.editors import Combo
from desktop.ui.widgets import Avatar, PlainLabel, hbox, link


def login_choice(logins: Sequence[str], last: str, chosen: Callable[[], object]) -> tuple[QComboBox, QWidget]:
    """The list, and the line that stands for it when the last login of this computer is known."""
    combo = named(Combo(), "identifiant", "Votre identifiant")
    combo.addItems(sorted(logins))
    line = QWidget()
    known = last in logins
    if known:
        combo.setCurrentText(last)

    def change() -> None:
        line.hide()
        combo.show()
        combo.setFocus()
        combo.showPopup()

    name = PlainLabel(last if known else "", size=15, weight=500, elide=True)
    name.setObjectName("identifiant_dernier")
    button = link("Changer", name="changer_compte", clicked=change, accessible="Changer de compte")
    row = hbox(line, Avatar(last or "·", 26), name, button, spacing=10)
    row.setStretch(1, 1)
    (combo if known else line).hide()
    combo.activated.connect(lambda _index: chosen())
    return combo, line
