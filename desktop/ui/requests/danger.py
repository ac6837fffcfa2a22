"""« Un enfant en danger ? »: whom to call, what the law asks. Nothing of it is written: no log, no draft, no place, no click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.over import OverPage
from desktop.ui.records.room import capped
from desktop.ui.widgets import Card, HLine, Notice, PlainLabel, clear, hbox, link, pane, scrolled, section_title, vbox

NOTHING_KEPT = ("Rien de ce que vous faites ici n’est écrit dans Pôle Ressource\u00a0: ni l’enfant, ni l’appel, ni même le fait "
                "d’avoir ouvert cette page.")
FIRST = (
    "Danger immédiat\u00a0: appelez d’abord, prévenez ensuite.",
    "Un doute suffit pour appeler le 119\u00a0: on vous écoute et on vous conseille. L’appel est confidentiel.",
    "Avec l’enfant\u00a0: écoutez, sans interroger ni faire répéter. Vous pouvez dire «\u00a0Tu as bien fait de m’en "
    "parler\u00a0». Ne promettez pas le secret.",
    "Notez aussitôt ses mots, tels quels, l’heure, ce que vous avez vu\u00a0: sur une feuille à transmettre, pas ici. Vous "
    "n’avez ni à prouver, ni à enquêter.",
    "L’heure de la sortie approche et vous craignez son retour à la maison\u00a0: appelez le 17 ou le 119 avant la sortie, "
    "et demandez que faire. Si quelqu’un de la famille est en cause, prenez conseil avant de lui parler.",
    "Prévenez la direction de l’école, qui informe l’IEN. Si elle n’est pas là, n’attendez pas\u00a0: chacun peut appeler "
    "et transmettre. Le service social, la santé scolaire et les psychologues aident à écrire.",
)
LAW = (
    ("Une inquiétude\u00a0: l’information préoccupante, à la CRIP",
     "Ceux qui concourent à la protection de l’enfance transmettent sans délai toute information préoccupante sur un "
     "enfant en danger, ou qui risque de l’être, au président du conseil départemental\u00a0: c’est la CRIP du département "
     "qui la reçoit et la fait évaluer. Les parents en sont d’abord informés, sauf si l’intérêt de l’enfant s’y oppose.",
     "Code de l’action sociale et des familles, articles L. 226-2-1 et L. 226-3"),
    ("Un crime ou un délit appris dans vos fonctions\u00a0: le signalement, au procureur",
     "Tout fonctionnaire en donne avis sans délai au procureur de la République. Quand la gravité le demande, l’écrit lui "
     "est adressé directement, avec une copie à la CRIP.",
     "Code de procédure pénale, article 40\u00a0; Code de l’action sociale et des familles, article L. 226-4"),
    ("Privations, mauvais traitements, violences sexuelles",
     "Toute personne qui en a connaissance doit en informer les autorités judiciaires ou administratives\u00a0; ne pas le "
     "faire est puni. La loi met à part, sauf exception, les personnes tenues au secret professionnel\u00a0: voir "
     "ci-dessous.",
     "Code pénal, article 434-3"),
    ("Vous êtes tenu ou tenue au secret professionnel",
     "Le secret n’empêche pas d’informer les autorités judiciaires, médicales ou administratives de privations ou de "
     "sévices, sexuels compris, infligés à un mineur. Qui le fait de bonne foi n’engage pas sa responsabilité, ni civile, "
     "ni pénale, ni disciplinaire.",
     "Code pénal, article 226-14"),
)
TEXTS = ("Dit ici en quelques mots\u00a0: les textes en vigueur se lisent sur Légifrance. L’adresse, le modèle d’écrit et "
         "qui reçoit une copie changent d’un département à l’autre\u00a0: vérifiez avec votre CRIP et le service social, "
         "avant d’en avoir besoin.")
TO_FILL = "à compléter par le pôle"


class NumberLine(QWidget):
    """Whom, and the number, large."""

    def __init__(self, number: tuple[str, str, str], place: int) -> None:
        super().__init__()
        whom, digits, note = number
        named(self, f"danger_numero_{place}", f"{whom} : {digits or TO_FILL}", note)
        words = PlainLabel(whom, size=15, weight=style.MEDIUM, wrap=True)
        shown = PlainLabel(digits or TO_FILL, size=24 if digits else 14, weight=style.MEDIUM if digits else 400,
                           tone="" if digits else "soft")
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        left = vbox(None, words, spacing=2)
        if note:
            left.addWidget(PlainLabel(note, size=13, tone="soft", wrap=True))
        row = hbox(self, left, shown, margins=(0, 8, 0, 8), spacing=16)
        row.setStretch(0, 1)


class DangerPage(OverPage):
    """A page over the tabs; Échap leaves it. It asks the vault for numbers and tells it nothing."""

    def __init__(self, session: Any, context: Context) -> None:
        super().__init__(session, context)
        named(self, "danger", "Un enfant en danger ?")
        pane(self, "paper")
        self.back_button = link("Retour", name="danger_retour", icon="arrow-left", clicked=self.left.emit)
        self.numbers = Card(name="danger_numeros", margins=(16, 6, 16, 6), spacing=0)
        self.change = link("Compléter les numéros du pôle", name="danger_completer", icon="pencil", clicked=self._complete)
        inner = QWidget()
        inner.setMaximumWidth(style.px(768))
        head = PlainLabel("Un enfant en danger\u00a0?", size=24, weight=style.MEDIUM)
        column = vbox(inner, hbox(None, self.back_button, None), head, 4, margins=(24, 12, 24, 28), spacing=8)
        column.addWidget(self.numbers)
        column.addLayout(hbox(None, self.change, None))
        column.addWidget(Notice(NOTHING_KEPT, name="danger_rien_ecrit"))
        column.addSpacing(8)
        column.addWidget(section_title("Maintenant"))
        for words in FIRST:
            column.addWidget(PlainLabel(words, wrap=True))
        column.addSpacing(8)
        column.addWidget(section_title("À qui écrire ensuite, ce que la loi demande"))
        for title, text, source in LAW:
            part = named(QWidget(), f"danger_loi_{source.rpartition(' ')[2].replace('-', '_')}", f"{title}. {text} {source}.")
            vbox(part, PlainLabel(title, weight=style.MEDIUM, wrap=True), PlainLabel(text, wrap=True),
                 PlainLabel(source, size=13, tone="soft", wrap=True), margins=(0, 6, 0, 2), spacing=2)
            column.addWidget(part)
        column.addWidget(PlainLabel(TEXTS, size=13, tone="soft", wrap=True))
        column.addStretch(1)
        self.area = scrolled(capped(inner), name="danger_page", accessible="Un enfant en danger ?")
        vbox(self, self.area)

    def begin(self) -> None:
        self.setFocus()
        self.context.jobs.read(self.session.pole_settings.numbers, self._show, self.context.fail, key=(self, "numbers"))
        self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, numbers: Sequence[tuple[str, str, str]]) -> None:
        clear(self.numbers.box)
        for place, number in enumerate(numbers):
            if place:
                self.numbers.box.addWidget(HLine())
            self.numbers.box.addWidget(NumberLine(number, place + 1))
        announce(self, ". ".join(f"{whom} : {digits}" for whom, digits, _ in numbers if digits))

    def _complete(self) -> None:
        command = getattr(self.window(), "command", None)
        if command is not None:
            command("pole_settings")


def show(asker: QWidget) -> None:
    """From a pupil's sheet, a request: the page in front of what is shown."""
    command = getattr(asker.window(), "command", None)
    if command is not None:
        command("danger")
