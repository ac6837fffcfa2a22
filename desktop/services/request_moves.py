"""Where a request goes: sent, received, proposed, taken or left, decided, closed. Each move is a step, with its author.

Nobody is assigned: a request is proposed to a person, who takes it or says why not. What is refused writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.clock import stamp
from desktop.errors import InputError, RefusedError
from desktop.forms.request_kinds import CLOSINGS, INDICATIONS, STATES
from desktop.forms.requests import DECISION, NO_PUPIL, REQUEST
from desktop.ids import named
from desktop.models import Proposal, Request, Step
from desktop.models.kinds import ROLES
from desktop.services import answers, labels
from desktop.services import request_rules as rules
from desktop.storage.unit import Unit
from desktop.texts import clean, family_name, fold

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

TAKEN_OF_ITSELF = ("submitted", "acknowledged")
"""States from which taking a request puts it under analysis."""
OVER = ("closed", "redirected", "cancelled")
_HERE = "coalesce(a.state, 'active') IN ('active', 'invited')"
_AWAY = "NOT EXISTS (SELECT 1 FROM main.account a WHERE a.id = w.account)"
"""Somebody on another laptop, known by her plis: she has no account here."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a move needs to know of a request."""

    id: str
    root: str
    about: str
    student_id: str
    state: str
    sent_on: str
    received_on: str
    school_id: str
    class_name: str
    level: str


def held(store: Store, id: str) -> Held:
    """Raises ``RefusedError`` when there is no such request."""
    names = ("id", "root", "about", "student_id", "state", "sent_on", "received_on", "school_id", "class_name", "level")
    found = store.one(f"SELECT {', '.join(names)} FROM request WHERE id=?", (id,))
    if found is None:
        raise RefusedError
    cells = {name: str(cell or "") for name, cell in zip(names, found, strict=True)}
    cells["state"] = cells["state"] if cells["state"] in STATES else "draft"
    return Held(**cells)


def children_of(store: Store, request: Held) -> tuple[str, ...]:
    """The children a request names."""
    if request.student_id:
        return (request.student_id,)
    return tuple(row[0] for row in store.sql("SELECT student_id FROM concerned WHERE request_id=? ORDER BY n", (request.id,)))


def names_something(store: Store, request: Held) -> bool:
    """Whether a request names a child, a class or a school: its subject may then stay blank."""
    if request.about == "class":
        return bool(request.class_name or request.level)
    if request.about == "school":
        return bool(request.school_id)
    return bool(children_of(store, request))


