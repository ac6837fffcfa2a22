"""Three laptops write, lose, double and reorder what they send: they end the same, and nothing acknowledged is lost."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.models import Student
from desktop.storage.heads import CREATED, DELETED, Entry
from desktop.storage.store import Store

COLUMNS = ("last_name", "first_name", "note", "strengths")
HISTORIES = 1000
MakeStore = Callable[[str], Store]


def _act(store: Store, rng: random.Random, acked: list[tuple[str, str, object]]) -> None:
    rows = [row[0] for row in store.sql("SELECT id FROM student ORDER BY id")]
    choice = rng.random()
    if not rows or choice < 0.15:
        values = {column: f"v{rng.randrange(10**6)}" for column in COLUMNS[:2]}
        with store.unit("créé") as unit:
            row = unit.new(Student, values, id=f"s{rng.randrange(6)}")
        acked += [(row, column, value) for column, value in values.items()]
    elif choice < 0.85:
        row, column, value = rng.choice(rows), rng.choice(COLUMNS), f"v{rng.randrange(10**6)}"
        seen = store.seen() if rng.random() < 0.7 else max(0, store.seen() - rng.randrange(4))
        with store.unit("changé") as unit:
            unit.put(Student, row, {column: value}, seen)
        acked.append((row, column, value))
    elif choice < 0.93:
        with store.unit("supprimé") as unit:
            unit.remove(Student, rng.choice(rows), store.seen())
    else:
        units = [row[0] for row in store.sql("SELECT id FROM unit WHERE device=?", (store._device(),))]
        if units:
            store.undo(rng.choice(units), "annulé")


def _send(source: Store, target: Store, rng: random.Random) -> None:
    metas, entries = source.export()
    if rng.random() < 0.3:
        entries = entries[:rng.randrange(len(entries) + 1)]
    rng.shuffle(entries)
    target.receive(metas, entries)
    if rng.random() < 0.2:
        target.receive(metas, entries)


def _exchange_all(stores: list[Store]) -> None:
    for source in stores:
        for target in stores:
            if source is not target:
                target.receive(*source.export())


def _texts(entries: list[Entry]) -> set[tuple[str, str, object]]:
    import json

    texts: set[tuple[str, str, object]] = set()
    for entry in entries:
        if entry.column == CREATED:
            texts |= {(entry.row, column, value) for column, value in json.loads(entry.value or "{}").items()}
        elif entry.column != DELETED:
            texts.add((entry.row, entry.column, json.loads(entry.value or "null")))
    return texts


@pytest.mark.parametrize("part", range(10))
def test_three_laptops_agree_whatever_was_lost_doubled_or_late(part: int, memory_store: MakeStore) -> None:
    for history in range(part * HISTORIES // 10, (part + 1) * HISTORIES // 10):
        rng = random.Random(history)
        stores = [memory_store(name) for name in "abc"]
        acked: list[tuple[str, str, object]] = []
        for _ in range(rng.randrange(4, 14)):
            if rng.random() < 0.7:
                _act(rng.choice(stores), rng, acked)
            else:
                source, target = rng.sample(stores, 2)
                _send(source, target, rng)
        _exchange_all(stores)
        digests = {store.digest() for store in stores}
        assert len(digests) == 1, f"history {history}"
        conflicts = [store.sql("SELECT tbl, row, col FROM conflict ORDER BY 1, 2, 3") for store in stores]
        assert conflicts[0] == conflicts[1] == conflicts[2], f"history {history}"
        shown = [store.sql("SELECT id, last_name, first_name, note, strengths FROM student ORDER BY id") for store in stores]
        assert shown[0] == shown[1] == shown[2], f"history {history}"
        _, entries = stores[0].export()
        lost = set(acked) - _texts(entries)
        assert not lost, f"history {history}: {lost}"
        assert stores[history % 3].check() == [], f"history {history}"
        before = stores[0].digest()
        stores[0].receive(*stores[1].export())
        assert stores[0].digest() == before
        for store in stores:
            store.close()


def test_an_entry_with_the_same_number_and_another_content_is_refused(memory_store: MakeStore, tmp_path: Path) -> None:
    from desktop.errors import TamperedError

    a, b = memory_store("a"), memory_store("a")
    for store, name in ((a, "UN"), (b, "DEUX")):
        with store.unit("créé") as unit:
            unit.new(Student, {"last_name": name}, id="s1")
    with pytest.raises(TamperedError):
        a.receive(*b.export())
    assert a.sql("SELECT last_name FROM student") == [("UN",)]
