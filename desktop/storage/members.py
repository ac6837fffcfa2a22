"""The accounts of a vault: invited, come in, suspended, gone. Each act is one writing of ``coffre``; files are built before."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from desktop.clock import stamp
from desktop.errors import InputError, RefusedError, TamperedError, WrongSecretError
from desktop.ids import Ids
from desktop.paths import disk_errors, sync_folder
from desktop.security import cards, keyring, passphrase, recovery, vouching
from desktop.security.keyring import Card, Identity, KdfParams
from desktop.storage import coffre, compartments, engine
from desktop.storage.coffre import ACTIVE, INVITED, LEFT, SUSPENDED, Body
from desktop.storage.compartments import COMMUN, HANDED, PERSONAL, Compartment
from desktop.storage.vault_core import VaultCore, account_id, card_of, clean_login

INVITATION_DAYS = 30
NOT_HANDED = ("draft", "place", "pin", "read_log", "meta")
"""What stays with the person: text in progress, her place, the cards she confirmed, what she read, this computer's marks."""
_SWAPPED = ("La carte de « {login} » n’est pas celle que vous aviez confirmée : quelqu’un a pu mettre une autre clé à la place. "
            "Rien ne lui a été ouvert, rien n’a été changé. Voyez ensemble, de vive voix, ce qui s’est passé.")
_SERVED = ("Cette invitation a déjà servi : ce compte est ouvert, sous une phrase de passe déjà choisie. Si ce n’est pas par "
           "vous, dites-le tout de suite à la personne qui vous l’a remise : quelqu’un d’autre l’a eue.")


