"""The one way any text reaches a paper: made drawable, cut into lines that fit, never read as markup.

Normalisation on paper (docs/papiers.md): NFC; line ends LF; control and invisible format characters dropped; a character no
shipped font draws is written ``[U+1F600]``; several empty lines become one; a word wider than its line is cut without a
hyphen. Everything else is printed as typed. ``comparable`` says the same for a test that reads a PDF back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from desktop.reports import script
from desktop.reports.style import FALLBACK, REGULAR, Face, drawable, face
from desktop.texts import clean

_BREAKS = re.compile("[\u2028\u2029]")
_EMPTY_LINES = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_TOKENS = re.compile("[ \t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]+|[^ \t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]+")
_SPACES = frozenset(" \t\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000")
_PIECES = re.compile(r"\[U\+[0-9A-F]{4,6}\]|.[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f]{0,8}", re.DOTALL)
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_STAYS = re.compile(rf" (?=[:;?!»%€](?:\s|$))|(?<=«) |(?<=\d) (?=(?:{_MONTHS}|h|min|ans?|mois|km|cm)\b)|(?<=\bMme) "
                    r"|(?<=\bM\.) |(?<=\bDr) |(?<=n°) |(?<=[a-zé]{3}) (?=(?:[A-ZÉ]|\d\d?)(?:[\s,;.)]|$)(?! pour))")
"""Spaces where a French line is not cut: « salle 4 », « Mme Martin », « 27 novembre », before a colon."""
_SHORT = 60
_AFTER = frozenset("-/._@,;:?&=+)]}")
"""Good places to cut a word too long for its line."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of one of our own sentences, in its own face."""

    text: str
    face: str = REGULAR


@dataclass(slots=True)
class Line:
    """One line of text ready to draw: ``runs`` are ``(font name, text)``, ``width`` is at size 1000."""

    runs: list[tuple[str, str]]
    width: float
    right: bool = False
    first: bool = False
    """Whether it begins a paragraph."""


def drawn(text: str) -> str:
    """A text as it can be drawn, whatever was typed."""
    text = clean(text)
    if not text.isascii():
        text = _BREAKS.sub("\n", text)
        text = script.shaped(text)
        if not drawable().issuperset(text):
            text = text.translate({ord(letter): _instead(letter) for letter in set(text) - drawable()})
    if "\t" in text:
        text = text.replace("\t", "    ")
    return _EMPTY_LINES.sub("\n\n", text.strip("\n")) if "\n" in text else text


