"""What an adversary tried with plis, and what holds since: one test a hole that was found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.errors import InputError
from desktop.exchange import card as cards
from desktop.exchange.bad import BadPliError
from desktop.exchange.entries import Batch
from desktop.exchange.pli import ASK, RECEIPT
from desktop.models import Account
from desktop.security.keyring import Identity
from desktop.services.exchange_values import Selection
from desktop.services.session import Session
from desktop.storage.heads import CREATED, DELETED
from tests.services.laptops import AT, LINA, Hand, Laptops, batch, child, entries, sealed


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


def _back_from_a_copy(session: Session) -> None:
    """Her file as it was before any pli: what was sent and received since is not known here any more."""
    with session.personal.transaction(quiet=True) as sql:
        sql.execute("DELETE FROM pli")
    assert session.device is not None
    session.device.redraw()


def test_a_receipt_for_plis_sent_before_a_copy_came_back_says_nothing_of_the_new_ones(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    child(two)
    one.receiving.take(one.receiving.look(sealed(two, one)))
    _back_from_a_copy(two)
    child(two, **LINA)
    sealed(two, one)  # lost on the way
    one.receiving.take(one.receiving.look(bytes(two.sending.receipt("martin"))))
    two.receiving.take(two.receiving.look(bytes(one.sending.receipt("lambert"))))
    assert [sent.acked_on for sent in two.contacts.log() if sent.way == "out" and sent.purpose == "share"] == [""]
    assert one.contacts.get("lambert").missing != ()
    two.receiving.take(two.receiving.look(bytes(one.sending.ask("lambert"))))
    one.receiving.take(one.receiving.look(sealed(two, one)))
    assert one.digest() == two.digest()


def test_a_vault_back_from_a_copy_is_heard_when_it_asks_again(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    child(one)
    child(two)
    two.receiving.take(two.receiving.look(sealed(one, two)))
    for _ in range(4):
        one.receiving.take(one.receiving.look(bytes(two.sending.receipt("martin"))))
    _back_from_a_copy(two)
    one.receiving.take(one.receiving.look(bytes(two.sending.ask("martin"))))
    assert one.sending.prepare(["lambert"], Selection(swept=True)).entries > 0


def test_numbers_start_at_one_and_follow(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    child(one)
    assert [one.sending.receipt("lambert").sent.number for _ in range(3)] == [1, 2, 3]
    assert two.contacts.get("martin").missing == ()


def _forged(hand: Hand, by: Session, id: str) -> Batch:
    """A text under the next number of somebody else's device."""
    device = by.commun._device()
    act = hand.act(actor=by.actor.id, device=device)
    here = [e for e in entries(by, id) if e.row == id]
    return batch([act], [hand.entry(act, id, "student", id, "note", "faux", tuple(e.key for e in here),
                                    seq=max(e.seq for e in here) + 1, device=device)])


def test_a_number_forged_for_one_child_does_not_refuse_true_plis(laptops: Laptops) -> None:
    liar, two, true = laptops.open("martin"), laptops.open("lambert"), laptops.open("claire")
    id = child(true)
    two.receiving.take(two.receiving.look(sealed(true, two)))
    false = two.receiving.take(two.receiving.look(Hand(liar, two).file(_forged(Hand(liar, two), true, id))))
    true.students.update(id, {"note": "vrai"})
    other = child(true, **LINA)
    preview = two.receiving.look(sealed(true, two))
    assert preview.alerts and "de côté" in preview.alerts[0] and preview.gaps and preview.new == 1
    two.receiving.take(preview)
    assert two.students.get(other).last_name == "MOREAU" and two.students.get(id).note == "faux" and two.verify() == []
    two.receiving.undo(false.pli)
    true.receiving.take(true.receiving.look(bytes(two.sending.ask("claire"))))
    two.receiving.take(two.receiving.look(sealed(true, two)))
    assert two.students.get(id).note == "vrai" and two.digest() == true.digest() and two.verify() == []


