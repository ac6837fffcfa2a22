"""What is erased with a help, a session or a child: places in a group, presences, times of the week, wherever they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.storage.unit import parse

if TYPE_CHECKING:
    from desktop.storage.store import Store

OF_HELP = {"member": "intervention_id", "sitting": "intervention_id", "slot": "intervention_id", "presence": "sitting_id"}
"""Tables, and the column that says with which record a row goes."""
_LINKS = ("intervention_id", "sitting_id", "student_id")


def parts(store: Store, id: str) -> list[tuple[str, str, str]]:
    """``(table, row, root)`` of what goes with a help or a session, deleted too; of a child, her place in a prevention group,
    which the group keeps."""
    found = store.sql(
        f"SELECT tbl, row, value, root FROM entry WHERE tbl IN ({','.join('?' * len(OF_HELP))}) AND col='' AND value LIKE ?",
        (*OF_HELP, f'%"{id}"%'))
    return [(table, row, root) for table, row, value, root in found if id in [parse(value).get(link) for link in _LINKS]]
