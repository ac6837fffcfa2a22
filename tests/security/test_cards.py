"""Cards: six words anybody can read aloud, a proof only who was invited could make, and codes that are not confused."""

from __future__ import annotations

import dataclasses
import os

import pytest

from desktop.content import words
from desktop.errors import DamagedError, InputError, WrongSecretError
from desktop.security import cards, keyring, recovery
from desktop.security.keyring import Card, Identity

VAULT, ACCOUNT, LOGIN = "v", "a", "anne"


@pytest.fixture
def card() -> Card:
    return Identity(ACCOUNT, LOGIN, VAULT, bytes(range(32))).card


def test_six_words_are_the_same_everywhere_and_change_with_any_key(card: Card) -> None:
    said = cards.six_words(card, VAULT, ACCOUNT, LOGIN, words())
    assert said == cards.six_words(card, VAULT, ACCOUNT, LOGIN, words()) and len(said) == 6
    others = [cards.six_words(dataclasses.replace(card, **{name: os.urandom(32)}), VAULT, ACCOUNT, LOGIN, words())
              for name in ("coffre", "pli", "signature")]
    others += [cards.six_words(card, "w", ACCOUNT, LOGIN, words()), cards.six_words(card, VAULT, "b", LOGIN, words()),
               cards.six_words(card, VAULT, ACCOUNT, "paul", words())]
    assert len({said, *others}) == 7


def test_words_are_heard_however_they_are_typed() -> None:
    said = ("épée", "nuage", "cœur", "lampe", "été", "vélo")
    for typed in ("epee nuage coeur lampe ete velo", "  Épée, NUAGE, cœur, lampe, été, vélo ", "épée-nuage-cœur-lampe-été-vélo"):
        assert cards.same_words(typed, said)
    for typed in ("", "épée nuage cœur lampe été", "nuage épée cœur lampe été vélo", "épée nuage cœur lampe été vélos"):
        assert not cards.same_words(typed, said)


def test_a_proof_is_of_one_invitation_and_one_card(card: Card) -> None:
    secret = recovery.draw()
    said = cards.proof(secret, card, VAULT, ACCOUNT, LOGIN)
    assert cards.proves(said, secret, card, VAULT, ACCOUNT, LOGIN) is True
    assert cards.proves(said, secret, dataclasses.replace(card, pli=bytes(32)), VAULT, ACCOUNT, LOGIN) is False
    assert cards.proves(said, secret, card, VAULT, "b", LOGIN) is False
    for other in ("", "é", cards.proof(recovery.draw(), card, VAULT, ACCOUNT, LOGIN)):
        assert cards.proves(other, secret, card, VAULT, ACCOUNT, LOGIN) is None


def test_a_sheet_and_an_invitation_are_not_confused() -> None:
    secret = recovery.draw()
    sheet, invitation = recovery.SHEET.write(secret), recovery.INVITATION.write(secret)
    assert sheet[:39] == invitation[:39] and sheet != invitation
    assert recovery.SHEET.read(sheet) == recovery.INVITATION.read(invitation.lower().replace(" ", "-")) == secret
    with pytest.raises(InputError, match="c’est celui de la feuille de secours"):
        recovery.SHEET.read(invitation)
    with pytest.raises(InputError, match="c’est celui de l’invitation"):
        recovery.INVITATION.read(sheet)


def test_an_invitation_opens_for_its_account_in_its_vault() -> None:
    secret, key = recovery.draw(), keyring.new_compartment_key()
    made = keyring.make_invitation(key, secret, vault_id=VAULT, account=ACCOUNT, until="2026-12-23T09:42:00.000Z")
    assert keyring.open_invitation(made, secret, vault_id=VAULT, account=ACCOUNT) == key
    for vault, account, other in (("w", ACCOUNT, secret), (VAULT, "b", secret), (VAULT, ACCOUNT, recovery.draw())):
        with pytest.raises(WrongSecretError):
            keyring.open_invitation(made, other, vault_id=vault, account=account)
    with pytest.raises(DamagedError):
        keyring.open_invitation(made | {"sealed": "AAAA"}, secret, vault_id=VAULT, account=ACCOUNT)


def test_only_she_can_say_a_file_is_hers() -> None:
    anne, paul = (Identity(ACCOUNT, LOGIN, VAULT, os.urandom(32)) for _ in range(2))
    key = keyring.new_compartment_key()
    mark = keyring.own_mark(anne, key, compartment="c", epoch=1)
    assert keyring.is_own(mark, anne, key, compartment="c", epoch=1)
    for who, what, where, epoch in ((paul, key, "c", 1), (anne, bytes(48), "c", 1), (anne, key, "d", 1), (anne, key, "c", 2)):
        assert not keyring.is_own(mark, who, what, compartment=where, epoch=epoch)
    assert not keyring.is_own("", anne, key, compartment="c", epoch=1)
