"""One cell at a time: days, levels, sexes, INE, UAI, postal codes, phones, spaces. Pure, and remembered between rows."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from desktop.texts import clean, fold

UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?Z?)?")
_FRENCH = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
_WRITTEN = re.compile(r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?(\d{1,2})(?:er)? ([a-z]+) (\d{4})")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_SERIAL = re.compile(r"(\d{5})(?:[.,]0+)?")
_SPACES = re.compile(r"\s+")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan",
            "fevrier fevr fev",
            "mars mar",
            "avril avr",
            "mai",
            "juin",
            "juillet juil",
            "aout",
            "septembre sept sep",
            "octobre oct",
            "novembre nov",
            "decembre dec",
        ),
        1,
    )
    for name in names.split()
}


class Day(NamedTuple):
    """A cell read as a day: ``iso`` is empty when it is none; ``serial`` when it was a spreadsheet's number."""

    iso: str
    serial: bool = False


@lru_cache(maxsize=16384)
def day(text: str) -> Day:
    """A day in any of the forms exports and spreadsheets give; it must exist. « 31/02/2018 » is none."""
    plain = _SPACES.sub(" ", text.strip())
    if len(plain) > 60:
        return Day("")
    if match := _ISO.fullmatch(plain):
        return Day(_existing(match[1], match[2], match[3]))
    if match := _FRENCH.fullmatch(plain):
        return Day(_existing(match[3] if len(match[3]) == 4 else f"20{match[3]}", match[2], match[1]))
    if match := _COMPACT.fullmatch(plain):
        return Day(_existing(*match.groups()))
    if match := _SERIAL.fullmatch(plain):
        number = int(match[1])
        return Day((date(1899, 12, 30) + timedelta(days=number)).isoformat(), True) if 32874 <= number <= 73050 else Day("")
    if match := _WRITTEN.fullmatch(fold(plain)):
        month = _MONTHS.get(match[2])
        return Day(_existing(match[3], str(month), match[1])) if month else Day("")
    return Day("")


def _existing(year: str, month: str, number: str) -> str:
    try:
        return date(int(year), int(month), int(number)).isoformat()
    except ValueError:
        return ""


# -- levels ----------------------------------------------------------------------------------------------------------------
_LEVELS = {
    "tps": "TPS",
    "ps": "PS",
    "ms": "MS",
    "gs": "GS",
    "cp": "CP",
    "ce1": "CE1",
    "ce2": "CE2",
    "cm1": "CM1",
    "cm2": "CM2",
    "6e": "6e",
    "6eme": "6e",
    "6": "6e",
    "sixieme": "6e",
    "6emea": "6e",
    "ulis": "ULIS",
    "clis": "ULIS",
    "ulisecole": "ULIS",
    "clis1": "ULIS",
    "clis4": "ULIS",
    "unitelocaliseepourlinclusionscolaire": "ULIS",
    "unitelocalisepourlinclusionscolaire": "ULIS",
    "classepourlinclusionscolaire": "ULIS",
    "toutepetitesection": "TPS",
    "toutespetitessections": "TPS",
    "trespetitesection": "TPS",
    "petitesection": "PS",
    "moyennesection": "MS",
    "grandesection": "GS",
    "courspreparatoire": "CP",
    "courselementaire1": "CE1",
    "courselementaire2": "CE2",
    "coursmoyen1": "CM1",
    "coursmoyen2": "CM2",
    "00110002110": "CP",
    "00210002210": "CE1",
    "00210002220": "CE2",
    "00310002210": "CM1",
    "00310002220": "CM2",
    "0110002110": "CP",
    "110002110": "CP",
    "210002210": "CE1",
    "210002220": "CE2",
    "310002210": "CM1",
    "310002220": "CM2",
}
_YEARS = re.compile(r"(?:([12])\s*(?:ere|er|re|e|eme|nde)?\s*annee|premiere annee|deuxieme annee|seconde annee)")
AGES = {"TPS": 2, "PS": 3, "MS": 4, "GS": 5, "CP": 6, "CE1": 7, "CE2": 8, "CM1": 9, "CM2": 10, "6e": 11}
"""The age a child reaches in the year the school year begins."""


