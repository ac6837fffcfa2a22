"""Comparing in memory: what is new, what changes, what would stand side by side, what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop.exchange import compare
from desktop.exchange.bad import BadPliError
from desktop.exchange.compare import Fresh, Held
from desktop.exchange.ranges import Ranges
from desktop.storage.checking import RECTIFIED
from desktop.storage.heads import CREATED, DELETED, Entry, canonical
from desktop.storage.journal import UnitMeta

A, B = "a" * 16, "b" * 16


def entry(key: str, column: str, value: Any, bases: tuple[str, ...] = (), *, table: str = "student", row: str = "s", root: str = "s",
          unit: str = "u") -> Entry:
    device, _, seq = key.partition(":")
    return Entry(0, root, device, int(seq), unit, table, row, column, canonical(value), bases, bytes(16), key.encode())


MADE = entry(f"{A}:1", CREATED, {"last_name": "HADDAD"})


def one(before: list[Entry], *fresh: Entry) -> compare.RowChange:
    (change,) = compare.compare(Fresh(list(fresh)), {("student", "s"): before} if before else {})
    return change


def test_a_row_is_new_changed_gone_or_the_same() -> None:
    assert one([], MADE).state == "new"
    note = entry(f"{B}:1", "note", "lit", (MADE.key,))
    assert (one([MADE], note).state, one([MADE], note).columns) == ("changed", ("note",))
    assert one([MADE], entry(f"{B}:1", DELETED, True, (MADE.key,))).state == "gone"
    again = entry(f"{B}:1", "last_name", "HADDAD", (MADE.key,))
    assert one([MADE], again).state == "same"


def test_two_texts_that_did_not_know_of_each_other_are_a_conflict() -> None:
    mine, hers = entry(f"{A}:2", "note", "un", (MADE.key,)), entry(f"{B}:1", "note", "deux", (MADE.key,))
    change = one([MADE, mine], hers)
    assert (change.state, change.conflicts) == ("changed", ("note",))
    settled = entry(f"{B}:2", "note", "deux", (mine.key, hers.key))
    assert one([MADE, mine, hers], settled).conflicts == ()
    assert one([MADE, mine], entry(f"{B}:1", DELETED, True, (MADE.key,))).conflicts == ("note",)


def test_tables_of_a_newer_version_are_counted_and_not_compared() -> None:
    drawing = entry(f"{B}:1", CREATED, {"title": "x"}, table="drawing", row="d")
    colour = entry(f"{B}:2", "colour", "bleu", (MADE.key,))
    inside = entry(f"{B}:3", CREATED, {"last_name": "X", "colour": "bleu"}, row="t", root="t")
    answer = entry(f"{B}:4", "answers.unknown", "x", table="project", row="p")
    assert compare.compare(Fresh([drawing]), {}) == []
    assert compare.later([drawing, colour, inside, answer, MADE]) == 3


def test_entries_are_sorted_by_what_is_here() -> None:
    bare = replace(MADE, unit="", value=None, salt=None)
    emptied = replace(MADE, value=None, salt=None)
    whole, without = Held(MADE.hash, True, "u"), Held(MADE.hash, False, "")
    name = ("s", MADE.key)
    assert compare.sort([MADE], {}).entries == [MADE]
    assert compare.sort([MADE], {name: without}).filled == [MADE]
    assert compare.sort([emptied], {name: whole}).emptied == [emptied]
    assert compare.sort([bare, MADE], {name: whole}) == Fresh()
    with pytest.raises(BadPliError):
        compare.sort([replace(MADE, hash=b"other")], {name: whole})


def test_what_is_emptied_without_a_reason_comes_bare() -> None:
    emptied = replace(entry(f"{A}:2", "note", "un", (MADE.key,)), value=None, salt=None)
    right = entry(f"{B}:1", "note", "deux", (emptied.key,), unit="r")
    metas = {"r": UnitMeta("r", B, RECTIFIED, "hand", "x", "")}
    assert compare.explained([emptied, right], {}, metas) == [emptied, right]
    assert compare.explained([emptied], {("student", "s"): [right]}, metas) == [emptied]
    (left,) = compare.explained([emptied], {}, {})
    assert (left.unit, left.value, left.hash) == ("", None, emptied.hash)
    partly = replace(MADE, salt=None)
    assert compare.explained([partly], {}, {}) == [partly]
    assert compare.explained([partly], {("student", "s"): [MADE]}, {})[0].unit == ""


def test_holes_are_what_no_one_has() -> None:
    has = {"s": {A: "1-5", B: "1-2"}, "t": {A: "1"}}
    held = {"s": {A: Ranges.parse("1-2")}}
    came = {"s": {A: Ranges.parse("4"), B: Ranges.parse("1-2")}, "t": {A: Ranges.parse("1")}}
    assert compare.gaps(has, held, came) == {"s": {A: Ranges.parse("3,5")}}
    assert compare.gaps({"s": {A: "1-9007199254740991"}}, held) == {"s": {A: Ranges.parse("3-9007199254740991")}}
    assert compare.names([MADE, entry(f"{A}:2", "note", "x")]) == {"s": {A: Ranges.parse("1-2")}}


@pytest.mark.parametrize(("entries", "known"), [
    ([entry(f"{B}:1", "state", "x", table="project", row="p")], {"p": {("project", "autre")}}),
    ([entry(f"{B}:1", "state", "x", table="project", row="p")], {"p": {("task", "s")}}),
    ([entry(f"{B}:1", "note", "x", row="autre")], {}),
    ([entry(f"{B}:1", "rank", 1, table="line", row="s")], {}),
])
def test_a_row_keeps_its_place(entries: list[Entry], known: dict[str, set[tuple[str, str]]]) -> None:
    with pytest.raises(BadPliError):
        compare.check_places(entries, known)


def test_a_child_keeps_what_is_hers() -> None:
    line = entry(f"{B}:1", CREATED, {"owner": "p", "key": "k"}, table="line", row="l")
    compare.check_belonging([line], {"p": "s"})
    compare.check_belonging([line], {})
    with pytest.raises(BadPliError):
        compare.check_belonging([line], {"p": "autre"})
    with pytest.raises(BadPliError):
        compare.check_belonging([entry(f"{B}:1", CREATED, {"student_id": "autre"}, table="task", row="t")], {})
