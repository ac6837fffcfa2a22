"""A vault: a directory of sealed files, the accounts that open it, and the one process that may write in it."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path
from typing import Any

from desktop.clock import DEFAULT_ZONE, Clock, stamp
from desktop.errors import InputError, UsageError
from desktop.ids import Ids
from desktop.paths import disk_errors, private_folder, sync_folder
from desktop.security import keyring, passphrase
from desktop.security.keyring import Identity, KdfParams
from desktop.storage import coffre, compartments
from desktop.storage.coffre import LOGIN_LENGTH, Body
from desktop.storage.compartments import COMMUN, PERSONAL
from desktop.storage.lock import NAME as LOCK_NAME
from desktop.storage.members import Members, grant, shown
from desktop.storage.vault_core import SUFFIX, account_id, clean_login

__all__ = ["LOGIN_LENGTH", "SUFFIX", "Vault", "account_id", "clean_login"]


class Vault(Members):
    """One vault directory. ``read`` it, ``unlock`` it, ``acquire`` it, use its ``compartments``, ``release`` it."""

    # -- creation ------------------------------------------------------------------------------------------------------
    @staticmethod
    def create(directory: Path, *, login: str, passphrase: str | None, ids: Ids, clock: Clock,
               demonstration: bool = False, zone: str = DEFAULT_ZONE, kdf: KdfParams | None = None) -> tuple[Vault, Identity]:
        """A new vault of one account, with ``commun`` and her personal compartment; whole, or not there at all."""
        if passphrase is None and not demonstration:
            raise UsageError("Une phrase de passe est nécessaire pour créer un coffre.")
        directory = directory.absolute()
        with disk_errors():
            _refuse_taken(directory)
            private_folder(directory.parent)
            beside = directory.with_name(f".{directory.name}.{secrets.token_hex(4)}.tmp")
            beside.mkdir(mode=0o700)
        try:
            body, identity, mac_key = _draw(beside, login, passphrase, ids, clock, demonstration, zone, kdf)
            coffre.write(beside, coffre.sealed(body, mac_key))
            with disk_errors():
                (beside / LOCK_NAME).touch(mode=0o600)
                sync_folder(beside)
                if directory.exists():
                    directory.rmdir()
                beside.rename(directory)
                sync_folder(directory.parent)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        vault = Vault.read(directory, clock)
        vault._mac_key = mac_key
        return vault, identity


def _refuse_taken(directory: Path) -> None:
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise InputError("Il y a déjà quelque chose à cet endroit : choisissez un autre nom pour ce coffre.")


def _draw(place: Path, login: str, phrase: str | None, ids: Ids, clock: Clock, demonstration: bool, zone: str,
          kdf: KdfParams | None) -> tuple[Body, Identity, bytes]:
    """The body of a new vault, its files made in ``place``."""
    from desktop.storage import migrate

    vault_id, login = ids.new(), clean_login(login)
    account = account_id(vault_id, login)
    identity = Identity(account, login, vault_id, os.urandom(keyring.SEED))
    if phrase is None:
        slots = [keyring.open_slot(identity)]
    else:
        passphrase.require(phrase)
        slots = [keyring.passphrase_slot(identity, phrase, kdf)]
    boxes: dict[str, Any] = {}
    grants = []
    keys: dict[str, bytes] = {}
    for kind in (COMMUN, PERSONAL):
        id, key, file = ids.new(), keyring.new_compartment_key(), compartments.new_file_name()
        migrate.create(place / file, key.hex())
        boxes[id] = {"kind": kind, "owner": account if kind == PERSONAL else "", "epoch": 1, "file": file}
        grants.append(grant(vault_id, account, identity.card, id, 1, key))
        keys[kind] = key
    body: Body = {
        "format": coffre.FIRST, "number": 1, "vault": vault_id, "created": stamp(clock.now()), "zone": zone,
        "demonstration": demonstration, "compartments": boxes,
        "accounts": [{"id": account, "login": login, "slots": slots, "grants": grants, "keys": shown(identity.card)}],
    }
    return body, identity, keyring.mac_key(keys[COMMUN], vault_id)
