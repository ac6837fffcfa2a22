"""Guardians, teachers and schools imported into an encrypted vault."""

from __future__ import annotations

import pytest

from desktop.errors import InputError
from desktop.services.session import Session
from tests.importers.build import FIXTURES, pupil, table
from tests.services.test_imports import OTHER, UAI, bring, codes, counts, one, rows_of, sample


@pytest.fixture
def session(session: Session) -> Session:
    """No backup before each import."""
    session.demonstration = True
    return session


REGISTER = FIXTURES / "annuaire"
OWN = [
    "Civilité Responsable",
    "Nom usage responsable",
    "Nom responsable",
    "Prénom responsable",
    "Adresse responsable",
    "CP responsable",
    "Commune responsable",
    "Courriel",
    "Téléphone domicile",
    "Téléphone portable",
]
CHILD = ["Nom d'usage élève", "Nom de famille élève", "Prénom élève", "Date de naissance élève", "Classes élèves"]


def adult(last="MEUNIER", first="Lucie", *children, usage="", address="1 rue A", mobile="0639980001", mail="") -> list[str]:
    row = ["MME", usage, last, first, address, "78990", "VALMONT", mail, "", mobile]
    for child in children or (("DUPONT", "Zoé", "02/03/2019", "CE1 A"),):
        row += ["", *child]
    return row


def people(*rows, count=3) -> bytes:
    return table(rows, [*OWN, *CHILD * count])


# -- guardians -------------------------------------------------------------------------------------------------------------
def test_guardians_of_the_sample(session: Session) -> None:
    bring(session, sample("02"))
    result = bring(session, sample("07"))
    assert counts(result) == (39, 0, 0, 0, 0) and result.kind == "onde_responsables"
    arthur = one(session, "arthur muller")
    (mother,) = arthur.guardians
    assert (mother.civility, mother.last_name, mother.usage_name, mother.first_name) == ("Mme", "BRUNET", "MULLER", "Maëlys")
    assert mother.authority == "to_check" and mother.kind == "parent" and mother.phone == ""
    assert "Maëlys MULLER" in next(r.message for r in result.remarks if r.line == 3) and "child_unknown" in codes(result)
    again = bring(session, sample("07"))
    assert counts(again) == (0, 0, 39, 0, 0) and again.id == "" and session.verify() == []
    session.imports.undo()
    assert one(session, "arthur muller").guardians == ()


def test_what_a_person_knows_of_a_guardian_stays(session: Session) -> None:
    bring(session, table([pupil()]))
    bring(session, people(adult()))
    (known,) = one(session, "dupont").guardians
    session.guardians.update(
        known.id,
        {
            "authority": "no",
            "judgment_ref": "JAF 12/05/2026",
            "language": "arabe",
            "confidential": True,
            "address": "chez une amie",
        },
    )
    plan = session.imports.plan(people(adult(address="9 rue neuve", mobile="0639980009")))
    assert counts(plan) == (0, 1, 0, 0, 0)
    assert [(r.column, r.code) for r in plan.remarks] == [("Adresse responsable", "kept_by_hand")]
    assert "« 9 rue neuve » dans le fichier, « chez une amie » saisi à la main" in plan.remarks[0].message
    session.imports.write(plan)
    (after,) = one(session, "dupont").guardians
    assert (after.address, after.city, after.mobile) == ("chez une amie", "VALMONT", "0639980009")
    assert (after.authority, after.judgment_ref, after.language, after.confidential) == ("no", "JAF 12/05/2026", "arabe", True)


def test_a_guardian_typed_by_hand_is_the_same_person(session: Session) -> None:
    bring(session, table([pupil()]))
    session.guardians.add(one(session, "dupont").id, last_name="Meunier", first_name="Lucie", kind="tuteur", authority="yes")
    bring(session, people(adult(usage="DUPONT")))
    (after,) = one(session, "dupont").guardians
    assert (after.last_name, after.usage_name, after.kind, after.authority) == ("Meunier", "DUPONT", "tuteur", "yes")


