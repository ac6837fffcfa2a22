"""Make a vault and open one: lock, keys, format, freshness, then the session."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from desktop.clock import Clock, SystemClock
from desktop.errors import InputError, PoleError, TamperedError, WrongSecretError
from desktop.ids import Ids
from desktop.paths import Paths
from desktop.security.keyring import Identity, KdfParams
from desktop.services.session import Account, Session, vault_path
from desktop.storage import compartments, devices, engine, known, migrate
from desktop.storage.compartments import COMMUN, PERSONAL, Compartment
from desktop.storage.store import Store
from desktop.storage.vault import Vault

if TYPE_CHECKING:
    from desktop.services.carried import Carried
    from desktop.services.closed_personal import ClosedIdentity


def create_vault(directory: Path, *, name: str, roles: Sequence[str], login: str, passphrase: str | None, paths: Paths,
                 clock: Clock | None = None, ids: Ids | None = None, demonstration: bool = False, zone: str = "Europe/Paris",
                 kdf: KdfParams | None = None) -> Session:
    """A new vault and its first account, open. Raises ``InputError`` when the directory is taken or the name empty."""
    if not name.strip() or not login.strip():
        raise InputError("Un nom et un identifiant sont nécessaires.", column="name")
    chosen = clock or SystemClock(zone)
    names = ids or Ids(chosen)
    vault, identity = Vault.create(vault_path(directory), login=login, passphrase=passphrase, ids=names, clock=chosen,
                                   demonstration=demonstration, zone=zone, kdf=kdf)
    vault.acquire()
    try:
        session = _session(vault, identity, paths, chosen, names, accept_older=True)  # nothing older can be there
        session.save_account(name, roles, manager=True)
    except BaseException:
        vault.release()
        raise
    return session


def open_vault(directory: Path, *, paths: Paths, login: str | None = None, passphrase: str | None = None,
               clock: Clock | None = None, ids: Ids | None = None, accept_older: bool = False) -> Session:
    """Open a vault. Raises the errors of architecture §9: wrong secret, damaged, tampered or older, locked, newer format."""
    vault = Vault.read(vault_path(directory), clock)
    identity = vault.unlock(login, passphrase)
    return open_with(vault, identity, paths=paths, clock=clock, ids=ids, accept_older=accept_older)


def open_with(vault: Vault, identity: Identity, *, paths: Paths, clock: Clock | None = None, ids: Ids | None = None,
              accept_older: bool = False) -> Session:
    """Open a vault whose keys are already in hand (passphrase, recovery code or demonstration)."""
    chosen = clock or SystemClock(vault.zone)
    vault.acquire()
    try:
        session = _session(vault, identity, paths, chosen, ids or Ids(chosen), accept_older=accept_older)
    except BaseException:
        vault.release()
        raise
    try:
        _take_in(session)
        _finish(session)
    except BaseException:
        session.close(backup=False)
        raise
    return session


def accept_invitation(directory: Path, *, login: str, invitation: str, passphrase: str, paths: Paths, clock: Clock | None = None,
                      ids: Ids | None = None, kdf: KdfParams | None = None) -> Session:
    """The first opening of somebody invited: her keys and her personal file are drawn here, under a passphrase of her own."""
    vault = Vault.read(vault_path(directory), clock)
    chosen = clock or SystemClock(vault.zone)
    names = ids or Ids(chosen)
    vault.acquire()
    try:
        identity = vault.accept(login, invitation, passphrase, ids=names, kdf=kdf)
        session = _session(vault, identity, paths, chosen, names, accept_older=False)
        session.accounts.came_in()
    except BaseException:
        vault.release()
        raise
    return session


def recover(directory: Path, *, login: str | None, code: str, passphrase: str, kdf: KdfParams | None = None) -> str:
    """A new passphrase for who holds her recovery sheet; gives her login."""
    vault = Vault.read(vault_path(directory))
    identity = vault.unlock_with_recovery(login, code)
    vault.set_passphrase(identity, passphrase, kdf)
    return identity.login


def open_commun(directory: Path, *, carried: Carried, paths: Paths, clock: Clock | None = None,
                ids: Ids | None = None) -> Session:
    """``commun`` alone, by the key a short code gave back: no identity, no signature, the personal file closed.

    Raises ``WrongSecretError`` when the vault changed its keys or its accounts meanwhile: the passphrase is then asked.
    """
    from desktop.services.closed_personal import CarriedDrafts, ClosedIdentity, ClosedPersonal

    vault = Vault.read(vault_path(directory), clock)
    box = vault.unlock_commun(carried.commun_key, carried.login)
    if carried.card is None or vault.card(carried.login) != carried.card:
        raise WrongSecretError("Le code court ne suffit plus : tapez votre phrase de passe.")
    chosen = clock or SystemClock(vault.zone)
    names = ids or Ids(chosen)
    vault.acquire()
    stores: list[Store] = []
    try:
        account = vault.account_of(carried.login)
        identity = ClosedIdentity(account, carried.login, vault.id, carried.card, carried.commun_key)
        device = devices.Device(paths.state, vault.id, vault.directory, {box.id: box.key_hex})
        stores.append(_store(vault, box, identity, device, chosen, names))
        device.meet({box.id: _seen(stores[0])} | _keys(vault))
        session = Session(vault, identity, stores[0], ClosedPersonal(), _actor(stores[0], identity), chosen, names, paths, device)
        session.drafts = CarriedDrafts(session, carried.drafts, carried.dropped, carried.place)
    except BaseException:
        for store in stores:
            store.close()
        vault.release()
        raise
    return session


def open_personal(session: Session, passphrase: str) -> None:
    """Open the personal file of a session on ``commun`` alone, in place: identity, file, drafts moved in."""
    from desktop.services import aside
    from desktop.services.closed_personal import CarriedDrafts
    from desktop.services.record import Drafts

    vault, device = session.vault, session.device
    identity = vault.unlock(session.actor.login, passphrase)
    boxes = vault.compartments(identity)
    if boxes[COMMUN].key_hex != session.identity.commun_key.hex():
        raise TamperedError("Les clés de ce coffre ont changé pendant qu’il était ouvert : verrouillez, puis rouvrez-le.")
    box = _current(vault, identity, boxes[PERSONAL])
    device.learn(box.id, box.key_hex)
    personal = _store(vault, box, identity, device, session.clock, session.ids)
    try:
        device.meet({box.id: _seen(personal)})
        known.meet(vault, boxes[COMMUN], personal)
    except BaseException:
        personal.close()
        raise
    drafts = cast(CarriedDrafts, session.drafts)
    session.identity = session.commun.signer = identity
    session.personal = personal
    drafts.move_in(Drafts(session))
    _take_in(session)
    _finish(session)
    with suppress(PoleError):
        aside.take(session)


def _finish(session: Session) -> None:
    """Cards of those who came in are pinned, and what a cut left half transmitted is finished. A disk that refuses is not a
    reason not to open: it waits for next time."""
    with suppress(PoleError):
        session.accounts.note_cards()
    if session.personal.one("SELECT 1 FROM released LIMIT 1"):
        with suppress(PoleError):
            session.releases.finish_pending()


def _take_in(session: Session) -> None:
    """Personal files a predecessor handed over: received, then dropped. Killed midway, it is done again at the next opening."""
    vault, identity = session.vault, session.identity
    for box in vault.handed(identity):
        if not vault.vouched(box, vault.signers() | known.signers(vault, session.personal)):
            raise TamperedError("Un carnet vous est transmis sans que personne de ce coffre l’ait signé : il n’a pas été ouvert. "
                                "Reprenez une sauvegarde.")
        copied = compartments.build_beside(box, partial(migrate.migrate_copy, key_hex=box.key_hex))
        try:
            _receive(session, Compartment(box.id, box.kind, copied, box.key_hex))
        finally:
            compartments.remove(copied)
        vault.drop_handed(identity, box)


def _receive(session: Session, box: Compartment) -> None:
    """What a personal file holds, taken into one's own: again and again if need be."""
    handed = Store(box.path, box.key_hex, ids=session.ids, clock=session.clock, device=lambda: "", signer=session.identity,
                   vault_id=session.vault.id, compartment=box.id)
    try:
        units, entries = handed.export()
        session.personal.receive(units, entries)
        for (id,) in handed.sql("SELECT id FROM blob"):
            content = handed.one("SELECT content FROM blob WHERE id=?", (id,))[0]
            with session.personal.transaction() as writer:
                writer.execute("INSERT OR IGNORE INTO blob (id, content) VALUES (?, ?)", (id, content))
    finally:
        handed.close()


