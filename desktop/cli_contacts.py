"""Commands of contacts: ``contact add|list|confirm|rename|forget|revoke|sign``, and ``card``, one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop import paths
from desktop.cli_vault import opened
from desktop.errors import DiskError, InputError

if TYPE_CHECKING:
    import argparse
    from argparse import Namespace

    from desktop.cli_output import Output
    from desktop.services.exchange_values import Contact
    from desktop.services.session import Session

LARGEST = 64 * 1024
WHAT = {"added": "carte prise, à confirmer par ses six mots", "known": "carte déjà connue",
        "changed": "cette carte a d’autres clés : l’ancienne vaut jusqu’à ce que les six mots de celle-ci soient lus",
        "signed": "carte confirmée par son autre ordinateur", "revoked": "carte prise ; un ordinateur perdu ne reçoit plus rien"}


def contact_commands(commands: argparse._SubParsersAction[Any]) -> None:
    """The grammar of ``contact`` and ``card``."""
    acts = commands.add_parser("contact", help="ceux à qui l’on envoie des plis").add_subparsers(
        dest="act", metavar="ACTE", required=True)
    acts.add_parser("add", help="prendre la carte de quelqu’un").add_argument("file", metavar="FICHIER", type=Path)
    acts.add_parser("list", help="ses contacts, un par ligne")
    confirmed = acts.add_parser("confirm", help="les six mots ont été lus à voix haute : ce sont les mêmes")
    confirmed.add_argument("who", metavar="LOGIN")
    confirmed.add_argument("--words", metavar="\"SIX MOTS\"", help="ceux entendus : ils sont comparés")
    renamed = acts.add_parser("rename", help="l’appeler autrement ici")
    renamed.add_argument("who", metavar="LOGIN")
    renamed.add_argument("new", metavar="NOUVEAU")
    for name, told in (("forget", "retirer un contact"), ("revoke", "ordinateur perdu : il ne reçoit plus rien")):
        acts.add_parser(name, help=told).add_argument("who", metavar="LOGIN")
    signed = acts.add_parser("sign", help="« c’est mon autre ordinateur » : écrire sa carte, signée par celui-ci")
    signed.add_argument("who", metavar="LOGIN")
    signed.add_argument("-o", "--output", metavar="FICHIER", type=Path, required=True)
    shared = acts.add_parser("share", help="ce que « ce qui a changé » veut dire pour ce contact : tout, des écoles, des enfants")
    shared.add_argument("who", metavar="LOGIN")
    shared.add_argument("--all", action="store_true", help="tout ce que vous lisez et pouvez envoyer")
    shared.add_argument("--school", metavar="UAI", action="extend", nargs="+", default=[])
    shared.add_argument("--student", metavar="ID", action="extend", nargs="+", default=[])
    own = commands.add_parser("card", help="votre carte, à donner")
    own.add_argument("-o", "--output", metavar="FICHIER", type=Path, required=True, help="en .pdf : une feuille avec un QR code")


def contact(asked: Namespace, output: Output) -> int:
    """One of the acts on contacts."""
    with opened(asked) as session:
        return _ACTS[asked.act](session, asked, output)


def card(asked: Namespace, output: Output) -> int:
    """One's own card as a file (or as a sheet), and its six words."""
    with opened(asked) as session:
        sheet = asked.output.suffix.lower() == ".pdf"
        content = session.contacts.card_pdf() if sheet else session.contacts.my_card()
        words = session.contacts.my_words()
        login = session.actor.login
    paths.write_atomically(asked.output.absolute(), content)
    output.told(" ".join(words), login=login, file=str(asked.output), words=list(words))
    return 0


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as exc:
        raise DiskError("Ce fichier ne se laisse pas lire.") from exc
    if len(content) > LARGEST:
        raise InputError("Ce fichier n’est pas une carte de contact : il est trop gros.")
    return content


def value(one: Contact) -> dict[str, Any]:
    """A contact as JSON."""
    return {"login": one.login, "name": one.name, "account": one.account, "roles": list(one.roles), "trust": one.trust.value,
            "how": one.how, "words": list(one.words), "waiting_words": list(one.waiting_words), "mine": one.mine,
            "owner": one.owner, "last_sent": one.last_sent, "last_received": one.last_received, "missing": list(one.missing)}


def _add(session: Session, asked: Namespace, output: Output) -> int:
    one, what = session.contacts.add(_read(asked.file))
    words = one.waiting_words or one.words
    output.told(f"{one.login} : {WHAT[what]}. Ses six mots : {' '.join(words)}", login=one.login, name=one.name, what=what,
                words=list(words), trust=one.trust.value)
    return 0


def _list(session: Session, _asked: Namespace, output: Output) -> int:
    for one in session.contacts.list():
        output.record(value(one))
    return 0


def _confirm(session: Session, asked: Namespace, output: Output) -> int:
    one = session.contacts.confirm(asked.who, asked.words)
    output.told(f"{one.login} : carte confirmée. Ses six mots : {' '.join(one.words)}", **value(one))
    return 0


def _rename(session: Session, asked: Namespace, output: Output) -> int:
    one = session.contacts.rename(asked.who, asked.new)
    output.told(one.login, **value(one))
    return 0


def _forget(session: Session, asked: Namespace, output: Output) -> int:
    session.contacts.forget(asked.who)
    output.told(f"{asked.who} : retiré de vos contacts.", login=asked.who)
    return 0


def _revoke(session: Session, asked: Namespace, output: Output) -> int:
    one = session.contacts.revoke(asked.who)
    output.told(f"{one.login} : ne reçoit plus rien, et rien de lui n’est pris.", **value(one))
    return 0


def _sign(session: Session, asked: Namespace, output: Output) -> int:
    content = session.contacts.sign(asked.who)
    paths.write_atomically(asked.output.absolute(), content)
    output.told(str(asked.output), login=asked.who, file=str(asked.output))
    return 0


def _share(session: Session, asked: Namespace, output: Output) -> int:
    from desktop.ids import named
    from desktop.services.exchange_values import Share

    if not (asked.all or asked.school or asked.student):
        raise InputError("Dites ce qui est partagé : --all, --school ou --student.", column="share")
    schools = () if asked.all else tuple(named("school", uai.strip().upper()) for uai in asked.school)
    one = session.contacts.set_share(asked.who, Share(() if asked.all else tuple(asked.student), schools))
    output.told(one.login, **value(one))
    return 0


_ACTS: dict[str, Callable[[Session, Namespace, Output], int]] = {
    "add": _add, "list": _list, "confirm": _confirm, "rename": _rename, "forget": _forget, "revoke": _revoke, "sign": _sign,
    "share": _share}
COMMANDS: dict[str, Callable[[Namespace, Output], int]] = {"contact": contact, "card": card}
