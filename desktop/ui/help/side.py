"""Beside the objectives of a help: the children there, the last sessions, the times of the week."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.forms.request_kinds import OUTCOMES
from desktop.services.request_values import InterventionValue, MemberRow, SittingRow
from desktop.services.values import as_day
from desktop.texts import fold, plain_date, plural, short_date
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.help.words import sitting_words, slot_words
from desktop.ui.widgets import (
    HLine,
    PlainLabel,
    action,
    clear,
    hbox,
    icon_button,
    link,
    menu_button,
    pane,
    scrolled,
    vbox,
)

SHOWN = 6


class HelpSide(QWidget):
    """Signals say what was asked; the sheet does it."""

    member_asked = Signal(str)
    """A member's own lines (id of the member)."""
    leave_asked = Signal(str)
    project_asked = Signal(str)
    """A member: tie her part of this help to one of her projects."""
    open_project_asked = Signal(str)
    student_asked = Signal(str)
    join_asked = Signal()
    sitting_asked = Signal(str)
    remove_sitting_asked = Signal(str)
    slot_asked = Signal(str)
    new_slot_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "aide_cote", "Élèves, séances et horaires")
        pane(self, "ground")
        content = QWidget()
        self._box = vbox(content, margins=(18, 14, 14, 18), spacing=2)
        self.area = scrolled(content, name="aide_cote_defile", pane="ground", accessible="Élèves, séances et horaires")
        vbox(self, self.area)
        self._all = False
        self._value: InterventionValue | None = None
        self._writes = True

    def set_value(self, value: InterventionValue, today: str, *, writes: bool) -> None:
        self._value, self._today, self._writes = value, today, writes
        clear(self._box)
        self._members(value)
        self._gap()
        self._sittings(value)
        self._gap()
        self._slots(value)
        self._box.addStretch(1)

    def _gap(self) -> None:
        self._box.addSpacing(10)
        self._box.addWidget(HLine())
        self._box.addSpacing(8)

    def _head(self, words: str, act: QWidget | None = None) -> None:
        title = PlainLabel(words, size=14, weight=style.MEDIUM)
        self._box.addLayout(hbox(None, title, None, *([act] if act is not None and self._writes else [])))

    # children
    def _members(self, value: InterventionValue) -> None:
        here = [m for m in value.members if not m.until or m.until >= self._today]
        gone = [m for m in value.members if m not in here]
        join = link("Ajouter", name="aide_arrivee", icon="user-plus", clicked=self.join_asked.emit,
                    accessible="Ajouter un élève au groupe")
        one = value.kind == "individual"
        self._head("Élève" if one else plural(len(here), "élève"), None if one else join)
        if value.kind == "prevention":
            informed = as_day(value.informed_on)
            words = f"Parents informés le {plain_date(informed)}." if informed else "Parents à informer avant la première séance."
            self._box.addWidget(PlainLabel(words, size=13, tone="soft" if informed else "warn", wrap=True))
            self._box.addWidget(PlainLabel("Ce groupe ne s’écrit dans la fiche d’aucun élève.", size=13, tone="soft", wrap=True))
        for number, member in enumerate((*here, *gone)):
            self._box.addWidget(self._member(member, number, value, left=member in gone))
        if not value.members:
            self._box.addWidget(PlainLabel("Personne encore dans ce groupe.", size=13, tone="soft", wrap=True))

    def _member(self, member: MemberRow, number: int, value: InterventionValue, *, left: bool) -> QWidget:
        part = QWidget()
        level = "" if fold(member.class_name).startswith(fold(member.level)) else member.level
        told = " · ".join(p for p in (level, member.class_name) if p)
        if member.sittings:
            told = " · ".join(p for p in (told, f"{member.present} sur {plural(member.sittings, 'séance')}") if p)
        if left:
            day = as_day(member.until)
            told = " · ".join(p for p in (f"jusqu’au {short_date(day)}" if day else "",
                                          OUTCOMES.get(member.outcome, member.outcome)) if p)
        name = PlainLabel(member.name, weight=style.BOLD, elide=True, tone="soft" if left else "")
        entries = [action("Ouvrir sa fiche", partial(self.student_asked.emit, member.student_id), icon="user",
                          name=f"membre_fiche_{number}")]
        if value.kind != "prevention":
            entries.insert(0, action("L’aide, pour cet élève…", partial(self.member_asked.emit, member.id), icon="pencil",
                                     name=f"membre_ecrire_{number}"))
            if self._writes:
                entries.append(action("Relier à un projet…", partial(self.project_asked.emit, member.id), icon="file-text",
                                      name=f"membre_relier_{number}"))
            if member.project_id:
                entries.append(action("Ouvrir son projet", partial(self.open_project_asked.emit, member.project_id),
                                      icon="arrow-right", name=f"membre_projet_{number}"))
        if not left and self._writes and value.kind != "individual":
            entries.append(action("Quitte le groupe…", partial(self.leave_asked.emit, member.id), icon="log-out",
                                  name=f"membre_depart_{number}"))
        more = menu_button("", entries, "icon", name=f"membre_{number}", icon="ellipsis", accessible=f"Pour {member.name}")
        words = vbox(None, name, PlainLabel(told, size=13, tone="soft", wrap=True))
        hbox(part, words, more, margins=(0, 4, 0, 2), spacing=4).setStretch(0, 1)
        return part

    # sessions
    def _sittings(self, value: InterventionValue) -> None:
        held = sum(one.state != "cancelled" for one in value.sittings)
        self._head(plural(held, "séance") if held else "Séances")
        shown = value.sittings if self._all else value.sittings[:SHOWN]
        for number, sitting in enumerate(shown):
            self._box.addWidget(self._sitting(sitting, number, single=value.kind == "individual"))
        if not value.sittings:
            self._box.addWidget(PlainLabel("Aucune séance notée. « Noter la séance » la garde en quelques touches.", size=13,
                                           tone="soft", wrap=True))
        if len(value.sittings) > len(shown):
            left = len(value.sittings) - len(shown)
            self._box.addWidget(link(plural(left, "autre"), name="aide_toutes_seances", clicked=self._see_all,
                                     accessible=f"Voir {plural(left, 'autre séance', 'autres séances')}"))

    def _sitting(self, sitting: SittingRow, number: int, *, single: bool) -> QWidget:
        part = QWidget()
        head, told = sitting_words(sitting, single=single)
        title = PlainLabel(head, size=13.5, weight=style.MEDIUM, elide=True)
        body = PlainLabel(told, size=13, tone="soft", wrap=True)
        words = vbox(None, title, body)
        row = hbox(part, words, margins=(0, 4, 0, 4), spacing=4)
        row.setStretch(0, 1)
        if self._writes:
            row.addWidget(icon_button("pencil", f"Modifier la séance du {head}", name=f"seance_modifier_{number}",
                                      clicked=partial(self.sitting_asked.emit, sitting.id)))
            row.addWidget(icon_button("trash-2", f"Supprimer la séance du {head}", name=f"seance_supprimer_{number}",
                                      clicked=partial(self.remove_sitting_asked.emit, sitting.id)))
        return part

    def _see_all(self) -> None:
        self._all = True
        if self._value is not None:
            self.set_value(self._value, self._today, writes=self._writes)

    # times
    def _slots(self, value: InterventionValue) -> None:
        add = link("Ajouter", name="aide_horaire_ajouter", icon="calendar-plus", clicked=self.new_slot_asked.emit,
                   accessible="Ajouter un horaire")
        self._head("Horaires", add)
        for number, slot in enumerate(sorted(value.slots, key=lambda one: (one.weekday, one.begins))):
            words = slot_words(slot)
            when, _, where = words.partition(" · ")
            line = link(when, name=f"aide_horaire_{number}", clicked=partial(self.slot_asked.emit, slot.id),
                        accessible=f"Modifier : {words}") if self._writes else PlainLabel(when, size=13)
            self._box.addLayout(hbox(None, line, None))
            if where:
                self._box.addWidget(PlainLabel(where, size=13, tone="soft", elide=True))
        if not value.slots:
            self._box.addWidget(PlainLabel("Pas encore dans l’emploi du temps.", size=13, tone="soft", wrap=True))
