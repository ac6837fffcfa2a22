"""The left of the status line: when it was saved, and how fresh the last backup is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject

from desktop.texts import day_month
from desktop.ui.accessible import announce
from desktop.ui.jobs import Jobs
from desktop.ui.notices import Notices

NEVER = "démonstration, sans sauvegarde"


def local(stamp: str, zone: str) -> datetime | None:
    """An instant of the vault, on the clock of the wall."""
    try:
        return datetime.fromisoformat(stamp.replace("Z", "+00:00")).astimezone(ZoneInfo(zone))
    except ValueError:
        return None


def hour(instant: datetime) -> str:
    return instant.strftime("%H:%M")


def ago(day: date, today: date) -> str:
    """« d'aujourd'hui », « d'hier », « du 3 novembre »."""
    gap = (today - day).days
    return "d’aujourd’hui" if gap <= 0 else "d’hier" if gap == 1 else f"du {day_month(day)}"


class SaveLine(QObject):
    """« Enregistré à 10:42 · sauvegarde d'hier 17:52, relue »."""

    def __init__(self, session: Any, jobs: Jobs, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._jobs, self._notices = session, jobs, notices
        self._saved, self._backup = "", ""
        self._jobs.read(self._last_backup, self._know_backup, self._no_backup)

    def written(self, *, announce_it: bool) -> None:
        """A unit is on the disk."""
        self._saved = f"Enregistré à {self._now()}"
        self._show()
        if announce_it:
            announce(self._notices, self._saved)

    def draft_kept(self) -> None:
        """A draft is on the disk."""
        self._saved = f"Enregistré à {self._now()}, chaque mot est gardé"
        self._show()

    def draft_lost(self) -> None:
        """A draft did not reach the disk."""
        self._notices.saved("Pas encore enregistré : le texte reste à l’écran", mark="late")

    def refresh_backup(self) -> None:
        self._jobs.read(self._last_backup, self._know_backup, self._no_backup)

    def _now(self) -> str:
        return hour(self._session.clock.now().astimezone(ZoneInfo(self._session.vault.zone)))

    def _last_backup(self) -> Any:
        return self._session.backups.last()

    def _know_backup(self, backup: Any) -> None:
        when = local(backup.made, self._session.vault.zone) if backup is not None else None
        if when is not None:
            self._backup = f"sauvegarde {ago(when.date(), self._session.clock.today())} {hour(when)}, relue"
        else:
            self._backup = NEVER if self._session.demonstration else "pas encore de sauvegarde"
        self._show()

    def _no_backup(self, _error: BaseException) -> None:
        self._backup = ""
        self._show()

    def _show(self) -> None:
        words = " · ".join(part for part in (self._saved, self._backup) if part)
        if self._session.demonstration and not self._saved:
            words = "Démonstration : rien n’est sauvegardé"
        self._notices.saved(words[:1].upper() + words[1:], mark="done" if self._saved or "relue" in self._backup else "planned")
