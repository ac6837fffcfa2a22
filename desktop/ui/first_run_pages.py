"""The six questions of the first opening."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from desktop.forms.spec import Table, Text
from desktop.models.kinds import ROLES
from desktop.texts import plural
from desktop.ui import messages, style
from desktop.ui.about import VaultsDialog
from desktop.ui.accessible import named
from desktop.ui.flow import FlowLayout
from desktop.ui.phrase import PhraseChooser
from desktop.ui.recovery_card import RecoveryCard
from desktop.ui.table_editor import TableEditor
from desktop.ui.widgets import Chip, Notice, PlainLabel, link, quiet, vbox

REGISTER = ("Ce traitement doit figurer au registre de votre DASEN ; le dossier à transmettre à votre délégué à la "
            "protection des données est prêt, dans le dossier docs/dpd du programme : fiche de registre, projet "
            "d’analyse d’impact, information des familles.")
SCHOOLS = Table("ecoles", "Vos écoles", columns=(
    Text("uai", "Numéro (UAI)", placeholder="0751234A"), Text("name", "Nom", placeholder="École Jean Moulin"),
    Text("city", "Commune")), widths=(3, 6, 4), add="Ajouter une école", most=60)


class Page(QWidget):
    """A title, a sentence, a question."""

    changed = Signal()
    go_on = "Continuer"
    later = ""

    def __init__(self, title: str, text: str, *, name: str) -> None:
        super().__init__()
        named(self, name, title)
        self.column = vbox(self, PlainLabel(title, size=25, weight=500, wrap=True), 4,
                           PlainLabel(text, size=14.5, tone="soft", wrap=True), 18, spacing=4)

    def is_ready(self) -> bool:
        return True

    def summary(self) -> str:
        """What is said under the step's name once it is done."""
        return ""

    def begin(self) -> None:
        """The page comes to the front."""


class You(Page):
    """Name and functions."""

    def __init__(self) -> None:
        super().__init__("Qui êtes-vous ?", "Votre nom signe ce que vous écrivez ; vos fonctions règlent ce que le "
                                            "programme vous propose. Plusieurs sont possibles.", name="etape_vous")
        label = PlainLabel("Prénom et nom", tone="soft")
        self.edit = named(QLineEdit(), "votre_nom", "Votre prénom et votre nom")
        self.edit.setProperty("kind", "big")
        label.setBuddy(self.edit)
        self.chips = {code: Chip(words, name=f"fonction_{code}") for code, words in ROLES.items()}
        row = QWidget()
        flow = FlowLayout(row, spacing=8)
        for chip in self.chips.values():
            flow.addWidget(chip)
            chip.toggled.connect(self.changed)
        self.edit.textChanged.connect(self.changed)
        for item in (label, self.edit, PlainLabel("Votre fonction", tone="soft"), row):
            self.column.addWidget(item)
        self.column.addStretch(1)

    def name(self) -> str:
        return " ".join(self.edit.text().split())

    def roles(self) -> tuple[str, ...]:
        return tuple(code for code, chip in self.chips.items() if chip.isChecked())

    def is_ready(self) -> bool:
        return bool(self.name() and self.roles())

    def summary(self) -> str:
        return f"{self.name()}, {', '.join(ROLES[code] for code in self.roles())}"

    def begin(self) -> None:
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)


class Schools(Page):
    """A few lines by hand, or the national register's file."""

    later = "Plus tard"

    def __init__(self) -> None:
        super().__init__("Vos écoles", "Écrivez-les, ou donnez le fichier de l’annuaire de l’éducation : seules "
                                       "celles de vos élèves serviront. L’import ONDE les reconnaîtra à leur numéro.",
                         name="etape_ecoles")
        self.register: Path | None = None
        self.table = TableEditor(SCHOOLS)
        self.table.changed.connect(self.changed)
        self.file = PlainLabel("", size=13, tone="soft", wrap=True)
        self.column.addWidget(self.table)
        self.column.addWidget(quiet("Choisir le fichier de l’annuaire…", name="choisir_annuaire", icon="folder",
                                    clicked=self.choose), 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.file)
        self.column.addWidget(link("Qui a quel coffre ?", name="lien_quel_coffre", icon="circle-question-mark",
                                   clicked=self.explain))
        self.column.addStretch(1)

    def choose(self) -> None:
        path = messages.choose_open(self, "Annuaire de l’éducation", "Tableaux (*.csv *.txt *.xlsx);;Tous les "
                                                                     "fichiers (*)")
        if path is not None:
            self.register = path
            self.file.setText(f"Sera lu à la création du coffre : {path.name}")
            self.changed.emit()

    def explain(self) -> None:
        VaultsDialog(self).exec()

    def lines(self) -> list[dict[str, Any]]:
        return [line for line in self.table.value() or [] if line.get("uai") and line.get("name")]

    def is_ready(self) -> bool:
        return bool(self.lines() or self.register)

    def summary(self) -> str:
        lines = self.lines()
        return str(lines[0]["name"]) if len(lines) == 1 else plural(len(lines), "école") if lines else "l’annuaire"

    def begin(self) -> None:
        self.table.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)


