"""Which sector each school is in, as the pôle shares them out: one line a school, kept on leaving."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from desktop.changes import Changes
from desktop.services.values import SchoolRow
from desktop.ui import style
from desktop.ui.accessible import in_order, named
from desktop.ui.context import Context
from desktop.ui.widgets import PlainLabel, button, clear, hbox, section_title, vbox

WHAT = ("Pour filtrer les demandes et voir ce qui est en cours par secteur. Si vous n’écrivez rien, le secteur d’une école est "
        "sa circonscription.")
NONE = "Les écoles paraîtront ici une fois leurs élèves importés ou ajoutés."


class Sectors(QWidget):
    """Schools with pupils; ``save`` writes those that changed."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        named(self, "pole_secteurs", "Secteurs des écoles")
        self._context = context
        self._kept: dict[str, str] = {}
        self.fields: dict[str, QLineEdit] = {}
        self._lines = vbox(None, spacing=8)
        self.save_button = button("Enregistrer les secteurs", name="pole_secteurs_enregistrer", clicked=self.save)
        vbox(self, section_title("Secteurs des écoles"), PlainLabel(WHAT, tone="soft", wrap=True), self._lines,
             hbox(None, self.save_button, None), spacing=8)

    def begin(self) -> None:
        self._context.jobs.read(self._context.session.schools.all, self._show, self._context.fail, key=(self, "schools"))

    def _show(self, schools: Sequence[SchoolRow]) -> None:
        clear(self._lines)
        self.fields.clear()
        used = [school for school in schools if school.pupils]
        self._kept = {school.id: "" if school.sector == school.district else school.sector for school in used}
        known = sorted({sector for sector in self._kept.values() if sector})
        for place, school in enumerate(used, 1):
            field = named(QLineEdit(self._kept[school.id]), f"pole_secteur_{place}", f"Secteur, {school.name}, {school.city}")
            field.setPlaceholderText(school.district or "Secteur")
            field.setMaxLength(100)
            field.setFixedWidth(style.px(240))
            completer = QCompleter(known, field)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            field.setCompleter(completer)
            self.fields[school.id] = field
            label = PlainLabel(school.name, elide=True)
            label.setBuddy(field)
            line = hbox(None, label, PlainLabel(school.city, size=13, tone="soft"), field)
            line.setStretch(0, 1)
            self._lines.addLayout(line)
        if not used:
            self._lines.addWidget(PlainLabel(NONE, tone="soft", wrap=True))
        in_order([*self.fields.values(), self.save_button])
        self.save_button.setVisible(bool(used))

    def changed(self) -> dict[str, str]:
        """What was typed over what is kept."""
        typed = {id: field.text().strip() for id, field in self.fields.items()}
        return {id: sector for id, sector in typed.items() if sector != self._kept[id]}

    def save(self) -> None:
        changed = self.changed()
        if changed:
            self._kept |= changed
            write = partial(self._context.session.schools.set_sectors, changed)
            self._context.jobs.write(write, self._written, partial(self._refused, changed))

    def _written(self, changes: Changes) -> None:
        self._context.changed(changes, self)

    def _refused(self, changed: dict[str, str], error: BaseException) -> None:
        self._kept |= dict.fromkeys(changed, "\0")
        self._context.fail(error)
