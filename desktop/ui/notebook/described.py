"""A test described by its user: name, edition, ages, the names of its scores; never a norm, never an item."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.forms.batteries import INDEX, SUBTEST, T_SCORE
from desktop.forms.spec import Choice, Table, Text, options
from desktop.ui.accessible import announce, named
from desktop.ui.records.fields import Fields
from desktop.ui.widgets import PlainLabel, button, first, hbox, vbox

SCALES = {"standard": INDEX, "notes": SUBTEST, "t": T_SCORE}
SCORES = Table(
    "scores", "Scores", columns=(
        Text("nom", "Nom du score"),
        Choice("echelle", "Échelle", options=options(standard="moyenne 100, écart type 15", notes="moyenne 10, écart type 3",
                                                     t="notes T, moyenne 50, écart type 10"))),
    rows=3, most=40, widths=(5, 5), add="Ajouter un score")
HELP = "Les noms seulement\u00a0: ni barème, ni item. Les scores se lisent dans le manuel et se tapent à la main."


class DescribedForm(QWidget):
    """``saved(values)`` as ``assessments.add_battery`` takes them."""

    saved = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "test_decrit", "Décrire un autre test")
        self.fields = Fields([[(Text("name", "Nom du test"), 3), (Text("edition", "Édition", placeholder="édition de 2012"), 2)],
                              [Text("ages", "Âges", placeholder="6;0-16;11")], [SCORES]], name="test_decrit_champs")
        save = first("Garder ce test", name="test_decrit_garder", clicked=self.save)
        vbox(self, PlainLabel(HELP, size=13.5, tone="soft", wrap=True), self.fields,
             hbox(None, save, button("Fermer", name="test_decrit_fermer", clicked=self.hide), None),
             margins=(0, 8, 0, 8), spacing=8)

    def open(self) -> None:
        self.fields.fill({})
        self.show()
        self.fields.focus_first()

    def save(self) -> None:
        said = self.fields.values()
        if not said["name"]:
            self.fields.show_error("name", "Écrivez le nom du test.")
            return
        scores = [line for line in said["scores"] or [] if line.get("nom")]
        if not scores:
            announce(self, "Nommez au moins un score.", urgent=True)
            self.fields.show_error("scores", "Nommez au moins un score.")
            return
        self.saved.emit({"name": said["name"], "edition": said["edition"], "ages": said["ages"],
                         "scores": [described(line) for line in scores]})


def described(line: dict[str, Any]) -> dict[str, Any]:
    """A score as a battery keeps it."""
    scale = SCALES.get(str(line.get("echelle") or "standard"), INDEX)
    kind = "indice" if scale is INDEX else "subtest"
    return {"code": "", "label": str(line["nom"]), "kind": kind, "mean": scale.mean, "deviation": scale.deviation,
            "low": scale.low, "high": scale.high, "group": ""}
