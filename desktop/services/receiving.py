"""A pli received: looked at apart, shown, then taken in one transaction; taken out again as long as nothing is built on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.changes import Changes
from desktop.clock import stamp
from desktop.errors import RefusedError
from desktop.exchange import compare
from desktop.exchange.ranges import Ranges
from desktop.services import arriving_joins, authors_told, opened_pli, receipts
from desktop.services.arriving import OUT_OF_SIGHT, Arrival, hold, questions
from desktop.services.arriving_words import Words
from desktop.services.contacts import need_own
from desktop.services.covered import told as number_told
from desktop.services.exchange_values import Answers, Arriving, Contact, Preview, Taken, Trust
from desktop.services.opened_pli import Opened
from desktop.storage import merge
from desktop.storage.heads import Entry
from desktop.storage.merge import Origin
from desktop.texts import of_name, plural

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

MAY_NOT = ("Votre compte n’ouvre pas les plis de ce coffre : remettez celui-ci à la personne qui tient les comptes.")
NOTHING = "Ce pli n’a rien apporté ici qu’on puisse reprendre."
NOT_YOURS = "C’est à la personne qui a pris ce pli, ou à qui tient les comptes, de le défaire."
KEPT = "modifié depuis, laissé tel quel."
_OTHERS = ", ou à celui d’une autre personne de ce coffre,"


@dataclass(frozen=True, slots=True)
class Work:
    """What ``take`` needs of what ``look`` read."""

    opened: Opened
    sender: Contact
    accept_unknown: bool = False


@dataclass(frozen=True, slots=True)
class _Parts:
    """Both parts of a pli against both files."""

    commun: Arrival
    personal: Arrival | None

    @property
    def all(self) -> tuple[Arrival, ...]:
        return (self.commun,) if self.personal is None else (self.commun, self.personal)


class Receiving:
    """What a person can do with a pli that came."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    # -- looking -------------------------------------------------------------------------------------------------------
    def look(self, data: bytes, accept_unknown: bool = False) -> Preview:
        """What a pli would bring; nothing is written. Raises ``BadPliError``, ``NotForYouError``, ``RefusedError``."""
        own = need_own(self._session)
        self._may()
        opened = opened_pli.read(self._session, data)
        sender = opened_pli.sender(self._session, opened, accept_unknown=accept_unknown)
        return self._preview(own, Work(opened, sender, accept_unknown), self._parts(own, opened))

    def _may(self) -> None:
        self._session.rights.require("write", "pli", sentence=MAY_NOT)

    def _parts(self, own: Store, opened: Opened) -> _Parts:
        commun = hold(self._session, self._store, opened.commun, left=receipts.left(own))
        personal = (hold(self._session, own, opened.personal, left=receipts.left(own, part="left_own"))
                    if opened.personal is not None else None)
        opened_pli.check_pieces(own, opened, personal)
        return _Parts(commun, personal)

    def _preview(self, own: Store, work: Work, parts: _Parts) -> Preview:
        opened, sender = work.opened, work.sender
        words = [Words(self._session, store, part) for store, part in zip((self._store, own), parts.all, strict=False)]
        arriving = tuple(one for word in words for one in word.arriving())
        erased = tuple(line for word in words for line in word.erased(sender.name))
        gaps = tuple(dict.fromkeys(name for word in words for name in word.gaps()))
        alerts = self._alerts(parts)
        return Preview(
            opened.id, sender, opened.created, opened.purpose, number_told(opened.number), self._again(own, opened.id), arriving,
            sum(part.count("new") for part in parts.all), sum(part.changed for part in parts.all),
            sum(part.conflicts for part in parts.all), sum(part.entries for part in parts.all),
            tuple({line.row: line for line in erased}.values()), tuple(root for part in parts.all for root in part.refused),
            sum(part.later for part in parts.all), receipts.missing(own, sender.account, opened.number, opened.instead), gaps,
            (*alerts, *self._warnings(sender, opened, parts)), opened.personal is not None, work, alerts)

    def _alerts(self, parts: _Parts) -> tuple[str, ...]:
        """What is never taken without somebody who read it: words of here that would be lost, children nobody can decide of."""
        told = []
        emptied = sum(part.emptied for part in parts.all)
        if emptied:
            told.append(f"Ce pli vide {plural(emptied, 'texte écrit', 'textes écrits')} ici, par une rectification : défaire le "
                        "pli ne les rendra pas.")
        disputed = sum(len(part.disputed) for part in parts.all)
        if disputed:
            told.append(f"{plural(disputed, 'dossier laissé', 'dossiers laissés')} de côté : un autre pli a donné un autre texte "
                        "sous le même numéro, l’un des deux dit faux. Défaites celui-là, puis redemandez ce qui manque.")
        return tuple(told)

    def _again(self, own: Store, pli: str) -> bool:
        """Whether it was taken in, and not taken out since."""
        found = [row[0] for store in (self._store, own) for row in store.sql(
            "SELECT undone_on FROM main.received WHERE pli=?", (pli,))]
        return receipts.came(own, pli) and (not found or None in found)

    def _warnings(self, sender: Contact, opened: Opened, parts: _Parts) -> tuple[str, ...]:
        told = []
        if sender.trust is Trust.UNCONFIRMED:
            told.append(f"La carte {of_name(sender.name)} n’est pas confirmée : lisez-vous les six mots avant de prendre ce pli.")
        elif sender.trust is Trust.CHANGED:
            told.append(f"Une autre carte {of_name(sender.name)} attend que ses six mots soient lus : ce pli est signé par "
                        "l’ancienne.")
        mine = sum(part.mine for part in parts.all)
        if mine:
            told.append(f"Ce pli rapporte {plural(mine, 'écriture')} à votre nom{_OTHERS if not self._alone() else ''} qu’on ne "
                        "trouve plus ici : vérifiez que c’est bien vous qui avez écrit cela.")
        later = sum(part.later for part in parts.all) + opened.unknown
        if later:
            told.append(f"{plural(later, 'élément vient', 'éléments viennent')} d’une version plus récente : gardé, montré après "
                        "une mise à jour.")
        never = sum(len(part.never) for part in parts.all)
        if never:
            told.append(f"Chez {sender.name}, {plural(never, 'élément effacé', 'éléments effacés')} avant d’être venu ici : "
                        "ce sera refusé s’il arrive d’ailleurs.")
        return tuple(told)

    def _alone(self) -> bool:
        return len(self._store.sql("SELECT 1 FROM main.account LIMIT 2")) < 2

    # -- taking --------------------------------------------------------------------------------------------------------
    def take(self, preview: Preview, answers: Answers | None = None) -> Taken:
        """Take a pli in: the common file in one transaction, then one's own. Again changes nothing."""
        said = answers or Answers()
        own = need_own(self._session)
        self._may()
        work: Work = preview.work
        opened = work.opened
        sender = opened_pli.sender(self._session, opened, accept_unknown=work.accept_unknown)  # lost since, maybe
        parts = self._parts(own, opened)
        work = replace(work, sender=sender)
        now = self._preview(own, work, parts)
        left = frozenset(said.leave)
        pairs = [pair for pair in said.join if pair[0] not in left]
        arriving_joins.check(self._session, pairs, {root for root in parts.commun.roots if root not in left})
        at = stamp(self._session.clock.now())
        origin = Origin(opened.id, sender.account, self._session.actor.id, at)
        with arriving_joins.together(self._store) as sql:
            brought = [merge.receive(self._store, opened.commun.units, _fresh(parts.commun), origin, leave=left).changes]
            authors_told.keep(self._store, self._session, opened.commun, sender, origin, parts.commun, left)
            if arriving_joins.join(self._session, sql, pairs, origin):
                brought.append(self._store.unit_changes)
        if parts.personal is not None and opened.personal is not None:
            with arriving_joins.together(own):
                brought.append(merge.receive(own, opened.personal.units, _fresh(parts.personal), origin, blobs=opened.blobs,
                                             leave=left).changes)
                authors_told.keep(own, self._session, opened.personal, sender, origin, parts.personal, left)
        lines = list(_told(now, left))
        asked = {line.row for line in now.erased}
        for told in (*said.erase, *said.keep):
            if told in asked and told.partition("/")[0] not in left:
                brought.append(self._answer(told, erase=told in said.erase, lines=lines))
        self._note(own, work, at, tuple(lines), parts, left)
        return Taken(opened.id, *_counts(parts, left), tuple(lines), _together(brought, f"Pli {of_name(sender.name)}",
                                                                              self._store.seen()))

    def _answer(self, told: str, *, erase: bool, lines: list[str]) -> Changes:
        """What was erased at the sender's, answered: erased here too, or kept. What one may not erase keeps waiting."""
        try:
            return self._session.clashes.answer_erasure(told, erase)
        except RefusedError as error:
            lines.append(f"Un effacement attend quelqu’un d’autre : {error}")
            return Changes()

    def _note(self, own: Store, work: Work, at: str, lines: tuple[str, ...], parts: _Parts, left: frozenset[str]) -> None:
        """Keep that it came; what it says of the plis one sent."""
        opened, account = work.opened, work.sender.account
        newest = opened.number >= receipts.numbers(own, account).highest
        receipts.note_acks(self._session, own, account, opened.got, at, newest=newest, asked=opened.purpose == "ask",
                           wants=opened.wants)
        stayed = [compare.names(e for e in part.fresh.entries if e.root in left) for part in parts.all]
        wants = {root: devices for root, devices in parts.commun.gaps.items() if root not in left}
        hers = {}
        if parts.personal is not None and work.sender.mine:  # nobody else learns, by being asked, what is in one's own file
            hers = {root: devices for root, devices in parts.personal.gaps.items() if root not in left}
        receipts.note_in(own, opened.id, account, opened.number, at, opened.purpose, lines, wants=wants, wants_own=hers,
                         left=stayed[0], left_own=stayed[1] if len(stayed) > 1 else {}, instead=opened.instead)

    # -- asking again --------------------------------------------------------------------------------------------------
    def wants(self, account: str) -> dict[str, dict[str, str]]:
        """What a contact's plis said is there and never came, by root and device: what ``Sending.ask`` asks for."""
        return receipts.wanted(self._session, need_own(self._session), account)

    def got(self, account: str) -> Ranges:
        """The numbers of a contact's plis that came: what a receipt says."""
        return receipts.numbers(need_own(self._session), account)

    # -- taking out ----------------------------------------------------------------------------------------------------
    def undo(self, pli: str) -> Changes:
        """Take out what a pli brought, joins included; what somebody built on it stays, and is told."""
        own = need_own(self._session)
        self._may()
        found = {store: store.sql("SELECT taken_by, from_n, to_n FROM main.received WHERE pli=? AND undone_on IS NULL", (pli,))
                 for store in (self._store, own)}
        if not any(found.values()):
            raise RefusedError(NOTHING)
        here = self._session.rights.standing
        if not here.alone and not here.manager and any(row[0] != here.id for row in found[self._store]):
            raise RefusedError(NOT_YOURS)
        self._in_sight([(first, last) for _, first, last in found[self._store]])
        joined = self._store.sql("SELECT 1 FROM main.received WHERE pli=? AND undone_on IS NULL AND unit IS NOT NULL", (pli,))
        at = stamp(self._session.clock.now())
        out: list[Changes] = []
        skipped: list[str] = []
        for store, rows in found.items():
            if not rows:
                continue
            changes, kept = merge.take_out(store, pli, at)
            with store.transaction(quiet=True) as sql:
                sql.execute("DELETE FROM told_erasure WHERE pli=? AND kept_on IS NULL", (pli,))
            out.append(changes)
            skipped += [f"{self._name(store, root)} : {KEPT}" for root in sorted(kept)]
        if joined and self._store.redraw is not None:
            self._store.redraw()  # the numbers of the join will not come twice under one name
        return replace(_together(out, "Pli défait", self._store.seen()), skipped=tuple(dict.fromkeys(skipped)))

    def _in_sight(self, intervals: Sequence[tuple[int, int]]) -> None:
        if self._session.rights.standing.places is None:
            return
        text = "SELECT DISTINCT root FROM {}entry WHERE n BETWEEN ? AND ?"
        for interval in intervals:
            every, seen = self._store.sql(text.format("main."), interval), self._store.sql(text.format(""), interval)
            if set(every) - set(seen):
                raise RefusedError(OUT_OF_SIGHT)

    def _name(self, store: Store, root: str) -> str:
        from desktop.services.record_titles import Titles

        found = store.one("SELECT tbl FROM entry WHERE row=? AND root=row LIMIT 1", (root,))
        return (Titles(self._session, store).of(found[0], root) if found is not None else "") or "Un élément"


