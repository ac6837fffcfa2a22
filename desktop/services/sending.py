"""« Préparer un pli » : what leaves is listed before anything is written, sealed to the people it is for, and kept in the log."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop.clock import stamp
from desktop.errors import InputError, RefusedError
from desktop.exchange import pli
from desktop.exchange.entries import Batch
from desktop.exchange.ranges import Ranges
from desktop.paths import disk_errors, write_atomically
from desktop.security import policy
from desktop.services import covered as log
from desktop.services import own_part, receipts, what_leaves
from desktop.services.contacts import need_own
from desktop.services.exchange_values import Contact, Parcel, Selection, Sent, Trust
from desktop.services.leaving_words import Words, own_lines
from desktop.services.noting import note_plis
from desktop.services.own_part import OwnPart
from desktop.services.reserved import Reserved
from desktop.services.selection import Scope, Selecting
from desktop.services.what_leaves import Asked, Leaving
from desktop.texts import of_name, parse_day, plain_date

if TYPE_CHECKING:
    from desktop.services.session import Session

SHARE, RECEIPT, ASK = pli.SHARE, pli.RECEIPT, pli.ASK
NOBODY = "Choisissez à qui ce pli est destiné."
REVOKED = "Cette carte est celle d’un ordinateur déclaré perdu : rien ne lui est plus envoyé."
ERASED_SINCE = "Quelque chose a été effacé depuis que ce pli a été préparé : préparez-le de nouveau."
CHANGED_SINCE = "Un contact a changé depuis que ce pli a été préparé : préparez-le de nouveau."
TOO_MANY = "Un pli est pour soixante personnes au plus."
MOST = 60
ALREADY = "Un fichier porte déjà ce nom : choisissez-en un autre."


@dataclass(frozen=True, slots=True)
class Work:
    """What a parcel holds, for ``write`` and ``seal`` alone."""

    leaving: Leaving
    own: OwnPart
    scope: Scope
    whole: bool = False
    """Whether it holds all that was never acknowledged: former plis need not come any more."""
    hers: bool = False
    """Whether the sender's own words go along, reserved or not: towards her own other laptop."""


class Sealed(NamedTuple):
    """A pli closed and in the log, its file still to be put somewhere."""

    data: bytes
    sent: Sent

    def __bytes__(self) -> bytes:
        return self.data


