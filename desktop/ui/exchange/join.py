"""« Rejoindre avec un pli »: what to do, at the first opening, when a colleague works with the program already."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.ui.accessible import named
from desktop.ui.dialog import Dialog
from desktop.ui.widgets import Notice, PlainLabel, first, quiet, section_title, vbox

STEPS = (
    ("1. Créez votre coffre", "Six questions. Vous pouvez passer « Vos élèves » : ils viendront avec le pli."),
    ("2. Donnez votre carte", "Menu de votre compte, « Échanges », « Ma carte » : un fichier ou un code carré, sans aucun "
                              "secret. Prenez "
                              "aussi la carte de votre collègue, et lisez-vous les six mots au téléphone."),
    ("3. Ouvrez le pli qui vient", "Votre collègue vous prépare un pli : une école, une classe, quelques élèves. Déposez-le "
                                   "sur la "
                                   "fenêtre, relisez ce qu’il apporte, reprenez-le."),
)
SECOND = ("Un deuxième ordinateur à vous ? C’est la même chose : il a son coffre et sa carte, que le premier signe avec « "
          "C’est mon autre "
          "ordinateur ».")


class JoinDialog(Dialog):
    """``accept`` when the person wants to make her vault now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Rejoindre avec un pli", name="rejoindre", parent=parent)
        for number, (title, text) in enumerate(STEPS):
            block = named(QWidget(), f"rejoindre_{number + 1}", f"{title}. {text}")
            vbox(block, section_title(title), PlainLabel(text, tone="soft", wrap=True), spacing=4)
            self.body.addWidget(block)
        self.body.addSpacing(4)
        self.body.addWidget(Notice(SECOND))
        self.body.addStretch(1)
        make = first("Créer mon coffre", name="rejoindre_creer", icon="key-round", clicked=self.accept)
        self.set_buttons([quiet("Fermer", name="rejoindre_fermer", clicked=self.reject), make])
        make.setFocus(Qt.FocusReason.OtherFocusReason)
