"""What the common sheet holds of health and of what was transmitted: an avis copied from its paper, a text read whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.forms.spec import Choice, Date, Option, Text
from desktop.models.kinds import OPINIONS
from desktop.services.personal_values import AvisRow, PlanRow, ReleaseRow
from desktop.services.values import as_day
from desktop.texts import plain_date
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.notebook.health import avis_words, plan_words
from desktop.ui.records.edit_page import EditPage
from desktop.ui.records.fields import Row
from desktop.ui.records.room import capped
from desktop.ui.widgets import PlainLabel, hbox, link, scrolled, vbox

PAPER = ("Recopiez trois choses de la feuille signée\u00a0: sa date, qui l’a signée, l’avis. "
         "Ni raison, ni diagnostic\u00a0: la feuille reste dans son enveloppe.")
OPINION = Choice("opinion", "Avis", options=tuple(Option(code, label) for code, label in OPINIONS.items() if code != "awaited"))
ROWS: Sequence[Row] = ([Date("date", "Date de la feuille")], [Text("author", "Signée par", placeholder="Dr Roche")], [OPINION])


class AvisPage(EditPage):
    """Three fields, « source : papier »."""

    def __init__(self, context: Context, student: str, parent: QWidget | None = None) -> None:
        super().__init__(context, ROWS, name="avis_papier", title="Noter un avis signé, pour un PAP", save_text="Noter l’avis",
                         parent=parent)
        self.open("avis", f"papier-{student}", {}, student_id=student, title="Avis signé")

    def above(self) -> Sequence[QWidget]:
        return (PlainLabel(PAPER, tone="soft", wrap=True),)

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        session: Any = self.context.session
        said = self.fields.values()
        return partial(session.health.add_avis, self.student_id, "pap", said["opinion"], said["date"], said["author"], "paper")

    def commit(self) -> None:
        """An avis is noted by the button only."""

    def leave(self) -> None:
        self.close_writing()
        self.left.emit()


class SharedPage(QWidget):
    """A text transmitted, an avis or a plan, as the common file has it."""

    left = Signal()

    def __init__(self, context: Context, table: str, id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "transmis_lu", "Ce qui a été transmis")
        self._context, self._table, self._id = context, table, id
        self._room = vbox(None, spacing=8)
        self.back = link("Retour", name="transmis_retour", icon="arrow-left", clicked=self.left.emit)
        content = QWidget()
        content.setMaximumWidth(style.px(720) + 48)
        vbox(content, hbox(None, self.back, None), 4, self._room, None, margins=(24, 12, 24, 24))
        vbox(self, scrolled(capped(content), name="transmis_lu_defile", accessible="Ce qui a été transmis"))
        context.jobs.read(partial(read_shared, context.session, table, id), self._show, self._gone)

    def _show(self, lines: tuple[str, str, str]) -> None:
        title, facts, text = lines
        self._room.addWidget(PlainLabel(title, size=21, weight=style.MEDIUM, wrap=True))
        self._room.addWidget(PlainLabel(facts, size=13.5, tone="soft", wrap=True))
        if text:
            self._room.addWidget(PlainLabel(text, size=15, wrap=True))

    def _gone(self, error: BaseException) -> None:
        self._context.fail(error)
        self.left.emit()


def read_shared(session: Any, table: str, id: str) -> tuple[str, str, str]:
    """Title, facts and text. The reading is kept, as for every sensitive record."""
    if table == "release":
        found: ReleaseRow = session.releases.get(id)
        day, talk = as_day(found.date), as_day(found.talk_on)
        facts = [f"{found.author}, {found.function}" if found.function else found.author,
                 f"le {plain_date(day)}" if day else "", f"pour {found.addressee}" if found.addressee else "",
                 f"on se reparle le {plain_date(talk)}" if talk else ""]
        title, said, text, root = found.purpose or "Conclusion transmise", facts, found.content, found.student_id
    elif table == "avis":
        avis: AvisRow = session.health.get(id)
        title, said, text, root = f"Avis pour un {avis.plan.upper()}", [avis_words(avis)], avis.needs, avis.student_id
    else:
        plan: PlanRow = session.health.plan(id)
        title, said, text, root = plan.kind.upper(), [plan_words(plan)], "", plan.student_id
    reads = getattr(session, "reads", None)
    if reads is not None:
        reads.note(table, id, root)
    return title, " · ".join(part for part in said if part), text
