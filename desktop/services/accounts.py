"""The accounts of a vault: invited, confirmed, suspended, gone; what each is, where she works, and her own secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.clock import stamp
from desktop.content import words as card_words
from desktop.errors import InputError, RefusedError, WrongSecretError
from desktop.models import Account as AccountModel
from desktop.models import Scope as ScopeModel
from desktop.models.kinds import ROLES
from desktop.services import labels
from desktop.services.personal_values import AccountRow, Invitation, Scope
from desktop.storage import known
from desktop.storage.coffre import ACTIVE, INVITED, LEFT, SUSPENDED
from desktop.storage.members import swapped
from desktop.storage.vault import account_id, clean_login
from desktop.texts import clean, parse_day

if TYPE_CHECKING:
    from desktop.security.keyring import Card
    from desktop.services.session import Session

RULE = "Dans le fichier commun, « sa classe » et « son école » sont tenues par le programme, pas par des clés."
MANY = ("Ce coffre réunit plusieurs écoles : un compte d’enseignante, d’enseignant, de directrice ou de directeur n’y est pas "
        "proposé. Chaque école a son propre coffre.")
LAST_MANAGER = "C’est la dernière personne qui gère les comptes de ce coffre : il en faut une autre avant."
OF_ONE_SCHOOL = frozenset({"teacher", "director"})
_WORDS, _INVITATION, _INVITED = "words", "invitation", "invited"
_SCOPE_COLUMNS = ("school_id", "class_name", "role", "since", "until", "half_days", "replaces")


class Accounts:
    """Who opens this vault. Keys are in ``coffre``, names in ``commun``, the cards one confirmed in one's own file."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # -- reading -------------------------------------------------------------------------------------------------------
    def list(self) -> tuple[AccountRow, ...]:
        """Every account, those that left too, in the order of ``coffre``."""
        vault = self._session.vault
        return tuple(self._row(login, state) for login, state in vault.states.items())

    def get(self, login: str) -> AccountRow:
        """One account. Raises ``RefusedError`` when there is none."""
        login = clean_login(login)
        state = self._session.vault.states.get(login)
        if state is None:
            raise RefusedError
        return self._row(login, state)

    def _row(self, login: str, state: str) -> AccountRow:
        vault, commun = self._session.vault, self._session.commun
        id = vault.account_of(login)
        found = commun.one("SELECT name, roles, until FROM account WHERE id=?", (id,)) or ("", "", "")
        how, _ = self._confirmed(login, state)
        words = () if state == INVITED else self._words(login)
        return AccountRow(id, login, found[0] or login, tuple((found[1] or "").split()), state, self.is_manager(login),
                          found[2] or "", self._scopes(id), words, how)

    def _scopes(self, account: str) -> tuple[Scope, ...]:
        rows = self._session.commun.sql(
            "SELECT s.school_id, coalesce(nullif(e.name, ''), e.uai), s.class_name, s.role, s.since, s.until, s.half_days, "
            "s.replaces FROM scope s LEFT JOIN school e ON e.id = s.school_id WHERE s.account_id=? ORDER BY s.since, "
            "s.n", (account,))
        return tuple(Scope(*(cell or "" for cell in row)) for row in rows)

    def _words(self, login: str) -> tuple[str, ...]:
        from desktop.security.cards import six_words

        vault = self._session.vault
        return six_words(vault.card(login), vault.id, vault.account_of(login), login, card_words())

    def is_manager(self, login: str | None = None) -> bool:
        """Whether an account (one's own) keeps the accounts. A vault older than this rule has one account, which does."""
        login = login or self._session.identity.login
        managers = self._managers()
        return login in managers if managers else len(self._session.vault.states) == 1

    def _managers(self) -> frozenset[str]:
        states = self._session.vault.states
        return frozenset(row[0] for row in self._session.commun.sql("SELECT login FROM account WHERE manager=1")
                         if states.get(row[0]) == ACTIVE)

    def many_schools(self) -> bool:
        """Whether pupils of more than one school are here: then a teacher's or a director's account is not proposed."""
        found = self._session.commun.sql("SELECT DISTINCT school_id FROM main.student_list WHERE \"left\"=0 AND hidden=0 AND "
                                         "school_id <> '' LIMIT 2")
        return len(found) > 1

    def notice(self, roles: Sequence[str], scoped: bool = False) -> str:
        """What is said when an account is made: how far classes and schools are kept apart."""
        concerned = bool(OF_ONE_SCHOOL.intersection(roles))
        told = [MANY] if concerned and self.many_schools() else []
        return " ".join([*told, RULE] if concerned or scoped else told)

    # -- coming in -----------------------------------------------------------------------------------------------------
    def add(self, login: str, name: str, roles: Sequence[str], schools: Sequence[str] = (), classes: Sequence[str] = (),
            since: str = "", until: str = "", *, manager: bool = False, places: Sequence[Scope] = ()) -> Invitation:
        """Invite somebody: a code that opens ``commun`` once, kept thirty days. Invited again, she has another code.

        ``places`` are scopes ready made, each with its own days; they are written with the account, never after it.
        """
        self._require()
        login, name = clean_login(login), clean(name)
        _known_roles(roles)
        if not name:
            raise InputError("Le nom de la personne est nécessaire.", column="name")
        session = self._session
        if session.vault.states.get(login, INVITED) != INVITED:
            raise InputError("Cet identifiant est déjà celui d’un compte de ce coffre : choisissez-en un autre.", column="login")
        scopes = (*self._asked_scopes(schools, classes, since, until), *_checked(places))
        account = account_id(session.vault.id, login)
        with session.commun.unit(labels.ACCOUNT_INVITED, kind="system") as unit:
            unit.new(AccountModel, {"login": login, "name": name, "roles": " ".join(dict.fromkeys(roles)), "state": INVITED,
                                    "manager": manager or None, "until": _day(until, "until")}, id=account)
            if scopes:  # invited again without a word of them, she keeps the places already said
                self._write_scopes(unit, account, scopes)
        code = session.vault.invite(session.identity, login)
        self._pin(account, None, _INVITED, _secret_of(code).hex())
        return Invitation(login, code, session.vault.invited_until(login), self.notice(roles, bool(scopes)))

    def _asked_scopes(self, schools: Sequence[str], classes: Sequence[str], since: str, until: str) -> tuple[Scope, ...]:
        begin, end = _day(since, "since"), _day(until, "until")
        ids = [self._session.schools.id_of(school) for school in schools]
        if classes and not ids:
            known = [row.id for row in self._session.schools.all()]
            if len(known) != 1:
                raise InputError("Dites de quelle école sont ces classes.", column="schools")
            ids = known
        return tuple(Scope(id, class_name=clean(name), since=begin, until=end) for id in ids for name in (classes or ("",)))

    def came_in(self) -> Changes:
        """Her own account is open: said in ``commun`` once she accepted her invitation."""
        return self._write_state(self._session.identity.login, ACTIVE, labels.ACCOUNT_OPENED)

    # -- cards ---------------------------------------------------------------------------------------------------------
    def confirm(self, login: str, words: str) -> Changes:
        """Pin the card of somebody who read her six words aloud. Raises ``InputError`` when they differ."""
        from desktop.security.cards import same_words

        login = clean_login(login)
        how, pinned = self._confirmed(login)
        if how == "changed" and pinned is not None:
            raise swapped(login)
        card = self._session.vault.card(login)
        if not same_words(words, self._words(login)):
            raise InputError("Ces six mots ne sont pas ceux de la carte qui est dans ce coffre. Relisez-les ensemble ; s’ils "
                             "diffèrent vraiment, cette carte n’est pas la sienne : ne lui confiez rien.", column="words")
        if how != "self":
            self._pin(self._session.vault.account_of(login), card, _WORDS)
        return Changes(label="Carte confirmée")

    def _confirmed(self, login: str, state: str = "") -> tuple[str, Card | None]:
        """How far one knows the card of an account, and the card as it was confirmed."""
        from desktop.security import cards, keyring

        session, vault = self._session, self._session.vault
        if login == session.identity.login:
            return "self", session.identity.card
        if (state or vault.states.get(login)) == INVITED or not getattr(session, "personal_open", True):
            return "no", None
        card, account = vault.card(login), vault.account_of(login)
        pin = session.personal.one("SELECT coffre, pli, signature, how, secret FROM pin WHERE account=?", (account,))
        if pin is None:
            return "no", None
        if pin[3] == _INVITED:
            true = cards.proves(vault.proof(login), bytes.fromhex(pin[4] or ""), card, vault.id, account, login)
            return ("no", None) if true is None else ("changed", None) if not true else (_INVITATION, card)
        pinned = keyring.Card(*(keyring.from_text(text) for text in pin[:3]))
        return (str(pin[3]), pinned) if pinned == card else ("changed", pinned)

    def note_cards(self) -> None:
        """Pin the card of whoever came in by one's own invitation, the first time it is seen: another put there later is told."""
        vault = self._session.vault
        waiting = {row[0] for row in self._session.personal.sql("SELECT account FROM pin WHERE how=?", (_INVITED,))}
        for login, state in vault.states.items() if waiting else ():
            if state != INVITED and vault.account_of(login) in waiting:
                how, card = self._confirmed(login, state)
                if how == _INVITATION and card is not None:
                    self._pin(vault.account_of(login), card, _INVITATION)

    def _card(self, login: str, words: str = "") -> Card:
        """The card of somebody, confirmed (by ``words`` now, if need be). Nothing is ever sealed to another."""
        if words:
            self.confirm(login, words)
        how, card = self._confirmed(login)
        if how == "changed":
            raise swapped(login)
        if card is None:
            raise InputError(f"Confirmez d’abord la carte de « {login} » : elle vous lit ses six mots, une seule fois "
                             f"(« account card {login} --words \"…\" »).", column="words")
        if how == _INVITATION:
            self._pin(self._session.vault.account_of(login), card, _INVITATION)
        return card

    def _pin(self, account: str, card: Card | None, how: str, secret: str = "") -> None:
        from desktop.security.keyring import to_text

        keys = (to_text(card.coffre), to_text(card.pli), to_text(card.signature)) if card else (None, None, None)
        with self._session.personal.transaction() as sql:
            sql.execute("INSERT OR REPLACE INTO pin (account, coffre, pli, signature, how, at, secret) VALUES (?,?,?,?,?,?,?)",
                        (account, *keys, how, stamp(self._session.clock.now()), secret))

    # -- aside, back, gone ---------------------------------------------------------------------------------------------
    def suspend(self, login: str) -> Changes:
        """She no longer opens ``commun``, until she is taken back."""
        login = self._of_another(login)
        self._session.vault.suspend(self._session.identity, login)
        return self._write_state(login, SUSPENDED, labels.ACCOUNT_SUSPENDED)

    def resume(self, login: str) -> Changes:
        """A suspended account opens ``commun`` again; her card must have been confirmed."""
        login = self._of_another(login)
        if self._session.vault.states.get(login) != SUSPENDED:
            raise InputError("Ce compte n’est pas suspendu.", column="login")
        self._session.vault.resume(self._session.identity, login, self._card(login))
        return self._write_state(login, ACTIVE, labels.ACCOUNT_RESUMED)

    def remove(self, login: str, *, trust_unconfirmed: bool = False) -> Changes:
        """She leaves: ``commun`` has another key, given to those who stay and whose card is confirmed."""
        login = self._of_another(login)
        session, vault = self._session, self._session.vault
        confirmed = self._confirmed_cards(login, trust_unconfirmed)
        secrets = {row[0]: bytes.fromhex(row[1]) for row in session.personal.sql(
            "SELECT account, secret FROM pin WHERE how=? AND secret <> ''", (_INVITED,))}
        fallen: tuple[str, ...] = ()

        def change() -> None:
            nonlocal fallen
            fallen = vault.remove(session.identity, login, confirmed, secrets)

        def where() -> tuple[Any, str]:
            box = vault.compartments(session.identity)["commun"]
            if session.device is not None:
                session.device.rekey(box.id, box.key_hex)
            return box.path, box.key_hex

        session.commun.move(change, where)
        known.meet(vault, vault.compartments(session.identity)["commun"], session.personal, accept_older=True)
        changes = self._write_state(login, LEFT, labels.ACCOUNT_LEFT)
        told = tuple(f"L’invitation de « {other} » ne vaut plus : remettez-lui-en une autre." for other in fallen)
        return Changes(changes.unit, changes.label, changes.created, changes.touched, changes.roots, told, changes.seen)

    def _confirmed_cards(self, leaver: str, trust_unconfirmed: bool) -> Mapping[str, Card]:
        vault = self._session.vault
        cards = {}
        for login, state in vault.states.items():
            if state != ACTIVE or login in (leaver, self._session.identity.login):
                continue
            how, card = self._confirmed(login)
            if how == "changed":
                raise swapped(login)
            if card is None and trust_unconfirmed:
                card = vault.card(login)
            if card is not None:
                cards[vault.account_of(login)] = card
        return cards

    def hand_over(self, to_login: str, words: str = "") -> Changes:
        """A copy of one's own personal file for a successor, who finds it at her next opening."""
        login = clean_login(to_login)
        if self._session.vault.states.get(login) != ACTIVE:
            raise RefusedError
        self._session.vault.hand_over(self._session.identity, login, self._card(login, words))
        return Changes(label="Fichier personnel confié")

    # -- what she is ---------------------------------------------------------------------------------------------------
    def set_scopes(self, login: str, scopes: Sequence[Scope]) -> Changes:
        """The schools and classes somebody works in, with their days; none: the whole vault."""
        self._require()
        account = self.get(login).id
        _checked(scopes)
        with self._session.commun.unit(labels.ACCOUNT_SCOPES, kind="system") as unit:
            self._write_scopes(unit, account, scopes)
        return self._session.commun.unit_changes

    def _write_scopes(self, unit: Any, account: str, scopes: Sequence[Scope]) -> None:
        wanted = [tuple(getattr(scope, column) for column in _SCOPE_COLUMNS) for scope in scopes]
        columns = ", ".join(_SCOPE_COLUMNS)
        for id, *cells in self._session.commun.sql(f"SELECT id, {columns} FROM scope WHERE account_id=? ORDER BY n", (account,)):
            kept = tuple(cell or "" for cell in cells)
            if kept in wanted:
                wanted.remove(kept)
            else:
                unit.remove(ScopeModel, id)
        for cells in wanted:
            unit.new(ScopeModel, {"account_id": account} | dict(zip(_SCOPE_COLUMNS, cells, strict=True)), root=account)

    def set_roles(self, login: str, roles: Sequence[str]) -> Changes:
        """What somebody does here."""
        self._require()
        _known_roles(roles)
        id = self.get(login).id
        with self._session.commun.unit(labels.ACCOUNT_ROLES, kind="system") as unit:
            unit.new(AccountModel, {"login": clean_login(login), "roles": " ".join(dict.fromkeys(roles))}, id=id)
        return self._session.commun.unit_changes

    def set_manager(self, login: str, manager: bool) -> Changes:
        """Let somebody keep the accounts, or no more; one at least always does."""
        self._require()
        row = self.get(login)
        if not manager and self._managers() == {row.login}:
            raise InputError(LAST_MANAGER, column="login")
        with self._session.commun.unit(labels.ACCOUNT_ROLES, kind="system") as unit:
            unit.new(AccountModel, {"login": row.login, "manager": manager or None}, id=row.id)
        return self._session.commun.unit_changes

    # -- one's own secrets ---------------------------------------------------------------------------------------------
    def change_passphrase(self, old: str, new: str) -> None:
        """Another passphrase for oneself: one slot is written again. Raises ``WrongSecretError`` when ``old`` is not it."""
        vault, identity = self._session.vault, self._session.identity
        if vault.unlock(identity.login, old) != identity:
            raise WrongSecretError
        vault.set_passphrase(identity, new)

    def new_recovery(self) -> str:
        """The code of a new recovery sheet; the former sheet opens nothing more."""
        return str(self._session.vault.add_recovery(self._session.identity))

    def has_recovery(self) -> bool:
        """Whether one has a recovery sheet."""
        return bool(self._session.vault.has_recovery(self._session.identity.login))

    # -- inside --------------------------------------------------------------------------------------------------------
    def _require(self) -> None:
        require_manager(self._session)

    def _of_another(self, login: str) -> str:
        """The login of an account that may be set aside: not one's own, nor the last that keeps the accounts."""
        self._require()
        login = clean_login(login)
        if login not in self._session.vault.states:
            raise RefusedError
        if login == self._session.identity.login:
            raise InputError("Cela ne se fait pas pour son propre compte : une autre personne qui gère les comptes le peut.",
                             column="login")
        if self._managers() == {login}:
            raise InputError(LAST_MANAGER, column="login")
        return login

    def _write_state(self, login: str, state: str, label: str) -> Changes:
        id = account_id(self._session.vault.id, login)
        with self._session.commun.unit(label, kind="system") as unit:
            unit.new(AccountModel, {"login": login, "state": state}, id=id)
        return self._session.commun.unit_changes


def require_manager(session: Session) -> None:
    """Only who keeps the accounts changes them."""
    if not session.accounts.is_manager():
        raise RefusedError("Seule une personne qui gère les comptes de ce coffre peut faire cela.")


def _known_roles(roles: Sequence[str]) -> None:
    if not roles or any(role not in ROLES for role in roles):
        raise InputError(f"« Rôle » attend l’un de : {', '.join(ROLES)}.", column="role")


def _checked(scopes: Sequence[Scope]) -> Sequence[Scope]:
    for scope in scopes:
        if not scope.school_id:
            raise InputError("Une école est nécessaire pour chaque ligne.", column="schools")
        _day(scope.since, "since"), _day(scope.until, "until")
    return scopes


def _day(text: str, column: str) -> str:
    if not text:
        return ""
    day = parse_day(text)
    if day is None:
        raise InputError("Cette date n’existe pas : écrivez-la AAAA-MM-JJ.", column=column)
    return day.isoformat()


def _secret_of(code: str) -> bytes:
    from desktop.security.recovery import INVITATION

    return INVITATION.read(code)
