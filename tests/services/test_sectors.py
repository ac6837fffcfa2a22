"""The sectors of the pôle: named by the pôle, else the circonscription; requests filtered and counted by them."""

from __future__ import annotations

import pytest

from desktop.errors import RefusedError
from desktop.services.request_values import RequestQuery
from desktop.services.session import Session
from tests.services.sending_world import UAIS

FACTS = {"sujet": "Lire", "faits": "Lit trois mots sur dix.", "essaye": "À deux.", "parents_informes_le": "2026-11-09"}


@pytest.fixture
def north(session: Session) -> str:
    for uai, name in zip(UAIS, ("École Jean-Moulin", "École du Port"), strict=True):
        session.schools.save({"uai": uai, "name": name, "city": "Valmont", "district": "Valmont"})
        asked = session.requests.add("class", school_id=session.schools.id_of(uai), class_name="CE1", level="CE1", answers=FACTS)
        session.requests.submit(asked.created[0])
    return session.schools.id_of(UAIS[0])


def schools(session: Session, sector: str) -> list[str]:
    return [row.school for row in session.requests.page(RequestQuery(sector=sector), 0, 10)]


def test_a_school_without_a_sector_is_in_its_circonscription(session: Session, north: str) -> None:
    assert [school.sector for school in session.schools.all()] == ["Valmont", "Valmont"]
    assert len(schools(session, "Valmont")) == 2


def test_the_pole_names_its_sectors_in_one_act(session: Session, north: str) -> None:
    named = session.schools.set_sectors({north: "Antenne Nord"})
    assert [school.sector for school in session.schools.all()] == ["Antenne Nord", "Valmont"]
    assert (len(schools(session, "Antenne Nord")), len(schools(session, "Valmont"))) == (1, 1)
    assert [load.label for load in session.resuming.loads()[0]] == ["Antenne Nord", "Valmont"]
    session.undo(named.unit)
    assert schools(session, "Antenne Nord") == []
    session.schools.save({"uai": UAIS[0], "name": "École Jean Moulin"})
    with pytest.raises(RefusedError):
        session.schools.set_sectors({"nulle part": "x"})


def test_an_import_of_the_register_leaves_the_sector(session: Session, north: str) -> None:
    session.schools.set_sectors({north: "Antenne Nord"})
    session.schools.save({"uai": UAIS[0], "name": "École Jean Moulin", "district": "Valmont 2"})
    assert session.schools.get(north).sector == "Antenne Nord"
