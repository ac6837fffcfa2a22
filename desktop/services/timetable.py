"""The timetable of the week, by period: when a help is given, or what else one does then. A label never says a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.clock import school_year
from desktop.errors import InputError, RefusedError
from desktop.forms.request_kinds import PERIODS
from desktop.ids import POLE_ROOT
from desktop.models import Slot
from desktop.services import labels, unseen
from desktop.services.helping_rows import title_for_all
from desktop.services.helping_sittings import HOUR, hour_of
from desktop.services.request_values import SlotValue
from desktop.texts import WEEKDAYS, clean, fold

if TYPE_CHECKING:
    from desktop.services.session import Session

NO_NAME = "L’emploi du temps s’imprime et s’affiche : pas de nom d’élève dans l’intitulé."
_COLUMNS = ("t.id, t.intervention_id, t.owner_id, t.owner, t.year, t.period, t.weekday, t.begins, t.ends, t.school_id, s.name, "
            "t.place, t.label, i.kind, i.title, i.level FROM slot t LEFT JOIN school s ON s.id = t.school_id "
            "LEFT JOIN intervention i ON i.id = t.intervention_id")
_CELLS = ("weekday", "begins", "ends", "label", "school_id", "place", "period", "intervention_id", "year")


class Timetable:
    """Rows of ``slot``."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    # -- reading -------------------------------------------------------------------------------------------------------
    def slots(self, owner_id: str = "", period: str = "", school: str = "", year: str = "") -> tuple[SlotValue, ...]:
        """Times of a school year (this one) in order of the week; of a period, those of the whole year too."""
        where, told = ["coalesce(t.year, '') IN ('', ?)"], [year or school_year(self._session.clock.today())]
        if owner_id:
            where.append("t.owner_id = ?")
            told.append(owner_id)
        if period:
            where.append("coalesce(t.period, '') IN ('', ?)")
            told.append(period)
        if school:
            where.append("t.school_id = ?")
            told.append(school)
        return self._rows(" AND ".join(where), told)

    def of_help(self, intervention_id: str) -> tuple[SlotValue, ...]:
        """Times of one help."""
        return self._rows("t.intervention_id = ?", [intervention_id])

    def get(self, id: str) -> SlotValue:
        """One time. Raises ``RefusedError`` when unknown."""
        found = self._rows("t.id = ?", [id])
        if not found:
            raise RefusedError
        return found[0]

    def _rows(self, where: str, told: list[str]) -> tuple[SlotValue, ...]:
        seen = self._store.seen()
        names = unseen.words_of_helps(self._session)
        found = []
        for cells in self._store.sql(f"SELECT {_COLUMNS} WHERE {where}", tuple(told)):
            *slot, label, kind, title, level = cells
            id, help, owner_id, owner, year, period, weekday, *rest = slot
            begins, ends, place_id, school, place = (cell or "" for cell in rest)
            if not (1 <= (weekday or 0) <= len(WEEKDAYS) and HOUR.match(begins) and HOUR.match(ends)):
                continue  # another program may have written it: no week has such a time
            said = label or (title_for_all(kind, title, level, names.get(help, frozenset())) if kind else "")
            found.append(SlotValue(id, help or "", owner_id or "", owner or "", year or "", period or "", weekday or 0, begins,
                                   ends, place_id, school, place, said, seen))
        return tuple(sorted(found, key=lambda one: (one.weekday, one.begins, one.ends, fold(one.owner), one.id)))

    def overlaps(self, weekday: int, begins: str, ends: str, *, owner_id: str = "", intervention_id: str = "", period: str = "",
                 but: str = "") -> tuple[SlotValue, ...]:
        """What is already at that time: of the same person, or with a child of the same help. Told, never refused."""
        owner = owner_id or self._session.actor.id
        first, last = hour_of(begins, "begins", "Début"), hour_of(ends, "ends", "Fin")
        shared = {row[0] for row in self._store.sql(
            "SELECT DISTINCT o.intervention_id FROM member m JOIN member o ON o.student_id = m.student_id WHERE "
            "m.intervention_id=? AND m.until IS NULL AND o.until IS NULL", (intervention_id,))} if intervention_id else set()
        return tuple(one for one in self.slots(period=period)
                     if one.id != but and one.weekday == weekday and one.begins < last and one.ends > first
                     and (one.owner_id == owner or one.intervention_id in shared))

    # -- writing -------------------------------------------------------------------------------------------------------
    def add(self, weekday: int, begins: str, ends: str, *, intervention_id: str = "", label: str = "", school_id: str = "",
            place: str = "", period: str = "", owner_id: str = "") -> Changes:
        """A time of the week, one's own unless another account of the vault is said; ``created[0]`` is its id."""
        cells = self._checked({"weekday": weekday, "begins": begins, "ends": ends, "label": label, "school_id": school_id,
                               "place": place, "period": period, "intervention_id": intervention_id})
        self._in_order(cells)
        root = cells["school_id"] or POLE_ROOT
        if intervention_id:
            found = self._store.one("SELECT root, school_id FROM intervention WHERE id=?", (intervention_id,))
            if found is None:
                raise RefusedError
            root, cells["school_id"] = found[0], cells["school_id"] or found[1] or ""
            self._session.rights.require("write", "slot", root)  # first: a refused label tells who is in the group
            self._without_first_name(cells["label"], intervention_id)
        elif not cells["label"]:
            raise InputError("Dites ce que vous faites à cette heure, ou choisissez une aide.", column="label")
        cells |= self._owner(owner_id) | {"year": school_year(self._session.clock.today())}
        with self._store.unit(labels.SLOT_CHANGED) as unit:
            unit.new(Slot, cells, root=root)
        return self._store.unit_changes

    def update(self, id: str, cells: Mapping[str, Any], seen: int | None = None) -> Changes:
        before = self.get(id)
        kept = self._checked(cells)
        self._in_order({"begins": before.begins, "ends": before.ends, **kept})
        if kept.get("intervention_id", before.intervention_id) != before.intervention_id:
            raise InputError("Pour une autre aide, ajoutez un autre créneau.", column="intervention_id")
        if before.intervention_id:
            root = self._store.one("SELECT root FROM slot WHERE id=?", (id,))[0]
            self._session.rights.require("write", "slot", root, id)
            self._without_first_name(kept.get("label", ""), before.intervention_id)
        with self._store.unit(labels.SLOT_CHANGED) as unit:
            unit.put(Slot, id, kept, seen)
        return self._store.unit_changes

    def remove(self, id: str, seen: int | None = None) -> Changes:
        with self._store.unit(labels.SLOT_CHANGED) as unit:
            unit.remove(Slot, id, seen)
        return self._store.unit_changes

    def _owner(self, owner_id: str) -> dict[str, str]:
        actor = self._session.actor
        if not owner_id or owner_id == actor.id:
            return {"owner_id": actor.id, "owner": actor.name}
        found = self._store.one("SELECT name FROM account WHERE id=?", (owner_id,))
        if found is None:
            raise RefusedError
        return {"owner_id": owner_id, "owner": found[0] or ""}

    def _checked(self, cells: Mapping[str, Any]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for column, value in cells.items():
            if column not in _CELLS:
                raise InputError(f"Un créneau n’a pas de champ « {column} ».", column=column)
            if column == "weekday":
                if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= len(WEEKDAYS):
                    raise InputError("« Jour » attend un nombre de 1 (lundi) à 6 (samedi).", column=column)
                kept[column] = value
            elif not isinstance(value, str):
                raise InputError(f"« {labels.column_label('slot', column)} » attend un texte.", column=column)
            elif column in ("begins", "ends"):
                kept[column] = hour_of(value, column, labels.column_label("slot", column))
                if not kept[column]:
                    raise InputError(f"« {labels.column_label('slot', column)} » est nécessaire, écrit 08:45.", column=column)
            else:
                kept[column] = clean(" ".join(value.split()))
        if kept.get("period") and kept["period"] not in PERIODS:
            raise InputError(f"« Période » attend l’une de : {', '.join(PERIODS)}.", column="period")
        for column in ("label", "place"):
            self._without_name(kept.get(column, ""), column)
        return kept

    def _without_name(self, text: str, column: str) -> None:
        """No child's last and first names on what is printed and hung on a door."""
        words = set(fold(text).split())
        if len(words) < 2:
            return
        for last, first in self._store.sql("SELECT last_name, first_name FROM student_list WHERE hidden=0"):
            names = [set(fold(part or "").split()) for part in (last, first)]
            if all(names) and all(part <= words for part in names):
                raise InputError(NO_NAME, column=column)

    def _without_first_name(self, label: str, intervention_id: str) -> None:
        """Among six children of a group, a first name is enough to know who."""
        if unseen.words_of_helps(self._session).get(intervention_id, frozenset()) & set(fold(label).split()):
            raise InputError(NO_NAME, column="label")

    def _in_order(self, cells: Mapping[str, Any]) -> None:
        if cells["ends"] <= cells["begins"]:
            raise InputError("La fin est avant le début.", column="ends")
