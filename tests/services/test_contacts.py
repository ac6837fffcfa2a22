"""Cards given and received: what six words confirm, what never replaces by itself, what a lost laptop loses."""

from __future__ import annotations

import json

import pytest

from desktop.errors import InputError, RefusedError
from desktop.exchange import card as cards
from desktop.exchange.bad import BadPliError
from desktop.security.keyring import Identity
from desktop.services.exchange_values import Share, Trust
from desktop.services.session import Session
from tests.reports.reading import page_texts
from tests.services.laptops import PHRASE, SWEPT, Laptops, child, sealed


@pytest.fixture
def pair(laptops: Laptops) -> tuple[Session, Session]:
    """Two people who have not exchanged their cards."""
    a, b = laptops.open("anne"), laptops.open("bruno", "specialist_e")
    for here, other in ((a, "bruno"), (b, "anne")):
        here.contacts.forget(other)
    return a, b


def _other_keys(session: Session, *, login: str = "") -> bytes:
    """A card of the same account with keys somebody else drew."""
    mine = session.identity
    forged = Identity(mine.account, login or mine.login, mine.vault_id, b"\x07" * 32)
    return cards.dump(cards.of(forged, session.actor.name, session.actor.roles, "2026-11-25T08:00:00.000Z"))


def test_a_card_is_to_be_confirmed_until_its_words_are_read(pair: tuple[Session, Session]) -> None:
    a, b = pair
    contact, what = a.contacts.add(b.contacts.my_card())
    assert (what, contact.trust, contact.name, contact.roles) == ("added", Trust.UNCONFIRMED, "Paul Bruno", ("specialist_e",))
    assert contact.words == b.contacts.my_words()
    with pytest.raises(InputError):
        a.contacts.confirm("bruno", "un deux trois quatre cinq six")
    assert a.contacts.get("bruno").trust is Trust.UNCONFIRMED
    assert a.contacts.confirm("bruno", " ".join(b.contacts.my_words()).upper()).trust is Trust.CONFIRMED
    assert a.contacts.add(b.contacts.my_card())[1] == "known" and a.contacts.get("bruno").trust is Trust.CONFIRMED


def test_a_card_comes_as_the_text_of_a_square_too(pair: tuple[Session, Session]) -> None:
    a, b = pair
    text = b.contacts.my_card_text()
    assert a.contacts.add(f"\n {text[:40]}\n{text[40:]} ")[0].words == b.contacts.my_words()
    assert a.contacts.add(text.encode())[1] == "known"


def test_other_keys_wait_until_their_own_words_are_read(pair: tuple[Session, Session]) -> None:
    a, b = pair
    a.contacts.add(b.contacts.my_card())
    a.contacts.confirm("bruno")
    contact, what = a.contacts.add(_other_keys(b))
    assert (what, contact.trust) == ("changed", Trust.CHANGED)
    assert contact.words == b.contacts.my_words() != contact.waiting_words
    assert a.contacts.keys_of(contact).card == b.identity.card
    with pytest.raises(InputError):
        a.contacts.confirm("bruno", " ".join(contact.words))
    assert a.contacts.confirm("bruno", " ".join(contact.waiting_words)).words == contact.waiting_words
    assert a.contacts.keys_of(a.contacts.get("bruno")).card != b.identity.card


@pytest.mark.parametrize("what", ["one's own", "of this vault"])
def test_nobody_is_her_own_contact(pair: tuple[Session, Session], what: str) -> None:
    a, _ = pair
    mine = a.contacts.my_card()
    if what == "of this vault":
        other = Identity("00000000-0000-4000-8000-000000000009", "chloe", a.vault.id, b"\x09" * 32)
        mine = cards.dump(cards.of(other, "Chloé", ("teacher",), "2026-11-25T08:00:00.000Z"))
    with pytest.raises(InputError):
        a.contacts.add(mine)
    assert a.contacts.list() == ()


@pytest.mark.parametrize("spoiled", [b"", b"{}", b"not a card", b"POLE-CARTE:AAAA", b"\xff" * 5000])
def test_what_is_no_card_is_said_so(pair: tuple[Session, Session], spoiled: bytes) -> None:
    with pytest.raises(BadPliError):
        pair[0].contacts.add(spoiled)


