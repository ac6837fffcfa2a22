"""A child known to this person alone: two names suffice, and nothing of it enters the common file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.forms.spec import Choice, Date, Text
from desktop.services.values import SchoolRow
from desktop.ui.context import Context
from desktop.ui.records.edit_page import EditPage
from desktop.ui.students.edit import school_options
from desktop.ui.students.forms import LEVEL_OPTIONS, Row
from desktop.ui.widgets import PlainLabel

ONLY_HERE = ("Ce nom reste dans votre fichier\u00a0: il n’entre ni dans la liste des élèves, ni dans un décompte, "
             "ni dans la recherche des autres.")


class NewChildPage(EditPage):
    """Left by its button or Échap; what is typed stays a draft."""

    def __init__(self, context: Context, schools: tuple[SchoolRow, ...], parent: QWidget | None = None) -> None:
        rows: list[Row] = [[Text("last_name", "Nom", expected=True), Text("first_name", "Prénom", expected=True)],
                           [Date("birth_date", "Date de naissance"), Choice("level", "Niveau", options=LEVEL_OPTIONS)],
                           [Choice("school", "École", options=school_options(schools))]]
        super().__init__(context, rows, name="carnet_enfant", title="Un enfant, dans votre fichier seulement",
                         save_text="Ajouter", parent=parent)
        self.open("note", "nouvel-enfant", {}, title="Un enfant")

    def above(self) -> Sequence[QWidget]:
        return (PlainLabel(ONLY_HERE, tone="soft", wrap=True),)

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        session: Any = self.context.session
        return partial(session.notebook.add_student, **self.fields.values())

    def commit(self) -> None:
        """A child is added by the button only."""

    def leave(self) -> None:
        self.close_writing()
        self.left.emit()
