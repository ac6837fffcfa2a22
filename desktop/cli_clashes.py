"""What waits for a choice: ``exchange conflicts``, ``resolve``, ``erasures``, ``erase`` and ``keep``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from desktop.cli_vault import opened
from desktop.errors import InputError, RefusedError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction
    from collections.abc import Callable

    from desktop.cli_output import Output
    from desktop.services.exchange_values import Clash

LONGEST_TEXT = 8 * 1024 * 1024


def clash_commands(acts: _SubParsersAction[Any]) -> None:
    """The grammar, under ``exchange``."""
    shown = acts.add_parser("conflicts", help="ce qui a été écrit de deux côtés : une question par ligne, ses textes numérotés")
    shown.add_argument("--student", metavar="ID", default="", help="d’un seul élève")
    settled: ArgumentParser = acts.add_parser("resolve", help="garder un des textes, ou en écrire un autre")
    settled.add_argument("id", metavar="ID", help="celui de « exchange conflicts » : table/fiche/question")
    how = settled.add_mutually_exclusive_group(required=True)
    how.add_argument("--keep", metavar="N", type=int, help="le numéro du texte gardé")
    how.add_argument("--text", metavar="TEXTE", help="un autre texte ; « - » le lit sur l’entrée standard")
    acts.add_parser("erasures", help="ce qui a été effacé ailleurs et se trouve encore ici")
    for name, told in (("erase", "effacer ici aussi, pour de bon, ce qui l’a été ailleurs"),
                       ("keep", "garder ici ce qui a été effacé ailleurs")):
        acts.add_parser(name, help=told).add_argument("id", metavar="ID", help="celui de « exchange erasures »")


def conflicts(asked: Namespace, output: Output) -> int:
    """One JSON object a question."""
    with opened(asked) as session:
        found = session.clashes.of(asked.student) if asked.student else session.clashes.list()
    for clash in found:
        output.record(_value(clash))
    return 0


def _value(clash: Clash) -> dict[str, Any]:
    return {"id": clash.id, "title": clash.title, "label": clash.label, "root": clash.root, "own": clash.own,
            "deletion": clash.deletion, "writable": clash.field is not None,
            "texts": [{"keep": v.number, "text": v.text, "value": v.value, "who": v.who, "at": v.at, "deleted": v.deleted}
                      for v in clash.versions]}


def resolve(asked: Namespace, output: Output) -> int:
    """A choice, or a third text."""
    text = asked.text
    if text == "-":
        data = sys.stdin.buffer.read(LONGEST_TEXT + 1)
        if len(data) > LONGEST_TEXT:
            raise InputError("Ce texte dépasse 8 Mo.")
        try:
            text = data.decode("utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError:
            raise InputError("Ce texte n’est pas écrit en UTF-8.") from None
    with opened(asked) as session:
        changes = session.clashes.resolve(asked.id, asked.keep, text)
    output.record({"id": asked.id, "unit": changes.unit})
    return 0


def erasures(asked: Namespace, output: Output) -> int:
    """One JSON object a record erased elsewhere."""
    with opened(asked) as session:
        for line in session.clashes.told():
            output.record({"id": line.row, "type": line.table, "text": line.text})
    return 0


def erase(asked: Namespace, output: Output) -> int:
    return _answer(asked, output, erase=True)


def keep(asked: Namespace, output: Output) -> int:
    return _answer(asked, output, erase=False)


def _answer(asked: Namespace, output: Output, *, erase: bool) -> int:
    with opened(asked) as session:
        if asked.id not in {line.row for line in session.clashes.told()}:
            raise RefusedError
        session.clashes.answer_erasure(asked.id, erase)
    output.record({"id": asked.id, "erased": erase})
    return 0


COMMANDS: dict[str, Callable[[Namespace, Output], int]] = {
    "conflicts": conflicts, "resolve": resolve, "erasures": erasures, "erase": erase, "keep": keep,
}
