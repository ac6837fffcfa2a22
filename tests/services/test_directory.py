"""The Annuaire du pôle: who one reaches, when, and how."""

from __future__ import annotations

import pytest

from desktop.errors import InputError, RefusedError
from desktop.services.session import Session

PSY = {"last_name": "Delcourt", "first_name": "Anne", "function": "psychologue", "sector": "Antenne Nord",
       "half_days": "lundi, jeudi matin", "reach": "le lundi entre 12 h et 13 h", "phone": "03 21 00 00 01"}


def test_a_person_is_added_changed_and_removed(session: Session) -> None:
    id = session.directory.save(None, PSY).created[0]
    assert [(m.name, m.sector, m.half_days) for m in session.directory.list()] == [
        ("Anne Delcourt", "Antenne Nord", "lundi, jeudi matin")]
    session.directory.save(id, {"phone": "03 21 00 00 02"})
    assert session.directory.get(id).values["phone"] == "03 21 00 00 02"
    gone = session.directory.remove(id)
    assert session.directory.list() == ()
    session.undo(gone.unit)
    assert [m.phone for m in session.directory.list()] == ["03 21 00 00 02"]


def test_names_are_sorted_and_searched_without_accents(session: Session) -> None:
    for last, function in (("Élan", "maître E"), ("Bézier", "maître G"), ("d’Almeida", "infirmière")):
        session.directory.save(None, {"last_name": last, "function": function})
    assert [m.name for m in session.directory.list()] == ["Bézier", "d’Almeida", "Élan"]
    assert [m.name for m in session.directory.list("elan maitre")] == ["Élan"]


def test_a_teacher_taken_out_of_the_annuaire_stays_in_her_school(session: Session) -> None:
    from desktop.services.places import uai_letter

    uai = "0789902" + uai_letter("0789902")
    session.schools.save({"uai": uai, "name": "École Jean Moulin"})
    school = session.schools.get(uai).id
    id = session.people.add(last_name="Guérin", school_id=school, pole=1).created[0]
    session.directory.remove(id)
    assert session.directory.list() == ()
    assert [p.id for p in session.people.all(school)] == [id]


def test_what_it_cannot_take_is_said(session: Session) -> None:
    with pytest.raises(InputError, match="au moins un nom"):
        session.directory.save(None, {"first_name": "Anne"})
    with pytest.raises(InputError, match="pas de case"):
        session.directory.save(None, {"last_name": "A", "left_on": "2026-01-01"})
    with pytest.raises(RefusedError):
        session.directory.save(None, {"last_name": "A", "account_id": "inconnu"})
    with pytest.raises(RefusedError):
        session.directory.get("inconnu")
