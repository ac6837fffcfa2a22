"""Schools, the adults who work there, and a child's guardians."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.clock import school_year
from desktop.errors import InputError, RefusedError
from desktop.ids import named
from desktop.models import Guardian, Person, School, Student
from desktop.models.kinds import AUTHORITY, GUARDIAN_KINDS
from desktop.services import labels, values
from desktop.texts import clean, fold, list_name, parse_day

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.unit import Unit

UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


SECTOR = "coalesce(s.sector, s.district)"
"""In a query where ``s`` is the school: its sector, else its circonscription."""


def uai_letter(digits: str) -> str:
    """The check letter of an UAI's seven digits (checked on 2,730 UAI of three official files)."""
    return UAI_LETTERS[int(digits) % 23]


def is_uai(text: str) -> bool:
    """Whether a text is a school's code: seven digits and their letter."""
    return len(text) == 8 and text[:7].isdigit() and text[7] == uai_letter(text[:7])


class Schools:
    """Schools of the vault."""

    _COLUMNS = ("uai", "name", "kind", "address", "postal_code", "city", "phone", "email", "district", "priority", "state",
                "sector")

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    def all(self) -> tuple[values.SchoolRow, ...]:
        """Every school by name, with the number of pupils there now."""
        found = self._store.sql(
            f"SELECT s.id, s.uai, s.name, s.city, s.kind, s.district, {SECTOR}, (SELECT count(*) FROM student_list l WHERE "
            "l.school_id = s.id AND l.left = 0 AND l.hidden = 0) FROM school s ORDER BY s.name, s.city, s.uai")
        names = ("id", "uai", "name", "city", "kind", "district", "sector")
        return tuple(values.SchoolRow(**{name: str(cell or "") for name, cell in zip(names, row, strict=False)}, pupils=row[7])
                     for row in found)

    def get(self, id_or_uai: str) -> values.School:
        """One school. Raises ``RefusedError`` when unknown."""
        found = self._store.one(f"SELECT id, {', '.join(self._COLUMNS)} FROM school WHERE id=? OR uai=?",
                                (id_or_uai, id_or_uai.upper()))
        if found is None:
            raise RefusedError
        names = ["id", *self._COLUMNS]
        cells: dict[str, Any] = dict(zip(names, (cell or "" for cell in found), strict=True))
        return values.School(**cells, seen=self._store.seen())

    def id_of(self, id_or_uai: str) -> str:
        """The id of a school: a known one, or the one a valid UAI names. Raises ``InputError`` for anything else."""
        text = id_or_uai.strip()
        found = self._store.one("SELECT id FROM school WHERE id=? OR uai=?", (text, text.upper()))
        if found is not None:
            return str(found[0])
        if is_uai(text.upper()):
            return named("school", text.upper())
        raise InputError("Cette école n’est pas dans le coffre, et ce n’est pas un code UAI valable.", column="school")

    def ensure(self, unit: Unit, id_or_uai: str) -> str:
        """The id of a school, noted by its UAI alone when the register has not been imported yet."""
        id = self.id_of(id_or_uai)
        if not self._store.exists(School, id):
            uai = id_or_uai.strip().upper()
            unit.new(School, {"uai": uai, "name": f"École {uai}"}, id=id)
        return id

    def save(self, cells: Mapping[str, Any], seen: int | None = None) -> Changes:
        """A school by its UAI: created or changed."""
        uai = str(cells.get("uai", "")).strip().upper()
        if not is_uai(uai):
            raise InputError("Ce code UAI n’est pas valable : sept chiffres et la lettre qui leur répond.", column="uai")
        kept = {column: clean(str(cells[column] or "")) for column in self._COLUMNS if column in cells}
        with self._store.unit(labels.SCHOOL_SAVED) as unit:
            unit.new(School, {**kept, "uai": uai}, id=named("school", uai))
        return self._store.unit_changes

    def set_sectors(self, sectors: Mapping[str, str]) -> Changes:
        """The sector of each of these schools, by id: as the pôle shares them out. One act."""
        with self._store.unit(labels.SCHOOL_SECTORS) as unit:
            for id, sector in sectors.items():
                if not self._store.exists(School, id):
                    raise RefusedError
                unit.put(School, id, {"sector": clean(sector).strip()})
        return self._store.unit_changes

    def classes(self, school_id: str, year: str = "") -> tuple[str, ...]:
        """Names of the classes of a school in a year (the present one by default)."""
        chosen = year or school_year(self._session.clock.today())
        found = self._store.sql("SELECT DISTINCT class_name FROM enrolment WHERE school_id=? AND year=? AND class_name IS "
                                "NOT NULL "
                                "ORDER BY class_name", (school_id, chosen))
        return tuple(row[0] for row in found)

    def remove(self, id: str) -> Changes:
        with self._store.unit("École supprimée") as unit:
            unit.remove(School, id)
        return self._store.unit_changes


