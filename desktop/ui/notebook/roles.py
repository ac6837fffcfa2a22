"""What the notebook is called and which pages it has, by role: read once when the window opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.models.kinds import NOTE_KINDS, NOTEBOOK_ROLES

TITLES = {"psychologist": "Carnet", "doctor": "Santé", "nurse": "Santé", "social_worker": "Social",
          "specialist_e": "Mes notes", "specialist_g": "Mes notes"}


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page of a child's sheet: its code, its word, and the kinds of notes it lists."""

    code: str
    label: str
    kinds: tuple[str, ...] = ()


AGREEMENTS = PageSpec("accords", "Autorisations")
CARE_AGREEMENTS = PageSpec("accords", "Accords")
WRITINGS = PageSpec("ecrits", "Écrits", ("note",))
_NOTES = PageSpec("notes", "Notes", ("note",))
_CARE = (PageSpec("rencontres", "Rencontres", ("sante", "entretien", "demande_famille")), PageSpec("avis", "Avis et plans"),
         CARE_AGREEMENTS, WRITINGS)
_SPECIALIST = (_NOTES, PageSpec("observations", "Observations", ("observation",)),
               PageSpec("entretiens", "Entretiens", ("entretien",)))
PAGES: dict[str, tuple[PageSpec, ...]] = {
    "psychologist": (AGREEMENTS, PageSpec("observations", "Observations", ("observation",)),
                     PageSpec("entretiens", "Entretiens", ("entretien", "demande_famille")), PageSpec("bilans", "Bilans"),
                     PageSpec("suivi", "Suivi", ("suivi",)), WRITINGS),
    "doctor": _CARE, "nurse": _CARE,
    "social_worker": (PageSpec("accompagnements", "Accompagnements", ("social",)),
                      PageSpec("demandes", "Demandes", ("demande_famille",)), WRITINGS),
    "specialist_e": (*_SPECIALIST, PageSpec("ecrits", "Transmis")),
    "specialist_g": (*_SPECIALIST, CARE_AGREEMENTS, PageSpec("ecrits", "Transmis")),
}
PURPOSES: dict[str, tuple[str, ...]] = {
    "psychologist": ("psychologue_bilan", "psychologue_suivi", "contact_soin"), "doctor": ("visite_medicale", "contact_soin"),
    "nurse": ("visite_medicale", "contact_soin"), "specialist_g": ("aide_relationnelle",)}
"""The agreements one asks for oneself; the others of the register are only shown."""


def main_role(roles: Sequence[str]) -> str:
    """The role that names the notebook: the first of ``NOTEBOOK_ROLES`` this person has, or nothing."""
    return next((role for role in NOTEBOOK_ROLES if role in roles), "")


def title(roles: Sequence[str]) -> str:
    """« Carnet », « Santé », « Social », « Mes notes », or nothing: no tab."""
    return TITLES.get(main_role(roles), "")


def pages(roles: Sequence[str]) -> tuple[PageSpec, ...]:
    """The pages of every role of this person, each once, those of the main role first."""
    mine = [role for role in NOTEBOOK_ROLES if role in roles]
    found: dict[str, PageSpec] = {}
    for role in mine:
        for page in PAGES[role]:
            found.setdefault(page.code, page)
    return tuple(sorted(found.values(), key=lambda page: page.code == "ecrits"))


def purposes(roles: Sequence[str]) -> tuple[str, ...]:
    """The purposes this person asks an agreement for."""
    return tuple(dict.fromkeys(one for role in NOTEBOOK_ROLES if role in roles for one in PURPOSES.get(role, ())))


def kinds_without_pupil(roles: Sequence[str]) -> tuple[str, ...]:
    """« Conseils et actions »: the kinds of acts this person notes without a child's name."""
    return tuple(kind.code for kind in NOTE_KINDS.values() if not kind.pupil and set(kind.roles) & set(roles))


def writes_bilans(roles: Sequence[str]) -> bool:
    return "psychologist" in roles


def cares(roles: Sequence[str]) -> bool:
    """Doctor or nurse."""
    return bool({"doctor", "nurse"} & set(roles))


def agreement(title: str) -> str:
    """« Santé ouverte », « Mes notes ouvertes », « Carnet ouvert »."""
    return {"Santé": "e", "Mes notes": "es"}.get(title, "")
