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
FULL_PHRASE = 7
SPARED = 2
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
    text, words = secret[:MAXIMUM], words[:MAXIMUM // 4]
    if not text or not all(sign.isalpha() for sign in text):
        return _cheapest(len(text), _Pieces(text, known))
    if len(words) < 2:
        words = _segment(text, known) or words
    if len(words) < 2:
        return _cheapest(len(text), _Pieces(text, known))
    return min(_phrase_bits(words, known), _cheapest(len(text), _Pieces(text, None)))


def _phrase_bits(words: Sequence[str], known: frozenset[str]) -> float:
    """Each word by itself; a word already said is worth next to nothing, and so are school words, but for two of seven."""
    distinct = list(dict.fromkeys(words))
    weak_words = [word for word in distinct if _is_weak(word)]
    spared = frozenset(weak_words[:SPARED]) if sum(len(word) >= 3 for word in distinct) >= FULL_PHRASE else frozenset()
    total = REPEAT_BITS * (len(words) - len(distinct))
    total += sum(_word_bits(word, known, spared) for word in distinct)
    joined = "".join(words)[:MAXIMUM]
    for saying in weak.SAYINGS:
        if _shared(joined, saying) >= min(12, len(saying)):
            rest = sum(_word_bits(word, known, spared) for word in distinct if word not in saying)
            total = min(total, SAYING_BITS + rest)
    return total


def _segment(text: str, known: frozenset[str]) -> list[str]:
    """Words run together, taken apart in as few as possible; nothing when some of it is no word we know."""
    vocabulary = known | weak.WORDS
    longest = max(len(word) for word in vocabulary)
    best: list[list[str] | None] = [[]] + [None] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - longest), end):
            before = best[start]
            if before is not None and text[start:end] in vocabulary:
                former = best[end]
                if former is None or len(before) + 1 < len(former):
                    best[end] = [*before, text[start:end]]
    return best[-1] or []


def _is_weak(word: str) -> bool:
    return word in weak.WORDS or (word.endswith("s") and word[:-1] in weak.WORDS)


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


def _word_bits(word: str, known: frozenset[str], spared: frozenset[str]) -> float:
    if len(word) < 3:
        return min(2.0, LETTER_BITS * len(word))
    if _is_weak(word) and word not in spared:
        return WEAK_BITS
    if any(length == len(word) for length, _ in _runs(word, 0)):
        return RUN_BITS
    unknown = min(LETTER_BITS * len(word), UNKNOWN_BITS * max(1, round(len(word) / 9)))
    return math.log2(len(known)) if word in known else unknown


class _Pieces:
    """What each stretch of the secret may be, and its cost; without ``known``, no word is looked for."""

    def __init__(self, text: str, known: frozenset[str] | None) -> None:
        self.text, self.folded = text, _fold(text)
        self.wordless, self.known = known is None, known or frozenset()
        self.leet = self.folded.translate(_LEET)
        self.sign_bits = math.log2(_alphabet(text))
        self.listed = math.log2(len(self.known)) if self.known else UNKNOWN_BITS
        self.longest = max(_LONGEST, max((len(word) for word in self.known), default=0))

    def at(self, start: int) -> Iterator[tuple[int, float]]:
        """``(length, bits)`` of the pieces that begin at ``start``."""
        yield 1, self.sign_bits
        yield from _runs(self.folded, start)
        length = self._again(start)
        if length:
            yield length, REPEAT_BITS + math.log2(start + 1)
        if not self.wordless:
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
        for length in range(1, min(self.longest, len(self.text) - start) + 1):
            plain, leet = self.folded[start:start + length], self.leet[start:start + length]
            if length < 4 and not self._alone(start, length):
                continue
            for word, disguise in ((plain, 0.0), (leet, 2.0)):
                if word in weak.WORDS:
                    yield length, WEAK_BITS + disguise + self._case_bits(start, length)
                elif word in self.known:
                    yield length, self.listed + disguise + self._case_bits(start, length)

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
        return 1.0 if word in (word.upper(), word.capitalize()) else 0.75 * length

    def _alone(self, start: int, length: int) -> bool:
        """No letter just before nor just after: a short word, not three letters met by chance."""
        around = self.text[max(0, start - 1):start] + self.text[start + length:start + length + 1]
        return not any(sign.isalpha() for sign in around)

    def _unknown(self, start: int) -> Iterator[tuple[int, float]]:
        """A whole run of letters that can be said aloud is a word we do not know, not random letters."""
        if start and self.text[start - 1].isalpha():
            return
        found = _LETTERS.match(self.text, start)
        if found is None or not _sayable(_fold(found.group())):
            return
        word = found.group()
        if word not in (word.lower(), word.upper(), word.capitalize()):
            return
        length = found.end() - start
        yield length, min(LETTER_BITS * length, UNKNOWN_BITS * max(1, round(length / 9))) + self._case_bits(start, length)


def _common_start(text: str, start: int, saying: str) -> int:
    length = 0
    while length < len(saying) and start + length < len(text) and text[start + length] == saying[length]:
        length += 1
    return length


def _runs(text: str, start: int) -> Iterator[tuple[int, float]]:
    """``aaa``, ``987``: three signs or more; ``abcd``, ``azerty``: four, or the whole word."""
    for row in weak.ROWS:
        for line in (row, row[::-1]):
            place = line.find(text[start])
            while place >= 0:
                length = _common_start(text, start, line[place:])
                if length >= (3 if text[start].isdigit() else 4) or length == len(text) > 2:
                    yield length, RUN_BITS + math.log2(length)
                place = line.find(text[start], place + 1)
    length = 1
    while start + length < len(text) and text[start + length] == text[start]:
        length += 1
    if length >= 3:
        yield length, RUN_BITS + math.log2(length)


def _sayable(word: str) -> bool:
    """Six letters or more, one in three a vowel, never four consonants in a row."""
    vowels = sum(letter in "aeiouy" for letter in word)
    return len(word) >= 6 and vowels * 3 >= len(word) and not re.search(r"[^aeiouy]{4}", word)


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
