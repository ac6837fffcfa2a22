"""The agreements of a child, by guardian and purpose: asked, given, oral to confirm, refused, withdrawn; the paper to sign."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from desktop.models.kinds import AGREEMENT_PURPOSES, AGREEMENT_STATES, COMMON_PURPOSES, WAIVERS
from desktop.services.personal_values import Agreement, AgreementStatus
from desktop.services.values import as_day
from desktop.texts import plain_date
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.date_edit import DateEdit
from desktop.ui.records import papers, verbs
from desktop.ui.records.room import capped
from desktop.ui.widgets import (
    HLine,
    MarkLabel,
    PlainLabel,
    clear,
    hbox,
    link,
    menu_button,
    scrolled,
    section_title,
    vbox,
)

STATES = (("asked", "Demandée"), ("given", "Donnée par écrit"), ("oral", "Dite à l’oral, à confirmer"), ("refused", "Refusée"),
          ("withdrawn", "Retirée"))
MARKS = {"asked": "waiting", "given": "done", "oral": "incomplete", "refused": "none", "withdrawn": "none",
         "waived": "incomplete"}


@dataclass(frozen=True, slots=True)
class Parent:
    """Who may agree: a guardian of the common file, or a name known here alone."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class AgreementsRead:
    parents: tuple[Parent, ...]
    agreements: tuple[Agreement, ...]
    statuses: dict[str, AgreementStatus]


def read_agreements(session: Any, student: str, purposes: Sequence[str]) -> AgreementsRead:
    """Parents, agreements of both files, and where each purpose stands."""
    found = tuple(session.agreements.list(student, mine=False)) + tuple(session.agreements.list(student, mine=True))
    agreements = tuple({one.id: one for one in found}.values())
    return AgreementsRead(parents_of(session, student, agreements), agreements,
                          {purpose: session.agreements.status(student, purpose) for purpose in purposes})


def parents_of(session: Any, student: str, agreements: Sequence[Agreement]) -> tuple[Parent, ...]:
    from desktop.errors import PoleError
    from desktop.ui.students.columns import guardian_title

    known: list[Parent] = []
    try:
        for guardian in session.students.get(student).guardians:
            if guardian.authority != "no":
                known.append(Parent(guardian.id, guardian_title(guardian)))
    except PoleError:
        known = []
    ids, names = {one.id for one in known}, {one.name for one in known}
    for one in agreements:
        if one.guardian and one.guardian_id not in ids and one.guardian not in names:
            names.add(one.guardian)
            known.append(Parent("", one.guardian))
    return tuple(known)


