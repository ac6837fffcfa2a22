"""Cards made to mislead: names that pass for others, words nobody may say for another, laptops lost that come back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import InputError, RefusedError
from desktop.exchange import card as cards
from desktop.exchange.bad import BadPliError
from desktop.security.keyring import Identity
from desktop.services import contact_rules as rules
from desktop.services.exchange_values import Trust
from desktop.services.session import Session
from tests.services.laptops import Laptops

EARLY, LATE = "2026-11-20T08:00:00.000Z", "2026-11-24T08:00:00.000Z"


def who(number: int, login: str = "", *, keys: int = 0) -> Identity:
    """Somebody elsewhere; ``keys``: with keys another drew."""
    id = f"00000000-0000-4000-8000-{number:012x}"
    return Identity(id, login or f"p{number}", f"00000000-0000-4000-9000-{number:012x}", bytes([keys or number]) * 32)


def given_by(one: Identity, name: str = "", roles: Sequence[str] = ("director",), at: str = EARLY,
             lost: Sequence[Identity] = ()) -> cards.ContactCard:
    return cards.of(one, name or f"Personne {one.login}", tuple(roles), at, tuple(other.account for other in lost))


def vouched(by: Identity, other: Identity, at: str = EARLY) -> bytes:
    return cards.dump(cards.vouch(by, given_by(other, at=at)))


FIRST, SECOND, OTHER = who(1, "claire"), who(2, "claire"), who(3, "paul")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Session]:
    made = Laptops(tmp_path)
    yield made.open("anne")
    made.close()


def add(session: Session, one: Identity, **said: Any) -> str:
    return session.contacts.add(cards.dump(given_by(one, **said)))[1]


def know(session: Session, *people: Identity) -> None:
    for one in people:
        add(session, one)
        session.contacts.confirm(one.account)


def trust(session: Session, one: Identity) -> Trust:
    return session.contacts.get(one.account).trust


def rows(session: Session) -> list[Any]:
    return [session.personal.sql("SELECT * FROM contact ORDER BY account"),
            session.personal.sql("SELECT value FROM meta WHERE key='cartes reprises'")]


# -- what she is called --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("login", "shown"), [
    (OTHER.account, "contact"), ("-o", "o"), ("--all", "all"),
    ("Élise D", "elise-d"), ("a\u200bb", "a-b"), ("\u200b", "contact"), ("L" * 64, "l" * 64), ("paul", "paul-2"), ("PAUL", "paul-2")])
def test_a_login_from_outside_is_a_word_one_can_type(here: Session, login: str, shown: str) -> None:
    know(here, OTHER)
    contact, what = here.contacts.add(cards.dump(given_by(who(9, login))))
    assert (what, contact.login) == ("added", shown)
    assert here.contacts.get(shown).account == who(9).account and here.contacts.get("paul").account == OTHER.account
    assert here.contacts.get(OTHER.account).login == "paul"


@pytest.mark.parametrize("login", ["", "a\nb", "a\x1b[31m", "l" * 65, "e\u0301"])
def test_a_login_no_program_writes_is_refused(here: Session, login: str) -> None:
    with pytest.raises((BadPliError, InputError)):
        here.contacts.add(cards.dump(given_by(Identity(who(9).account, login, who(9).vault_id, b"9" * 32))))
    assert here.contacts.list() == ()


@given(st.lists(st.text(min_size=1, max_size=64), max_size=8))
@settings(max_examples=50)
def test_names_here_are_typed_words_all_different(logins: list[str]) -> None:
    taken: list[str] = []
    for login in logins:
        taken.append(rules.free_name(login, taken))
    assert all(rules.is_short_name(name) and len(name) <= 80 for name in taken)
    assert len({name.casefold() for name in taken}) == len(taken)


def test_a_name_that_turns_the_line_around_is_read_as_written(here: Session) -> None:
    contact, _ = here.contacts.add(cards.dump(given_by(OTHER, "Paul\u202e \u2067 Lenoir\u200b")))
    assert contact.name == "Paul Lenoir"
    assert here.contacts.add(cards.dump(given_by(SECOND, "\u200b")))[0].name == "claire"


def test_a_contact_is_not_renamed_into_another(here: Session) -> None:
    know(here, FIRST, OTHER)
    for name in ("paul", "PAUL", OTHER.account, "-x", "deux mots", "", "a\u202e", "l" * 200):
        with pytest.raises(InputError):
            here.contacts.rename("claire", name)
    assert here.contacts.rename("claire", "Collège").login == "Collège"


# -- whose keys ----------------------------------------------------------------------------------------------------------
def test_other_keys_never_replace_and_leave_what_was_said_of_the_former(here: Session) -> None:
    know(here, OTHER)
    here.contacts.sign("paul")
    before = here.contacts.keys_of(here.contacts.get("paul"))
    for number in (40, 41):
        assert add(here, who(3, "paul", keys=number), at=LATE, name="Un autre") == "changed"
        now = here.contacts.get("paul")
        assert (now.trust, now.name, now.mine) == (Trust.CHANGED, "Personne paul", True)
        assert here.contacts.keys_of(now) == before
    with pytest.raises(RefusedError):
        here.contacts.sign("paul")
    words = here.contacts.get("paul").waiting_words
    new = here.contacts.confirm("paul", " ".join(words))
    assert (new.trust, new.mine, new.owner, new.words) == (Trust.CONFIRMED, False, "", words)


def test_words_of_a_card_that_waited_do_not_confirm_the_next_one(here: Session) -> None:
    know(here, OTHER)
    add(here, who(3, "paul", keys=40))
    heard = " ".join(here.contacts.get("paul").waiting_words)
    add(here, who(3, "paul", keys=41))
    before = rows(here)
    with pytest.raises(InputError):
        here.contacts.confirm("paul", heard)
    assert rows(here) == before


def test_the_same_keys_in_another_vault_or_under_another_login_are_another_card(here: Session) -> None:
    know(here, OTHER)
    for moved in (Identity(OTHER.account, "paul", who(7).vault_id, OTHER.seed), who(3, "pierre")):
        assert add(here, moved) == "changed"
        assert here.contacts.get("paul").words != here.contacts.get("paul").waiting_words


# -- who vouches ---------------------------------------------------------------------------------------------------------
def test_an_older_card_does_not_come_back_under_a_voucher(here: Session) -> None:
    know(here, FIRST)
    add(here, SECOND, at=LATE, name="Claire Martin", roles=("teacher",))
    contact, what = here.contacts.add(cards.dump(cards.vouch(FIRST, given_by(SECOND, "Ancien nom", ("doctor",), EARLY))))
    assert (what, contact.name, contact.roles, contact.how) == ("signed", "Claire Martin", ("teacher",), "signed")
    add(here, SECOND, at="2026-11-25T08:00:00.000Z")
    assert here.contacts.keys_of(here.contacts.get(SECOND.account)).by is not None


def test_a_false_voucher_takes_no_true_one_away(here: Session) -> None:
    know(here, FIRST)
    here.contacts.add(vouched(FIRST, SECOND))
    for by in (OTHER, replace_account(OTHER, FIRST)):
        here.contacts.add(vouched(by, SECOND, LATE))
    kept = here.contacts.keys_of(here.contacts.get(SECOND.account))
    assert kept.at == LATE and cards.vouched_by(kept, FIRST.card.signature)


def replace_account(one: Identity, other: Identity) -> Identity:
    return Identity(other.account, one.login, one.vault_id, one.seed)


@pytest.mark.parametrize("voucher", ["unknown", "unconfirmed", "lost", "changed", "signed", "forged", "itself"])
def test_whose_word_is_not_enough(here: Session, voucher: str) -> None:
    by = FIRST
    if voucher == "unconfirmed":
        add(here, FIRST)
    elif voucher == "signed":
        know(here, OTHER)
        here.contacts.add(vouched(OTHER, FIRST))
    elif voucher == "itself":
        by = SECOND
    elif voucher != "unknown":
        know(here, FIRST)
    if voucher == "lost":
        here.contacts.revoke("claire")
    elif voucher == "changed":
        add(here, who(1, "claire", keys=40))
    elif voucher == "forged":
        by = replace_account(OTHER, FIRST)
    contact, what = here.contacts.add(vouched(by, SECOND))
    assert (what, contact.trust, contact.how, contact.owner) == ("added", Trust.UNCONFIRMED, "", "")


def test_a_voucher_confirmed_later_counts_then(here: Session) -> None:
    here.contacts.add(vouched(FIRST, SECOND))
    add(here, FIRST)
    assert trust(here, SECOND) is Trust.UNCONFIRMED
    here.contacts.confirm(FIRST.account)
    assert here.contacts.get(SECOND.account).how == "signed"


def test_what_another_said_is_hers_is_not_mine_to_sign(here: Session) -> None:
    know(here, FIRST)
    here.contacts.add(vouched(FIRST, SECOND))
    with pytest.raises(RefusedError):
        here.contacts.sign(SECOND.account)
    here.contacts.confirm(SECOND.account)
    assert cards.vouched_by(cards.load(here.contacts.sign(SECOND.account)), here.identity.card.signature)


# -- lost ----------------------------------------------------------------------------------------------------------------
def test_a_lost_laptop_stays_lost_whatever_comes_first(tmp_path: Path) -> None:
    """Her signed card, her first card, the one that says it is lost: in any order, then all of them again."""
    coming = {"signed": vouched(FIRST, SECOND), "first": cards.dump(given_by(FIRST)),
              "lost": cards.dump(given_by(FIRST, at=LATE, lost=[SECOND]))}
    made = Laptops(tmp_path)
    session = made.open("anne")
    for order in permutations(coming):
        for name in order:
            session.contacts.add(coming[name])
        session.contacts.confirm(FIRST.account)
        assert trust(session, SECOND) is Trust.REVOKED, order
        for name in order:
            session.contacts.add(coming[name])
        add(session, SECOND, at="2026-11-25T08:00:00.000Z")
        with pytest.raises(RefusedError):
            session.contacts.confirm(SECOND.account)
        assert trust(session, SECOND) is Trust.REVOKED, order
        session.contacts.forget(SECOND.account)
        assert session.contacts.add(coming["signed"])[1] == "revoked" and trust(session, SECOND) is Trust.REVOKED
        for one in (FIRST, SECOND):
            session.contacts.forget(one.account)
    made.close()


def test_only_who_vouched_says_a_laptop_is_lost(here: Session) -> None:
    know(here, FIRST, OTHER)
    here.contacts.add(vouched(FIRST, SECOND))
    assert add(here, OTHER, at=LATE, lost=[FIRST, SECOND]) == "known"
    assert add(here, SECOND, at=LATE, lost=[FIRST, OTHER]) == "known"
    forged = given_by(who(1, "claire", keys=40), at=LATE, lost=[SECOND, OTHER])
    assert here.contacts.add(cards.dump(forged))[1] == "changed"
    assert [trust(here, one) for one in (FIRST, SECOND, OTHER)] == [Trust.CHANGED, Trust.CONFIRMED, Trust.CONFIRMED]


def test_a_laptop_may_say_that_it_is_lost_itself(here: Session) -> None:
    add(here, OTHER)
    assert add(here, OTHER, at=LATE, lost=[OTHER]) == "revoked" and trust(here, OTHER) is Trust.REVOKED
    assert add(here, who(3, "paul", keys=40), at=LATE) == "revoked"
    assert here.contacts.get(OTHER.account).waiting_words == ()


def test_what_a_lost_laptop_vouched_for_is_to_be_read_again(here: Session) -> None:
    know(here, FIRST)
    third = who(5, "claire")
    for one in (SECOND, third):
        here.contacts.add(vouched(FIRST, one))
    here.contacts.confirm(third.account)
    here.contacts.revoke(FIRST.account)
    assert [trust(here, one) for one in (FIRST, SECOND, third)] == [Trust.REVOKED, Trust.UNCONFIRMED, Trust.CONFIRMED]
    assert here.contacts.get(SECOND.account).how == ""
    here.contacts.add(vouched(FIRST, SECOND))
    assert trust(here, SECOND) is Trust.UNCONFIRMED
    assert here.contacts.confirm(SECOND.account).trust is Trust.CONFIRMED


def test_ones_own_lost_laptop_is_named_once_and_never_taken_back(here: Session) -> None:
    know(here, SECOND, OTHER)
    here.contacts.sign(SECOND.account)
    first = here.contacts.revoke(SECOND.account)
    on = here.personal.one("SELECT revoked_on FROM contact WHERE account=?", (SECOND.account,))
    assert here.contacts.revoke(SECOND.account) == first
    assert here.personal.one("SELECT revoked_on FROM contact WHERE account=?", (SECOND.account,)) == on
    here.contacts.revoke("paul")
    assert cards.load(here.contacts.my_card()).revoked == (SECOND.account,)
    here.contacts.forget(SECOND.account)
    assert add(here, SECOND, at=LATE) == "revoked" and trust(here, SECOND) is Trust.REVOKED
    assert cards.load_text(here.contacts.my_card_text()).revoked == (SECOND.account,)


# -- whole or not at all -------------------------------------------------------------------------------------------------
def test_a_known_card_writes_nothing(here: Session) -> None:
    know(here, OTHER)
    mark, before = here.personal.mark(), rows(here)
    for _ in range(3):
        assert add(here, OTHER) == "known"
    assert (here.personal.mark(), rows(here)) == (mark, before)


@pytest.mark.parametrize("failing", ["add", "confirm", "revoke"])
def test_an_act_that_fails_halfway_leaves_nothing(here: Session, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    know(here, FIRST, SECOND)
    here.contacts.sign(SECOND.account)
    before = rows(here)

    def fail(*_: Any) -> Any:
        raise RuntimeError

    monkeypatch.setattr(rules, "doubted", fail)
    acts = {"add": lambda: add(here, SECOND, at=LATE, lost=[SECOND]), "revoke": lambda: here.contacts.revoke(SECOND.account),
            "confirm": lambda: here.contacts.confirm(SECOND.account)}
    if failing == "confirm":
        monkeypatch.setattr(rules, "follows", fail)
    with pytest.raises(RuntimeError):
        acts[failing]()
    assert rows(here) == before


def test_nothing_is_read_nor_written_while_ones_own_file_is_closed(here: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    know(here, OTHER)
    monkeypatch.setattr(type(here), "own_file", None)
    contacts = here.contacts
    for act in (contacts.my_card, contacts.my_words, contacts.my_card_text, contacts.export_key, contacts.list, contacts.log,
                contacts.card_pdf, lambda: contacts.get("paul"), lambda: contacts.add(cards.dump(given_by(FIRST))),
                lambda: contacts.revoke("paul"), lambda: contacts.forget("paul"), lambda: contacts.confirm("paul")):
        with pytest.raises(RefusedError):
            act()


def test_a_card_is_pasted_as_it_is(here: Session) -> None:
    assert here.contacts.add(cards.dump(given_by(OTHER)).decode() + "\n")[1] == "added"
    for pasted in ("", "bonjour", "{}", "POLE-CARTE:", json.dumps([1]), "\ud800", "POLE-CARTE:" + "A" * 100_000):
        with pytest.raises(BadPliError):
            here.contacts.add(pasted)
