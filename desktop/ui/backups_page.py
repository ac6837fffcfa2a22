"""Backups: what there is, what each holds, make one, copy to the second place, give one back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.errors import PoleError
from desktop.paths import Paths
from desktop.texts import long_date, plural
from desktop.ui import messages
from desktop.ui.accessible import announce
from desktop.ui.dialog import Dialog
from desktop.ui.jobs import Jobs
from desktop.ui.preferences import Preferences
from desktop.ui.widgets import Card, Notice, PlainLabel, clear, first, hbox, link, quiet, vbox


def when(backup: Any, zone: str = "Europe/Paris") -> str:
    """« lundi 23 novembre 2026 à 17:52 »."""
    instant = backup.date.astimezone(ZoneInfo(zone))
    return f"{long_date(instant.date())} à {instant.strftime('%H:%M')}"


def size_words(size: int) -> str:
    return f"{size / 1_048_576:.1f} Mo".replace(".", ",")


class ChooseBackup(Dialog):
    """At the door, when the vault does not open: a backup is opened beside, nothing is replaced."""

    def __init__(self, paths: Paths, vault: Path, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__("Reprendre une sauvegarde", name="choisir_sauvegarde", parent=parent)
        self._paths, self._vault, self._jobs = paths, vault, jobs
        self.restored: Path | None = None
        self.body.addWidget(PlainLabel("La copie choisie devient un coffre à côté. Celui qui ne s’ouvre pas reste où "
                                       "il est.",
                                       tone="soft", wrap=True))
        self._list = vbox(None, spacing=8)
        self.body.addLayout(self._list)
        self.body.addStretch(1)
        self.set_buttons([quiet("Chercher ailleurs…", name="sauvegarde_ailleurs", icon="folder", clicked=self._elsewhere),
                          quiet("Fermer", name="sauvegarde_fermer", clicked=self.reject)])
        jobs.read(partial(_found, paths, vault), self._show, self._failed)

    def _show(self, backups: Sequence[Any]) -> None:
        if not backups:
            self._list.addWidget(PlainLabel("Cet ordinateur n’a pas de sauvegarde de ce coffre. Elle est peut-être "
                                            "sur une clé USB : « Chercher ailleurs… ».", wrap=True))
        for index, backup in enumerate(backups):
            card = Card(margins=(14, 10, 10, 10))
            take = quiet("Reprendre", name=f"reprendre_{index}", clicked=partial(self._restore, backup.path))
            take.setAccessibleName(f"Reprendre la sauvegarde du {when(backup)}")
            card.box.addLayout(hbox(None, vbox(None, PlainLabel(when(backup)), PlainLabel(
                f"{backup.reason} · {size_words(backup.size)}", size=13, tone="soft"), spacing=2), None, take))
            self._list.addWidget(card)

    def _elsewhere(self) -> None:
        folder = messages.choose_folder(self, "Dossier d’une sauvegarde")
        if folder is not None:
            self._restore(folder)

    def _restore(self, backup: Path) -> None:
        target = _free_name(self._vault)
        self._jobs.write(partial(_restore, backup, target), self._done, self._failed)

    def _done(self, place: Path) -> None:
        self.restored = place
        self.accept()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, PoleError):
            self._jobs.on_error(error)
            return
        messages.tell(self, "Cette sauvegarde n’a pas été reprise", str(error))


class BackupsDialog(Dialog):
    """In an open vault. ``replaced`` once a backup took the vault's place: the window opens it again."""

    replaced = Signal()

    def __init__(self, session: Any, jobs: Jobs, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__("Sauvegardes", name="sauvegardes", parent=parent)
        self._session, self._jobs, self._preferences = session, jobs, preferences
        self.body.addWidget(PlainLabel("Chaque fermeture garde une copie relue, si quelque chose a changé. Une copie "
                                       "n’est comptée qu’après avoir été rouverte.", tone="soft", wrap=True))
        self._second = vbox(None)
        self.body.addLayout(self._second)
        self._list = vbox(None, spacing=8)
        self.body.addLayout(self._list)
        self.body.addStretch(1)
        self.set_buttons([quiet("Fermer", name="sauvegardes_fermer", clicked=self.reject),
                          first("Sauvegarder maintenant", name="sauvegarder", icon="save", clicked=self.make)])
        self.refresh()

    def refresh(self) -> None:
        self._jobs.read(lambda: (self._session.backups.list(), self._session.backups.second_place_due()), self._show,
                        self._failed)

    def make(self) -> None:
        """A copy now, re-read; to the second place too when it is there."""
        place = self._preferences.now.second_place

        def work() -> Any:
            made = self._session.backups.make()
            if place and Path(place).is_dir():
                self._session.backups.to_second_place(Path(place))
            return made

        self._jobs.write(work, self._made, self._failed)

    def _made(self, _backup: Any) -> None:
        announce(self, "Sauvegarde faite et relue.")
        self.refresh()

    def _show(self, answer: tuple[Sequence[Any], bool]) -> None:
        backups, due = answer
        clear(self._second)
        clear(self._list)
        if due:
            self._second.addWidget(Notice(
                "Une copie sur une clé USB ou un autre disque vous protège du vol et de la panne.", "warn",
                action=link("Choisir une place", name="seconde_place", clicked=self._choose_place)))
        if not backups:
            self._list.addWidget(PlainLabel("Pas encore de sauvegarde."))
        for index, backup in enumerate(backups):
            card = Card(margins=(14, 10, 10, 10))
            take = quiet("Revenir à celle-ci…", name=f"revenir_{index}", clicked=partial(self._ask, backup))
            take.setAccessibleName(f"Revenir à la sauvegarde du {when(backup)}")
            card.box.addLayout(hbox(None, vbox(None, PlainLabel(when(backup, self._session.vault.zone)), PlainLabel(
                f"{backup.reason} · {size_words(backup.size)}", size=13, tone="soft"), spacing=2), None, take))
            self._list.addWidget(card)

    def _choose_place(self) -> None:
        folder = messages.choose_folder(self, "Deuxième place pour les sauvegardes")
        if folder is not None:
            self._preferences.change(second_place=str(folder))
            self._jobs.write(lambda: self._session.backups.to_second_place(folder), self._made, self._failed)

    def _ask(self, backup: Any) -> None:
        self._jobs.read(lambda: self._session.backups.preview(backup), partial(self._confirm, backup), self._failed)

    def _confirm(self, backup: Any, preview: Any) -> None:
        pairs = (("élève", preview.students), ("réunion", preview.meetings), ("projet", preview.projects),
                 *((word, pair) for word, pair in (("demande", preview.requests), ("aide", preview.helps)) if any(pair)),
                 ("écriture", preview.writes))
        lines = [f"{plural(before, word)} dans la sauvegarde, {now} aujourd’hui" for word, (before, now) in pairs]
        text = "\n".join([*lines, "", "L’état présent est d’abord copié : vous pourrez y revenir. Ce que vous "
                                      "n’ouvrez pas n’est pas touché."])
        if messages.ask(self, f"Revenir à la sauvegarde du {when(backup)} ?", text, yes="Revenir à cette sauvegarde",
                        danger=True):
            self._jobs.write(lambda: self._session.backups.restore_here(backup), self._replaced, self._failed)

    def _replaced(self, _value: object) -> None:
        self.accept()
        self.replaced.emit()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, PoleError):
            messages.tell(self, "La sauvegarde n’a pas pu se faire", str(error))
        else:
            self._jobs.on_error(error)


def _found(paths: Paths, vault: Path) -> list[Any]:
    """Backups of this vault; of every vault when it cannot even say which one it is."""
    from desktop.storage import backup
    from desktop.storage.vault import Vault

    try:
        folders = [backup.folder_of(paths.backups, Vault.read(vault).id)]
    except PoleError:
        folders = [place for place in sorted(paths.backups.glob("*")) if place.is_dir()]
    found = [one for folder in folders for one in backup.all_of(folder)]
    return sorted(found, key=lambda one: one.date, reverse=True)


def _restore(source: Path, target: Path) -> Path:
    from desktop.storage import backup

    return backup.restore(source, target)


def _free_name(vault: Path) -> Path:
    """« Antenne Nord repris.coffre », then « repris 2 »…"""
    base = vault.name.removesuffix(".coffre")
    for number in range(1, 100):
        candidate = vault.with_name(f"{base} repris{f' {number}' if number > 1 else ''}.coffre")
        if not candidate.exists():
            return candidate
    return vault.with_name(f"{base} repris.coffre")
