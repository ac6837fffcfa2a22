"""« À reprendre »: plain rules written on the screen, each can be switched off by who reads it.

No score, no rank, nothing predicted, nothing exported: a line is there because a date says so, in the order of names. A teacher
sees her class, a member of the pôle what she was proposed, took or gives. Nothing of a personal file is read, but the switches.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from desktop.errors import InputError, RefusedError
from desktop.forms.request_kinds import STATES
from desktop.services import loads, unseen
from desktop.services.helping_rows import title_of as help_title
from desktop.services.record import CLOSED
from desktop.services.request_list import title_of
from desktop.services.request_rules import OF_SCHOOL, WITHOUT_MOVE
from desktop.services.request_values import Load, Resume, ResumeRule
from desktop.texts import day_month, fold, list_name, parse_day, plural

if TYPE_CHECKING:
    from desktop.services.session import Session

_OFF = "off"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its sentence with « {n} », the reminder its number comes from, and its unit."""

    code: str
    label: str
    reminder: str = ""
    unit: str = "jour"

    def said(self, number: int) -> str:
        return self.label.format(n=plural(number, self.unit) if self.reminder else "")


RULES = {rule.code: rule for rule in (
    Rule("complete", "Une demande à compléter"),
    Rule("acknowledge", "Une demande envoyée depuis {n}, sans accusé de réception", "acknowledge"),
    Rule("decide", "Une demande envoyée depuis {n}, sans décision", "decide"),
    Rule("no_news", "Une demande sans nouvelles pour l’école depuis {n}", "no_news", "semaine"),
    Rule("still", "Une demande sans mouvement depuis {n}", "still"),
    Rule("draft", "Un de vos brouillons, commencé depuis {n}", "draft"),
    Rule("review", "Une aide dont le bilan prévu est passé"),
    Rule("no_review", "Une aide en cours depuis {n}, sans bilan", "no_review", "semaine"),
)}
"""In the order they are tried: a request or a help has one line, by the first rule that holds."""
_RUNS = ("decided", "waiting_list", "waiting_consent", "in_progress")
_SENT = ("submitted",)


@dataclass(frozen=True, slots=True)
class _Asked:
    """An open request, with what its rules look at."""

    id: str
    state: str
    title: str
    school: str
    level: str
    began: str
    sent: str
    last: str
    news: str
    author: str
    mine: bool