class AgreementsPage(QWidget):
    """``load(student)``. ``purposes`` are noted here, the others of the common register are shown."""

    changed = Signal()

    def __init__(self, context: Context, purposes: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "autorisations", "Autorisations")
        self.context = context
        self.purposes = tuple(purposes)
        self.student = ""
        self.date = DateEdit()
        named(self.date, "accord_date", "Date à noter pour l’autorisation")
        self.date.setFixedWidth(style.px(150))
        self.other = named(QLineEdit(), "accord_parent", "Nom d’un parent qui n’est pas dans la liste")
        self.other.setPlaceholderText("Samira Haddad, mère")
        self.other.returnPressed.connect(self._add_parent)
        self._room = vbox(None, spacing=22)
        self._extra: list[str] = []
        content = QWidget()
        content.setMaximumWidth(style.px(760))
        day = PlainLabel("Date à noter", size=13, tone="soft")
        day.setBuddy(self.date)
        vbox(content, hbox(None, day, self.date, None), 8, self._room, 16, HLine(), 10,
             PlainLabel("Un autre parent ou responsable", size=13, tone="soft"),
             hbox(None, self.other, link("Ajouter ce nom", name="accord_ajouter", icon="plus", clicked=self._add_parent), None),
             None, margins=(24, 14, 24, 24))
        vbox(self, scrolled(capped(content), name="autorisations_defile", accessible="Autorisations"))

    def load(self, student: str) -> None:
        if student != self.student:
            self._extra = []
            self.date.set_day(self.context.session.clock.today().isoformat())
        self.student = student
        self.refresh()

    def refresh(self) -> None:
        if self.student:
            work = partial(read_agreements, self.context.session, self.student, self._shown_purposes())
            self.context.jobs.read(work, self._show, self.context.fail, key=(self, "load"))

    def _shown_purposes(self) -> tuple[str, ...]:
        return (*self.purposes, *(purpose for purpose in COMMON_PURPOSES if purpose not in self.purposes))

    def _show(self, read: AgreementsRead) -> None:
        clear(self._room)
        parents = [*read.parents, *(Parent("", name) for name in self._extra if name not in {p.name for p in read.parents})]
        for purpose in self._shown_purposes():
            mine = purpose in self.purposes
            here = [one for one in read.agreements if one.purpose == purpose]
            if mine or here:
                self._room.addWidget(PurposeCard(self, purpose, read.statuses[purpose], parents if mine else [], here, mine=mine))
        if not parents:
            self._room.addWidget(PlainLabel("Aucun parent connu ici\u00a0: écrivez son nom ci-dessous pour noter sa réponse.",
                                            tone="soft", wrap=True))

    # acts
    def _add_parent(self) -> None:
        name = self.other.text().strip()
        if name and name not in self._extra:
            self._extra.append(name)
            self.other.clear()
            self.refresh()

    def note(self, purpose: str, parent: Parent, state: str, reason: str = "") -> None:
        """What a parent answered, on the date shown above."""
        session: Any = self.context.session
        mode = "oral" if state == "oral" else "written"
        work = partial(session.agreements.add, self.student, guardian=parent.id or None,
                       guardian_name="" if parent.id else parent.name, purpose=purpose, date=self.date.day(), mode=mode,
                       state=state, reason=reason, mine=purpose not in COMMON_PURPOSES)
        verbs.write(self.context, work, self, self._noted)

    def withdraw(self, agreement: Agreement) -> None:
        session: Any = self.context.session
        verbs.write(self.context, partial(session.agreements.withdraw, agreement.id, self.date.day()), self, self._noted)

    def waive(self, purpose: str, code: str) -> None:
        """A written reason chosen by who starts: kept in her file."""
        self.note(purpose, Parent("", ""), "waived", code)

    def _noted(self, _changes: object) -> None:
        self.refresh()
        self.changed.emit()

    def print_paper(self, purpose: str, parent: Parent | None) -> None:
        guardian = parent.id if parent else ""
        papers.show(self.context, "Autorisation", partial(_paper, self.context, self.student, purpose, guardian))


def _paper(context: Context, student: str, purpose: str, guardian: str, large: bool) -> bytes:
    session: Any = context.session
    made: bytes = session.printing.agreement(student_id=student, purpose=purpose, guardian_id=guardian or None, large=large)
    return made


class PurposeCard(QWidget):
    """One purpose: where it stands in a sentence, each parent's answer, and what can be noted."""

    def __init__(self, page: AgreementsPage, purpose: str, status: AgreementStatus, parents: Sequence[Parent],
                 agreements: Sequence[Agreement], *, mine: bool) -> None:
        super().__init__()
        self._page, self._purpose = page, purpose
        label = AGREEMENT_PURPOSES[purpose]
        named(self, f"accord_{purpose}", label)
        mark = MarkLabel("planned" if status.mark == "none" else status.mark)
        said = PlainLabel(status.sentence, size=13.5, tone="good" if status.complete else "soft", wrap=True)
        where = PlainLabel("registre commun", size=12.5, tone="faint")
        line = hbox(None, mark, said, spacing=6)
        line.setStretch(1, 1)
        column = vbox(self, hbox(None, section_title(label[:1].upper() + label[1:]), None, where), line, spacing=4)
        where.setVisible(purpose in COMMON_PURPOSES)
        shown = set()
        for number, parent in enumerate(parents):
            theirs = [one for one in agreements if (parent.id and one.guardian_id == parent.id)
                      or (not one.guardian_id and one.guardian == parent.name)]
            shown |= {one.id for one in theirs}
            column.addWidget(ParentRow(page, purpose, parent, theirs, number))
        for one in agreements:
            if one.id not in shown:
                column.addWidget(PlainLabel(told(one), size=13.5, tone="soft", wrap=True))
        if mine:
            links = [link("Imprimer à signer", name=f"accord_{purpose}_imprimer", icon="printer", clicked=self._print,
                          accessible=f"Imprimer à signer\u00a0: {label}")]
            if purpose.startswith("psychologue") and not status.complete:
                self._waivers = menu_button("Commencer avec une raison écrite", [], "plain", name=f"accord_{purpose}_raison")
                for code, text in WAIVERS.items():
                    entry = QAction(text[:1].upper() + text[1:], self._waivers.menu())
                    entry.setData(code)
                    entry.setObjectName(f"accord_{purpose}_{code}")
                    self._waivers.menu().addAction(entry)
                self._waivers.menu().triggered.connect(self._waive)
                links.append(self._waivers)
            column.addLayout(hbox(None, *links, None, spacing=14))

    def _print(self) -> None:
        self._page.print_paper(self._purpose, None)

    def _waive(self, entry: QAction) -> None:
        self._page.waive(self._purpose, str(entry.data()))


