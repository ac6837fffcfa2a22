"""What is to choose between, in words: the question, who wrote which text and when, and where the texts differ."""

from __future__ import annotations

import difflib
import re

from desktop.forms.spec import Text
from desktop.services.exchange_values import Clash, Version
from desktop.ui.records.history_page import when

Span = tuple[int, int]
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_THINGS = {"line": "la ligne", "task": "la tâche", "request": "la demande", "contribution": "la contribution",
           "decision": "la décision", "proposal": "la proposition", "agenda": "la situation", "intervention": "l’aide",
           "member": "la place", "sitting": "la séance", "presence": "la présence", "slot": "le créneau", "aid": "l’aide"}
MOST = 4000
"""Words compared one by one; beyond, what lies between the first and the last difference is one difference."""


def written(clash: Clash) -> bool:
    """Whether the question takes free text, and not a day, a choice or a place."""
    return isinstance(clash.field, Text)


def asked(clash: Clash) -> str:
    """The question, on one line."""
    if clash.deletion:
        return f"{clash.label} : garder ou supprimer ?"
    count = {2: "Deux", 3: "Trois"}.get(len(clash.versions), str(len(clash.versions)))
    if written(clash):
        return f"{count} textes pour « {clash.label} » : lequel garder ?"
    return f"{count} réponses pour « {clash.label} » : laquelle garder ?"


def by(clash: Clash, version: Version, zone: str) -> str:
    """« Samira Haddad, lun. 23 nov. 2026 à 10:42 », as her laptop told it."""
    said = ", ".join(part for part in (version.who or "Auteur inconnu ici", when(version.at, zone) if version.at else "") if part)
    if version.deleted or clash.deletion:
        verb = "Supprimé" if version.deleted else "Modifié"
        return f"{verb} par {said}" if version.who else f"{verb} sur un autre ordinateur"
    return said


def keep_word(clash: Clash, version: Version) -> str:
    """The verb that chooses a text."""
    thing = _THINGS.get(clash.table, "la fiche")
    if version.deleted:
        return "Le supprimer aussi" if thing.startswith("le ") else "La supprimer aussi"
    if clash.deletion:
        return f"Garder {thing}"
    return "Garder celui-ci" if written(clash) else "Garder celle-ci"


def other_word(clash: Clash) -> str:
    return "Écrire un autre texte" if written(clash) else "Donner une autre réponse"


def spoken(clash: Clash, version: Version, zone: str) -> str:
    """A text whole, for a screen reader, on its button."""
    return f"{keep_word(clash, version)}. {by(clash, version, zone)} : {version.text}"


def differences(one: str, other: str) -> tuple[list[Span], list[Span]]:
    """Where two texts differ, word by word: ``(start, length)`` in each."""
    a, b = _WORDS.findall(one), _WORDS.findall(other)
    head = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest = min(len(a), len(b)) - head
    tail = next((i for i, (x, y) in enumerate(zip(reversed(a), reversed(b), strict=False)) if x != y), rest)
    tail = min(tail, rest)
    middle_a, middle_b = a[head:len(a) - tail], b[head:len(b) - tail]
    if len(middle_a) + len(middle_b) > MOST:
        found = [(0, len(middle_a), 0, len(middle_b))]
    else:
        matcher = difflib.SequenceMatcher(None, middle_a, middle_b, autojunk=False)
        found = [(i, j, k, m) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]
    return (_spans(a, [(i + head, j + head) for i, j, _, _ in found]), _spans(b, [(k + head, m + head) for _, _, k, m in found]))


def _spans(words: list[str], ranges: list[Span]) -> list[Span]:
    at = [0]
    for word in words:
        at.append(at[-1] + len(word))
    return [(at[i], at[j] - at[i]) for i, j in ranges if at[j] > at[i]]
