"""Before a note leaves for the school: what looks like a score or names a test is told, what is of the class is left alone."""

from __future__ import annotations

import re

import pytest

from desktop.services.note_guard import remarks


def said(text: str, tests: tuple[str, ...] = ()) -> list[str]:
    return [re.findall("« (.*?) »", remark.text)[0] for remark in remarks((text,), tests)]


@pytest.mark.parametrize(("text", "found"), [
    ("Son QI est bon.", ["QI"]), ("ICV 108, IMT 82", ["108", "82", "ICV", "IMT"]), ("au WISC-V", ["WISC-V"]), ("le WISC", ["WISC"]),
    ("son score est faible", ["score"]), ("une note standard de 6 en code", ["note standard de 6"]), ("au 12e percentile", ["percentile"]),
    ("un écart-type", ["écart-type"]), ("un quotient de 91", ["91", "quotient"]), ("entre 76 et 91", ["76", "91"]),
    ("aux Figures de Rey", ["Figures de Rey"])])
def test_what_is_told(text: str, found: list[str]) -> None:
    assert said(text, ("Figures de Rey",)) == found


@pytest.mark.parametrize("text", [
    "Une consigne à la fois, dix minutes, puis une pause.", "Lire 50 mots, 60 lignes, pendant 45 min.", "On se revoit le 12 janvier 2027.",
    "Il a 8 ans 10 mois, au CE2, salle 4.", "Copier 3 lignes au lieu de 12.", "Il vient à 8 h 45, page 42/43, le 24/11.",
    "Accepter 50 % de l’écrit.", "Appeler au 01 99 00 12 40.", "Manuel page 45, salle 112.", "Noter ce qui est réussi.", "Le tester à l’oral d’abord.", ""])
def test_what_belongs_to_the_class_is_left_alone(text: str) -> None:
    assert said(text) == []


def test_each_thing_is_told_once_and_says_what_to_do() -> None:
    found = remarks(("Le QI, le QI.", "Encore le QI."))
    assert len(found) == 1
    assert found[0].text == "« QI » parle de mesure. L’école n’en a pas besoin : dites plutôt ce qui aide."