class Phrase(Page):
    """Seven words, or one's own."""

    def __init__(self, go_on: str = "Créer le coffre") -> None:
        self.go_on = go_on
        super().__init__("Votre phrase de passe", "Sept mots tirés au sort, que personne ne peut deviner. Notez-les "
                                                  "le temps de les retenir : vous les taperez à chaque ouverture.",
                         name="etape_phrase")
        self.chooser = PhraseChooser()
        self.chooser.ready.connect(self.changed)
        self.column.addWidget(self.chooser)
        self.column.addSpacing(12)
        self.column.addWidget(Notice("Personne ne peut la retrouver à votre place, ni l’inspection, ni nous. À "
                                     "l’étape suivante, une feuille de secours imprimée vous rendra l’accès si vous "
                                     "l’oubliez."))
        self.column.addStretch(1)

    def is_ready(self) -> bool:
        return self.chooser.is_ready()

    def summary(self) -> str:
        return "choisie"

    def begin(self) -> None:
        self.chooser.field.setFocus(Qt.FocusReason.OtherFocusReason)


class Sheet(Page):
    """The recovery code: printed, or copied by hand, or put off once."""

    later = "Plus tard, une fois"
    print_asked = Signal()

    def __init__(self, *, first_account: bool = True) -> None:
        super().__init__("Votre feuille de secours", "Si vous oubliez la phrase, ce code ouvre le coffre. "
                                                     "Imprimez-le ou recopiez-le, puis rangez la feuille loin de "
                                                     "l’ordinateur.",
                         name="etape_feuille")
        self.code = ""
        self._card: RecoveryCard | None = None
        self.tick = named(QCheckBox("La feuille est imprimée, ou recopiée, et rangée"), "feuille_rangee")
        self.tick.setAccessibleName(self.tick.text())
        self.tick.setFont(style.font(14))
        self.tick.toggled.connect(self.changed)
        self.column.addWidget(self.tick)
        self.column.addSpacing(10)
        if first_account:
            self.column.addWidget(Notice(REGISTER, name="registre"))
        self.column.addStretch(1)

    def show_code(self, code: str) -> None:
        self.code = code
        self._card = RecoveryCard(code)
        self._card.print_asked.connect(self.print_asked)
        self.column.insertWidget(self.column.indexOf(self.tick), self._card)

    def kept(self) -> None:
        """It was printed, or saved."""
        self.tick.setChecked(True)

    def is_ready(self) -> bool:
        return self.tick.isChecked()

    def summary(self) -> str:
        return "rangée"

    def begin(self) -> None:
        if self._card is not None:
            self._card.print_button.setFocus(Qt.FocusReason.OtherFocusReason)


class SecondPlace(Page):
    """A key or another disk."""

    later = "Plus tard"

    def __init__(self) -> None:
        super().__init__("Une deuxième place pour les sauvegardes", "Chaque fermeture garde une copie chiffrée sur "
                                                                    "cet ordinateur. Une autre, sur une clé USB ou "
                                                                    "un autre disque, vous protège du vol et de la "
                                                                    "panne.",
                         name="etape_place")
        self.folder: Path | None = None
        self.choose_button = quiet("Choisir un dossier…", name="choisir_place", icon="hard-drive", clicked=self.choose)
        self.said = PlainLabel("", tone="soft", wrap=True)
        self.column.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.said)
        self.column.addStretch(1)

    def choose(self) -> None:
        folder = messages.choose_folder(self, "Deuxième place pour les sauvegardes")
        if folder is not None:
            self.folder = folder
            self.said.setText(str(folder))
            self.changed.emit()

    def is_ready(self) -> bool:
        return self.folder is not None

    def summary(self) -> str:
        return self.folder.name if self.folder is not None else ""

    def begin(self) -> None:
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)


class Pupils(Page):
    """From ONDE now, or later."""

    go_on = "Importer depuis ONDE"
    later = "Ouvrir le coffre"

    def __init__(self) -> None:
        super().__init__("Vos élèves", "Le coffre est prêt. Un fichier extrait d’ONDE apporte élèves, responsables "
                                       "et enseignants ; un aperçu vous montre tout avant d’écrire. Vous pouvez "
                                       "aussi ajouter un élève à la main, en quatre champs.", name="etape_eleves")
        self.column.addStretch(1)
