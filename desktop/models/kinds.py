"""Kinds that people list and filter by: meetings, projects, states, levels. Codes are for ever, labels may improve."""

from __future__ import annotations

from dataclasses import dataclass

LEVELS = ("TPS", "PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2", "6e")
LEVEL_RANK = {level: rank for rank, level in enumerate(LEVELS)}
RIBBON_LEVELS = ("PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2")

ROLES: dict[str, str] = {
    "director": "directrice ou directeur", "teacher": "enseignante ou enseignant", "specialist_e": "maître E",
    "specialist_g": "maître G", "psychologist": "psychologue de l’Éducation nationale", "doctor": "médecin scolaire",
    "nurse": "infirmière ou infirmier scolaire", "social_worker": "assistante ou assistant de service social",
    "adviser": "conseillère ou conseiller pédagogique", "referent": "enseignante référente ou enseignant référent",
    "pas_coordinator": "coordination du PAS",
}


@dataclass(frozen=True, slots=True)
class MeetingKind:
    """A kind of meeting: its form, and whether it is about one child or several."""

    code: str
    label: str
    form: str
    several: bool = False
    chair: str = ""
    parents: bool = True


MEETING_KINDS = {kind.code: kind for kind in (
    MeetingKind("entretien_parents", "Entretien avec les parents", "entretien_parents"),
    MeetingKind("equipe_educative", "Équipe éducative", "equipe_educative", chair="la direction de l’école"),
    MeetingKind("synthese", "Réunion de synthèse", "synthese", several=True, chair="le RASED", parents=False),
)}


@dataclass(frozen=True, slots=True)
class ProjectKind:
    code: str
    label: str
    form: str


PROJECT_KINDS = {"ppre": ProjectKind("ppre", "PPRE", "ppre")}


def project_title(kind: str | None, number: int | None) -> str:
    """« PPRE n° 2 »."""
    label = PROJECT_KINDS[kind].label if kind in PROJECT_KINDS else kind or ""
    return f"{label} n° {number or 1}"


def meeting_label(kind: str | None) -> str:
    """« Équipe éducative »."""
    return MEETING_KINDS[kind].label if kind in MEETING_KINDS else kind or ""


PROJECT_STATES = {"brouillon": "brouillon", "en_cours": "en cours", "clos": "clos"}
AUTHORITY = {"yes": "autorité parentale", "no": "sans l’exercice de l’autorité parentale", "to_check": "autorité à vérifier"}
GUARDIAN_KINDS = {"parent": "parent", "tuteur": "tuteur ou tutrice", "delegataire": "délégataire",
                  "service": "service ou personne qui a la charge de l’enfant"}
