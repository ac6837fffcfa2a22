"""What the person of a session may do: the policy table, her roles, the schools and classes she works in today.

Two gates, and no other: her reader sees through ``storage.sight``, and every act asks ``Rights`` before it writes. A vault with
one account has nobody to be kept from; the personal file is its owner's, always.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from desktop.clock import school_year, stamp
from desktop.errors import RefusedError
from desktop.security import policy
from desktop.security.policy import Action, Reach
from desktop.storage.sight import Limits, Sight
from desktop.storage.unit import SHAPES

if TYPE_CHECKING:
    from desktop.services.session import Session

BIN_DAYS = 30
LAST_DAY = (10, 31)
"""Until when a school reads the pupils it had the year before."""
_BY_AUTHOR = frozenset({"release"})
"""Erased by who wrote them, whoever keeps the accounts."""
_OF_ACCOUNTS = frozenset({"account", "scope"})


@dataclass(frozen=True, slots=True)
class Standing:
    """Who somebody is here today. ``places``: ``None`` the whole vault, empty nowhere any more."""

    id: str
    name: str
    roles: tuple[str, ...]
    manager: bool = False
    alone: bool = False
    state: str = "active"
    places: tuple[tuple[str, str], ...] | None = None


class Rights:
    """Asked by the services; ``allows`` answers, ``require`` raises the sentence of an unknown record."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun
        self._sight = Sight(self._limits, session.clock.today)
        self._standing: Standing | None = None
        self._always: set[tuple[str, str]] = set()

    def install(self) -> None:
        """Put both gates on the common file; again when who is here changes."""
        self._standing = None
        self._always.clear()
        self._store.limit(self._sight, self._guard)

    @property
    def standing(self) -> Standing:
        """Who is here today."""
        self._store.sql("SELECT 1")
        if self._standing is None:
            self._standing = standing_of(self._session, self._store.sql)
        return self._standing

    # -- reading -------------------------------------------------------------------------------------------------------
    def _limits(self, sql: Any) -> Limits | None:
        self._always.clear()
        self._standing = standing_of(self._session, lambda text, values=(): sql.execute(text, values).fetchall())
        return limits(self._standing, self._session.clock.today(), self._session.clock.now())

    def look_at(self, sql: Any) -> None:
        """Let another connection on the same tables (a backup) show what this person may see, and no more."""
        from desktop.storage import sight

        found = limits(self.standing, self._session.clock.today(), self._session.clock.now())
        if found is not None:
            sql.execute("PRAGMA query_only=OFF").fetchall()
            sight.apply(sql, found)
            sql.execute("PRAGMA query_only=ON").fetchall()

    # -- asking --------------------------------------------------------------------------------------------------------
    def allows(self, action: Action, kind: str, root: str = "", row: str = "") -> bool:
        """Whether this person may, for a kind of record, or for one of them."""
        if kind in policy.PERSONAL:
            return True
        here = self.standing
        if here.alone:
            return True
        if kind == "line":
            return self._allows_line(action, root, row)
        how = self._reach(here, action, kind)
        if how is Reach.SCOPE:
            return not root or here.places is None or self._within(root, writes=action != "read", kind=kind, row=row)
        if how is Reach.OWN:
            return self._is_own(here, action, kind, root, row)
        return how is Reach.ALL or (how is Reach.MANAGER and here.manager) or (how is Reach.FOLLOWS)

    def _reach(self, here: Standing, action: Action, kind: str) -> Reach:
        how = policy.can(here.roles, action, kind)
        if action == "erase" and here.manager and how is Reach.OWN and kind not in _BY_AUTHOR | _OF_ACCOUNTS:
            return Reach.SCOPE
        return how

    def require(self, action: Action, kind: str, root: str = "", row: str = "", *, sentence: str = "") -> None:
        """Raise ``RefusedError`` when this person may not."""
        if not self.allows(action, kind, root, row):
            raise RefusedError(sentence) if sentence else RefusedError

    def whole(self, kind: str) -> bool:
        """Whether one reads such records whole, and not only that they exist."""
        return self.standing.alone or policy.can(self.standing.roles, "read", kind) not in (Reach.NONE, Reach.EXISTENCE)

    def _allows_line(self, action: Action, root: str, row: str) -> bool:
        """A line goes as its record, named by ``row`` or found from the line itself."""
        found = self._store.one("SELECT tbl, json_extract(value, '$.owner') FROM main.entry WHERE row=? AND col='' LIMIT 1",
                                (row,))
        table, owner = found if found is not None else ("", "")
        if table != "line":
            kinds = (table,) if table else ("meeting", "project")
            return all(self.allows(action, kind, root, row) for kind in kinds)
        if action == "erase" and not self._by_others(row):
            action = "write"
        return bool(owner) and owner != row and self._allows_line(action, root, owner)

    def _within(self, root: str, *, writes: bool, kind: str, row: str) -> bool:
        """Whether a root is in her schools and classes; a child's place in a meeting about several goes with the meeting."""
        roots = [root]
        if kind == "attendance" and row:
            roots += [found[0] for found in self._store.sql("SELECT meeting_id FROM main.attendance WHERE id=?", (row,))]
        marks = ",".join("?" * len(roots))
        return bool(self._store.sql(f"SELECT 1 FROM temp.sees WHERE root IN ({marks}) AND writes >= ?", (*roots, int(writes))))

    def _is_own(self, here: Standing, action: Action, kind: str, root: str, row: str) -> bool:
        if kind in _OF_ACCOUNTS:
            return root == here.id
        if not row:
            return action != "erase" and (not root or here.places is None or self._within(root, writes=True, kind=kind, row=row))
        if action == "erase":
            return not self._by_others(row, "root" if row == root else "row")
        return bool(self._store.sql("SELECT 1 FROM main.entry e JOIN main.unit u ON u.id = e.unit WHERE e.row=? AND e.tbl=? AND "
                                    "e.col='' AND u.actor=? LIMIT 1", (row, kind, here.id)))

    def _by_others(self, key: str, where: str = "row") -> bool:
        """Whether somebody else wrote in a row, or anywhere in a root."""
        return bool(self._store.sql(f"SELECT 1 FROM main.entry e JOIN main.unit u ON u.id = e.unit WHERE e.{where}=? AND "
                                    "u.actor <> ? LIMIT 1", (key, self.standing.id)))

    # -- writing -------------------------------------------------------------------------------------------------------
    def _guard(self, action: Action, table: str, row: str, root: str) -> None:
        """Before each act on the common file. What a whole vault allows is asked once, so that an import stays quick."""
        if (action, table) in self._always:
            return
        here = self.standing
        if table in _OF_ACCOUNTS:
            self._store.look_again = True
            if here.state == "invited" and row == here.id and action == "write":
                return
        if table not in policy.TABLE or not self.allows(action, table, root, row):
            raise RefusedError
        whole = here.places is None and self._reach(here, action, table) in (Reach.SCOPE, Reach.ALL)
        if table not in _OF_ACCOUNTS and (here.alone or whole):
            self._always.add((action, table))


