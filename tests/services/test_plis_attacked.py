"""What an adversary tried with plis, and what holds since: one test a hole that was found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.exchange.bad import BadPliError
from desktop.exchange.entries import Batch
from desktop.exchange.pli import ASK, RECEIPT
from desktop.services.session import Session
from desktop.storage.heads import CREATED, DELETED
from tests.services.laptops import LINA, Hand, Laptops, batch, child, entries


@pytest.fixture
def laptops(tmp_path: Path) -> Iterator[Laptops]:
    made = Laptops(tmp_path)
    yield made
    made.close()


@pytest.fixture
def pair(laptops: Laptops) -> tuple[Session, Session, str, str]:
    one, two = laptops.open("martin"), laptops.open("lambert")
    id, other = child(two), child(two, **LINA)
    two.projects.add(id)
    return one, two, id, other


def test_deletions_crossed_sixty_times_are_read_at_once(pair: tuple[Session, Session, str, str]) -> None:
    one, two, id, _ = pair
    hand = Hand(one, two)
    act = hand.act()
    made = [hand.entry(act, id, "student", id, "note", "x")]
    layer = tuple(e.key for e in entries(two, id) if e.row == id)
    for _ in range(60):
        deletions = [hand.entry(act, id, "student", id, DELETED, True, layer) for _ in range(2)]
        made += deletions
        layer = tuple(e.key for e in deletions)
    two.receiving.look(hand.file(batch([act], made[1:])))


def test_a_line_is_not_moved_into_another_childs_paper(pair: tuple[Session, Session, str, str]) -> None:
    one, two, id, other = pair
    project = str(two.commun.sql("SELECT id FROM project WHERE student_id=?", (id,))[0][0])
    hand = Hand(one, two)
    act, line, task = hand.act(), one.ids.new(), one.ids.new()
    made = [hand.entry(act, other, "task", task, CREATED, {"title": "x", "student_id": other})]
    said = hand.entry(act, other, "line", line, CREATED, {"owner": task, "key": "objectifs", "rank": 1, "cells.objectif": "x"})
    moved = hand.entry(act, other, "line", line, "owner", project, (said.key,))
    with pytest.raises(BadPliError):
        two.receiving.look(hand.file(batch([act], [*made, said, moved])))


@pytest.mark.parametrize("purpose", [RECEIPT, ASK])
def test_who_writes_to_somebody_is_not_told_to_the_others_of_the_vault(pair: tuple[Session, Session, str, str], purpose: str) -> None:
    one, two, *_ = pair
    hand = Hand(one, two)
    two.receiving.take(two.receiving.look(hand.file(purpose=purpose)))
    two.receiving.take(two.receiving.look(hand.file(Batch())))
    assert two.commun.sql("SELECT * FROM main.author") == []
