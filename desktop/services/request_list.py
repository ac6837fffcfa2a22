"""Requests as they are listed: board, list, chips and their counts. Five thousand of them stay quick.

One light line for each request is kept in memory until something is written; what a card says is read for its page alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from desktop.forms.request_kinds import COLUMNS, STATES
from desktop.models.kinds import LEVEL_RANK
from desktop.services import request_rules as rules
from desktop.services.listing import fts_query
from desktop.services.request_values import Counts, RequestQuery, RequestRow
from desktop.storage.unit import parse
from desktop.texts import fold, list_name, parse_day, plural

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

CHUNK = 400
VIEWS = ("all", "mine", "free", "still", "drafts", "closed")
_FREE = ("submitted", "acknowledged", "returned_for_completion", "under_analysis", "decided", "waiting_list")
_RANK = {code: rank for rank, code in enumerate(STATES)}
_folded = lru_cache(maxsize=4096)(fold)


@dataclass(frozen=True, slots=True)
class Item:
    """One request as it is filtered and sorted."""

    n: int
    id: str
    about: str
    state: str
    school_id: str
    school: str
    sector: str
    level: str
    class_name: str
    year: str
    requester: str
    sent_on: str
    days: int | None
    still: int
    students: tuple[str, ...]
    names: tuple[str, ...]
    sort: str
    words: str
    people: tuple[str, ...]
    proposed: tuple[str, ...]
    functions: frozenset[str]
    mine: bool
    """Taken by oneself; of who is of the school, asked by oneself too."""
    took: bool

    @property
    def taken(self) -> bool:
        return bool(self.people)


Items = list[Item]


def title_of(about: str, names: Sequence[str], named: int, level: str, class_name: str, school: str) -> str:
    """« BEN SALAH Noémie », « 3 élèves », « Classe de CE1 », « Un élève de CP » when no name is said."""
    if named == 1:
        return names[0] if names and names[0] else "Un élève"
    if named:
        return plural(named, "élève")
    if about == "class":
        return f"Classe de {level}" if level else f"Classe {class_name}" if class_name else "Une classe"
    if about == "school":
        return school or "Une école"
    word = "Plusieurs élèves" if about == "several" else "Un élève"
    return f"{word} de {level}" if level else word


def days_since(day: str | None, today: date) -> int | None:
    found = parse_day(day)
    return max((today - found).days, 0) if found is not None else None


def initials(name: str) -> str:
    """« CM » of « Claire Martin »."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalpha()]
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else ""


