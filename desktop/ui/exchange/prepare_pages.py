"""The four questions of a pli."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.services.exchange_values import Contact, Line, Parcel, Trust
from desktop.texts import plural
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.accounts.words import functions
from desktop.ui.context import Context
from desktop.ui.exchange import words
from desktop.ui.exchange.parts import Dot
from desktop.ui.exchange.selecting import Selecting
from desktop.ui.first_run_pages import Page
from desktop.ui.widgets import Card, Notice, PlainLabel, clear, hbox, icon_label, link, quiet, section_title, vbox

if TYPE_CHECKING:
    from desktop.ui.exchange.page import ExchangePage

NO_PROGRAM = "La personne n’a pas le programme ? Faites un PDF"
SHOWN = 60


class Question(Page):
    """A page that can say why it was refused."""

    def __init__(self, title: str, text: str, *, name: str) -> None:
        super().__init__(title, text, name=name)
        self.refused = Notice("", "bad", name=f"{name}_refus")
        self.refused.hide()
        self.column.addWidget(self.refused)

    def refuse(self, said: str) -> None:
        self.refused.set_text(said)
        self.refused.show()

    def begin(self) -> None:
        self.refused.hide()


class ToWhom(Question):
    """Contacts as ticks; an orange dot and its word on those to confirm."""

    dossier = Signal()

    def __init__(self, page: ExchangePage, chosen: Sequence[str]) -> None:
        super().__init__("À qui ?", "Le pli ne s’ouvrira que chez les personnes cochées.", name="pli_a_qui")
        self._contacts = [one for one in page.known.contacts if one.trust is not Trust.REVOKED]
        self.ticks: dict[str, QCheckBox] = {}
        for contact in sorted(self._contacts, key=lambda one: one.name):
            self.column.addWidget(self._line(contact, contact.login in chosen))
        if not self._contacts:
            self.column.addWidget(PlainLabel("Vous n’avez pas encore de contact. Prenez d’abord la carte de la personne à "
                                             "qui vous "
                                             "voulez écrire.", wrap=True))
            self.column.addSpacing(4)
            self.column.addLayout(hbox(None, quiet("Ajouter un contact", name="pli_ajouter_contact", icon="user-plus",
                                                   clicked=page.add_contact), None))
        self.warning = Notice("Sa carte n’est pas confirmée : rien ne prouve encore que ce sera bien elle qui ouvrira ce "
                              "pli. Lisez "
                              "ensemble ses six mots.", "warn", name="pli_non_confirme")
        self.warning.hide()
        self.column.addSpacing(6)
        self.column.addWidget(self.warning)
        self.column.addSpacing(6)
        self.pdf = link(NO_PROGRAM, name="pli_pdf", icon="file-text", clicked=self.dossier.emit)
        self.column.addLayout(hbox(None, self.pdf, None))
        self.column.addStretch(1)
        self._warn()

    def _line(self, contact: Contact, chosen: bool) -> QWidget:
        unsure = contact.trust in (Trust.UNCONFIRMED, Trust.CHANGED)
        said = words.trust_words(contact)[0] if unsure else ""
        tick = named(QCheckBox(contact.name), f"pli_a_{contact.login}",
                     ", ".join(part for part in (contact.name, functions(contact.roles), said) if part))
        tick.setFont(style.font(14, style.BOLD))
        tick.setChecked(chosen)
        tick.toggled.connect(self._ticked)
        self.ticks[contact.login] = tick
        line = QWidget()
        detail = PlainLabel(functions(contact.roles), size=13, tone="soft", elide=True)
        row = hbox(line, tick, detail, margins=(0, 3, 0, 3), spacing=10)
        row.setStretch(1, 1)
        if unsure:
            row.addWidget(Dot())
            row.addWidget(PlainLabel("clé changée" if contact.trust is Trust.CHANGED else "à confirmer", size=13, tone="warn"))
        return line

    def contacts(self) -> tuple[Contact, ...]:
        return tuple(one for one in self._contacts if self.ticks[one.login].isChecked())

    def is_ready(self) -> bool:
        return bool(self.contacts())

    def summary(self) -> str:
        return words.names(self.contacts())

    def begin(self) -> None:
        super().begin()
        target: QWidget = next(iter(self.ticks.values())) if self.ticks else self.pdf
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ticked(self) -> None:
        self._warn()
        self.changed.emit()

    def _warn(self) -> None:
        unsure = [one for one in self.contacts() if one.trust is Trust.UNCONFIRMED]
        if unsure:
            self.warning.set_text(f"Carte non confirmée : {words.names(unsure)}. Rien ne prouve encore que ce sera bien "
                                  f"cette personne "
                                  "qui ouvrira ce pli. Lisez d’abord ensemble ses six mots, ou continuez en le sachant.")
        self.warning.setVisible(bool(unsure))


class What(Question):
    """What one wants to send."""

    def __init__(self, context: Context, students: Sequence[tuple[str, str]], request: tuple[str, str] = ("", "")) -> None:
        super().__init__("Quoi ?", "Seul ce que vous lisez peut partir. L’étape suivante montre la liste, avant d’écrire.",
                         name="pli_quoi")
        self.selecting = Selecting(context, students, request)
        self.selecting.changed.connect(self.changed)
        self.column.addWidget(self.selecting)
        self.column.addStretch(1)

    def is_ready(self) -> bool:
        return self.selecting.is_ready()

    def summary(self) -> str:
        return self.selecting.summary()

    def begin(self) -> None:
        super().begin()
        self.selecting.begin()


class Leaving(Question):
    """The list, in plain words; what stays unless it is ticked."""

    go_on = "Écrire le pli…"
    asked = Signal(str, bool)
    """A record, and whether it leaves."""

    def __init__(self) -> None:
        super().__init__("Ce qui part", "Relisez : ce qui est parti ne se reprend pas.", name="pli_part")
        self.count = PlainLabel("", weight=style.MEDIUM, wrap=True)
        self.warnings, self.lines, self.withheld = vbox(None, spacing=6), vbox(None, spacing=4), vbox(None, spacing=4)
        self.lines_card = Card(margins=(14, 10, 14, 12), spacing=6)
        self.lines_card.box.addLayout(self.lines)
        self.stay = QWidget()
        vbox(self.stay, section_title("Reste ici, sauf si vous le cochez"), 4,
             PlainLabel("Ajouté par un compte de psychologue ou de santé : cela ne part que nommé.", size=13, tone="soft",
                        wrap=True), 6, self.withheld)
        self.column.addWidget(self.count)
        self.column.addSpacing(4)
        self.column.addLayout(self.warnings)
        self.column.addSpacing(4)
        self.column.addWidget(self.lines_card)
        self.column.addSpacing(10)
        self.column.addWidget(self.stay)
        self.column.addStretch(1)
        self._parcel: Parcel | None = None

    def show_parcel(self, parcel: Parcel) -> None:
        had = self.focusWidget()
        kept = had.objectName() if had is not None else ""
        self._parcel = parcel
        who = words.names(parcel.contacts)
        told = plural(parcel.students, "élève") + ", " if parcel.students else ""
        self.count.setText(f"Pour {who} : {told}{plural(parcel.entries, 'écriture')}." if parcel.entries
                           else f"Rien de nouveau pour {who}.")
        for room in (self.warnings, self.lines, self.withheld):
            clear(room)
        for said in parcel.warnings:
            self.warnings.addWidget(Notice(said, "warn"))
        for number, line in enumerate(parcel.lines[:SHOWN]):
            if line.by_name and line.row:
                self.lines.addWidget(self._tick(f"part_{number}", line, True))
            else:
                self.lines.addWidget(_plain(line))
        if len(parcel.lines) > SHOWN:
            self.lines.addWidget(PlainLabel(f"et {len(parcel.lines) - SHOWN} autres", size=13, tone="soft"))
        self.lines_card.setVisible(bool(parcel.lines))
        for number, line in enumerate(parcel.withheld[:SHOWN]):
            self.withheld.addWidget(self._tick(f"reste_{number}", line, False) if line.row else _plain(line))
        if len(parcel.withheld) > SHOWN:
            more = f"et {len(parcel.withheld) - SHOWN} autres, à nommer par élève"
            self.withheld.addWidget(PlainLabel(more, size=13, tone="soft"))
        self.stay.setVisible(bool(parcel.withheld))
        if kept:
            again = self.findChildren(QWidget, kept)
            if again:
                again[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _tick(self, name: str, line: Line, leaves: bool) -> QWidget:
        tick = named(QCheckBox(), name, f"{line.text} : {'part nommément' if leaves else 'reste ici'}")
        tick.setChecked(leaves)
        tick.toggled.connect(partial(self._clicked, line))
        text = PlainLabel(line.text, wrap=True)
        text.setBuddy(tick)
        row = QWidget()
        box = hbox(row, vbox(None, tick, None), text, spacing=8)
        box.setStretch(1, 1)
        return row

    def _clicked(self, line: Line, on: bool) -> None:
        self.asked.emit(line.row, on)

    def is_ready(self) -> bool:
        return self._parcel is not None and self._parcel.entries > 0

    def summary(self) -> str:
        return plural(self._parcel.entries, "écriture") if self._parcel is not None else ""

    def begin(self) -> None:
        super().begin()
        self.count.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.count.setFocus(Qt.FocusReason.OtherFocusReason)


def _plain(line: Line) -> QWidget:
    row = QWidget()
    text = PlainLabel(line.text, wrap=True)
    box = hbox(row, vbox(None, icon_label("check", "good"), None), text, spacing=8)
    box.setStretch(1, 1)
    return row


class Written(Question):
    """Where it is, and how to hand it over."""

    go_on = "Revenir aux échanges"
    open_asked = Signal()
    again_asked = Signal()

    def __init__(self) -> None:
        super().__init__("Le pli est prêt", "Un seul fichier, scellé. Son nom ne dit rien de personne.", name="pli_ecrit")
        self.path: Path | None = None
        self.where = PlainLabel("", size=15, weight=style.MEDIUM, wrap=True)
        self.said = PlainLabel("", wrap=True)
        self.folder = link("Ouvrir le dossier", name="pli_dossier", icon="folder", clicked=self.open_asked.emit)
        self.again = link("Préparer un autre pli", name="pli_autre", icon="mail", clicked=self.again_asked.emit)
        card = Card(margins=(16, 14, 16, 14), spacing=8)
        card.box.addWidget(self.where)
        card.box.addWidget(self.said)
        card.box.addLayout(hbox(None, self.folder, None))
        self.column.addWidget(card)
        self.column.addSpacing(8)
        self.column.addWidget(PlainLabel("Donnez-le comme vous voulez : clé USB, messagerie académique, dossier partagé. "
                                         "Perdu ou copié, "
                                         "il ne s’ouvre pas. La personne le dépose sur la fenêtre de son programme.", wrap=True))
        self.column.addSpacing(8)
        self.column.addLayout(hbox(None, self.again, None))
        self.column.addStretch(1)

    def show_sent(self, path: Path, contacts: Sequence[Contact]) -> None:
        self.path = path
        self.where.setText(path.name)
        self.said.setText(f"Dans le dossier {path.parent}.\nS’ouvre seulement chez {words.names(contacts)}.")

    def begin(self) -> None:
        super().begin()
        self.folder.setFocus(Qt.FocusReason.OtherFocusReason)
