"""The aids of each school year: which one, had or thought of. They make the ribbon, and prefill the grid of a request.

Care outside school is written only as the family said it and with its agreement. A prevention group says nothing of a child:
there is no such aid here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.clock import school_year
from desktop.errors import InputError, RefusedError
from desktop.forms.request_kinds import AID_STATES, DEVICES
from desktop.ids import named
from desktop.models import Aid, Student
from desktop.models.kinds import LEVEL_RANK
from desktop.services import labels
from desktop.services.own_file import day_of
from desktop.services.request_values import AidValue
from desktop.storage.unit import Unit, parse
from desktop.texts import clean, fold, parse_day

if TYPE_CHECKING:
    from desktop.services.session import Session

AGREEMENT_NEEDED = "Un suivi hors école s’écrit avec l’accord de la famille : cochez-le d’abord."
NO_PREVENTION = "Un groupe de prévention ne s’écrit pas au nom d’un enfant."
DEVICE_OF = {"specialist_e": "rased_e", "specialist_g": "rased_g", "psychologist": "psychologue"}
"""The aid that a help of this function is; ``autre`` for the others."""
_COLUMNS = ("a.id, a.student_id, a.year, a.device, a.state, a.lane, a.since, a.until, a.detail, a.said_by, a.agreed, a.source, "
            "s.name FROM aid a LEFT JOIN school s ON s.id = a.school_id")
_YEAR = re.compile(r"(20\d\d)(?:\D{1,3}(?:20)?(\d\d))?")
_ORDER = {code: rank for rank, code in enumerate(DEVICES)}
_NOT_IN_GRID = frozenset({"prevention", "pai"})
"""Never put in a request by itself: what is not said of a child, and what touches health."""


def year_of(text: str | None, levels: Mapping[str, str] | None = None) -> str:
    """« 2025-2026 » from « 2025/26 », « 2025 » or, with the years of the child, « CP »; empty when it says none."""
    said = (text or "").strip()
    found = _YEAR.fullmatch(said)
    if found:
        first = int(found[1])
        return f"{first}-{first + 1}" if found[2] is None or int(found[2]) == (first + 1) % 100 else ""
    return next((year for year, level in sorted((levels or {}).items(), reverse=True) if level and fold(level) == fold(said)), "")


def aid_id(session: Session, student: str, year: str, since: str, device: str) -> str:
    """The id an aid has, noted or not."""
    kept = year_of(year) or _year_of_day(since or session.clock.today().isoformat())
    return named("aid", student, kept, device)


class Aids:
    """Rows of ``aid``; an id is made of the child, the year and the aid."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    def of(self, student: str) -> tuple[AidValue, ...]:
        """A child's aids, oldest year first."""
        ids = self._session.students.family_of(student)
        rows = self._rows(f"WHERE a.student_id IN ({','.join('?' * len(ids))})", ids)
        return tuple(sorted(rows, key=lambda aid: (aid.year, aid.since or "9", _ORDER.get(aid.device, 99))))

    def get(self, id: str) -> AidValue:
        """One aid. Raises ``RefusedError`` when unknown."""
        found = self._rows("WHERE a.id=?", (id,))
        if not found:
            raise RefusedError
        return found[0]

    def _rows(self, where: str, parameters: Sequence[Any]) -> list[AidValue]:
        seen = self._store.seen()
        rows = []
        for cells in self._store.sql(f"SELECT {_COLUMNS} {where}", tuple(parameters)):
            id, student, year, device, state, lane, since, until, detail, said_by, agreed, source, school = cells
            known = DEVICES.get(device or "")
            if device == "prevention" or (not agreed and (lane == "outside" or (known is not None and known.lane == "outside"))):
                continue  # another program may have written it: it is not told of a child
            rows.append(AidValue(id, student or "", year or "", device or "", known.label if known else device or "", state or "",
                                 lane or "", since or "", until or "", detail or "", said_by or "", bool(agreed), source or "",
                                 school or "", seen))
        return rows

    # -- writing -------------------------------------------------------------------------------------------------------
    def note(self, student: str, year: str, device: str, state: str = "oui", *, since: str = "", until: str = "",
             detail: str = "", said_by: str = "", agreed: bool = False, school_id: str = "", source: str = "hand") -> Changes:
        """An aid of a year, once: noting it again changes it."""
        cells = self._checked(year, device, state, since, until, agreed=agreed)
        if not self._store.exists(Student, student):
            raise RefusedError
        outside = DEVICES[device].lane == "outside"
        cells |= {"student_id": student, "detail": clean(detail), "source": source, "school_id": school_id or self._school(
            student, cells["year"]), "said_by": clean(said_by) or ("la famille" if outside else "")}
        with self._store.unit(labels.AID_NOTED) as unit:
            unit.new(Aid, cells, id=named("aid", student, cells["year"], device), root=student)
        return self._store.unit_changes

    def _checked(self, year: str, device: str, state: str, since: str, until: str, *, agreed: bool) -> dict[str, Any]:
        if device not in DEVICES:
            raise InputError(f"« Aide » attend l’une de : {', '.join(DEVICES)}.", column="device")
        if device == "prevention":
            raise InputError(NO_PREVENTION, column="device")
        if state not in AID_STATES:
            raise InputError(f"« État » attend l’un de : {', '.join(AID_STATES)}.", column="state")
        first, last = day_of(since, "since", "Depuis le"), day_of(until, "until", "Jusqu’au")
        if first and last and last < first:
            raise InputError("La fin est avant le début.", column="until")
        day = first or self._session.clock.today().isoformat()
        kept = year_of(year) if year else _year_of_day(day)
        if not kept:
            raise InputError("« Année » attend une année scolaire, écrite 2026-2027.", column="year")
        lane = DEVICES[device].lane
        if lane == "outside" and not agreed:
            raise InputError(AGREEMENT_NEEDED, column="agreed")
        return {"year": kept, "device": device, "state": state, "lane": lane, "since": first, "until": last,
                "agreed": True if lane == "outside" else None}

    def _school(self, student: str, year: str) -> str:
        found = self._store.one("SELECT school_id FROM enrolment WHERE student_id=? AND year=? ORDER BY left_on IS NOT NULL",
                                (student, year))
        return str(found[0] or "") if found else ""

    def remove(self, id: str, seen: int | None = None) -> Changes:
        with self._store.unit(labels.AID_REMOVED) as unit:
            unit.remove(Aid, id, seen)
        return self._store.unit_changes

    # -- the grid of a request -----------------------------------------------------------------------------------------
    def known(self, student: str) -> list[dict[str, Any]]:
        """Lines of the grid « Aides, année par année » from what is written here, oldest first. Care outside is not in it."""
        ids = self._session.students.family_of(student)
        marks = ",".join("?" * len(ids))
        lines: dict[tuple[str, str], tuple[str, str]] = {}

        def add(year: str, device: str, detail: str = "", state: str = "oui") -> None:
            if year and device in DEVICES and DEVICES[device].lane != "outside" and device not in _NOT_IN_GRID:
                lines.setdefault((year, device), (state, detail))

        for aid in self.of(student):
            add(aid.year, aid.device, aid.detail, aid.state)
        for device, since, until in self._helps(ids):
            add(_year_of_day(since), device, "" if until else "en cours")
        for (year, number) in self._store.sql(f"SELECT year, number FROM project WHERE kind='ppre' AND coalesce(state,'') <> "
                                              f"'brouillon' AND student_id IN ({marks}) ORDER BY number", ids):
            add(year or "", "ppre", f"n° {number or 1}")
        for year, cells in self._store.sql(
                f"SELECT p.year, l.cells FROM project p JOIN line l ON l.owner = p.id AND l.key='aides' WHERE p.student_id IN "
                f"({marks}) ORDER BY l.rank", ids):
            said = parse(cells)
            add(year or "", said.get("aide") or "", said.get("precision") or "", said.get("etat") or "")
        for year, device in self._school_path(student):
            add(year, device)
        return [{"annee": year, "dispositif": device, "etat": state or None, "precision": detail or None}
                for (year, device), (state, detail) in sorted(lines.items(), key=lambda item: (item[0][0], _ORDER[item[0][1]]))]

    def _helps(self, ids: Sequence[str]) -> list[tuple[str, str, str]]:
        """Device, since, until of the helps of a child: never a prevention group."""
        found = self._store.sql(
            "SELECT i.function, coalesce(m.since, i.since), m.until FROM member m JOIN intervention i ON i.id = "
            f"m.intervention_id WHERE i.kind <> 'prevention' AND i.state <> 'prepared' AND m.student_id IN "
            f"({','.join('?' * len(ids))})", tuple(ids))
        return [(DEVICE_OF.get(function or "", "autre"), since, until or "") for function, since, until in found if since]

    def _school_path(self, student: str) -> list[tuple[str, str]]:
        """A year more in a level, a level passed over, a class that is itself an aid."""
        found: list[tuple[str, str]] = []
        before, last = -1, ""
        for one in self._session.students.enrolments(student):
            words = fold(one.class_name).split()
            found += [(one.year, device) for device in ("ulis", "upe2a") if device in words]
            rank = LEVEL_RANK.get(one.level, -1)
            if one.year == last:
                pass
            elif rank >= 0 and before >= 0 and rank == before:
                found.append((one.year, "maintien"))
            elif rank >= 0 and before >= 0 and rank > before + 1:
                found.append((one.year, "avance"))
            before, last = (rank if rank >= 0 else before), one.year
        return found

    def note_grid(self, unit: Unit, student: str, lines: Sequence[Mapping[str, Any]]) -> None:
        """Keep what a grid says (oui, envisagé), inside the unit of who sends it. What is known already is not unsaid."""
        levels = {one.year: one.level for one in self._session.students.enrolments(student)}
        before = {aid.id: aid for aid in self.of(student)}
        for line in lines or ():
            year, device, state = year_of(line.get("annee"), levels), line.get("dispositif") or "", line.get("etat") or ""
            if not year or device not in DEVICES or DEVICES[device].lane == "outside" or device == "prevention":
                continue
            id = named("aid", student, year, device)
            had = before.get(id)
            if state not in ("oui", "envisage") or (had is not None and had.state == "oui" and state == "envisage"):
                continue
            detail = clean(line.get("precision") or "")
            cells: dict[str, Any] = {"student_id": student, "year": year, "device": device, "state": state,
                                     "lane": DEVICES[device].lane}
            if had is None:
                cells |= {"source": "request", "school_id": self._school(student, year), "detail": detail}
            elif detail and not had.detail:
                cells["detail"] = detail
            unit.new(Aid, cells, id=id, root=student)



def _year_of_day(text: str) -> str:
    day = parse_day(text)
    return school_year(day) if day else ""
