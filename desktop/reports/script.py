"""Right-to-left text on paper: Arabic letters take their joined shapes, and a line is put in the order eyes read it.

A small part of Unicode's bidirectional algorithm (UAX 9): no embeddings (their marks are dropped), one paragraph at a time.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]")
_ZWNJ, _ZWJ, _TATWEEL = "\u200c", "\u200d", "\u0640"
_STRONG = {"L": "L", "R": "R", "AL": "R"}
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_MIRROR = str.maketrans("()[]{}<>«»‹›≤≥", ")(][}{><»«›‹≥≤")


def has_right(text: str) -> bool:
    """Whether any letter is written from right to left."""
    return not text.isascii() and _RIGHT.search(text) is not None


def starts_right(text: str) -> bool:
    """Whether a paragraph's first letter is written from right to left."""
    for letter in text:
        kind = _STRONG.get(unicodedata.bidirectional(letter))
        if kind:
            return kind == "R"
    return False


@cache
def _shapes() -> dict[str, dict[str, str]]:
    """Base letter (or lam-alif) → its shapes by name, from Unicode's own table."""
    found: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFBFF), *range(0xFE80, 0xFEFD)):
        kind, _, codes = unicodedata.decomposition(chr(code)).partition(" ")
        letters = "".join(chr(int(part, 16)) for part in codes.split()) if codes else ""
        if len(letters) == 1 or (len(letters) == 2 and letters[0] == "\u0644"):
            found.setdefault(letters, {}).setdefault(kind.strip("<>"), chr(code))
    return found


def _joins(letter: str) -> tuple[bool, bool]:
    """Whether a letter joins the one before, the one after."""
    if letter in (_TATWEEL, _ZWJ):
        return True, True
    shapes = _shapes().get(letter, {})
    return "final" in shapes, "initial" in shapes


def shaped(text: str) -> str:
    """Arabic letters in their joined shapes; anything else as it was."""
    if text.isascii() or _ARABIC.search(text) is None:
        return text
    letters = list(text)
    out: list[str] = []
    place = 0
    while place < len(letters):
        letter = letters[place]
        pair = letter + letters[place + 1] if letter == "\u0644" and place + 1 < len(letters) else ""
        taken = 2 if pair in _shapes() else 1
        shapes = _shapes().get(pair if taken == 2 else letter)
        if shapes is None:
            out.append(letter)
        else:
            before = _neighbour(letters, place, -1)
            after = _neighbour(letters, place + taken - 1, 1)
            joins_before = _joins(letter)[0] and _joins(before)[1]
            joins_after = taken == 1 and _joins(letter)[1] and _joins(after)[0]
            name = ("medial" if joins_after else "final") if joins_before else ("initial" if joins_after else "isolated")
            out.append(shapes.get(name, letter))
        place += taken
    return "".join(out)


def _neighbour(letters: list[str], place: int, step: int) -> str:
    """The next letter that counts, over vowel marks."""
    place += step
    while 0 <= place < len(letters) and unicodedata.category(letters[place]) == "Mn":
        place += step
    return letters[place] if 0 <= place < len(letters) else ""


def _kinds(line: str, base: str) -> list[str]:
    """The direction of each character: L, R, N (a number) after rules W1–W7 and N1–N2."""
    kinds = []
    previous, strong = base, base
    for letter in line:
        kind = unicodedata.bidirectional(letter)
        if kind == "NSM":
            kind = previous
        elif kind == "EN":
            kind = "L" if strong == "L" else "N"
        elif kind == "AN":
            kind = "N"
        elif kind in _STRONG:
            kind = strong = _STRONG[kind]
        elif kind not in ("ES", "CS", "ET"):
            kind = "?"
        kinds.append(kind)
        previous = kind
    for place, kind in enumerate(kinds):
        around = (kinds[place - 1] if place else "?", kinds[place + 1] if place + 1 < len(kinds) else "?")
        if kind in ("ES", "CS"):
            kinds[place] = around[0] if around[0] == around[1] and around[0] in ("N", "L") else "?"
        elif kind == "ET":
            kinds[place] = "N" if "N" in around else "?"
    _brackets(line, kinds, base)
    return _neutrals(kinds, base)


def _brackets(line: str, kinds: list[str], base: str) -> None:
    """Rule N0: a pair of brackets takes the direction of what it holds, or of what comes before it."""
    opened: list[tuple[str, int]] = []
    for place, letter in enumerate(line):
        if letter in _PAIRS and kinds[place] == "?":
            opened.append((_PAIRS[letter], place))
        elif kinds[place] == "?" and any(closing == letter for closing, _ in opened):
            while opened[-1][0] != letter:
                opened.pop()
            start = opened.pop()[1]
            held = {_side(kind) for kind in kinds[start + 1:place] if kind != "?"}
            if base in held:
                kinds[start] = kinds[place] = base
            elif held:
                before = next((_side(kind) for kind in reversed(kinds[:start]) if kind != "?"), base)
                kinds[start] = kinds[place] = before


def _neutrals(kinds: list[str], base: str) -> list[str]:
    place = 0
    while place < len(kinds):
        if kinds[place] != "?":
            place += 1
            continue
        end = place
        while end < len(kinds) and kinds[end] == "?":
            end += 1
        left = _side(kinds[place - 1]) if place else base
        right = _side(kinds[end]) if end < len(kinds) else base
        kinds[place:end] = [left if left == right else base] * (end - place)
        place = end
    return kinds


def _side(kind: str) -> str:
    return "R" if kind == "N" else kind


def visual(line: str, base_right: bool) -> str:
    """A line as the eye meets it from the left."""
    base = "R" if base_right else "L"
    kinds = _kinds(line, base)
    low = 1 if base_right else 0
    levels = [{"L": 2 if low else 0, "R": 1, "N": 2}[kind] for kind in kinds]
    letters = [letter.translate(_MIRROR) if level % 2 else letter for letter, level in zip(line, levels, strict=True)]
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(levels):
            if levels[start] < level:
                start += 1
                continue
            end = start
            while end < len(levels) and levels[end] >= level:
                end += 1
            letters[start:end] = letters[start:end][::-1]
            levels[start:end] = levels[start:end][::-1]
            start = end
    return "".join(letters)