def test_a_guardian_taken_away_is_not_put_back(session: Session) -> None:
    bring(session, table([pupil()]))
    bring(session, people(adult()))
    session.guardians.remove(one(session, "dupont").guardians[0].id)
    plan = session.imports.plan(people(adult()))
    assert counts(plan) == (0, 0, 1, 0, 0) and codes(plan) == ["removed_by_hand"]
    session.imports.write(plan)
    assert one(session, "dupont").guardians == ()


def test_children_who_are_not_there(session: Session) -> None:
    bring(session, table([pupil()]))
    there, nowhere = ("DUPONT", "Zoé", "02/03/2019", "CE1 A"), ("NOËL", "Tom", "", "")
    plan = session.imports.plan(
        people(adult("A", "Anne", there, nowhere), adult("B", "Bob", nowhere), adult("C", "Cléo", ("", "", "", "")))
    )
    assert counts(plan) == (1, 0, 0, 0, 2)
    assert [(r.line, r.code, r.level) for r in plan.remarks] == [
        (2, "child_unknown", "warning"),
        (3, "child_unknown", "refused"),
        (4, "child_unknown", "refused"),
    ]
    assert plan.rows[0].cells["children"] == "Zoé DUPONT, Tom NOËL"
    assert plan.rows[0].outcome == "pas d’élève de ce nom dans le coffre" and not codes(session.imports.plan(people(adult())))
    session.imports.write(plan)
    assert [g.first_name for g in one(session, "dupont").guardians] == ["Anne"]


def test_another_birth_is_another_child(session: Session) -> None:
    bring(session, table([pupil()]))
    plan = session.imports.plan(people(adult("A", "Anne", ("DUPONT", "Zoé", "02/03/2015", ""))))
    assert counts(plan) == (0, 0, 0, 0, 1)


def test_homonyms_are_told_apart_by_birth_then_class(session: Session) -> None:
    bring(session, table([pupil(), pupil(birth="2018-05-05", ine="999000002AA", label="CE2 B")]))
    plan = session.imports.plan(
        people(
            adult("A", "Anne", ("DUPONT", "Zoé", "05/05/2018", "")),
            adult("B", "Bob", ("DUPONT", "Zoé", "", "CE2 B")),
            adult("C", "Cléo", ("DUPONT", "Zoé", "", "CM1")),
        )
    )
    assert counts(plan) == (2, 0, 0, 0, 1) and codes(plan) == ["ambiguous"]


def test_only_the_pupils_followed(session: Session) -> None:
    bring(session, table([pupil(), pupil("NOËL", "Tom", ine="999000002AA")]))
    session.students.update(one(session, "noel").id, {"followed": True})
    data = people(adult(), adult("NOËL", "Marc", ("NOËL", "Tom", "02/03/2019", "")))
    plan = session.imports.plan(data, only_followed=True)
    assert counts(plan) == (1, 0, 1, 0, 0)
    session.imports.write(plan)
    assert one(session, "dupont").guardians == () and len(one(session, "noel").guardians) == 1


def test_a_family_twice_in_the_file(session: Session) -> None:
    bring(session, table([pupil(), pupil(first="Léo", ine="999000002AA")]))
    brother = ("DUPONT", "Léo", "02/03/2019", "CE1 A")
    plan = session.imports.plan(
        people(adult("MEUNIER", "Lucie"), adult("MEUNIER", "Lucie", ("DUPONT", "Zoé", "", ""), brother))
    )
    session.imports.write(plan)
    assert len(one(session, "zoe").guardians) == 1 and len(one(session, "leo").guardians) == 1


# -- teachers --------------------------------------------------------------------------------------------------------------
def test_teachers_and_their_classes(session: Session) -> None:
    bring(session, sample("02"))
    result = bring(session, sample("08"))
    assert counts(result) == (5, 0, 0, 0, 0)
    school = session.schools.get(UAI).id
    assert session.people.teacher_of(school, "CM1-CM2 M. NOËL") == "M. NOËL"
    assert session.people.director_of(school) == "Anne-Laure GUÉRIN"
    assert rows_of(session, search="benali")[0].teacher == "M. NOËL"
    assert counts(bring(session, sample("08"))) == (0, 0, 5, 0, 0)


