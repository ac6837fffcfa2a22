"""A child in one's own file: a copy of her name under the same id as in the common file, or a child nobody else knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.clock import school_year
from desktop.errors import InputError, RefusedError
from desktop.ids import named
from desktop.models import Enrolment, School, Student
from desktop.texts import clean, list_name, parse_day

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.unit import Unit

_LIST = "student_id, last_name, first_name, birth_date, level, class_name, school, school_id"


@dataclass(frozen=True, slots=True)
class Child:
    """What is shown of a child, from the common file first. ``known``: commun or here."""

    id: str
    last_name: str
    first_name: str
    birth_date: str = ""
    level: str = ""
    class_name: str = ""
    school: str = ""
    school_id: str = ""
    known: str = "here"

    @property
    def name(self) -> str:
        return list_name(self.last_name, self.first_name)


def day_of(text: Any, column: str, label: str) -> str:
    """A day as it is kept. Raises ``InputError`` in a sentence naming the question."""
    if text in (None, ""):
        return ""
    if not isinstance(text, str) or len(text) != 10 or parse_day(text) is None:
        raise InputError(f"« {label} » attend une date qui existe, écrite AAAA-MM-JJ.", column=column)
    return text


def _child(row: Any, known: str) -> Child:
    id, last, first, birth, level, class_name, school, school_id = (cell or "" for cell in row)
    return Child(id, last, first, birth, level, class_name, school, school_id, known)


def common_child(session: Session, id: str) -> Child | None:
    """A child of the common file that this person may see."""
    row = session.commun.one(f"SELECT {_LIST} FROM student_list WHERE student_id=?", (id,))
    return _child(row, "commun") if row else None


def child(session: Session, id: str) -> Child:
    """A child of either file. Raises ``RefusedError`` when unknown."""
    found = common_child(session, id)
    if found is None:
        row = session.personal.one(f"SELECT {_LIST} FROM student_list WHERE student_id=?", (id,))
        if row is None:
            raise RefusedError
        found = _child(row, "here")
    return found


def children(session: Session) -> dict[str, Child]:
    """Every child of one's own file, as the common file names them now."""
    mine = {row[0]: _child(row, "here") for row in session.personal.sql(f"SELECT {_LIST} FROM student_list WHERE hidden=0")}
    for id in mine:
        common = common_child(session, id)
        if common is not None:
            mine[id] = common
    return mine


def school_names(session: Session, ids: set[str]) -> dict[str, str]:
    """Names of some schools."""
    return {id: name or "" for id, name in session.commun.sql(
        f"SELECT id, name FROM school WHERE id IN ({','.join('?' * len(ids))})", sorted(ids))} if ids else {}


def family(session: Session, id: str) -> tuple[str, ...]:
    """A child's id and those of the records joined to it, in both files."""
    joined = [row[0] for row in session.personal.sql("SELECT id FROM student WHERE same_as=?", (id,))]
    return tuple(dict.fromkeys((*session.students.family_of(id), *joined)))


def roots(session: Session, id: str) -> tuple[str, ...]:
    """What one's own file holds of a child, the records joined to hers first, those in its bin too."""
    own = session.personal
    known = session.students.family_of(id)
    joined = [row for (row,) in own.sql("SELECT DISTINCT row FROM entry WHERE tbl='student' AND col='same_as'")
              if own.row_heads("student", row).shown("same_as") in known]
    held = {row for (row,) in own.sql("SELECT DISTINCT root FROM entry")}
    return tuple(one for one in dict.fromkeys((*joined, *reversed(known))) if one in held)


def ensure(session: Session, unit: Unit, id: str) -> None:
    """Make sure one's own file names this child, inside a unit of it. Raises ``RefusedError`` when nobody knows the child."""
    if session.personal.exists(Student, id):
        return
    found = common_child(session, id)
    if found is None:
        raise RefusedError
    cells = {"last_name": found.last_name, "first_name": found.first_name, "birth_date": found.birth_date}
    unit.new(Student, cells, id=id, root=id)
    _place(session, unit, id, found.level, found.class_name, found.school_id)


def add(session: Session, unit: Unit, cells: Mapping[str, str], level: str = "", school: str = "") -> str:
    """A child of one's own file alone; gives her id."""
    id = unit.new(Student, {**cells, "followed": True})
    _place(session, unit, id, level, "", session.schools.id_of(school) if school else "")
    return id


def _place(session: Session, unit: Unit, id: str, level: str, class_name: str, school_id: str) -> None:
    if not (level or school_id):
        return
    if school_id:
        known = session.commun.one("SELECT uai, name, city FROM school WHERE id=?", (school_id,))
        if known is not None and not session.personal.exists(School, school_id):
            unit.new(School, dict(zip(("uai", "name", "city"), known, strict=True)), id=school_id, root=school_id)
    year = school_year(session.clock.today())
    unit.new(Enrolment, {"student_id": id, "year": year, "school_id": school_id, "level": level, "class_name": class_name,
                         "source": "hand"}, id=named("enrolment", id, year, school_id), root=id)


def split_name(text: str) -> dict[str, str]:
    """« HADDAD Yanis », « Yanis Haddad » → last name and first name. Words in capitals are the last name, else what follows."""
    words = clean(text).split()
    capitals = [word for word in words if len(word) > 1 and word == word.upper()]
    if capitals and len(capitals) < len(words):
        return {"last_name": " ".join(capitals), "first_name": " ".join(word for word in words if word not in capitals)}
    return {"last_name": " ".join(words[1:]), "first_name": words[0] if words else ""}