class RequestMoves:
    """What moves a request."""

    _session: Session
    _store: Store

    # -- for other services, inside their own unit ---------------------------------------------------------------------
    def note_step(self, unit: Unit, id: str, kind: str, note: str = "", date: str = "") -> str:
        """A step of a request, in somebody's unit: its day, its author."""
        request = held(self._store, id)
        return step_in(unit, self._session, request.id, request.root, request.student_id, kind, note, date)

    def offer(self, unit: Unit, id: str, *, account_id: str = "", person: str = "", function: str = "", note: str = "") -> str:
        """Propose a request to somebody, in somebody's unit; gives the proposal's id."""
        request = held(self._store, id)
        if account_id:
            known, role = self._account(account_id)
            person, function = person or known, function or role
        person = clean(person).strip()
        if not person:
            raise InputError("« Proposer à » attend une personne.", column="person")
        row = named("proposal", id, account_id or fold(person))
        unit.new(Proposal, {
            "request_id": id, "student_id": request.student_id, "account_id": account_id, "person": person,
            "function": function, "proposed_on": self._session.clock.today().isoformat(),
            "proposed_by": self._session.actor.name, "answer": "", "answered_on": "", "reason": ""}, id=row, root=request.root)
        step_in(unit, self._session, id, request.root, request.student_id, "proposed",
                " : ".join(part for part in (f"à {person}", clean(note).strip()) if part))
        return row

    def _account(self, id: str) -> tuple[str, str]:
        """The name of somebody whose account is open here, or whose plis came, and her function in the pôle."""
        found = self._store.one(f"SELECT a.name, a.roles FROM account a WHERE a.id=? AND {_HERE}", (id,))
        found = found or self._store.one(f"SELECT name, roles FROM author w WHERE account=? AND {_AWAY}", (id,))
        if found is None:
            raise RefusedError
        roles = [role for role in (found[1] or "").split() if role in ROLES]
        return found[0] or "", next((role for role in roles if role not in rules.OF_SCHOOL), roles[0] if roles else "")

    # -- sending and receiving -----------------------------------------------------------------------------------------
    def submit(self, id: str) -> Changes:
        """Send a request: its four answers are there. Aids told year by year go to the ribbon."""
        request = held(self._store, id)
        rules.need_move(request.state, "submitted", self._session.actor.roles)
        said = self._said(id)
        rules.need_four(request.about, said, named=names_something(self._store, request))
        children = children_of(self._store, request)
        with self._store.unit(labels.REQUEST_SENT) as unit:
            if request.about in ("class", "school") and not (said.get("parents_informes_le") or said.get("parents_raison")):
                unit.put(Request, id, {"answers.parents_raison": NO_PUPIL})
            sent = request.sent_on or request.received_on or self._session.clock.today().isoformat()
            _put_state(unit, self._session, request, "submitted", "", {"sent_on": sent})
            if len(children) == 1 and said.get("aides"):
                self._session.aids.note_grid(unit, children[0], said["aides"])
        return self._store.unit_changes

    def _said(self, id: str) -> dict[str, Any]:
        found = self._store.one("SELECT answers, form_version FROM request WHERE id=?", (id,))
        return answers.load(self._store, id, found[0], found[1] or 0, REQUEST)

    def acknowledge(self, id: str, note: str = "") -> Changes:
        """Say that it is received."""
        return self.move(id, "acknowledged", note)

    def complete(self, id: str, what: str) -> Changes:
        """Send it back to who asks, saying what is wanted."""
        return self.move(id, "returned_for_completion",
                         _needed(what, "what", "Dites ce qui manque : la personne qui demande le lira."))

    def move(self, id: str, state: str, note: str = "") -> Changes:
        """Bring a request to another state, when it may go there from where it is."""
        if state == "submitted":
            return self.submit(id)
        request = held(self._store, id)
        rules.need_move(request.state, state, self._session.actor.roles)
        with self._store.unit(labels.REQUEST_CLOSED if state == "closed" else labels.REQUEST_MOVED) as unit:
            _put_state(unit, self._session, request, state, note, {})
        return self._store.unit_changes

    # -- who looks into it ---------------------------------------------------------------------------------------------
    def propose(self, id: str, account_id: str = "", person: str = "", function: str = "", note: str = "") -> Changes:
        """Propose a request to somebody of the pôle: an account, or a person by name. Proposed again, it waits again."""
        self._open(id, "Une demande se propose une fois envoyée.")
        self._may_answer()
        with self._store.unit(labels.REQUEST_PROPOSED) as unit:
            self.offer(unit, id, account_id=account_id, person=person, function=function, note=note)
        return self._store.unit_changes

    def take(self, id: str, account_id: str = "") -> Changes:
        """« Je prends ». Of somebody else, only the answer to what was proposed to her is noted."""
        request = self._open(id, "Une demande se prend une fois envoyée.")
        self._may_answer()
        who = account_id or self._session.actor.id
        name, function = self._me() if who == self._session.actor.id else self._account(who)
        answer = self._answer(id, who)
        if answer == "taken":
            raise InputError("Cette demande est déjà prise par cette personne.", column="account_id")
        if who != self._session.actor.id and answer is None:
            raise InputError("Une demande se propose : c’est la personne qui la prend.", column="account_id")
        with self._store.unit(labels.REQUEST_TAKEN) as unit:
            self._answered(unit, request, who, name, function, "taken")
            if request.state in TAKEN_OF_ITSELF:
                _put_state(unit, self._session, request, "under_analysis", f"prise par {name}", {})
            else:
                step_in(unit, self._session, id, request.root, request.student_id, "taken", f"par {name}")
        return self._store.unit_changes

    def hold(self, unit: Unit, id: str) -> None:
        """In somebody's unit: who begins a help of a request has taken it."""
        request, (name, function) = held(self._store, id), self._me()
        mine = self._session.actor.id
        if rules.asks_only(self._session.actor.roles) or self._answer(id, mine) == "taken":
            return
        self._answered(unit, request, mine, name, function, "taken")
        step_in(unit, self._session, id, request.root, request.student_id, "taken", f"par {name}")

    def decline(self, id: str, reason: str) -> Changes:
        """Say why one does not take a request."""
        request = self._open(id, "Une demande se propose une fois envoyée.")
        self._may_answer()
        why = _needed(reason, "reason", "Dites pourquoi : la personne qui propose le lira.")
        if self._answer(id, self._session.actor.id) == "taken":
            raise InputError("Vous avez pris cette demande : vous pouvez la rendre.", column="state")
        name, function = self._me()
        with self._store.unit(labels.REQUEST_DECLINED) as unit:
            self._answered(unit, request, self._session.actor.id, name, function, "declined", why)
            step_in(unit, self._session, id, request.root, request.student_id, "declined", f"par {name} : {why}")
        return self._store.unit_changes

    def give_back(self, id: str, reason: str) -> Changes:
        """Give back a request one took, saying why."""
        request = self._open(id, "Cette demande est encore un brouillon.")
        why = _needed(reason, "reason", "Dites pourquoi vous rendez cette demande.")
        if self._answer(id, self._session.actor.id) != "taken":
            raise InputError("Vous n’avez pas pris cette demande.", column="state")
        name, function = self._me()
        with self._store.unit(labels.REQUEST_DECLINED) as unit:
            self._answered(unit, request, self._session.actor.id, name, function, "left", why)
            step_in(unit, self._session, id, request.root, request.student_id, "left", f"par {name} : {why}")
        return self._store.unit_changes

    def people_to_propose(self, id: str) -> tuple[tuple[str, str, str, str], ...]:
        """``(account, name, function, label)`` of those it may be proposed to: who suits what was decided comes first."""
        request = held(self._store, id)
        found = [(account, name or "", *_function(roles or "")) for account, name, roles in self._store.sql(
            f"SELECT a.id, a.name, a.roles FROM account a WHERE {_HERE} AND (? = '' OR NOT EXISTS (SELECT 1 FROM scope s WHERE "
            "s.account_id = a.id) OR EXISTS (SELECT 1 FROM scope s WHERE s.account_id = a.id AND s.school_id = ?)) "
            "ORDER BY a.name", (request.school_id, request.school_id))]
        found += [(account, name or "", *_function(roles or "")) for account, name, roles in self._store.sql(
            f"SELECT account, name, roles FROM author w WHERE {_AWAY} AND account <> ? ORDER BY name", (self._session.actor.id,))]
        found = [one for one in found if one[2]]
        known = {one[0] for one in found} | {fold(one[1]) for one in found}
        for account, last, first, function in self._store.sql(
                "SELECT account_id, coalesce(usage_name, last_name), first_name, function FROM person WHERE pole = 1 AND left_on "
                "IS NULL ORDER BY last_name, first_name"):
            name = family_name(last or "", first or "")
            if (account or "-") not in known and fold(name) not in known:
                found.append((account or "", name, _role_said(function or ""), function or ""))
        suits = self._suiting(id)
        return tuple(sorted(found, key=lambda one: (one[2] not in suits, fold(one[1]))))

    def _suiting(self, id: str) -> frozenset[str]:
        """Functions of what was decided last."""
        found = self._store.one("SELECT answers FROM decision WHERE request_id=? ORDER BY date DESC, n DESC LIMIT 1", (id,))
        codes = answers.glance(found[0], DECISION)["indications"] or [] if found is not None else []
        return frozenset(INDICATIONS[code].role for code in codes if code in INDICATIONS and INDICATIONS[code].role)

    def _me(self) -> tuple[str, str]:
        name, roles = self._session.actor.name, self._session.actor.roles
        return name, next((role for role in roles if role not in rules.OF_SCHOOL), roles[0] if roles else "")

    def _answer(self, id: str, account: str) -> str | None:
        """What somebody answered to the proposal made to her; ``None`` when none was."""
        found = self._store.one("SELECT answer FROM proposal WHERE request_id=? AND account_id=?", (id, account))
        return (found[0] or "") if found is not None else None

    def _answered(self, unit: Unit, request: Held, account: str, name: str, function: str, answer: str, reason: str = "") -> None:
        today = self._session.clock.today().isoformat()
        cells = {"answer": answer, "answered_on": today, "reason": reason}
        by_name = self._store.one("SELECT id FROM proposal WHERE id=? AND account_id IS NULL", (
            named("proposal", request.id, fold(name)),))
        if by_name is not None and self._answer(request.id, account) is None:
            # Proposed to her by her name, on a laptop that does not know her account.
            unit.put(Proposal, by_name[0], {**cells, "account_id": account})
            return
        if self._answer(request.id, account) is None:
            cells.update(request_id=request.id, student_id=request.student_id, account_id=account, person=name, function=function)
        found = self._store.one("SELECT id FROM proposal WHERE request_id=? AND account_id=?", (request.id, account))
        unit.new(Proposal, cells, id=found[0] if found else named("proposal", request.id, account), root=request.root)

    # -- news, closing -------------------------------------------------------------------------------------------------
    def news(self, id: str, text: str) -> Changes:
        """Note how things go."""
        return self._noted(id, "news", _needed(text, "text", "« Nouvelles » attend un texte."))

    def answered(self, id: str, to_whom: str) -> Changes:
        """Note that the school was answered, and who."""
        return self._noted(id, "answered", clean(to_whom).strip())

    def _noted(self, id: str, kind: str, note: str) -> Changes:
        request = held(self._store, id)
        if request.state == "draft":
            raise InputError("Cette demande est encore un brouillon : elle s’envoie d’abord.", column="state")
        with self._store.unit(labels.REQUEST_NEWS) as unit:
            step_in(unit, self._session, id, request.root, request.student_id, kind, note)
        return self._store.unit_changes

    def close(self, id: str, reason: str, note: str = "") -> Changes:
        """Close a request, saying why: a code of ``CLOSINGS`` or its words."""
        request = held(self._store, id)
        rules.need_move(request.state, "closed", self._session.actor.roles)
        words = {fold(label): code for code, label in CLOSINGS.items()} | {code: code for code in CLOSINGS}
        code = words.get(reason.strip()) or words.get(fold(reason))
        if code is None:
            raise InputError(f"« Raison » attend l’un de : {', '.join(CLOSINGS)}.", column="reason")
        with self._store.unit(labels.REQUEST_CLOSED) as unit:
            _put_state(unit, self._session, request, "closed", note, {"closing": code})
        return self._store.unit_changes

    def reopen(self, id: str) -> Changes:
        """Take up again a request that is over: where help still runs, else where it is looked into."""
        request = held(self._store, id)
        if request.state not in OVER:
            raise InputError("Cette demande n’est pas close.", column="state")
        if request.state == "cancelled":
            return self.move(id, "draft")
        running = self._store.one("SELECT 1 FROM intervention WHERE request_id=? AND state='running' LIMIT 1", (id,))
        return self.move(id, "in_progress" if request.state == "closed" and running else "under_analysis")

    # -- refusing ------------------------------------------------------------------------------------------------------
    def _open(self, id: str, draft: str) -> Held:
        """A request that is sent and not over; ``draft``: what is said of one that is not sent."""
        request = held(self._store, id)
        if request.state == "draft":
            raise InputError(draft, column="state")
        if not STATES[request.state].open:
            raise InputError(f"Cette demande est {STATES[request.state].label} : elle se rouvre d’abord.", column="state")
        return request

    def _may_answer(self) -> None:
        if rules.asks_only(self._session.actor.roles):
            raise RefusedError("Le pôle se répartit les demandes : vous voyez ici qui prend la vôtre.")