def test_among_several_schools_teachers_go_where_their_classes_are(session: Session) -> None:
    session.schools.save({"uai": OTHER, "name": "École Prévert"})
    bring(session, sample("02"), school=OTHER)
    bring(session, table([pupil(ine="999900000AA", label="CE2 de Mme GUÉRIN")]), school=UAI)
    data = table(
        [
            ["MME", "", "GUÉRIN", "Anne", "", "non", "CE2 de Mme GUÉRIN"],
            ["M.", "", "NOËL", "Paul", "", "non", "CM1-CM2 M. NOËL"],
        ],
        HEADERS,
    )
    assert session.imports.plan(data).school == "École Prévert"
    assert session.imports.plan(table([["M.", "", "X", "Y", "", "non", "CE2 Z"]], HEADERS)).school_id == ""


HEADERS = ["Civilité", "Nom usage", "Nom", "Prénom", "Courriel", "Directeur", "Classe"]


def test_teachers_come_and_go(session: Session) -> None:
    team = [["MME", "", f"PROF{n}", "Anne", "", "non", f"CP {n}"] for n in range(5)]
    bring(session, table(team, HEADERS))
    session.people.add(last_name="MARTIN", first_name="Claire", function="maître E", school_id=session.schools.get(UAI).id)
    moved = [["MME", "ROUX", "PROF0", "Anne", "", "oui", "CE1"], *team[2:]]
    plan = session.imports.plan(table(moved, HEADERS))
    assert counts(plan) == (0, 1, 3, 1, 0)
    session.imports.write(plan)
    assert sorted(person.last_name for person in session.people.all()) == ["MARTIN", "PROF2", "PROF3", "PROF4", "ROUX"]
    assert counts(bring(session, table([*moved, team[1]], HEADERS))) == (0, 1, 4, 0, 0)
    plan = session.imports.plan(table(team[:1], HEADERS))
    assert plan.partial == "extraction partielle : 1 personne sur 5" and session.imports.write(plan).left == 0


# -- schools ---------------------------------------------------------------------------------------------------------------
def test_the_register_then_the_same(session: Session) -> None:
    data = (REGISTER / "annuaire-education_2020_yvelines-4-circos_public.csv").read_bytes()
    result = bring(session, data)
    assert counts(result) == (121, 0, 0, 0, 0) and result.kind == "annuaire"
    school = session.schools.get("0781024P")
    assert (school.name, school.city, school.district) == ("Ecole élémentaire Richard Mique", "Versailles", "Versailles")
    again = bring(session, data, kind="schools", department="78")
    assert counts(again) == (0, 0, 121, 0, 0) and again.id == ""
    assert session.imports.undo().skipped == () and len(session.schools.all()) == 1


def test_a_school_changed_by_hand_keeps_its_name(session: Session) -> None:
    headers = ["Identifiant_de_l_etablissement", "Nom_etablissement", "Nom_commune", "Telephone", "code_nature"]
    plan = session.imports.plan(
        table(
            [[UAI, "Ecole primaire", "Valmont", "0139548395", "151"], [OTHER, "Ecole primaire", "Valmont", "", "151"]], headers
        )
    )
    assert counts(plan) == (1, 1, 0, 0, 0)
    assert [(r.column, r.code) for r in plan.remarks] == [("Nom_etablissement", "kept_by_hand")]
    session.imports.write(plan)
    assert (session.schools.get(UAI).name, session.schools.get(UAI).phone) == ("École Jean Moulin", "0139548395")


def test_a_register_given_for_pupils_is_refused(session: Session) -> None:
    data = (REGISTER / "annuaire-education_2020_yvelines-4-circos_public.csv").read_bytes()
    with pytest.raises(InputError):
        session.imports.plan(data, kind="pupils")


def test_an_unknown_school_gets_its_name_from_the_register(session: Session) -> None:
    bring(session, table([pupil()]), school=OTHER)
    headers = ["uai", "nom_etablissement", "nom_commune", "code_nature"]
    assert counts(bring(session, table([[OTHER, "École du Bois", "Valmont", "151"]], headers))) == (0, 1, 0, 0, 0)
    assert rows_of(session)[0].school == "École du Bois"
