"""Help to put a request into words: questions to ask oneself, and pairs « plutôt que… / on peut écrire… » by situation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from desktop.content.facts import Pair
from desktop.content.facts import pairs as facts
from desktop.content.files import ContentError, read_toml
from desktop.content.wording import remarks

FILE = "request_examples.toml"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Question:
    """A question that helps: what it asks, and how the answer may begin in the text."""

    code: str
    label: str
    ask: str
    start: str


@cache
def intro() -> str:
    """One sentence over the panel."""
    return str(read_toml(FILE)["intro"])


@cache
def questions() -> tuple[Question, ...]:
    """The questions, in the order one asks them."""
    return tuple(Question(**item) for item in read_toml(FILE)["question"])


@cache
def examples() -> tuple[Pair, ...]:
    """Every pair, situation after situation: those of requests, then those of the guide to write facts."""
    own = [Pair(item["situation"], item["instead"], item["write"]) for item in read_toml(FILE)["pair"]]
    situations = dict.fromkeys(pair.situation for pair in (*own, *facts()))
    return tuple(pair for situation in situations for pair in (*own, *facts()) if pair.situation == situation)


@cache
def situations() -> tuple[str, ...]:
    """Their names, each once."""
    return tuple(dict.fromkeys(pair.situation for pair in examples()))


def check_examples() -> None:
    """Raise ``ContentError`` when a question or a pair is empty, too long, said twice, or needs to be said otherwise itself."""
    if len(questions()) < 4 or not {"quand", "qui", "combien", "aide"} <= {one.code for one in questions()}:
        raise ContentError(FILE, "", "attend les questions quand, avec qui, combien de fois, qu’est-ce qui aide")
    for question in questions():
        if not (question.label and question.ask and question.start) or remarks(question.ask):
            raise ContentError(FILE, question.code, "est une question incomplète, ou qui juge")
    for pair in examples():
        name = pair.instead[:40]
        if not (pair.instead.strip() and pair.write.strip()) or max(len(pair.instead), len(pair.write)) > LONGEST:
            raise ContentError(FILE, name, "est vide, ou trop long pour être lu en passant")
        if len(pair.write) <= len(pair.instead):
            raise ContentError(FILE, name, "ne dit pas plus que le jugement")
        if remarks(pair.write):
            raise ContentError(FILE, name, f"se dit avec « {remarks(pair.write)[0].words} », à dire autrement")
    if len({pair.instead for pair in examples()}) != len(examples()):
        raise ContentError(FILE, "", "répète une paire")
