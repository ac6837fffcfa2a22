"""A request leaves alone, or with its child; a session's note stays with who may read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import RefusedError
from desktop.services.exchange_values import Selection
from desktop.services.session import Session
from tests.services.conftest import KEY
from tests.services.sending_world import UAIS, Desk, meet, send, take

FACTS = {"sujet": "Entrée dans la lecture", "faits": "Lit trois mots sur dix, seule.", "essaye": "Lire à deux : six mots sur dix.",
         "parents_informes_le": "2026-11-09"}


@pytest.fixture
def desks(service_file: Path, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    made = tuple(Desk(tmp_path, service_file, KEY, name) for name in ("lilas", "port"))
    (tmp_path / "lilas" / "data").mkdir()
    (tmp_path / "port" / "data").mkdir()
    yield made
    for desk in made:
        desk.close()


@pytest.fixture
def claire(desks: tuple[Desk, Desk]) -> Session:
    session = desks[0].opened_by("claire", "director", name="Claire Martin")
    for uai, name in zip(UAIS, ("École Jean-Moulin", "École du Port"), strict=True):
        session.schools.save({"uai": uai, "name": name, "city": "Valmont"})
    return session


@pytest.fixture
def paul(desks: tuple[Desk, Desk], claire: Session) -> Session:
    session = desks[1].opened_by("paul", "specialist_e", name="Paul Petit")
    meet(claire, session)
    return session


def child(session: Session, last: str = "Moreau", first: str = "Lina") -> str:
    return session.students.add(last_name=last, first_name=first, birth_date="2018-04-02", school=UAIS[0], level="CE1",
                                class_name="CE1 A").created[0]


def test_a_request_leaves_without_the_rest_of_the_child_sheet(claire: Session, paul: Session) -> None:
    lina = child(claire)
    claire.guardians.add(lina, last_name="Moreau", relation="mère", phone="06 00 00 00 00")
    claire.projects.add(lina)
    other = claire.requests.add("pupil", students=[lina], answers={**FACTS, "sujet": "Une autre demande"}).created[0]
    asked = claire.requests.add("pupil", students=[lina], answers=FACTS).created[0]
    claire.requests.submit(asked)
    claire.requests.contribute(asked, author="M. Roy", answers={"faits": "Lit les consignes de sport."})
    parcel = claire.sending.prepare(["paul"], Selection(requests=(asked,)))
    assert [line.text for line in parcel.lines] == [
        "MOREAU Lina (seulement ce qui est dit ici) : fiche, 1 demande, 1 contribution", "École Jean-Moulin"]
    take(send(claire, [paul], parcel.selection), paul)
    got = paul.requests.get(asked)
    assert (got.title, got.state, got.answers["faits"]) == ("MOREAU Lina", "submitted", FACTS["faits"])
    assert [one.author for one in got.contributions] == ["M. Roy"]
    assert paul.guardians.of(lina) == () and paul.projects.list(student=lina) == ()
    with pytest.raises(RefusedError):
        paul.requests.get(other)
    paul.requests.take(asked)
    assert paul.requests.get(asked).state == "under_analysis"


def test_a_request_about_a_class_brings_who_the_children_are(claire: Session, paul: Session) -> None:
    lina, yanis = child(claire), child(claire, "Haddad", "Yanis")
    school = claire.schools.id_of(UAIS[0])
    asked = claire.requests.add("several", students=[lina, yanis], school_id=school, answers=FACTS).created[0]
    claire.requests.submit(asked)
    take(send(claire, [paul], Selection(requests=(asked,))), paul)
    assert set(paul.requests.get(asked).student_ids) == {lina, yanis}
    assert paul.students.get(yanis).last_name == "Haddad"


def test_a_request_that_is_not_there_is_not_told_from_a_forbidden_one(claire: Session, paul: Session) -> None:
    with pytest.raises(RefusedError):
        claire.sending.prepare(["paul"], Selection(requests=("nulle part",)))


def test_what_the_psychologist_adds_to_a_request_stays_unless_named(desks: tuple[Desk, Desk], paul: Session, claire: Session) -> None:
    lina = child(claire)
    asked = claire.requests.add("pupil", students=[lina], answers=FACTS).created[0]
    claire.requests.submit(asked)
    take(send(claire, [paul], Selection(requests=(asked,))), paul)
    meet(paul, claire)
    paul.save_account("Paul Petit", ["psychologist"])
    paul.requests.contribute(asked, author="Paul Petit", answers={"faits": "CANARI dit seul à seul"})
    swept = paul.sending.prepare(["claire"], Selection(swept=True))
    assert swept.entries == 0, "a sweep carries nothing of hers"
    assert ["Contribution" in line.text for line in swept.withheld] == [True]
    assert "CANARI" not in str((swept.lines, swept.withheld))
    take(send(paul, [claire], Selection(swept=True, named=(swept.withheld[0].row,))), claire)
    assert [one.answers["faits"] for one in claire.requests.get(asked).contributions] == ["CANARI dit seul à seul"]
