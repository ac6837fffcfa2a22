"""Entries as lines: what is written is read the same, whatever it is; what breaks a rule is refused with its class."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.exchange import entries, strict
from desktop.exchange.bad import BadPliError
from desktop.exchange.entries import Author, Batch, Erased
from desktop.exchange.ranges import Ranges
from desktop.storage.heads import CREATED, DELETED, Entry, canonical
from desktop.storage.journal import UnitMeta, entry_hash
from desktop.texts import clean
from tests.exchange.bad_lines import LINES, Change
from tests.exchange.drafts import AT, ROOT, batch, uuid, written

IDS = st.integers(0, 1 << 40).map(uuid)
DEVICES = st.integers(0, 3).map(lambda n: f"{n:016x}")
TEXTS = st.text(max_size=20).map(clean).filter(strict.plain)
NAMES = TEXTS.map(lambda text: strict.as_line(text, 200))
RANGES = st.frozensets(st.integers(1, 30), max_size=6).map(lambda numbers: str(Ranges.of(numbers)))
WHOLES = st.integers(-strict.WHOLE, strict.WHOLE)
ROLES = st.lists(st.sampled_from(["director", "teacher", "later_role"]), unique=True).map(tuple)
FREE = st.recursive(st.none() | st.booleans() | WHOLES | TEXTS, lambda one: st.lists(one, max_size=3) | st.dictionaries(TEXTS, one, max_size=3),
                    max_leaves=5).filter(lambda value: _lawful(value))
SAID = st.one_of(
    st.tuples(st.just("student"), st.sampled_from(["note", "last_name"]), TEXTS | st.none()),
    st.tuples(st.just("line"), st.just("rank"), WHOLES | st.none()),
    st.tuples(st.just("project"), st.just("answers.a_b-9"), TEXTS | st.integers(0, 9) | st.booleans() | st.lists(TEXTS, max_size=3) | st.none()),
    st.tuples(st.just("student"), st.just(CREATED), st.dictionaries(st.sampled_from(["note", "later"]), TEXTS, max_size=2)),
    st.tuples(st.sampled_from(["student", "drawing"]), st.just(DELETED), st.just(True)),
    st.tuples(st.just("drawing"), st.just(CREATED), st.dictionaries(st.sampled_from(["a", "b.c"]), WHOLES, max_size=2)),
    st.tuples(st.sampled_from(["drawing", "task_9"]), st.sampled_from(["title", "a.B-1"]), FREE))


def _lawful(value: Any) -> bool:
    try:
        strict.check(value, 3)
    except strict.StrictError:
        return False
    return True


@st.composite
def batches(draw: st.DrawFn) -> Batch:
    units = [UnitMeta(id, draw(DEVICES), draw(NAMES), draw(st.sampled_from(sorted(entries.UNIT_KINDS))), draw(st.just("") | IDS), AT,
                      draw(st.just("") | IDS)) for id in draw(st.lists(IDS, max_size=3, unique=True))]
    roots = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    has = {root: draw(st.dictionaries(DEVICES, RANGES, max_size=2)) for root in roots}
    made: list[Entry] = []
    for root in roots:
        for device, seq in draw(st.lists(st.tuples(DEVICES, st.integers(1, strict.WHOLE)), max_size=4, unique=True)):
            table, column, value = draw(SAID)
            bases = tuple(f"{other}:{n}" for other, n in draw(st.lists(st.tuples(DEVICES, st.integers(1, 99)), max_size=3, unique=True))
                          if (other, n) != (device, seq))
            blank = Entry(0, root, device, seq, "", table, draw(IDS), column, None, bases, None, draw(st.binary(min_size=32, max_size=32)))
            how = draw(st.sampled_from(["bare", "emptied", "rest", "whole"])) if units else "bare"
            act = draw(st.sampled_from(units)) if units else None
            if how == "bare" or act is None:
                made.append(blank)
            elif how == "whole" or (how == "rest" and column != CREATED):
                text, salt = canonical(value), draw(st.binary(min_size=16, max_size=16))
                link = entry_hash(salt, act.digest, root, device, seq, table, blank.row, column, text, ",".join(bases))
                made.append(replace(blank, unit=act.id, value=text, salt=salt, hash=link))
            else:
                made.append(replace(blank, unit=act.id, value=canonical(value) if how == "rest" else None))
    authors = [Author(id, draw(NAMES), draw(ROLES)) for id in draw(st.lists(IDS, max_size=2, unique=True))]
    erased = [Erased(draw(IDS), draw(st.just("") | IDS), AT, draw(NAMES)) for _ in range(draw(st.integers(0, 2)))]
    return Batch(units, made, has, authors, erased)


@given(batches())
@settings(max_examples=50)
def test_there_and_back(made: Batch) -> None:
    raw = entries.dump(made)
    assert entries.load(raw) == made
    assert entries.dump(entries.load(raw)) == raw


@given(st.text())
@settings(max_examples=50)
def test_a_name_of_ours_is_one_that_is_read(text: str) -> None:
    assert strict.line(strict.as_line(text, 20), 20)


@pytest.mark.parametrize("text", ["e\u0301\r\nx", "a\u202eb\u2028c", "x" * 300, " a \x00 b\t", "e\x01\u0301"])
def test_names_typed_anyhow_leave_as_they_should(text: str) -> None:
    raw = entries.dump(Batch(authors=[Author(ROOT, text)], erased=[Erased(ROOT, "", AT, text)]))
    assert entries.load(raw).authors[0].name == entries.load(raw).erased[0].by


def test_grouped_by_root_in_the_order_of_has() -> None:
    made = batch()
    other = replace(made.entries[0], root=uuid(65), row=uuid(65), unit="", value=None, salt=None)
    mixed = Batch(made.units, [made.entries[0], other, *made.entries[1:]], made.has)
    assert entries.load(entries.dump(mixed)).entries == [*made.entries, other]
    assert entries.load(entries.dump(mixed)).has == {**made.has, uuid(65): {}}


def test_her_own_things_travel_in_her_own_part_alone() -> None:
    raw = written([["unit", *_unit()], ["root", ROOT, {}], [f"{'b' * 16}:1", 0, "note", ROOT, CREATED, {"kind": "note"}, "", "A" * 22 + "=="]])
    assert entries.load(raw, "personal").entries[0].table == "note"
    with pytest.raises(BadPliError) as error:
        entries.load(raw)
    assert error.value.kind == "forbidden"


def _unit() -> tuple[str, ...]:
    unit = batch().units[0]
    return unit.id, unit.device, unit.label, unit.kind, unit.actor, unit.at, unit.undoes


def test_lines_of_a_later_version_are_counted() -> None:
    raw = entries.dump(batch())
    read = entries.load(raw + written([["later", 1], ["photo_9", {"a": []}]]))
    assert read.unknown == 2 and read.entries == batch().entries


def test_a_hash_is_worked_out_again() -> None:
    """A word changed changes the hash: whoever holds the entry sees another text under its number."""
    raw = entries.dump(batch())
    changed = entries.load(raw.replace(b"Elle lit.", b"Elle dit."))
    assert [a.hash == b.hash for a, b in zip(changed.entries, batch().entries, strict=True)] == [True, True, False]


GOOD = entries.dump(batch()).splitlines()


@pytest.mark.parametrize(("change", "kind"), LINES.values(), ids=[name.encode("ascii", "backslashreplace").decode() for name in LINES])
def test_each_rule(change: Change, kind: str) -> None:
    lines = [strict.parse(line) for line in GOOD]
    with pytest.raises(BadPliError) as error:
        entries.load(written(change(copy.deepcopy(lines))))
    assert error.value.kind == kind


def test_a_last_line_without_its_end() -> None:
    for raw in (entries.dump(batch())[:-1], b" "):
        with pytest.raises(BadPliError) as error:
            entries.load(raw)
        assert error.value.kind == "content"
    assert entries.load(b"") == Batch()


def test_too_many_lines() -> None:
    with pytest.raises(BadPliError) as error:
        entries.load(b"\n" * (entries.LINES + 1))
    assert error.value.kind == "too_big"
