"""Entries that come from another laptop: bare ones, emptied ones, those of a newer version, and taking them out again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop.errors import TamperedError
from desktop.models import Enrolment, Meeting, Student
from desktop.storage import merge
from desktop.storage.heads import Entry, canonical
from desktop.storage.journal import UnitMeta, entry_hash
from desktop.storage.merge import Origin
from desktop.storage.store import SHOWN_BY, Store

MakeStore = Callable[[str], Store]
PLI = Origin("pli-1", "martin", "me", "2026-11-23T09:42:00Z")


def _child(store: Store, **values: object) -> str:
    with store.unit("élève") as unit:
        return unit.new(Student, {"last_name": "MOREAU", "first_name": "Lina"} | values)


def _put(store: Store, row: str, **values: object) -> None:
    with store.unit("fiche") as unit:
        unit.put(Student, row, values)


def _take(to: Store, units: list[UnitMeta], entries: list[Entry], origin: Origin | None = PLI) -> merge.Taken:
    return merge.receive(to, units, entries, origin)


def _bare(entry: Entry) -> Entry:
    return replace(entry, unit="", value=None, salt=None)


def _whole(store: Store) -> None:
    assert store.check() == []


def test_words_kept_by_their_author_leave_the_order_of_things(memory_store: MakeStore) -> None:
    a, b, psy = memory_store("a" * 16), memory_store("b" * 16), memory_store("c" * 16)
    child = _child(a, note="un")
    psy.receive(*a.export())
    _put(psy, child, note="de la psychologue")
    a.receive(*psy.export())
    _put(a, child, note="deux")
    units, entries = a.export()
    sent = [_bare(e) if e.device == "c" * 16 else e for e in entries]
    _take(b, [u for u in units if u.device != "c" * 16], sent)
    assert b.sql("SELECT note FROM student") == [("deux",)] and b.sql("SELECT count(*) FROM conflict") == [(0,)]
    assert "psychologue" not in str(b.sql("SELECT * FROM entry")) + str(b.sql("SELECT * FROM unit"))
    _whole(b)
    taken = _take(b, units, entries, Origin("pli-2", "martin", "me", ""))
    assert taken.filled == 1 and taken.entries == 0 and b.digest() == a.digest()
    _whole(b)


def test_numbers_may_be_missing_and_come_later(memory_store: MakeStore) -> None:
    a, b = memory_store("a" * 16), memory_store("b" * 16)
    child = _child(a)
    for text in ("un", "deux", "trois"):
        _put(a, child, note=text)
    units, entries = a.export()
    _take(b, units, [e for e in entries if e.seq != 2])
    assert b.sql("SELECT note FROM student") != [("deux",)]
    _whole(b)
    _take(b, units, entries, Origin("pli-2", "martin", "me", ""))
    assert b.sql("SELECT note FROM student") == [("trois",)]
    assert b.sql("SELECT seq FROM chain") == [(4,)] and b.digest() == a.digest()
    _whole(b)


def test_a_hole_nobody_explains_is_told(memory_store: MakeStore) -> None:
    a = memory_store("a" * 16)
    child = _child(a)
    _put(a, child, note="un")
    _put(a, child, note="deux")
    with a.transaction() as sql:
        sql.execute("DELETE FROM entry WHERE seq=2")
    assert any("trou" in problem for problem in a.check())


def test_a_change_waits_for_the_creation_it_follows(memory_store: MakeStore) -> None:
    a, b = memory_store("a" * 16), memory_store("b" * 16)
    child = _child(a)
    _put(a, child, note="un")
    units, entries = a.export()
    _take(b, units, [e for e in entries if e.column])
    assert b.sql("SELECT count(*) FROM student") == [(0,)]
    _whole(b)
    _take(b, units, entries)
    assert b.sql("SELECT last_name, note FROM student") == [("MOREAU", "un")]


def test_a_rectification_made_elsewhere_empties_the_former_words_here(memory_store: MakeStore) -> None:
    a, b = memory_store("a" * 16), memory_store("b" * 16)
    child = _child(a, note="faux", city="Tours")
    b.receive(*a.export())
    with a.unit("Rectification") as unit:
        a.rectify(unit, "student", child, "note", "juste")
    old = b.export()
    taken = _take(b, *a.export())
    assert taken.emptied == 1 and "faux" not in str(b.sql("SELECT value FROM entry"))
    assert b.sql("SELECT note, city FROM student") == [("juste", "Tours")]
    _whole(b)
    _take(b, *old, Origin("pli-2", "martin", "me", ""))
    assert "faux" not in str(b.sql("SELECT value FROM entry"))


def test_an_emptied_word_on_which_all_stands_is_not_emptied_here(memory_store: MakeStore) -> None:
    a, b = memory_store("a" * 16), memory_store("b" * 16)
    child = _child(a)
    _put(a, child, note="à garder")
    units, entries = a.export()
    _take(b, units, entries)
    _take(b, units, [replace(e, value=None, salt=None) if e.column == "note" else e for e in entries])
    assert b.sql("SELECT note FROM student") == [("à garder",)]


def test_a_row_does_not_change_children(memory_store: MakeStore) -> None:
    a, b = memory_store("a" * 16), memory_store("b" * 16)
    one, two = _child(a), _child(a)
    with a.unit("scolarité") as unit:
        enrolment = unit.new(Enrolment, {"student_id": one}, id="e" * 32, root=one)
    b.receive(*a.export())
    meta = UnitMeta("f" * 32, "d" * 16, "x", "hand", "mallory", "2026-11-23T09:42:00Z")
    salt, value = bytes(16), canonical(two)
    link = entry_hash(salt, meta.digest, two, meta.device, 1, "enrolment", enrolment, "student_id", value, "")
    forged = Entry(0, two, meta.device, 1, meta.id, "enrolment", enrolment, "student_id", value, (), salt, link)
    before = b.digest()
    with pytest.raises(TamperedError):
        _take(b, [meta], [forged])
    assert b.digest() == before and b.sql("SELECT count(*) FROM received") == [(0,)]


def _newer(child: str) -> tuple[UnitMeta, list[Entry]]:
    meta = UnitMeta("f" * 32, "d" * 16, "Séance", "hand", "martin", "2026-11-23T09:42:00Z")
    said = (("student", child, "humeur", canonical("gaie")), ("seance", "9" * 32, "", canonical({"theme": "jeux"})))
    made = []
    for seq, (table, row, column, value) in enumerate(said, 1):
        link = entry_hash(bytes(16), meta.digest, child, meta.device, seq, table, row, column, value, "")
        made.append(Entry(0, child, meta.device, seq, meta.id, table, row, column, value, (), bytes(16), link))
    return meta, made


def test_what_a_newer_version_wrote_is_kept_given_on_and_shown_after_the_update(
        memory_store: MakeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b, c = memory_store("a" * 16), memory_store("b" * 16), memory_store("c" * 16)
    child = _child(a)
    meta, entries = _newer(child)
    b.receive(*a.export())
    _take(b, [meta], entries)
    _whole(b)
    _take(c, *b.export())
    assert c.digest() == b.digest() and any("humeur" in line for line in c.digest_lines())
    with b.transaction() as sql:
        sql.execute("UPDATE student SET last_name='d’avant la mise à jour'")
        sql.execute("UPDATE meta SET value='une version plus ancienne' WHERE key=?", (SHOWN_BY,))
    b.show_again()
    _whole(b)


def test_a_pli_taken_out_again_leaves_nothing(memory_store: MakeStore) -> None:
    a, b = memory_store("a" * 16), memory_store("b" * 16)
    shared = _child(a)
    b.receive(*a.export())
    before = b.digest()
    other = _child(a, last_name="PETIT")
    _put(a, shared, note="nouveau")
    units, entries = a.export()
    _take(b, units, entries)
    assert b.digest() == a.digest() != before
    changes, kept = merge.take_out(b, "pli-1", "2026-11-24T08:00:00Z")
    assert not kept and b.digest() == before and ("student", other) in changes.touched
    assert b.sql("SELECT count(*) FROM student_list") == [(1,)] and not b.sql("SELECT 1 FROM unit WHERE label='fiche'")
    assert json.loads(b.sql("SELECT undone FROM received")[0][0]).keys() == {shared, other}
    _whole(b)
    merge.take_out(b, "pli-1", "")
    _take(b, units, entries, Origin("pli-1", "martin", "me", ""))
    assert b.digest() == a.digest()
    _whole(b)


def test_what_somebody_built_on_a_pli_stays(memory_store: MakeStore) -> None:
    a, b = memory_store("a" * 16), memory_store("b" * 16)
    shared = _child(a)
    b.receive(*a.export())
    came = _child(a, last_name="PETIT")
    _put(a, shared, note="nouveau")
    _take(b, *a.export())
    with b.unit("réunion") as unit:
        unit.new(Meeting, {"kind": "entretien_parents", "student_id": came}, root=came)
    _, kept = merge.take_out(b, "pli-1", "")
    assert kept == {came}
    assert b.sql("SELECT note FROM student WHERE id=?", (shared,)) == [(None,)]
    assert b.sql("SELECT last_name FROM student WHERE id=?", (came,)) == [("PETIT",)]
    _whole(b)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_records_joined_each_its_own_way_show_once(memory_store: MakeStore, order: tuple[int, int]) -> None:
    a, b = memory_store("a" * 16), memory_store("b" * 16)
    pair = sorted((_child(a), _child(a)))
    b.receive(*a.export())
    _put(a, pair[order[0]], same_as=pair[order[1]])
    _put(b, pair[order[1]], same_as=pair[order[0]])
    a.receive(*b.export())
    b.receive(*a.export())
    for store in (a, b):
        assert store.sql("SELECT student_id FROM student_list WHERE hidden=0") == [(pair[0],)]


def test_a_child_joined_to_one_not_known_here_still_shows(memory_store: MakeStore) -> None:
    a, b = memory_store("a" * 16), memory_store("b" * 16)
    kept = _child(a)
    joined = _child(a, same_as=kept)
    _take(b, *a.export([joined]))
    assert b.sql("SELECT hidden FROM student_list") == [(0,)]
    _take(b, *a.export([kept]))
    assert b.sql("SELECT student_id FROM student_list WHERE hidden=0") == [(kept,)]


def test_entries_of_this_very_laptop_that_were_lost_come_back_under_another_name(memory_store: MakeStore) -> None:
    a, b, lost = memory_store("a" * 16), memory_store("b" * 16), memory_store("a" * 16)
    drawn: list[bool] = []
    child = _child(a)
    b.receive(*a.export())
    lost.local, lost.redraw = lambda: {"a" * 16}, lambda: drawn.append(True)
    _take(lost, *b.export())
    assert drawn == [True] and lost.exists(Student, child)
