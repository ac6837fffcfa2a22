"""What only the reader's contacts and clock say of a pli: unknown, lost, of other keys, too late. Real vaults, nothing written."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from desktop.exchange import pli
from desktop.exchange.bad import BadPliError, class_of
from desktop.services.session import Session
from tests.exchange.bad_plis import NOBODY, Scene
from tests.exchange.drafts import Draft
from tests.services.laptops import Hand, Laptops, child, everything, sealed


def refusal(session: Session, data: bytes) -> str:
    before = everything(session), session.digest()
    with pytest.raises(BadPliError) as error:
        session.receiving.look(data)
    assert (everything(session), session.digest()) == before
    return class_of(error.value)


def test_contacts_and_days(tmp_path: Path) -> None:
    laptops = Laptops(tmp_path)
    try:
        one, two = laptops.open("martin"), laptops.open("lambert")
        child(one)
        data, today = sealed(one, two), two.clock.today().isoformat()
        scene = Scene(data, one.identity, two.identity, NOBODY, Random(1))
        assert refusal(two, scene.manifest(until="2020-01-01")) == "expired"
        assert two.receiving.look(scene.manifest(until=today)).new >= 1

        other = Draft(Hand(one, two).file(), two.identity)
        assert refusal(two, _said_by(other, NOBODY.account).sealed(NOBODY)) == "signature"  # keys of hers, signed by nobody
        taken = _said_by(other, one.identity.account, keys=NOBODY)
        assert refusal(two, taken.sealed(NOBODY)) == "signature"  # a known account, keys her card has not
        taken.said["sender"] |= {"account": NOBODY.account, "vault": NOBODY.vault_id}
        assert refusal(two, taken.sealed(NOBODY)) == "unknown_sender"
        assert two.receiving.look(taken.sealed(NOBODY), accept_unknown=True).warnings
        assert refusal(two, scene.manifest(sender=other.said["sender"] | {"vault": NOBODY.vault_id, "account": one.identity.account,
                                                                          "keys": scene.draft.said["sender"]["keys"]})) == "signature"
        assert refusal(two, Hand(two, two).file()) == "unknown_sender"  # sent by oneself

        contact = next(iter(two.contacts.list()))
        two.contacts.revoke(contact.login)
        assert refusal(two, data) == "revoked"
        with pytest.raises(BadPliError) as error:
            two.receiving.look(data, accept_unknown=True)
        assert error.value.kind == "revoked"
    finally:
        laptops.close()


def _said_by(draft: Draft, account: str, keys: object = None) -> Draft:
    from desktop.security.keyring import to_text

    draft.said["sender"]["account"] = account
    if keys is not None:
        draft.said["sender"]["keys"] = {name: to_text(getattr(NOBODY.card, name)) for name in ("coffre", "pli", "signature")}
    assert draft.said["purpose"] == pli.SHARE
    return draft
