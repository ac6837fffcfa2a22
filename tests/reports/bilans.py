"""A fictitious bilan shared by the tests: five indices, a total that is not to be read, ten subtests."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop.forms.batteries import BATTERIES, percentile
from desktop.reports.psychological_report import Author, ReportData
from desktop.reports.writing import ScoreLine

DAY = date(2026, 11, 24)
INDICES = {"ICV": (108, 100, 115, "solide"), "IVS": (101, 92, 108, "dans la moyenne"), "IRF": (103, 95, 110, "dans la moyenne"),
           "IMT": (82, 76, 91, "fragile"), "IVT": (86, 79, 96, "un peu lente")}
SUBTESTS = {"SIM": 12, "VOC": 11, "CUB": 10, "PUZ": 10, "MAT": 11, "BAL": 10, "MCH": 6, "MIM": 8, "COD": 7, "SYM": 8}
TOTAL, APART = 94, "26 points d’écart entre deux indices"
AUTHOR = Author("Hélène Carpentier", "psychologue de l’Éducation nationale", "Antenne Nord", "01 99 00 12 40, le mardi")


def line(code: str, **changed: Any) -> ScoreLine:
    """One score of the WISC-V as a form gives it."""
    known = BATTERIES["wisc5"].score(code)
    assert known is not None
    scale = known.scale
    values: dict[str, Any] = {"label": known.label, "code": code, "kind": known.kind, "group": known.group, "mean": scale.mean,
                              "deviation": scale.deviation, "low": scale.low, "high": scale.high}
    return ScoreLine(**(values | changed))


def scores() -> tuple[ScoreLine, ...]:
    found = [line(code, score=value, bottom=low, top=high, percentile=percentile(value, 100, 15), computed=True, words=words)
             for code, (value, low, high, words) in INDICES.items()]
    found.append(line("QIT", score=TOTAL, bottom=85, top=97, interpretable=False, why=APART))
    return (*found, *(line(code, score=value, percentile=percentile(value, 10, 3), computed=True) for code, value in SUBTESTS.items()))


def bilan(**changed: Any) -> ReportData:
    """The bilan of the mockup, some of it changed."""
    values: dict[str, Any] = {
        "author": AUTHOR, "addressees": ("Samira Haddad", "Karim Haddad"), "student": "Yanis Haddad", "birth_date": "2018-01-05",
        "sex": "M", "age": "8 ans 10 mois", "level": "CE2", "school": "École Jean Moulin, Valmont",
        "battery": "WISC-V, édition française de 2016", "on": "2026-11-10", "question": "D’où viennent sa lenteur et sa fatigue ?",
        "origin": "Mme Delcourt et les parents", "agreements": ("donnée par Samira Haddad le 12 octobre 2026, écrite",),
        "sessions": (("2026-11-03", "50 min", "première partie"), ("2026-11-10", "40 min", "deuxième partie")),
        "conditions": "Le matin, au calme.", "tools": "Dessin libre", "earlier": "WPPSI-IV en 2022",
        "attitude": "Il réfléchit avant de répondre.", "scores": scores(), "caution": "Le total n’aurait pas de sens.",
        "strengths": "Il retient ce qui est dit.\nIl raisonne avec sûreté.", "hypotheses": "L’écrit lui coûte.",
        "answer": "En allégeant l’écrit, il montrera ce qu’il sait.", "helps_class": "Une consigne à la fois.\nLaisser la consigne visible.",
        "helps_home": "Un temps de repos.", "returns": (("2026-11-20", "ses parents", "lu ensemble"),), "code": "CR-7F3A21", "day": DAY}
    return ReportData(**(values | changed))