class People:
    """Adults of the schools and of the pôle."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    def all(self, school_id: str | None = None) -> tuple[values.PersonRow, ...]:
        found = self._store.sql(
            "SELECT p.id, p.civility, coalesce(p.usage_name, p.last_name), p.first_name, p.function, p.school_id, s.name, "
            "p.class_name "
            "FROM person p LEFT JOIN school s ON s.id = p.school_id WHERE (? IS NULL OR p.school_id = ?) AND p.left_on IS NULL "
            "ORDER BY s.name, p.last_name, p.first_name", (school_id, school_id))
        return tuple(values.PersonRow(*(cell or "" for cell in row)) for row in found)

    def teacher_of(self, school_id: str, class_name: str) -> str:
        """« Mme Guérin » for a class, empty when unknown."""
        found = self._store.one("SELECT civility, coalesce(usage_name, last_name) FROM person WHERE school_id=? AND class_name=? "
                                "AND left_on IS NULL", (school_id, class_name))
        return f"{(found[0] or '').replace('MME', 'Mme')} {found[1] or ''}".strip() if found else ""

    def director_of(self, school_id: str) -> str:
        """« Philippe Lambert » for a school, empty when unknown."""
        found = self._store.one("SELECT first_name, coalesce(usage_name, last_name) FROM person WHERE school_id=? AND "
                                "function LIKE "
                                "'direct%' AND left_on IS NULL", (school_id,))
        return f"{found[0] or ''} {found[1] or ''}".strip() if found else ""

    def add(self, **cells: Any) -> Changes:
        with self._store.unit(labels.PERSON_ADDED) as unit:
            unit.new(Person, {key: clean(str(value or "")) for key, value in cells.items()})
        return self._store.unit_changes


class Guardians:
    """Those who answer for a child, as they are (practice: Guardians)."""

    _TEXTS = ("kind", "relation", "civility", "last_name", "usage_name", "first_name", "authority", "judgment_ref", "lives_with",
              "address", "postal_code", "city", "phone", "mobile", "email", "no_contact_since", "no_contact_ref", "language")
    _TICKS = ("confidential", "interpreter")
    _FIELDS = ("id", "student_id", *_TEXTS, *_TICKS)
    _SELECT = f"SELECT {', '.join(_FIELDS)} FROM guardian "

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    def of(self, student_id: str) -> tuple[values.Guardian, ...]:
        """A child's guardians, those of joined records included."""
        ids = self._session.students.family_of(student_id)
        found = self._store.sql(f"{self._SELECT} WHERE student_id IN ({','.join('?' * len(ids))}) ORDER BY n", ids)
        seen = self._store.seen()
        return tuple(self._value(row, seen) for row in found)

    def get(self, id: str) -> values.Guardian:
        found = self._store.one(f"{self._SELECT} WHERE id=?", (id,))
        if found is None:
            raise RefusedError
        return self._value(found, self._store.seen())

    def all(self, search: str = "") -> tuple[values.Guardian, ...]:
        """Every guardian, by name."""
        rows = [self._value(row, 0) for row in self._store.sql(f"{self._SELECT} ORDER BY last_name, first_name, n")]
        words = fold(search).split()
        return tuple(g for g in rows if all(w in fold(f"{g.last_name} {g.usage_name} {g.first_name}") for w in words))

    def _value(self, row: Any, seen: int) -> values.Guardian:
        cells: dict[str, Any] = dict(zip(self._FIELDS, (cell or "" for cell in row), strict=True))
        for tick in self._TICKS:
            cells[tick] = bool(cells[tick])
        cells["kind"] = cells["kind"] or "parent"
        cells["authority"] = cells["authority"] or "to_check"
        return values.Guardian(**cells, seen=seen)

    def _checked(self, cells: Mapping[str, Any]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for column, value in cells.items():
            if column in self._TICKS:
                kept[column] = bool(value)
            elif column in self._TEXTS:
                kept[column] = clean(str(value or ""))
            else:
                raise InputError(f"Une fiche de responsable n’a pas de champ « {column} ».", column=column)
        if kept.get("kind") and kept["kind"] not in GUARDIAN_KINDS:
            raise InputError(f"« Qualité » attend l’un de : {', '.join(GUARDIAN_KINDS)}.", column="kind")
        if kept.get("authority") and kept["authority"] not in AUTHORITY:
            raise InputError(f"« Autorité parentale » attend l’un de : {', '.join(AUTHORITY)}.", column="authority")
        if kept.get("no_contact_since") and parse_day(kept["no_contact_since"]) is None:
            raise InputError("« Ne plus écrire depuis » attend une date qui existe, écrite AAAA-MM-JJ.",
                             column="no_contact_since")
        return kept

    def add(self, student_id: str, **cells: Any) -> Changes:
        if not self._store.exists(Student, student_id):
            raise RefusedError
        with self._store.unit(labels.GUARDIAN_ADDED) as unit:
            unit.new(Guardian, {"student_id": student_id, **self._checked(cells)}, root=student_id)
        return self._store.unit_changes

    def update(self, id: str, cells: Mapping[str, Any], seen: int | None = None) -> Changes:
        with self._store.unit(labels.GUARDIAN_CHANGED) as unit:
            unit.put(Guardian, id, self._checked(cells), seen)
        return self._store.unit_changes

    def remove(self, id: str, seen: int | None = None) -> Changes:
        with self._store.unit(labels.GUARDIAN_REMOVED) as unit:
            unit.remove(Guardian, id, seen)
        return self._store.unit_changes

    def to_check(self, limit: int = 200) -> tuple[tuple[str, values.Guardian], ...]:
        """Guardians whose exercise of authority is still to verify, among pupils someone works with; with the child's name."""
        found = self._store.sql(
            f"SELECT l.last_name, l.first_name, g.* FROM ({self._SELECT} WHERE coalesce(authority, 'to_check') = 'to_check') g "
            "JOIN student_list l ON l.student_id = g.student_id WHERE l.hidden = 0 AND l.left = 0 AND l.followed = 1 "
            "ORDER BY l.sort_key LIMIT ?", (limit,))
        return tuple((list_name(row[0] or "", row[1] or ""), self._value(row[2:], 0)) for row in found)