def step_in(unit: Unit, session: Session, id: str, root: str, student: str, kind: str, note: str = "", date: str = "") -> str:
    """Write one step."""
    actor = session.actor
    return unit.new(Step, {
        "request_id": id, "student_id": student, "kind": kind, "date": date or session.clock.today().isoformat(),
        "at": stamp(session.clock.now()), "author": actor.name, "author_id": actor.id, "note": clean(note).strip()}, root=root)


def _put_state(unit: Unit, session: Session, request: Held, to: str, note: str, cells: Mapping[str, Any]) -> None:
    """Write a state, what goes with it, and its step."""
    kept = {"state": to, **cells}
    if not STATES[to].open:
        kept["closed_on"] = session.clock.today().isoformat()
    elif not STATES[request.state].open:
        kept.update(closed_on="", closing="")
    if to == "draft":
        kept["sent_on"] = ""
    unit.put(Request, request.id, kept)
    step_in(unit, session, request.id, request.root, request.student_id, to, note)


def _needed(text: str, column: str, sentence: str) -> str:
    found = clean(text or "").strip()
    if not found:
        raise InputError(sentence, column=column)
    return found


def _function(roles: str) -> tuple[str, str]:
    """The function of an account in the pôle, and its words; empty for who is of a school alone."""
    role = next((one for one in roles.split() if one in ROLES and one not in rules.OF_SCHOOL), "")
    return role, ROLES.get(role, "")


def _role_said(function: str) -> str:
    """The role that the words of the Annuaire say, when they are a role's."""
    said = fold(function)
    return next((role for role, label in ROLES.items() if said and (said == fold(label) or said == role.replace("_", " "))), "")
