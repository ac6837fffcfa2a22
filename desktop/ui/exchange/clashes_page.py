"""« Textes à départager »: everything that was written, deleted or erased on two laptops apart, asked about in one place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.services.exchange_values import Clash, Line
from desktop.texts import plural
from desktop.ui import messages, style
from desktop.ui.accessible import announce
from desktop.ui.accounts.place import Place
from desktop.ui.context import Context
from desktop.ui.exchange.clash_card import ClashCard, ErasureCard
from desktop.ui.widgets import PlainLabel, clear, link, section_title, vbox

SHOWN = 20
WIDE = 1080
SENTENCE = ("Ces réponses ont été écrites des deux côtés sans que l’un voie l’autre. Rien n’est choisi tout seul : votre choix "
            "vaudra partout après le prochain échange. Chaque date est celle de l’ordinateur où le texte a été écrit.")
NOTHING = "Rien à départager. Deux réponses écrites chacune de son côté viennent ici, côte à côte."
CLOSED = "Vos notes sont fermées : ce qui s’y trouve à départager viendra quand vous les aurez ouvertes."
FINAL = ("Effacer fait disparaître pour de bon les textes, leur historique, l’index et les brouillons de ce coffre. Les copies "
         "déjà données (papier, PDF, sauvegardes, plis) ne sont pas atteintes.")
_HERE = {"student": "student", "meeting": "meeting", "project": "project", "task": "task", "note": "note",
         "assessment": "assessment", "request": "request", "contribution": "contribution", "decision": "decision",
         "intervention": "intervention", "member": "member", "sitting": "sitting", "slot": "slot"}
_PARTS = frozenset({"step", "proposal", "concerned", "agenda", "presence"})
"""Told under the record they are a part of."""
_typed: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()
"""Third texts begun and not kept, while the session lasts."""


def open_clashes(context: Context) -> None:
    """Show the page over the tabs, from any screen."""
    workspace = getattr(context.navigate, "__self__", None)
    asked = getattr(workspace, "command_asked", None)
    if asked is not None:
        asked.emit("clashes")


class ClashesPage(Place):
    """Cards stay while their question does: a text being written is not lost when something else changes."""

    def __init__(self, session: Any, context: Context) -> None:
        super().__init__(session, context, "Textes à départager", SENTENCE, name="departager")
        inner = self.column.parentWidget()
        if inner is not None:
            inner.setMaximumWidth(style.px(WIDE) + 48)
        self.cards: dict[tuple[str, bool], ClashCard] = {}
        self.erasures: list[ErasureCard] = []
        self._clashes: tuple[Clash, ...] = ()
        self._shown, self._narrow = SHOWN, False
        self._next: int | None = None
        self._begun = False
        self.told, self.list, self.foot = vbox(None, spacing=8), vbox(None, spacing=12), vbox(None, spacing=8)
        self.column.addLayout(self.told)
        self.column.addLayout(self.list)
        self.column.addLayout(self.foot)
        self.column.addStretch(1)

    def begin(self) -> None:
        self._begun = True
        super().begin()

    def first_focus(self) -> QWidget:
        return self.erasures[0].keep if self.erasures else self._question(0)

    def refresh(self) -> None:
        session = self.session
        self.context.jobs.read(lambda: (session.clashes.list(), session.clashes.told(), session.own_file is not None),
                               self._arrived, self.context.fail, key=(self, "clashes"))

    # showing
    def _arrived(self, found: tuple[Sequence[Clash], Sequence[Line], bool]) -> None:
        self._clashes, told, own = tuple(found[0]), found[1], found[2]
        had = self.focusWidget()
        kept = had.objectName() if had is not None else ""
        self._draw_told(told)
        self._draw()
        clear(self.foot)
        rest = len(self._clashes) - len(self.cards)
        if rest > 0:
            self.foot.addWidget(link(f"Voir {plural(rest, 'question')} de plus", name="departager_suite", clicked=self._more))
        if not self._clashes and not told:
            self.foot.addWidget(PlainLabel(NOTHING, tone="soft", wrap=True))
        if not own:
            self.foot.addWidget(PlainLabel(CLOSED, size=13, tone="soft", wrap=True))
        self._focus(kept)

    def _draw_told(self, told: Sequence[Line]) -> None:
        clear(self.told)
        self.erasures = []
        if told:
            self.told.addWidget(section_title("Effacé ailleurs"))
        for index, line in enumerate(told):
            card = ErasureCard(line, name=f"efface_{index}", erase=partial(self._erase, line),
                               keep=partial(self._answer, line, False))
            self.erasures.append(card)
            self.told.addWidget(card)
        if told and self._clashes:
            self.told.addSpacing(8)
            self.told.addWidget(section_title("Écrit des deux côtés"))

    def _draw(self) -> None:
        wanted = {(clash.id, clash.own): clash for clash in self._clashes[:self._shown]}
        before, self.cards = self.cards, {}
        while self.list.takeAt(0) is not None:
            pass
        for key, clash in wanted.items():
            card = before.pop(key, None)
            if card is None or card.clash != clash:
                typed = card.typed() if card is not None else _typed.get(self.session, {}).get(clash.id)
                self._let_go_of(card)
                card = self._card(clash)
                if typed is not None and clash.field is not None:
                    card.begin_writing(typed)
            self.cards[key] = card
            self.list.addWidget(card)
        for gone in before.values():
            self._let_go_of(gone)
        for index, card in enumerate(self.cards.values()):
            card.setProperty("place", index)

    def _card(self, clash: Clash) -> ClashCard:
        name = "clash_" + "".join(sign if sign.isalnum() else "_" for sign in clash.id) + ("_prive" if clash.own else "")
        card = ClashCard(clash, self.session.vault.zone, name=name, choose=self.choose, write=self.write, show=self.show_record)
        card.set_narrow(self._narrow)
        return card

    def _let_go_of(self, card: QWidget | None) -> None:
        if card is not None:
            card.hide()
            card.setParent(None)
            card.deleteLater()

    def _focus(self, kept: str) -> None:
        """After a choice, the next question; else what had the keyboard."""
        wanted, self._next = self._next, None
        if self._begun:
            self._begun = False
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        elif wanted is None:
            again = self.findChild(QWidget, kept) if kept else None
            if again is not None and not again.hasFocus() and self.focusWidget() is not again:
                again.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            target = self._question(wanted)
            target.setFocus(Qt.FocusReason.OtherFocusReason)
            self._main.ensureWidgetVisible(target, 0, style.px(120))

    def _question(self, place: int) -> QWidget:
        """What takes the keyboard: the question at this place, or the last; what was erased elsewhere when there is none."""
        cards = list(self.cards.values())
        if cards:
            return cards[min(place, len(cards) - 1)].keeps[0]
        return self.erasures[0].keep if self.erasures else self.close_button

    def _more(self) -> None:
        self._shown += 100
        self.refresh()

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        for card in self.cards.values():
            card.set_narrow(narrow)

    # acts
    def choose(self, clash: Clash, number: int) -> None:
        """Keep one of the texts: « Annuler » in the notice puts them side by side again."""
        self._do(clash, partial(self.session.clashes.resolve, clash.id, number, seen=clash.versions))

    def write(self, clash: Clash, value: Any) -> None:
        """Keep a third text."""
        self._do(clash, partial(self.session.clashes.write, clash.id, value, seen=clash.versions))

    def _do(self, clash: Clash, work: Any) -> None:
        place = next((i for i, key in enumerate(self.cards) if key == (clash.id, clash.own)), 0)
        self.context.jobs.write(work, partial(self._done, clash, place), self._failed)

    def _done(self, clash: Clash, place: int, changes: Changes) -> None:
        _typed.get(self.session, {}).pop(clash.id, None)
        self._next = place
        left = len(self._clashes) - 1
        self.context.changed(changes, self)
        rest = f"{plural(left, 'question')} à départager" if left > 0 else "plus rien à départager"
        announce(self, f"C’est choisi, {rest}.")

    def _failed(self, error: BaseException) -> None:
        self.context.fail(error)
        self.refresh()

    def _erase(self, line: Line) -> None:
        if messages.ask(self, "Effacer ici aussi ?", f"{line.text}.\n\n{FINAL}", yes="Effacer pour de bon", danger=True):
            self._answer(line, True)

    def _answer(self, line: Line, erase: bool) -> None:
        self.context.jobs.write(partial(self.session.clashes.answer_erasure, line.row, erase), partial(self._answered, erase),
                                self._failed)

    def _answered(self, erase: bool, changes: Changes) -> None:
        self._next = 0
        self.context.changed(Changes(touched=changes.touched, roots=changes.roots), self)
        self.context.notices.tell("Effacé ici aussi." if erase else "Gardé ici : la question ne sera plus posée.")
        self.refresh()

    def show_record(self, clash: Clash) -> None:
        """The record in its tab; a part of it, the child's."""
        table = _HERE.get(clash.table)
        if table is not None:
            self.context.navigate(table, clash.row)
        elif clash.table in _PARTS:
            self.context.jobs.read(partial(self.session.clashes.record_of, clash), self._show, self.context.fail)
        else:
            self.context.navigate("notebook" if clash.own else "student", clash.root)

    def _show(self, found: tuple[str, str]) -> None:
        self.context.navigate(*found)

    def back(self) -> bool:
        """Échap in a text being written comes back to the choice first."""
        had = self.focusWidget()
        for card in self.cards.values():
            if card.writing and had is not None and card.isAncestorOf(had):
                card.end_writing()
                return True
        return super().back()

    def leaving(self) -> None:
        kept = {card.clash.id: typed for card in self.cards.values() if (typed := card.typed()) is not None}
        if kept:
            _typed.setdefault(self.session, {}).update(kept)
        super().leaving()
