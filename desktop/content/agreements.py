"""The wording of agreements to sign, purpose by purpose, each rule with its source and how surely it was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from desktop.content.files import ContentError, read_toml
from desktop.content.vocabulary import CODE

FILE = "agreements.toml"
SURE = {"texte": "lu dans le texte", "extraits": "lu par extraits", "rapporté": "rapporté par un autre document",
        "pratique": "pratique de métier, à vérifier"}
ANSWERS = 3
ONE_PAGE = 1_700
"""Most characters of one sheet: beyond this it does not fit one page, signature included."""
_TOO_LONG = 260
_INITIALS = re.compile(r"\b(?!CNCDP\b)[A-ZÉ]{2,}\b")
_DISORDER = re.compile(r"\b(?:trouble|dys\w+|TDAH|autis\w+|déficien\w+|patholog\w+|malad\w+)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a text says, the text, and how surely it was read."""

    text: str
    source: str
    sure: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One sheet to sign: what is proposed, by whom, what for, what it is not, how long, who reads what."""

    code: str
    purpose: str
    noun: str
    title: str
    role: str
    proposed: str
    aim: str
    isnt: str
    length: str
    readers: str
    child: str
    withdraw: str
    copy: str
    answers: tuple[str, ...]
    blanks: tuple[str, ...]
    rules: tuple[Rule, ...]
    edition: str

    def sentences(self) -> Iterator[str]:
        """All that a family reads, in the order of the sheet."""
        yield from (self.title, self.role, self.proposed, self.aim, self.isnt, self.length, self.readers, self.child,
                    self.withdraw, self.copy, *self.answers, *self.blanks, *(rule.text for rule in self.rules))


@cache
def wordings() -> tuple[Wording, ...]:
    """Every sheet, in the order of the file."""
    content = read_toml(FILE)
    return tuple(Wording(
        item["code"], item["purpose"], item["noun"], item["title"], item["role"], item["proposed"], item["aim"], item["isnt"],
        item["length"], item["readers"], item["child"], item.get("withdraw", content["withdraw"]), content["copy"],
        tuple(content["answers"]), tuple(item.get("blanks", ())),
        tuple(Rule(rule["text"], rule["source"], rule["sure"]) for rule in item["rule"]), content["edition"])
        for item in content["agreement"])


def wording(purpose: str) -> Wording:
    """The sheet of one purpose. Raises ``ContentError`` when there is none."""
    for item in wordings():
        if item.purpose == purpose:
            return item
    raise ContentError(FILE, purpose, "n’a pas de feuille à signer")


def check_agreements() -> None:
    """Raise ``ContentError`` when a purpose has two sheets, or a sheet is incomplete, too long, or speaks in initials.

    That every purpose of ``models.kinds`` has its sheet is a test.
    """
    if len({item.purpose for item in wordings()}) != len(wordings()):
        raise ContentError(FILE, "", "attend une feuille par sorte d’accord, et une seule")
    for item in wordings():
        _check(item)


def _check(item: Wording) -> None:
    if not CODE.match(item.code) or item.noun not in ("accord", "autorisation"):
        raise ContentError(FILE, item.code, "a un code mal écrit, ou n’est ni un accord ni une autorisation")
    said = list(item.sentences())
    if not all(text.strip() for text in said) or len(item.answers) != ANSWERS:
        raise ContentError(FILE, item.code, f"a une phrase vide, ou pas {ANSWERS} réponses")
    if max(map(len, said)) > _TOO_LONG or sum(map(len, said)) > ONE_PAGE:
        raise ContentError(FILE, item.code, "ne tient pas sur une page")
    for text in said:
        if _INITIALS.search(text) or _DISORDER.search(text):
            raise ContentError(FILE, item.code, f"a un sigle ou un nom de trouble : « {text[:60]} »")
    if not item.rules:
        raise ContentError(FILE, item.code, "ne cite aucun texte")
    for rule in item.rules:
        if not rule.source.strip() or rule.sure not in SURE:
            raise ContentError(FILE, item.code, "cite une règle sans source, ou ne dit pas comment elle a été lue")
