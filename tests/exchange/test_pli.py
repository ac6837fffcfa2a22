"""A pli there and back; each class of refusal, each way to spoil one."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from desktop.exchange import age, pli
from desktop.exchange.bad import (
    _SENTENCES,
    KINDS,
    NEWER,
    NOT_FOR_YOU,
    BadPliError,
    NewerPliError,
    NotForYouError,
    class_of,
)
from desktop.exchange.entries import Batch
from desktop.exchange.ranges import Ranges
from tests.exchange.bad_lines import LINES
from tests.exchange.bad_plis import WAYS, Scene, Way
from tests.exchange.drafts import ACT, ANNA, AT, BOB, CLEO, DEVICE, ROOT, Draft, batch, entry, honest, read, uuid

SERVICES = {"unknown_sender", "revoked", "expired"}
"""What the reader's contacts and her clock say: see test_refused.py."""


@pytest.fixture(scope="module")
def data() -> bytes:
    return honest()


@pytest.mark.parametrize(("way", "kind"), WAYS.values(), ids=[ascii(name) for name in WAYS])
def test_each_way_to_spoil_one(data: bytes, way: Way, kind: str) -> None:
    bad = way(Scene(data, ANNA, BOB, CLEO, Random(5)))
    with pytest.raises((BadPliError, NotForYouError, NewerPliError)) as error:
        read(bad)
    assert class_of(error.value) in kind.split("|")


def test_each_class_is_met() -> None:
    met = {kind for _, kind in (*WAYS.values(), *LINES.values()) if "|" not in kind}
    assert met | SERVICES == {*KINDS, NEWER, NOT_FOR_YOU}
    assert set(_SENTENCES) == set(KINDS) and len(set(_SENTENCES.values())) == len(KINDS)


def test_exits() -> None:
    assert (BadPliError("parts").exit_code, NotForYouError().exit_code, NewerPliError().exit_code) == (9, 2, 10)
    assert class_of(ValueError("x")) == ""


# -- there and back ------------------------------------------------------------------------------------------------------
def test_there_and_back() -> None:
    own = Batch([ACT], [entry("note", ROOT, "", {"kind": "note"})], {ROOT: {DEVICE: "1"}})
    wants = {ROOT: {DEVICE: "4-9"}}
    read_ = read(honest(batches={pli.COMMUN: batch(), pli.PERSONAL: own}, blobs={uuid(4): b"\0" * 300_000, uuid(5): b""}, own=True,
                        until="2026-12-01", wants=wants, purpose=pli.ASK,
                        recipients=[pli.Recipient(BOB.account, BOB.card.pli, 7, "1-3,6")]))
    assert read_.batches == {pli.COMMUN: batch(), pli.PERSONAL: own} and read_.blobs == {uuid(4): b"\0" * 300_000, uuid(5): b""}
    assert (read_.id, read_.number, Ranges.parse(read_.got), read_.until, read_.wants, read_.own, read_.purpose, read_.created) == (
        uuid(80), 7, Ranges.of([1, 2, 3, 6]), "2026-12-01", wants, True, "ask", AT)
    assert read_.sender == pli.Sender(ANNA.account, ANNA.vault_id, "anna", "Anna Martin", ("director",), ANNA.card)
    assert "Lina" not in repr(read_)


def test_for_several_each_her_number() -> None:
    people = [pli.Recipient(BOB.account, BOB.card.pli, 7), pli.Recipient(CLEO.account, CLEO.card.pli, 40, "2")]
    made = honest(recipients=people)
    assert read(made).number == 7 and (read(made, CLEO).number, read(made, CLEO).got) == (40, "2")
    with pytest.raises(NotForYouError):
        read(made, ANNA)


@pytest.mark.parametrize("batches", [{}, {pli.COMMUN: Batch()}, {pli.PERSONAL: batch()}])
def test_with_little_or_nothing_in_it(batches: dict[str, Batch]) -> None:
    assert read(honest(batches=batches)).batches == batches


def test_one_field_is_less_than_two_thousand_bytes() -> None:
    one = Batch([ACT], [entry("student", ROOT, "note", "Elle lit seule une phrase courte.", (f"{DEVICE}:1",), seq=3)], {ROOT: {DEVICE: "1-3"}})
    assert len(honest(batches={pli.COMMUN: one})) < 2000


@pytest.mark.parametrize("name", ["e\u0301\nx", "a\u202eb", "x" * 500, "a\0"])
def test_a_name_typed_anyhow(name: str) -> None:
    assert read(honest(name=name)).sender.name


def test_a_later_version_that_adds_is_read(data: bytes) -> None:
    """Other keys of a manifest, other kinds of parts: checked, skipped, counted."""
    draft = Draft(data)
    draft.said["mood"] = {"a": [1, "x"]}
    draft.said["sender"]["phone"] = "x"
    draft.put(1, b"sound " * 99, kind="sound", compartment="commun", name="x").put(2, b"x", kind="entries", compartment="school")
    assert (read(draft.sealed(ANNA)).unknown_parts, read(draft.sealed(ANNA)).batches) == (2, {pli.COMMUN: batch()})
    draft.said["parts"][1]["sha256"] = "0" * 64
    with pytest.raises(BadPliError) as error:
        read(draft.sealed(ANNA))
    assert error.value.kind == "parts"


def test_what_shrinks_beyond_belief_goes_as_it_is() -> None:
    text = Batch([ACT], [entry("student", ROOT, "note", "a" * 3_000_000)], {ROOT: {}})
    made = honest(batches={pli.COMMUN: text})
    assert read(made).batches[pli.COMMUN] == text and len(made) > 3_000_000


@pytest.mark.parametrize(("said", "kind"), [
    ({"blobs": {uuid(n): b"x" for n in range(pli.PARTS)}}, "too_many_parts"),
    ({"blobs": {uuid(n): bytes(pli.BLOB) for n in range(21)}}, "too_big"),
    ({"wants": {uuid(n): {DEVICE: "1"} for n in range(5000)}}, "too_big"),
    ({"recipients": []}, "recipients"),
    ({"recipients": [pli.Recipient(BOB.account, bytes(32))]}, "recipients"),
])
def test_what_is_too_much_is_not_written(said: dict[str, Any], kind: str) -> None:
    with pytest.raises(BadPliError) as error:
        honest(**said)
    assert error.value.kind == kind


def test_a_file_that_nobody_would_read_is_not_written(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = Draft(data)
    monkeypatch.setattr(age, "SEALED_LIMIT", len(draft.plain))
    with pytest.raises(BadPliError) as error:
        pli.seal(ANNA, draft.said, draft.stored)
    assert error.value.kind == "too_big"


def test_file_names_say_the_day_alone() -> None:
    assert pli.file_name(date(2026, 11, 22), "7F3A") == "pli-2026-11-22-7F3A.pli"
    names = {pli.file_name(date(2026, 11, 22)) for _ in range(20)}
    assert len(names) > 10 and all(len(name) == 23 for name in names)
