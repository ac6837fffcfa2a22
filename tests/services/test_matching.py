"""Who is who, who left: the pure rules, and what holds whatever the order of the lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.importers.guardians import Child
from desktop.importers.onde import PupilRecord
from desktop.services.matching import Known, Matching, Place, Roll, alike, who_left


def known(
    id: str, last: str = "DUPONT", first: str = "Zoé", birth: str = "2019-03-02", ine: str = "", usage: str = ""
) -> Known:
    return Known(id, last, usage, first, birth, "F", ine, "", "", "")


def record(
    line: int, last: str = "DUPONT", first: str = "Zoé", birth: str = "2019-03-02", ine: str = "", usage: str = ""
) -> PupilRecord:
    return PupilRecord(line, last, usage, first, birth, "F", ine, "", "", "", "CP", "CP A", "")


def match(records, pupils, formers=None):
    found = Matching(records, pupils, lambda ids: {id: (formers or {})[id] for id in ids if id in (formers or {})}).run()
    return {line: (m.how, m.known.id if m.known else "") for line, m in found.items()}


def test_by_ine_before_names():
    pupils = [known("a", ine="1"), known("b", "AUTRE", ine="2")]
    assert match([record(2, "CHANGE", ine="1"), record(3, "dupont", "ZOE", ine="")], pupils) == {
        2: ("ine", "a"),
        3: ("taken", "a"),
    }


def test_an_ine_told_for_the_first_time():
    assert match([record(2, ine="9")], [known("a"), known("b", "X")]) == {2: ("name", "a")}


def test_usage_names_count_on_both_sides():
    assert match([record(2, "ROUX")], [known("a", usage="Roux")]) == {2: ("name", "a")}
    assert match([record(2, "DUPONT-ROUX", usage="Dupont")], [known("a")]) == {2: ("name", "a")}


def test_a_homonym_with_an_ine_of_his_own_is_new():
    assert match([record(2, ine="1"), record(3, ine="2")], [known("a", ine="1")]) == {2: ("ine", "a"), 3: ("new", "")}


def test_two_pupils_with_one_ine_or_one_name():
    assert match([record(2, ine="1")], [known("a", ine="1"), known("b", "X", ine="1")])[2] == ("ambiguous", "")
    assert match([record(2)], [known("a"), known("b")])[2] == ("ambiguous", "")
    assert match([record(2, ine="1"), record(3)], [known("a", ine="1"), known("b")]) == {2: ("ine", "a"), 3: ("name", "b")}


def test_what_an_import_had_written_is_remembered():
    formers = {"a": (frozenset({("dupont", "zoe", "2019-03-02")}), frozenset({"2019-03-02"}))}
    assert match([record(2)], [known("a", "CORRIGÉ")], formers) == {2: ("former", "a")}
    assert match([record(2, ine="1")], [known("a", birth="2019-03-20", ine="1")], formers) == {2: ("ine", "a")}
    assert match([record(2, ine="1")], [known("a", birth="2019-03-20", ine="1")]) == {2: ("other_birth", "a")}


def test_births_alike():
    assert alike(record(2), [known("a", birth="2019-02-03")]) and alike(record(2), [known("a", birth="2019-03-12")])
    assert alike(record(2), [known("a", birth="2012-07-12")]) is None and alike(record(2), [known("a", birth="")]) is None


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.sampled_from(["Zoé", "ZOE", "Léo"]),
        st.sampled_from(["2019-03-02", "2018-01-01"]),
        st.sampled_from(["", "1", "2", "3"]),
    ),
    max_size=6,
)


@given(PEOPLE, PEOPLE)
def test_nobody_is_given_two_lines_and_every_line_has_an_answer(lines, vault):
    records = [record(n, *cells) for n, cells in enumerate(lines, 2)]
    pupils = [known(str(n), *cells) for n, cells in enumerate(vault)]
    found = match(records, pupils)
    assert set(found) == {r.line for r in records}
    given_to = [id for how, id in found.values() if how in ("ine", "name", "former")]
    assert len(given_to) == len(set(given_to))
    by_id = {p.id: p for p in pupils}
    for r in records:
        how, id = found[r.line]
        if how == "ine":
            assert by_id[id].ine == r.ine and by_id[id].birth_date == r.birth_date
        if how == "name":
            assert by_id[id].birth_date == r.birth_date


# -- who left --------------------------------------------------------------------------------------------------------------
def place(id: str, year: str = "2026-2027", level: str = "CP", label: str = "CP A", source: str = "onde") -> Place:
    return Place(f"e{id}", id, year, "s", level, label, "", "", source)


def test_half_is_enough_and_less_is_partial():
    places = [place(str(n), label="") for n in range(10)]
    assert who_left(places, set("01234"), "2026-2027", set()).partial == ""
    leaving = who_left(places, set("0123"), "2026-2027", set())
    assert leaving.partial == "extraction partielle : 4 élèves sur 10" and len(leaving.places) == 6


def test_the_oldest_leave_every_summer():
    places = [place(str(n), level="CM2" if n > 3 else "CP") for n in range(10)]
    assert who_left(places, set("012"), "2027-2028", set()).partial == ""
    assert who_left(places, set("012"), "2026-2027", set()).partial
    nursery = [place(str(n), level="GS" if n > 3 else "PS") for n in range(10)]
    assert who_left(nursery, set("012"), "2027-2028", set()).partial == ""


def test_a_class_of_two_may_leave_whole():
    places = [place(str(n), label="ULIS" if n < 2 else "CP") for n in range(10)]
    assert who_left(places, set("23456789"), "2026-2027", set()).partial == ""
    places = [place(str(n), label="ULIS" if n < 3 else "CP") for n in range(10)]
    assert "« ULIS » n’y est pas" in who_left(places, set("3456789"), "2026-2027", set()).partial


def test_spared_and_by_hand_and_past_years():
    places = [place("a"), place("b", source="hand"), place("c"), place("d")]
    leaving = who_left(places, {"c", "d"}, "2026-2027", {"a"})
    assert leaving == ((), "", 1)
    assert who_left(places, set(), "2025-2026", set()) == ((), "", 0)


def test_a_child_on_the_roll():
    roll = Roll(
        [known("a"), known("b", birth="2018-01-01"), known("c", "ROUX", usage="NOËL")], {"b"}, {"a": "CP A", "b": "CE1"}
    )
    assert [k.id for k in roll.find(Child("Dupont", "", "zoe", "2019-03-02", ""))] == ["a"]
    assert [k.id for k in roll.find(Child("Dupont", "", "zoe", "", ""))] == ["b"]
    assert [k.id for k in roll.find(Child("", "noel", "Zoé", "", ""))] == ["c"]
    assert roll.find(Child("Dupont", "", "Zoé", "2011-01-01", "")) == []
    two = Roll([known("a"), known("b")], set(), {"a": "CP A", "b": "CE1"})
    assert len(two.find(Child("DUPONT", "", "Zoé", "", ""))) == 2
    assert [k.id for k in two.find(Child("DUPONT", "", "Zoé", "", "CE1"))] == ["b"]