class Members(VaultCore):
    """What changes who opens the vault. Who may do it is asked by the services; here, who can."""

    # -- coming in -----------------------------------------------------------------------------------------------------
    def invite(self, identity: Identity, login: str) -> str:
        """A new account that opens ``commun`` alone, by the code this gives; another code when she was invited already."""
        login = clean_login(login)
        secret = recovery.draw()
        made = self._invitation(identity, self._commun_key(identity), account_id(self.id, login), secret)

        def change(body: Body) -> None:
            coffre.raise_format(body)
            self._mark_own(body, identity)
            known = next((account for account in body["accounts"] if account["login"] == login), None)
            if known is not None and known["state"] != INVITED:
                raise InputError("Cet identifiant est déjà celui d’un compte de ce coffre : choisissez-en un autre.",
                                 column="login")
            if known is None:
                known = {"id": account_id(self.id, login), "login": login, "state": INVITED}
                body["accounts"].append(known)
            known["invitation"] = made

        self._save(change)
        return recovery.INVITATION.write(secret)

    def _invitation(self, identity: Identity, commun_key: bytes, account: str, secret: bytes) -> Body:
        until = stamp(self._clock.now() + timedelta(days=INVITATION_DAYS))
        made = keyring.make_invitation(commun_key, secret, vault_id=self.id, account=account, until=until)
        return {**made, "presented": vouching.present(identity, secret, account)}

    def accept(self, login: str, invitation: str, phrase: str, *, ids: Ids, kdf: KdfParams | None = None) -> Identity:
        """Her keys and her personal file, drawn at her own first opening, under a passphrase nobody else chose."""
        secret = recovery.INVITATION.read(invitation)
        with self._holding():
            account = self._find(login)
            if account is None or "invitation" not in account:
                raise WrongSecretError(self._not_open_by(secret, account or {}))
            commun_key = keyring.open_invitation(account["invitation"], secret, vault_id=self.id, account=account["id"])
            self._trust(keyring.mac_key(commun_key, self.id))
            self._still_open(account["invitation"]["until"])
            passphrase.require(phrase)
            identity = Identity(account["id"], account["login"], self.id, os.urandom(keyring.SEED))
            full: Body = {
                "id": identity.account, "login": identity.login, "state": ACTIVE, "keys": shown(identity.card),
                "slots": [keyring.passphrase_slot(identity, phrase, kdf)],
                "proof": cards.proof(secret, identity.card, self.id, identity.account, identity.login),
                "presented": vouching.presented(account["invitation"].get("presented"), secret, identity)}
            commun, box = self._box(COMMUN)
            personal, key, fresh = ids.new(), keyring.new_compartment_key(), self._new_file()
            full["grants"] = [grant(self.id, identity.account, identity.card, commun, box["epoch"], commun_key),
                              grant(self.id, identity.account, identity.card, personal, 1, key, identity)]

            def change(body: Body) -> None:
                body["accounts"] = [full if one["id"] == identity.account else one for one in body["accounts"]]
                body["compartments"][personal] = {"kind": PERSONAL, "owner": identity.account, "epoch": 1, "file": fresh.name}

            self._make(fresh, lambda path: _newborn(path, key.hex()), key.hex())
            self._save(change, files=(fresh,))
        return identity

    def _not_open_by(self, secret: bytes, account: Body) -> str:
        """Why an invitation opens nothing; that it served already is what tells her somebody else may have had it."""
        if "keys" in account and cards.proves(str(account.get("proof", "")), secret, card_of(account), self.id, account["id"],
                                              account["login"]) is not None:
            return _SERVED
        return "Cette invitation n’ouvre pas ce coffre : une plus récente l’a peut-être remplacée."

    def _still_open(self, until: str) -> None:
        try:
            late = self._clock.now() > datetime.fromisoformat(until)
        except (ValueError, TypeError):
            late = True
        if late:
            raise InputError("Cette invitation n’est plus valable : elle servait trente jours. Demandez-en une autre à la "
                             "personne qui vous l’a remise.", column="invitation")

    # -- aside and back ------------------------------------------------------------------------------------------------
    def suspend(self, identity: Identity, login: str) -> None:
        """Take her grant on ``commun`` away; what she wrote stays, and stays hers."""
        def change(body: Body) -> None:
            account = self._other(body, identity, login, (ACTIVE,))
            account["state"] = SUSPENDED
            _drop_commun(body, account)

        self._save(change)

    def resume(self, identity: Identity, login: str, card: Card) -> None:
        """Give ``commun`` back to a suspended account whose card was confirmed."""
        key = self._commun_key(identity)

        def change(body: Body) -> None:
            account = self._other(body, identity, login, (SUSPENDED,))
            _expect(account, card)
            account["state"] = ACTIVE
            id, box = self._box(COMMUN)
            account["grants"].append(grant(self.id, account["id"], card, id, box["epoch"], key))

        self._save(change)

    def remove(self, identity: Identity, login: str, confirmed: Mapping[str, Card],
               invited: Mapping[str, bytes] | None = None) -> tuple[str, ...]:
        """She leaves: another key for ``commun``, in a new file, sealed to those who stay and whose card is ``confirmed``.

        ``invited`` holds the secrets of invitations this person gave: those are made again for the new key, the others fall;
        gives the logins of these. The former file stays until the next verified backup. Nobody writes in ``commun`` then.
        """
        secrets = invited or {}
        with self._holding():
            leaver = self._other(self._body, identity, login, (ACTIVE, SUSPENDED, INVITED))
            self._agree(identity, leaver["id"], confirmed)
            fallen = tuple(account["login"] for account in self._body["accounts"] if coffre.state_of(account) == INVITED
                           and account["id"] not in (leaver["id"], *secrets))
            box = self.compartments(identity)[COMMUN]
            key, fresh = keyring.new_compartment_key(), self._new_file()

            def change(body: Body) -> None:
                coffre.raise_format(body)
                self._mark_own(body, identity)
                place = body["compartments"][box.id]
                place["epoch"], place["file"] = place["epoch"] + 1, fresh.name
                place["by"] = vouching.vouch(identity, key, compartment=box.id, epoch=place["epoch"])
                body["accounts"] = [account for account in body["accounts"] if account["state"] != INVITED
                                    or (account["id"] in secrets and account["id"] != leaver["id"])]
                for account in body["accounts"]:
                    if account["id"] == leaver["id"]:
                        account["state"] = LEFT
                    if account["state"] == INVITED:
                        account["invitation"] = self._invitation(identity, key, account["id"], secrets[account["id"]])
                        continue
                    _drop_commun(body, account)
                    if account["state"] == ACTIVE:
                        card = identity.card if account["id"] == identity.account else confirmed[account["id"]]
                        account["grants"].append(grant(self.id, account["id"], card, box.id, place["epoch"], key))

            self._make(fresh, lambda path: engine.copy(box.path, box.key_hex, path, key.hex()), key.hex())
            self._save(change, files=(fresh,), mac_key=keyring.mac_key(key, self.id))
        return fallen

    def _agree(self, identity: Identity, leaver: str, confirmed: Mapping[str, Card]) -> None:
        """Whoever stays shows the card that was confirmed. Raises before anything is sealed."""
        staying = [account for account in self._body["accounts"] if coffre.state_of(account) == ACTIVE
                   and account["id"] not in (leaver, identity.account)]
        for account in staying:
            if account["id"] in confirmed:
                _expect(account, confirmed[account["id"]])
        unknown = [account["login"] for account in staying if account["id"] not in confirmed]
        if unknown:
            names = ", ".join(unknown)
            raise InputError(f"Avant de changer la clé du fichier commun, confirmez la carte de : {names}. Chacun vous lit ses "
                             "six mots, une seule fois (« account card IDENTIFIANT --words \"…\" »).", column="words")

    # -- handing over --------------------------------------------------------------------------------------------------
    def hand_over(self, identity: Identity, login: str, card: Card) -> None:
        """A copy of her personal file for her successor alone, under a key of its own; she keeps hers."""
        with self._holding():
            successor = self._other(self._body, identity, login, (ACTIVE,))
            _expect(successor, card)
            box = self.compartments(identity)[PERSONAL]
            id, key, fresh = Ids(self._clock).new(), keyring.new_compartment_key(), self._new_file()

            def change(body: Body) -> None:
                coffre.raise_format(body)
                self._mark_own(body, identity)
                said = vouching.vouch(identity, key, compartment=id, epoch=1, owner=successor["id"])
                body["compartments"][id] = {"kind": HANDED, "owner": successor["id"], "epoch": 1, "file": fresh.name, "by": said}
                account = self._other(body, identity, login, (ACTIVE,))
                account["grants"].append(grant(self.id, account["id"], card, id, 1, key))

            self._make(fresh, lambda path: _without_what_stays(box, path, key.hex()), key.hex())
            self._save(change, files=(fresh,))

    def drop_handed(self, identity: Identity, compartment: Compartment) -> None:
        """A file somebody gave was taken in: it is named no more, and goes."""
        def change(body: Body) -> None:
            del body["compartments"][compartment.id]
            for account in body["accounts"]:
                if "grants" in account:
                    account["grants"] = [one for one in account["grants"] if one["compartment"] != compartment.id]

        if compartment.id not in {box.id for box in self.handed(identity)}:
            raise RefusedError
        self._save(change)
        compartments.remove(compartment.path)

    # -- inside --------------------------------------------------------------------------------------------------------
    def _box(self, kind: str) -> tuple[str, Body]:
        return next((id, box) for id, box in self._body["compartments"].items() if box["kind"] == kind)

    def _mark_own(self, body: Body, identity: Identity) -> None:
        """The grant on her own file of who wrote the vault while it had one account says so too."""
        mine = next(account for account in body["accounts"] if account["id"] == identity.account)
        for one in mine["grants"]:
            if body["compartments"][one["compartment"]]["kind"] == PERSONAL and self._body["format"] == coffre.FIRST:
                key = keyring.open_grant(one["sealed"], identity, compartment=one["compartment"], epoch=one["epoch"])
                one["own"] = keyring.own_mark(identity, key, compartment=one["compartment"], epoch=one["epoch"])

    def _other(self, body: Body, identity: Identity, login: str, states: tuple[str, ...]) -> Body:
        """An account of ``body`` that is not one's own, in one of these states."""
        wanted = clean_login(login)
        found: Body | None = next((account for account in body["accounts"] if account["login"] == wanted), None)
        if found is None:
            raise RefusedError
        if found["id"] == identity.account:
            raise InputError("Cela ne se fait pas pour son propre compte : une autre personne qui gère les comptes le peut.",
                             column="login")
        if coffre.state_of(found) not in states:
            raise InputError(f"Le compte « {wanted} » est {_STATES[coffre.state_of(found)]} : cet acte n’est pas pour lui. "
                             "La liste des comptes dit où en est chacun.",
                             column="login")
        return found

    def _new_file(self) -> Path:
        return self.directory / compartments.new_file_name()

    def _make(self, path: Path, build: Callable[[Path], Any], key_hex: str) -> None:
        """A new compartment file, built, verified and durable; taken away when anything fails."""
        try:
            with disk_errors():
                build(path)
                engine.check(path, key_hex)
                sync_folder(path.parent)
        except BaseException:
            compartments.remove(path)
            raise


