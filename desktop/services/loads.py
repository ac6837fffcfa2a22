"""How much is asked and given, by sector and by function: figures of the pôle, of nobody in particular.

Two things are told apart. What waits and what is open is about children and schools. How many children are helped and how many
sessions were held is what people do: such a figure is told only of three people at least. Of one it would be hers; of two, each
would know the other's by taking away her own, which she sees. Functions held by fewer are put together, and what could still be
found by subtraction is not told. A prevention group is in no figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.clock import school_year
from desktop.forms.request_kinds import FUNCTIONS, STATES
from desktop.services.places import SECTOR
from desktop.services.request_rules import OF_SCHOOL, asks_only
from desktop.services.request_values import Load
from desktop.texts import fold

if TYPE_CHECKING:
    from desktop.services.session import Session

LEAST = 3
"""People behind a figure of what people do."""
NO_SECTOR, NOBODY_YET = "Sans secteur", "À proposer"
_WAITING = ("submitted", "acknowledged", "returned_for_completion")


@dataclass
class _Sum:
    """What is added up for a sector or a function."""

    waiting: int = 0
    open: int = 0
    children: set[str] = field(default_factory=set)
    sittings: int = 0
    people: set[str] = field(default_factory=set)
    """Who holds what is counted here: was asked, took, gives."""
    helpers: set[str] = field(default_factory=set)
    """Who gives the help that is counted here."""

    @property
    def acts(self) -> bool:
        """Whether there is any help to count."""
        return bool(self.children or self.sittings)

    def joined(self, other: _Sum) -> _Sum:
        return _Sum(self.waiting + other.waiting, self.open + other.open, self.children | other.children,
                    self.sittings + other.sittings, self.people | other.people, self.helpers | other.helpers)

    def load(self, label: str, *, told: bool = True) -> Load:
        if not told:
            return Load(label, self.waiting, self.open, 0, 0, told=False)
        return Load(label, self.waiting, self.open, len(self.children), self.sittings)


Sums = dict[str, _Sum]


def of_pole(session: Session) -> tuple[tuple[Load, ...], tuple[Load, ...]]:
    """See ``Resuming.loads``; nothing for who is of a school and not of the pôle, unless the whole vault is hers alone."""
    if set(session.actor.roles) <= OF_SCHOOL and not session.rights.standing.alone:
        return (), ()
    sectors, functions = _requests(session)
    _helps(session, sectors, functions)
    if session.rights.standing.places is None:
        _accounts(session, functions)
    told = by_function(functions)
    return by_sector(sectors, enough=bool(told) and all(load.told for load in told)), told


def _requests(session: Session) -> tuple[Sums, Sums]:
    store = session.commun
    held: dict[str, list[tuple[str, str]]] = {}
    for request, function, person in store.sql("SELECT request_id, function, person FROM proposal WHERE coalesce(answer, '') IN "
                                               "('', 'taken')"):
        held.setdefault(request, []).append((function or "", person or ""))
    sectors: Sums = {}
    functions: Sums = {}
    for id, state, sector in store.sql(
            f"SELECT r.id, r.state, {SECTOR} FROM request r LEFT JOIN school s ON s.id = r.school_id"):
        if state not in STATES or state == "draft" or not STATES[state].open:
            continue
        told = held.get(id, ())
        sums = [sectors.setdefault(sector or "", _Sum()),
                *(functions.setdefault(function, _Sum()) for function in {one for one, _ in told} or {""})]
        for one in sums:
            one.open += 1
            one.waiting += state in _WAITING
        for function, person in told:
            if person:
                functions[function].people.add(fold(person))
    return sectors, functions


def _helps(session: Session, sectors: Sums, functions: Sums) -> None:
    """Children helped and sessions held this school year, and by whom."""
    store, year = session.commun, school_year(session.clock.today())
    helps = {row[0]: row[1:] for row in store.sql(
        f"SELECT i.id, i.function, i.helper, {SECTOR} FROM intervention i LEFT JOIN school s ON s.id = i.school_id "
        "WHERE i.year=? AND i.kind <> 'prevention' AND i.state <> 'prepared'", (year,))}
    held = dict(store.sql("SELECT intervention_id, count(*) FROM sitting WHERE state='held' GROUP BY 1"))
    children: dict[str, set[str]] = {}
    for help, student in store.sql("SELECT intervention_id, student_id FROM member"):
        children.setdefault(help, set()).add(student)
    for id, (function, helper, sector) in helps.items():
        for one in (sectors.setdefault(sector or "", _Sum()), functions.setdefault(function or "", _Sum())):
            one.children |= children.get(id, set())
            one.sittings += held.get(id, 0)
            if helper:
                one.people.add(fold(helper))
                one.helpers.add(fold(helper))


def _accounts(session: Session, functions: Sums) -> None:
    """Everybody who holds a function here, whether she did anything or not: when one sees all of the pôle."""
    for name, roles in session.commun.sql("SELECT name, roles FROM account WHERE coalesce(state, 'active') <> 'left'"):
        for role in (roles or "").split():
            if role in functions and role not in OF_SCHOOL:
                functions[role].people.add(fold(name or ""))


def by_sector(sectors: Mapping[str, _Sum], *, enough: bool) -> tuple[Load, ...]:
    """By name. What people do is told where three of them work, and where the rest is the doing of three as well."""
    few = {name for name, one in sectors.items() if one.acts and len(one.helpers) < LEAST}
    rest = set().union(*(sectors[name].helpers for name in few)) if few else set()
    if not enough or (few and len(rest) < LEAST):
        few = {name for name, one in sectors.items() if one.acts}
    return tuple(sectors[name].load(name or NO_SECTOR, told=name not in few)
                 for name in sorted(sectors, key=lambda name: (not name, fold(name))))


def by_function(functions: Mapping[str, _Sum]) -> tuple[Load, ...]:
    """In the order of functions; those that fewer than three people hold stand together. When too few give help, what waits
    and what is open is told alone; when too few hold anything, nothing is."""
    sums = {code: one for code, one in functions.items() if code}
    groups = _grouped(sums, lambda one: len(one.people) >= LEAST and (not one.acts or len(one.helpers) >= LEAST))
    told = bool(groups)
    groups = groups or _grouped(sums, lambda one: len(one.people) >= LEAST)
    found = [_joined(sums, group).load(_label(group), told=told) for group in groups]
    if "" in functions and (groups or not sums):
        found.append(Load(NOBODY_YET, functions[""].waiting, functions[""].open, 0, 0))
    return tuple(found)


def _grouped(sums: Mapping[str, _Sum], strong: Callable[[_Sum], bool]) -> list[list[str]]:
    """Functions that stand alone, and the others together, with the smallest of the first if need be; none if nothing does."""
    order = sorted(sums, key=lambda code: (list(FUNCTIONS).index(code) if code in FUNCTIONS else 99, code))
    groups = [[code] for code in order if strong(sums[code])]
    few = [code for code in order if not strong(sums[code])]
    if few and strong(_joined(sums, few)):
        groups.append(few)
    elif few and groups:
        smallest = min(groups, key=lambda group: len(_joined(sums, group).people))
        groups[groups.index(smallest)] = [*smallest, *few]
    return groups if all(strong(_joined(sums, group)) for group in groups) else []


def _joined(sums: Mapping[str, _Sum], codes: Sequence[str]) -> _Sum:
    whole = _Sum()
    for code in codes:
        whole = whole.joined(sums[code])
    return whole


def _label(codes: Sequence[str]) -> str:
    """« Maître E », « Maître G et psychologue »."""
    names = [FUNCTIONS.get(code, code) for code in codes]
    text = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"
    return text[:1].upper() + text[1:]


def mine(session: Session) -> Load:
    """See ``Resuming.mine``: what one was proposed, took, gives; for a class teacher, what she asked."""
    store, me, year = session.commun, session.actor.id, school_year(session.clock.today())
    opened = {id: state for id, state in store.sql("SELECT id, state FROM request WHERE state <> 'draft'")
              if state in STATES and STATES[state].open}
    if asks_only(session.actor.roles):
        asked = [row[0] for row in store.sql("SELECT id FROM request WHERE author_id=?", (me,)) if row[0] in opened]
        return Load("Vos demandes", sum(opened[id] in _WAITING for id in asked), len(asked), 0, 0)
    proposed = {(row[0], row[1] or "") for row in store.sql("SELECT request_id, answer FROM proposal WHERE account_id=?", (me,))
                if row[0] in opened}
    helped = store.one("SELECT count(DISTINCT m.student_id) FROM member m JOIN intervention i ON i.id = m.intervention_id WHERE "
                       "i.helper_id=? AND i.state='running' AND i.kind <> 'prevention' AND m.until IS NULL", (me,))[0]
    sittings = store.one("SELECT count(*) FROM sitting t JOIN intervention i ON i.id = t.intervention_id WHERE i.helper_id=? AND "
                         "i.year=? AND t.state='held'", (me, year))[0]
    return Load("Vous", sum(answer == "" for _, answer in proposed), sum(answer == "taken" for _, answer in proposed), helped,
                sittings)
