"""Keys open what they should, for whom they should, and nothing is derived at a silly price."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from desktop.errors import TamperedError, WrongSecretError
from desktop.security import keyring
from desktop.security.keyring import Identity, KdfParams

CLAIRE = Identity("claire-id", "claire", "vault-id", bytes(range(32)))
OTHER = Identity("paul-id", "paul", "vault-id", bytes(32))


def test_a_phrase_opens_its_slot_and_another_does_not() -> None:
    slot = keyring.passphrase_slot(CLAIRE, "cerise tambour nuage")
    assert keyring.open_with_passphrase(slot, "vault-id", "claire-id", "claire", "Cerise-Tambour nuage") == CLAIRE
    with pytest.raises(WrongSecretError):
        keyring.open_with_passphrase(slot, "vault-id", "claire-id", "claire", "cerise tambour nuages")


@pytest.mark.parametrize(("vault", "account"), [("other-vault", "claire-id"), ("vault-id", "paul-id")])
def test_a_slot_moved_elsewhere_opens_nothing(vault: str, account: str) -> None:
    slot = keyring.passphrase_slot(CLAIRE, "cerise tambour nuage")
    with pytest.raises(WrongSecretError):
        keyring.open_with_passphrase(slot, vault, account, "claire", "cerise tambour nuage")


def test_the_price_written_in_a_slot_is_sealed_with_it() -> None:
    slot = keyring.passphrase_slot(CLAIRE, "cerise tambour nuage")
    slot["kdf"]["iterations"] += 1
    with pytest.raises(WrongSecretError):
        keyring.open_with_passphrase(slot, "vault-id", "claire-id", "claire", "cerise tambour nuage")


@pytest.mark.real_keys
@pytest.mark.parametrize("cost", [
    KdfParams(32 * 1024, 10), KdfParams(64 * 1024, 7), KdfParams(4 * 1024 * 1024, 3), KdfParams(256 * 1024, 11),
    KdfParams(256 * 1024, 3, 64), KdfParams(2**40, 1), KdfParams(-1, 3), KdfParams(256 * 1024, 0)])
def test_a_price_too_low_or_too_high_is_refused_before_any_memory_is_taken(cost: KdfParams) -> None:
    assert not cost.allowed
    slot = {"kind": "passphrase", "sealed": keyring.to_text(bytes(60)), "kdf": {
        "name": "argon2id", "memory_kib": cost.memory_kib, "iterations": cost.iterations, "lanes": cost.lanes,
        "salt": keyring.to_text(bytes(16))}}
    tracemalloc.start()
    begun = time.process_time()
    with pytest.raises(TamperedError):
        keyring.open_with_passphrase(slot, "vault-id", "claire-id", "claire", "cerise")
    assert time.process_time() - begun < 5
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


@pytest.mark.real_keys
def test_the_default_price_and_the_two_of_the_rule_are_allowed() -> None:
    assert (keyring.DEFAULT.memory_kib, keyring.DEFAULT.iterations) == (256 * 1024, 3)
    assert all(cost.allowed for cost in (keyring.DEFAULT, KdfParams(64 * 1024, 8), KdfParams(1024 * 1024, 10)))


def test_the_recovery_code_opens_its_slot_alone() -> None:
    from desktop.security import recovery

    slot = keyring.recovery_slot(CLAIRE, bytes(20))
    code = recovery.write(bytes(20))
    assert keyring.open_with_recovery(slot, "vault-id", "claire-id", "claire", code.lower()) == CLAIRE
    with pytest.raises(WrongSecretError, match="plus récente"):
        keyring.open_with_recovery(slot, "vault-id", "claire-id", "claire", recovery.write(bytes(19) + b"x"))


def test_a_grant_opens_for_its_person_its_compartment_and_its_epoch() -> None:
    key = keyring.new_compartment_key()
    sealed = keyring.seal_grant(key, CLAIRE.card.coffre, vault_id="vault-id", compartment="c", epoch=1, account="claire-id")
    assert keyring.open_grant(sealed, CLAIRE, compartment="c", epoch=1) == key
    for identity, compartment, epoch in ((OTHER, "c", 1), (CLAIRE, "d", 1), (CLAIRE, "c", 2)):
        with pytest.raises(TamperedError):
            keyring.open_grant(sealed, identity, compartment=compartment, epoch=epoch)


def test_a_signature_is_checked_with_the_card_alone() -> None:
    public = Ed25519PublicKey.from_public_bytes(CLAIRE.card.signature)
    public.verify(CLAIRE.sign(b"chain"), b"chain")
    with pytest.raises(InvalidSignature):
        public.verify(OTHER.sign(b"chain"), b"chain")


def test_the_three_keys_are_not_one() -> None:
    card = CLAIRE.card
    assert len({card.coffre, card.pli, card.signature}) == 3


def test_secrets_are_not_shown_by_accident() -> None:
    assert "x00" not in repr(CLAIRE) and "seed" not in repr(CLAIRE)
