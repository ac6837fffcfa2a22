"""Writes docs/third-party.md from what the installed packages say of themselves: what is shipped, under which licence."""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "third-party.md"
LOCK = ROOT / "requirements.txt"
INSIDE = """
## Dans les paquets
| composant | où | licence |
|---|---|---|
| Qt 6 | PySide6-Essentials | LGPL-3.0 ; bibliothèques dynamiques, remplaçables dans le dossier installé |
| SQLCipher et SQLite | sqlcipher3 | style BSD (Zetetic) ; domaine public |
| OpenSSL | cryptography, sqlcipher3 | Apache-2.0 |
| age, curve25519-dalek et leurs bibliothèques Rust | pyrage (liste : `sboms` du paquet) | MIT ou Apache-2.0 ; BSD-3-Clause |
| PDFium | pypdfium2 | BSD-3-Clause et Apache-2.0 |
| libxml2, libxslt | lxml | MIT |
| qpdf, libjpeg-turbo, zlib, OpenSSL | pikepdf (textes : `third-party-licenses`) | Apache-2.0 ; BSD et IJG ; zlib ; Apache-2.0 |

## Fichiers livrés
| fichiers | origine | licence |
|---|---|---|
| `resources/fonts/Inter` | Inter, Rasmus Andersson et contributeurs | OFL-1.1 (texte à côté) |
| `resources/fonts/Lato` | Lato, Łukasz Dziedzic | OFL-1.1 (texte à côté) |
| `resources/icons` | Lucide | ISC (texte à côté) |
| `resources/content/words_fr.txt` | en partie, liste BIP-39 du paquet `mnemonic` | MIT (texte dans le README du dossier) |
| `resources/content` | Pôle Ressource | Licence Ouverte 2.0 ou CC BY-SA 4.0 |
"""
_SAID_ELSEWHERE = {"sqlcipher3": "zlib", "pyrage": "MIT"}
_SUMMARIES = {"pyrage": "Python bindings for the Rust implementation of age"}
"""Packages whose own words say nothing; read in their source."""
_CLASSIFIERS = {"License :: OSI Approved :: MIT License": "MIT", "License :: OSI Approved :: BSD License": "BSD"}


def locked() -> list[tuple[str, str]]:
    """Names and versions of what is installed with the program (setuptools only builds it)."""
    found = re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", LOCK.read_text("utf-8"), re.M)
    return [(name, version) for name, version in found if name != "setuptools"]


def licence(name: str) -> str:
    """A package's licence in a few words."""
    if name in _SAID_ELSEWHERE:
        return _SAID_ELSEWHERE[name]
    said = metadata.metadata(name)
    for key in ("License-Expression", "License"):
        text = (said.get(key) or "").strip()
        if text and "\n" not in text and len(text) < 80:
            return text
    for classifier in said.get_all("Classifier") or []:
        if classifier.startswith("License ::"):
            return _CLASSIFIERS.get(classifier, classifier.rpartition(" :: ")[2])
    return "voir le paquet"


def page() -> str:
    """The whole page."""
    lines = ["# Ce que nous devons à d'autres", "",
             "Page faite par `make third-party` d'après ce que disent les paquets installés ; un essai la vérifie.", "",
             "| paquet | version | licence | ce qu'il fait |", "|---|---|---|---|"]
    for name, version in locked():
        summary = (metadata.metadata(name).get("Summary") or _SUMMARIES.get(name, "")).replace("|", "/").strip()
        lines.append(f"| {name} | {version} | {licence(name)} | {summary} |")
    return "\n".join(lines) + "\n" + INSIDE


def main() -> int:
    PAGE.write_text(page(), "utf-8", newline="\n")
    print(f"écrit : {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
