"""One light line for each request, kept in memory: five thousand of them are filtered and sorted at once.

After a write, only the requests it touched are read again; all of them when it may have changed what one sees.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop.forms.request_kinds import STATES
from desktop.services import request_rules as rules
from desktop.services import unseen
from desktop.services.places import SECTOR
from desktop.texts import fold, list_name, parse_day

if TYPE_CHECKING:
    from desktop.services.session import Session

folded = lru_cache(maxsize=4096)(fold)
"""The same schools and people come back in thousands of lines."""
_PARTS = ("request", "concerned", "step", "contribution", "proposal")
"""What changes the light line of one request."""
_WHOLE = frozenset({"student", "enrolment", "school", "account", "scope", "import_batch", "intervention"})
"""What may change many of them, or what one may see."""
FEW = 200


class Item(NamedTuple):
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
    text: str
    """The folded names of the one child."""
    people: tuple[str, ...]
    proposed: tuple[str, ...]
    functions: frozenset[str]
    mine: bool
    """Taken by oneself; of who is of the school, asked by oneself too."""
    took: bool
    hidden: int = 0
    """Children it is about whom this person may not see."""

    @property
    def taken(self) -> bool:
        return bool(self.people)

    @property
    def words(self) -> str:
        """What is searched, beside what the request itself says."""
        names = [folded(name) for name in self.names] if len(self.names) > 1 else [self.text]
        told = (self.school, self.requester, self.level, self.class_name)
        return " ".join(("", *names, *(folded(text) for text in told)))


@lru_cache(maxsize=4096)
def days_since(day: str | None, today: date) -> int | None:
    found = parse_day(day)
    return max((today - found).days, 0) if found is not None else None


class _Kept(NamedTuple):
    """The light lines, and what the file said when they were read."""

    whose: tuple[Any, ...]
    writes: str
    n: int
    beyond: tuple[int, ...]
    """What changes without a new entry: erasures, plis taken in (words that come late) and out."""
    items: dict[str, Item]


class RequestIndex:
    """The light lines of who is here."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun
        self._known: _Kept | None = None

    def all(self) -> Collection[Item]:
        """One light line for each request; after a write, those it touched are read again, all of them when it must be."""
        today, actor = self._session.clock.today(), self._session.actor
        whose = (today, actor.id, actor.roles)
        writes = self._store.one("SELECT value FROM meta WHERE key='writes'")
        mark = writes[0] if writes else ""
        if self._known is None or self._known.whose != whose or self._known.writes != mark:
            (n, *elsewhere), = self._store.sql(
                "SELECT coalesce((SELECT max(n) FROM main.entry), 0), (SELECT count(*) FROM main.ledger), (SELECT count(*) FROM "
                "main.received), (SELECT count(*) FROM main.received WHERE undone_on IS NOT NULL)")
            beyond = tuple(elsewhere)
            touched = None
            if self._known is not None and (self._known.whose, self._known.beyond) == (whose, beyond):
                touched = self._touched(self._known.n)
            if touched is None or self._known is None:
                items = {item.id: item for item in self._read(today)}
            else:
                items = dict(self._known.items)
                for id in touched:
                    items.pop(id, None)
                items.update((item.id, item) for item in self._read(today, touched))
            self._known = _Kept(whose, mark, n, beyond, items)
        return self._known.items.values()

    def _touched(self, n: int) -> Sequence[str] | None:
        """The requests that entries after ``n`` are of; ``None`` when all are to be read again."""
        found = self._store.sql(
            "SELECT DISTINCT e.tbl, CASE e.tbl WHEN 'request' THEN e.row ELSE (SELECT json_extract(c.value, '$.request_id') "
            "FROM main.entry c WHERE c.row = e.row AND c.tbl = e.tbl AND c.col = '' LIMIT 1) END FROM main.entry e "
            "WHERE e.n > ?", (n,))
        requests = {id for table, id in found if table in _PARTS}
        if len(requests) > FEW or None in requests or any(table in _WHOLE for table, _ in found):
            return None
        return tuple(requests)

    def _read(self, today: date, ids: Sequence[str] | None = None) -> Iterator[Item]:
        """The light lines of all requests, or of these."""
        if ids is not None and not ids:
            return
        told = tuple(ids or ())

        def sql(select: str, column: str, end: str = "") -> Sequence[Any]:
            where = f" WHERE {column} IN ({','.join('?' * len(told))})" if told else ""
            return self._store.sql(f"{select}{where} {end}", told)

        children: dict[str, list[tuple[str, str, str, str]]] = {}
        for request, id, last, first, sort, text in sql(
                "SELECT c.request_id, c.student_id, l.last_name, l.first_name, l.sort_key, l.text FROM concerned c "
                "JOIN student_list l ON l.student_id = c.student_id", "c.request_id", "ORDER BY l.sort_key"):
            children.setdefault(request, []).append((id, list_name(last or "", first or ""), sort or "", text or ""))
        moved: dict[str, str] = {}
        for table in ("step", "contribution"):
            for request, day in sql(f"SELECT request_id, max(date) FROM {table}", "request_id", "GROUP BY request_id"):
                moved[request] = max(day or "", moved.get(request, ""))
        offers: dict[str, list[tuple[str, str, str, str]]] = {}
        for request, *offer in sql("SELECT request_id, account_id, person, function, answer FROM proposal", "request_id",
                                   "ORDER BY n"):
            offers.setdefault(request, []).append((offer[0] or "", offer[1] or "", offer[2] or "", offer[3] or ""))
        helped: dict[str, set[str]] = {}
        for request, function in sql("SELECT request_id, function FROM intervention", "request_id"):
            helped.setdefault(request or "", set()).add(function or "")
        me, asks = self._session.actor.id, bool(rules.OF_SCHOOL.intersection(self._session.actor.roles))
        nobody = frozenset[str]()
        hidden = unseen.of_requests(self._session)
        for (n, id, about, state, school_id, school, district, level, class_name, year, requester, sent, author, student, last,
             first, sort, text) in sql(
                f"SELECT r.n, r.id, r.about, r.state, r.school_id, s.name, {SECTOR}, r.level, r.class_name, r.year, "
                "r.requester, r.sent_on, r.author_id, r.student_id, l.last_name, l.first_name, l.sort_key, l.text "
                "FROM request r LEFT JOIN school s ON s.id = r.school_id "
                "LEFT JOIN student_list l ON l.student_id = r.student_id", "r.id"):
            known = ([(student, list_name(last or "", first or ""), sort or "", text or "")] if student
                     else children.get(id, ()))
            alone = known[0] if len(known) == 1 else ("", "", "", "")
            offered = offers.get(id, ())
            took = any(account == me and answer == "taken" for account, _, _, answer in offered)
            functions = nobody
            if offered:
                functions = frozenset(role for _, _, role, answer in offered if role and answer in ("", "taken"))
            yield Item(
                n, id, about or "", state if state in STATES else "draft", school_id or "", school or "", district or "",
                level or "", class_name or "", year or "", requester or "", sent or "", days_since(sent, today),
                days_since(max(moved.get(id, ""), sent or ""), today) or 0, tuple([child[0] for child in known]),
                tuple([child[1] for child in known]), alone[2], alone[3],
                tuple([person for _, person, _, answer in offered if answer == "taken"]),
                tuple([person for _, person, _, answer in offered if not answer]),
                functions | helped[id] if id in helped else functions, took or (asks and author == me), took,
                hidden.get(id, 0))