class Sending:
    """What a person can send, and to whom."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # -- before anything is written ------------------------------------------------------------------------------------
    def prepare(self, logins: Sequence[str], selection: Selection, *, acked_only: bool = False) -> Parcel:
        """What would leave, in plain words. ``acked_only``: since what they said they have, not since what was sent."""
        session = self._session
        need_own(session)
        self._may()
        contacts = self._contacts(logins)
        if selection.own:
            own_part.allow(session, contacts, selection)
        scope = Selecting(session).scope(selection, contacts)
        hers = selection.own and all(contact.mine for contact in contacts)
        given = log.covered(session, contacts, acked_only=acked_only, own=hers)
        asked = Asked(given.commun, frozenset(selection.named), frozenset(selection.unnamed), selection.leave, given.hers,
                      given.told, given.named, listing=not acked_only)
        reserved = Reserved(session, {session.actor.id, *(contact.account for contact in contacts)} if hers else ())
        leaving = what_leaves.gather(session, scope, asked, reserved)
        own = own_part.gather(session, scope, selection, contacts[0], given.personal, given.told) if selection.own else OwnPart()
        words = Words(session, leaving, scope.parts)
        lines = (*words.lines(), *own_lines(own.counts, own.size))
        entries = sum(len(batch.entries) + len(batch.erased) for batch in (leaving.batch, own.batch))
        warnings = tuple(self._warnings(contacts, selection, scope))
        if not entries:
            warnings = (self._nothing(selection, given.last), *warnings)
        pupils = {row.root for id in leaving.sent if (row := leaving.rows[id]).table == "student" or row.root in scope.children}
        return Parcel(selection, contacts, lines, words.withheld(reserved), warnings, entries, len(pupils),
                      Work(leaving, own, scope, acked_only, hers))

    def _may(self) -> None:
        if "pli" in policy.TABLE:
            self._session.rights.require("read", "pli")

    def _contacts(self, logins: Sequence[str]) -> tuple[Contact, ...]:
        found = {contact.account: contact for login in logins for contact in (self._session.contacts.get(login),)}
        if not found:
            raise InputError(NOBODY)
        if len(found) > MOST:
            raise InputError(TOO_MANY)
        if any(contact.trust is Trust.REVOKED for contact in found.values()):
            raise RefusedError(REVOKED)
        return tuple(found.values())

    def _warnings(self, contacts: Sequence[Contact], selection: Selection, scope: Scope) -> list[str]:
        told = []
        for contact in contacts:
            if contact.trust is Trust.UNCONFIRMED:
                told.append(f"La carte {of_name(contact.name)} n’est pas confirmée : lisez ses six mots de vive voix avant "
                            "d’envoyer.")
            elif contact.trust is Trust.CHANGED:
                told.append(f"Une autre carte est arrivée au nom {of_name(contact.name)} : ce pli est fermé avec la première. "
                            "Appelez avant d’envoyer.")
        if selection.students and not selection.swept and self._in_several(scope, selection):
            told.append("D’une réunion à plusieurs, seule la part de l’enfant part avec sa fiche : le reste part si vous nommez "
                        "la réunion.")
        if selection.own:
            told.append("Ce pli porte vos notes : elles iront dans le fichier personnel de qui le reçoit, que rien ne vous "
                        "permettra d’effacer.")
        return told

    def _in_several(self, scope: Scope, selection: Selection) -> bool:
        text = "SELECT meeting_id FROM attendance WHERE student_id=?"
        found = {meeting for child in scope.named & scope.children for (meeting,) in self._session.commun.sql(text, (child,))}
        return bool(found - set(selection.meetings))

    def _nothing(self, selection: Selection, last: str) -> str:
        if not selection.swept:
            return "Il n’y a rien à envoyer dans ce que vous avez choisi."
        day = parse_day(last[:10])
        return f"Rien de nouveau depuis le pli du {plain_date(day)}." if day else "Rien de nouveau à envoyer."

    # -- written -------------------------------------------------------------------------------------------------------
    def write(self, parcel: Parcel, path: Path | None = None, folder: Path | None = None, *, until: str = "") -> Sent:
        """Write the pli under this name, or under a neutral one in a folder. Its numbers are used first, and it counts as sent
        once the file is there: a cut loses a number, never an entry."""
        sealed = self._seal(parcel, until)
        if path is None:
            path = (folder or Path()) / sealed.sent.file
            if os.path.lexists(path):
                raise InputError(ALREADY)
        with disk_errors():
            write_atomically(path, sealed.data)
        with need_own(self._session).transaction(quiet=True) as sql:
            sql.execute("UPDATE pli SET file=? WHERE id=? AND way='out'", (path.name, sealed.sent.id))
        return replace(sealed.sent, file=path.name, path=path)

    def seal(self, parcel: Parcel, *, until: str = "") -> Sealed:
        """Closed, for the shared folder. Until ``placed`` says so, or its receipt comes, it does not count as sent."""
        return self._seal(parcel, until)

    def placed(self, pli_id: str, file: str) -> None:
        """A pli sealed here is where its contacts will find it."""
        with need_own(self._session).transaction(quiet=True) as sql:
            sql.execute("UPDATE pli SET file=? WHERE id=? AND way='out'", (file, pli_id))

    def receipt(self, login: str) -> Sealed:
        """A pli that says what came, and nothing else."""
        return self._small(login, RECEIPT)

    def ask(self, login: str) -> Sealed:
        """A pli that says what came, and asks for what never did."""
        return self._small(login, ASK)

    def numbers(self, pli_id: str) -> dict[str, int]:
        """The place of a pli in the stream to each of its contacts, by account."""
        return {contact: log.told(number) for contact, number in need_own(self._session).sql(
            "SELECT contact, number FROM pli WHERE id=? AND way='out'", (pli_id,))}

    def dossier_pdf(self, selection: Selection) -> bytes:
        """One PDF for who has not the program."""
        from desktop.services.dossier import dossier_pdf

        return dossier_pdf(self._session, selection)

    # -- sealing -------------------------------------------------------------------------------------------------------
    def _seal(self, parcel: Parcel, until: str = "") -> Sealed:
        work: Work = parcel.work
        if not parcel.entries:
            raise RefusedError(parcel.warnings[0] if parcel.warnings else "Il n’y a rien à envoyer.")
        contacts = self._as_prepared(parcel)
        self._still_there(work)
        swept = parcel.selection.swept
        reach: dict[str, Any] = {
            log.COMMUN: str(work.leaving.reach), log.PERSONAL: str(work.own.reach),
            log.NAMED: sorted(work.leaving.by_name), log.TOLD: [*work.leaving.marks, *work.own.marks]}
        reach |= {log.OWN: True} if work.hers else {}
        batches = {name: batch for name, batch in ((pli.COMMUN, work.leaving.batch), (pli.PERSONAL, work.own.batch))
                   if batch.entries or batch.erased}
        sealed = self._close(contacts, SHARE, batches, work.own.pieces, lines=[line.text for line in parcel.lines], swept=swept,
                             reach=reach, until=until, whole=work.whole and swept)
        children = {row.root for id in work.leaving.sent if (row := work.leaving.rows[id]).root in work.leaving.rows
                    and work.leaving.rows[row.root].table == "student"}
        note_plis(self._session, children)
        return sealed

    def _as_prepared(self, parcel: Parcel) -> tuple[Contact, ...]:
        """The same people with the same cards: what was prepared for a laptop since lost does not leave."""
        contacts = self._contacts([contact.login for contact in parcel.contacts])
        for now, then in zip(contacts, parcel.contacts, strict=True):
            if (now.account, now.words, now.share) != (then.account, then.words, then.share):
                raise RefusedError(CHANGED_SINCE)
        if parcel.selection.own:
            own_part.allow(self._session, contacts, parcel.selection)
        return contacts

    def _still_there(self, work: Work) -> None:
        for store, batch in ((self._session.commun, work.leaving.batch), (self._session.personal, work.own.batch)):
            erased = {(root, row) for root, row in store.sql("SELECT root, row FROM main.ledger")}
            if any((entry.root, "") in erased or (entry.root, entry.row) in erased for entry in batch.entries):
                raise RefusedError(ERASED_SINCE)

    def _small(self, login: str, purpose: str) -> Sealed:
        need_own(self._session)
        self._may()
        contacts = self._contacts([login])
        every = self._session.receiving.wants(contacts[0].account) if purpose == ASK else {}
        wants = receipts.first_of(every)
        more = [] if len(wants) == len(every) else [_MORE]
        return self._close(contacts, purpose, {}, {}, lines=[_SAID[purpose], *more], wants=wants)

    def _close(self, contacts: Sequence[Contact], purpose: str, batches: Mapping[str, Batch], pieces: Mapping[str, bytes], *,
               lines: list[str], swept: bool = False, reach: Mapping[str, Any] | None = None, until: str = "",
               wants: pli.Wants | None = None, whole: bool = False) -> Sealed:
        """Use a number for each contact, then close the pli. What is in the log without a file was sealed, and maybe no more."""
        session, store = self._session, need_own(self._session)
        now = session.clock.now()
        id, at = session.ids.new(), stamp(now)
        text = json.dumps({log.DEVICE: log.device_of(session), **(reach or {})}, ensure_ascii=False, separators=(",", ":"))
        numbers: dict[str, int] = {}
        instead = {contact.account: log.replaced(session, contact, whole=whole, own=pli.PERSONAL in batches)
                   for contact in contacts}
        with store.transaction(quiet=True) as sql:
            for contact in contacts:
                numbers[contact.account] = log.next_number(session, sql, contact.account)
                sql.execute("INSERT INTO pli (id, way, contact, number, at, purpose, file, swept, reach, again, lines) "
                            "VALUES (?, 'out', ?, ?, ?, ?, '', ?, ?, 0, ?)",
                            (id, contact.account, numbers[contact.account], at, purpose, int(swept), text,
                             json.dumps(lines, ensure_ascii=False)))
        recipients = [pli.Recipient(contact.account, session.contacts.keys_of(contact).card.pli, numbers[contact.account],
                                    str(session.receiving.got(contact.account)),
                                    str(instead[contact.account] & Ranges.between(1, numbers[contact.account] - 1)))
                      for contact in contacts]
        data = pli.write(session.identity, id=id, name=session.actor.name, roles=session.actor.roles, recipients=recipients,
                         purpose=purpose, created=at, batches=batches, blobs=pieces, until=until, wants=wants,
                         own=pli.PERSONAL in batches)
        first = contacts[0]
        sent = Sent(id, "out", ", ".join(contact.login for contact in contacts), log.told(numbers[first.account]), at, purpose,
                    pli.file_name(session.clock.today()), tuple(lines))
        return Sealed(data, sent)


_MORE = "Le début seulement : redemandez le reste quand ceci sera arrivé"
_SAID = {RECEIPT: "Reçu : ce qui est arrivé", ASK: "Demande : ce qui n’est pas arrivé"}
