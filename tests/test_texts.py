"""Words in French: elision before a name, the first of a month."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.services.decision_words import short_days
from desktop.texts import of_name, short_date


@pytest.mark.parametrize(("name", "said"), [
    ("Paul", "de Paul"), ("Anne Delcourt", "d’Anne Delcourt"), ("Élise", "d’Élise"), ("Hélène", "d’Hélène"), ("Yanis", "de Yanis"),
    ("Œdipe", "d’Œdipe"), ("", "de ")])
def test_a_name_after_de(name: str, said: str) -> None:
    assert of_name(name) == said


def test_the_first_of_a_month() -> None:
    assert short_date(date(2026, 12, 1)) == "mar. 1er déc." and short_date(date(2026, 12, 11)) == "ven. 11 déc."
    assert short_days(["2026-12-01", "2026-12-17"]) == "les 1er et 17 déc."
