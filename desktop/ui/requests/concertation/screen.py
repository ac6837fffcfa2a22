"""The concertation screen: agenda at left, one situation filling the rest, its decision typed once at the foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.changes import Changes
from desktop.errors import PoleError
from desktop.services.request_values import DecisionValue, Foreseen, Situation
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.autosave import Writing
from desktop.ui.context import Context
from desktop.ui.records import papers
from desktop.ui.requests.concertation.agenda_list import AgendaList
from desktop.ui.requests.concertation.closing import ClosingPage
from desktop.ui.requests.concertation.decision_zone import WHY_NOT, DecisionZone
from desktop.ui.requests.concertation.facts import Facts, FactsArea, Kinds
from desktop.ui.requests.concertation.head import ConcertationHead
from desktop.ui.requests.concertation.reading import DRAFT, Held, Shown, hold, show
from desktop.ui.requests.concertation.timer import Spent, end_words, foreseen_words, spent_words
from desktop.ui.students.ribbon import RibbonWidget
from desktop.ui.widgets import HLine, PlainLabel, VLine, hbox, pane, vbox

LIST, SHORT, NARROW = 224, 560, 760
TICK = 1000


class ConcertationScreen(QWidget):
    """``open(meeting)``; ``left`` to leave, ``neutral_asked``, ``full_asked``. Everything typed is a draft until it is noted."""

    left = Signal()
    neutral_asked = Signal()
    full_asked = Signal()
    arrived = Signal(str)
    """A situation is on screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "concertation", "Concertation")
        pane(self, "paper")
        self.context = context
        self.held: Held | None = None
        self.shown: Shown | None = None
        self._wanted = ""
        self._busy = False
        self._writing: Writing | None = None
        self.spent = Spent()
        self._tick = QTimer(self, interval=TICK)
        self._tick.timeout.connect(self._tell_time)
        self._build()
        self._lay_out()
        self._connect()

    # -- build -----------------------------------------------------------------------------------------------------------
    def _build(self) -> None:
        self.head = ConcertationHead()
        self.agenda = AgendaList()
        self.name = PlainLabel("", size=24, weight=style.BOLD, elide=True)
        self.name.setObjectName("concertation_nom")
        self.second = PlainLabel("", elide=True)
        self.second.setObjectName("concertation_second")
        self.time = PlainLabel("", size=20)
        self.time.setObjectName("concertation_temps")
        self.time_foreseen = PlainLabel("", size=13, tone="soft")
        for label in (self.time, self.time_foreseen):
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.ribbon = RibbonWidget()
        self.facts, self.kinds = Facts(), Kinds()
        self.zone = DecisionZone()
        self.closing = ClosingPage()

    def _lay_out(self) -> None:
        who = vbox(None, self.name, self.second, spacing=2)
        top = hbox(None, who, vbox(None, self.time, self.time_foreseen, None), spacing=16)
        top.setStretch(0, 1)
        content = QWidget()
        self._read = vbox(content, top, 8, self.ribbon, 2, self.facts, self.kinds, None, margins=(28, 16, 28, 8))
        self.area = FactsArea(content)
        situation = QWidget()
        self._situation = vbox(situation, self.area, HLine(), self.zone)
        self._situation.setStretch(0, 1)
        self.stack = named(QStackedWidget(), "concertation_pages", "Situation")
        self.stack.addWidget(situation)
        self.stack.addWidget(self.closing)
        self._rule = VLine()
        body = QWidget()
        row = hbox(body, self.agenda, self._rule, self.stack, spacing=0)
        row.setStretch(2, 1)
        vbox(self, self.head, HLine(), body).setStretch(2, 1)

    def _connect(self) -> None:
        self.head.left.connect(self.left)
        self.head.neutral_asked.connect(self.neutral_asked)
        self.head.full_asked.connect(self.full_asked)
        self.agenda.picked.connect(self.go_to)
        self.agenda.entered.connect(self.zone.focus_first)
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

    # -- the meeting -----------------------------------------------------------------------------------------------------
    def open(self, meeting: str, situation: str = "") -> None:
        """At ``situation``, else at the first one not seen yet."""
        self._wanted = situation
        self.context.jobs.read(partial(hold, self.context.session, meeting), self._held, self._gone, key=(self, "hold"))

    def _gone(self, error: BaseException) -> None:
        self.context.fail(error)
        self.left.emit()

    def _held(self, held: Held) -> None:
        first_time, self.held = self.held is None, held
        current = self.shown.situation.id if self.shown is not None else ""
        self.agenda.show_rows(held.agenda, current)
        self._tell_head()
        if first_time:
            wanted = next((one for one in held.agenda if one.id == self._wanted), None) or self._waiting(0)
            if wanted is not None:
                self.go_to(wanted.id, keyboard=True)
            else:
                self.show_end()

    def _waiting(self, start: int) -> Situation | None:
        """The first situation to come from ``start`` on, then from the top."""
        rows = self.held.agenda if self.held is not None else ()
        return next((one for one in (*rows[start:], *rows[:start]) if not one.state), None)

    def _at(self) -> int:
        rows = self.held.agenda if self.held is not None else ()
        here = self.shown.situation.id if self.shown is not None else ""
        return next((number for number, one in enumerate(rows) if one.id == here), -1)

    def _tell_head(self) -> None:
        held = self.held
        if held is None:
            return
        here = self._at() + 1
        done = sum(1 for one in held.agenda if one.state)
        where = f"{here} sur {len(held.agenda)}" if here and self.stack.currentIndex() == 0 else f"{done} vues sur {len(held.agenda)}"
        self.head.set_words(held.title, held.second, where, end_words(held.begins, held.minutes))
        self.time_foreseen.setText(foreseen_words(held.minutes, len(held.agenda)))

    # -- one situation ---------------------------------------------------------------------------------------------------
    def go_to(self, id: str, *, keyboard: bool = False) -> None:
        """Show one; what was typed of the former is kept, and the time it took."""
        held = self.held
        situation = next((one for one in held.agenda if one.id == id), None) if held is not None else None
        if held is None or situation is None or (self.shown is not None and self.shown.situation.id == id
                                                 and self.stack.currentIndex() == 0):
            return
        self.leave_situation()
        self.stack.setCurrentIndex(0)
        self.context.jobs.read(partial(show, self.context.session, held.meeting.id, situation), partial(self._show, keyboard),
                               self.context.fail, key=(self, "show"))

    def _show(self, keyboard: bool, shown: Shown) -> None:
        self.shown = shown
        facts = shown.facts
        self.name.setText(facts.title)
        self.second.setText(facts.second)
        self.ribbon.setVisible(shown.ribbon is not None)
        if shown.ribbon is not None:
            self.ribbon.set_ribbon(shown.ribbon, self.context.session.clock.today())
        self.facts.set_facts(facts.facts)
        self.kinds.set_kinds(facts.kinds, facts.kinds_pole)
        self.area.say(facts)
        self.area.verticalScrollBar().setValue(0)
        self._fill(shown)
        self.spent.begin(shown.situation.id, shown.situation.seconds)
        self._tick.start()
        self._tell_time()
        if self.held is not None:
            self.agenda.show_rows(self.held.agenda, shown.situation.id)
        self._tell_head()
        self._tell_verbs()
        self._ask_foreseen()
        if keyboard:
            self.zone.focus_first()
        announce(self, f"{facts.title}, {facts.second}")
        self.arrived.emit(shown.situation.id)

    def _fill(self, shown: Shown) -> None:
        """What was decided, or what was being typed."""
        answers: Mapping[str, Any] = shown.facts.decision.answers if shown.facts.decision is not None else {}
        if shown.draft is not None and shown.draft.values:
            answers = shown.draft.values
        self.zone.fill(answers, shown.people)
        self._writing = self.context.autosave.open(
            DRAFT, shown.situation.id, collect=self._collect, student_id=shown.facts.student_id,
            title="Décision de concertation", seen=self._seen)

    def _seen(self) -> int:
        decision = self.shown.facts.decision if self.shown is not None else None
        return decision.seen if decision is not None else 0

    def _collect(self) -> dict[str, Any]:
        meeting = self.held.meeting.id if self.held is not None else ""
        return {"meeting": meeting, **self.zone.answers()}

    def _typed(self) -> None:
        if self._writing is not None:
            self._writing.touch()
        self._ask_foreseen()

    def _ask_foreseen(self) -> None:
        shown = self.shown
        if shown is None or not shown.decidable:
            self.zone.set_foreseen("")
            return
        answers = self.zone.answers()
        if not answers.get("indications"):
            self.zone.set_foreseen("")
            return
        self.context.jobs.read(partial(self.context.session.concertation.foreseen, shown.situation.id, answers), self._foreseen,
                               self.context.fail, key=(self, "foreseen"))

    def _foreseen(self, foreseen: Foreseen) -> None:
        if self.zone.indications.codes():
            self.zone.set_foreseen(foreseen.sentence)

    def _tell_verbs(self) -> None:
        shown = self.shown
        if shown is None:
            return
        following = self._waiting(self._at() + 1)
        decided = shown.facts.decision is not None
        other = following is not None and following.id != shown.situation.id
        verb = "Corriger la décision" if decided else "Noter et terminer"
        if following is not None and other:
            verb = f"{'Corriger' if decided else 'Noter'} et passer à {following.title}"
        self.zone.set_verbs(verb, postpone=not shown.situation.state and not decided, writes=shown.decidable,
                            why_not=shown.why_not)

    def _tell_time(self) -> None:
        if self.shown is not None:
            self.time.setText(spent_words(self.spent.seconds()))

    # -- leaving one -----------------------------------------------------------------------------------------------------
    def leave_situation(self) -> None:
        """The draft of what is typed, and the time: nothing is asked, nothing is lost."""
        shown, writing = self.shown, self._writing
        self._writing = None
        if writing is not None:
            writing.close()
        if shown is not None:
            self._keep_time(shown)

    def _keep_time(self, shown: Shown) -> None:
        seconds = self.spent.seconds()
        if self.spent.id == shown.situation.id and seconds > shown.situation.seconds:
            self.spent.begin(shown.situation.id, seconds)
            self.context.jobs.write(partial(self.context.session.concertation.spent, shown.situation.id, seconds),
                                    self._timed, self._time_lost)

    def _timed(self, changes: Changes) -> None:
        self.context.signals.tell(changes, self)
        self._reread()

    def _time_lost(self, _error: BaseException) -> None:
        """Someone who only reads counts for herself; a disk that refuses says so at the next word typed."""

    def keep(self) -> dict[str, Any]:
        """Before a lock: the draft, the time; gives the place to come back to."""
        shown = self.shown
        if self._writing is not None and self._writing.dirty:
            self.context.autosave.keep(self._writing)
        if shown is not None:
            self._keep_time(shown)
            self.spent.pause()
        return {"id": self.held.meeting.id, "situation": shown.situation.id if shown else ""} if self.held is not None else {}

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
            title = "Fiche de décisions, sans noms" if nameless else "Fiche de décisions"
            papers.show(self.context, title, partial(_sheet, self.context, held.meeting.id, nameless))

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if plain and self.stack.currentIndex() == 0 and self.zone.press_digit(event.text()):
            return
        if event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) and plain:
            self.area.page(1 if event.key() == Qt.Key.Key_PageDown else -1)
            return
        super().keyPressEvent(event)

    def _panes(self) -> list[QWidget]:
        if self.stack.currentWidget() is self.closing:
            return [self.agenda, self.closing.print_button]
        return [self.agenda, self.area, self.zone.indications, self.zone.phrase, self.zone.note_button]

    def _pane(self) -> None:
        self._turn_panes(1)

    def _pane_back(self) -> None:
        self._turn_panes(-1)

    def _turn_panes(self, step: int) -> None:
        panes = [one for one in self._panes() if one.isVisible() and one.isEnabled()]
        focus = self.focusWidget()
        here = next((number for number, one in enumerate(panes)
                     if focus is not None and (one is focus or one.isAncestorOf(focus))), -step)
        if panes:
            panes[(here + step) % len(panes)].setFocus(Qt.FocusReason.TabFocusReason)

    def _ribbon_table(self) -> None:
        """Said aloud here: the table itself is on the pupil's sheet."""
        announce(self, self.ribbon.accessibleDescription())

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, short = self.width() / style.scale(), self.height() < style.px(SHORT)
        listed = width >= NARROW
        self.agenda.setVisible(listed)
        self._rule.setVisible(listed)
        self.agenda.setFixedWidth(style.px(LIST if width >= 1180 else 196))
        inside = self._read.indexOf(self.zone) >= 0
        if short and not inside:
            self._read.insertWidget(self._read.count() - 1, self.zone)
        elif not short and inside:
            self._situation.addWidget(self.zone)
        self.head.fold(self.width() < style.px(700), short)


def _decisions(session: Any, meeting: str) -> tuple[DecisionValue, ...]:
    found: tuple[DecisionValue, ...] = session.concertation.decisions(meeting_id=meeting)
    return found


def _sheet(context: Context, meeting: str, nameless: bool, _large: bool) -> bytes:
    return context.session.printing.decision_sheet(meeting_id=meeting, nameless=nameless)
