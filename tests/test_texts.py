"""Words in French: elision before a name."""

from __future__ import annotations

import pytest

from desktop.texts import of_name


@pytest.mark.parametrize(("name", "said"), [
    ("Paul", "de Paul"), ("Anne Delcourt", "d’Anne Delcourt"), ("Élise", "d’Élise"), ("Hélène", "d’Hélène"), ("Yanis", "de Yanis"),
    ("Œdipe", "d’Œdipe"), ("", "de ")])
def test_a_name_after_de(name: str, said: str) -> None:
    assert of_name(name) == said
