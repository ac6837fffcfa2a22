"""The shared codes: domains of work and needs of a pupil, with their plain labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from desktop.content.files import ContentError, read_toml
from desktop.forms.domains import DOMAINS

DOMAINS_FILE = "domains.toml"
NEEDS_FILE = "needs.toml"
CYCLE_LEVELS: dict[int, tuple[str, ...]] = {
    1: ("TPS", "PS", "MS", "GS"), 2: ("CP", "CE1", "CE2"), 3: ("CM1", "CM2", "6e")}
LEVELS = tuple(level for levels in CYCLE_LEVELS.values() for level in levels)
CODE = re.compile(r"[a-z][a-z0-9_]*\Z")
NEED_GROUPS: dict[str, str] = {
    "climat": "Se sentir bien pour apprendre", "consigne": "Comprendre ce qui est demandé", "rythme": "Le temps et le rythme",
    "support": "Des supports qui aident", "langage": "Parler, lire, comprendre", "methode": "Travailler avec méthode",
    "corps": "Le corps et le geste", "groupe": "Avec les autres", "sens": "Le sens et l’envie"}


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain of work: the code is shared by forms, banks and grids."""

    code: str
    label: str
    cycles: tuple[int, ...]
    source: str
    help: str


@dataclass(frozen=True, slots=True)
class Need:
    """What helps a pupil, said plainly: « l’élève a besoin de… »."""

    code: str
    label: str
    group: str
    domains: tuple[str, ...]
    help: str
    edition: str


@cache
def domains() -> tuple[Domain, ...]:
    """The domains in the order people see them."""
    return tuple(Domain(item["code"], item["label"], tuple(item["cycles"]), item["source"], item["help"])
                 for item in read_toml(DOMAINS_FILE)["domain"])


@cache
def needs() -> tuple[Need, ...]:
    """The needs, kept together by group."""
    content = read_toml(NEEDS_FILE)
    return tuple(Need(item["code"], item["label"], item["group"], tuple(item["domains"]), item["help"], content["edition"])
                 for item in content["need"])


def check_vocabulary() -> None:
    """Raise ``ContentError`` when a code is double, unknown or empty, or when the forms and the file differ."""
    known = tuple((option.code, option.label) for option in DOMAINS)
    for domain in domains():
        if not domain.cycles or not set(domain.cycles) <= set(CYCLE_LEVELS):
            raise ContentError(DOMAINS_FILE, domain.code, "a des cycles hors de 1 à 3")
    if tuple((domain.code, domain.label) for domain in domains()) != known:
        raise ContentError(DOMAINS_FILE, "", "ne dit pas la même chose que desktop/forms/domains.py")
    codes = {code for code, _ in known}
    seen: set[str] = set()
    labels: set[str] = set()
    for need in needs():
        if not CODE.match(need.code) or need.code in seen:
            raise ContentError(NEEDS_FILE, need.code, "est un code double ou mal écrit")
        if not need.label or need.label in labels or not need.help.endswith("."):
            raise ContentError(NEEDS_FILE, need.code, "attend un libellé à lui et une phrase d’aide")
        if not need.domains or not set(need.domains) <= codes:
            raise ContentError(NEEDS_FILE, need.code, "cite un domaine inconnu")
        if need.group not in NEED_GROUPS:
            raise ContentError(NEEDS_FILE, need.code, "cite un groupe inconnu")
        seen.add(need.code)
        labels.add(need.label)
