"""``exchange``: seal a pli, open one, take it out again, the log; conflicts and the shared folder have their own modules."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop import cli_clashes, cli_folder, paths
from desktop.cli_vault import opened
from desktop.errors import InputError, UsageError

if TYPE_CHECKING:
    import argparse
    from argparse import Namespace

    from desktop.cli_output import Output
    from desktop.services.exchange_values import Answers, Line, Preview, Selection
    from desktop.services.session import Session

LARGEST = 200 * 1024 * 1024
"""The most that is read of a file: a pli beyond is refused for its size alone (``exchange.pli``)."""


# -- grammar -------------------------------------------------------------------------------------------------------------
def exchange_commands(commands: argparse._SubParsersAction[Any]) -> None:
    """``exchange`` and all its acts."""
    acts = commands.add_parser("exchange", help="plis : fermer, ouvrir, défaire ; textes à départager ; dossier partagé"
                               ).add_subparsers(dest="act", metavar="ACTE", required=True)
    _seal_grammar(acts)
    shown = acts.add_parser("open", help="ouvrir un pli : vérifié à part, puis pris en une fois")
    shown.add_argument("file", metavar="FICHIER.pli", type=Path)
    shown.add_argument("--dry-run", action="store_true", help="l’aperçu seulement : rien n’est écrit")
    shown.add_argument("--join", action="store_true", help="réunir les doubles sûrs : même INE, ou mêmes nom et naissance")
    shown.add_argument("--same", metavar="ID=ID", action="extend", nargs="+", default=[],
                       help="réunir celui-là du pli à celui-ci, d’ici")
    shown.add_argument("--leave", metavar="ID", action="extend", nargs="+", default=[], help="ne pas prendre cette fiche")
    shown.add_argument("--erase", action="store_true", help="effacer ici aussi ce qui a été effacé chez qui envoie")
    shown.add_argument("--accept-unknown", action="store_true", help="prendre le pli de quelqu’un dont la carte manque ici")
    undone = acts.add_parser("undo", help="retirer ce qu’un pli a apporté, et rien d’autre")
    undone.add_argument("id", metavar="ID", help="celui du pli, que disent « exchange open » et « exchange log »")
    logged = acts.add_parser("log", help="les plis envoyés et reçus, un par ligne, du plus récent au plus ancien")
    logged.add_argument("--limit", metavar="N", type=int, default=200)
    key = acts.add_parser("key", help="écrire votre clé des plis, pour l’outil « age » : elle ouvre tout ce qui vous est envoyé")
    key.add_argument("-o", "--output", required=True, metavar="FICHIER", type=Path)
    dossier = acts.add_parser("pdf", help="pour qui n’a pas le programme : fiche, projets et comptes rendus, en un PDF")
    dossier.add_argument("--student", metavar="ID", action="extend", nargs="+", required=True)
    dossier.add_argument("-o", "--output", required=True, metavar="FICHIER.pdf", type=Path)
    cli_clashes.clash_commands(acts)
    cli_folder.folder_acts(acts)


def _seal_grammar(acts: argparse._SubParsersAction[Any]) -> None:
    sealed = acts.add_parser("seal", help="fermer un pli pour des contacts : ce qui part est dit avec")
    sealed.add_argument("--to", metavar="LOGIN", action="extend", nargs="+", required=True, help="un ou plusieurs contacts")
    what = sealed.add_argument_group("ce qui part (l’un au moins)")
    what.add_argument("--student", metavar="ID", action="extend", nargs="+", default=[], help="un ou plusieurs enfants")
    what.add_argument("--school", metavar="UAI", help="une école ; avec --class ou --level, une partie")
    what.add_argument("--class", dest="class_name", metavar="CLASSE")
    what.add_argument("--level", metavar="NIVEAU", help="par exemple les CM2, pour le collège")
    what.add_argument("--meeting", metavar="ID", action="extend", nargs="+", default=[], help="des réunions à plusieurs enfants")
    what.add_argument("--request", metavar="ID", action="extend", nargs="+", default=[],
                      help="des demandes, sans le reste de la fiche")
    what.add_argument("--since-last", action="store_true", help="ce qui a changé depuis le dernier pli à ces contacts")
    what.add_argument("--receipt", action="store_true", help="un accusé de réception, et rien d’autre")
    what.add_argument("--ask", action="store_true", help="redemander ce qui manque")
    sealed.add_argument("--named", metavar="ID", action="extend", nargs="+", default=[],
                        help="ces fiches aussi, de celles qui ne partent que nommées")
    sealed.add_argument("--without", metavar="ID", action="extend", nargs="+", default=[],
                        help="d’un enfant nommé, garder ici ces fiches, de celles qui ne partent que nommées")
    sealed.add_argument("--own", action="store_true", help="vos propres notes sur ces enfants aussi")
    sealed.add_argument("--until", metavar="AAAA-MM-JJ", default="", help="jusqu’à quand ce pli peut être ouvert")
    sealed.add_argument("--dry-run", action="store_true", help="dire ce qui partirait ; rien n’est écrit")
    sealed.add_argument("-o", "--output", metavar="FICHIER.pli|DIR/", help="dans un dossier, un nom neutre est choisi")


# -- sealing -------------------------------------------------------------------------------------------------------------
def seal(asked: Namespace, output: Output) -> int:
    """Say what leaves, then write one file. Nothing new: no file, exit 0."""
    if not (asked.output or asked.dry_run):
        raise UsageError("Dites où écrire le pli : -o, un fichier ou un dossier.")
    to = list(dict.fromkeys(asked.to))
    _until(asked)
    with opened(asked) as session:
        if asked.receipt or asked.ask:
            value = _small(session, asked, to)
        else:
            value = _parcel(session, asked, to)
    output.record(value)
    for warning in value["warnings"]:
        output.warn(warning)
    return 0


def _small(session: Session, asked: Namespace, to: list[str]) -> dict[str, Any]:
    """A receipt, or a question: for one contact, without anything of a child."""
    if len(to) > 1:
        raise UsageError("Un accusé de réception, ou une demande, se ferme pour une personne à la fois.")
    if _chosen(asked) or (asked.receipt and asked.ask) or asked.dry_run or asked.until:
        raise UsageError("« --receipt » et « --ask » vont seuls.")
    content, sent = session.sending.receipt(to[0]) if asked.receipt else session.sending.ask(to[0])
    path, folder = _place(asked.output)
    target = path if path is not None else (folder or Path()) / sent.file
    with paths.disk_errors():
        paths.write_atomically(target, content)
    session.sending.placed(sent.id, target.name)
    return {"pli": sent.id, "file": str(target), "to": to, "numbers": [sent.number], "entries": 0, "students": 0,
            "lines": list(sent.lines), "withheld": [], "warnings": []}


def _parcel(session: Session, asked: Namespace, to: list[str]) -> dict[str, Any]:
    parcel = session.sending.prepare(to, _selection(session, asked))
    value: dict[str, Any] = {
        "pli": "", "file": "", "to": [contact.login for contact in parcel.contacts], "numbers": [], "entries": parcel.entries,
        "students": parcel.students,
        "lines": [line.text for line in parcel.lines], "withheld": [_line(line) for line in parcel.withheld],
        "warnings": list(parcel.warnings)}
    if asked.dry_run:
        return value | {"dry_run": True}
    if not parcel.entries:
        return value
    sent = session.sending.write(parcel, *_place(asked.output), until=_until(asked))
    numbers = session.sending.numbers(sent.id)
    return value | {"pli": sent.id, "file": str(sent.path or asked.output),
                    "numbers": [numbers[contact.account] for contact in parcel.contacts]}


def _until(asked: Namespace) -> str:
    from desktop.texts import parse_day

    day = parse_day(asked.until)
    if asked.until and (day is None or day.isoformat() != asked.until):
        raise UsageError("« --until » attend une date qui existe, écrite AAAA-MM-JJ.")
    return str(asked.until)


def _line(line: Line) -> dict[str, Any]:
    return {"id": line.row, "type": line.table, "text": line.text}


def _place(text: str) -> tuple[Path | None, Path | None]:
    """``-o``: a file, or a folder (it is there, or its name ends as one's does) where a neutral name is chosen."""
    place = Path(text).absolute()
    if place.is_dir() or text.endswith(("/", os.sep)):
        return None, place
    return place, None


def _chosen(asked: Namespace) -> bool:
    return bool(asked.student or asked.school or asked.meeting or asked.request or asked.since_last)


def _selection(session: Session, asked: Namespace) -> Selection:
    from desktop.services.exchange_values import Selection

    if not _chosen(asked):
        raise UsageError("Dites ce qui part : --student, --school, --meeting, --request ou --since-last.")
    if (asked.class_name or asked.level) and not asked.school:
        raise UsageError("Dites de quelle école : --school.")
    if asked.class_name and asked.level:
        raise UsageError("Une classe ou un niveau : pas les deux dans un même pli.")
    school = session.schools.id_of(asked.school) if asked.school else ""
    whole = bool(school) and not (asked.class_name or asked.level)
    return Selection(
        students=tuple(dict.fromkeys(asked.student)), schools=(school,) if whole else (),
        classes=((school, asked.class_name),) if asked.class_name else (),
        levels=((school, asked.level),) if asked.level else (), meetings=tuple(dict.fromkeys(asked.meeting)),
        swept=asked.since_last, named=tuple(dict.fromkeys(asked.named)), unnamed=tuple(dict.fromkeys(asked.without)),
        own=asked.own, requests=tuple(dict.fromkeys(asked.request)))


# -- opening -------------------------------------------------------------------------------------------------------------
def open_pli(asked: Namespace, output: Output) -> int:
    """Check and compare apart, then take in one transaction. Taken already: nothing more, exit 0."""
    content = _content(asked.file)
    with opened(asked) as session:
        preview = session.receiving.look(content, accept_unknown=asked.accept_unknown)
        value = _preview(preview)
        if asked.dry_run:
            value |= {"taken": False, "dry_run": True}
        else:
            taken = session.receiving.take(preview, _answers(asked, preview))
            value |= {"new": taken.new, "changed": taken.changed, "conflicts": taken.conflicts, "entries": taken.entries,
                      "taken": True, "dry_run": False}
    output.record(value)
    for warning in preview.warnings:
        output.warn(warning)
    return 0


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _preview(preview: Preview) -> dict[str, Any]:
    return {
        "pli": preview.pli, "sender": preview.sender.login, "purpose": preview.purpose, "number": preview.number,
        "at": preview.at, "new": preview.new, "changed": preview.changed, "conflicts": preview.conflicts,
        "entries": preview.entries, "again": preview.again,
        "doubles": [{"root": one.root, "match": match, "sure": one.state == "double"}
                    for one in preview.arriving for match, _ in one.matches],
        "erased": [line.row for line in preview.erased], "refused": list(preview.refused), "missing": list(preview.missing),
        "gaps": len(preview.gaps), "later": preview.later, "own": preview.own,
        "lines": [" ; ".join((one.name, *one.lines)) for one in preview.arriving if one.state != "same"],
        "warnings": list(preview.warnings)}


def _answers(asked: Namespace, preview: Preview) -> Answers:
    """What the options answer; what they do not waits for somebody."""
    from desktop.services.exchange_values import Answers

    join = dict(_pair(text) for text in asked.same)
    if asked.join:
        for one in preview.arriving:
            if one.state == "double" and len(one.matches) == 1:
                join.setdefault(one.root, one.matches[0][0])
    return Answers(join=tuple(join.items()), leave=tuple(dict.fromkeys(asked.leave)),
                   erase=tuple(line.row for line in preview.erased) if asked.erase else ())


def _pair(text: str) -> tuple[str, str]:
    root, sign, here = text.partition("=")
    if not (root and sign and here):
        raise InputError("« --same » attend deux identifiants : celui du pli, « = », celui d’ici.", column="same")
    return root, here


# -- after ---------------------------------------------------------------------------------------------------------------
def undo(asked: Namespace, output: Output) -> int:
    """Take out what a pli brought; what was built on it since stays, and is told."""
    with opened(asked) as session:
        changes = session.receiving.undo(asked.id)
    output.record({"pli": asked.id, "skipped": list(changes.skipped)})
    return 0


def log(asked: Namespace, output: Output) -> int:
    """One JSON object a pli and contact."""
    if asked.limit < 1:
        raise UsageError("« --limit » attend un nombre plus grand que zéro.")
    with opened(asked) as session:
        found = session.contacts.log(asked.limit)
    for one in found:
        output.record({"pli": one.id, "way": one.way, "contact": one.login, "name": one.contact, "number": one.number,
                       "at": one.at, "purpose": one.purpose, "file": one.file, "acked_on": one.acked_on, "again": one.again,
                       "undone_on": one.undone_on, "lines": list(one.lines)})
    return 0


def key(asked: Namespace, output: Output) -> int:
    """One's own pli key in the words of ``age``, readable by its owner alone."""
    with opened(asked) as session:
        text = session.contacts.export_key()
    paths.write_atomically(asked.output.absolute(), text.encode())
    output.warn("Cette clé ouvre tous les plis qui vous sont envoyés : ne la donnez à personne, effacez le fichier après usage.")
    output.told(str(asked.output), file=str(asked.output))
    return 0


def pdf(asked: Namespace, output: Output) -> int:
    """A dossier for who has not the program; it leaves closed by nothing, and says so."""
    from desktop.services.exchange_values import Selection

    with opened(asked) as session:
        content = session.sending.dossier_pdf(Selection(students=tuple(dict.fromkeys(asked.student))))
    paths.write_atomically(asked.output.absolute(), content)
    output.warn("Ce PDF n’est fermé par rien : remettez-le en main propre.")
    output.told(str(asked.output), file=str(asked.output), bytes=len(content))
    return 0


_ACTS: dict[str, Callable[[Namespace, Output], int]] = {
    "seal": seal, "open": open_pli, "undo": undo, "log": log, "key": key, "pdf": pdf,
    **cli_clashes.COMMANDS,
    **{name: cli_folder.COMMANDS[name] for name in ("sync", "folder")},
}


def exchange(asked: Namespace, output: Output) -> int:
    """One of the acts of exchange."""
    return _ACTS[asked.act](asked, output)


COMMANDS: dict[str, Callable[[Namespace, Output], int]] = {"exchange": exchange, "vault": cli_folder.vault}
