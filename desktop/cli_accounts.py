"""Commands about accounts: who opens the vault, their cards, one's own passphrase and recovery sheet."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop import paths
from desktop.cli_vault import LONGEST_PASSPHRASE, opened, passphrase, vault_directory
from desktop.errors import InputError, UsageError

if TYPE_CHECKING:
    from argparse import Namespace

    from desktop.cli_output import Output
    from desktop.services.personal_values import AccountRow
    from desktop.services.session import Session


def _secret_line(what: str) -> str:
    """One line of standard input, never echoed at a terminal."""
    if sys.stdin.isatty():
        from getpass import getpass

        return getpass(f"{what[:1].upper()}{what[1:]} : ")
    line = sys.stdin.buffer.readline(LONGEST_PASSPHRASE + 1)
    if len(line) > LONGEST_PASSPHRASE:
        raise UsageError(f"L’entrée standard est trop longue : une seule ligne est attendue, {what}.")
    try:
        text = line.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise UsageError(f"L’entrée standard n’est pas écrite en UTF-8 : donnez ainsi {what}.") from None
    if not text:
        raise UsageError(f"Il manque {what} sur l’entrée standard.")
    return text


def _new_passphrase(asked: Namespace) -> str:
    secret = passphrase(asked, confirm=True)
    if secret is None:
        raise UsageError("Donnez la nouvelle phrase de passe par --password-fd.")
    return secret


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _account(row: AccountRow) -> dict[str, Any]:
    return {"login": row.login, "id": row.id, "name": row.name, "roles": list(row.roles), "state": row.state,
            "manager": row.manager, "until": row.until, "confirmed": row.confirmed,
            "scopes": [{"school": scope.school, "class": scope.class_name, "since": scope.since, "until": scope.until,
                        "half_days": scope.half_days} for scope in row.scopes]}


# -- account -----------------------------------------------------------------------------------------------------------
def account(asked: Namespace, output: Output) -> int:
    """One of the acts on accounts."""
    if asked.act == "accept":
        return _accept(asked, output)
    with opened(asked) as session:
        return _ACTS[asked.act](session, asked, output)


def _add(session: Session, asked: Namespace, output: Output) -> int:
    made = session.accounts.add(asked.who, asked.name, list(dict.fromkeys(asked.role)), _listed(asked.schools),
                                _listed(asked.classes), asked.since, asked.until, manager=asked.manager)
    told = {"login": made.login, "invitation": made.code}
    output.record(told | ({"notice": made.notice} if made.notice else {}))
    return 0


def _accept(asked: Namespace, output: Output) -> int:
    """Her first opening: her passphrase on ``--password-fd``, the invitation on standard input."""
    from desktop.services.opening import accept_invitation

    if asked.login is None:
        raise UsageError("Dites qui vous êtes : --as, avec l’identifiant de l’invitation.")
    found = paths.find(asked.data_dir)
    invitation = _secret_line("le code de l’invitation")
    session = accept_invitation(vault_directory(asked, found), login=asked.login, invitation=invitation,
                                passphrase=_new_passphrase(asked), paths=found)
    try:
        told = {"vault": str(session.vault.directory), "id": session.vault.id, "login": session.actor.login,
                "name": session.actor.name, "roles": list(session.actor.roles), "words": list(_mine(session).words)}
    finally:
        session.close()
    output.record(told)
    return 0


def _mine(session: Session) -> AccountRow:
    return session.accounts.get(session.identity.login)


def _list(session: Session, _asked: Namespace, output: Output) -> int:
    for row in session.accounts.list():
        output.record(_account(row))
    return 0


def _card(session: Session, asked: Namespace, output: Output) -> int:
    """Six words to read aloud; with ``--words``, those that were heard, which confirm the card."""
    login = asked.who or session.identity.login
    if asked.words:
        session.accounts.confirm(login, asked.words)
    row = session.accounts.get(login)
    output.told(" ".join(row.words), login=row.login, name=row.name, state=row.state, words=list(row.words),
                confirmed=row.confirmed)
    return 0


def _confirm(session: Session, asked: Namespace, output: Output) -> int:
    if not asked.words:
        raise InputError("Donnez les six mots entendus : --words \"…\".", column="words")
    return _card(session, asked, output)


def _told(session: Session, login: str, sentence: str, output: Output, notices: tuple[str, ...] = ()) -> int:
    for notice in notices:
        output.warn(notice)
    output.told(sentence, login=login, state=session.accounts.get(login).state if login in session.vault.states else "",
                notices=list(notices))
    return 0


def _suspend(session: Session, asked: Namespace, output: Output) -> int:
    session.accounts.suspend(asked.who)
    return _told(session, asked.who, "Compte suspendu.", output)


def _resume(session: Session, asked: Namespace, output: Output) -> int:
    session.accounts.resume(asked.who)
    return _told(session, asked.who, "Compte rétabli.", output)


def _remove(session: Session, asked: Namespace, output: Output) -> int:
    changes = session.accounts.remove(asked.who, trust_unconfirmed=asked.trust_unconfirmed)
    return _told(session, asked.who, "Départ enregistré : le fichier commun a une nouvelle clé.", output, changes.skipped)


def _handover(session: Session, asked: Namespace, output: Output) -> int:
    session.accounts.hand_over(asked.to, asked.words)
    output.told("Votre carnet est transmis : cette personne le trouvera à sa prochaine ouverture.", to=asked.to)
    return 0


_ACTS: dict[str, Callable[[Session, Namespace, Output], int]] = {
    "add": _add, "list": _list, "card": _card, "confirm": _confirm, "suspend": _suspend, "resume": _resume, "remove": _remove,
    "handover": _handover,
}


# -- one's own secrets -------------------------------------------------------------------------------------------------
def change_passphrase(asked: Namespace, output: Output) -> int:
    """The present passphrase on ``--password-fd``, the new one on standard input."""
    with opened(asked) as session:
        session.vault.set_passphrase(session.identity, _secret_line("la nouvelle phrase de passe"))
        login = session.identity.login
    output.told("Phrase de passe changée.", login=login)
    return 0


def recover(asked: Namespace, output: Output) -> int:
    """The code of the recovery sheet on standard input, the new passphrase on ``--password-fd``."""
    from desktop.services.opening import recover as give_back

    found = paths.find(asked.data_dir)
    code = _secret_line("le code de la feuille de secours")
    login = give_back(vault_directory(asked, found), login=asked.login, code=code, passphrase=_new_passphrase(asked))
    output.told("Phrase de passe changée. La feuille de secours vaut toujours.", login=login)
    return 0


COMMANDS: dict[str, Callable[[Namespace, Output], int]] = {
    "account": account, "passphrase": change_passphrase, "recover": recover,
}
