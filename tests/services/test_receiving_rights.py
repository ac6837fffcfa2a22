"""Who takes plis in a vault of several, and what she may not bring in through one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import RefusedError
from desktop.models import Avis
from desktop.paths import Paths
from desktop.services.exchange_values import Answers, Selection
from desktop.services.opening import accept_invitation, open_vault
from desktop.services.personal_values import Scope
from desktop.services.places import uai_letter
from desktop.services.receiving import MAY_NOT, NOT_YOURS
from desktop.services.session import Session
from tests.services.laptops import LINA, PHRASE, YANIS, Laptops, child, everything, know, sealed

NEAR, FAR = ("0789901" + uai_letter("0789901"), "0789902" + uai_letter("0789902"))
OTHER = "hibou lucarne framboise trottinette cerise nuage boussole"


class Vault:
    """Lambert's vault, with somebody else in it, and Martin elsewhere."""

    def __init__(self, place: Path) -> None:
        self.place, self.laptops = place, Laptops(place)
        self.martin, lambert = self.laptops.open("martin"), self.laptops.open("lambert")
        self.laptops.all.remove(lambert)
        for uai, name in ((NEAR, "École Jean Moulin"), (FAR, "École Colette")):
            lambert.schools.save({"uai": uai, "name": name, "city": "Valmont"})
        self.here = lambert
        self.paths = Paths.under(place / "donnees-lambert")

    def as_(self, login: str, role: str, *schools: str) -> Session:
        """Somebody invited by Lambert comes in, and knows Martin."""
        places = [Scope(self.here.schools.id_of(uai)) for uai in schools]
        code = self.here.accounts.add(login, login.title(), [role], places=places).code
        self.here.close(backup=False)
        self.here = accept_invitation(self.place / "lambert.coffre", login=login, invitation=code, passphrase=OTHER, paths=self.paths)
        know(self.here, self.martin)
        know(self.martin, self.here)
        return self.here

    def back(self, login: str, phrase: str) -> Session:
        self.here.close(backup=False)
        self.here = open_vault(self.place / "lambert.coffre", paths=self.paths, login=login, passphrase=phrase)
        return self.here


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = Vault(tmp_path)
    yield made
    made.here.close(backup=False)
    made.laptops.close()


def test_a_teacher_does_not_take_plis_where_she_keeps_no_account(vault: Vault) -> None:
    here = vault.as_("dubois", "teacher", NEAR)
    child(vault.martin)
    data = sealed(vault.martin, here)
    with pytest.raises(RefusedError, match=MAY_NOT.split(" :")[0]):
        here.receiving.look(data)


def test_who_sees_one_school_brings_nothing_into_another(vault: Vault) -> None:
    far = child(vault.here, **{**LINA, "school": FAR, "level": "CM1"})
    child(vault.here, **{**YANIS, "school": NEAR, "level": "CE2"})
    vault.martin.receiving.take(vault.martin.receiving.look(sealed(vault.here, vault.martin)))
    near = vault.martin.commun.sql("SELECT id FROM student WHERE last_name='HADDAD'")[0][0]
    here = vault.as_("paul", "specialist_e", NEAR)
    for id in (near, far):
        vault.martin.students.update(id, {"note": "lit mieux"})
    before = everything(here)
    with pytest.raises(RefusedError):
        here.receiving.look(sealed(vault.martin, here, Selection(students=(near, far))))
    assert everything(here) == before
    taken = here.receiving.take(here.receiving.look(sealed(vault.martin, here, Selection(students=(near,)))))
    assert here.students.get(near).note == "lit mieux"
    vault.back("lambert", PHRASE).receiving.undo(taken.pli)
    assert vault.here.students.get(near).note == "" and vault.here.verify() == []


def test_she_joins_a_child_of_hers_with_one_who_comes(vault: Vault) -> None:
    mine = child(vault.here, **{**YANIS, "school": NEAR, "level": "CE2"})
    theirs = child(vault.martin)
    here = vault.as_("paul", "specialist_e", NEAR)
    preview = here.receiving.look(sealed(vault.martin, here))
    assert [(a.state, [id for id, _ in a.matches]) for a in preview.arriving if a.root == theirs] == [("double", [mine])]
    here.receiving.take(preview, Answers(join=((theirs, mine),)))
    assert set(here.students.family_of(min(mine, theirs))) == {mine, theirs} and here.verify() == []


def test_somebody_else_does_not_take_it_out(vault: Vault) -> None:
    child(vault.martin)
    taken = vault.here.receiving.take(vault.here.receiving.look(sealed(vault.martin, vault.here)))
    here = vault.as_("paul", "specialist_e")
    with pytest.raises(RefusedError, match=NOT_YOURS[:20]):
        here.receiving.undo(taken.pli)
    with pytest.raises(RefusedError):
        here.receiving.undo("inconnu")


def test_what_one_does_not_read_is_counted_never_named(vault: Vault) -> None:
    id = child(vault.martin)
    with vault.martin.commun.unit("avis") as unit:
        unit.new(Avis, {"student_id": id, "plan": "pap", "opinion": "favourable", "needs": "temps"}, root=id)
    here = vault.as_("conseil", "adviser")
    (arriving,) = here.receiving.look(sealed(vault.martin, here, Selection(students=(id,)))).arriving
    assert arriving.lines == ("En plus : fiche, 1 élément que votre compte ne lit pas",)
