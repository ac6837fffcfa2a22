"""An open vault, and what a person can do in it: built once by ``app`` or ``cli`` and handed down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.clock import Clock
from desktop.errors import InputError, PoleError, RefusedError
from desktop.ids import Ids, named
from desktop.models import Account as AccountRow
from desktop.models.kinds import ROLES
from desktop.services import labels
from desktop.storage.store import Store, digest_of
from desktop.texts import list_name

if TYPE_CHECKING:
    from desktop.paths import Paths
    from desktop.services.accounts import Accounts
    from desktop.services.agreements import Agreements
    from desktop.services.aids import Aids
    from desktop.services.assessments import Assessments
    from desktop.services.clashes import Clashes
    from desktop.services.concertation import Concertation
    from desktop.services.contacts import Contacts
    from desktop.services.directory import Directory
    from desktop.services.erasure import Erasure
    from desktop.services.health import Health
    from desktop.services.helping import Helping
    from desktop.services.imports import Imports
    from desktop.services.notebook import Notebook
    from desktop.services.paper_forms import PaperForms
    from desktop.services.places import Guardians, People, Schools
    from desktop.services.pole_settings import PoleSettings
    from desktop.services.printing import Printing
    from desktop.services.reads import Reads
    from desktop.services.receiving import Receiving
    from desktop.services.record import Drafts, History
    from desktop.services.releases import Releases
    from desktop.services.requests import Requests
    from desktop.services.resuming import Resuming
    from desktop.services.rights import Rights
    from desktop.services.searching import Search
    from desktop.services.sending import Sending
    from desktop.services.shared_folder import SharedFolder
    from desktop.services.students import Students
    from desktop.services.timetable import Timetable
    from desktop.services.work import Meetings, Projects, Tasks


@dataclass(frozen=True, slots=True)
class Account:
    """Who is here."""

    id: str
    login: str
    name: str
    roles: tuple[str, ...]

    @property
    def function(self) -> str:
        return ", ".join(ROLES.get(role, role) for role in self.roles)


class Session:
    """An open vault. Services are built when first asked for."""

    def __init__(self, vault: Any, identity: Any, commun: Store, personal: Any, actor: Account, clock: Clock, ids: Ids,
                 paths: Paths, device: Any = None) -> None:
        self.vault, self.identity, self.commun = vault, identity, commun
        self.personal: Store = personal
        self._actor, self.clock, self.ids, self.paths, self.device = actor, clock, ids, paths, device
        self.demonstration: bool = vault.demonstration
        self._closed = False
        self.rights.install()

    @property
    def actor(self) -> Account:
        """Who is here."""
        return self._actor

    @actor.setter
    def actor(self, actor: Account) -> None:
        self._actor = actor
        self.rights.install()

    # -- services ------------------------------------------------------------------------------------------------------
    @cached_property
    def rights(self) -> Rights:
        from desktop.services.rights import Rights

        return Rights(self)

    @cached_property
    def reads(self) -> Reads:
        from desktop.services.reads import Reads

        return Reads(self)

    @cached_property
    def students(self) -> Students:
        from desktop.services.students import Students

        return Students(self)

    @cached_property
    def guardians(self) -> Guardians:
        from desktop.services.places import Guardians

        return Guardians(self)

    @cached_property
    def schools(self) -> Schools:
        from desktop.services.places import Schools

        return Schools(self)

    @cached_property
    def people(self) -> People:
        from desktop.services.places import People

        return People(self)

    @cached_property
    def directory(self) -> Directory:
        from desktop.services.directory import Directory

        return Directory(self)

    @cached_property
    def meetings(self) -> Meetings:
        from desktop.services.work import Meetings

        return Meetings(self)

    @cached_property
    def projects(self) -> Projects:
        from desktop.services.work import Projects

        return Projects(self)

    @cached_property
    def tasks(self) -> Tasks:
        from desktop.services.work import Tasks

        return Tasks(self)

    @cached_property
    def drafts(self) -> Drafts:
        from desktop.services.record import Drafts

        return Drafts(self)

    @cached_property
    def history(self) -> History:
        from desktop.services.record import History

        return History(self)

    @cached_property
    def search(self) -> Search:
        from desktop.services.searching import Search

        return Search(self)

    @cached_property
    def erasure(self) -> Erasure:
        from desktop.services.erasure import Erasure

        return Erasure(self)

    @cached_property
    def imports(self) -> Imports:
        from desktop.services.imports import Imports

        return Imports(self)

    @cached_property
    def printing(self) -> Printing:
        from desktop.services.printing import Printing

        return Printing(self)

    @cached_property
    def backups(self) -> Any:
        from desktop.services.backups import Backups

        return Backups(self)

    @cached_property
    def notebook(self) -> Notebook:
        from desktop.services.notebook import Notebook

        return Notebook(self)

    @cached_property
    def assessments(self) -> Assessments:
        from desktop.services.assessments import Assessments

        return Assessments(self)

    @cached_property
    def agreements(self) -> Agreements:
        from desktop.services.agreements import Agreements

        return Agreements(self)

    @cached_property
    def releases(self) -> Releases:
        from desktop.services.releases import Releases

        return Releases(self)

    @cached_property
    def health(self) -> Health:
        from desktop.services.health import Health

        return Health(self)

    @cached_property
    def accounts(self) -> Accounts:
        from desktop.services.accounts import Accounts

        return Accounts(self)

    @cached_property
    def contacts(self) -> Contacts:
        from desktop.services.contacts import Contacts

        return Contacts(self)

    @cached_property
    def sending(self) -> Sending:
        from desktop.services.sending import Sending

        return Sending(self)

    @cached_property
    def receiving(self) -> Receiving:
        from desktop.services.receiving import Receiving

        return Receiving(self)

    @cached_property
    def clashes(self) -> Clashes:
        from desktop.services.clashes import Clashes

        return Clashes(self)

    @cached_property
    def shared_folder(self) -> SharedFolder:
        from desktop.services.shared_folder import SharedFolder

        return SharedFolder(self)

    @cached_property
    def aids(self) -> Aids:
        from desktop.services.aids import Aids

        return Aids(self)

    @cached_property
    def concertation(self) -> Concertation:
        from desktop.services.concertation import Concertation

        return Concertation(self)

    @cached_property
    def helping(self) -> Helping:
        from desktop.services.helping import Helping

        return Helping(self)

    @cached_property
    def paper_forms(self) -> PaperForms:
        from desktop.services.paper_forms import PaperForms

        return PaperForms(self)

    @cached_property
    def pole_settings(self) -> PoleSettings:
        from desktop.services.pole_settings import PoleSettings

        return PoleSettings(self)

    @cached_property
    def requests(self) -> Requests:
        from desktop.services.requests import Requests

        return Requests(self)

    @cached_property
    def resuming(self) -> Resuming:
        from desktop.services.resuming import Resuming

        return Resuming(self)

    @cached_property
    def timetable(self) -> Timetable:
        from desktop.services.timetable import Timetable

        return Timetable(self)

    # -- the vault as a whole ----------------------------------------------------------------------------------------
    def undo(self, unit_id: str) -> Changes:
        """Take an act back; redo is the undo of the unit this gives. What someone worked on since is left, and told.

        The act is looked for in the person's own file first: what is undone there never shows in the common one.
        """
        store = self.commun
        if (own := self.own_file) is not None and own.one("SELECT 1 FROM unit WHERE id=?", (unit_id,)):
            store = own
        meta = store.unit_meta(unit_id)
        if meta.kind == "import":
            return self.imports.undo(unit_id)
        origin, undone = meta, False
        while origin.kind == "undo":
            origin, undone = store.unit_meta(origin.undoes), not undone
        keep = self._still_named(store, unit_id) if store is not self.commun else frozenset()
        changes, skipped = store.undo(unit_id, f"{'Rétabli' if undone else 'Annulé'} : {origin.label}", keep_rows=keep)
        told = tuple(dict.fromkeys(self._told(store, entry.root) for entry in skipped))
        return Changes(changes.unit, changes.label, changes.created, changes.touched, changes.roots, told, changes.seen)

    def _still_named(self, store: Store, unit: str) -> frozenset[str]:
        """Children noted by this act of whom something was written since: their name stays in the file."""
        return frozenset(row[0] for row in store.sql(
            "SELECT e.row FROM entry e WHERE e.unit=? AND e.tbl='student' AND e.col='' AND EXISTS (SELECT 1 FROM entry o WHERE "
            "o.root=e.row AND o.unit<>e.unit AND o.tbl NOT IN ('student', 'enrolment', 'school') AND o.col='')", (unit,)))

    def _told(self, store: Store, root: str) -> str:
        found = store.one("SELECT last_name, first_name FROM student WHERE id=?", (root,))
        name = list_name(found[0] or "", found[1] or "") if found else "Un élément"
        return f"{name} : modifié depuis, laissé tel quel."

    def last_act(self) -> str:
        """The unit that « Annuler » would take back: the last act of this account still standing, or what redid it."""
        own = self.own_file
        found = [act for store in (self.commun, *((own,) if own is not None else ())) if (act := self._last_in(store))]
        if not found:
            raise RefusedError("Il n’y a rien à annuler.")
        return max(found)[1]

    def _last_in(self, store: Store) -> tuple[str, str] | None:
        undone_by = {row[1]: row[0] for row in store.sql("SELECT id, undoes FROM unit WHERE undoes <> '' ORDER BY n")}
        for unit, at in store.sql("SELECT id, at FROM unit WHERE actor=? AND kind IN ('hand', 'import') ORDER BY n DESC "
                                  "LIMIT 500", (self.actor.id,)):
            last, undone = unit, False
            while last in undone_by:
                last, undone = undone_by[last], not undone
            if not undone:
                return at or "", str(last)
        return None

    @property
    def personal_open(self) -> bool:
        """Whether the personal file is open: not when a short code reopened the common one alone."""
        return isinstance(self.personal, Store)

    @property
    def own_file(self) -> Store | None:
        """The personal file when it is open: ``None`` when the common one alone was reopened."""
        return self.personal if self.personal_open else None

    def open_personal(self, passphrase: str) -> None:
        """Open the personal file in place. Raises ``WrongSecretError``; nothing happens when it is open already."""
        from desktop.services.opening import open_personal

        if not self.personal_open:
            open_personal(self, passphrase)

    def digest(self) -> str:
        """SHA-256 over the sorted lines of all this person may see (architecture §9)."""
        return digest_of(self.commun.digest_lines() + self.personal.digest_lines())

    def verify(self) -> list[str]:
        """What does not hold in the vault; empty when all is well."""
        from desktop.security.keyring import signed_by

        signers = self.vault.signers()
        problems = []
        for store in (self.commun, self.personal):
            problems += store.check()
            if not all(signer in signers and signed_by(signers[signer], signature, message)
                       for signer, signature, message in store.signatures()):
                problems.append("une signature ne répond pas à ce qu’elle signe")
        return [*problems, *self.vault.closed_files(self.identity)]

    def save_account(self, name: str, roles: Sequence[str], login: str | None = None, *, manager: bool = False) -> Changes:
        """Write who an account is, by name and roles; ``manager``: she keeps the accounts of this vault."""
        unknown = [role for role in roles if role not in ROLES]
        if unknown or not roles:
            raise InputError(f"« Rôle » attend l’un de : {', '.join(ROLES)}.", column="role")
        owner = login or self.identity.login
        row = self.identity.account if owner == self.identity.login else named("account", self.vault.id, owner)
        with self.commun.unit(labels.ACCOUNT_SAVED, kind="system") as unit:
            kept = {"manager": True} if manager else {}
            unit.new(AccountRow, {"login": owner, "name": name, "roles": " ".join(roles), "state": "active"} | kept, id=row)
        if owner == self.identity.login:
            self.actor = Account(self.identity.account, owner, name, tuple(roles))
        return self.commun.unit_changes

    def _unsigned(self) -> bool:
        """Whether another left writes to sign. A vault that is away, when nothing was written here, has nothing to tell."""
        try:
            return self.commun.unsealed()
        except PoleError:
            return False

    def close(self, *, backup: bool = True) -> None:
        """Sign what was written, copy it when it changed, let the vault go."""
        if self._closed:
            return
        self._closed = True
        try:
            if not self.personal_open:
                if self.commun.changed or self.commun.noted:
                    self._remember()  # signed, and copied, by the next closing that has her keys
            elif self.commun.changed or self.personal.changed or self._unsigned():
                for store in (self.commun, self.personal):
                    if store.unsealed():
                        store.seal()
                self._remember()
                if backup:
                    self.backups.at_close()
            elif self.commun.noted or self.personal.noted:
                self._remember()
        finally:
            self.commun.close()
            self.personal.close()
            self.vault.release()

    def _remember(self) -> None:
        from desktop.services.opening import remember

        remember(self)


def vault_path(directory: Path) -> Path:
    """The vault's directory: the one given, or ``<name>.coffre`` when only that one is there."""
    named_so = directory.with_name(directory.name + ".coffre")
    return named_so if not directory.exists() and named_so.is_dir() else directory
