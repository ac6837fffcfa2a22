"""What the reader of a compartment lets a person see: views of her session's own, over the tables, that every query meets first.

A query says ``student`` and reads ``temp.student``, made when the session opens and again when something was written or the day
turned. Who sees all has no view at all. What must see all (hashes, chains, arrival numbers) says ``main.entry``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.ids import POLE_ROOT
from desktop.storage.unit import SHAPES

SEES = "(SELECT root FROM temp.sees)"


@dataclass(frozen=True, slots=True)
class Limits:
    """What is out of reach. ``places``: schools and classes (empty: the whole school) of today; ``None`` the whole vault."""

    me: str
    name: str = ""
    places: tuple[tuple[str, str], ...] | None = None
    years: tuple[str, ...] = ()
    """School years whose enrolments still let read: this one, and the last until 31 October."""
    since: str = ""
    """From when on one may take back what one deleted."""
    closed: frozenset[str] = frozenset()
    blank: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Tables of which one knows that a record exists, and the columns that stay blank."""
    said: Mapping[tuple[str, str], str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    """Tables of which one reads one's own rows: those whose root is the account."""
    whole: frozenset[str] = frozenset()
    """Tables read whatever the places."""


class Sight:
    """The views of one person on one connection. ``ask`` says her limits, read on the tables themselves."""

    def __init__(self, ask: Callable[[Any], Limits | None], today: Callable[[], date]) -> None:
        self._ask, self._today = ask, today
        self._sql: Any = None
        self._mark: tuple[int, date] | None = None
        self._limits: Limits | None = None

    def look(self, sql: Any, acts: int) -> bool:
        """Bring the views of ``sql`` up to date; ``False`` when nothing is out of reach. ``acts`` moves with each act."""
        mark = (acts, self._today())
        if sql is self._sql and mark == self._mark:
            return self._limits is not None
        limits = self._ask(sql)
        if sql is not self._sql:
            self._limits = None
        if limits is not None or self._limits is not None:
            sql.execute("PRAGMA query_only=OFF").fetchall()
            try:
                self._make(sql, limits)
            finally:
                sql.execute("PRAGMA query_only=ON").fetchall()
        self._sql, self._mark, self._limits = sql, mark, limits
        return limits is not None

    def forget(self) -> None:
        """What is listed is somebody else's now: make it again at the next look."""
        self._mark = None

    def _make(self, sql: Any, limits: Limits | None) -> None:
        if limits is None:
            drop(sql)
            return
        fill(sql, limits)
        if self._limits is None or tuple(views(self._limits)) != tuple(views(limits)):
            drop(sql)
            for name, select in views(limits):
                sql.execute(f"CREATE TEMP VIEW {name} AS {select}")


def apply(sql: Any, limits: Limits) -> None:
    """The same views on another connection, once: a backup being looked at, which may be older than some tables."""
    there = {row[0] for row in sql.execute("SELECT name FROM main.sqlite_master WHERE type='table'").fetchall()}
    fill(sql, limits, there)
    for name, select in views(limits):
        if name in there:
            sql.execute(f"CREATE TEMP VIEW {name} AS {select}")


def drop(sql: Any) -> None:
    """Take the views away."""
    for (name,) in sql.execute("SELECT name FROM temp.sqlite_master WHERE type='view'").fetchall():
        sql.execute(f"DROP VIEW temp.{name}")


# -- views ---------------------------------------------------------------------------------------------------------------
def views(limits: Limits) -> Iterator[tuple[str, str]]:
    """Name and query of each view: a table without one is read whole."""
    for table in SHAPES:
        where = list(_of_table(limits, table))
        if where or table in limits.blank:
            yield table, f"SELECT {_columns(limits, table)} FROM main.{table}{_where(where)}"
    told = _told(limits, "")
    if limits.places is not None:
        yield "student_list", f"SELECT * FROM main.student_list WHERE student_id IN {SEES}"
    apart = _apart(limits, "")
    found = [part for part in (_document() if limits.places is not None else "", apart) if part]
    if found:
        yield "search_doc", f"SELECT * FROM main.search_doc{_where(found)}"
    if told:
        yield "conflict", f"SELECT * FROM main.conflict{_where(told)}"
        yield "entry", f"SELECT * FROM main.entry{_where(told)}"
        if limits.places is not None:
            yield "told_erasure", f"SELECT * FROM main.told_erasure WHERE root IN {SEES}"
        seen = ["e.unit = u.id", *_told(limits, "e.")]
        yield "unit", f"SELECT * FROM main.unit AS u WHERE EXISTS (SELECT 1 FROM main.entry AS e{_where(seen)})"


def _told(limits: Limits, of: str) -> list[str]:
    """What holds of an entry (or of a conflict) that may be read; ``of`` is how its table is called, with a dot."""
    here = "" if limits.places is None else f"{of}root IN {SEES}"
    mine = [f"NOT ({of}tbl = '{table}' AND {of}root <> (SELECT me FROM temp.myself))" for table in sorted(limits.own)]
    return [part for part in (here, _apart(limits, of), *mine) if part]


def _apart(limits: Limits, of: str) -> str:
    hidden = sorted(limits.closed | limits.blank.keys())
    names = ", ".join(f"'{name}'" for name in hidden)
    return f"{of}tbl NOT IN ({names})" if hidden else ""


def _of_table(limits: Limits, table: str) -> Iterator[str]:
    if table in limits.closed:
        yield "0"
    if table in limits.own:
        yield "root = (SELECT me FROM temp.myself)"
    elif limits.places is not None and table not in limits.whole:
        yield f"root IN {SEES}"


def _columns(limits: Limits, table: str) -> str:
    blank = limits.blank.get(table, ())
    names = []
    for column in ("n", "id", "root", *SHAPES[table].columns):
        said = limits.said.get((table, column))
        if column not in blank:
            names.append(f'"{column}"')
        elif said is not None:
            names.append(f"CASE \"{column}\" WHEN '{said}' THEN '{said}' END AS \"{column}\"")
        else:
            names.append(f'NULL AS "{column}"')
    return ", ".join(names)


def _document() -> str:
    """A document is its child's, or its own root's; a task of a meeting about several is the meeting's, a decision of a request
    about several the request's."""
    of = " OR ".join(f"(tbl='{table}' AND EXISTS (SELECT 1 FROM main.{table} AS t WHERE t.id=row AND t.root IN {SEES}))"
                     for table in ("task", "contribution", "decision", "sitting"))
    return f"(student_id IN {SEES} OR row IN {SEES} OR (coalesce(student_id, '')='' AND ({of})))"


def _where(parts: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(parts)}" if parts else ""


# -- roots ---------------------------------------------------------------------------------------------------------------
_AND_WIDEN = "ON CONFLICT(root) DO UPDATE SET writes=max(writes, excluded.writes)"
_THERE = "p.school = {0}.school_id AND (p.class = '' OR p.class = {0}.class_name COLLATE NOCASE)"
_MINE = ("JOIN main.entry e ON e.row = {0} AND e.tbl = '{1}' AND e.col = '' JOIN main.unit u ON u.id = e.unit AND u.actor = "
         "(SELECT me FROM temp.myself)")
_DEAD = ("SELECT DISTINCT c.root AS root FROM main.chain c WHERE "
         + " AND ".join(f"NOT EXISTS (SELECT 1 FROM main.{table} t WHERE t.id = c.root)"
                        for table in ("student", "person", "school", "meeting", "task", "account", "import_batch",
                                      "request", "intervention")))

_NAMED = re.compile(r"\bmain\.(\w+)")

EVERYBODY = ("SELECT id, 0 FROM main.school", "SELECT id, 1 FROM main.account", f"SELECT '{POLE_ROOT}', 1")
"""Roots that all may see: schools are public, and history names who wrote."""
PLACED = (
    # Pupils: whose place is here now; who was here this year, or last year until 31 October, read only.
    f"SELECT l.student_id, 1 FROM main.student_list l JOIN temp.places p ON {_THERE.format('l')}",
    f"SELECT e.student_id, 0 FROM main.enrolment e JOIN temp.places p ON {_THERE.format('e')} "
    "WHERE e.year IN (SELECT year FROM temp.years)",
    # Those one added, as long as they have no school, or no class in one's own.
    f"SELECT l.student_id, 1 FROM main.student_list l {_MINE.format('l.student_id', 'student')} "
    "WHERE coalesce(l.school_id, '') = '' "
    "OR (coalesce(l.class_name, '') = '' AND l.school_id IN (SELECT school FROM temp.places))",
    # Records joined together are one child's.
    "SELECT s.id, v.writes FROM main.student s JOIN temp.sees v ON v.root = s.same_as WHERE s.same_as IS NOT NULL",
    "SELECT s.same_as, v.writes FROM main.student s JOIN temp.sees v ON v.root = s.id WHERE s.same_as IS NOT NULL",
    "SELECT s.id, v.writes FROM main.student s JOIN temp.sees v ON v.root = s.same_as WHERE s.same_as IS NOT NULL",
    # Meetings about several: of a whole school, or about one of these children.
    "SELECT m.id, 1 FROM main.meeting m JOIN temp.places p ON p.class = '' AND p.school = m.school_id WHERE m.root = m.id",
    "SELECT m.id, v.writes FROM main.attendance a JOIN temp.sees v ON v.root = a.student_id "
    "JOIN main.meeting m ON m.id = a.meeting_id WHERE m.root = m.id",
    f"SELECT m.id, 1 FROM main.meeting m {_MINE.format('m.id', 'meeting')} WHERE m.root = m.id "
    "AND coalesce(m.school_id, '') = '' AND NOT EXISTS (SELECT 1 FROM main.attendance a WHERE a.meeting_id = m.id)",
    # Requests about several, a class, a school or nobody named: of these places, about one of these children, or one's own.
    f"SELECT r.id, 1 FROM main.request r JOIN temp.places p ON {_THERE.format('r')} WHERE r.root = r.id",
    "SELECT r.id, v.writes FROM main.concerned c JOIN temp.sees v ON v.root = c.student_id "
    "JOIN main.request r ON r.id = c.request_id WHERE r.root = r.id",
    f"SELECT r.id, 1 FROM main.request r {_MINE.format('r.id', 'request')} WHERE r.root = r.id "
    "AND coalesce(r.school_id, '') = ''",
    # Groups: of a whole school, with one of these children, or one's own to give.
    "SELECT i.id, 1 FROM main.intervention i JOIN temp.places p ON p.class = '' AND p.school = i.school_id WHERE i.root = i.id",
    "SELECT i.id, 0 FROM main.member m JOIN temp.sees v ON v.root = m.student_id "
    "JOIN main.intervention i ON i.id = m.intervention_id WHERE i.root = i.id",
    "SELECT i.id, 1 FROM main.intervention i WHERE i.root = i.id AND i.helper_id = (SELECT me FROM temp.myself)",
    # Promises about no child: made by oneself, or one's own to keep.
    f"SELECT t.id, 1 FROM main.task t {_MINE.format('t.id', 'task')} WHERE t.root = t.id",
    "SELECT t.id, 1 FROM main.task t WHERE t.root = t.id AND t.owner = (SELECT name FROM temp.myself)",
    # Adults of these schools and of the pôle; schools written where one works; imports of a whole school.
    "SELECT x.id, 1 FROM main.person x WHERE x.school_id IN (SELECT school FROM temp.places) OR x.pole = 1 "
    "OR x.account_id = (SELECT me FROM temp.myself)",
    f"SELECT x.id, 1 FROM main.person x {_MINE.format('x.id', 'person')} WHERE coalesce(x.school_id, '') = ''",
    "SELECT x.id, 1 FROM main.school x WHERE x.id IN (SELECT school FROM temp.places)",
    "SELECT b.id, 1 FROM main.import_batch b JOIN temp.places p ON p.class = '' AND p.school = b.school_id",
    f"SELECT b.id, 1 FROM main.import_batch b {_MINE.format('b.id', 'import_batch')}",
    # What is in the bin: what one put there oneself, and the pupils of a whole school.
    f"SELECT d.root, 1 FROM ({_DEAD}) d WHERE EXISTS (SELECT 1 FROM main.entry e JOIN main.unit u ON u.id = e.unit WHERE "
    "e.row = d.root AND e.col = '-' AND u.actor = (SELECT me FROM temp.myself) "
    "AND u.at >= (SELECT since FROM temp.myself))",
    f"SELECT d.root, 1 FROM ({_DEAD}) d JOIN main.entry e ON e.root = d.root AND e.tbl = 'enrolment' AND e.col = '' "
    "JOIN temp.places p ON p.class = '' AND p.school = json_extract(e.value, '$.school_id') "
    "WHERE json_extract(e.value, '$.year') IN (SELECT year FROM temp.years)",
)


def fill(sql: Any, limits: Limits, there: Set[str] | None = None) -> None:
    """The roots within reach, and whether one writes there, in ``temp.sees``; nothing to list when the whole vault is.

    ``there``: the tables of the file, when it may lack some; what is read in the others is left out.
    """
    for text in ("CREATE TABLE IF NOT EXISTS temp.myself (me TEXT, name TEXT, since TEXT)",
                 "CREATE TABLE IF NOT EXISTS temp.places (school TEXT, class TEXT)",
                 "CREATE TABLE IF NOT EXISTS temp.years (year TEXT)",
                 "CREATE TABLE IF NOT EXISTS temp.sees (root TEXT PRIMARY KEY, writes INTEGER) WITHOUT ROWID",
                 "DELETE FROM temp.myself", "DELETE FROM temp.places", "DELETE FROM temp.years", "DELETE FROM temp.sees"):
        sql.execute(text)
    sql.execute("INSERT INTO temp.myself VALUES (?, ?, ?)", (limits.me, limits.name, limits.since))
    if limits.places is None:
        return
    sql.executemany("INSERT INTO temp.places VALUES (?, ?)", limits.places)
    sql.executemany("INSERT INTO temp.years VALUES (?)", [(year,) for year in limits.years])
    for text in (*EVERYBODY, *(PLACED if limits.places else ())):
        if there is not None and not there >= set(_NAMED.findall(text)):
            continue
        sql.execute(f"INSERT INTO temp.sees (root, writes) SELECT * FROM ({text}) WHERE true {_AND_WIDEN}")
