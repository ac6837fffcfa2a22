"""Where somebody works: a school or a class of it, from a day to another, some half-days, in whose place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QWidget

from desktop.models.kinds import ROLES
from desktop.services.personal_values import Scope
from desktop.services.values import SchoolRow
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.date_edit import DateEdit
from desktop.ui.editors import Combo
from desktop.ui.widgets import Card, PlainLabel, hbox, icon_button, link, vbox

STACKED_UNDER = 520


def labelled(text: str, editor: QWidget) -> QWidget:
    """An editor under its word."""
    cell = QWidget()
    label = PlainLabel(text, size=12.5, tone="soft")
    label.setBuddy(editor)
    vbox(cell, label, editor, spacing=4)
    return cell


class ScopeCard(Card):
    """One place. ``scope()`` is ``None`` while no school is chosen."""

    changed = Signal()
    removed = Signal(object)

    def __init__(self, number: int, schools: Sequence[SchoolRow], classes: Mapping[str, Sequence[str]],
                 roles: Sequence[str], scope: Scope | None = None) -> None:
        super().__init__(name=f"lieu_{number}", margins=(14, 10, 8, 14), spacing=10)
        self._classes = classes
        self.school = named(Combo(), f"lieu_{number}_ecole", f"École, lieu {number}")
        self.school.addItem("Choisir une école", "")
        for one in schools:
            self.school.addItem(f"{one.name}, {one.city}" if one.city else one.name, one.id)
        self.group = named(Combo(), f"lieu_{number}_classe", f"Classe, lieu {number}")
        self.role = named(Combo(), f"lieu_{number}_fonction", f"Pour quelle fonction, lieu {number}")
        self.since = named(DateEdit(), f"lieu_{number}_depuis", f"À partir du, lieu {number}")
        self.until = named(DateEdit(), f"lieu_{number}_jusque", f"Jusqu’au, lieu {number}")
        self.half_days = named(QLineEdit(), f"lieu_{number}_demi", f"Demi-journées, lieu {number}")
        self.half_days.setPlaceholderText("lundi, mardi matin")
        self.replaces = named(QLineEdit(), f"lieu_{number}_remplace", f"Remplace, lieu {number}")
        self.replaces.setPlaceholderText("Mme Guérin")
        self._rows: list[QBoxLayout] = []
        self._build(number)
        self.set_roles(roles, scope.role if scope else "")
        self._fill_classes()
        if scope is not None:
            self._show(scope)
        self.school.currentIndexChanged.connect(self._school_changed)
        for combo in (self.group, self.role):
            combo.currentIndexChanged.connect(self.changed)
        for edit in (self.half_days, self.replaces):
            edit.textEdited.connect(self.changed)
        for day in (self.since, self.until):
            day.changed.connect(self.changed)

    def _build(self, number: int) -> None:
        remove = icon_button("x", f"Retirer le lieu {number}", name=f"lieu_{number}_retirer", clicked=self._remove)
        self.role_cell = labelled("Pour quelle fonction", self.role)
        top = hbox(None, labelled("École", self.school), labelled("Classe", self.group), spacing=12)
        top.setStretch(0, 3)
        top.setStretch(1, 2)
        dates = hbox(None, labelled("À partir du", self.since), labelled("Jusqu’au", self.until),
                     labelled("Demi-journées", self.half_days), spacing=12)
        dates.setStretch(2, 1)
        last = hbox(None, labelled("Remplace", self.replaces), self.role_cell, spacing=12)
        last.setStretch(0, 1)
        last.setStretch(1, 1)
        self._rows = [top, dates, last]
        rows = vbox(None, top, dates, last, spacing=10)
        outer = hbox(None, rows, vbox(None, remove, None), spacing=6)
        outer.setStretch(0, 1)
        self.box.addLayout(outer)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self.width() < style.px(STACKED_UNDER)
        wanted = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        for row in self._rows:
            if row.direction() != wanted:
                row.setDirection(wanted)

    def set_roles(self, roles: Sequence[str], chosen: str = "") -> None:
        """With several functions, a place may be for one of them."""
        chosen = chosen or str(self.role.currentData() or "")
        self.role.blockSignals(True)
        self.role.clear()
        self.role.addItem("Toutes ses fonctions", "")
        for role in roles:
            self.role.addItem(ROLES.get(role, role), role)
        self.role.setCurrentIndex(max(self.role.findData(chosen), 0))
        self.role.blockSignals(False)
        self.role_cell.setVisible(len(roles) > 1)

    def _fill_classes(self) -> None:
        self.group.blockSignals(True)
        self.group.clear()
        self.group.addItem("Toute l’école", "")
        for name in self._classes.get(str(self.school.currentData() or ""), ()):
            self.group.addItem(name, name)
        self.group.blockSignals(False)

    def _school_changed(self) -> None:
        self._fill_classes()
        self.changed.emit()

    def _show(self, scope: Scope) -> None:
        if self.school.findData(scope.school_id) < 0:
            self.school.addItem(scope.school or "École", scope.school_id)
        self.school.setCurrentIndex(self.school.findData(scope.school_id))
        self._fill_classes()
        if scope.class_name and self.group.findData(scope.class_name) < 0:
            self.group.addItem(scope.class_name, scope.class_name)
        self.group.setCurrentIndex(max(self.group.findData(scope.class_name), 0))
        self.since.set_day(scope.since)
        self.until.set_day(scope.until)
        self.half_days.setText(scope.half_days)
        self.replaces.setText(scope.replaces)

    def scope(self) -> Scope | None:
        school = str(self.school.currentData() or "")
        if not school:
            return None
        return Scope(school, self.school.currentText(), str(self.group.currentData() or ""), str(self.role.currentData() or ""),
                     self.since.day(), self.until.day(), " ".join(self.half_days.text().split()),
                     " ".join(self.replaces.text().split()))

    def problem(self) -> str:
        """What cannot be understood, in one sentence."""
        if self.since.is_bad() or self.until.is_bad():
            return "Une date ne se lit pas : écrivez-la comme 30/01/2027."
        if self.since.day() and self.until.day() and self.since.day() > self.until.day():
            return "La fin est avant le début : échangez les deux dates."
        return ""

    def _remove(self) -> None:
        self.removed.emit(self)


class ScopesEditor(QWidget):
    """The places of an account; none means the whole vault, and it is said."""

    changed = Signal()

    def __init__(self, schools: Sequence[SchoolRow], classes: Mapping[str, Sequence[str]], scopes: Sequence[Scope] = (),
                 roles: Sequence[str] = ()) -> None:
        super().__init__()
        named(self, "lieux", "Écoles et classes")
        self._schools, self._classes, self._count = schools, classes, 0
        self._roles: tuple[str, ...] = tuple(roles)
        self.cards: list[ScopeCard] = []
        self._list = vbox(None, spacing=8)
        self.none = PlainLabel("Aucun lieu choisi : cette personne voit tout le coffre, selon ses fonctions.", size=13,
                               tone="soft", wrap=True)
        self.none.setObjectName("lieux_aucun")
        self.add_button = link("Ajouter une école ou une classe", name="lieux_ajouter", icon="plus", clicked=self.add)
        vbox(self, self.none, self._list, hbox(None, self.add_button, None), spacing=8)
        for scope in scopes:
            self._append(scope)
        self._tell()

    def add(self) -> None:
        """Another place, the keyboard in it."""
        card = self._append(None)
        if len(self._schools) == 1:
            card.school.setCurrentIndex(1)
        self._tell()
        card.school.setFocus()
        self.changed.emit()

    def _append(self, scope: Scope | None) -> ScopeCard:
        self._count += 1
        card = ScopeCard(self._count, self._schools, self._classes, self._roles, scope)
        card.changed.connect(self.changed)
        card.removed.connect(self._remove)
        self.cards.append(card)
        self._list.addWidget(card)
        return card

    def _remove(self, card: ScopeCard) -> None:
        self.cards.remove(card)
        card.hide()
        card.deleteLater()
        self._tell()
        self.add_button.setFocus()
        announce(self, "Lieu retiré.")
        self.changed.emit()

    def set_roles(self, roles: Sequence[str]) -> None:
        self._roles = tuple(roles)
        for card in self.cards:
            card.set_roles(self._roles)

    def scopes(self) -> tuple[Scope, ...]:
        return tuple(scope for card in self.cards if (scope := card.scope()) is not None)

    def problem(self) -> str:
        return next((said for card in self.cards if (said := card.problem())), "")

    def _tell(self) -> None:
        self.none.setVisible(not self.cards)
