"""What this program is and is not, its keys, and « Qui a quel coffre ? » on one page."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop import __version__
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.dialog import Dialog
from desktop.ui.widgets import HLine, PlainLabel, first, hbox, icon_label, section_title, vbox

NOBODY = ("Cet outil n’évalue personne : ni un enfant, ni une famille, ni un collègue. Il ne classe pas, ne prédit "
          "pas, n’envoie rien.")
KEYS = (
    ("Ctrl+1 … Ctrl+5", "aller à un onglet"), ("Ctrl+K", "rechercher partout"), ("Ctrl+Maj+P", "trouver une action"),
    ("Ctrl+N", "nouveau, ici"), ("Ctrl+F", "chercher dans la liste"), ("Ctrl+P", "imprimer"),
    ("Ctrl+Z, Ctrl+Y", "annuler, rétablir"), ("F6", "aller au volet suivant"),
    ("F8", "revenir au dernier avis et à son action"),
    ("F11", "pleine largeur"), ("Échap", "revenir"), ("Ctrl+L", "verrouiller"))
VAULTS = (
    ("Une école", "La directrice ou le directeur a un coffre sur l’ordinateur de l’école, avec ses élèves. Personne "
                  "d’autre n’a sa phrase de passe ; la feuille de secours est rangée dans un tiroir fermé."),
    ("Une personne dans plusieurs écoles", "La maîtresse E, le psychologue, le médecin scolaire ont chacun un seul "
                                           "coffre, sur leur portable, avec les élèves de toutes leurs écoles. Ce "
                                           "que chacun garde pour soi est dans un fichier à part, que les autres "
                                           "comptes n’ouvrent pas."),
    ("Un pôle ressource", "Chaque membre du pôle a son coffre. Rien n’est rassemblé : il n’existe aucun "
                          "fichier central. Ce qui se partage passe par un papier imprimé, ou par un pli scellé d’un "
                          "ordinateur à l’autre."),
    ("Sans échange, avec échange", "Sans échange, un coffre ne sait que ce que vous y avez écrit ou importé. Un pli scellé "
                                   "ne contient que ce que vous avez choisi, pour une personne nommée. Rien ne part tout "
                                   "seul, sauf par un dossier partagé si vous en choisissez un : seulement vers les personnes "
                                   "cochées, et ce qui est réglé pour chacune."),
    ("Et l’inspection ?", "Elle n’a pas de coffre d’élèves et n’en a pas besoin : ce que le pôle lui remet est un "
                          "papier. Le programme, lui, figure au registre des traitements de la DASEN ; le dossier à "
                          "transmettre est prêt, dans docs/dpd."),
)


class AboutDialog(Dialog):
    """The project's sentence, the version, the keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("À propos", name="a_propos", parent=parent)
        head = hbox(None, icon_label("brand", "accent", 30), vbox(None, PlainLabel("Pôle Ressource", size=18, weight=500),
                    PlainLabel(f"version {__version__}", size=13, tone="soft")), None, spacing=12)
        self.body.addLayout(head)
        self.body.addSpacing(6)
        sentence = PlainLabel(NOBODY, size=15, weight=500, wrap=True)
        self.body.addWidget(sentence)
        self.body.addWidget(PlainLabel("Tout reste sur cet ordinateur, dans un coffre chiffré que vous seule ou vous "
                                       "seul ouvrez. Le programme n’utilise pas le réseau. Les licences des "
                                       "bibliothèques sont dans docs/third-party.md.", tone="soft", wrap=True))
        self.body.addWidget(HLine())
        self.body.addWidget(section_title("Au clavier"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        for row, (keys, words) in enumerate(KEYS):
            label = PlainLabel(keys, weight=style.MEDIUM)
            label.setAccessibleName(f"{keys} : {words}")
            grid.addWidget(label, row, 0)
            grid.addWidget(PlainLabel(words, tone="soft"), row, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        self.set_buttons([first("Fermer", name="a_propos_fermer", clicked=self.accept)])


class VaultsDialog(Dialog):
    """« Qui a quel coffre ? »"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Qui a quel coffre ?", name="quel_coffre", parent=parent)
        for index, (title, text) in enumerate(VAULTS):
            block = named(QWidget(), f"quel_coffre_{index}", f"{title}. {text}")
            vbox(block, section_title(title), PlainLabel(text, tone="soft", wrap=True), spacing=4)
            self.body.addWidget(block)
        self.body.addStretch(1)
        self.set_buttons([first("Fermer", name="quel_coffre_fermer", clicked=self.accept)])
