"""A page for one act: done by its button only, its words kept as a draft meanwhile; Échap leaves it and nothing is done."""

from __future__ import annotations

from desktop.ui.records.edit_page import EditPage


class ActPage(EditPage):
    """What is proposed may be accepted as it stands: nothing needs to be typed for the button to act."""

    def dirty(self) -> bool:
        return self._writing is not None

    def commit(self) -> None:
        """Before printing, locking, closing: the draft is enough."""

    def leave(self) -> None:
        self.close_writing()
        self.left.emit()
