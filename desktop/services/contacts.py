"""Contacts: cards given and received, the six words that confirm them, laptops that are lost, the log of plis.

All of it is in one's own file: to whom somebody writes is hers. A card that came first is taken as it is and shown as not
confirmed; one with other keys never replaces it by itself.
"""

from __future__ import annotations

import builtins
import json
from typing import TYPE_CHECKING, Any

from desktop.clock import stamp
from desktop.content import words as card_words
from desktop.errors import InputError, RefusedError
from desktop.exchange import age
from desktop.exchange import card as cards
from desktop.exchange.card import ContactCard
from desktop.exchange.ranges import Ranges
from desktop.security.cards import same_words, six_words
from desktop.services.exchange_values import Contact, Sent, Share, Trust

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

CLOSED = "Tapez votre phrase de passe : vos contacts et vos plis sont dans votre propre fichier."
UNKNOWN = "Vous n’avez pas de contact de ce nom."
OWN_CARD = "C’est votre propre carte, ou celle d’un compte de ce coffre : il n’y a pas de pli à s’envoyer."
REVOKED = "Cette carte est celle d’un ordinateur déclaré perdu : elle ne reçoit plus rien."
WORDS = "Ce ne sont pas les six mots de cette carte : relisez-les ensemble. Si l’un diffère, ce n’est pas sa carte."
_COLUMNS = ("account", "vault", "login", "card", "how", "added_on", "confirmed_on", "waiting", "owner", "mine",
            "revoked_on", "share")
_REVOKED_KEY = "cartes reprises"
"""The key, in ``meta``, of the lost laptops that one's own card names."""


def need_own(session: Session) -> Store:
    """One's own file; ``RefusedError`` when the common one alone was reopened."""
    own = session.own_file
    if own is None:
        raise RefusedError(CLOSED)
    return own


