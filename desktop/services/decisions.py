"""Decisions of a request: typed once, they become a state, tasks, a proposal to somebody, and one line of the decision sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.errors import InputError, RefusedError
from desktop.forms.request_kinds import INDICATIONS, STATE_AFTER, state_label
from desktop.forms.requests import DECISION
from desktop.ids import named
from desktop.models import Agenda, Decision, Request, Task
from desktop.services import answers as kept
from desktop.services import decision_words as words
from desktop.services import labels
from desktop.services.decision_subjects import Asked, Subjects
from desktop.services.request_values import DecisionValue, Foreseen
from desktop.texts import clean, family_name, fold, parse_day

if TYPE_CHECKING:
    from desktop.storage.unit import Unit

UNDECIDED = {
    "draft": "Cette demande est un brouillon\u00a0: elle se décide une fois envoyée.",
    "closed": "Cette demande est close\u00a0: rouvrez-la pour en décider à nouveau.",
    "cancelled": "Cette demande est annulée\u00a0: il n’y a rien à décider.",
    "redirected": "Cette demande est réorientée\u00a0: reprenez-la en analyse pour en décider.",
}
"""States a decision is refused in, and why."""
_SELECT = "SELECT id, request_id, meeting_id, student_id, date, author, answers, form_version FROM decision"


class Decisions(Subjects):
    """What was decided, of a request or of a child on the agenda."""

    # -- reading -------------------------------------------------------------------------------------------------------
    def decision(self, id: str) -> DecisionValue:
        """One decision. Raises ``RefusedError`` when unknown."""
        found = self._store.one(f"{_SELECT} WHERE id=?", (id,))
        if found is None:
            raise RefusedError
        return self._value(found)

    def decisions(self, meeting_id: str = "", since: str = "", until: str = "") -> tuple[DecisionValue, ...]:
        """Those of a réunion de synthèse, in the order of its agenda; or those of a time, oldest first."""
        if meeting_id:
            rows = self._store.sql(
                "SELECT d.id, d.request_id, d.meeting_id, d.student_id, d.date, d.author, d.answers, d.form_version "
                "FROM decision d LEFT JOIN agenda a ON a.meeting_id = d.meeting_id AND coalesce(a.request_id, '') = "
                "coalesce(d.request_id, '') AND (coalesce(d.request_id, '') <> '' OR a.student_id = d.student_id) "
                "WHERE d.meeting_id=? ORDER BY coalesce(a.rank, 9999), d.n", (meeting_id,))
        else:
            rows = self._store.sql(f"{_SELECT} WHERE date >= ? AND date <= ? ORDER BY date, n", (since or "0", until or "9999"))
        found: dict[str, DecisionValue] = {}
        for row in rows:
            if row[0] not in found:
                found[row[0]] = self._value(row)
        return tuple(found.values())

    def of_request(self, request_id: str) -> tuple[DecisionValue, ...]:
        """The decisions of a request, oldest first."""
        return tuple(self._value(row) for row in self._store.sql(f"{_SELECT} WHERE request_id=? ORDER BY date, n", (request_id,)))

    def of_situation(self, meeting_id: str, request_id: str, student_id: str) -> tuple[DecisionValue, ...]:
        """Those noted in a réunion de synthèse for one situation: of its request, or of the child alone; oldest first."""
        whose = "request_id=?" if request_id else "coalesce(request_id, '')='' AND student_id=?"
        return tuple(self._value(row) for row in self._store.sql(
            f"{_SELECT} WHERE meeting_id=? AND {whose} ORDER BY n", (meeting_id, request_id or student_id)))

    @staticmethod
    def task_ids(decision_id: str) -> tuple[str, ...]:
        """The ids its tasks have, or would have, in their order."""
        return tuple(named("task", decision_id, key) for key in _KEYS)

    def _value(self, row: Sequence[Any]) -> DecisionValue:
        id, request, meeting, student, day, author, cells, version = row
        said = kept.load(self._store, id, cells, version or 0, DECISION)
        try:
            asked = self.asked(request or "", student or "")
            whom, hidden = asked.whom, asked.masks
        except RefusedError:
            whom, hidden = words.whom("pupil", ()), []
        if hidden:
            said |= {key: words.masked(said[key], hidden) for key in _TYPED if said[key]}
        text = words.sentence(whom, said, parse_day(day))
        wanted = self.task_ids(id)
        tasks = self._store.sql(f"SELECT title FROM task WHERE id IN ({','.join('?' * len(wanted))}) ORDER BY n", wanted)
        return DecisionValue(id, request or "", meeting or "", student or "", day or "", author or "", said,
                             words.chosen(said), str(said.get("phrase") or ""), text,
                             tuple(words.masked(row[0] or "", hidden) for row in tasks),
                             self._store.seen())

    # -- saying before -------------------------------------------------------------------------------------------------
    def foreseen_of(self, asked: Asked, answers: Mapping[str, Any]) -> Foreseen:
        """What noting these answers would do."""
        said = {key: value for key, value in answers.items() if value}
        if not words.chosen(said):
            return Foreseen("Choisissez une indication ou plusieurs, de 1 à 9", (), "")
        tasks = self._planned(asked, said, self._session.clock.today(), self._session.actor.name)
        state = self._state_after(asked, said)
        text = words.foreseen_sentence(tasks)
        if state and state != asked.state:
            text += f"\u00a0; la demande devient «\u00a0{state_label(state)}\u00a0»" if state == "closed" else ""
        return Foreseen(text, tuple(task.title for task in tasks), state)

    def _planned(self, asked: Asked, said: Mapping[str, Any], day: date, author: str) -> tuple[words.Planned, ...]:
        return words.planned(said, day, author, to=asked.to, pupils=asked.count)

    def _state_after(self, asked: Asked, said: Mapping[str, Any]) -> str:
        """« en cours » when a help already runs, « close » when nothing follows, « décidée » otherwise."""
        if not asked.id:
            return ""
        running = self._store.one(
            "SELECT 1 FROM intervention i WHERE i.state='running' AND i.kind <> 'prevention' AND (i.request_id=? OR EXISTS "
            "(SELECT 1 FROM member m WHERE m.intervention_id = i.id AND m.request_id=? AND m.until IS NULL))",
            (asked.id, asked.id))
        codes = words.chosen(said)
        if running:
            return "in_progress"
        return STATE_AFTER.get(codes[0], "decided") if len(codes) == 1 else "decided"

    # -- writing -------------------------------------------------------------------------------------------------------
    def decide(self, request_id: str, answers: Mapping[str, Any], meeting_id: str = "", seen: int | None = None, *,
               student_id: str = "", date: str = "") -> Changes:
        """Note a decision; ``created[0]`` is its id. A later one is a new row, the former stays.

        ``student_id`` without a request: a child put on the agenda alone. Refused, with a sentence and nothing written, for a
        draft and for what is over.
        """
        asked = self.asked(request_id, student_id)
        if asked.state in UNDECIDED:
            raise InputError(UNDECIDED[asked.state], column="state")
        meeting = self._meeting_day(meeting_id)
        day = parse_day(date) or parse_day(meeting) or self._session.clock.today()
        day = min(day, self._session.clock.today())
        person = self._person(answers.get("propose_a"))
        said = self.checked({**answers, "propose_a": person[1]} if person[1] else answers)
        state = self._state_after(asked, said)
        actor = self._session.actor
        with self._store.unit(labels.REQUEST_DECIDED) as unit:
            id = kept.create(unit, Decision, {
                "request_id": asked.id, "meeting_id": meeting_id, "student_id": asked.student_id, "date": day.isoformat(),
                "author": actor.name, "author_id": actor.id}, DECISION, said, root=asked.root)
            self._make_tasks(unit, id, asked, (), self._planned(asked, said, day, actor.name))
            if asked.id:
                self._move(unit, asked, state, day.isoformat(), words.given(said), seen)
                self._propose(unit, asked, person, words.chosen(said))
            self._mark(unit, meeting_id, asked.id or asked.student_id, "done")
        return self._store.unit_changes

    def checked(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Answers as they are kept. Raises ``InputError`` for what contradicts itself."""
        said = DECISION.clean(answers)
        codes = words.chosen(said)
        if not codes:
            raise InputError("Choisissez au moins une indication d’aide, ou «\u00a0pas de suite pour l’instant\u00a0».",
                             column="indications")
        if "aucune" in codes and len(codes) > 1:
            raise InputError("«\u00a0Pas de suite\u00a0» ne va pas avec une autre indication.", column="indications")
        if codes == ("autre",) and not (said.get("autre") or said.get("phrase")):
            raise InputError("«\u00a0Autre\u00a0»\u00a0: dites laquelle en quelques mots.", column="autre")
        start, review = parse_day(said.get("debut")), parse_day(said.get("bilan_le"))
        if start and review and review < start:
            raise InputError("Le premier bilan vient après le début de l’aide.", column="bilan_le")
        if not said.get("mode"):
            direct = {INDICATIONS[code].direct for code in codes if code not in ("aucune", "autre")}
            said["mode"] = "les_deux" if len(direct) == 2 else "directe" if True in direct else "indirecte" if direct else None
        return {key: value for key, value in said.items() if value is not None}

    def save_decision(self, id: str, answers: Mapping[str, Any], seen: int | None = None) -> Changes:
        """Change a decision. Its tasks follow: those done stay, those somebody changed keep what she wrote."""
        before = self.decision(id)
        person = self._person(answers.get("propose_a"))
        given = {**answers, "propose_a": person[1]} if person[1] else dict(answers)
        stored = self._store.one("SELECT answers, form_version FROM decision WHERE id=?", (id,))
        former = {key: value for key, value in kept.load(self._store, id, stored[0], stored[1] or 0, DECISION).items()
                  if value is not None}
        given |= {key: former[key] for key in _TYPED if key in given and key in former and given[key] == before.answers[key]}
        merged = {**former, **DECISION.clean(given)}
        if "indications" in given and "mode" not in given:
            merged.pop("mode", None)
        said = self.checked({key: value for key, value in merged.items() if value is not None})
        asked = self.asked(before.request_id, before.student_id)
        day = parse_day(before.date) or self._session.clock.today()
        changed = {key: said.get(key) for key in {*given, "mode"}}
        with self._store.unit(labels.REQUEST_DECIDED) as unit:
            kept.save(unit, self._store, Decision, id, asked.root, DECISION, changed, seen)
            self._make_tasks(unit, id, asked, self._planned(asked, former, day, before.author),
                             self._planned(asked, said, day, before.author))
            if asked.id and asked.state not in UNDECIDED and self._is_last(id, asked.id):
                state = self._state_after(asked, said)
                if state != asked.state:
                    self._move(unit, asked, state, self._session.clock.today().isoformat(), words.given(said), None)
            if asked.id:
                self._propose(unit, asked, person, words.chosen(said))
        return self._store.unit_changes

    def remove_decision(self, id: str, seen: int | None = None) -> Changes:
        """Take a decision away, with its tasks not done; the request goes back to analysis when no other remains."""
        before = self.decision(id)
        with self._store.unit(labels.REQUEST_DECIDED) as unit:
            self._drop_tasks(unit, self.task_ids(id))
            unit.remove(Decision, id, seen)
            asked = None
            if before.request_id:
                asked = self.asked(before.request_id)
                left = [one.id for one in self.of_request(before.request_id) if one.id != id]
                if not left and asked.state in ("decided", "closed"):
                    self._move(unit, asked, "under_analysis", self._session.clock.today().isoformat(), "décision retirée", None)
            self._mark(unit, before.meeting_id, before.request_id or before.student_id, "")
        return self._store.unit_changes

    # -- parts ---------------------------------------------------------------------------------------------------------
    def _is_last(self, id: str, request_id: str) -> bool:
        found = self._store.one("SELECT id FROM decision WHERE request_id=? ORDER BY date DESC, n DESC LIMIT 1", (request_id,))
        return found is not None and bool(found[0] == id)

    def _meeting_day(self, meeting_id: str) -> str:
        if not meeting_id:
            return ""
        found = self._store.one("SELECT date FROM meeting WHERE id=?", (meeting_id,))
        if found is None:
            raise RefusedError
        return str(found[0] or "")

    def _make_tasks(self, unit: Unit, decision: str, asked: Asked, old: Sequence[words.Planned],
                    new: Sequence[words.Planned]) -> None:
        """Make, move or take away the tasks of a decision: only what the decision changed is written."""
        before = {task.key: task for task in old}
        for task in new:
            cells = {"title": task.title, "owner": task.owner, "due": task.due, "detail": task.detail}
            id = named("task", decision, task.key)
            former = before.pop(task.key, None)
            if former is None:
                unit.new(Task, {**cells, "student_id": asked.student_id, "request_id": asked.id}, id=id, root=asked.root)
                continue
            was = {"title": former.title, "owner": former.owner, "due": former.due, "detail": former.detail}
            moved = {column: cell for column, cell in cells.items() if cell != was[column]}
            if moved and self._undone([id]):
                unit.put(Task, id, moved)
        self._drop_tasks(unit, [named("task", decision, key) for key in before])

    def _undone(self, ids: Sequence[str]) -> list[str]:
        if not ids:
            return []
        return [row[0] for row in self._store.sql(
            f"SELECT id FROM main.task WHERE done_on IS NULL AND id IN ({','.join('?' * len(ids))})", ids)]

    def _drop_tasks(self, unit: Unit, ids: Sequence[str]) -> None:
        for id in self._undone(ids):
            unit.remove(Task, id)

    def _move(self, unit: Unit, asked: Asked, state: str, day: str, note: str, seen: int | None) -> None:
        """The request's new state, and its steps: what is decided and closed at once was first decided."""
        cells: dict[str, Any] = {}
        if state != asked.state:
            cells["state"] = state
        if state == "closed":
            cells |= {"closed_on": day, "closing": "other"}
        elif asked.state == "closed":
            cells |= {"closed_on": "", "closing": ""}
        if cells:
            unit.put(Request, asked.id, cells, seen)
        kinds = {"closed": ("decided", "closed"), "in_progress": ("decided",)}.get(state, (state,))
        for kind in kinds:
            self._session.requests.note_step(unit, asked.id, kind, note if kind != "closed" else "", day)

    def _person(self, said: Any) -> tuple[str, str]:
        """Account (or person of the Annuaire) and name of who is proposed to; a name nobody here bears stays a name."""
        text = clean(str(said or "")).strip()
        if not text:
            return "", ""
        for id, name in self._store.sql("SELECT id, name FROM account WHERE coalesce(state, 'active') IN ('active', 'invited')"):
            if text == id or fold(text) == fold(name or ""):
                return id, name or text
        for id, account, first, last in self._store.sql(
                "SELECT id, account_id, first_name, coalesce(nullif(usage_name, ''), last_name) FROM person "
                "WHERE pole=1 AND left_on IS NULL"):
            name = family_name(last or "", first or "")
            if text in (id, account) or fold(text) in (fold(name), fold(f"{last} {first}")):
                return account or "", name
        return "", text

    def _propose(self, unit: Unit, asked: Asked, person: tuple[str, str], codes: Sequence[str]) -> None:
        """Propose the request to who was named; what she took stays taken, what she left is asked again."""
        account, name = person
        if not name:
            return
        id = named("proposal", asked.id, account or fold(name))
        known = self._store.one("SELECT answer FROM main.proposal WHERE id=?", (id,))
        if known is not None and known[0] in (None, "", "taken"):
            return
        role = "" if account else next((INDICATIONS[code].role for code in codes if INDICATIONS[code].role), "")
        self._session.requests.offer(unit, asked.id, account_id=account, person=name, function=role)

    def _mark(self, unit: Unit, meeting_id: str, about: str, state: str) -> None:
        """Say on the agenda that a situation was looked into, or is to come again."""
        if not meeting_id or not about:
            return
        id = named("agenda", meeting_id, about)
        if self._store.exists(Agenda, id):
            unit.put(Agenda, id, {"state": state})


_TYPED = ("phrase", "autre")
"""Answers where a name may have been typed."""
_KEYS = ("school", "parents", *INDICATIONS)
"""What a decision's tasks are named by."""
