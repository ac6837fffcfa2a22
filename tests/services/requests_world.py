"""Requests written straight in the file: what a concertation is held on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.models import Concerned, Contribution, Request
from desktop.services.session import Session
from tests.services.conftest import UAI

FOUR = {"sujet": "Entrée dans la lecture", "faits": "Reconnaît 9 lettres sur 26.", "essaye": "APC depuis septembre.",
        "parents_informes_le": "2026-11-09"}


def child(session: Session, last: str = "BEN SALAH", first: str = "Noémie", level: str = "CP", teacher: str = "Mme Guérin",
          **cells: Any) -> str:
    """A pupil of the school."""
    id = session.students.add(last_name=last, first_name=first, birth_date=cells.pop("birth_date", "2020-03-25")).created[0]
    session.students.enrol(id, year="2026-2027", school=UAI, level=level, teacher=teacher)
    if cells:
        session.students.update(id, cells)
    return id


def asked(session: Session, students: Sequence[str] = (), *, about: str = "", state: str = "submitted", level: str = "",
          class_name: str = "", answers: dict[str, Any] | None = None, **cells: Any) -> str:
    """A request in a state, sent on 11 November by Mme Guérin."""
    about = about or ("pupil" if len(students) == 1 else "several")
    single = students[0] if about == "pupil" and students else ""
    with session.commun.unit("Demande") as unit:
        id = unit.new(Request, {
            "about": about, "student_id": single, "school_id": session.schools.id_of(UAI), "level": level, "class_name": class_name,
            "year": "2026-2027", "origin": "teacher", "requester": "Mme Guérin", "state": state, "sent_on": "2026-11-11",
            "form_version": 1, "answers": {**FOUR, **(answers or {})}, **cells}, root=single or None)
        if not single:
            for student in students:
                unit.new(Concerned, {"request_id": id, "student_id": student}, root=student)
    return id


def added(session: Session, request: str, author: str, answers: dict[str, Any]) -> str:
    """A contribution."""
    root, student = session.commun.one("SELECT root, student_id FROM request WHERE id=?", (request,))
    with session.commun.unit("Contribution") as unit:
        return unit.new(Contribution, {"request_id": request, "student_id": student, "author": author, "date": "2026-11-12",
                                       "form_version": 1, "answers": answers}, root=root)