def _fresh(part: Arrival) -> list[Entry]:
    return [*part.fresh.entries, *part.fresh.filled, *part.fresh.emptied]


def _counts(parts: _Parts, left: frozenset[str]) -> tuple[int, int, int, int]:
    """Entries, new rows, changed rows and cells of two texts, without what was left."""
    changes = [change for part in parts.all for change in part.changes if change.root not in left]
    entries = [e for part in parts.all for e in (*part.fresh.entries, *part.fresh.filled) if e.root not in left]
    return (len(entries), sum(c.state == "new" for c in changes), sum(c.state in ("changed", "gone") for c in changes),
            sum(len(questions(c)) for c in changes))


def _told(now: Preview, left: frozenset[str]) -> list[str]:
    """What came, child by child, as the log keeps it."""
    def line(one: Arriving) -> str:
        if one.state == "erased":
            return f"{one.name} : effacé ici, refusé"
        if one.root in left:
            return f"{one.name} : laissé"
        return f"{one.name} : {' ; '.join(one.lines)}" if one.lines else one.name

    return [line(one) for one in now.arriving if one.state != "same"]


def _together(parts: Sequence[Changes], label: str, seen: int) -> Changes:
    return Changes(label=label, touched=frozenset().union(*(p.touched for p in parts)),
                   roots=frozenset().union(*(p.roots for p in parts)), seen=seen)
