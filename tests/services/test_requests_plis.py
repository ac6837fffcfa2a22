"""Requests and helps in real plis: what would come in plain words, what is taken out again, the same everywhere."""

from __future__ import annotations

from desktop.services.request_values import RequestQuery
from tests.services.laptops import LINA, Laptops, child, sealed
from tests.services.test_requests import FOUR


def test_what_would_come_is_said_in_plain_words(laptops: Laptops) -> None:
    one, two = laptops.open("martin", "specialist_e"), laptops.open("lambert", "specialist_g")
    yanis, lina = child(one), child(one, **LINA)
    asked = one.requests.add("pupil", students=[yanis], answers=FOUR).created[0]
    one.requests.submit(asked)
    several = one.requests.add("several", students=[yanis, lina], answers=FOUR).created[0]
    one.requests.submit(several)
    group = one.helping.add("group", "Lecture", students=[yanis, lina], since="2026-01-05").created[0]
    one.helping.note_sitting(group, "2026-01-12", {yanis: "present", lina: "absent"})
    one.timetable.add(1, "9:00", "9:45", intervention_id=group)
    one.aids.note(yanis, "2025-2026", "rased_e")
    preview = two.receiving.look(sealed(one, two))
    told = {arriving.name: arriving.lines for arriving in preview.arriving}
    assert all("autre" not in line for lines in told.values() for line in lines), told
    assert told["HADDAD Yanis"] == ("En plus : fiche, 1 demande, 1 aide de l’année",)
    assert told["Aide : Lecture"] == ("En plus : 1 aide, 1 séance, 1 créneau",)
    two.receiving.take(preview)
    one.requests.take(asked)
    one.helping.note_sitting(group, "2026-01-12", {yanis: "excused"})
    two.requests.complete(asked, "les dates")
    two.helping.note_sitting(group, "2026-01-12", {yanis: "absent"}, note="Il était là hier")
    preview = two.receiving.look(sealed(one, two))
    told = {arriving.name: arriving.lines for arriving in preview.arriving}
    assert told["HADDAD Yanis"][-1] == "2 textes à départager", told
    assert preview.conflicts == 2
    two.receiving.take(preview)
    assert two.clashes.count() == 2


def test_a_pli_taken_out_takes_its_requests_out_of_lists(laptops: Laptops) -> None:
    """The lines of requests kept in memory follow."""
    one, two = laptops.open("martin", "specialist_e"), laptops.open("lambert", "specialist_g")
    yanis = child(one)
    asked = one.requests.add("pupil", students=[yanis], answers=FOUR).created[0]
    one.requests.submit(asked)
    two.receiving.take(two.receiving.look(sealed(one, two)))
    assert [row.state for row in two.requests.list(RequestQuery())] == ["submitted"]
    one.requests.take(asked)
    second = two.receiving.take(two.receiving.look(sealed(one, two)))
    assert [row.state for row in two.requests.list(RequestQuery())] == ["under_analysis"]
    two.receiving.undo(second.pli)
    assert [row.state for row in two.requests.list(RequestQuery())] == ["submitted"]
    assert two.requests.get(asked).proposals == () and two.verify() == []


def test_digests_agree_with_all_tables(laptops: Laptops) -> None:
    one, two = laptops.open("martin", "specialist_e"), laptops.open("lambert", "specialist_g")
    yanis = child(one)
    asked = one.requests.add("pupil", students=[yanis], answers=FOUR).created[0]
    one.requests.submit(asked)
    one.pole_settings.set("acknowledge", 9)
    two.receiving.take(two.receiving.look(sealed(one, two)))
    two.requests.take(asked)
    one.requests.propose(asked, person="Mme Xu")
    one.receiving.take(one.receiving.look(sealed(two, one)))
    two.receiving.take(two.receiving.look(sealed(one, two)))
    assert one.commun.digest() == two.commun.digest()
    assert two.commun.sql("SELECT 1 FROM setting WHERE key='acknowledge'") == [], "the pôle's own choices never travel"
    assert one.verify() == two.verify() == []


def test_a_request_is_proposed_to_somebody_on_another_laptop(laptops: Laptops) -> None:
    """Her account is known by her plis: what is proposed to her is hers to answer there."""
    one, two = laptops.open("martin", "specialist_e"), laptops.open("lambert", "specialist_g")
    child(two)
    one.receiving.take(one.receiving.look(sealed(two, one)))
    asked = one.requests.add("pupil", students=[child(one, **LINA)], answers=FOUR).created[0]
    one.requests.submit(asked)
    account = next(person[0] for person in one.requests.people_to_propose(asked) if person[1] == "Paul Lambert")
    assert account == two.actor.id
    one.requests.propose(asked, account_id=account)
    two.receiving.take(two.receiving.look(sealed(one, two)))
    assert [offer.mine for offer in two.requests.get(asked).proposals] == [True]
    two.requests.take(asked)
    one.receiving.take(one.receiving.look(sealed(two, one)))
    assert [(offer.person, offer.function, offer.answer) for offer in one.requests.get(asked).proposals] == [
        ("Paul Lambert", "specialist_g", "taken")]
    assert one.clashes.count() == 0
