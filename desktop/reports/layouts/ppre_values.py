"""What a PPRE has to print, read once from its answers: texts, lines of tables, and whether it is to be written by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.forms.ppre import PPRE
from desktop.forms.spec import Table
from desktop.reports.blocks import filled
from desktop.texts import born_word, day_month, parse_day, plain_date

if TYPE_CHECKING:
    from desktop.reports.ppre import PpreData

_FRAME = frozenset({"debut", "fin", "suivi_par", "ecrit_le", "parcours", "rencontre_le", "rencontre_heure", "rencontre_lieu"})
_FIELDS = {field.key: field for field in PPRE.fields()}


class Values:
    """The answers of one PPRE, ready for paper."""

    def __init__(self, data: PpreData) -> None:
        self.data = data
        self._answers = data.answers
        self.hand = all(field.is_empty(self._answers.get(key)) for key, field in _FIELDS.items() if key not in _FRAME)
        """Nothing written yet but the frame: room to write everything by hand."""

    def text(self, key: str) -> str:
        """An answer as people read it."""
        return filled(_FIELDS[key].display(self._answers.get(key)))

    def day(self, key: str) -> date | None:
        found = self._answers.get(key)
        return parse_day(found) if isinstance(found, str) else None

    def ticked(self, key: str) -> bool:
        return bool(self._answers.get(key))

    def chosen(self, key: str) -> set[str]:
        found = self._answers.get(key)
        return set(found) if isinstance(found, list) else {found} if found else set()

    def lines(self, key: str) -> list[dict[str, str]]:
        """The lines of a table that hold something, each cell as people read it; ``code.x`` is the kept value."""
        table = _FIELDS[key]
        if not isinstance(table, Table):
            return []
        found = []
        kept: Any
        for kept in self._answers.get(key) or []:
            cells = {column.key: filled(column.display(kept.get(column.key))) for column in table.columns}
            if any(cells.values()):
                found.append(cells | {f"code.{column.key}": str(kept.get(column.key) or "") for column in table.columns})
        return found

    @property
    def born(self) -> str:
        return born_word(self.data.sex)

    @property
    def child(self) -> str:
        """What the child is called in our sentences."""
        return self.data.first_name or "l’élève"

    @property
    def period(self) -> str:
        """« du 2 novembre au 18 décembre 2026 »; empty unless both ends are known."""
        start, end = self.day("debut"), self.day("fin")
        if start and end:
            first = day_month(start) if start.year == end.year else plain_date(start)
            return f"du {first} au {plain_date(end)}"
        return ""
