"""A session in a few keys: everybody is there by default, a digit turns one child, Ctrl+Entrée keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QSizePolicy, QWidget

from desktop.changes import Changes
from desktop.forms.request_kinds import PRESENCES
from desktop.forms.spec import Date, Number, Text, Tick, Time
from desktop.services.request_values import InterventionValue, MemberRow, SittingRow, SlotValue
from desktop.services.values import Draft, as_day
from desktop.texts import long_date, plural
from desktop.ui import icons, page_keys, style
from desktop.ui.accessible import announce, in_order, named
from desktop.ui.autosave import Writing
from desktop.ui.context import Context
from desktop.ui.editors import GrowingText
from desktop.ui.help.words import MARKS, help_title
from desktop.ui.records.fields import Fields
from desktop.ui.records.room import capped
from desktop.ui.widgets import HLine, PlainLabel, button, first, hbox, link, scrolled, vbox
from desktop.ui.wording import watch

TURN = {"present": "absent", "absent": "excused", "excused": "present"}
KEYS = "Une touche de 1 à 9 change un élève : absence, absence excusée, présence. Ctrl+Entrée garde la séance."
LENGTH = 45
DRAFT = "seance:"
"""Before the id of a help: its session being noted, as a draft and as a record to open."""


def planned(value: InterventionValue, today: str) -> tuple[str, int]:
    """The hour and length the timetable says for that day; the last session's when it says nothing."""
    day = as_day(today)
    slots: list[SlotValue] = [slot for slot in value.slots if day is not None and slot.weekday == day.isoweekday()]
    if slots:
        slot = min(slots, key=lambda one: one.begins)
        return slot.begins, _minutes(slot.begins, slot.ends) or LENGTH
    return "", value.sittings[0].minutes or LENGTH if value.sittings else LENGTH


def _minutes(begins: str, ends: str) -> int:
    if len(begins) != 5 or len(ends) != 5:
        return 0
    return (int(ends[:2]) - int(begins[:2])) * 60 + int(ends[3:]) - int(begins[3:])


def there(value: InterventionValue, date: str) -> list[MemberRow]:
    """The children of the group on that day."""
    return [m for m in value.members if (not m.since or m.since <= date) and (not m.until or m.until >= date)]


class PresenceLine(QWidget):
    """One child: the key that turns her, her state as a button, a note when there is something to say."""

    def __init__(self, position: int, member: MemberRow, owner: AttendancePage) -> None:
        super().__init__()
        self.member, self.state = member, "present"
        key = PlainLabel(str((position + 1) % 10) if position < 10 else "", size=12, tone="key" if position < 10 else "")
        key.setMinimumWidth(style.px(20))
        key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        name = PlainLabel(member.name, weight=style.BOLD, elide=True)
        level = PlainLabel(member.level, size=13, tone="soft")
        self.button = QPushButton()
        self.button.setProperty("kind", "chip")
        self.button.setObjectName(f"presence_{position + 1}")
        self.button.setAutoDefault(False)
        self.button.setFixedWidth(style.px(140))
        self.button.clicked.connect(partial(owner.turn, position))
        self.note = named(QLineEdit(), f"presence_note_{position + 1}", f"Note pour {member.name}",
                          "Seulement s’il y a quelque chose à dire")
        self.note.setPlaceholderText("Une note, si besoin")
        row = hbox(self, key, name, level, self.button, self.note, margins=(0, 5, 0, 5), spacing=10)
        self.note.setVisible(owner.value.kind != "prevention")
        row.setStretch(1, 3)
        row.setStretch(4, 4)
        self.set_state("present")

    def set_state(self, state: str) -> None:
        self.state = state
        word = PRESENCES.get(state, state)
        self.button.setText(f"\u2009{word}")
        self.button.setIcon(QIcon(icons.mark_pixmap(MARKS.get(state, "none"), style.px(12))))
        self.button.setChecked(state != "present")
        self.button.setAccessibleName(f"{self.member.name} : {word}")

    def turn(self) -> str:
        self.set_state(TURN.get(self.state, "present"))
        return f"{self.member.name} : {PRESENCES.get(self.state, self.state)}"