class Contacts:
    """Whom one exchanges with."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # -- one's own card ------------------------------------------------------------------------------------------------
    def _mine(self) -> ContactCard:
        session = self._session
        need_own(session)
        return cards.of(session.identity, session.actor.name, session.actor.roles, stamp(session.clock.now()), self._lost())

    def _lost(self) -> tuple[str, ...]:
        found = need_own(self._session).one("SELECT value FROM meta WHERE key=?", (_REVOKED_KEY,))
        return tuple(json.loads(found[0])) if found else ()

    def my_card(self) -> bytes:
        """One's card as a file, to give."""
        return cards.dump(self._mine())

    def my_card_text(self) -> str:
        """The same for a QR code."""
        return cards.qr_text(self._mine())

    def my_words(self) -> tuple[str, ...]:
        """The six words one reads aloud."""
        return _words(self._mine())

    def card_pdf(self) -> bytes:
        """One's card on a sheet: QR code, six words, what to do."""
        from desktop.reports.contact_card import contact_card_pdf

        mine, session = self._mine(), self._session
        return contact_card_pdf(mine.name, session.actor.function, _words(mine), cards.qr_text(mine), session.clock.today(),
                                demonstration=session.demonstration)

    def export_key(self) -> str:
        """One's private key of plis as the ordinary ``age`` tool reads it: whoever has it opens every pli sent to her."""
        need_own(self._session)
        return ("# Clé de plis : avec elle, l’outil « age » ouvre tout pli qui vous est adressé.\n"
                "# Elle ne s’envoie pas, ne se copie pas sur une clé USB, et s’efface dès que la vérification est faite.\n"
                f"# clé publique : {age.recipient_text(self._session.identity.card.pli)}\n"
                f"{age.identity_text(self._session.identity.pli.private_bytes_raw())}\n")

    # -- what one has --------------------------------------------------------------------------------------------------
    def _rows(self) -> builtins.list[dict[str, Any]]:
        own = need_own(self._session)
        return [dict(zip(_COLUMNS, row, strict=True)) for row in own.sql(
            f"SELECT {', '.join(_COLUMNS)} FROM contact ORDER BY login")]

    def list(self) -> tuple[Contact, ...]:
        """Every contact, by login."""
        rows = self._rows()
        names = {row["account"]: cards.load(row["card"].encode()).name for row in rows}
        sent, received = self._dates("out"), self._dates("in")
        return tuple(self._contact(row, names, sent, received) for row in rows)

    def _dates(self, way: str) -> dict[str, str]:
        own = need_own(self._session)
        return {row[0]: row[1] or "" for row in own.sql("SELECT contact, max(at) FROM pli WHERE way=? GROUP BY contact", (way,))}

    def _contact(self, row: dict[str, Any], names: dict[str, str], sent: dict[str, str], received: dict[str, str]) -> Contact:
        card = cards.load(row["card"].encode())
        waiting = cards.load(row["waiting"].encode()) if row["waiting"] else None
        trust = (Trust.REVOKED if row["revoked_on"] else Trust.CHANGED if waiting
                 else Trust.CONFIRMED if row["how"] else Trust.UNCONFIRMED)
        return Contact(card.account, row["login"], card.name, card.roles, _words(card), trust, row["how"] or "",
                       names.get(row["owner"] or "", ""), bool(row["mine"]), _words(waiting) if waiting else (),
                       _share(row["share"]), sent.get(card.account, ""), received.get(card.account, ""),
                       self._missing(card.account))

    def _missing(self, account: str) -> tuple[int, ...]:
        got = Ranges.of(row[0] for row in need_own(self._session).sql(
            "SELECT number FROM pli WHERE way='in' AND contact=? AND number > 0", (account,)))
        return tuple(Ranges.between(max(1, got.highest - 1000), got.highest) - got)[-100:]

    def get(self, login: str) -> Contact:
        """A contact by login or by account. Raises ``RefusedError``."""
        wanted = login.strip().casefold()
        for one in self.list():
            if wanted in (one.login.casefold(), one.account):
                return one
        raise RefusedError(UNKNOWN)

    def by_account(self, account: str) -> Contact | None:
        """The contact of an account."""
        return next((one for one in self.list() if one.account == account), None)

    def keys_of(self, contact: Contact) -> ContactCard:
        """The card in force of a contact."""
        return cards.load(self._row(contact.account)["card"].encode())

    def _row(self, account: str) -> dict[str, Any]:
        for row in self._rows():
            if row["account"] == account:
                return row
        raise RefusedError(UNKNOWN)

    # -- cards that come -----------------------------------------------------------------------------------------------
    def add(self, data: bytes | str) -> tuple[Contact, str]:
        """Take a card, as a file or as the text of its QR code; what happened: ``added``, ``known``, ``changed``, ``signed``,
        ``revoked``. Raises ``BadPliError`` for what is no card, ``InputError`` for one's own."""
        card = cards.load_text(data) if isinstance(data, str) else _from_file(data)
        if card.account == self._session.identity.account or card.vault == self._session.vault.id:
            raise InputError(OWN_CARD)
        rows = {row["account"]: row for row in self._rows()}
        known = rows.get(card.account)
        what, values = self._added(card, rows) if known is None else self._again(card, known, rows)
        lost = self._revoked_by(card, rows) if what in ("known", "revoked") else []
        with need_own(self._session).transaction() as sql:
            self._write(sql, card.account, values)
            for account in lost:
                self._write(sql, account, {"revoked_on": self._now()})
        return self.get(card.account), "revoked" if lost else what

    def _added(self, card: ContactCard, rows: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        values = {"vault": card.vault, "login": self._free(card.login, rows.values()), "card": cards.dump(card).decode(),
                  "added_on": self._now()}
        owner = self._voucher(card, rows)
        if owner:
            return "signed", values | {"how": "signed", "owner": owner, "confirmed_on": self._now()}
        return "added", values

    def _again(self, card: ContactCard, known: dict[str, Any], rows: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        former = cards.load(known["card"].encode())
        if former.card != card.card:
            return "changed", {"waiting": cards.dump(card).decode()}
        newer = {"card": cards.dump(card).decode()} if card.at >= former.at or card.by else {}
        owner = "" if known["how"] else self._voucher(card, rows)
        if owner:
            return "signed", newer | {"how": "signed", "owner": owner, "confirmed_on": self._now()}
        return "revoked" if known["revoked_on"] else "known", newer

    def _voucher(self, card: ContactCard, rows: dict[str, Any]) -> str:
        """Who said that this laptop is hers too: a contact whose own six words were read, and that is not lost."""
        by = rows.get(card.by["account"]) if card.by else None
        if by is None or by["how"] != "words" or by["revoked_on"] or by["waiting"]:
            return ""
        public = cards.load(by["card"].encode()).card.signature
        return by["account"] if cards.vouched_by(card, public) else ""

    def _revoked_by(self, card: ContactCard, rows: dict[str, Any]) -> builtins.list[str]:
        """Laptops this card says are lost, when they are that person's: those she vouched for, or that vouched for her."""
        known = rows.get(card.account)
        if known is None or not known["how"] or known["revoked_on"]:
            return []
        return [account for account in card.revoked if account in rows and not rows[account]["revoked_on"]
                and (rows[account]["owner"] == card.account or known["owner"] == account)]

    def _free(self, login: str, rows: Any) -> str:
        taken = {row["login"].casefold() for row in rows}
        name, number = login, 2
        while name.casefold() in taken:
            name, number = f"{login}-{number}", number + 1
        return name

    # -- acts ----------------------------------------------------------------------------------------------------------
    def confirm(self, login: str, words: str | None = None) -> Contact:
        """The six words were read aloud. ``words``: as they were heard; without, the caller says that they are the same."""
        contact = self.get(login)
        row = self._row(contact.account)
        if row["revoked_on"]:
            raise RefusedError(REVOKED)
        card = cards.load((row["waiting"] or row["card"]).encode())
        if words is not None and not same_words(words, _words(card)):
            raise InputError(WORDS, column="words")
        self._put(contact.account, card=cards.dump(card).decode(), waiting=None, how="words", confirmed_on=self._now(),
                  owner=None if row["waiting"] else row["owner"])
        return self.get(contact.account)

    def rename(self, login: str, new: str) -> Contact:
        """Call a contact otherwise on the command line."""
        contact, wanted = self.get(login), new.strip()
        if not wanted or len(wanted) > cards.LOGIN or not wanted.isprintable() or " " in wanted:
            raise InputError("Un nom court, sans espace, est attendu.", column="login")
        if any(one.login.casefold() == wanted.casefold() and one.account != contact.account for one in self.list()):
            raise InputError("Un autre contact a déjà ce nom.", column="login")
        self._put(contact.account, login=wanted)
        return self.get(contact.account)

    def forget(self, login: str) -> None:
        """Take a contact away; what was sent and received stays in the log."""
        account = self.get(login).account
        with need_own(self._session).transaction() as sql:
            sql.execute("DELETE FROM contact WHERE account=?", (account,))

    def revoke(self, login: str) -> Contact:
        """A lost laptop: it gets nothing more. One's own is named by one's next card, so that others stop too."""
        contact = self.get(login)
        lost = tuple(sorted({*self._lost(), contact.account}))[-cards.REVOKED:]
        with need_own(self._session).transaction() as sql:
            self._write(sql, contact.account, {"revoked_on": self._now()})
            if contact.mine:
                sql.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (_REVOKED_KEY, json.dumps(lost)))
        return self.get(contact.account)

    def sign(self, login: str) -> bytes:
        """« C’est mon autre ordinateur »: its card signed by this one, to give to those who know this one."""
        contact = self.get(login)
        if contact.trust is not Trust.CONFIRMED:
            raise RefusedError("Lisez d’abord les six mots de cet ordinateur sur son écran : sa carte sera confirmée, puis "
                               "signée.")
        card = cards.vouch(self._session.identity, self.keys_of(contact))
        self._put(contact.account, mine=1, card=cards.dump(card).decode())
        return cards.dump(card)

    def set_share(self, login: str, share: Share) -> Contact:
        """What « ce qui a changé » means for her from now on."""
        contact = self.get(login)
        said = None if share.all else json.dumps({"students": list(share.students), "schools": list(share.schools)})
        self._put(contact.account, share=said)
        return self.get(contact.account)

    def _put(self, account: str, **values: Any) -> None:
        with need_own(self._session).transaction() as sql:
            self._write(sql, account, values)

    def _write(self, sql: Any, account: str, values: dict[str, Any]) -> None:
        sql.execute("INSERT OR IGNORE INTO contact (account) VALUES (?)", (account,))
        if values:
            cells = ", ".join(f"{name}=?" for name in values)
            sql.execute(f"UPDATE contact SET {cells} WHERE account=?", (*values.values(), account))

    def _now(self) -> str:
        return stamp(self._session.clock.now())

    # -- what was sent and received ------------------------------------------------------------------------------------
    def log(self, limit: int = 200) -> tuple[Sent, ...]:
        """Plis sent and received, newest first."""
        own = need_own(self._session)
        people = {one.account: (one.name, one.login) for one in self.list()}
        gone = ("contact retiré", "")
        undone = {row[0]: row[1] for store in (self._session.commun, own) for row in store.sql(
            "SELECT pli, max(undone_on) FROM main.received GROUP BY pli HAVING count(*) = count(undone_on)")}
        return tuple(Sent(id, way, people.get(contact, gone)[0], number or 0, at or "", purpose or "", file or "",
                          tuple(json.loads(lines or "[]")), acked or "", undone.get(id) or "" if way == "in" else "", bool(again),
                          login=people.get(contact, gone)[1])
                     for id, way, contact, number, at, purpose, file, lines, acked, again in own.sql(
            "SELECT id, way, contact, number, at, purpose, file, lines, acked_on, again FROM pli ORDER BY n DESC LIMIT ?",
            (limit,)))


def _from_file(data: bytes) -> ContactCard:
    """A card of a file; one that holds the text of a QR code is read as such."""
    if data.lstrip().startswith(cards.PREFIX.encode()):
        return cards.load_text(data[:4 * cards.LIMIT].decode(errors="replace"))
    return cards.load(data)


def _words(card: ContactCard) -> tuple[str, ...]:
    return six_words(card.card, card.vault, card.account, card.login, card_words())


def _share(text: str | None) -> Share:
    said = json.loads(text) if text else {}
    return Share(tuple(said.get("students", ())), tuple(said.get("schools", ())))