_STATES = {ACTIVE: "déjà ouvert", INVITED: "invité et n’a pas encore répondu", SUSPENDED: "suspendu", LEFT: "parti"}


def grant(vault_id: str, account: str, card: Card, compartment: str, epoch: int, key: bytes,
          own: Identity | None = None) -> dict[str, Any]:
    """A compartment's key for an account; ``own`` signs that of her own personal file."""
    sealed = keyring.seal_grant(key, card.coffre, vault_id=vault_id, compartment=compartment, epoch=epoch, account=account)
    made: dict[str, Any] = {"compartment": compartment, "epoch": epoch, "sealed": sealed}
    if own is not None:
        made["own"] = keyring.own_mark(own, key, compartment=compartment, epoch=epoch)
    return made


def shown(card: Card) -> dict[str, str]:
    """The public keys as ``coffre`` writes them."""
    return {name: keyring.to_text(getattr(card, name)) for name in ("coffre", "pli", "signature")}


def swapped(login: str) -> TamperedError:
    """The card of an account is not the one that was confirmed: nothing is sealed to it."""
    return TamperedError(_SWAPPED.format(login=login))


def _expect(account: Body, card: Card) -> None:
    if card_of(account) != card:
        raise swapped(account["login"])


def _drop_commun(body: Body, account: Body) -> None:
    account["grants"] = [one for one in account["grants"] if body["compartments"][one["compartment"]]["kind"] != COMMUN]


def _newborn(path: Path, key_hex: str) -> None:
    from desktop.storage import migrate

    migrate.create(path, key_hex)


def _without_what_stays(box: Compartment, path: Path, key_hex: str) -> None:
    """A copy of a personal file under another key, without what is not handed; ``secure_delete`` leaves nothing of it."""
    engine.copy(box.path, box.key_hex, path, key_hex)
    sql = engine.connect(path, key_hex)
    try:
        with engine.translated():
            sql.execute("BEGIN IMMEDIATE")
            for table in NOT_HANDED:
                sql.execute(f"DELETE FROM {table}")
            engine.pad(sql)
            sql.execute("COMMIT")
    finally:
        sql.close()
