"""What a unit of work promises: all or nothing, undo and redo, conflicts kept, and erased words that are gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.errors import RefusedError
from desktop.models import Line, Project, Student, Task
from desktop.storage import engine
from desktop.storage.store import Store
from tests.storage.conftest import KEY

MakeStore = Callable[[str], Store]


def _child(store: Store, **values: object) -> str:
    with store.unit("Élève ajouté") as unit:
        return unit.new(Student, {"last_name": "HADDAD", "first_name": "Yanis", **values})


def _name(store: Store, child: str) -> str:
    return str(store.sql("SELECT first_name FROM student WHERE id=?", (child,))[0][0])


def _plain_bytes(store: Store) -> bytes:
    """Every page of the file, decrypted, free pages and index included."""
    import sqlite3
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.db"
        store.writer.execute(f"ATTACH DATABASE '{plain}' AS plain KEY ''")
        store.writer.execute("SELECT sqlcipher_export('plain')")
        store.writer.execute("DETACH DATABASE plain")
        sqlite3.connect(plain).close()
        return plain.read_bytes()


def test_a_unit_that_fails_leaves_nothing(memory_store: MakeStore) -> None:
    store = memory_store("a")
    child = _child(store)
    before = store.digest()
    with pytest.raises(ZeroDivisionError), store.unit("coupé") as unit:
        unit.put(Student, child, {"first_name": "Autre"})
        unit.new(Student, {"last_name": "X", "first_name": "Y"})
        raise ZeroDivisionError
    assert store.digest() == before
    assert store.check() == []


def test_writing_the_same_value_again_writes_nothing(memory_store: MakeStore) -> None:
    store = memory_store("a")
    child = _child(store)
    seen = store.seen()
    with store.unit("rien") as unit:
        unit.put(Student, child, {"first_name": "Yanis", "note": ""})
    assert not store.unit_changes
    assert store.seen() == seen
    assert store.sql("SELECT count(*) FROM unit") == [(1,)]


def test_an_act_can_be_undone_and_redone(memory_store: MakeStore) -> None:
    store = memory_store("a")
    child = _child(store)
    with store.unit("changé") as unit:
        unit.put(Student, child, {"first_name": "Yannis"})
    undone, left = store.undo(store.unit_changes.unit, "annulé")
    assert (_name(store, child), left) == ("Yanis", ())
    store.undo(undone.unit, "rétabli")
    assert _name(store, child) == "Yannis"
    assert store.check() == []


def test_undo_leaves_alone_what_was_changed_since_and_tells_it(memory_store: MakeStore) -> None:
    store = memory_store("a")
    child = _child(store)
    with store.unit("un") as unit:
        unit.put(Student, child, {"first_name": "Un", "city": "Valmont"})
    first = store.unit_changes.unit
    with store.unit("deux") as unit:
        unit.put(Student, child, {"first_name": "Deux"})
    _, left = store.undo(first, "annulé")
    assert _name(store, child) == "Deux"
    assert store.sql("SELECT city FROM student") == [(None,)]
    assert [entry.column for entry in left] == ["first_name"]


def test_a_deleted_record_comes_back_whole_with_its_answers(memory_store: MakeStore) -> None:
    store = memory_store("a")
    child = _child(store)
    with store.unit("ppre") as unit:
        project = unit.new(Project, {"kind": "ppre", "student_id": child, "answers": {"besoins": "du temps"}}, root=child)
        unit.new(Line, {"owner": project, "key": "objectifs", "rank": 0, "cells": {"objectif": "lire"}}, root=child)
    before = store.digest()
    with store.unit("supprimé") as unit:
        unit.remove(Project, project)
    assert store.sql("SELECT count(*) FROM project") == [(0,)]
    store.undo(store.unit_changes.unit, "annulé")
    assert store.digest() == before


def test_two_texts_written_apart_are_both_kept_until_someone_chooses(memory_store: MakeStore) -> None:
    a, b = memory_store("a"), memory_store("b")
    child = _child(a)
    b.receive(*a.export())
    for store, text in ((a, "calme"), (b, "vif")):
        with store.unit("note") as unit:
            unit.put(Student, child, {"note": text})
    a.receive(*b.export())
    b.receive(*a.export())
    assert a.row_heads("student", child).values("note") == b.row_heads("student", child).values("note") == ("vif", "calme")
    assert a.sql("SELECT note FROM student") == b.sql("SELECT note FROM student") == [("vif",)]
    with b.unit("choix") as unit:
        unit.put(Student, child, {"note": "les deux"}, settle=True)
    a.receive(*b.export())
    assert a.sql("SELECT count(*) FROM conflict") == [(0,)]
    assert a.digest() == b.digest()


def test_an_edit_made_on_an_old_screen_does_not_cover_what_arrived(memory_store: MakeStore) -> None:
    a, b = memory_store("a"), memory_store("b")
    child = _child(a)
    b.receive(*a.export())
    seen = a.seen()
    with b.unit("note") as unit:
        unit.put(Student, child, {"note": "reçu"})
    a.receive(*b.export())
    with a.unit("note") as unit:
        unit.put(Student, child, {"note": "tapé"}, seen)
    assert set(a.row_heads("student", child).values("note")) == {"reçu", "tapé"}


def test_a_deleted_record_comes_back_as_it_was_last_and_not_as_it_was_made(memory_store: MakeStore) -> None:
    """The deletion names the creation too, for the columns nobody changed: it is no last word of the others."""
    store = memory_store("a")
    child = _child(store, note="zzz", strengths="dessine")
    for note in ("mmm", "aaa"):
        with store.unit("Fiche modifiée") as unit:
            unit.put(Student, child, {"note": note})
    before = store.digest()
    for _ in range(2):
        with store.unit("Supprimé") as unit:
            unit.remove(Student, child)
        store.undo(store.unit_changes.unit, "Annulé")
        assert store.sql("SELECT note, strengths FROM student WHERE id=?", (child,)) == [("aaa", "dessine")]
    assert store.digest() == before
    assert store.check() == []


def test_a_row_named_by_what_it_is_made_of_may_be_made_twice_in_an_act(memory_store: MakeStore) -> None:
    store = memory_store("a")
    child = _child(store)
    with store.unit("Réunion ajoutée") as unit:
        for title in ("une fois", "deux fois"):
            unit.new(Task, {"title": title, "student_id": child}, id="t1", root=child)
            unit.new(Task, {"title": title}, id="t2", root="t2")
    assert store.sql("SELECT id, title FROM task ORDER BY id") == [("t1", "deux fois"), ("t2", "deux fois")]
    assert store.check() == []


def test_an_edit_not_seen_by_a_deletion_brings_the_record_back_with_a_question(memory_store: MakeStore) -> None:
    a, b = memory_store("a"), memory_store("b")
    child = _child(a)
    b.receive(*a.export())
    with a.unit("supprimé") as unit:
        unit.remove(Student, child)
    with b.unit("note") as unit:
        unit.put(Student, child, {"note": "important"})
    a.receive(*b.export())
    assert a.sql("SELECT note, first_name FROM student") == [("important", "Yanis")]
    assert a.sql("SELECT col FROM conflict") == [("note",)]


def test_an_erased_child_leaves_no_word_in_the_file(memory_store: MakeStore) -> None:
    store = memory_store("a")
    child = _child(store, note="CANARIBLEU")
    with store.unit("changé") as unit:
        unit.put(Student, child, {"last_name": "CANARIROUGE"})
    store.erase_root(child)
    data = _plain_bytes(store).lower()
    for word in (b"canaribleu", b"canarirouge", b"haddad"):
        assert word not in data
    assert child.encode() in data, "its id stays in the ledger"
    assert store.check() == []
    with pytest.raises(RefusedError):
        store.erase_root(child)


def test_what_was_erased_does_not_come_back_by_exchange(memory_store: MakeStore) -> None:
    a, b = memory_store("a"), memory_store("b")
    child = _child(a)
    b.receive(*a.export())
    a.erase_root(child)
    a.receive(*b.export())
    assert a.sql("SELECT count(*) FROM student") == [(0,)]


def test_a_rectified_value_is_gone_from_the_journal_and_the_chain_still_holds(memory_store: MakeStore) -> None:
    store = memory_store("a")
    child = _child(store, note="CANARIVERT")
    with store.unit("changé") as unit:
        unit.put(Student, child, {"note": "CANARIJAUNE"})
    with store.unit("Rectification") as unit:
        store.rectify(unit, "student", child, "note", "le vrai mot")
    data = _plain_bytes(store).lower()
    assert b"canarivert" not in data
    assert b"canarijaune" not in data
    assert store.sql("SELECT note, first_name FROM student") == [("le vrai mot", "Yanis")]
    assert store.check() == []


def test_a_changed_entry_or_a_cut_chain_is_seen(memory_store: MakeStore) -> None:
    store = memory_store("a")
    child = _child(store)
    store.writer.execute("UPDATE entry SET value=? WHERE row=?", ('{"first_name":"Faux"}', child))
    assert any("n’est plus celle" in problem for problem in store.check())


def test_the_file_keeps_a_size_class_with_room_to_spare(memory_store: MakeStore) -> None:
    store = memory_store("a")
    sizes = set()
    for number in range(60):
        _child(store, note="x" * 4000 + str(number))
        sizes.add(store.path.stat().st_size // 4096)
    assert all(engine.size_class(size) == size for size in sizes)
    assert len(sizes) <= 4


def test_the_reader_cannot_write(memory_store: MakeStore) -> None:
    from desktop.errors import DiskError

    store = memory_store("a")
    with pytest.raises(DiskError):
        store.sql("DELETE FROM student RETURNING id")
    assert KEY not in repr(store.__dict__)