@lru_cache(maxsize=2048)
def level(text: str) -> str:
    """``TPS`` to ``CM2``, ``6e`` or ``ULIS`` from any of their writings; empty when unknown."""
    words = fold(text[:80])
    found = _LEVELS.get(words.replace(" ", ""))
    if found is None and "annee" in words:
        which = "2" if re.search(r"\b2|deuxieme|seconde", words) else "1"
        found = _LEVELS.get(_YEARS.sub("", words).replace(" ", "").rstrip("12") + which)
    if found is None and words.startswith("niveau "):
        return level(words.removeprefix("niveau "))
    return found or ""


_SEXES = {
    "m": "M",
    "h": "M",
    "g": "M",
    "1": "M",
    "garcon": "M",
    "masculin": "M",
    "homme": "M",
    "monsieur": "M",
    "male": "M",
    "f": "F",
    "2": "F",
    "fille": "F",
    "feminin": "F",
    "femme": "F",
    "mme": "F",
    "mlle": "F",
    "mademoiselle": "F",
    "female": "F",
}


@lru_cache(maxsize=256)
def sex(text: str) -> str:
    """``M`` or ``F`` (« H », « G », « 1 » and their like are boys); empty when neither."""
    return _SEXES.get(fold(text[:20]), "")


# -- codes -----------------------------------------------------------------------------------------------------------------
_INE = re.compile(r"\d{9}[A-Z]{2}|\d{10}[A-Z]|\d[A-Z0-9]{9}[A-Z]")


def is_ine(text: str) -> bool:
    """Whether a text has the shape of a national pupil number, old or new."""
    return _INE.fullmatch(text) is not None


def ine(text: str) -> str:
    """An INE without spaces, in capitals; « en attente » is empty."""
    plain = text.replace(" ", "").replace("\u00a0", "").upper()
    return "" if plain in ("-", "?", "NEANT", "NÉANT", "AUCUN") or "ATTENTE" in plain else plain


def is_uai(text: str) -> bool:
    """Whether a text is a school's code: seven digits and the letter that answers them."""
    return len(text) == 8 and text[:7].isdecimal() and text[:7].isascii() and text[7] == UAI_LETTERS[int(text[:7]) % 23]


def uai(text: str) -> tuple[str, bool]:
    """A school's code in capitals, its lost first zero given back (and whether it was)."""
    plain = text.replace(" ", "").strip().upper()
    if len(plain) == 7 and plain[:6].isdecimal() and plain[6:].isalpha():
        return "0" + plain, True
    return plain, False


@lru_cache(maxsize=4096)
def postal_code(text: str) -> tuple[str, bool]:
    """A postal code with its lost first zero given back (and whether it was); anything else as typed."""
    plain = text.strip().removesuffix(".0")
    if len(plain) == 4 and plain.isdecimal():
        return "0" + plain, True
    return plain, False


@lru_cache(maxsize=4096)
def phone(text: str) -> tuple[str, bool]:
    """A phone number as typed, its lost first zero given back (and whether it was)."""
    plain = text.strip().removesuffix(".0")
    if len(plain) == 9 and plain.isdecimal() and plain[0] != "0":
        return "0" + plain, True
    return plain, False


# -- text ------------------------------------------------------------------------------------------------------------------
def plain(text: str) -> str:
    """Text on one line: NFC, no control characters, one space at a time; nothing else changes."""
    if text.isascii() and text.isprintable():
        return text.strip() if "  " not in text else _SPACES.sub(" ", text).strip()
    return _plain(text)


@lru_cache(maxsize=16384)
def _plain(text: str) -> str:
    return _SPACES.sub(" ", clean(text)).strip()


def odd(text: str) -> bool:
    """Whether a text holds control characters that are taken out (a line end or a tab is only a space)."""
    if text.isprintable():
        return False
    return clean(text) != unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


@lru_cache(maxsize=32768)
def name_key(text: str) -> str:
    """A name as it is compared, remembered: names come again."""
    return fold(text)