# -- who, where ------------------------------------------------------------------------------------------------------------
def standing_of(session: Session, ask: Any, account: str = "") -> Standing:
    """Who an account (one's own) is, where she works today: read on the tables themselves."""
    me = account or session.actor.id
    found = ask("SELECT name, roles, state, manager, until FROM main.account WHERE id=?", (me,))
    name, roles, state, manager, until = found[0] if found else (None, None, None, None, None)
    known = tuple((roles or "").split()) or (session.actor.roles if me == session.actor.id else ())
    today = session.clock.today().isoformat()
    states = getattr(session.vault, "states", None)
    count = len(states) if states is not None else ask("SELECT count(*) FROM main.account", ())[0][0]
    places = _places(ask("SELECT school_id, class_name, since, until FROM main.scope WHERE account_id=?", (me,)), today)
    if until and until < today:
        places = ()
    return Standing(me, name or (session.actor.name if me == session.actor.id else ""), known, bool(manager), count <= 1,
                    state or "active", places)


def _places(rows: Any, today: str) -> tuple[tuple[str, str], ...] | None:
    """The schools and classes of today. Without any line: the whole vault. With lines all past or to come: nowhere."""
    if not rows:
        return None
    return tuple(sorted({(school or "", name or "") for school, name, since, until in rows
                         if school and (since or "") <= today and (not until or until >= today)}))


def limits(here: Standing, today: date, now: Any) -> Limits | None:
    """What is out of somebody's reach, as her reader is told; ``None`` when nothing is."""
    if here.alone:
        return None
    read = {table: policy.can(here.roles, "read", table) for table in SHAPES if table not in policy.PERSONAL}
    closed = frozenset(table for table, how in read.items() if how is Reach.NONE)
    blank = {table: policy.HIDDEN[table] for table, how in read.items() if how is Reach.EXISTENCE}
    own = frozenset(table for table, how in read.items() if how is Reach.OWN)
    if here.places is None and not (closed or blank or own):
        return None
    return Limits(here.id, here.name, here.places, _years(today), stamp(now - timedelta(days=BIN_DAYS)), closed, blank,
                  policy.STILL_SAID, own, frozenset(table for table, how in read.items() if how is Reach.ALL))


def _years(today: date) -> tuple[str, ...]:
    """School years whose enrolments still let read."""
    year = school_year(today)
    first = int(year[:4])
    passed = date(first, *LAST_DAY) < today
    return (year,) if passed else (year, f"{first - 1}-{first}")
