"""Who opened a sensitive record, who may, and whether the journal holds.

A read is noted once a day for each record and way; kept twelve months. It is written in ``commun``, or in the reader's own file
when her interest is itself secret. Listing and searching write nothing. What was read is told of one's own records alone, and
never as a report about somebody.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.clock import stamp
from desktop.errors import DamagedError, PoleError, RefusedError, TamperedError
from desktop.models.kinds import ROLES, SECRET_ROLES, meeting_label, project_title
from desktop.security import policy
from desktop.security.policy import Reach
from desktop.services import labels
from desktop.services.lookup import store_of
from desktop.services.personal_values import Audit, Read
from desktop.services.rights import Standing, limits, standing_of
from desktop.storage import sight
from desktop.texts import list_name, parse_day, plain_date

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

SENSITIVE = frozenset({"student", "meeting", "project", "release", "avis"})
SCREEN, PAPER, EXPORT = "écran", "papier", "export"
LONGEST = 2000
"""Lines of one's own acts that are given at most."""
_GONE = ("left", "suspended")


class Reads:
    """What is noted of reading, and what is told of it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._waiting: list[tuple[str, str, str, str]] = []

    # -- noting --------------------------------------------------------------------------------------------------------
    def note(self, table: str, row: str, root: str = "", how: str = SCREEN) -> None:
        """A sensitive record was opened whole. A disk that refuses this line does not refuse the reading."""
        session = self._session
        if table not in SENSITIVE:
            return
        found = session.commun.one("SELECT root FROM main.entry WHERE row=? AND tbl=? LIMIT 1", (row, table))
        if found is None:
            return  # of one's own file: nobody else ever reads there
        line = (table, row, root or found[0], how)
        if not SECRET_ROLES.intersection(session.actor.roles):
            self._write(session.commun, line)
        elif session.own_file is not None:
            for waiting in (*self._waiting, line):
                self._write(session.own_file, waiting)
            self._waiting.clear()
        elif line not in self._waiting:
            self._waiting.append(line)

    def _write(self, store: Store, line: tuple[str, str, str, str]) -> None:
        table, row, root, how = line
        session = self._session
        today = session.clock.today()
        key = (session.actor.id, today.isoformat(), row, table, how)
        if store.one("SELECT 1 FROM read_log WHERE account=? AND day=? AND row=? AND tbl=? AND how=?", key):
            return
        with suppress(PoleError), store.transaction(quiet=True) as sql:
            sql.execute("DELETE FROM read_log WHERE day < ?", (_year_before(today),))
            sql.execute("INSERT INTO read_log (account, day, row, tbl, how, at, root) VALUES (?,?,?,?,?,?,?)",
                        (*key, stamp(session.clock.now()), root))

    # -- telling -------------------------------------------------------------------------------------------------------
    def of(self, table: str, row: str) -> tuple[Read, ...]:
        """Who read a record one wrote in, newest first. Raises ``RefusedError`` for any other."""
        session = self._session
        store = store_of(session, table, row)
        if not store.one("SELECT 1 FROM entry e JOIN unit u ON u.id = e.unit WHERE e.row=? AND e.tbl=? AND u.actor=? LIMIT 1",
                         (row, table, session.actor.id)):
            raise RefusedError
        names = {id: name or "" for id, name in session.commun.sql("SELECT id, name FROM account")}
        return tuple(Read(day or "", names.get(account, ""), _how(how)) for day, account, how in session.commun.sql(
            "SELECT day, account, how FROM read_log WHERE row=? AND tbl=? ORDER BY day DESC, n DESC", (row, table)))

    def mine(self) -> tuple[Read, ...]:
        """What one opened and did oneself, newest first, over twelve months."""
        session = self._session
        since = _year_before(session.clock.today())
        found = []
        for store in self._stores():
            found += [Read(at or day, self._title(table, row), _how(how)) for day, at, table, row, how in store.sql(
                "SELECT day, at, tbl, row, how FROM read_log WHERE account=? AND day >= ? ORDER BY n DESC",
                (session.actor.id, since))]
            found += [Read(at or "", label or "", "écrit") for at, label in store.sql(
                "SELECT at, label FROM unit WHERE actor=? AND at >= ? AND kind <> 'system' ORDER BY n DESC LIMIT ?",
                (session.actor.id, since, LONGEST))]
        return tuple(sorted(found, key=lambda read: read.day, reverse=True))

    def _stores(self) -> tuple[Store, ...]:
        own = self._session.own_file
        return (self._session.commun, *((own,) if own is not None else ()))

    def _title(self, table: str, row: str) -> str:
        """What a record is called, for who still sees it."""
        one = self._session.commun.one
        if table == "student":
            found = one("SELECT last_name, first_name FROM student WHERE id=?", (row,))
            return f"Fiche de {list_name(found[0] or '', found[1] or '')}" if found else "Une fiche qui n’est plus là"
        if table == "meeting":
            found = one("SELECT kind, date FROM meeting WHERE id=?", (row,))
            day = parse_day(found[1]) if found else None
            on = f" du {plain_date(day)}" if day else ""
            return f"{meeting_label(found[0])}{on}" if found else "Une réunion qui n’est plus là"
        if table == "project":
            found = one("SELECT p.kind, p.number, s.last_name, s.first_name FROM project p LEFT JOIN student s ON "
                        "s.id = p.student_id WHERE p.id=?", (row,))
            return (f"{project_title(found[0], found[1])} · {list_name(found[2] or '', found[3] or '')}" if found
                    else "Un projet qui n’est plus là")
        return labels.TABLES.get(table, table)

    # -- who may -------------------------------------------------------------------------------------------------------
    def who_sees(self, table: str, row: str) -> tuple[tuple[str, str], ...]:
        """Everybody who may see a record, and how far: ``(who, how far)``. Raises ``RefusedError`` when one may not oneself."""
        session = self._session
        if table in policy.PERSONAL or store_of(session, table, row) is not session.commun:
            return (("Vous", "et personne d’autre"),)
        found = session.commun.one("SELECT root FROM entry WHERE row=? LIMIT 1", (row,))
        if found is None:
            raise RefusedError
        told = []
        author = session.commun.one("SELECT u.actor FROM main.entry e JOIN main.unit u ON u.id = e.unit WHERE e.row=? AND "
                                    "e.col='' ORDER BY e.n LIMIT 1", (row,))
        for id, state in session.commun.sql("SELECT id, state FROM main.account ORDER BY name, login"):
            if state in _GONE:
                continue
            here = standing_of(session, session.commun.sql, id)
            far = self._far(here, table, found[0], bool(author) and author[0] == id)
            if far:
                told.append(self._told(here, far))
        return tuple(told) or (("Vous", "et personne d’autre : ce coffre n’a qu’un compte"),)

    def _told(self, here: Standing, far: str) -> tuple[str, str]:
        you = here.id == self._session.actor.id
        function = ", ".join(ROLES.get(role, role) for role in here.roles)
        invited = ", quand son compte sera ouvert" if here.state == "invited" else ""
        return f"{here.name}{f', {function}' if function else ''}{' (vous)' if you else ''}", far + invited

    def _far(self, here: Standing, table: str, root: str, author: bool) -> str:
        if here.alone:
            return "lit et écrit"
        if policy.can(here.roles, "read", table) is Reach.NONE:
            return ""
        writes = sees_root(self._session, here, root)
        if writes is None:
            return ""
        if not writes and policy.can(here.roles, "read", table) is not Reach.EXISTENCE:
            return "lit, sans écrire"
        return policy.sentence(here.roles, table, scoped=here.places is not None, author=author)

    # -- the journal ---------------------------------------------------------------------------------------------------
    def verify(self) -> Audit:
        """Read again all this person opens: files, hashes, chains, signatures, ledger. The first broken link is named."""
        checked = 0
        for store, name in zip(self._stores(), ("fichier commun", "votre fichier"), strict=False):
            try:
                checked += store.sql("SELECT count(*) FROM main.entry")[0][0]
                damage, problems = store.damage(), store.check()
            except DamagedError as error:
                return Audit(False, DamagedError.exit_code, checked, f"{name} : {error}")
            if damage:
                return Audit(False, DamagedError.exit_code, checked, f"{name} : {damage[0]}")
            forged = self._forged(store)
            if problems or forged:
                return Audit(False, TamperedError.exit_code, checked, f"{name} : {(problems or [forged])[0]}")
        closed = self._session.vault.closed_files(self._session.identity) if self._session.personal_open else []
        if closed:
            return Audit(False, DamagedError.exit_code, checked, closed[0])
        return Audit(True, 0, checked)

    def _forged(self, store: Store) -> str:
        """A signature that does not answer what it signs, or somebody who never had an account; empty when all hold."""
        from desktop.security.keyring import signed_by

        signers = self._session.vault.signers()
        for signer, signature, message in store.signatures():
            if signer not in signers:
                return "une signature est de quelqu’un qui n’a pas de compte ici"
            if not signed_by(signers[signer], signature, message):
                return "une signature ne répond pas à ce qu’elle signe"
        return ""


def sees_root(session: Session, here: Standing, root: str) -> bool | None:
    """Whether somebody writes in a root; ``None`` when it is out of reach."""
    if here.alone or here.places is None:
        return True
    found = limits(here, session.clock.today(), session.clock.now())
    return True if found is None else session.commun.elsewhere(lambda sql: _writes(sql, found, root))


def _writes(sql: Any, found: sight.Limits, root: str) -> bool | None:
    sight.fill(sql, found)
    row = sql.execute("SELECT writes FROM temp.sees WHERE root=?", (root,)).fetchone()
    return None if row is None else bool(row[0])


def _how(how: str | None) -> str:
    return {SCREEN: "lu à l’écran", PAPER: "imprimé", EXPORT: "enregistré"}.get(how or "", how or "")


def _year_before(today: date) -> str:
    month_end = min(today.day, 28) if today.month == 2 else today.day
    return today.replace(year=today.year - 1, day=month_end).isoformat()
