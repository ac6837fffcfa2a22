"""Contacts: cards given and received, the six words that confirm them, laptops that are lost, the log of plis.

All of it is in one's own file: to whom somebody writes is hers. A card that came first is taken as it is and shown as not
confirmed; one with other keys never replaces it by itself.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from desktop.clock import stamp
from desktop.content import words as card_words
from desktop.errors import InputError, RefusedError
from desktop.exchange import age
from desktop.exchange import card as cards
from desktop.exchange.card import ContactCard
from desktop.security.cards import same_words, six_words
from desktop.services import contact_rules as rules
from desktop.services import covered, receipts
from desktop.services.exchange_values import Contact, Sent, Share, Trust

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

CLOSED = "Tapez votre phrase de passe : vos contacts et vos plis sont dans votre propre fichier."
UNKNOWN = "Vous n’avez pas de contact de ce nom."
OWN_CARD = "C’est votre propre carte, ou celle d’un compte de ce coffre : il n’y a pas de pli à s’envoyer."
REVOKED = "Cette carte est celle d’un ordinateur déclaré perdu : elle ne reçoit plus rien."
UNREAD = "Lisez d’abord les six mots de cet ordinateur sur son écran : sa carte sera confirmée, puis signée."
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
    def _rows(self, sql: Any = None) -> rules.Rows:
        """Rows by account, in the order of logins; ``sql``: as the transaction under way has them."""
        text = f"SELECT {', '.join(_COLUMNS)} FROM contact ORDER BY login"
        found = need_own(self._session).sql(text) if sql is None else sql.execute(text).fetchall()
        return {row[0]: dict(zip(_COLUMNS, row, strict=True)) for row in found}

    def list(self) -> tuple[Contact, ...]:
        """Every contact, by login."""
        rows = self._rows()
        names = {account: rules.shown_name(rules.card_of(row)) or row["login"] for account, row in rows.items()}
        sent, received = self._dates("out"), self._dates("in")
        return tuple(self._contact(row, names, sent, received) for row in rows.values())

    def _dates(self, way: str) -> dict[str, str]:
        own = need_own(self._session)
        return {row[0]: row[1] or "" for row in own.sql("SELECT contact, max(at) FROM pli WHERE way=? GROUP BY contact", (way,))}

    def _contact(self, row: dict[str, Any], names: dict[str, str], sent: dict[str, str], received: dict[str, str]) -> Contact:
        card = rules.card_of(row)
        waiting = cards.load(row["waiting"].encode()) if row["waiting"] else None
        trust = (Trust.REVOKED if row["revoked_on"] else Trust.CHANGED if waiting
                 else Trust.CONFIRMED if row["how"] else Trust.UNCONFIRMED)
        return Contact(card.account, row["login"], names[card.account], card.roles, _words(card), trust, row["how"] or "",
                       names.get(row["owner"] or "", ""), bool(row["mine"]), _words(waiting) if waiting else (),
                       _share(row["share"]), sent.get(card.account, ""), received.get(card.account, ""),
                       self._missing(card.account))

    def _missing(self, account: str) -> tuple[int, ...]:
        got = receipts.numbers(need_own(self._session), account)
        return receipts.holes(got, got.highest)

    def get(self, login: str) -> Contact:
        """A contact by account or by login. Raises ``RefusedError``."""
        wanted, known = normalize("NFC", login).strip().casefold(), self.list()
        for found in ([one for one in known if one.account == wanted], [one for one in known if one.login.casefold() == wanted]):
            if found:
                return found[0]
        raise RefusedError(UNKNOWN)

    def by_account(self, account: str) -> Contact | None:
        """The contact of an account."""
        return next((one for one in self.list() if one.account == account), None)

    def keys_of(self, contact: Contact) -> ContactCard:
        """The card in force of a contact."""
        return rules.card_of(_of(self._rows(), contact.account))

    # -- cards that come -----------------------------------------------------------------------------------------------
    def add(self, data: bytes | str) -> tuple[Contact, str]:
        """Take a card, as a file or as the text of its QR code; what happened: ``added``, ``known``, ``changed``, ``signed``,
        ``revoked``. Raises ``BadPliError`` for what is no card, ``InputError`` for one's own."""
        card, now = _read(data), self._now()
        session = self._session
        here = session.commun.one("SELECT 1 FROM main.account WHERE id=?", (card.account,)) is not None
        if here or card.account == session.identity.account or card.vault == session.vault.id:
            raise InputError(OWN_CARD)
        with need_own(self._session).transaction() as sql:
            rows = self._rows(sql)
            what, values = self._worth(card, rows, now)
            former = rows.get(card.account, dict.fromkeys(_COLUMNS) | {"account": card.account})
            rows[card.account] = former | values
            more = rules.follows(rows, card.account, now) if what != "changed" else {}
            sql.execute("INSERT OR IGNORE INTO contact (account) VALUES (?)", (card.account,))
            _write(sql, {card.account: {name: said for name, said in values.items() if said != former[name]}})
            _write(sql, more)
        return self.get(card.account), "revoked" if any(said.get("revoked_on") for said in more.values()) else what

    def _worth(self, card: ContactCard, rows: rules.Rows, now: str) -> tuple[str, dict[str, Any]]:
        """What a card that comes is, and what to write of it: never other keys in the place of those one has."""
        known = rows.get(card.account)
        if known is not None and known["revoked_on"]:
            return "revoked", {}
        if known is not None:
            former = rules.card_of(known)
            if not rules.same_person(former, card):
                return "changed", {"waiting": cards.dump(card).decode()}
            card = rules.newer(former, card, rows)
            values = {"card": cards.dump(card).decode()}
        else:
            login = rules.free_name(card.login, [row["login"] for row in rows.values()])
            values = {"vault": card.vault, "login": login, "card": cards.dump(card).decode(), "added_on": now}
        standing = {} if known is not None and known["how"] else rules.standing(card, rows, self._lost(), now)
        what = ("revoked" if standing.get("revoked_on") else "signed" if standing else "known" if known is not None else "added")
        return what, values | standing

    # -- acts ----------------------------------------------------------------------------------------------------------
    def confirm(self, login: str, words: str | None = None) -> Contact:
        """The six words were read aloud. ``words``: as they were heard; without, the caller says that they are the same."""
        account, now = self.get(login).account, self._now()
        with need_own(self._session).transaction() as sql:
            rows = self._rows(sql)
            row = _of(rows, account)
            if row["revoked_on"]:
                raise RefusedError(REVOKED)
            card = cards.load((row["waiting"] or row["card"]).encode())
            if words is not None and not same_words(words, _words(card)):
                raise InputError(WORDS, column="words")
            values: dict[str, Any] = {"card": cards.dump(card).decode(), "how": rules.WORDS, "confirmed_on": now}
            if row["waiting"]:  # what was said of the former keys is not said of these
                values |= {"waiting": None, "owner": None, "mine": None}
            rows[account] = row | values
            _write(sql, {account: values})
            _write(sql, rules.follows(rows, account, now))
        return self.get(account)

    def rename(self, login: str, new: str) -> Contact:
        """Call a contact otherwise on the command line."""
        account, wanted = self.get(login).account, normalize("NFC", new).strip()
        if not rules.is_short_name(wanted):
            raise InputError("Un nom court, sans espace, est attendu.", column="login")
        with need_own(self._session).transaction() as sql:
            if any(row["login"].casefold() == wanted.casefold() for id, row in self._rows(sql).items() if id != account):
                raise InputError("Un autre contact a déjà ce nom.", column="login")
            _write(sql, {account: {"login": wanted}})
        return self.get(account)

    def forget(self, login: str) -> None:
        """Take a contact away; what was sent and received stays in the log."""
        account = self.get(login).account
        with need_own(self._session).transaction() as sql:
            sql.execute("DELETE FROM contact WHERE account=?", (account,))

    def revoke(self, login: str) -> Contact:
        """A lost laptop: it gets nothing more. One's own is named by one's next card, so that others stop too."""
        account, now = self.get(login).account, self._now()
        with need_own(self._session).transaction() as sql:
            rows = self._rows(sql)
            row = _of(rows, account)
            if not row["revoked_on"]:
                _write(sql, {account: rules.gone(now)} | rules.doubted(rows, account))
            if row["mine"]:
                lost = [*(one for one in self._lost() if one != account), account][-cards.REVOKED:]
                sql.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (_REVOKED_KEY, json.dumps(lost)))
        return self.get(account)

    def sign(self, login: str) -> bytes:
        """« C’est mon autre ordinateur »: its card signed by this one, to give to those who know this one.

        Its own six words were read: the word of another person is not enough to give it what is one's own.
        """
        account = self.get(login).account
        with need_own(self._session).transaction() as sql:
            row = _of(self._rows(sql), account)
            if row["how"] != rules.WORDS or row["waiting"] or row["revoked_on"]:
                raise RefusedError(UNREAD)
            signed = cards.dump(cards.vouch(self._session.identity, rules.card_of(row)))
            _write(sql, {account: {"mine": 1, "card": signed.decode()}})
        return signed

    def set_share(self, login: str, share: Share) -> Contact:
        """What « ce qui a changé » means for her from now on."""
        account = self.get(login).account
        said = None if share.all else json.dumps({"students": list(share.students), "schools": list(share.schools)})
        with need_own(self._session).transaction() as sql:
            _write(sql, {account: {"share": said}})
        return self.get(account)

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
        return tuple(Sent(id, way, people.get(contact, gone)[0], covered.told(number or 0), at or "", purpose or "", file or "",
                          tuple(json.loads(lines or "[]")), acked or "", undone.get(id) or "" if way == "in" else "", bool(again),
                          login=people.get(contact, gone)[1], account=contact)
                     for id, way, contact, number, at, purpose, file, lines, acked, again in own.sql(
            "SELECT id, way, contact, number, at, purpose, file, lines, acked_on, again FROM pli ORDER BY n DESC LIMIT ?",
            (limit,)))


def _read(data: bytes | str) -> ContactCard:
    """A card from a file or from what was pasted: either may hold the text of a QR code, or the card itself."""
    raw = data.encode(errors="replace") if isinstance(data, str) else data
    if raw.lstrip().startswith(b"{") or not (isinstance(data, str) or raw.lstrip().startswith(cards.PREFIX.encode())):
        return cards.load(raw)
    return cards.load_text(raw[:4 * cards.LIMIT].decode(errors="replace"))


def _of(rows: rules.Rows, account: str) -> dict[str, Any]:
    if account not in rows:
        raise RefusedError(UNKNOWN)
    return rows[account]


def _write(sql: Any, changes: rules.Rows) -> None:
    for account, values in changes.items():
        if values:
            cells = ", ".join(f"{name}=?" for name in values)
            sql.execute(f"UPDATE contact SET {cells} WHERE account=?", (*values.values(), account))


def _words(card: ContactCard) -> tuple[str, ...]:
    return six_words(card.card, card.vault, card.account, card.login, card_words())


def _share(text: str | None) -> Share:
    said = json.loads(text) if text else {}
    return Share(tuple(said.get("students", ())), tuple(said.get("schools", ())))


