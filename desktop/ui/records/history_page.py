"""Who wrote, who read: the versions of a record, each cell before and after, each act one press from being taken back."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from desktop.errors import RefusedError
from desktop.services.personal_values import Read
from desktop.services.values import Version, as_day
from desktop.texts import cut, plural, short_date
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.records.verbs import write
from desktop.ui.widgets import HLine, PlainLabel, clear, hbox, link, scrolled, vbox

SHOWN = 40
LONG = 600


def when(at: str, zone: str) -> str:
    """« lun. 23 nov. à 10:42 », in the vault's zone."""
    try:
        local = datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(ZoneInfo(zone))
    except ValueError:
        return at
    return f"{short_date(local.date())} {local.year} à {local:%H:%M}"


class HistoryPage(QWidget):
    """``load(table, id)``; the newest forty acts first, more on demand."""

    rectify_asked = Signal()

    def __init__(self, context: Context, *, name: str = "historique", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name, "Historique")
        self._context = context
        self._versions: tuple[Version, ...] = ()
        self._shown = SHOWN
        self._table, self._id = "", ""
        content = QWidget()
        self._rectify = link("Rectifier un champ…", name=f"{name}_rectifier", icon="eraser", clicked=self.rectify_asked.emit)
        help_text = PlainLabel("Rectifier écrit la bonne valeur et efface l’ancienne de l’historique.", size=13,
                               tone="soft", wrap=True)
        self._reads_title = PlainLabel("Qui a lu", size=16, weight=style.MEDIUM)
        self._reads_title.hide()
        self._reads = vbox(None, spacing=4)
        self._rows = vbox(None, spacing=0)
        vbox(content, hbox(None, self._rectify, None), help_text, 8, self._rows, 12, self._reads_title,
             self._reads, None, margins=(24, 16, 24, 24), spacing=2)
        vbox(self, scrolled(content, name=f"{name}_defile"))

    def load(self, table: str, id: str) -> None:
        self._table, self._id, self._shown = table, id, SHOWN
        session = self._context.session
        self._context.jobs.read(partial(session.history.of, table, id), self._arrived, self._context.fail, key=(self, "of"))
        self._context.jobs.read(lambda: tuple(session.reads.of(table, id)), self._reads_arrived, self._no_reads,
                                key=(self, "reads"))

    def _reads_arrived(self, reads: tuple[Read, ...]) -> None:
        """Of one's own records only: who opened it, which day."""
        clear(self._reads)
        self._reads_title.setVisible(bool(reads))
        today = self._context.session.clock.today()
        for read in reads[:200]:
            day = as_day(read.day)
            words = (short_date(day, today) if day else read.day, read.who, read.how)
            self._reads.addWidget(PlainLabel(" · ".join(part for part in words if part), size=13, wrap=True))

    def _no_reads(self, error: BaseException) -> None:
        """Not one's own record: nothing is said of who reads it."""
        self._reads_arrived(())
        if not isinstance(error, RefusedError):
            self._context.fail(error)

    def _arrived(self, versions: tuple[Version, ...]) -> None:
        self._versions = versions
        self._draw()

    def _draw(self) -> None:
        clear(self._rows)
        zone = str(getattr(self._context.session.vault, "zone", "Europe/Paris"))
        for version in self._versions[:self._shown]:
            self._rows.addWidget(VersionRow(version, when(version.at, zone), self))
        rest = len(self._versions) - self._shown
        if rest > 0:
            self._rows.addWidget(link(f"Voir {plural(rest, 'acte')} de plus", name="historique_suite", clicked=self._more))
        if not self._versions:
            self._rows.addWidget(PlainLabel("Rien n’a encore été écrit.", tone="soft"))

    def _more(self) -> None:
        self._shown += 200
        self._draw()

    def undo(self, unit: str) -> None:
        """Take one act back; what was written since is left, and told."""
        write(self._context, partial(self._context.session.undo, unit), self)


class VersionRow(QFrame):
    """One act: its name, who, when, and the cells it changed."""

    def __init__(self, version: Version, at: str, page: HistoryPage) -> None:
        super().__init__()
        self._unit, self._page = version.unit, page
        back = link("Défaire", name=f"defaire_{version.unit[-8:]}", clicked=self._undo,
                    accessible=f"Défaire : {version.label}, {at}")
        back.setSizePolicy(QPushButton().sizePolicy())
        head = hbox(None, PlainLabel(version.label, weight=style.MEDIUM), PlainLabel(at, size=13, tone="soft"),
                    PlainLabel(version.actor, size=13, tone="soft"), None, back, spacing=10)
        box = vbox(self, head, margins=(0, 8, 0, 8), spacing=4)
        for label, before, after in version.cells[:12]:
            box.addWidget(PlainLabel(_cell(label, before, after), size=13, wrap=True))
        if len(version.cells) > 12:
            box.addWidget(PlainLabel(f"… et {plural(len(version.cells) - 12, 'champ')} de plus", size=13, tone="soft"))
        box.addWidget(HLine())

    def _undo(self) -> None:
        self._page.undo(self._unit)


def _cell(label: str, before: Any, after: Any) -> str:
    before, after = cut(str(before or ""), LONG), cut(str(after or ""), LONG)
    if before and after:
        return f"{label} : « {before} » devient « {after} »"
    if after:
        return f"{label} : « {after} »"
    return f"{label} : « {before} » retiré" if before else label
