"""A page for one act on a help: what is proposed, as if typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.ui.records import act_page


class ActPage(act_page.ActPage):
    """Done by its button only."""

    def begin(self, id: str, given: Mapping[str, Any], *, student_id: str = "", seen: int = 0) -> None:
        """Show what is proposed; a draft comes back over it."""
        self.open(f"aide-{self._name}", id, {}, seen, student_id=student_id)
        self.fields.put(given)
