"""Whom a person knows in a vault: the key of ``commun`` and the signatures she last saw, kept in her own file alone.

Anybody may write in the directory of a vault, seal keys of his own to everybody's public card, and a number as high as he likes.
What he cannot do is sign for somebody she knew when she last opened.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from desktop.errors import OlderVaultError, PoleError
from desktop.security import keyring, vouching
from desktop.storage.compartments import Compartment
from desktop.storage.store import Store
from desktop.storage.vault import Vault

META_KEY = "connus"
"""The key of this in ``meta``: it stays with the person, and with this file."""
_STRANGE = ("La clé du fichier commun n’est plus celle que vous aviez, et personne que vous connaissiez ici n’a signé ce "
            "changement : ce n’est peut-être pas votre fichier commun. Demandez à la personne qui gère les comptes si quelqu’un "
            "vient de partir ; si c’est bien le cas, ouvrez-le quand même.")


def meet(vault: Vault, commun: Compartment, personal: Store, *, accept_older: bool = False) -> None:
    """Look at the key of ``commun`` just opened. Raises ``OlderVaultError`` when nobody known gave it, unless accepted."""
    key = bytes.fromhex(commun.key_hex)
    now = vouching.mark(key, vault.id)
    former = _kept(personal)
    trusted = signers(vault, personal)
    same = not former or (former["mark"], former["epoch"]) == (now, vault.epoch)
    if not (same or accept_older or (vault.epoch > former["epoch"] and vault.vouched(commun, trusted))):
        raise OlderVaultError(_STRANGE, vault_date="", seen_date="")
    here = vault.signers()
    value = {"epoch": vault.epoch, "mark": now,
             "signers": {id: keyring.to_text(trusted.get(id, here[id])) for id in sorted(vault.active())}}
    if value != former:
        with suppress(PoleError), personal.transaction(quiet=True) as sql:
            sql.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (META_KEY, json.dumps(value, sort_keys=True)))


def signers(vault: Vault, personal: Store) -> dict[str, bytes]:
    """The signature key of each account she knew, and of those they brought in since; everybody's at her first opening."""
    former = _kept(personal)
    if not former:
        return vault.signers()
    return vault.brought_in({id: keyring.from_text(text) for id, text in former["signers"].items()})


def _kept(personal: Store) -> dict[str, Any]:
    found = personal.one("SELECT value FROM meta WHERE key=?", (META_KEY,))
    return dict(json.loads(found[0])) if found else {}
