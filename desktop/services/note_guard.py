"""What a note for the school should not hold: figures that look like scores, names of tests. Told, never refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from desktop.forms.batteries import BATTERIES
from desktop.services.personal_values import Remark

LEAST, MOST = 40, 160
"""Figures of the scales in use: a number between these, alone, looks like a score."""
_UNITS = (r"ans?|mois|jours?|semaines?|min(?:utes?)?|h(?:eures?)?|secondes?|fois|mots?|lignes?|pages?|textes?|syllabes?|lettres?|"
          r"mètres?|m|cm|km|%|euros?|€|élèves?|enfants?|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|"
          r"novembre|décembre")
_NUMBER = re.compile(r"(?<![\w/.,:-])(?<!\d )(?<!h )(?<!page )(?<!pages )(?<!salle )(?<!n° )(\d{2,3})(?![\w/:-]|[.,]\d| \d)"
                     rf"(?! ?(?:(?:{_UNITS})\b|[%€]))", re.IGNORECASE)
"""A number alone: no unit after it, no page or hour before."""
_BESIDE = re.compile(r"\b(?:note|score|indice|rang)s?\b[^.\n\d]{0,20}\d{1,3}", re.IGNORECASE)
_WORDS = re.compile(r"\b(?:percentiles?|centiles?|scores?|subtests?|quotient(?: intellectuel)?|écarts?[ -]types?|"
                    r"intervalles? de confiance|QI)\b", re.IGNORECASE)
_ALSO_WORDS = frozenset({"CON", "SIM", "APP", "PLA"})
"""Codes that may be typed for something else."""
_ELSEWHERE = "L’école n’en a pas besoin : dites plutôt ce qui aide."


def remarks(texts: Iterable[str], tests: Sequence[str] = ()) -> tuple[Remark, ...]:
    """Everything found, each once, in the order it is read. ``tests`` are the names of batteries described by the user."""
    found: dict[str, Remark] = {}
    named = _named(tests)
    for typed in texts:
        text = typed.replace("\u00a0", " ").replace("\u202f", " ")
        for match in _BESIDE.finditer(text):
            _told(found, match.group(0), "ressemble à un score")
        for match in _NUMBER.finditer(text):
            if LEAST <= int(match.group(1)) <= MOST and not any(match.group(1) in said for said in found):
                _told(found, match.group(1), "ressemble à un score")
        for match in _WORDS.finditer(text):
            _told(found, match.group(0), "parle de mesure")
        for match in named.finditer(text):
            _told(found, match.group(0), "nomme un test")
    return tuple(found.values())


def _told(found: dict[str, Remark], said: str, why: str) -> None:
    short = " ".join(said.split())
    found.setdefault(short, Remark(f"« {short} » {why}. {_ELSEWHERE}"))


def _named(tests: Sequence[str]) -> re.Pattern[str]:
    """Names of batteries, with or without their edition, and the codes of their indices, as they are written."""
    names = {battery.name for battery in BATTERIES.values()} | {name for name in tests if len(name) > 2}
    names |= {name.split("-")[0] for name in names if len(name.split("-")[0]) > 3}
    codes = {score.code for battery in BATTERIES.values() for score in battery.indices} - _ALSO_WORDS
    words = sorted(names | codes, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")
