"""The preview of a pli: from whom, what is new, what changes, what must be answered; « Reprendre » or « Plus tard »."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.services.exchange_values import Answers, Arriving, Line, Preview
from desktop.texts import plural
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.accounts.place import COLUMN
from desktop.ui.accounts.words import joined
from desktop.ui.exchange import words
from desktop.ui.exchange.parts import Choices
from desktop.ui.flow import FlowLayout
from desktop.ui.records.room import capped
from desktop.ui.widgets import (
    Card,
    Chip,
    HLine,
    Notice,
    PlainLabel,
    button,
    chip_group,
    clear,
    first,
    hbox,
    icon_label,
    link,
    scrolled,
    section_title,
    vbox,
)

ASKED = ("double", "unknown")
CHIPS = (("all", "Tout"), ("new", "Nouveaux"), ("changed", "Modifiés"), ("conflict", "À départager"), ("asked", "À rapprocher"),
         ("same", "Rien de nouveau"))
SHOWN = 100


class PreviewPage(QWidget):
    """Nothing is written; ``answers()`` is what the person said."""

    taken = Signal()
    left = Signal()
    ask_again = Signal()

    def __init__(self, preview: Preview, zone: str) -> None:
        super().__init__()
        named(self, "pli_apercu", f"Pli {words.of_sender(preview)}")
        self.preview = preview
        self._cards: dict[str, ArrivingCard] = {}
        self._erased: list[tuple[Line, Choices]] = []
        self._shown, self._code = SHOWN, "all"
        nothing = not preview.entries and not preview.erased
        verb = "Fermer" if nothing else "Reprendre ce pli" if preview.purpose == "share" else "Prendre en compte"
        self.take_button = first(verb, name="pli_reprendre", clicked=self.left.emit if nothing and preview.again
                                 else self.taken.emit)
        self.later_button = button("Plus tard", name="pli_plus_tard", clicked=self.left.emit)
        if nothing and preview.again:
            self.later_button.hide()
        inner = QWidget()
        inner.setMaximumWidth(style.px(COLUMN) + 48)
        self.column = vbox(inner, margins=(24, 14, 24, 24), spacing=8)
        self._head(zone)
        self._notices()
        self._list()
        self._erasures()
        self.column.addStretch(1)
        foot = QWidget()
        foot.setMaximumWidth(style.px(COLUMN) + 48)
        promise = PlainLabel("Tout est repris en une fois, et peut être annulé ensuite.", size=13, tone="soft", wrap=True)
        row = hbox(foot, self.take_button, self.later_button, promise, margins=(24, 10, 24, 12), spacing=10)
        row.setStretch(2, 1)
        outer = vbox(self, scrolled(capped(inner), name="pli_apercu_defile", accessible="Aperçu du pli"), HLine(), capped(foot))
        outer.setStretch(0, 1)

    def begin(self) -> None:
        self.take_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        self.left.emit()

    def set_busy(self, busy: bool) -> None:
        self.take_button.setEnabled(not busy)
        self.later_button.setEnabled(not busy)

    def answers(self) -> Answers:
        join = tuple((root, to) for root, card in self._cards.items() if (to := card.joined()))
        leave = tuple(root for root, card in self._cards.items() if card.left_here())
        erase = tuple(line.row for line, choice in self._erased if choice.chosen() == "erase")
        keep = tuple(line.row for line, choice in self._erased if choice.chosen() == "keep")
        return Answers(join, leave, erase, keep)

    # build
    def _head(self, zone: str) -> None:
        preview = self.preview
        self.column.addWidget(PlainLabel(f"Pli {words.of_sender(preview)}", size=21, weight=style.MEDIUM, wrap=True))
        number = f"n° {preview.number}" if preview.number else ""
        pupils = plural(len(preview.arriving), "élève") if preview.arriving else ""
        facts = (number, f"fait le {words.day(preview.at, zone)}", pupils)
        self.column.addWidget(PlainLabel(" · ".join(part for part in facts if part), size=13.5, tone="soft", wrap=True))
        line = PlainLabel(words.counts_words(preview).capitalize() + ".", size=15, weight=style.MEDIUM, wrap=True)
        line.setObjectName("pli_compte")
        self.column.addWidget(line)

    def _notices(self) -> None:
        preview = self.preview
        told: list[tuple[str, str]] = []
        if preview.again:
            told.append(("Ce pli a déjà été pris : il n’apporte rien de plus." if not preview.entries else
                         "Ce pli a déjà été pris ; il apporte ce qui avait été laissé.", "info"))
        told += [(said, "warn") for said in preview.warnings]
        if preview.own:
            told.append(("Ce pli vous apporte des notes pour votre fichier personnel : vous seule ou vous seul les lirez.",
                         "info"))
        if preview.refused:
            told.append((f"{plural(len(preview.refused), 'élève effacé ici', 'élèves effacés ici')} : ce que le pli en dit "
                         f"n’est pas "
                         "repris.", "info"))
        for said, kind in told:
            self.column.addWidget(Notice(said, kind))
        lost = []
        if preview.missing:
            lost.append(f"plis n° {joined([str(one) for one in preview.missing])} jamais venus" if len(preview.missing) > 1
                        else f"pli n° {preview.missing[0]} jamais venu")
        if preview.gaps:
            lost.append(f"il manque des écritures pour {joined(list(preview.gaps[:4]))}"
                        + (" et d’autres" if len(preview.gaps) > 4 else ""))
        if lost:
            text = " ; ".join(lost)
            self.column.addWidget(Notice(f"{text[:1].upper()}{text[1:]}. Ce qui est là peut être repris ; le reste se "
                                         f"redemande.",
                                         "warn", name="pli_manque", action=link("Le redemander", name="pli_redemander",
                                                                                clicked=self.ask_again.emit)))

    def _list(self) -> None:
        arriving = self.preview.arriving
        if not arriving:
            return
        counts = {code: sum(1 for one in arriving if self._in(one, code)) for code, _ in CHIPS}
        self.chips = [Chip(text, name=f"pli_{code}", count=counts[code], checked=code == "all") for code, text in CHIPS]
        row = QWidget()
        flow = FlowLayout(row, spacing=8)
        for chip, (code, _) in zip(self.chips, CHIPS, strict=True):
            flow.addWidget(chip)
            if code != "all" and not counts[code]:
                chip.hide()
        chip_group(self.chips, self._chip)
        if sum(1 for count in counts.values() if count) < 3:
            row.hide()
        self.column.addSpacing(4)
        self.column.addWidget(row)
        self._rows = vbox(None, spacing=8)
        self.column.addLayout(self._rows)
        self.more = link("Montrer la suite", name="pli_suite", clicked=self._more)
        self.column.addLayout(hbox(None, self.more, None))
        order = {"double": 0, "unknown": 0, "conflict": 1, "erased": 2, "new": 3, "changed": 4, "same": 5}
        self._sorted = sorted(arriving, key=lambda one: (order.get(one.state, 6), one.name))
        for one in self._sorted:
            if one.state in ASKED:
                self._cards[one.root] = ArrivingCard(one, len(self._cards))
                self._rows.addWidget(self._cards[one.root])
        self._plain = vbox(None, spacing=0)
        self._rows.addLayout(self._plain)
        self._show_rows()

    @staticmethod
    def _in(one: Arriving, code: str) -> bool:
        return code == "all" or one.state == code or (code == "asked" and one.state in ASKED)

    def _chip(self, index: int) -> None:
        self._code, self._shown = CHIPS[index][0], SHOWN
        self._show_rows()

    def _more(self) -> None:
        self._shown += SHOWN
        self._show_rows()

    def _show_rows(self) -> None:
        clear(self._plain)
        for card in self._cards.values():
            card.setVisible(self._in(card.one, self._code))
        rows = [one for one in self._sorted if one.state not in ASKED and self._in(one, self._code)]
        for one in rows[:self._shown]:
            self._plain.addWidget(ArrivingLine(one))
        self.more.setVisible(len(rows) > self._shown)

    def _erasures(self) -> None:
        if not self.preview.erased:
            return
        self.column.addSpacing(8)
        self.column.addWidget(section_title("Effacé ailleurs, encore ici"))
        self.column.addWidget(PlainLabel("Rien n’est effacé sans vous. « Décider plus tard » le redemandera.", size=13,
                                         tone="soft", wrap=True))
        for number, line in enumerate(self.preview.erased):
            card = Card(name=f"efface_{number}", margins=(14, 10, 14, 12), spacing=6)
            card.box.addWidget(PlainLabel(line.text, weight=style.MEDIUM, wrap=True))
            choice = Choices((("later", "Décider plus tard", ""), ("keep", "Garder ici", ""),
                              ("erase", "Effacer ici aussi, pour toujours", "")), "later", name=f"efface_choix_{number}",
                             accessible=line.text)
            card.box.addWidget(choice)
            self._erased.append((line, choice))
            self.column.addWidget(card)


class ArrivingLine(QWidget):
    """One pupil that asks for nothing: name, state, what comes in plain words."""

    def __init__(self, one: Arriving) -> None:
        super().__init__()
        self.setAccessibleName(words.arriving_spoken(one))
        box = vbox(None, _head_of(one), spacing=2)
        for line in one.lines:
            box.addWidget(PlainLabel(line, size=13, wrap=True))
        row = hbox(None, box, margins=(0, 8, 0, 8))
        vbox(self, row, HLine())


class ArrivingCard(Card):
    """One pupil who may be here already: the same child, or another one; or left out of this reception."""

    def __init__(self, one: Arriving, number: int) -> None:
        super().__init__(name=f"rapprocher_{number}", margins=(14, 10, 14, 12), spacing=6)
        self.one = one
        self.setAccessibleName(words.arriving_spoken(one))
        self.box.addLayout(_head_of(one))
        for line in one.lines:
            self.box.addWidget(PlainLabel(line, size=13, wrap=True))
        options = [(f"join:{id}", f"C’est la même personne que {name}, ici",
                    "Les deux fiches se joignent ; rien n’est perdu.") for id, name in one.matches]
        options += [("new", "C’est une autre ou un autre élève", ""), ("leave", "Ne pas reprendre cette fiche", "")]
        chosen = options[0][0] if one.state == "double" and one.matches else "" if one.matches else "new"
        self.choice = Choices(options, chosen, name=f"rapprocher_choix_{number}", accessible=f"{one.name} : même élève ou non")
        if not chosen:
            self.choice.choose("new")
        self.box.addWidget(self.choice)

    def joined(self) -> str:
        return self.choice.chosen().removeprefix("join:") if self.choice.chosen().startswith("join:") else ""

    def left_here(self) -> bool:
        return self.choice.chosen() == "leave"


def _head_of(one: Arriving) -> QHBoxLayout:
    said, icon, token = words.STATES.get(one.state, ("", "info", "ink_soft"))
    name = PlainLabel(one.name, weight=style.BOLD, elide=True)
    tone = token if token in ("good", "warn", "bad") else "soft"
    row = hbox(None, name, PlainLabel(one.detail, size=13, tone="soft"), icon_label(icon, token, 14),
               PlainLabel(said, size=13, tone=tone), spacing=8)
    row.setStretch(0, 1)
    return row
