"""Two texts written without knowing of each other: both shown with who wrote them, one press to keep one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QFrame, QWidget

from desktop.services.exchange_values import Clash, Version
from desktop.ui import style
from desktop.ui.context import Context
from desktop.ui.exchange.clash_words import asked, by, keep_word
from desktop.ui.records.verbs import write
from desktop.ui.widgets import PlainLabel, button, clear, hbox, icon_label, link, vbox


class ConflictCard(QFrame):
    """One question: its name, its texts, « Garder celui-ci » beside each; the page of all of them for more."""

    def __init__(self, clash: Clash, context: Context, number: int) -> None:
        super().__init__()
        self._context = context
        self.setProperty("notice", "warn")
        self.setObjectName(f"conflit_{number}")
        self.setAccessibleName(asked(clash))
        title = PlainLabel(asked(clash), weight=style.MEDIUM, wrap=True)
        more = link("Comparer", name=f"comparer_{number}", clicked=self._all,
                    accessible=f"Comparer les textes, ou en écrire un autre : {clash.label}")
        box = vbox(self, margins=(12, 10, 12, 10), spacing=8)
        head = hbox(None, icon_label("merge", "warn"), title, more)
        head.setStretch(1, 1)
        box.addLayout(head)
        for version in clash.versions:
            box.addWidget(_Choice(clash, version, context, f"{number}_{version.number - 1}"))

    def _all(self) -> None:
        from desktop.ui.exchange.clashes_page import open_clashes

        open_clashes(self._context)


class _Choice(QWidget):
    def __init__(self, clash: Clash, version: Version, context: Context, name: str) -> None:
        super().__init__()
        self._clash, self._version, self._context = clash, version, context
        word = keep_word(clash, version)
        keep = button(word, name=f"garder_{name}", clicked=self._keep, accessible=f"{word} : {version.text[:80]}")
        keep.setEnabled(not version.kept_by_author)
        words = vbox(None, PlainLabel(version.text, wrap=True),
                     PlainLabel(by(clash, version, context.session.vault.zone), size=12.5, tone="soft"), spacing=2)
        hbox(self, words, keep, spacing=12).setStretch(0, 1)

    def _keep(self) -> None:
        clash = self._clash
        resolve = partial(self._context.session.clashes.resolve, clash.id, self._version.number, seen=clash.versions)
        write(self._context, resolve, self)


class Conflicts(QWidget):
    """All the conflicts of a sheet, or nothing."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conflits")
        self._context = context
        self._box = vbox(self, spacing=8)
        self.hide()

    def set_conflicts(self, clashes: Sequence[Clash]) -> None:
        clear(self._box)
        for number, clash in enumerate(clashes):
            self._box.addWidget(ConflictCard(clash, self._context, number))
        self.setVisible(bool(clashes))
