"""A contact who writes plis with another program: all that is well-formed and false is refused whole, before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from desktop.exchange import pli
from desktop.exchange.bad import BadPliError
from desktop.exchange.entries import Author, Batch, Erased
from desktop.ids import POLE_ROOT, named
from desktop.services.session import Session
from desktop.storage.heads import CREATED, DELETED
from tests.services.laptops import AT, LINA, Hand, Laptops, bare, batch, child, entries, everything, sealed

Bad = Callable[[Hand, Session, str, str], Batch]


@pytest.fixture
def pair(laptops: Laptops) -> tuple[Session, Session, str, str]:
    """Martin, the hostile one, and Lambert who has two pupils; the first has a PPRE."""
    one, two = laptops.open("martin"), laptops.open("lambert")
    id, other = child(two), child(two, **LINA)
    two.projects.add(id)
    return one, two, id, other


def refused(two: Session, data: bytes) -> str:
    before = everything(two)
    with pytest.raises(BadPliError) as error:
        two.receiving.look(data)
    assert everything(two) == before
    return error.value.kind


def _one(hand: Hand, root: str, table: str, row: str, column: str, value: Any, label: str = "x") -> Batch:
    act = hand.act(label)
    return batch([act], [hand.entry(act, root, table, row, column, value)])


def _project(two: Session) -> str:
    return str(two.commun.sql("SELECT id FROM project")[0][0])


def _twice(hand: Hand, two: Session, id: str, _other: str) -> Batch:
    mine = entries(two, id)[0]
    act = hand.act(device=mine.device)
    return batch([act], [hand.entry(act, id, "student", id, CREATED, LINA, seq=mine.seq, device=mine.device)])


def _moved(hand: Hand, two: Session, _id: str, other: str) -> Batch:
    return _one(hand, other, "project", _project(two), "state", "clos")


def _other_table(hand: Hand, two: Session, id: str, _other: str) -> Batch:
    return _one(hand, id, "task", _project(two), CREATED, {"title": "x", "student_id": id})


def _two_places(hand: Hand, _two: Session, id: str, other: str) -> Batch:
    act, row = hand.act(), hand.sender.ids.new()
    return batch([act], [hand.entry(act, root, "task", row, CREATED, {"title": "x"}) for root in (id, other)])


def _pupil_inside(hand: Hand, _two: Session, id: str, _other: str) -> Batch:
    return _one(hand, id, "student", hand.sender.ids.new(), CREATED, LINA)


def _of_another(hand: Hand, _two: Session, id: str, other: str) -> Batch:
    return _one(hand, id, "project", hand.sender.ids.new(), CREATED, {"student_id": other, "kind": "ppre"})


def _given_to_another(hand: Hand, two: Session, id: str, other: str) -> Batch:
    return _one(hand, id, "project", _project(two), "student_id", other)


def _line_elsewhere(hand: Hand, two: Session, _id: str, other: str) -> Batch:
    return _one(hand, other, "line", hand.sender.ids.new(), CREATED,
                {"owner": _project(two), "key": "objectifs", "rank": 1, "cells.objectif": "x"})


def _another_act(hand: Hand, two: Session, id: str, _other: str) -> Batch:
    mine = entries(two, id)[0]
    meta = replace(two.commun.unit_meta(mine.unit), label="autre")
    return batch([meta], [hand.entry(meta, id, "student", id, "note", "x")])


@pytest.mark.parametrize("bad", [_twice, _moved, _other_table, _two_places, _pupil_inside, _of_another, _given_to_another,
                                 _line_elsewhere, _another_act])
def test_well_formed_and_false_is_refused_whole(pair: tuple[Session, Session, str, str], bad: Bad) -> None:
    one, two, id, other = pair
    hand = Hand(one, two)
    good = hand.act()
    made = bad(hand, two, id, other)
    _, fine = hand.pupil(good)
    assert refused(two, hand.file(replace_entries(made, [good], fine))) == "content"
    assert two.verify() == []


def replace_entries(made: Batch, acts: list[Any], fine: list[Any]) -> Batch:
    whole = [*made.entries, *fine]
    return batch([*made.units, *acts], whole)


@pytest.mark.parametrize(("table", "kind"), [("account", "forbidden"), ("scope", "forbidden"), ("import_batch", "forbidden"),
                                             ("note", "forbidden"), ("ledger", "forbidden")])
def test_what_never_travels_is_refused(pair: tuple[Session, Session, str, str], table: str, kind: str) -> None:
    one, two, id, _ = pair
    hand = Hand(one, two)
    assert refused(two, hand.file(_one(hand, id, table, one.ids.new(), "kind", "x"))) == kind


def test_personal_things_for_several_are_refused(pair: tuple[Session, Session, str, str], laptops: Laptops) -> None:
    one, two, *_ = pair
    three = laptops.open("moreau")
    hand = Hand(one, two)
    act = hand.act()
    note = one.ids.new()
    own = batch([act], [hand.entry(act, note, "note", note, CREATED, {"kind": "note"})])
    people = [pli.Recipient(to.identity.account, to.identity.card.pli, 7) for to in (two, three)]
    assert refused(two, hand.file(Batch(), own, recipients=people)) == "forbidden"


def test_a_piece_that_is_another_is_refused(pair: tuple[Session, Session, str, str]) -> None:
    one, two, *_ = pair
    hand = Hand(one, two)
    act, note, piece = hand.act(), one.ids.new(), one.ids.new()
    said = {"owner": note, "title": "dessin.png", "media_type": "image/png", "size": 4, "sha256": hashlib.sha256(b"vrai").hexdigest()}
    own = batch([act], [hand.entry(act, note, "note", note, CREATED, {"kind": "note"}),
                        hand.entry(act, note, "attachment", piece, CREATED, said)])
    assert refused(two, hand.file(Batch(), own, blobs={piece: b"faux"})) == "content"
    two.receiving.take(two.receiving.look(hand.file(Batch(), own, blobs={piece: b"vrai"})))
    assert two.personal.sql("SELECT content FROM blob") == [(b"vrai",)] and two.verify() == []


def test_entries_under_our_own_device_are_told_and_our_device_is_drawn_again(pair: tuple[Session, Session, str, str]) -> None:
    one, two, id, _ = pair
    device = two.commun._device()
    hand = Hand(one, two, device)
    act = hand.act(actor=two.actor.id)
    preview = two.receiving.look(hand.file(batch([act], [hand.entry(act, id, "student", id, "note", "x", seq=900)])))
    assert any("à votre nom" in told for told in preview.warnings)
    two.receiving.take(preview)
    assert two.commun._device() != device
    two.students.update(id, {"strengths": "dessine"})
    assert two.verify() == []


def test_a_text_emptied_without_a_rectification_empties_nothing(pair: tuple[Session, Session, str, str]) -> None:
    one, two, id, _ = pair
    two.students.update(id, {"note": "premier"})
    two.students.update(id, {"note": "second"})
    first = next(e for e in entries(two, id) if e.value == '"premier"')
    hand = Hand(one, two)
    emptied = replace(first, value=None, salt=None)
    made = batch([two.commun.unit_meta(first.unit)], [emptied])
    two.receiving.take(two.receiving.look(hand.file(made)))
    assert '"premier"' in [e.value for e in entries(two, id)] and two.verify() == []


def test_a_true_rectification_elsewhere_empties_here_too(pair: tuple[Session, Session, str, str]) -> None:
    one, two, id, _ = pair
    two.students.update(id, {"note": "premier"})
    one.receiving.take(one.receiving.look(sealed(two, one)))
    one.erasure.rectify("student", id, "note", "second")
    two.receiving.take(two.receiving.look(sealed(one, two)))
    assert '"premier"' not in [e.value for e in entries(two, id)] and two.students.get(id).note == "second" and two.verify() == []


def test_bare_entries_wait_for_their_words(pair: tuple[Session, Session, str, str]) -> None:
    one, two, *_ = pair
    hand = Hand(one, two)
    act, later = hand.act(), hand.act()
    id, made = hand.pupil(act)
    change = hand.entry(later, id, "student", id, "note", "lit", (made[0].key,))
    two.receiving.take(two.receiving.look(hand.file(batch([later], [bare(made[0]), change]))))
    assert not two.commun.sql("SELECT 1 FROM student WHERE id=?", (id,)) and two.verify() == []
    preview = two.receiving.look(hand.file(batch([act], made)))
    assert preview.new == 1 and preview.entries == 1
    two.receiving.take(preview)
    assert two.students.get(id).note == "lit" and two.verify() == []


def test_a_newer_version_is_kept_and_told(pair: tuple[Session, Session, str, str]) -> None:
    one, two, id, _ = pair
    hand = Hand(one, two)
    act = hand.act()
    made = batch([act], [hand.entry(act, id, "student", id, "favourite_colour", "bleu"),
                         hand.entry(act, id, "drawing", one.ids.new(), CREATED, {"student_id": id, "title": "maison"})])
    preview = two.receiving.look(hand.file(made))
    assert preview.later == 2 and any("version plus récente" in told for told in preview.warnings)
    two.receiving.take(preview)
    assert len([e for e in entries(two, id) if e.table == "drawing"]) == 1 and two.verify() == []


def test_erasures_of_what_belongs_to_this_vault_are_let_be(pair: tuple[Session, Session, str, str]) -> None:
    one, two, *_ = pair
    hand = Hand(one, two)
    told = [Erased(root, "", AT, "x") for root in (POLE_ROOT, two.actor.id, named("school", "0789901X"), one.ids.new())]
    preview = two.receiving.look(hand.file(Batch(erased=told)))
    assert preview.erased == ()
    two.receiving.take(preview)
    assert two.commun.sql("SELECT root FROM ledger") == [(told[3].root,)] and two.verify() == []


def test_nobody_renames_an_author_nor_takes_her_secrecy_away(laptops: Laptops) -> None:
    one, two, psy = laptops.open("martin"), laptops.open("lambert"), laptops.open("haddad", "psychologist")

    def tell(teller: Session, name: str, *roles: str) -> tuple[str, str]:
        hand = Hand(teller, two)
        two.receiving.take(two.receiving.look(hand.file(Batch(authors=[Author(psy.actor.id, name, roles)]))))
        return tuple(two.commun.sql("SELECT name, roles FROM author WHERE account=?", (psy.actor.id,))[0])

    assert tell(one, "Samira Haddad", "psychologist") == ("Samira Haddad", "psychologist")
    assert tell(one, "Samira Haddad", "teacher") == ("Samira Haddad", "teacher psychologist")
    tell(psy, "Mme Haddad", "psychologist")  # her card says who she is
    assert tell(one, "Personne", "teacher")[0] == "Paul Haddad"


def test_a_deletion_of_all_is_told_and_taken_out_again(pair: tuple[Session, Session, str, str]) -> None:
    one, two, id, other = pair
    before = two.digest()
    hand = Hand(one, two)
    act = hand.act()
    heads = {root: tuple(e.key for e in entries(two, root) if e.row == root) for root in (id, other)}
    made = batch([act], [hand.entry(act, root, "student", root, DELETED, True, heads[root]) for root in (id, other)])
    preview = two.receiving.look(hand.file(made))
    assert preview.changed == 2 and all("Mis à la corbeille : fiche" in a.lines for a in preview.arriving)
    taken = two.receiving.take(preview)
    assert two.commun.sql("SELECT 1 FROM student") == []
    two.receiving.undo(taken.pli)
    assert two.digest() == before and two.verify() == []


def test_opposite_joins_never_hide_both(pair: tuple[Session, Session, str, str]) -> None:
    one, two, id, other = pair
    two.students.merge(id, other)
    hand = Hand(one, two)
    act = hand.act()
    two.receiving.take(two.receiving.look(hand.file(batch([act], [hand.entry(act, id, "student", id, "same_as", other)]))))
    assert two.commun.sql("SELECT student_id FROM student_list WHERE hidden=0") == [(min(id, other),)]
