"""What leaves, taken in as a person does: no gap where something stays, receipts, what is asked again, a child of both vaults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services.exchange_values import Answers, Selection
from desktop.services.session import Session
from tests.services.conftest import KEY
from tests.services.sending_world import UAIS, Desk, meet

SWEEP = Selection(swept=True)


@pytest.fixture
def desks(service_file: Path, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    made = Desk(tmp_path, service_file, KEY, "lilas"), Desk(tmp_path, service_file, KEY, "port")
    for desk in made:
        (desk.folder / "data").mkdir()
    yield made
    for desk in made:
        desk.close()


@pytest.fixture
def two(desks: tuple[Desk, Desk]) -> tuple[Session, Session, str]:
    """Two directors who know each other, and a child at the first's."""
    claire = desks[0].opened_by("claire", "director", name="Claire Martin")
    claire.schools.save({"uai": UAIS[0], "name": "École Jean-Moulin", "city": "Valmont"})
    paul = desks[1].opened_by("paul", "director", name="Paul Petit")
    meet(claire, paul)
    meet(paul, claire)
    lina = claire.students.add(last_name="Moreau", first_name="Lina", birth_date="2018-04-02", school=UAIS[0], level="CE1").created[0]
    return claire, paul, lina


def _goes(sender: Session, to: str, by: Session, selection: Selection = SWEEP) -> tuple[str, ...]:
    """Prepared, sealed, looked at and taken; the gaps that were told."""
    parcel = sender.sending.prepare([to], selection)
    preview = by.receiving.look(bytes(sender.sending.seal(parcel)))
    by.receiving.take(preview, Answers())
    return preview.gaps


def test_what_stays_makes_no_gap(desks: tuple[Desk, Desk], two: tuple[Session, Session, str]) -> None:
    claire, paul, lina = two
    samira = desks[0].opened_by("samira", "psychologist", name="Samira Haddad")
    task = samira.tasks.add("zzcanari", student_id=lina).created[0]
    samira.students.update(lina, {"note": "zzcanari"})
    claire.students.update(lina, {"note": "À Claire"})
    assert _goes(claire, "paul", paul) == ()
    claire.students.update(lina, {"strengths": "Dessine"})
    assert _goes(claire, "paul", paul) == ()
    assert paul.students.get(lina).note == "À Claire" and not paul.commun.sql("SELECT 1 FROM conflict")
    assert _goes(claire, "paul", paul, Selection(students=(lina,))) == ()
    assert paul.tasks.get(task).title == "zzcanari"
    assert claire.digest() == paul.digest()
    assert paul.sending.prepare(["claire"], SWEEP).entries == 0


def test_what_was_named_for_one_does_not_go_on_by_itself(desks: tuple[Desk, Desk], two: tuple[Session, Session, str],
                                                        service_file: Path, tmp_path: Path) -> None:
    claire, paul, lina = two
    samira = desks[0].opened_by("samira", "psychologist", name="Samira Haddad")
    samira.tasks.add("zzcanari", student_id=lina)
    _goes(claire, "paul", paul, Selection(students=(lina,)))
    third = Desk(tmp_path, service_file, KEY, "college")
    anne = third.opened_by("anne", "director", name="Anne Roux")
    meet(paul, anne)
    meet(anne, paul)
    parcel = paul.sending.prepare(["anne"], SWEEP)
    assert any("zzcanari" in line.text for line in parcel.withheld)
    assert all(line.text.endswith("Samira Haddad") for line in parcel.withheld)
    anne.receiving.take(anne.receiving.look(bytes(paul.sending.seal(parcel))), Answers())
    assert anne.students.get(lina).first_name == "Lina"
    assert not anne.commun.sql("SELECT 1 FROM entry WHERE value LIKE '%zzcanari%'")
    third.close()


def test_a_receipt_acknowledges_and_a_question_brings_back(two: tuple[Session, Session, str]) -> None:
    claire, paul, lina = two
    lost = claire.sending.seal(claire.sending.prepare(["paul"], SWEEP))
    claire.sending.placed(lost.sent.id, lost.sent.file)
    claire.students.update(lina, {"strengths": "Dessine"})
    later = claire.sending.seal(claire.sending.prepare(["paul"], SWEEP))
    claire.sending.placed(later.sent.id, later.sent.file)
    preview = paul.receiving.look(bytes(later))
    assert preview.missing == (1,)
    paul.receiving.take(preview, Answers())
    asked = claire.receiving.look(bytes(paul.sending.ask("claire")))
    claire.receiving.take(asked, Answers())
    _goes(claire, "paul", paul)
    assert paul.students.get(lina).first_name == "Lina"
    claire.receiving.take(claire.receiving.look(bytes(paul.sending.receipt("claire"))), Answers())
    assert all(row[0] for row in claire.personal.sql("SELECT acked_on FROM pli WHERE way='out' AND number > 1"))
    assert claire.sending.prepare(["paul"], SWEEP, acked_only=True).entries == 0


def test_what_was_taken_out_may_be_given_again(two: tuple[Session, Session, str]) -> None:
    claire, paul, lina = two
    parcel = claire.sending.prepare(["paul"], SWEEP)
    data = bytes(claire.sending.seal(parcel))
    for _ in range(2):
        preview = paul.receiving.look(data)
        taken = paul.receiving.take(preview, Answers())
        assert paul.students.get(lina).first_name == "Lina"
        paul.receiving.undo(taken.pli)
        assert not paul.commun.sql("SELECT 1 FROM student")
