"""A pli received: preview, taking, again, doubles, erasures, gaps, receipts, undoing."""

from __future__ import annotations

import pytest

from desktop.errors import InputError
from desktop.exchange.bad import BadPliError, NotForYouError
from desktop.services.exchange_values import Answers, Selection, Trust
from tests.services.laptops import LINA, YANIS, Hand, Laptops, batch, child, entries, everything, sealed


def test_looking_writes_nothing_and_says_what_would_come(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    id = child(one)
    one.projects.add(id)
    before = everything(two)
    preview = two.receiving.look(sealed(one, two))
    assert everything(two) == before
    (yanis,) = [arriving for arriving in preview.arriving if arriving.root == id]
    assert (yanis.name, yanis.state) == ("HADDAD Yanis", "new")
    assert yanis.lines[0].startswith("En plus : fiche") and "PPRE n° 1" in yanis.lines[0]
    assert preview.new >= 2 and preview.changed == preview.conflicts == 0 and not preview.again
    assert preview.sender.trust is Trust.CONFIRMED and preview.missing == preview.gaps == preview.warnings == ()


def test_taken_ten_times_it_changes_nothing_more(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    id = child(one)
    data = sealed(one, two)
    taken = two.receiving.take(two.receiving.look(data))
    assert taken.new > 0 and taken.entries > 0 and ("student", id) in taken.changes.touched
    assert two.students.get(id).last_name == "HADDAD"
    after = everything(two)
    for _ in range(10):
        preview = two.receiving.look(data)
        assert preview.again and (preview.entries, preview.new, preview.changed) == (0, 0, 0)
        assert two.receiving.take(preview).entries == 0
    assert everything(two) == after and two.verify() == []


def test_an_older_one_adds_nothing(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    id = child(one)
    first = sealed(one, two)
    one.students.update(id, {"note": "lit mieux"})
    second = sealed(one, two, Selection(students=(id,)))
    two.receiving.take(two.receiving.look(second))
    shown = two.digest()
    older = two.receiving.look(first)
    assert (older.entries, older.new, older.changed, older.again) == (0, 0, 0, False)
    two.receiving.take(older)
    assert two.digest() == shown and two.students.get(id).note == "lit mieux"


def test_two_texts_are_both_kept_and_both_see_them(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    id = child(one)
    two.receiving.take(two.receiving.look(sealed(one, two)))
    one.students.update(id, {"note": "lit mieux"})
    two.students.update(id, {"note": "aime le dessin"})
    preview = two.receiving.look(sealed(one, two))
    assert preview.conflicts == 1 and [a.state for a in preview.arriving if a.root == id] == ["conflict"]
    assert two.receiving.take(preview).conflicts == 1
    one.receiving.take(one.receiving.look(sealed(two, one)))
    assert one.commun.sql("SELECT * FROM conflict") == two.commun.sql("SELECT * FROM conflict") != []
    assert one.commun.digest() == two.commun.digest()


def test_a_deletion_met_by_an_edit_is_a_question_for_both(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    id = child(one)
    two.receiving.take(two.receiving.look(sealed(one, two)))
    one.students.remove(id)
    two.students.update(id, {"note": "aime le dessin"})
    two.receiving.take(two.receiving.look(sealed(one, two)))
    one.receiving.take(one.receiving.look(sealed(two, one)))
    assert one.clashes.list() and [clash.id for clash in one.clashes.list()] == [clash.id for clash in two.clashes.list()]
    assert one.students.get(id).note == two.students.get(id).note == "aime le dessin"


def test_a_deletion_alone_goes_to_the_bin_and_is_told(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    id = child(one)
    two.receiving.take(two.receiving.look(sealed(one, two)))
    one.students.remove(id)
    preview = two.receiving.look(sealed(one, two))
    assert any(line.startswith("Mis à la corbeille : fiche") for a in preview.arriving for line in a.lines)
    assert two.receiving.take(preview).changed >= 1


def test_who_is_not_known_or_is_another_is_refused(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    child(one)
    data = sealed(one, two)
    two.contacts.forget("martin")
    with pytest.raises(BadPliError) as refused:
        two.receiving.look(data)
    assert refused.value.kind == "unknown_sender"
    preview = two.receiving.look(data, accept_unknown=True)
    assert preview.sender.trust is Trust.UNCONFIRMED and any("six mots" in told for told in preview.warnings)
    two.contacts.add(one.contacts.my_card())
    two.contacts.revoke("martin")
    with pytest.raises(BadPliError) as refused:
        two.receiving.look(data, accept_unknown=True)
    assert refused.value.kind == "revoked"
    with pytest.raises(NotForYouError):
        one.receiving.look(data)


def test_another_key_under_a_known_name_is_refused(laptops: Laptops, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, three = laptops.open("martin"), laptops.open("lambert"), laptops.open("moreau")
    child(one)
    data, other = sealed(one, two), three.contacts._mine()
    monkeypatch.setattr(type(two.contacts), "keys_of", lambda _self, _contact: other)
    with pytest.raises(BadPliError) as refused:
        two.receiving.look(data)
    assert refused.value.kind == "signature"


def test_a_date_that_passed_is_refused(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    hand = Hand(one, two)
    act = hand.act()
    with pytest.raises(BadPliError) as refused:
        two.receiving.look(hand.file(batch([act], hand.pupil(act)[1]), until="2020-01-01"))
    assert refused.value.kind == "expired"


# -- doubles -------------------------------------------------------------------------------------------------------------
def test_both_join_apart_and_agree(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    a, b = child(one), child(two, **YANIS)
    to_two, to_one = sealed(one, two), sealed(two, one)
    for here, data, comes, mine in ((two, to_two, a, b), (one, to_one, b, a)):
        preview = here.receiving.look(data)
        (double,) = [arriving for arriving in preview.arriving if arriving.root == comes]
        assert (double.state, double.matches) == ("double", ((mine, "HADDAD Yanis"),))
        here.receiving.take(preview, Answers(join=((comes, mine),)))
    for _ in range(2):
        two.receiving.take(two.receiving.look(sealed(one, two, Selection(students=(min(a, b),)))))
        one.receiving.take(one.receiving.look(sealed(two, one, Selection(students=(min(a, b),)))))
    assert one.commun.digest() == two.commun.digest()
    for here in (one, two):
        assert here.commun.sql("SELECT id, same_as FROM student WHERE same_as IS NOT NULL") == [(max(a, b), min(a, b))]
        assert here.commun.sql("SELECT student_id FROM student_list WHERE hidden=0") == [(min(a, b),)]
        assert here.commun.sql("SELECT * FROM conflict") == [] and here.verify() == []


def test_one_who_may_be_the_same_is_only_asked_about(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    child(one, **{**YANIS, "birth_date": "2018-06-05"})
    child(two)
    (arriving,) = two.receiving.look(sealed(one, two)).arriving
    assert arriving.state == "unknown" and len(arriving.matches) == 1
    with pytest.raises(InputError):
        two.receiving.take(two.receiving.look(sealed(one, two, Selection(students=(arriving.root,)))),
                           Answers(join=((arriving.root, one.ids.new()),)))


# -- erased --------------------------------------------------------------------------------------------------------------
def test_erased_here_is_refused_for_that_one_alone(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    a, b = child(one), child(one, **LINA)
    data = sealed(one, two)
    two.receiving.take(two.receiving.look(data))
    two.erasure.erase("student", a)
    one.students.update(a, {"note": "encore"})
    one.students.update(b, {"note": "encore"})
    preview = two.receiving.look(sealed(one, two))
    assert preview.refused == (a,) and [x.state for x in preview.arriving if x.root == a] == ["erased"]
    two.receiving.take(preview)
    assert two.students.get(b).note == "encore" and not two.commun.sql("SELECT 1 FROM student WHERE id=?", (a,))


def test_erased_elsewhere_is_asked_about_never_done(laptops: Laptops) -> None:
    one, two, three = laptops.open("martin"), laptops.open("lambert"), laptops.open("moreau")
    a, b = child(one), child(one, **LINA)
    first = sealed(one, [two, three])
    two.receiving.take(two.receiving.look(first))
    for id in (a, b):
        one.erasure.erase("student", id)
    told = sealed(one, [two, three])
    preview = two.receiving.look(told)
    assert {line.row for line in preview.erased} == {a, b} and "HADDAD Yanis : effacé" in preview.erased[0].text
    two.receiving.take(preview)
    assert two.students.get(a) and {line.row for line in two.clashes.told()} == {a, b}
    two.receiving.take(two.receiving.look(told), Answers(erase=(a,), keep=(b,)))
    assert not two.commun.sql("SELECT 1 FROM student WHERE id=?", (a,)) and two.students.get(b) and two.clashes.told() == ()
    assert two.receiving.look(told).erased == ()
    three.receiving.take(three.receiving.look(told))  # never there: refused from then on
    late = three.receiving.look(first)
    assert set(late.refused) == {a, b} and three.receiving.take(late).entries == 0 and three.verify() == []


# -- what is missing -----------------------------------------------------------------------------------------------------
def test_a_lost_one_is_told_asked_for_and_comes_again(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    id = child(one)
    two.receiving.take(two.receiving.look(sealed(one, two)))
    one.students.update(id, {"note": "perdu"})
    sealed(one, two)
    one.students.update(id, {"strengths": "arrivé"})
    preview = two.receiving.look(sealed(one, two))
    assert preview.missing == (2,) and preview.gaps == ("HADDAD Yanis",)
    two.receiving.take(preview)
    assert two.students.get(id).note == "" and two.receiving.wants(one.actor.id)
    one.receiving.take(one.receiving.look(two.sending.ask("martin").data))
    assert one.personal.sql("SELECT number, acked_on <> '', again FROM pli WHERE way='out' ORDER BY n") == [
        (1, 1, 0), (2, 0, 1), (3, 1, 0)]
    two.receiving.take(two.receiving.look(sealed(one, two)))
    assert two.students.get(id).note == "perdu" and two.receiving.wants(one.actor.id) == {}
    assert one.commun.digest() == two.commun.digest()


def test_a_receipt_says_what_came(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    child(one)
    two.receiving.take(two.receiving.look(sealed(one, two)))
    preview = one.receiving.look(two.sending.receipt("martin").data)
    assert preview.purpose == "receipt" and preview.arriving == ()
    one.receiving.take(preview)
    assert one.personal.sql("SELECT acked_on <> '' FROM pli WHERE way='out'") == [(1,)]


# -- left and taken out --------------------------------------------------------------------------------------------------
def test_left_ones_stay_out_and_do_not_miss(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    a, b = child(one), child(one, **LINA)
    two.receiving.take(two.receiving.look(sealed(one, two)), Answers(leave=(a,)))
    assert two.commun.sql("SELECT id FROM student") == [(b,)]
    one.students.update(b, {"note": "encore"})
    preview = two.receiving.look(sealed(one, two))
    assert preview.gaps == () and two.receiving.wants(one.actor.id) == {}


def test_taken_out_it_is_as_before(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    child(two, **LINA)
    before = two.digest()
    child(one)
    data = sealed(one, two)
    taken = two.receiving.take(two.receiving.look(data))
    assert two.receiving.undo(taken.pli).skipped == ()
    assert two.digest() == before and two.verify() == []
    again = two.receiving.look(data)
    assert not again.again and again.new > 0 and again.gaps == ()
    two.receiving.take(again)
    assert two.receiving.look(data).again and len(two.commun.sql("SELECT 1 FROM student")) == 2


def test_taken_out_with_its_joins(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    a, b = child(one, **{**YANIS, "note": "de chez moi"}), child(two)
    before = two.digest()
    preview = two.receiving.look(sealed(one, two))
    taken = two.receiving.take(preview, Answers(join=((a, b),)))
    assert two.commun.sql("SELECT count(*) FROM student_list WHERE hidden=0") == [(1,)]
    device = two.commun._device()
    two.receiving.undo(taken.pli)
    assert two.digest() == before and two.verify() == [] and two.commun._device() != device
    assert two.commun.sql("SELECT student_id FROM student_list WHERE hidden=0") == [(b,)]


def test_what_is_built_on_stays_and_is_told(laptops: Laptops) -> None:
    one, two = laptops.open("martin"), laptops.open("lambert")
    a, b = child(one), child(one, **LINA)
    taken = two.receiving.take(two.receiving.look(sealed(one, two)))
    two.students.update(a, {"note": "écrit ici"})
    changes = two.receiving.undo(taken.pli)
    assert changes.skipped == ("HADDAD Yanis : modifié depuis, laissé tel quel.",)
    assert two.students.get(a).note == "écrit ici" and not two.commun.sql("SELECT 1 FROM student WHERE id=?", (b,))


def test_only_whom_it_is_for_gets_the_personal_part(laptops: Laptops) -> None:
    one, two = laptops.open("haddad", "psychologist"), laptops.open("nguyen", "psychologist")
    id = child(one)
    one.notebook.add("note", student=id, text="vue ce matin")
    data = sealed(one, two, Selection(students=(id,), own=True))
    preview = two.receiving.look(data)
    assert preview.own
    two.receiving.take(preview)
    assert len(two.personal.sql("SELECT 1 FROM note")) == 1 and two.commun.sql("SELECT 1 FROM main.entry WHERE tbl='note'") == []
    assert two.verify() == [] and entries(two, id)
    two.receiving.undo(preview.pli)
    assert two.personal.sql("SELECT 1 FROM note") == [] and two.verify() == []


def test_taking_starts_again_from_what_is_here_now(laptops: Laptops) -> None:
    """Between the preview and the answer, the child was erased here."""
    one, two = laptops.open("martin"), laptops.open("lambert")
    id = child(one)
    two.receiving.take(two.receiving.look(sealed(one, two)))
    one.students.update(id, {"note": "encore"})
    preview = two.receiving.look(sealed(one, two))
    two.erasure.erase("student", id)
    assert two.receiving.take(preview).entries == 0 and not two.commun.sql("SELECT 1 FROM student")
