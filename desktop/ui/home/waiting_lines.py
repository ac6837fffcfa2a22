"""The lines of Accueil for sessions, requests and what is to take up again."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.texts import plural
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.help.attendance import DRAFT
from desktop.ui.home.waiting import DaySession, WaitingRequest
from desktop.ui.line_button import LineButton
from desktop.ui.paged_model import Line
from desktop.ui.records.lines import hour
from desktop.ui.widgets import MarkLabel, PlainLabel, hbox, link, loosely, quiet, vbox


def session_line(one: DaySession, index: int, now: str, context: Context) -> QWidget:
    """« 8 h 30 · Groupe lecture CE1 » and « Noter la séance »; what is noted says so."""
    slot = one.slot
    part = QWidget()
    named(part, f"accueil_seance_{index}", f"{hour(slot.begins)}, {slot.label}, {slot.place or slot.school}")
    present = slot.begins <= now < slot.ends
    if present:
        part.setProperty("pane", "now")
        part.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    at = PlainLabel(hour(slot.begins), weight=500, tone="accent" if present else "")
    at.setMinimumWidth(style.px(62))
    told = [slot.school, slot.place, plural(one.children, "élève") if one.children else "",
            f"séance {one.rank}" if one.rank else ""]
    detail = " · ".join(dict.fromkeys(text for text in told if text))
    texts = vbox(None, PlainLabel(slot.label, elide=True),
                 *([PlainLabel(detail, size=13, tone="soft", elide=True)] if detail else []))
    row = hbox(part, at, texts, margins=(12, 8, 12, 8), spacing=12)
    row.setStretch(1, 1)
    if one.noted:
        row.addWidget(MarkLabel("done"))
        row.addWidget(link("Notée", name=f"accueil_seance_ouvrir_{index}", accessible=f"{slot.label} : séance notée, ouvrir",
                           clicked=partial(context.navigate, "intervention", slot.intervention_id)))
    elif slot.intervention_id:
        note = quiet("Noter la séance", name=f"accueil_noter_{index}",
                     clicked=partial(context.navigate, "intervention", f"{DRAFT}{slot.intervention_id}"))
        note.setAccessibleName(f"Noter la séance : {slot.label}")
        row.addWidget(note)
    return part


def request_line(one: WaitingRequest, context: Context) -> LineButton:
    """A request that waits for me: who, then what it waits for."""
    right = "proposée" if one.proposed else ""
    meaning = " · ".join(part for part in (one.subject, "" if one.proposed else one.holds) if part)
    mark = one.mark if one.late or one.mark != "late" else "due"
    made = LineButton(Line(one.title, meaning=meaning or one.holds, right=right, mark=mark), "Ouvrir",
                      name=f"accueil_demande_{one.id}", right_tone="warn" if one.proposed else "")
    made.clicked.connect(loosely(partial(context.navigate, "request", one.id)))
    return made
