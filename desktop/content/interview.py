"""Guides for the interview with parents: one page for the professional, one for the family itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from desktop.content.files import ContentError, read_toml
from desktop.content.vocabulary import CODE

GUIDES_FILE = "interview_guides.toml"
REMINDERS = 6
ONE_PAGE = 2_600
"""Most characters of one guide: beyond this it does not fit one page with room to write."""
_ELISION = re.compile(r"\b(?:de|que|jusque|lorsque|puisque|quoique|ne|se|le|la|ce) \{prenom\}|[’']\{prenom\}")


@dataclass(frozen=True, slots=True)
class Guide:
    """One situation. Sentences hold ``{prenom}``, never after a word that would lose its vowel."""

    code: str
    label: str
    aim: str
    reminders: tuple[str, ...]
    opening_sentence: str
    questions: tuple[str, ...]
    child_question: str
    avoid: str
    if_tension: str
    closing: str
    source: str
    edition: str

    def sentences(self) -> Iterator[str]:
        """All that is read, in the order of the page."""
        yield from (self.label, self.aim, *self.reminders, self.opening_sentence, *self.questions, self.child_question,
                    self.avoid, self.if_tension, self.closing, self.source)


@dataclass(frozen=True, slots=True)
class ParentsSection:
    """A heading of the family's own sheet, its prompt, its lines to write on, its boxes to tick."""

    code: str
    heading: str
    prompt: str
    lines: int
    ticks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accompanied:
    """The right to come with someone, in the words of the text that gives it, for one kind of meeting."""

    kind: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class ParentsSheet:
    """The sheet a family fills for itself, or does not."""

    title: str
    intro: str
    note: str
    sections: tuple[ParentsSection, ...]
    accompanied: tuple[Accompanied, ...]
    edition: str

    def may_come_with(self, kind: str) -> Accompanied:
        """The sentence for this kind of meeting; that of an ordinary interview when there is none."""
        return next((line for line in self.accompanied if line.kind == kind), self.accompanied[0])


@cache
def guides() -> tuple[Guide, ...]:
    """Every situation, in the order people choose from."""
    content = read_toml(GUIDES_FILE)
    return tuple(Guide(
        item["code"], item["label"], item["aim"], tuple(item["reminders"]), item["opening_sentence"],
        tuple(item["questions"]), item["child_question"], item["avoid"], item["if_tension"], item["closing"],
        item["source"], content["edition"]) for item in content["guide"])


def guide(code: str) -> Guide:
    """One situation by its code. Raises ``ContentError`` when there is none."""
    for item in guides():
        if item.code == code:
            return item
    raise ContentError(GUIDES_FILE, code, "n’est pas une situation connue")


@cache
def parents_sheet() -> ParentsSheet:
    """The family's own sheet."""
    content = read_toml(GUIDES_FILE)
    part = content["parents"]
    return ParentsSheet(
        part["title"], part["intro"], part["note"],
        tuple(ParentsSection(item["code"], item["heading"], item["prompt"], item["lines"], tuple(item.get("ticks", ())))
              for item in part["section"]),
        tuple(Accompanied(item["kind"], item["text"], item["source"]) for item in part["accompanied"]),
        content["edition"])


def check_interviews() -> None:
    """Raise ``ContentError`` when a guide is incomplete, too long for its page, or writes « de {prenom} »."""
    seen: set[str] = set()
    for item in guides():
        if not CODE.match(item.code) or item.code in seen:
            raise ContentError(GUIDES_FILE, item.code, "est un code double ou mal écrit")
        seen.add(item.code)
        if len(item.reminders) != REMINDERS or not 3 <= len(item.questions) <= 5:
            raise ContentError(GUIDES_FILE, item.code, f"attend {REMINDERS} rappels et de 3 à 5 questions")
        if not all(sentence.strip() for sentence in item.sentences()):
            raise ContentError(GUIDES_FILE, item.code, "a une phrase vide")
        if "{prenom}" not in item.opening_sentence or not item.child_question.startswith("{prenom}"):
            raise ContentError(GUIDES_FILE, item.code, "attend le prénom à l’ouverture et au début de la question à l’enfant")
        if sum(map(len, item.sentences())) > ONE_PAGE:
            raise ContentError(GUIDES_FILE, item.code, "ne tient pas sur une page")
        for sentence in item.sentences():
            if _ELISION.search(sentence):
                raise ContentError(GUIDES_FILE, item.code, f"place mal le prénom : « {sentence[:60]} »")
    sheet = parents_sheet()
    if not sheet.accompanied or sheet.accompanied[0].kind != "entretien_parents":
        raise ContentError(GUIDES_FILE, "parents", "attend d’abord la phrase de l’entretien ordinaire")
    for section in sheet.sections:
        if not (section.heading and section.prompt and (section.lines or section.ticks)):
            raise ContentError(GUIDES_FILE, section.code, "attend un titre, une aide, et de la place")
