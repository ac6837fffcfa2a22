"""Children of a request or of a help whom this person may not see: how many there are, and their names taken out of typed words.

Who asked for one child reads the request about three; the two others stay « un autre enfant ». What is typed in a request itself
is its author's and shows as it is: what is told here is what was decided, and how a group is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from desktop.texts import fold

if TYPE_CHECKING:
    from desktop.services.session import Session

ANOTHER = "un autre enfant"
NAMED = "(un titre qui nomme un autre enfant)"
Names = tuple[tuple[str, ...], ...]
"""For each child: first name and last name, the other way round, then each alone."""


def limited(session: Session) -> bool:
    """Whether something of the common file is out of her reach."""
    return session.rights.standing.places is not None


def of_requests(session: Session) -> Mapping[str, int]:
    """How many children out of reach each request about several is about."""
    if not limited(session):
        return {}
    return dict(session.commun.sql("SELECT request_id, count(*) FROM main.concerned WHERE student_id NOT IN "
                                   "(SELECT id FROM student) GROUP BY 1"))


def of_request(session: Session, id: str) -> Names:
    """Names of the children out of reach of a request about several."""
    return _names(session, "concerned", "request_id", id) if limited(session) else ()


def of_help(session: Session, id: str) -> Names:
    """Names of the children out of reach of a group."""
    return _names(session, "member", "intervention_id", id) if limited(session) else ()


def _names(session: Session, table: str, column: str, id: str) -> Names:
    found = session.commun.sql(
        f"SELECT s.first_name, s.last_name, s.usage_name FROM main.{table} c JOIN main.student s ON s.id = c.student_id "
        f"WHERE c.{column}=? AND c.student_id NOT IN (SELECT id FROM student)", (id,))
    return tuple(_said(first or "", last or "", usage or "") for first, last, usage in found)


def words(names: Names) -> frozenset[str]:
    """Every word of these names: one of them in a title is enough to know who."""
    return frozenset(word for child in names for name in child for word in fold(name).split() if len(word) > 2)


def _said(first: str, last: str, usage: str) -> tuple[str, ...]:
    names = [name for one in (usage, last) if one for name in (f"{first} {one}", f"{one} {first}", one)]
    return tuple(dict.fromkeys(name.strip() for name in (*names, first) if name.strip()))


def masks(names: Names, seen: Iterable[str] = ()) -> list[tuple[str, str]]:
    """What to mask and by what; a name that a child one sees bears too stays hers."""
    kept = {fold(name) for name in seen}
    return [(name, ANOTHER) for child in names for name in child if fold(name) not in kept]


def of_row(session: Session, table: str, id: str) -> list[tuple[str, str]]:
    """What to mask of a record kept in a request about several or in a group, wherever its words come back."""
    if not limited(session):
        return []
    found = session.commun.one("SELECT root FROM entry WHERE row=? AND tbl=? LIMIT 1", (id, table))
    root = found[0] if found is not None else ""
    names = (*_names(session, "concerned", "request_id", root), *_names(session, "member", "intervention_id", root))
    if not names:
        return []
    seen = session.commun.sql(
        "SELECT first_name, last_name FROM student WHERE id IN (SELECT student_id FROM concerned WHERE request_id=? UNION "
        "SELECT student_id FROM member WHERE intervention_id=?)", (root, root))
    return masks(names, [name or "" for row in seen for name in row])


def words_of_helps(session: Session) -> dict[str, frozenset[str]]:
    """The words of the names of every child of each help, those out of reach included: for what is shown to all."""
    found: dict[str, set[str]] = {}
    for help, last, usage, first in session.commun.sql(
            "SELECT m.intervention_id, s.last_name, s.usage_name, s.first_name FROM main.member m JOIN main.student s "
            "ON s.id = m.student_id"):
        found.setdefault(help, set()).update(
            word for word in fold(f"{last or ''} {usage or ''} {first or ''}").split() if len(word) > 2)
    return {help: frozenset(words) for help, words in found.items()}
