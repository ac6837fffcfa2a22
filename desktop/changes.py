"""What a write touched: the value every unit gives back, and that screens listen to."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """The outcome of one unit of work.

    ``label`` is the French name of the act, shown beside « Annuler ». ``created`` holds the ids of new rows in
    order, ``touched`` the ``(table, id)`` pairs written or removed, ``roots`` the records they belong to.
    ``skipped`` names, in whole sentences, what an undo left alone because someone worked on it since.
    """

    unit: str = ""
    label: str = ""
    created: tuple[str, ...] = ()
    touched: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    roots: frozenset[str] = field(default_factory=frozenset)
    skipped: tuple[str, ...] = ()
    seen: int = 0
    """The journal's last arrival number after this unit: what a screen that shows it has now seen."""

    @property
    def tables(self) -> frozenset[str]:
        return frozenset(table for table, _ in self.touched)

    def __bool__(self) -> bool:
        return bool(self.touched)