class RequestListing:
    """What lists, boards and counts ask."""

    _session: Session
    _store: Store

    def __init__(self) -> None:
        self._index: tuple[tuple[Any, ...], tuple[Item, ...]] | None = None

    # -- asking --------------------------------------------------------------------------------------------------------
    def page(self, query: RequestQuery, start: int = 0, count: int = 100) -> tuple[RequestRow, ...]:
        """A part of the list, in order."""
        return self._rows(self._found(query)[start:start + count])

    def numbers(self, query: RequestQuery) -> tuple[int, ...]:
        """The local numbers of every row of the list, in order."""
        return tuple(item.n for item in self._found(query))

    def rows(self, numbers: Collection[int]) -> dict[int, RequestRow]:
        """Rows by number, for the pages that scroll by."""
        wanted = set(numbers)
        return {row.n: row for row in self._rows([item for item in self._items() if item.n in wanted])}

    def list(self, query: RequestQuery | None = None) -> tuple[RequestRow, ...]:
        """The whole list."""
        return self._rows(self._found(query or RequestQuery()))

    def row(self, id: str) -> RequestRow | None:
        """One request as it is listed; ``None`` when unknown."""
        found = self._rows([item for item in self._items() if item.id == id])
        return found[0] if found else None

    def counts(self, query: RequestQuery) -> Counts:
        """Behind each chip, whatever the query's view and state; in each column, those of its view."""
        still = self._targets()["still"]
        here = list(self._matching(query))
        columns = dict.fromkeys(COLUMNS, 0)
        for item in here:
            column = STATES[item.state].column
            if column in columns and _in_view(item, query.view, still, self._may_take()):
                columns[column] += 1
        views = {view: sum(_in_view(item, view, still, self._may_take()) for item in here) for view in VIEWS}
        return Counts(columns, views)

    def board(self, query: RequestQuery, most: int = 5) -> dict[str, tuple[RequestRow, ...]]:
        """The first cards of each column."""
        shown: dict[str, list[Item]] = {column: [] for column in COLUMNS}
        for item in self._found(query):
            column = shown.get(STATES[item.state].column)
            if column is not None and len(column) < most:
                column.append(item)
        rows = {row.id: row for row in self._rows([item for column in shown.values() for item in column])}
        return {column: tuple(rows[item.id] for item in items) for column, items in shown.items()}

    def everything(self) -> tuple[RequestRow, ...]:
        """Every request whatever its state, open ones first."""
        items = self._items()
        opened = [item for item in items if STATES[item.state].open]
        return self._rows([*_sorted(opened, "oldest"), *_sorted([i for i in items if not STATES[i.state].open], "newest")])

    # -- filtering -----------------------------------------------------------------------------------------------------
    def _found(self, query: RequestQuery) -> Items:
        still = self._targets()["still"]
        if query.state:
            kept = [item for item in self._matching(query) if query.state in (item.state, STATES[item.state].column)
                    and (query.view == "all" or _in_view(item, query.view, still, self._may_take()))]
        else:
            kept = [item for item in self._matching(query) if _in_view(item, query.view, still, self._may_take())]
        return _sorted(kept, query.sort)

    def _matching(self, query: RequestQuery) -> Iterator[Item]:
        """What a query keeps, whatever its view and its state."""
        words = fold(query.search).split()
        said = self._saying(query.search) if words else frozenset()
        family = frozenset(self._session.students.family_of(query.student)) if query.student else frozenset()
        for item in self._items():
            if ((query.school and item.school_id != query.school) or (query.level and item.level != query.level)
                    or (query.sector and item.sector != query.sector) or (query.year and item.year != query.year)
                    or (query.function and query.function not in item.functions)
                    or (query.older_than and (item.days is None or item.days < query.older_than))
                    or (family and not family.intersection(item.students))):
                continue
            if words and item.id not in said and not all(f" {word}" in item.words for word in words):
                continue
            if query.search.strip() and not words:
                continue
            yield item

    def _saying(self, search: str) -> frozenset[str]:
        """Requests whose own text says these words."""
        return frozenset(row[0] for row in self._store.sql(
            "SELECT row FROM search_doc WHERE tbl='request' AND n IN (SELECT rowid FROM search_fts WHERE search_fts MATCH ?)",
            (fts_query(search),)))

    def _may_take(self) -> bool:
        return not rules.asks_only(self._session.actor.roles)

    def _targets(self) -> Mapping[str, int]:
        return {**rules.TARGETS, **self._session.pole_settings.reminders()}

    # -- the light lines -----------------------------------------------------------------------------------------------
    def _items(self) -> tuple[Item, ...]:
        """One light line for each request, made again when the file was written in, the day turned, or somebody else is here."""
        today = self._session.clock.today()
        found = self._store.one("SELECT value FROM meta WHERE key='writes'")
        mark = (found[0] if found else "", today, self._session.actor.id, self._session.actor.roles)
        if self._index is None or self._index[0] != mark:
            self._index = (mark, tuple(self._read(today)))
        return self._index[1]

    def _read(self, today: date) -> Iterator[Item]:
        sql = self._store.sql
        children: dict[str, list[tuple[str, str, str]]] = {}
        for request, *child in sql("SELECT c.request_id, c.student_id, l.last_name, l.first_name, l.sort_key FROM concerned c "
                                   "JOIN student_list l ON l.student_id = c.student_id ORDER BY l.sort_key"):
            children.setdefault(request, []).append((child[0], list_name(child[1] or "", child[2] or ""), child[3] or ""))
        moved: dict[str, str] = {}
        for table in ("step", "contribution"):
            for request, day in sql(f"SELECT request_id, max(date) FROM {table} GROUP BY request_id"):
                moved[request] = max(day or "", moved.get(request, ""))
        offers: dict[str, list[tuple[str, str, str, str]]] = {}
        for request, *offer in sql("SELECT request_id, account_id, person, function, answer FROM proposal ORDER BY n"):
            offers.setdefault(request, []).append((offer[0] or "", offer[1] or "", offer[2] or "", offer[3] or ""))
        helped: dict[str, set[str]] = {}
        for request, function in sql("SELECT request_id, function FROM intervention WHERE request_id IS NOT NULL"):
            helped.setdefault(request, set()).add(function or "")
        me, asks = self._session.actor.id, bool(rules.OF_SCHOOL.intersection(self._session.actor.roles))
        for (n, id, about, state, school_id, school, district, level, class_name, year, requester, sent, author, student, last,
             first, sort, text) in sql(
                "SELECT r.n, r.id, r.about, r.state, r.school_id, s.name, s.district, r.level, r.class_name, r.year, "
                "r.requester, r.sent_on, r.author_id, r.student_id, l.last_name, l.first_name, l.sort_key, l.text "
                "FROM request r LEFT JOIN school s ON s.id = r.school_id "
                "LEFT JOIN student_list l ON l.student_id = r.student_id"):
            known = [(student, list_name(last or "", first or ""), sort or "")] if student else children.get(id, [])
            names = tuple(child[1] for child in known)
            offered = offers.get(id, [])
            took = any(account == me and answer == "taken" for account, _, _, answer in offered)
            words = " ".join((text or "", *(_folded(name) for name in (names if not student else ())), _folded(school or ""),
                              _folded(requester or ""), _folded(level or ""), _folded(class_name or "")))
            yield Item(
                n, id, about or "", state if state in STATES else "draft", school_id or "", school or "", district or "",
                level or "", class_name or "", year or "", requester or "", sent or "", days_since(sent, today),
                days_since(max(moved.get(id, ""), sent or ""), today) or 0, tuple(child[0] for child in known), names,
                known[0][2] if len(known) == 1 else "", f" {words}",
                tuple(person for _, person, _, answer in offered if answer == "taken"),
                tuple(person for _, person, _, answer in offered if not answer),
                frozenset(role for _, _, role, answer in offered if role and answer in ("", "taken")) | helped.get(id, set()),
                took or (asks and author == me), took)

    # -- cards ---------------------------------------------------------------------------------------------------------
    def _rows(self, items: Sequence[Item]) -> tuple[RequestRow, ...]:
        targets, today = self._targets(), self._session.clock.today()
        may_take, rows = self._may_take(), []
        for start in range(0, len(items), CHUNK):
            part = items[start:start + CHUNK]
            cards = self._cards([item.id for item in part])
            rows += [self._row(item, cards.get(item.id, {}), targets, today, may_take) for item in part]
        return tuple(rows)

    def _row(self, item: Item, card: Mapping[str, Any], targets: Mapping[str, int], today: date, may_take: bool) -> RequestRow:
        said = card.get("answers", {})
        named = len(item.students)
        told = rules.tell(rules.Facts(
            item.state, item.days, item.still, item.took, item.taken,
            "parents" in rules.missing_keys(item.about, said, named=bool(named)), ", ".join(item.proposed),
            card.get("starts", ""), card.get("review", ""), card.get("promise", ""), card.get("promise_due", ""),
            card.get("promise_mine", False)), targets, today)
        return RequestRow(
            item.n, item.id, title_of(item.about, item.names, named, item.level, item.class_name, item.school), item.level,
            (said.get("sujet") or "").strip() or _first_line(said.get("faits")), item.state, STATES[item.state].label,
            STATES[item.state].column, told.mark, told.holds, item.school, item.school_id, item.requester, item.sent_on,
            item.days, item.still, item.people, initials(item.people[0]) if item.people else "", item.mine,
            may_take and _is_free(item), item.students, told.own_late)

    def _cards(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """What these cards say beyond their light line: subject, what was promised, when it starts and is looked at again."""
        marks = ",".join("?" * len(ids))
        cards: dict[str, dict[str, Any]] = {id: {"answers": parse(text)} for id, text in self._store.sql(
            f"SELECT id, answers FROM request WHERE id IN ({marks})", ids)}
        for id, text in self._store.sql(
                f"SELECT request_id, answers FROM decision WHERE request_id IN ({marks}) ORDER BY date, n", ids):
            said = parse(text)
            cards.setdefault(id, {}).update(starts=said.get("debut") or "", review=said.get("bilan_le") or "")
        for id, since, review in self._store.sql(
                f"SELECT request_id, since, review_on FROM intervention WHERE request_id IN ({marks}) AND coalesce(state, '') <> "
                "'ended' ORDER BY since, n", ids):
            card = cards.setdefault(id, {})
            card.update({"starts": since} if since else {}, **({"review": review} if review else {}))
        me = fold(self._session.actor.name)
        for id, title, owner, due in self._store.sql(
                f"SELECT request_id, title, owner, due FROM task WHERE request_id IN ({marks}) AND done_on IS NULL "
                "ORDER BY coalesce(due, '9999') DESC, n DESC", ids):
            text = title or ""
            cards.setdefault(id, {}).update(promise=text[:1].lower() + text[1:], promise_due=due or "",
                                            promise_mine=bool(me) and fold(owner or "") == me)
        return cards


def _is_free(item: Item) -> bool:
    return not item.taken and item.state in _FREE


def _in_view(item: Item, view: str, still: int, may_take: bool) -> bool:
    state = STATES[item.state]
    if view == "drafts":
        return item.state == "draft"
    if view == "closed":
        return not state.open
    if not state.open or item.state == "draft":
        return False
    if view == "mine":
        return item.mine
    if view == "free":
        return may_take and _is_free(item)
    if view == "still":
        return item.state in rules.WITHOUT_MOVE and item.still >= still
    return True


def _sorted(items: Iterable[Item], sort: str) -> list[Item]:
    if sort == "newest":
        return sorted(items, key=lambda item: (item.sent_on or "9999", item.n), reverse=True)
    if sort == "name":
        return sorted(items, key=lambda item: (not item.sort, item.sort, LEVEL_RANK.get(item.level, 99), item.n))
    if sort == "school":
        return sorted(items, key=lambda item: (_folded(item.school), LEVEL_RANK.get(item.level, 99), item.sort, item.n))
    if sort == "state":
        return sorted(items, key=lambda item: (_RANK[item.state], item.sent_on or "9999", item.n))
    return sorted(items, key=lambda item: (item.sent_on or "9999", item.n))


def _first_line(text: Any) -> str:
    line = str(text or "").strip().split("\n")[0]
    return line if len(line) <= 80 else line[:79].rstrip() + "…"
