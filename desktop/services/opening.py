"""Make a vault and open one: lock, keys, format, freshness, then the session."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop.clock import Clock, SystemClock
from desktop.errors import InputError
from desktop.ids import Ids
from desktop.paths import Paths
from desktop.services.session import Session, vault_path
from desktop.storage.vault import Vault


def create_vault(directory: Path, *, name: str, roles: Sequence[str], login: str, passphrase: str | None, paths: Paths,
                 clock: Clock | None = None, ids: Ids | None = None, demonstration: bool = False, zone: str = "Europe/Paris",
                 **kdf: Any) -> Session:
    """A new vault and its first account, open. Raises ``InputError`` when the directory is taken or the name empty."""
    if not name.strip() or not login.strip():
        raise InputError("Un nom et un identifiant sont nécessaires.", column="name")
    chosen = clock or SystemClock(zone)
    names = ids or Ids(chosen)
    vault, identity = Vault.create(vault_path(directory), login=login, passphrase=passphrase, ids=names, clock=chosen,
                                   demonstration=demonstration, zone=zone, **kdf)
    vault.acquire()
    try:
        session = _session(vault, identity, paths, chosen, names, accept_older=False)
        session.save_account(name, roles)
    except BaseException:
        vault.release()
        raise
    return session


def open_vault(directory: Path, *, paths: Paths, login: str | None = None, passphrase: str | None = None,
               clock: Clock | None = None, ids: Ids | None = None, accept_older: bool = False) -> Session:
    """Open a vault. Raises the errors of architecture §9: wrong secret, damaged, tampered or older, locked, newer format."""
    vault = Vault.read(vault_path(directory))
    identity = vault.unlock(login, passphrase)
    return open_with(vault, identity, paths=paths, clock=clock, ids=ids, accept_older=accept_older)


def open_with(vault: Vault, identity: Any, *, paths: Paths, clock: Clock | None = None, ids: Ids | None = None,
              accept_older: bool = False) -> Session:
    """Open a vault whose keys are already in hand (passphrase, recovery code or demonstration)."""
    chosen = clock or SystemClock(vault.zone)
    vault.acquire()
    try:
        return _session(vault, identity, paths, chosen, ids or Ids(chosen), accept_older=accept_older)
    except BaseException:
        vault.release()
        raise