class AttendancePage(QWidget):
    """Of one help, on a day. ``kept(changes)`` once it is written."""

    kept = Signal(object)
    left = Signal()

    def __init__(self, context: Context, value: InterventionValue, sitting: SittingRow | None = None,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "seance_presences", "Présences", KEYS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.context, self.value, self._sitting = context, value, sitting
        self.lines: list[PresenceLine] = []
        self._busy = False
        self.title = PlainLabel("", size=21, weight=style.MEDIUM, wrap=True)
        self.fields = Fields([[Date("date", "Date"), Time("time", "Heure"), Number("minutes", "Minutes")]], name="seance_champs")
        self.fields.setMaximumWidth(style.px(520))
        self.fields.changed.connect(self._dated)
        self.count = PlainLabel("", size=13, tone="soft")
        self.count.setObjectName("seance_compte")
        self._rows = vbox(None, spacing=0)
        self.note = named(GrowingText(lines=3), "seance_note", "Ce qu’il y a à dire de la séance")
        self.note.setPlaceholderText("Seulement s’il y a quelque chose à dire")
        watch(self.note)
        self.cancelled = Fields([[Tick("cancelled", "La séance n’a pas eu lieu"), (Text("reason", "Pourquoi"), 2)]],
                                name="seance_annulee")
        self.cancelled.changed.connect(self._dated)
        self.save_button = first("Garder la séance", name="seance_garder", icon="check", clicked=self.save)
        self.cancel_button = button("Abandonner", name="seance_abandonner", clicked=self.discard)
        self._writing: Writing | None = None
        self._typed: dict[str, Any] = {}
        self._build()
        self._fill()
        self._watch()

    def _order(self) -> None:
        """Where one comes in, Tab goes down the children; the day is before, what is said of all is after."""
        editors = [self.fields.editors[key].focus_target() for key in ("date", "time", "minutes")]
        after = [self.cancelled.editors[key].focus_target() for key in ("cancelled", "reason")]
        in_order([self.back_button, *editors, self, *(one for line in self.lines for one in (line.button, line.note)), self.note,
                  *after, self.save_button, self.cancel_button])

    def _build(self) -> None:
        content = QWidget()
        content.setMaximumWidth(style.px(780))
        self.back_button = link("Retour", name="seance_retour", icon="arrow-left", clicked=self.left.emit)
        head = hbox(None, self.back_button, None)
        note_title = PlainLabel("Note de la séance", size=12.5, tone="soft")
        foot = hbox(None, self.save_button, PlainLabel("Ctrl Entrée", size=12, tone="key"), self.cancel_button, None)
        vbox(content, head, self.title, 4, self.fields, 10, hbox(None, self.count, None, PlainLabel(
            "1 à 9 : absence, excusée, présence", size=13, tone="soft")), HLine(), self._rows, 10, note_title, self.note, 6,
            self.cancelled, 12, foot, None, margins=(24, 12, 24, 24), spacing=6)
        self.note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        vbox(self, scrolled(capped(content), name="seance_defile", accessible="Présences"))

    def _fill(self) -> None:
        sitting, value = self._sitting, self.value
        today = self.context.session.clock.today().isoformat()
        hour, minutes = planned(value, today)
        self.fields.fill({"date": sitting.date if sitting else today, "time": sitting.time if sitting else hour,
                          "minutes": sitting.minutes if sitting else minutes})
        self._draw()
        if sitting is not None:
            states = {one.student_id: one for one in sitting.presences}
            for line in self.lines:
                known = states.get(line.member.student_id)
                if known is not None:
                    line.set_state(known.state or "present")
                    line.note.setText(known.note)
            self.note.fill(sitting.note)
            self.cancelled.fill({"cancelled": sitting.state == "cancelled", "reason": sitting.reason})
            for key in ("date", "time"):
                self.fields.editors[key].set_read_only(True)
        self._tell()

    def _watch(self) -> None:
        """What is turned and typed is a draft like any other: locked meanwhile, it comes back."""
        self._writing = self.context.autosave.open("intervention", f"{DRAFT}{self.value.id}", collect=self._collect,
                                                   student_id=self.value.student_id, title=f"Séance · {help_title(self.value)}")
        self.note.textChanged.connect(self._touched)
        drafts = self.context.session.drafts
        if self._sitting is None:
            self.context.jobs.read(partial(drafts.get, "intervention", f"{DRAFT}{self.value.id}"), self._take_draft,
                                   self.context.fail, key=(self, "draft"))

    def _collect(self) -> dict[str, Any]:
        """As it stood at the last key: the page may be gone when the draft is kept."""
        return dict(self._typed)

    def _snapshot(self) -> dict[str, Any]:
        return {"fields": self.fields.values(), "states": self.presences(), "notes": self.notes(), "note": self.note.text(),
                "cancelled": self.cancelled.values()}

    def _take_draft(self, draft: Draft | None) -> None:
        values = draft.values if draft is not None else {}
        if not values:
            return
        self.fields.put(values.get("fields") or {})
        self._draw()
        for line in self.lines:
            line.set_state(str((values.get("states") or {}).get(line.member.student_id) or "present"))
            line.note.setText(str((values.get("notes") or {}).get(line.member.student_id) or ""))
        self.note.fill(str(values.get("note") or ""))
        self.cancelled.put(values.get("cancelled") or {})
        self._tell()
        announce(self, "Un brouillon a été repris.")

    def _touched(self, _text: object = None) -> None:
        if self._writing is not None:
            self._typed = self._snapshot()
            self._writing.touch()

    def _draw(self) -> None:
        """One line a child there that day; what was already turned stays turned."""
        kept = {line.member.student_id: (line.state, line.note.text()) for line in self.lines}
        date = str(self.fields.values().get("date") or "")
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.lines = [PresenceLine(position, member, self) for position, member in enumerate(there(self.value, date))]
        for line in self.lines:
            line.note.textEdited.connect(self._touched)
            self._rows.addWidget(line)
            if line.member.student_id in kept:
                state, note = kept[line.member.student_id]
                line.set_state(state)
                line.note.setText(note)
        self._order()

    def _dated(self) -> None:
        shown = [line.member.student_id for line in self.lines]
        if [m.student_id for m in there(self.value, str(self.fields.values().get("date") or ""))] != shown:
            self._draw()
        self._touched()
        self._tell()

    def _tell(self) -> None:
        day = as_day(str(self.fields.values().get("date") or ""))
        when = f"séance du {long_date(day)}" if day else ""
        self.title.setText(" · ".join(part for part in (help_title(self.value), when) if part))
        there_now = sum(line.state == "present" for line in self.lines)
        words = f"{plural(there_now, 'présent')} sur {len(self.lines)}" if self.lines else "Personne dans ce groupe ce jour-là."
        if self.cancelled.values().get("cancelled"):
            words = "La séance n’a pas eu lieu : personne n’est compté."
        self.count.setText(words)

    def begin(self) -> None:
        """The keyboard on the page: digits at once."""
        self.setFocus()
        announce(self, f"{self.title.whole_text()}. Tout le monde est présent. {KEYS}")

    # keys
    def turn(self, position: int, *_checked: object) -> None:
        if 0 <= position < len(self.lines):
            said = self.lines[position].turn()
            self._touched()
            self._tell()
            announce(self, said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if page_keys.act(event, self.save, self.left.emit):
            return
        if event.text().isdigit() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.turn(int(event.text()) - 1 if event.text() != "0" else 9)
        else:
            super().keyPressEvent(event)

    # saving
    def presences(self) -> dict[str, str]:
        return {line.member.student_id: line.state for line in self.lines}

    def notes(self) -> dict[str, str]:
        """Those written, and those taken away."""
        before = {one.student_id for one in self._sitting.presences if one.note} if self._sitting else set()
        texts = {line.member.student_id: line.note.text().strip() for line in self.lines}
        return {id: text for id, text in texts.items() if text or id in before}

    def discard(self) -> None:
        """« Abandonner »: the draft goes too."""
        if self._writing is not None:
            self._writing.kept()
        self.left.emit()

    def close_writing(self) -> None:
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.close()

    def save(self) -> None:
        """« Garder la séance », Ctrl+Entrée: the same day and hour again updates it."""
        if self._busy:
            return
        self._busy = True
        work = partial(note_sitting, self.context, self.value.id, self.fields.values(), self.presences(), self.notes(),
                       self.note.text(), self.cancelled.values())
        self.context.jobs.write(work, self._saved, self._refused)

    def _saved(self, changes: Changes) -> None:
        self._busy = False
        if self._writing is not None:
            self._writing.kept()
        self.context.changed(changes, self)
        self.kept.emit(changes)

    def _refused(self, error: BaseException) -> None:
        self._busy = False
        column = getattr(error, "column", None)
        if column and self.fields.show_error(str(column), str(error)):
            announce(self, str(error), urgent=True)
        else:
            self.context.fail(error)


def note_sitting(context: Context, id: str, said: Mapping[str, Any], presences: Mapping[str, str], notes: Mapping[str, str],
                 note: str, cancelled: Mapping[str, Any]) -> Changes:
    """In the writer's thread."""
    off = bool(cancelled.get("cancelled"))
    minutes = said.get("minutes")
    return context.session.helping.note_sitting(
        id, str(said.get("date") or ""), {} if off else dict(presences), time=str(said.get("time") or ""),
        minutes=int(minutes) if minutes else LENGTH, note=note.strip(), notes=dict(notes),
        state="cancelled" if off else "held", reason=str(cancelled.get("reason") or "") if off else "")
