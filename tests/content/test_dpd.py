"""The papers for the data-protection officer and for families are complete, honest and never presented as official."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["dpd/registre.md", "dpd/aipd.md", "dpd/information-familles.md"])
def test_never_official_and_fields_to_fill(name: str) -> None:
    content = text(name)
    assert re.search(r"pas un document\s+officiel|ni un\s+document officiel", content)
    assert re.search(r"\[[^\]]+\](?!\()", content), "fields in brackets"
    assert "'" not in content


def test_the_register_says_what_article_30_asks() -> None:
    content = text("dpd/registre.md")
    for heading in ("Finalités", "Base légale", "Personnes concernées", "Destinataires", "Durées de conservation",
                    "Mesures de sécurité", "Droits", "Responsable du traitement", "Délégué",
                    "Transfert hors de l’Union européenne"):
        assert heading in content, heading


def test_the_impact_analysis_names_risks_and_its_own_limits() -> None:
    content = text("dpd/aipd.md")
    assert len(re.findall(r"^\| R\d+ \|", content, re.MULTILINE)) >= 10
    assert "Limites dites honnêtement" in content and "Aucun audit extérieur" in content
    assert "personnes vulnérables" in content and "80 bits" in content


def test_families_read_one_plain_page() -> None:
    content = text("dpd/information-familles.md")
    assert len(content) < 3_700, "one page"
    for word in ("Pourquoi", "Qui", "Combien de temps", "Vos droits", "CNIL", "interprète", "fichier central", "article 6",
                 "ONDE", "les deux parents"):
        assert word.lower() in content.lower(), word
    assert not re.search(r"\b(?:PPRE|PAP|PsyEN|RASED|MDPH|AIPD|SQLCipher)\b", content)


def test_who_has_which_vault_is_one_page() -> None:
    content = text("coffres.md")
    assert len(content) < 4_600
    for word in ("école", "plusieurs écoles", "pôle", "Sans échange", "Avec échange", "fichier central", "feuille de secours"):
        assert word in content, word