def _instead(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind == "Cf":
        return ""
    if kind in ("Zs", "Zl", "Zp"):
        return " "
    return "" if _SELECTORS.match(letter) else f"[U+{ord(letter):04X}]"


def comparable(text: str) -> str:
    """What a text typed and the same text read back from a PDF have in common: letters in order, without spaces."""
    return "".join(unicodedata.normalize("NFKC", drawn(text)).split())


def paragraphs(text: str) -> list[str]:
    """The lines a person typed; an empty one marks a gap."""
    ready = drawn(text)
    return ready.split("\n") if ready.strip() else []


def lines(text: str, name: str, size: float, width: float) -> list[Line]:
    """A person's text, cut into lines of at most ``width`` points: the only door from typed text to paper."""
    found: list[Line] = []
    limit = width * 1000 / size
    for paragraph in paragraphs(text):
        found += _paragraph(paragraph, face(name), limit)
    return found


def sentence(spans: Sequence[Span], size: float, width: float) -> list[Line]:
    """One of our own sentences, several faces in it; a span may hold typed text, which stays on the paragraph."""
    limit = width * 1000 / size
    pieces = [(piece, face(span.face)) for span in spans for piece in _TOKENS.findall(_flat(span.text))]
    return list(_fill(_words(pieces), limit, False, 0.0))


def _flat(text: str) -> str:
    return _STAYS.sub("\u00a0", drawn(text).replace("\n", " ")) if text.strip() else text


def _paragraph(text: str, shown: Face, limit: float) -> Iterator[Line]:
    """Lines of one paragraph; an empty paragraph is one empty line."""
    right = script.has_right(text)
    base = right and script.starts_right(text)
    if not text.strip():
        yield Line([], 0.0, first=True)
        return
    if len(text) < _SHORT and not right:
        flat = text.strip(" ")
        wide = shown.width(flat)
        if wide <= limit:
            yield Line(shown.runs(flat), wide, first=True)
            return
    space = face(FALLBACK).width(" ") if right else 0.0
    yield from _fill(([(piece, shown)] for piece in _TOKENS.findall(_STAYS.sub("\u00a0", text))), limit, base, space)


Piece = tuple[str, Face]


def _words(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Pieces that touch make one word."""
    word: list[Piece] = []
    for text, shown in pieces:
        if text[0] in _SPACES:
            if word:
                yield word
            yield [(text, shown)]
            word = []
        else:
            word.append((text, shown))
    if word:
        yield word


def _fill(words: Iterator[list[Piece]], limit: float, right: bool, least_space: float) -> Iterator[Line]:
    held: list[Piece] = []
    room, gap, first = limit, None, True
    for word in words:
        if word[0][0][0] in _SPACES:
            gap = word[0] if held else None
            continue
        wide = sum(shown.width(text) for text, shown in word)
        space = max(gap[1].width(gap[0]), least_space * len(gap[0])) if gap else 0.0
        if held and space + wide > room:
            yield _line(held, limit - room, right, first)
            held, room, first, space, gap = [], limit, False, 0.0, None
        if wide > limit:
            *full, held = _cut(word, limit)
            for part in full:
                yield _line(part, sum(shown.width(text) for text, shown in part), right, first)
                first = False
            room = limit - sum(shown.width(text) for text, shown in held)
        else:
            if gap:
                held.append(gap)
            held += word
            room -= space + wide
        gap = None
    if held:
        yield _line(held, limit - room, right, first)


def _cut(word: list[Piece], limit: float) -> list[list[Piece]]:
    """A word wider than a line, in parts that fit, preferably after a sign such as ``/`` or ``@``."""
    parts: list[list[Piece]] = [[]]
    room = limit
    for text, shown in word:
        letters = [part for piece in _PIECES.findall(text)
                   for part in (piece if piece[0] == "[" and shown.width(piece) > limit else (piece,))]
        start, good = 0, 0
        for place, letter in enumerate(letters):
            wide = shown.width(letter) if len(letter) > 1 else shown.char(letter)
            while wide > room and (place > start or parts[-1]):
                stop = good if (good - start) * 5 > (place - start) * 2 else place
                parts[-1].append(("".join(letters[start:stop]), shown))
                parts.append([])
                start = stop
                room = limit - sum(shown.width(kept) for kept in letters[start:place])
            room -= wide
            if letter[-1] in _AFTER:
                good = place + 1
        if start < len(letters):
            parts[-1].append(("".join(letters[start:]), shown))
    return [[(text, shown) for text, shown in part if text] for part in parts if part]


def _line(pieces: list[Piece], width: float, right: bool, first: bool) -> Line:
    runs: list[tuple[str, str]] = []
    turned = False
    for shown, group in groupby(pieces, key=_face_of):
        text = "".join(piece for piece, _ in group)
        if script.has_right(text):
            runs += shown.runs(script.visual(text, right), bridge=True)
            turned = True
        else:
            runs += shown.runs(text)
    if turned:
        width = sum(face(name).width(text) for name, text in runs)
    return Line(runs, width, right, first)


def _face_of(piece: Piece) -> Face:
    return piece[1]


def one_line(text: str, name: str, size: float, width: float) -> Line:
    """A text on a single line, ended by « … » when it is too long: only for what is whole elsewhere on the paper."""
    flat = re.sub(r"[ \t\n]+", " ", drawn(text[:400])).strip()
    shown = face(name)
    limit = width * 1000 / size
    if shown.width(flat) > limit:
        while flat and shown.width(flat + "…") > limit:
            flat = flat[:-1]
        flat = flat.rstrip() + "…"
    wide = shown.width(flat)
    if script.has_right(flat):
        return _line([(flat, shown)], wide, False, True)
    return Line(shown.runs(flat) if flat else [], wide)


def shortened(text: str, most: int) -> str:
    """The beginning of a text, cut at a word, for a summary whose whole stands below."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    words = flat[:most].split(" ")[:-1] or [flat[:most]]
    while len(words) > 1 and len(words[-1].strip(",;:")) < 4:
        words.pop()
    return " ".join(words).rstrip(" ,;:") + "\u00a0…"
