"""The bin: what was set aside in the last thirty days, to take back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.services.values import BinItem
from desktop.texts import day_month
from desktop.ui.accessible import announce
from desktop.ui.context import Context
from desktop.ui.dialog import Dialog
from desktop.ui.saving import hour, local
from desktop.ui.widgets import Card, PlainLabel, clear, hbox, quiet, vbox

KINDS = {"student": "élève", "guardian": "responsable", "meeting": "réunion", "project": "projet", "task": "tâche",
         "person": "personne", "school": "école"}


class BinDialog(Dialog):
    """One card an item, newest first."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Corbeille", name="corbeille", parent=parent)
        self._context = context
        self.body.addWidget(PlainLabel("Ce qui a été supprimé attend ici trente jours, puis disparaît des listes. "
                                       "« Effacer », sur une fiche, est définitif et ne passe pas par ici.",
                                       tone="soft", wrap=True))
        self._list = vbox(None, spacing=8)
        self.body.addLayout(self._list)
        self.body.addStretch(1)
        self.set_buttons([quiet("Fermer", name="corbeille_fermer", clicked=self.accept)])
        self.refresh()

    def refresh(self) -> None:
        self._context.jobs.read(lambda: self._context.session.history.bin(), self._show, self._context.fail)

    def _show(self, items: Sequence[BinItem]) -> None:
        clear(self._list)
        if not items:
            self._list.addWidget(PlainLabel("La corbeille est vide."))
        for index, item in enumerate(items):
            card = Card(margins=(14, 10, 10, 10))
            back = quiet("Reprendre", name=f"corbeille_reprendre_{index}", icon="undo-2", clicked=partial(self._take, item))
            back.setAccessibleName(f"Reprendre {item.title}")
            at = local(item.at, self._context.session.vault.zone)
            said = f"le {day_month(at.date())} à {hour(at)}" if at is not None else ""
            detail = " · ".join(part for part in (KINDS.get(item.table, ""), said, item.by) if part)
            card.box.addLayout(hbox(None, vbox(None, PlainLabel(item.title, elide=True),
                                               PlainLabel(detail, size=13, tone="soft"), spacing=2), back))
            self._list.addWidget(card)

    def _take(self, item: BinItem) -> None:
        def back(changes: Changes) -> None:
            self._context.changed(changes)
            announce(self, f"{item.title} : repris.")
            self.refresh()

        self._context.jobs.write(lambda: self._context.session.undo(item.unit), back, self._context.fail)