def test_what_would_be_left_aside_waits_for_somebody_in_a_shared_folder(laptops: Laptops, tmp_path: Path) -> None:
    liar, two = laptops.open("martin"), laptops.open("lambert")
    id = child(two)
    two.students.update(id, {"note": "ce que Lambert sait"})
    mine = next(e for e in entries(two, id) if e.column == "note")
    hand = Hand(liar, two)
    act = hand.act("Rectification")
    emptied = replace(mine, value=None, salt=None)
    data = hand.file(batch([act, two.commun.unit_meta(mine.unit)],
                           [emptied, hand.entry(act, id, "student", id, "note", "rien", (mine.key,))]))
    assert "1 texte écrit ici" in two.receiving.look(data).alerts[0]
    folder = tmp_path / "partage"
    folder.mkdir()
    (folder / "pli-2026-11-22-0000.pli").write_bytes(data)
    passed = two.shared_folder.sync(folder)
    assert passed.taken == () and len(passed.waiting) == 1 and two.students.get(id).note == "ce que Lambert sait"


def test_words_put_in_the_mouth_of_another_account_of_here_are_told(laptops: Laptops) -> None:
    liar, two = laptops.open("martin"), laptops.open("lambert")
    id = child(two)
    colleague = two.ids.new()
    two.commun.guard = None
    with two.commun.unit("compte", kind="system") as unit:
        unit.new(Account, {"login": "samira", "name": "Samira", "roles": "psychologist", "state": "active"}, id=colleague)
    hand = Hand(liar, two)
    act = hand.act(actor=colleague)
    preview = two.receiving.look(hand.file(batch([act], [hand.entry(act, id, "student", id, "note", "x")])))
    assert any("autre personne de ce coffre" in told for told in preview.warnings)


def test_a_card_lost_while_its_pli_is_looked_at_is_not_taken(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    child(one)
    preview = two.receiving.look(sealed(one, two))
    two.contacts.revoke("martin")
    with pytest.raises(BadPliError) as error:
        two.receiving.take(preview)
    assert error.value.kind == "revoked" and two.commun.sql("SELECT 1 FROM student") == []


def test_a_card_under_the_account_of_somebody_of_here_is_refused(pair: tuple[Session, Session, str, str]) -> None:
    one, two, *_ = pair
    colleague = two.ids.new()
    two.commun.guard = None
    with two.commun.unit("compte", kind="system") as unit:
        unit.new(Account, {"login": "samira", "name": "Samira", "roles": "psychologist", "state": "active"}, id=colleague)
    posing = Identity(colleague, "samira", one.ids.new(), b"7" * 32)
    with pytest.raises(InputError):
        two.contacts.add(cards.dump(cards.of(posing, "Samira", ("psychologist",), AT, ())))


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59.999Z", "2026-19-39T29:59:59.999Z", "0000-01-01T00:00:00.000Z"])
def test_an_act_at_no_instant_is_refused(pair: tuple[Session, Session, str, str], at: str) -> None:
    one, two, id, _ = pair
    hand = Hand(one, two)
    act = replace(hand.act(), at=at)
    with pytest.raises(BadPliError):
        two.receiving.look(hand.file(batch([act], [hand.entry(act, id, "student", id, "note", "x")])))


def test_words_put_in_our_mouth_are_shown_as_received(pair: tuple[Session, Session, str, str]) -> None:
    one, two, id, _ = pair
    hand = Hand(one, two)
    act = hand.act(actor=two.actor.id)
    two.receiving.take(two.receiving.look(hand.file(batch([act], [hand.entry(act, id, "student", id, "note", "faux")]))))
    told = {version.unit: version.actor for version in two.history.of("student", id)}
    assert told.pop(act.id) == "Paul Lambert (reçu de Paul Martin)" and set(told.values()) == {"Paul Lambert"}


def test_a_false_pli_that_cannot_be_undone_any_more_blocks_its_child_alone(laptops: Laptops) -> None:
    liar, two, true = laptops.open("martin"), laptops.open("lambert"), laptops.open("claire")
    id = child(true)
    two.receiving.take(two.receiving.look(sealed(true, two)))
    false = two.receiving.take(two.receiving.look(Hand(liar, two).file(_forged(Hand(liar, two), true, id))))
    two.students.update(id, {"note": "corrigé"})
    assert two.receiving.undo(false.pli).skipped
    true.students.update(id, {"note": "vrai"})
    other = child(true, **LINA)
    preview = two.receiving.look(sealed(true, two))
    assert "de côté" in preview.alerts[0]
    two.receiving.take(preview)
    assert two.students.get(other).last_name == "MOREAU" and two.students.get(id).note == "corrigé"
