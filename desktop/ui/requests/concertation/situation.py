"""One situation of the concertation on screen: read, drafted while it is typed, timed, left without losing anything."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.services.request_values import Foreseen, Situation
from desktop.texts import plural
from desktop.ui.accessible import announce
from desktop.ui.autosave import Writing
from desktop.ui.context import Context
from desktop.ui.requests.concertation.layout import ConcertationLayout
from desktop.ui.requests.concertation.reading import DRAFT, Held, Shown, hold, show
from desktop.ui.requests.concertation.timer import Spent, end_words, foreseen_words, spent_words

TICK = 1000


class SituationScreen(ConcertationLayout):
    """``open(meeting)``; ``left`` to leave, ``neutral_asked``, ``full_asked``. Everything typed is a draft until it is noted."""

    left = Signal()
    neutral_asked = Signal()
    full_asked = Signal()
    arrived = Signal(str)
    """A situation is on screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.held: Held | None = None
        self.shown: Shown | None = None
        self._wanted = ""
        self._busy = False
        self._said: dict[str, Any] = {}
        self._writing: Writing | None = None
        self.spent = Spent()
        self._tick = QTimer(self, interval=TICK)
        self._tick.timeout.connect(self._tell_time)

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
        where = f"{here} sur {len(held.agenda)}" if here and self.stack.currentIndex() == 0 else \
            f"{plural(done, 'vue')} sur {len(held.agenda)}"
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
        self._say()
        self._writing = self.context.autosave.open(
            DRAFT, shown.situation.id, collect=self._collect, student_id=shown.facts.student_id,
            title="Décision de concertation", seen=self._seen)

    def _seen(self) -> int:
        decision = self.shown.facts.decision if self.shown is not None else None
        return decision.seen if decision is not None else 0

    def _collect(self) -> dict[str, Any]:
        return dict(self._said)

    def _typed(self) -> None:
        self._say()
        if self._writing is not None:
            self._writing.touch()
        self._ask_foreseen()

    def _say(self) -> None:
        """What the draft holds: with its meeting, so that Accueil leads back to it."""
        self._said = {"meeting": self.held.meeting.id if self.held is not None else "", **self.zone.answers()}

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

    # -- what the whole screen adds -------------------------------------------------------------------------------------
    def show_end(self) -> None:
        """After the last situation."""

    def _reread(self) -> None:
        """The agenda, again."""