def _session(vault: Vault, identity: Identity, paths: Paths, clock: Clock, ids: Ids, *, accept_older: bool) -> Session:
    boxes = {kind: _current(vault, identity, box) for kind, box in vault.compartments(identity).items()}
    device = devices.Device(paths.state, vault.id, vault.directory, {box.id: box.key_hex for box in boxes.values()})
    stores: dict[str, Store] = {}
    try:
        for kind in (COMMUN, PERSONAL):
            stores[kind] = _store(vault, boxes[kind], identity, device, clock, ids)
        device.meet({boxes[kind].id: _seen(store) for kind, store in stores.items()} | _keys(vault), accept_older=accept_older)
        known.meet(vault, boxes[COMMUN], stores[PERSONAL], accept_older=accept_older)
    except BaseException:
        for store in stores.values():
            store.close()
        raise
    actor = _actor(stores[COMMUN], identity)
    return Session(vault, identity, stores[COMMUN], stores[PERSONAL], actor, clock, ids, paths, device)


def _store(vault: Vault, box: Compartment, identity: Identity | ClosedIdentity, device: devices.Device, clock: Clock,
           ids: Ids) -> Store:
    store = Store(box.path, box.key_hex, ids=ids, clock=clock, device=lambda: device.of(identity.account), signer=identity,
                  vault_id=vault.id, compartment=box.id, before_write=lambda store: device.before_write(store.writer, box.id),
                  after_write=lambda store: device.remember({box.id: _seen(store)}))
    store.local = lambda: {device.of(account) for account in vault.active()}
    store.redraw = device.redraw
    store.show_again()
    return store


