"""The concertation screen: agenda at left, one situation filling the rest, its decision typed once at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.errors import PoleError
from desktop.services.request_values import DecisionValue
from desktop.ui.accessible import announce
from desktop.ui.context import Context
from desktop.ui.requests import prints
from desktop.ui.requests.concertation.decision_zone import WHY_NOT
from desktop.ui.requests.concertation.reading import Held, Shown, hold, show
from desktop.ui.requests.concertation.situation import SituationScreen

TICK = 1000


class ConcertationScreen(SituationScreen):
    """``open(meeting)``; ``left`` to leave, ``neutral_asked``, ``full_asked``."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._connect()

    # -- build ---------------------------------------------------------------------------------------------------------
    def _connect(self) -> None:
        self.head.left.connect(self.left)
        self.head.neutral_asked.connect(self.neutral_asked)
        self.head.full_asked.connect(self.full_asked)
        self.agenda.picked.connect(self.go_to)
        self.agenda.entered.connect(self.zone.focus_first)
        self.area.whole_asked.connect(self.facts.toggle)
        self.zone.changed.connect(self._typed)
        self.zone.noted.connect(self.note)
        self.zone.postponed.connect(self.postpone)
        self.closing.printed.connect(self.print_sheet)
        self.closing.back.connect(self.show_situations)
        self.ribbon.table_asked.connect(self._ribbon_table)
        self.context.signals.changed.connect(self._changed)
        for keys, act in (("Ctrl+Return", self.note), ("Ctrl+Enter", self.note), ("Ctrl+.", self.neutral_asked.emit),
                          ("Ctrl+;", self.neutral_asked.emit), ("Ctrl+PgDown", self.next), ("Ctrl+PgUp", self.previous),
                          ("F11", self.full_asked.emit), ("F6", self._pane), ("Shift+F6", self._pane_back),
                          ("Ctrl+P", self.print_decisions), ("Ctrl+Z", self.context.undo.undo)):
            made = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(act)

    # -- acts ------------------------------------------------------------------------------------------------------------
    def note(self) -> None:
        """Ctrl+Entrée: write the decision, go to the next one."""
        shown, held = self.shown, self.held
        if shown is None or held is None or self._busy or self.stack.currentIndex() != 0 or not shown.decidable:
            return
        answers = self.zone.answers()
        if not answers.get("indications"):
            self.zone.refuse(WHY_NOT)
            return
        self._busy = True
        service, decision = self.context.session.concertation, shown.facts.decision
        work = partial(service.decide_situation, shown.situation.id, answers) if decision is None else \
            partial(service.save_decision, decision.id, self.zone.answers(whole=True), decision.seen)
        self.context.jobs.write(work, partial(self._noted, shown), self._refused)

    def _noted(self, shown: Shown, changes: Changes) -> None:
        self._busy = False
        if self._writing is not None:
            self._writing.kept()
            self._writing.close()
            self._writing = None
        self._go_on(shown, changes)

    def postpone(self) -> None:
        """« Reporter »: for another meeting; the request stays as it is."""
        shown, held = self.shown, self.held
        if shown is None or held is None or self._busy:
            return
        self._busy = True
        work = partial(self.context.session.concertation.postpone, held.meeting.id, shown.situation.id)
        self.context.jobs.write(work, partial(self._postponed, shown), self._refused)

    def _postponed(self, shown: Shown, changes: Changes) -> None:
        self._busy = False
        self.leave_situation()
        self._go_on(shown, changes)

    def _go_on(self, shown: Shown, changes: Changes) -> None:
        self._keep_time(shown)
        self.context.changed(changes, self)
        held = self.held
        if held is not None:
            self.context.jobs.read(partial(hold, self.context.session, held.meeting.id), self._advance, self.context.fail,
                                   key=(self, "hold"))

    def _advance(self, held: Held) -> None:
        here = self._at()
        self.held = held
        self.shown = None
        following = self._waiting(here + 1)
        if following is not None:
            self.go_to(following.id, keyboard=True)
        else:
            self.show_end()

    def _refused(self, error: BaseException) -> None:
        self._busy = False
        if isinstance(error, PoleError) and error.exit_code in (1, 2):
            self.zone.refuse(str(error), error.column or "")
        self.context.fail(error)

    def next(self) -> None:
        self._step(1)

    def previous(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        rows = self.held.agenda if self.held is not None else ()
        at = self._at() + by
        if 0 <= at < len(rows):
            self.go_to(rows[at].id, keyboard=True)
        elif by > 0 and rows:
            self.show_end()

    # -- the end ---------------------------------------------------------------------------------------------------------
    def show_end(self) -> None:
        """What was decided, and the sheet to print."""
        held = self.held
        if held is None:
            return
        self.leave_situation()
        self.spent.pause()
        self._tick.stop()
        self.context.jobs.read(partial(_decisions, self.context.session, held.meeting.id), self._ended, self.context.fail,
                               key=(self, "end"))

    def _ended(self, decisions: Sequence[DecisionValue]) -> None:
        held = self.held
        if held is None:
            return
        self.shown = None
        self.closing.set_decisions(decisions, held.agenda)
        self.stack.setCurrentWidget(self.closing)
        self.agenda.show_rows(held.agenda, "")
        self._tell_head()
        (self.closing.print_button if decisions else self.closing.again).setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"Fin de la concertation. {self.closing.title.whole_text()}.")

    def show_situations(self) -> None:
        rows = self.held.agenda if self.held is not None else ()
        wanted = self._waiting(0) or (rows[0] if rows else None)
        if wanted is not None:
            self.go_to(wanted.id, keyboard=True)

    def print_decisions(self) -> None:
        """Ctrl+P."""
        self.print_sheet(False)

    def print_sheet(self, nameless: bool) -> None:
        held = self.held
        if held is not None:
            self.spent.pause()
            prints.decisions(self.context, held.meeting.id, nameless=nameless)

    # -- what is written elsewhere ---------------------------------------------------------------------------------------
    def _changed(self, changes: Changes, initiator: object) -> None:
        if self.held is None or initiator is self or not changes.tables & {"agenda", "decision", "request", "meeting"}:
            return
        self._reread()
        shown = self.shown
        if shown is not None and self.stack.currentIndex() == 0 and changes.tables & {"decision"}:
            self.context.jobs.read(partial(show, self.context.session, self.held.meeting.id, shown.situation),
                                   partial(self._again, shown), self.context.fail, key=(self, "again"))

    def _again(self, before: Shown, now: Shown) -> None:
        """A decision taken back, or written by somebody else: shown again where nothing is being typed."""
        if self.shown is before and (self._writing is None or not self._writing.dirty) and now.draft is None:
            self.shown = now
            self.zone.fill(now.facts.decision.answers if now.facts.decision is not None else {}, now.people)
            self._tell_verbs()
            self._ask_foreseen()

    def _reread(self) -> None:
        if self.held is not None:
            self.context.jobs.read(partial(hold, self.context.session, self.held.meeting.id), self._reread_done,
                                   self.context.fail, key=(self, "reread"))

    def _reread_done(self, held: Held) -> None:
        self.held = held
        here = self.shown.situation.id if self.shown is not None else ""
        self.agenda.show_rows(held.agenda, here)
        self._tell_head()
        self._tell_verbs()

    # -- keyboard and room -----------------------------------------------------------------------------------------------
    def back(self) -> bool:
        """Échap: from the end to the situations, from a field to the list; ``False`` from there: leave."""
        if self.stack.currentWidget() is self.closing:
            self.show_situations()
            return self.stack.currentIndex() == 0
        focus = self.focusWidget()
        if focus is not None and focus is not self.agenda and self.zone.isAncestorOf(focus) and self.agenda.isVisible():
            self.agenda.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.shown is not None:
            self.spent.go_on()
            self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """The neutral screen, a paper: no time is counted."""
        super().hideEvent(event)
        self.spent.pause()
        self._tick.stop()


def _decisions(session: Any, meeting: str) -> tuple[DecisionValue, ...]:
    found: tuple[DecisionValue, ...] = session.concertation.decisions(meeting_id=meeting)
    return found