class ParentRow(QWidget):
    """A parent's answer, and the menu that notes another."""

    def __init__(self, page: AgreementsPage, purpose: str, parent: Parent, agreements: Sequence[Agreement], number: int) -> None:
        super().__init__()
        self._page, self._purpose, self._parent = page, purpose, parent
        self._standing = max(agreements, key=lambda one: (one.withdrawn_on, one.date, one.asked_on, one.id), default=None)
        state = self._standing.state if self._standing else ""
        words = told(self._standing, short=True) if self._standing else gendered("non demandée", purpose)
        self._button = menu_button("Noter", [], "quiet", name=f"accord_{purpose}_{number}_noter",
                                   accessible=f"Noter la réponse de {parent.name}")
        menu: QMenu = self._button.menu()
        for code, text in STATES:
            if code == "withdrawn" and state not in ("given", "oral"):
                continue
            entry = QAction(gendered(text, purpose), menu)
            entry.setObjectName(f"accord_{purpose}_{number}_{code}")
            entry.setData(code)
            menu.addAction(entry)
        menu.triggered.connect(self._picked)
        line = hbox(self, MarkLabel(MARKS.get(state, "planned")), PlainLabel(parent.name, elide=True),
                    PlainLabel(words, size=13.5, tone="soft", elide=True), self._button, margins=(0, 2, 0, 2), spacing=10)
        line.setStretch(1, 1)
        line.setStretch(2, 1)

    def _picked(self, entry: QAction) -> None:
        code = str(entry.data())
        if code == "withdrawn" and self._standing is not None:
            self._page.withdraw(self._standing)
        else:
            self._page.note(self._purpose, self._parent, code)

    def open_menu(self) -> None:
        self._button.menu().popup(self._button.mapToGlobal(QPoint(0, self._button.height())))


def gendered(text: str, purpose: str) -> str:
    """« donnée » for an autorisation, « donné » for an accord."""
    if purpose.startswith("psychologue"):
        return text
    found = re.sub(r"(emand|onn|efus|etir)ée", r"\1é", text)
    return found.replace("Dite", "Dit").replace("écrite", "écrit").replace("recueillie", "recueilli")


def told(agreement: Agreement, *, short: bool = False) -> str:
    """« donnée par écrit le 12 octobre 2026 »."""
    if agreement.sentence and not short:
        return agreement.sentence
    day = as_day(agreement.withdrawn_on if agreement.state == "withdrawn" else agreement.date or agreement.asked_on)
    state = AGREEMENT_STATES.get(agreement.state, agreement.state)
    if agreement.state == "given":
        state = "donnée par écrit" if agreement.mode == "written" else "donnée à l’oral, à confirmer"
    elif agreement.state == "waived":
        state = WAIVERS.get(agreement.reason, agreement.reason)
    who = "" if short or not agreement.guardian else f"{agreement.guardian}\u00a0: "
    state = gendered(state, agreement.purpose)
    return f"{who}{state}{f' le {plain_date(day)}' if day else ''}"