def _current(vault: Vault, identity: Identity, box: Compartment) -> Compartment:
    """The compartment in the present format: an older file is migrated on a copy, verified, then named in its place."""
    sql = engine.connect(box.path, box.key_hex, readonly=True)
    try:
        with engine.translated(box.path):
            older = migrate.check_version(sql)
    finally:
        sql.close()
    if not older:
        return box
    return vault.replace(identity, box, lambda former, new: migrate.migrate_copy(former, new, box.key_hex))


def _seen(store: Store) -> devices.Seen:
    with engine.translated(store.path):
        number, mark, at = store.mark()
        return devices.Seen(number, mark, at, devices.read_nonce(store.writer))


def _keys(vault: Vault) -> dict[str, devices.Seen]:
    """How far ``coffre`` goes: putting a former one back would bring a former passphrase back."""
    return {devices.KEYS: devices.Seen(vault.number, "", ""), devices.EPOCHS: devices.Seen(vault.epoch, "", "")}


def _actor(commun: Store, identity: Identity | ClosedIdentity) -> Account:
    found = commun.one("SELECT name, roles FROM account WHERE id=?", (identity.account,))
    name, roles = (found[0] or "", tuple((found[1] or "").split())) if found else ("", ())
    return Account(identity.account, identity.login, name or identity.login, roles)


def remember(session: Session) -> None:
    """Tell this computer how far the vault goes now."""
    stores = (session.commun, session.personal) if session.personal_open else (session.commun,)
    seen = {store.compartment: _seen(store) for store in stores}
    session.device.remember(seen | _keys(session.vault))