class Resuming:
    """Rules, what meets them, and loads that name nobody."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    # -- rules ---------------------------------------------------------------------------------------------------------
    def rules(self) -> tuple[ResumeRule, ...]:
        """Every rule as it is written, with its number, and whether one keeps it."""
        numbers, off = self._session.pole_settings.reminders(), self._off()
        found = []
        for rule in RULES.values():
            number = numbers.get(rule.reminder, 0)
            found.append(ResumeRule(rule.code, rule.said(number), rule.code not in off, number,
                                    f"{rule.unit}s" if rule.reminder else ""))
        return tuple(found)

    def switch(self, code: str, on: bool) -> None:
        """Keep a rule or not, for oneself alone: nobody else knows."""
        if code not in RULES:
            raise InputError(f"« Règle » attend l’une de : {', '.join(RULES)}.", column="rule")
        own = self._session.own_file
        if own is None:
            raise RefusedError(CLOSED)
        with own.transaction() as sql:
            if on:
                sql.execute("DELETE FROM place WHERE key=?", (f"resume:{code}",))
            else:
                sql.execute("INSERT OR REPLACE INTO place (key, value) VALUES (?, ?)", (f"resume:{code}", _OFF))

    def _off(self) -> frozenset[str]:
        own = self._session.own_file
        if own is None:
            return frozenset()
        found = own.sql("SELECT key FROM place WHERE key LIKE 'resume:%' AND value=?", (_OFF,))
        return frozenset(key.partition(":")[2] for (key,) in found)

    # -- what meets them -------------------------------------------------------------------------------------------------
    def list(self) -> tuple[Resume, ...]:
        """What is to be taken up again, by name."""
        off, numbers = self._off(), self._session.pole_settings.reminders()
        lines = [*self._requests(off, numbers), *self._helps(off, numbers)]
        return tuple(sorted(lines, key=lambda line: (fold(line.title), line.table, line.id)))

    def _requests(self, off: frozenset[str], numbers: Any) -> Iterator[Resume]:
        today = self._session.clock.today()
        for asked in self._open():
            if not asked.mine and not (asked.state == "draft" and asked.author == self._session.actor.id):
                continue
            for code, text in _met(asked, numbers, today, self._session.actor.id):
                if code not in off:
                    yield Resume(code, "request", asked.id, asked.title, text, asked.school, asked.level)
                    break

    def _open(self) -> Iterator[_Asked]:
        """Open requests that this person may see, and whether they are hers to take up."""
        sql = self._store.sql
        whole, mine = self._whole(), self._hers()
        last: dict[str, str] = dict(sql("SELECT request_id, max(date) FROM step GROUP BY request_id"))
        for request, on in sql("SELECT request_id, max(date) FROM contribution GROUP BY request_id"):
            last[request] = max(last.get(request) or "", on or "")
        news: dict[str, str] = dict(sql("SELECT request_id, max(date) FROM step WHERE kind IN ('news', 'answered', 'decided', "
                                        "'in_progress', 'acknowledged') GROUP BY request_id"))
        children: dict[str, list[str]] = {}
        for request, name, first in sql("SELECT c.request_id, l.last_name, l.first_name FROM concerned c JOIN student_list l "
                                        "ON l.student_id = c.student_id ORDER BY l.sort_key"):
            children.setdefault(request, []).append(list_name(name or "", first or ""))
        began: dict[str, str] = dict(sql(
            "SELECT e.row, min(u.at) FROM entry e JOIN unit u ON u.id = e.unit WHERE e.tbl='request' AND e.col='' AND e.row IN "
            "(SELECT id FROM request WHERE state='draft') GROUP BY e.row"))
        opened = tuple(code for code, state in STATES.items() if state.open)
        hidden = unseen.of_requests(self._session)
        for id, about, student, state, school, level, class_name, sent, author, name, first in sql(
                "SELECT r.id, r.about, r.student_id, r.state, s.name, r.level, r.class_name, r.sent_on, r.author_id, "
                "l.last_name, l.first_name FROM request r LEFT JOIN school s ON s.id = r.school_id LEFT JOIN student_list l "
                f"ON l.student_id = r.student_id WHERE r.state IN ({','.join('?' * len(opened))})", opened):
            names = [list_name(name or "", first or "")] if student and name else children.get(id, [])
            title = title_of(about or "", names, len(names) + hidden.get(id, 0), level or "", class_name or "", school or "")
            yield _Asked(id, state, title, school or "", level or "", (began.get(id) or "")[:10], sent or "",
                         max(last.get(id) or "", sent or ""), max(news.get(id) or "", sent or ""), author or "",
                         whole or id in mine)

    def _whole(self) -> bool:
        """Whether all this person sees is hers to take up: a teacher's class, a director's school, a vault of one's own."""
        here = self._session.rights.standing
        if here.alone or "director" in here.roles:
            return True
        return set(here.roles) <= OF_SCHOOL and here.places is not None

    def _hers(self) -> frozenset[str]:
        """Requests she asked, was proposed, took, or answers by a help."""
        me = self._session.actor.id
        return frozenset(row[0] for row in self._store.sql(
            "SELECT id FROM request WHERE author_id=? UNION SELECT request_id FROM proposal WHERE account_id=? AND "
            "coalesce(answer, '') IN ('', 'taken') UNION SELECT request_id FROM intervention WHERE helper_id=? AND "
            "request_id IS NOT NULL UNION SELECT m.request_id FROM member m JOIN intervention i ON i.id = m.intervention_id "
            "WHERE i.helper_id=? AND m.request_id IS NOT NULL", (me, me, me, me)))

    def _helps(self, off: frozenset[str], numbers: Any) -> Iterator[Resume]:
        """One's own helps (all of them in a vault of one's own): a review that is past, or none for long."""
        here = self._session.rights.standing
        today = self._session.clock.today()
        limit = (today - timedelta(weeks=numbers["no_review"])).isoformat()
        reviewed: dict[str, str] = dict(self._store.sql(
            "SELECT owner, max(CAST(json_extract(cells, '$.date') AS TEXT)) FROM line WHERE key='bilans' GROUP BY owner"))
        for id, kind, title, level, since, review, school, name, first in self._store.sql(
                "SELECT i.id, i.kind, i.title, i.level, i.since, i.review_on, s.name, l.last_name, l.first_name "
                "FROM intervention i LEFT JOIN school s ON s.id = i.school_id "
                "LEFT JOIN student_list l ON l.student_id = i.student_id "
                "WHERE i.state='running' AND (i.helper_id=? OR ?)", (here.id, here.alone)):
            shown = list_name(name or "", first or "") if name else help_title(kind, title, level)
            due = parse_day(review)
            code = text = ""
            if due is not None and due < today and "review" not in off:
                code, text = "review", f"bilan prévu le {day_month(due)}"
            elif due is None and max(since or "", reviewed.get(id) or "") <= limit and since and "no_review" not in off:
                weeks = _days(max(since or "", reviewed.get(id) or ""), today) // 7
                code, text = "no_review", f"{plural(weeks, 'semaine')} sans bilan"
            if code:
                yield Resume(code, "intervention", id, shown, text, school or "", level or "")

    # -- loads -----------------------------------------------------------------------------------------------------------
    def loads(self) -> tuple[tuple[Load, ...], tuple[Load, ...]]:
        """By sector, by function; never a figure that is one person's, nor one she or her only colleague could work out."""
        return loads.of_pole(self._session)

    def mine(self) -> Load:
        """One's own figures, for oneself."""
        return loads.mine(self._session)


def _days(day: str, today: date) -> int:
    found = parse_day(day)
    return (today - found).days if found is not None else 0


def _met(asked: _Asked, numbers: Any, today: date, me: str) -> Iterator[tuple[str, str]]:
    """The rules a request meets, in order, each with what is told."""
    if asked.state == "draft":
        began = _days(asked.began, today)
        if asked.author == me and began >= numbers["draft"]:
            yield "draft", f"brouillon commencé il y a {plural(began, 'jour')}"
        return
    sent, still, quiet = _days(asked.sent, today), _days(asked.last, today), _days(asked.news, today)
    if asked.state == "returned_for_completion":
        yield "complete", f"à compléter depuis {plural(still, 'jour')}" if still else "à compléter"
    if asked.state in _SENT and sent >= numbers["acknowledge"]:
        yield "acknowledge", f"envoyée depuis {plural(sent, 'jour')}"
    if asked.state in WITHOUT_MOVE and asked.state != "decided" and sent >= numbers["decide"]:
        yield "decide", f"sans décision depuis {plural(sent, 'jour')}"
    if asked.state in _RUNS and quiet >= numbers["no_news"] * 7:
        yield "no_news", f"pas de nouvelles depuis {plural(quiet // 7, 'semaine')}"
    if asked.state in WITHOUT_MOVE and still >= numbers["still"]:
        yield "still", f"sans mouvement depuis {plural(still, 'jour')}"
