"""How many bits a secret is worth: the cheapest way of building it out of words, years, runs and plain signs."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence

from desktop.security import weak

WEAK_BITS = 5.0
SAYING_BITS = 10.0
REPEAT_BITS = 1.0
RUN_BITS = 5.0
YEAR_BITS = 6.0
DATE_BITS = 12.0
UNKNOWN_BITS = 14.0
LETTER_BITS = math.log2(26)
MAXIMUM = 512
"""Signs looked at; what follows adds nothing."""

_LEET = str.maketrans("0134578@$€!|+", "oieastbaseilt")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"\d{1,2}[-/. ]?\d{1,2}[-/. ]?(?:19|20)\d\d|\d{6}")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST = max(len(word) for word in weak.WORDS)


def bits_of(secret: str, words: Sequence[str], known: frozenset[str]) -> float:
    """``secret`` is normalised, ``words`` its folded words, ``known`` the folded list words are drawn from."""
    text = secret[:MAXIMUM]
    folded = _fold(text)
    pieces = _Pieces(text, folded, known)
    total = _cheapest(len(text), pieces)
    if _only_words(text):
        total = min(total, _phrase_bits(words, known)) if len(words) > 1 else total
    return total


def _only_words(text: str) -> bool:
    return bool(text) and all(sign.isalpha() for sign in text)


def _phrase_bits(words: Sequence[str], known: frozenset[str]) -> float:
    """A phrase typed with its spaces: each word by itself, a word already said next to nothing."""
    total, said = 0.0, set[str]()
    for word in words:
        total += REPEAT_BITS if word in said else _word_bits(word, known)
        said.add(word)
    joined = "".join(words)
    for saying in weak.SAYINGS:
        common = _shared(joined, saying)
        if common >= min(12, len(saying)):
            total = min(total, SAYING_BITS + _rest_bits(words, saying, known))
    return total


def _rest_bits(words: Sequence[str], saying: str, known: frozenset[str]) -> float:
    return sum(_word_bits(word, known) for word in words if word not in saying)


def _shared(text: str, saying: str) -> int:
    """The longest beginning-to-end stretch of ``saying`` found in ``text``."""
    best, row = 0, [0] * (len(saying) + 1)
    for sign in text:
        fresh = [0] * (len(saying) + 1)
        for place, other in enumerate(saying):
            if sign == other:
                fresh[place + 1] = row[place] + 1
        best, row = max(best, *fresh), fresh
    return best


def _word_bits(word: str, known: frozenset[str]) -> float:
    if word in weak.WORDS or (word.endswith("s") and word[:-1] in weak.WORDS):
        return WEAK_BITS
    if len(word) < 3:
        return min(2.0, LETTER_BITS * len(word))
    runs = min((cost for length, cost in _runs(word, 0) if length == len(word)), default=math.inf)
    unknown = min(LETTER_BITS * len(word), UNKNOWN_BITS * max(1, round(len(word) / 9)))
    return min(runs, math.log2(len(known)) if word in known else unknown)


class _Pieces:
    """What each stretch of the secret may be, and its cost."""

    def __init__(self, text: str, folded: str, known: frozenset[str]) -> None:
        self.text, self.folded, self.known = text, folded, known
        self.leet = folded.translate(_LEET)
        self.sign_bits = math.log2(_alphabet(text))
        self.listed = math.log2(len(known)) if known else UNKNOWN_BITS
        self.longest = max(_LONGEST, max((len(word) for word in known), default=0))

    def at(self, start: int) -> Iterator[tuple[int, float]]:
        """``(length, bits)`` of the pieces that begin at ``start``."""
        yield 1, self.sign_bits
        yield from _runs(self.folded, start)
        yield from self._numbers(start)
        yield from self._words(start)
        yield from self._unknown(start)

    def _numbers(self, start: int) -> Iterator[tuple[int, float]]:
        for pattern, cost in ((_DATE, DATE_BITS), (_YEAR, YEAR_BITS)):
            found = pattern.match(self.text, start)
            if found:
                yield found.end() - start, cost

    def _words(self, start: int) -> Iterator[tuple[int, float]]:
        for saying in weak.SAYINGS:
            length = _common_start(self.folded, start, saying)
            if length >= min(12, len(saying)):
                yield length, SAYING_BITS
        for length in range(2, min(self.longest, len(self.text) - start) + 1):
            plain, leet = self.folded[start:start + length], self.leet[start:start + length]
            for word, disguise in ((plain, 0.0), (leet, 2.0)):
                if word in weak.WORDS:
                    yield length, WEAK_BITS + disguise + self._case_bits(start, length)
                elif word in self.known:
                    yield length, self.listed + disguise + self._case_bits(start, length)
        length = self._again(start)
        if length:
            yield length, REPEAT_BITS + math.log2(start + 1)

    def _again(self, start: int) -> int:
        """The longest stretch (three signs at least) already written before."""
        best = 0
        for length in range(3, min(40, len(self.text) - start) + 1):
            if self.folded.find(self.folded[start:start + length], 0, start) < 0:
                break
            best = length
        return best

    def _case_bits(self, start: int, length: int) -> float:
        word = self.text[start:start + length]
        if word == word.lower():
            return 0.0
        return 1.0 if word in (word.upper(), word.capitalize()) else 3.0

    def _unknown(self, start: int) -> Iterator[tuple[int, float]]:
        """A whole run of letters that can be said aloud is a word we do not know, not random letters."""
        if start and self.text[start - 1].isalpha():
            return
        found = _LETTERS.match(self.text, start)
        if found is None or not _sayable(_fold(found.group())):
            return
        length = found.end() - start
        yield length, min(LETTER_BITS * length, UNKNOWN_BITS * max(1, round(length / 9))) + self._case_bits(start, length)


def _common_start(text: str, start: int, saying: str) -> int:
    length = 0
    while length < len(saying) and start + length < len(text) and text[start + length] == saying[length]:
        length += 1
    return length


def _runs(text: str, start: int) -> Iterator[tuple[int, float]]:
    """``aaaa``, ``abcd``, ``azerty``, ``9876``: three signs or more."""
    for row in weak.ROWS:
        for line in (row, row[::-1]):
            place = line.find(text[start])
            while place >= 0:
                length = _common_start(text, start, line[place:])
                if length >= 3:
                    yield length, RUN_BITS + math.log2(length)
                place = line.find(text[start], place + 1)
    length = 1
    while start + length < len(text) and text[start + length] == text[start]:
        length += 1
    if length >= 3:
        yield length, RUN_BITS + math.log2(length)


def _sayable(word: str) -> bool:
    """Four letters or more, vowels here and there, never five consonants in a row."""
    vowels = sum(letter in "aeiouy" for letter in word)
    return len(word) >= 4 and vowels * 4 >= len(word) and not re.search(r"[^aeiouy]{5}", word)


def _alphabet(text: str) -> int:
    """How many signs somebody who guesses must try at each place."""
    size = 26 * any(sign.islower() for sign in text) + 26 * any(sign.isupper() for sign in text)
    size += 10 * any(sign.isdigit() for sign in text) + 32 * any(not sign.isalnum() for sign in text)
    return max(size, 2)


def _cheapest(size: int, pieces: _Pieces) -> float:
    best = [0.0] + [math.inf] * size
    for start in range(size):
        for length, cost in pieces.at(start):
            best[start + length] = min(best[start + length], best[start] + cost)
    return best[size]


def _fold(text: str) -> str:
    """Each sign folded to one sign: case and accents off, the same length."""
    folded = []
    for sign in text:
        plain = unicodedata.normalize("NFKD", sign)[0].lower()
        folded.append(plain[0])
    return "".join(folded)
