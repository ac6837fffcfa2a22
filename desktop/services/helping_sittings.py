"""Sessions of a help: who was there, and a note when there is something to say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from desktop.changes import Changes
from desktop.errors import InputError, RefusedError
from desktop.forms.request_kinds import PRESENCES, SITTING_STATES
from desktop.ids import named
from desktop.models import Intervention, Presence, Sitting
from desktop.services import helping_rows, labels
from desktop.services.own_file import day_of
from desktop.services.request_values import SittingRow
from desktop.texts import clean

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store
    from desktop.storage.unit import Unit

HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")
NO_NOTE = "Dans un groupe de prévention, il n’y a pas de note par enfant."
_LONGEST = 480


def hour_of(text: str, column: str = "time", label: str = "Heure") -> str:
    """« 08:45 ». Raises ``InputError`` for anything else."""
    said = (text or "").strip().lower().replace("h", ":").replace(" ", "")
    if not said:
        return ""
    hours, _, minutes = said.partition(":")
    said = f"{hours:0>2}:{minutes or '00':0>2}"
    if not HOUR.match(said):
        raise InputError(f"« {label} » attend une heure, écrite 08:45.", column=column)
    return said


NOBODY = "Personne n’était dans cette aide ce jour-là : changez la date de la séance, ou celle de l’arrivée des élèves."


class Sittings:
    """Mixed into ``Helping``."""

    _session: Session
    _store: Store

    if TYPE_CHECKING:
        @property
        def _today(self) -> str: ...
        def _known(self, id: str) -> tuple[str, str, str, str]: ...
        def _requests_of(self, id: str, request: str) -> tuple[str, ...]: ...
        def _begun(self, unit: Unit, requests: Iterable[str]) -> None: ...

    def sitting(self, id: str) -> SittingRow:
        """One session. Raises ``RefusedError`` when unknown."""
        found = self._store.one("SELECT intervention_id FROM sitting WHERE id=?", (id,))
        if found is None:
            raise RefusedError
        return next(row for row in helping_rows.sittings(self._session, found[0]) if row.id == id)

    def note_sitting(self, intervention_id: str, date: str, presences: Mapping[str, str], *, time: str = "", minutes: int = 45,
                     note: str = "", notes: Mapping[str, str] | None = None, state: str = "held", reason: str = "") -> Changes:
        """A session and who was there; the same help, day and hour again changes it. The first one held starts the help."""
        kind, root, request, stands = self._known(intervention_id)
        day = self._day(date, state)
        hour = hour_of(time)
        said = dict(notes or {})
        if kind == "prevention" and any(text.strip() for text in said.values()):
            raise InputError(NO_NOTE, column="notes")
        if isinstance(minutes, bool) or not isinstance(minutes, int) or not 0 < minutes <= _LONGEST:
            raise InputError(f"« Durée » attend un nombre de minutes, de 1 à {_LONGEST}.", column="minutes")
        there = self.there(intervention_id, day)
        if state == "held" and not there and self._store.one("SELECT 1 FROM member WHERE intervention_id=?", (intervention_id,)):
            raise InputError(NOBODY, column="date")
        for child, how in presences.items():
            if child not in there:
                raise InputError("Un élève de la liste n’est pas dans cette aide ce jour-là.", column="presences")
            if how not in PRESENCES:
                raise InputError(f"« Présence » attend l’un de : {', '.join(PRESENCES)}.", column="presences")
        actor = self._session.actor
        id = named("sitting", intervention_id, day, hour)
        alone = self._store.one("SELECT student_id, since FROM intervention WHERE id=?", (intervention_id,))
        cells = {"intervention_id": intervention_id, "student_id": alone[0] or "", "date": day, "time": hour, "minutes": minutes,
                 "state": state, "reason": clean(reason) if state == "cancelled" else "", "note": clean(note),
                 "author": actor.name, "author_id": actor.id}
        requests = self._requests_of(intervention_id, request)
        with self._store.unit(labels.SITTING_NOTED) as unit:
            unit.new(Sitting, cells, id=id, root=root)
            for child in dict.fromkeys((*presences, *(one for one in said if one in there))):
                told = {"sitting_id": id, "intervention_id": intervention_id, "student_id": child}
                told |= {"state": presences[child]} if child in presences else {}
                told |= {"note": clean(said[child])} if child in said else {}
                unit.new(Presence, told, id=named("presence", id, child), root=root if kind == "prevention" else child)
            if state == "held" and stands == "prepared":
                unit.put(Intervention, intervention_id, {"state": "running", "since": alone[1] or day})
            if state == "held":
                self._begun(unit, requests)
        changes = self._store.unit_changes
        return changes if changes.created[:1] == (id,) else Changes(
            changes.unit, changes.label, (id,), changes.touched, changes.roots, changes.skipped, changes.seen)

    def _day(self, date: str, state: str) -> str:
        if state not in SITTING_STATES:
            raise InputError(f"« État » attend l’un de : {', '.join(SITTING_STATES)}.", column="state")
        day = day_of(date, "date", "Date") or self._today
        if state == "held" and day > self._today:
            raise InputError("Cette séance est à venir : elle se note une fois faite.", column="date")
        return day

    def there(self, intervention_id: str, day: str = "") -> tuple[str, ...]:
        """Children who are in a help that day (today)."""
        on = day_of(day, "date", "Date") or self._today
        return tuple(row[0] for row in self._store.sql(
            "SELECT student_id FROM member WHERE intervention_id=? AND coalesce(since, '') <= ? AND coalesce(until, '9') >= ? "
            "ORDER BY n", (intervention_id, on, on)))

    def remove_sitting(self, id: str, seen: int | None = None) -> Changes:
        """To the bin, with who was there."""
        if not self._store.exists(Sitting, id):
            raise RefusedError
        with self._store.unit(labels.SITTING_REMOVED) as unit:
            for (row,) in self._store.sql("SELECT id FROM main.presence WHERE sitting_id=?", (id,)):
                unit.remove(Presence, row)
            unit.remove(Sitting, id, seen)
        return self._store.unit_changes
