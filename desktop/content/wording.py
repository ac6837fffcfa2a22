"""Words to put otherwise: disorders, scores and judgments found in a school's text, each with a fact one could write instead.

Nothing is kept of what is found: the text comes in, the remarks go out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from desktop.content.files import ContentError, read_toml
from desktop.texts import fold

FILE = "wording.toml"
KINDS = {"disorder": "nom de trouble", "score": "résultat de test", "judgment": "jugement"}
FEWEST, LONGEST = 120, 175
SHORT = 3
"""Patterns are looked up by the first letters of their first word."""
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?|\d+(?:[.,]\d+)?|[^\W\d_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*")
_BREAK = re.compile(r"[.;:!?\n\u2028\u2029«»“”\"()…]")
_QUOTED = re.compile(r"«[^»\n\u2028\u2029]*»?|“[^”\n\u2028\u2029]*”?|\"[^\"\n\u2028\u2029]*\"")
_HEAD = re.compile("[0-9a-z]{1,3}")
_ANY = "[0-9a-z]*"
_STOP = "(?![0-9a-z])"
_GAP = "(?: [0-9a-z]+){0,2}"


@dataclass(frozen=True, slots=True)
class Remark:
    """Where in the text (code points), of which kind, the words as written, and another way to say it."""

    start: int
    end: int
    kind: str
    words: str
    instead: str

    @property
    def why(self) -> str:
        """One sentence on the kind of word it is."""
        return reasons()[self.kind]


@dataclass(frozen=True, slots=True)
class Entry:
    kind: str
    instead: str
    said: tuple[str, ...]
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finder:
    """One pattern: what it looks for from a word on, what must not stand before nor after, whether it wants capitals."""

    entry: Entry
    seek: re.Pattern[str]
    capitals: bool
    around: tuple[tuple[re.Pattern[str] | None, re.Pattern[str] | None, re.Pattern[str] | None], ...]


# -- the content -------------------------------------------------------------------------------------------------------
@cache
def reasons() -> dict[str, str]:
    """A sentence for each kind."""
    return dict(read_toml(FILE)["why"])


@cache
def entries() -> tuple[Entry, ...]:
    """Everything that is recognised, in the order of the file."""
    found = read_toml(FILE)
    return tuple(Entry(kind, item["instead"], tuple(item["words"]), tuple(item.get("unless", ())))
                 for kind in KINDS for item in found[kind])


@cache
def _finders() -> dict[str, tuple[Finder, ...]]:
    """By the first letters of the first word."""
    index: dict[str, list[Finder]] = {}
    for entry in entries():
        around = tuple(_around(said) for said in entry.unless)
        for said in entry.said:
            first = said.split()[0]
            finder = Finder(entry, re.compile(_pattern(said.split(), lead=False) + _STOP), "^" in first, around)
            for head in {_letters(one)[:SHORT] for one in _openings(said.split())}:
                index.setdefault(head, []).append(finder)
    return {head: tuple(found) for head, found in index.items()}


def _openings(words: Sequence[str]) -> Iterator[str]:
    """What a pattern may begin with: words that may be missing let the next one begin."""
    for word in words:
        yield from word.rstrip("?").split("|")
        if not word.endswith("?"):
            return


def _letters(word: str) -> str:
    return fold(word.rstrip("*?"))


def _one(word: str) -> str:
    choices = "|".join("[0-9]+(?:[.,][0-9]+)?" if one == "#" else _letters(one) + (_ANY if one.endswith("*") else "")
                       for one in word.rstrip("?").split("|"))
    return f"(?:{choices})"


def _pattern(words: Sequence[str], *, lead: bool) -> str:
    """A regular expression on folded words separated by one space; ``lead``: a space comes first."""
    made = ""
    for word in words:
        if word == "..":
            made += _GAP
            continue
        space = " " if made or lead else ""
        made += f"(?:{space}{_one(word)})?" if word.endswith("?") else space + _one(word)
    return made


def _around(said: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None, re.Pattern[str] | None]:
    """Before, after, or (without « _ ») the words themselves."""
    before, mark, after = said.partition("_")
    if not mark:
        return None, None, re.compile(_pattern(before.split(), lead=False) + _STOP)
    backward = f"(?<![0-9a-z]){_pattern(before.split(), lead=False)} $" if before.strip() else None
    forward = _pattern(after.split(), lead=True) + _STOP if after.strip() else None
    return re.compile(backward) if backward else None, re.compile(forward) if forward else None, None


# -- the search --------------------------------------------------------------------------------------------------------
def remarks(text: str) -> tuple[Remark, ...]:
    """What may be said otherwise, from the start of the text to its end; own words between « » are left to who said them."""
    starts, ends, places, folded = _folded(text)
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    found: list[Remark] = []
    after = 0
    for number, at in enumerate(places):
        if number < after:
            continue
        own = any(start <= starts[number] < end for start, end in quoted)
        best = _longest(folded, at, capitals=text[starts[number]:ends[number]].isupper(), own=own)
        if best is not None:
            last = bisect_right(places, best[0] - 1) - 1
            start, end = starts[number], ends[last]
            found.append(Remark(start, end, best[1].kind, text[start:end], best[1].instead))
            after = last + 1
    return tuple(found)


def _longest(folded: str, at: int, *, capitals: bool, own: bool) -> tuple[int, Entry] | None:
    """The longest words recognised from there, and the entry they come from."""
    best: tuple[int, Entry] | None = None
    head = _HEAD.match(folded, at)
    for finder in _finders().get(head.group() if head else "", ()):
        if (own and finder.entry.kind == "judgment") or (finder.capitals and not capitals):
            continue
        match = finder.seek.match(folded, at)
        if match is not None and (best is None or match.end() > best[0]) and not _left_alone(finder, folded, at, match.end()):
            best = match.end(), finder.entry
    return best


def _folded(text: str) -> tuple[list[int], list[int], list[int], str]:
    """Where each word begins and ends, where it stands in the folded text, and that text: a new line where a sentence ends."""
    starts: list[int] = []
    ends: list[int] = []
    places: list[int] = []
    parts: list[str] = []
    size = 0
    for match in _WORD.finditer(text):
        word = fold(match.group()).replace(" ", "") if not match.group()[0].isdigit() else match.group()
        if not word:
            continue
        if starts:
            parts.append("\n" if _BREAK.search(text, ends[-1], match.start()) else " ")
            size += 1
        starts.append(match.start())
        ends.append(match.end())
        places.append(size)
        parts.append(word)
        size += len(word)
    return starts, ends, places, "".join(parts)


def _left_alone(finder: Finder, folded: str, start: int, end: int) -> bool:
    """Whether the words around make it a plain fact: « lent à », « susceptible de », « le méchant loup »."""
    line = folded.rfind("\n", 0, start) + 1
    for before, after, whole in finder.around:
        if whole is not None:
            near = folded.rfind(" ", line, max(start - 24, line)) + 1
            if any(match.start() <= start and match.end() >= end for match in whole.finditer(folded, max(near, line))):
                return True
        elif (before is None or before.search(folded[line:start])) and (after is None or after.match(folded, end)):
            return True
    return False


# -- the check ---------------------------------------------------------------------------------------------------------
def check_wording() -> None:
    """Raise ``ContentError`` when an entry says nothing, is too long, is said twice, or needs to be said otherwise itself."""
    found = entries()
    if len(found) < FEWEST or set(reasons()) != set(KINDS):
        raise ContentError(FILE, "", f"attend au moins {FEWEST} entrées et une raison par sorte")
    if len({entry.instead for entry in found}) != len(found):
        raise ContentError(FILE, "", "dit deux fois la même chose autrement")
    for entry in found:
        name = entry.said[0] if entry.said else ""
        if not name or not entry.instead.strip():
            raise ContentError(FILE, name, "est vide")
        if not 30 <= len(entry.instead) <= LONGEST:
            raise ContentError(FILE, name, "est trop long ou trop court pour être lu en passant")
        if any(one.endswith("*") and len(_letters(one)) < SHORT for said in entry.said for one in said.split()[0].split("|")):
            raise ContentError(FILE, name, "commence par trop peu de lettres")
        if remarks(entry.instead):
            raise ContentError(FILE, name, f"se dit avec « {remarks(entry.instead)[0].words} », à dire autrement")
