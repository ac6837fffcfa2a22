"""Requests as they are listed: board, list, chips and their counts. Five thousand of them stay quick.

They are filtered and sorted on their light lines (``request_index``); what a card says is read for its page alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.forms.request_kinds import COLUMNS, STATES
from desktop.forms.requests import DECISION, REQUEST
from desktop.models.kinds import LEVEL_RANK
from desktop.services import request_rules as rules
from desktop.services import unseen
from desktop.services.answers import glance
from desktop.services.decision_words import masked
from desktop.services.listing import fts_query
from desktop.services.request_index import Item, RequestIndex, folded
from desktop.services.request_values import Counts, RequestQuery, RequestRow
from desktop.texts import cut, fold, plural

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

CHUNK = 400
VIEWS = ("all", "mine", "free", "still", "drafts", "closed")
_FREE = ("submitted", "acknowledged", "returned_for_completion", "under_analysis", "decided", "waiting_list")
_RANK = {code: rank for rank, code in enumerate(STATES)}
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


def initials(name: str) -> str:
    """« CM » of « Claire Martin »."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalpha()]
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else ""


class RequestListing:
    """What lists, boards and counts ask."""

    _session: Session
    _store: Store

    _index: RequestIndex

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
        return {row.n: row for row in self._rows([item for item in self._index.all() if item.n in wanted])}

    def list(self, query: RequestQuery | None = None) -> tuple[RequestRow, ...]:
        """The whole list."""
        return self._rows(self._found(query or RequestQuery()))

    def row(self, id: str) -> RequestRow | None:
        """One request as it is listed; ``None`` when unknown."""
        found = self._rows([item for item in self._index.all() if item.id == id])
        return found[0] if found else None

    def counts(self, query: RequestQuery) -> Counts:
        """Behind each chip, whatever the query's view and state; in each column, those of its view."""
        still, may_take = self._targets()["still"], self._may_take()
        columns, views = dict.fromkeys(COLUMNS, 0), dict.fromkeys(VIEWS, 0)
        for item in self._matching(query):
            for view in VIEWS:
                if _in_view(item, view, still, may_take):
                    views[view] += 1
                    if view == query.view and (column := STATES[item.state].column) in columns:
                        columns[column] += 1
        return Counts(columns, views, told=not query.function or self._session.rights.standing.alone)

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
        items = self._index.all()
        opened = [item for item in items if STATES[item.state].open]
        return self._rows([*_sorted(opened, "oldest"), *_sorted([i for i in items if not STATES[i.state].open], "newest")])

    # -- filtering -----------------------------------------------------------------------------------------------------
    def _found(self, query: RequestQuery) -> Items:
        still, may_take = self._targets()["still"], self._may_take()
        if query.state:
            kept = [item for item in self._matching(query) if query.state in (item.state, STATES[item.state].column)
                    and (query.view == "all" or _in_view(item, query.view, still, may_take))]
        else:
            kept = [item for item in self._matching(query) if _in_view(item, query.view, still, may_take)]
        return _sorted(kept, query.sort)

    def _matching(self, query: RequestQuery) -> Iterator[Item]:
        """What a query keeps, whatever its view and its state."""
        words = fold(query.search).split()
        if query.search.strip() and not words:
            return
        said = self._saying(query.search) if words else frozenset()
        family = frozenset(self._session.students.family_of(query.student)) if query.student else frozenset()
        for item in self._index.all():
            if ((query.school and item.school_id != query.school) or (query.level and item.level != query.level)
                    or (query.sector and item.sector != query.sector) or (query.year and item.year != query.year)
                    or (query.function and query.function not in item.functions)
                    or (query.older_than and (item.days is None or item.days < query.older_than))
                    or (family and not family.intersection(item.students))):
                continue
            if words and item.id not in said:
                text = item.words
                if not all(f" {word}" in text for word in words):
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
        named = len(item.students) + item.hidden
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
        cards: dict[str, dict[str, Any]] = {id: {"answers": glance(text, REQUEST)} for id, text in self._store.sql(
            f"SELECT id, answers FROM request WHERE id IN ({marks})", ids)}
        for id, text in self._store.sql(
                f"SELECT request_id, answers FROM decision WHERE request_id IN ({marks}) ORDER BY date, n", ids):
            said = glance(text, DECISION)
            cards.setdefault(id, {}).update(starts=said.get("debut") or "", review=said.get("bilan_le") or "")
        for id, since, review in self._store.sql(
                f"SELECT request_id, since, review_on FROM intervention WHERE request_id IN ({marks}) AND coalesce(state, '') <> "
                "'ended' ORDER BY since, n", ids):
            card = cards.setdefault(id, {})
            card.update({"starts": since} if since else {}, **({"review": review} if review else {}))
        me, hidden = fold(self._session.actor.name), unseen.of_requests(self._session)
        for id, title, owner, due in self._store.sql(
                f"SELECT request_id, title, owner, due FROM task WHERE request_id IN ({marks}) AND done_on IS NULL "
                "ORDER BY coalesce(due, '9999') DESC, n DESC", ids):
            text = title or ""
            if id in hidden:
                text = masked(text, unseen.of_row(self._session, "request", id))
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
        return sorted(items, key=lambda item: (folded(item.school), LEVEL_RANK.get(item.level, 99), item.sort, item.n))
    if sort == "state":
        return sorted(items, key=lambda item: (_RANK[item.state], item.sent_on or "9999", item.n))
    return sorted(items, key=lambda item: (item.sent_on or "9999", item.n))


def _first_line(text: Any) -> str:
    return cut(str(text or "").strip().split("\n")[0], 80)