def test_a_card_whose_name_was_changed_is_refused(pair: tuple[Session, Session]) -> None:
    a, b = pair
    said = json.loads(b.contacts.my_card())
    said["name"] = "Paul Anne"
    with pytest.raises(BadPliError) as told:
        a.contacts.add(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    assert told.value.kind == "signature" and a.contacts.list() == ()


def test_two_people_of_the_same_login_are_told_apart(laptops: Laptops) -> None:
    a = laptops.open("anne")
    for seed in (b"\x01", b"\x02"):
        account = f"00000000-0000-4000-8000-0000000000{seed.hex()}"
        other = Identity(account, "martin", account, seed * 32)
        a.contacts.add(cards.dump(cards.of(other, "Martin", ("director",), "2026-11-25T08:00:00.000Z")))
    assert [one.login for one in a.contacts.list()] == ["martin", "martin-2"]
    assert a.contacts.rename("martin-2", "collège").login == "collège"
    with pytest.raises(InputError):
        a.contacts.rename("martin", "collège")
    sent = [a.sending.receipt(one.account).sent.id for one in a.contacts.list()]
    assert {one.id: one.account for one in a.contacts.log()} == dict(
        zip(sent, [one.account for one in a.contacts.list()], strict=True))
    assert {one.contact for one in a.contacts.log()} == {"Martin"}


def test_another_laptop_of_hers_is_confirmed_by_the_first(laptops: Laptops) -> None:
    anne, second, bruno = laptops.open("anne"), laptops.open("anne2"), laptops.open("bruno")
    bruno.contacts.forget("anne2")
    signed = anne.contacts.sign("anne2")
    assert anne.contacts.get("anne2").mine
    contact, what = bruno.contacts.add(signed)
    assert (what, contact.trust, contact.how, contact.owner) == ("signed", Trust.CONFIRMED, "signed", "Paul Anne")
    assert bruno.contacts.keys_of(contact).card == second.identity.card


def test_who_is_not_confirmed_vouches_for_nobody(laptops: Laptops) -> None:
    anne, _, bruno = laptops.open("anne"), laptops.open("anne2"), laptops.open("bruno")
    bruno.contacts.forget("anne2")
    bruno.contacts.forget("anne")
    bruno.contacts.add(anne.contacts.my_card())
    assert bruno.contacts.add(anne.contacts.sign("anne2"))[0].trust is Trust.UNCONFIRMED


def test_a_lost_laptop_gets_nothing_more_here_and_at_those_who_know_its_owner(laptops: Laptops) -> None:
    anne, lost, bruno = laptops.open("anne"), laptops.open("perdu"), laptops.open("bruno")
    bruno.contacts.forget("perdu")
    bruno.contacts.add(anne.contacts.sign("perdu"))
    anne.contacts.revoke("perdu")
    child(anne)
    child(lost, last_name="MOREAU", first_name="Lina", birth_date="2017-02-03")
    with pytest.raises(RefusedError):
        anne.sending.prepare(["perdu"], SWEPT)
    from_lost = sealed(lost, anne)
    with pytest.raises(BadPliError) as told:
        anne.receiving.look(from_lost)
    assert told.value.kind == "revoked"
    assert bruno.contacts.add(anne.contacts.my_card())[1] == "revoked"
    assert bruno.contacts.get("perdu").trust is Trust.REVOKED


def test_nobody_declares_lost_the_laptop_of_another(laptops: Laptops) -> None:
    anne, bruno, chloe = laptops.open("anne"), laptops.open("bruno"), laptops.open("chloe")
    hostile = cards.of(chloe.identity, "Chloé", ("director",), "2099-01-01T00:00:00.000Z", (anne.identity.account,))
    bruno.contacts.add(cards.dump(hostile))
    assert bruno.contacts.get("anne").trust is Trust.CONFIRMED


def test_an_older_card_of_hers_changes_nothing(pair: tuple[Session, Session]) -> None:
    a, b = pair
    a.contacts.add(b.contacts.my_card())
    older = cards.of(b.identity, "Ancien nom", b.actor.roles, "2001-01-01T00:00:00.000Z")
    a.contacts.add(cards.dump(older))
    assert a.contacts.get("bruno").name == "Paul Bruno"


def test_what_is_shared_with_somebody_is_remembered(pair: tuple[Session, Session]) -> None:
    a, b = pair
    a.contacts.add(b.contacts.my_card())
    assert a.contacts.get("bruno").share.all
    assert a.contacts.set_share("bruno", Share(schools=("00000000-0000-4000-8000-000000000001",))).share.schools
    assert a.contacts.set_share("bruno", Share()).share.all


def test_a_sheet_says_the_six_words(pair: tuple[Session, Session]) -> None:
    text = " ".join(page_texts(pair[0].contacts.card_pdf()))
    assert all(word in text for word in pair[0].contacts.my_words()) and "Paul Anne" in text


def test_the_exported_key_opens_a_pli_with_the_ordinary_tool(laptops: Laptops) -> None:
    import pyrage

    anne, bruno = laptops.open("anne"), laptops.open("bruno")
    child(anne)
    line = bruno.contacts.export_key().strip().splitlines()[-1]
    plain = pyrage.decrypt(sealed(anne, bruno), [pyrage.x25519.Identity.from_str(line)])
    assert plain.startswith(b"pole-ressource pli 1\n") and PHRASE.encode() not in plain

