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


# -- personal files ------------------------------------------------------------------------------------------------------
NOTEBOOK_ROLES = ("psychologist", "doctor", "nurse", "social_worker", "specialist_e", "specialist_g")
"""Roles with a notebook of their own on screen. Every account has a personal file, so that its existence tells nothing."""
SECRET_ROLES = frozenset({"psychologist", "doctor", "nurse", "social_worker"})
"""Bound by secrecy: that they opened a record is itself secret, so their reads stay in their own file."""


@dataclass(frozen=True, slots=True)
class NoteKind:
    """A kind of note: its form, who is offered it, and whether it is about a child."""

    code: str
    label: str
    plural: str
    roles: tuple[str, ...]
    pupil: bool = True
    ends: bool = False


_PSY, _CARE = ("psychologist",), ("doctor", "nurse")
NOTE_KINDS = {kind.code: kind for kind in (
    NoteKind("note", "Note", "Notes", NOTEBOOK_ROLES),
    NoteKind("observation", "Observation", "Observations", ("psychologist", "specialist_e", "specialist_g")),
    NoteKind("entretien", "Entretien", "Entretiens", ("psychologist", "specialist_e", "specialist_g", *_CARE)),
    NoteKind("suivi", "Suivi", "Suivis", _PSY, ends=True),
    NoteKind("demande_famille", "Demande d’une famille", "Demandes de familles", (*_PSY, "social_worker", *_CARE)),
    NoteKind("sante", "Rencontre de santé", "Rencontres de santé", _CARE),
    NoteKind("social", "Accompagnement", "Accompagnements", ("social_worker",)),
    NoteKind("conseil", "Conseil donné", "Conseils donnés", (*_PSY, *_CARE, "social_worker"), pupil=False),
    NoteKind("prevention", "Action de prévention", "Actions de prévention", (*_PSY, *_CARE, "social_worker"), pupil=False),
)}



def note_label(kind: str | None) -> str:
    """« Entretien »."""
    return NOTE_KINDS[kind].label if kind in NOTE_KINDS else kind or ""


ASSESSMENT_STATES = {"prevu": "prévu", "en_cours": "en cours", "rendu": "rendu"}
BATTERY_NAMES = {"wisc5": "WISC-V", "wppsi4": "WPPSI-IV", "wnv": "WNV", "kabc2": "KABC-II"}
"""Names of the batteries of ``forms.batteries`` (a test compares them), for what waits for no form."""
AGREEMENT_PURPOSES = {
    "psychologue_bilan": "bilan psychologique", "psychologue_suivi": "suivi psychologique",
    "aide_relationnelle": "aide relationnelle (maître G)", "stage_reussite": "stage de réussite",
    "pap": "plan d’accompagnement (PAP)",
    "contact_soin": "échange avec un professionnel de soin", "visite_medicale": "visite médicale à la demande",
}
"""What an agreement is asked for. Those of the common register first name no secret act: see ``COMMON_PURPOSES``."""
COMMON_PURPOSES = ("aide_relationnelle", "stage_reussite", "pap")
AGREEMENT_STATES = {"asked": "demandée", "given": "donnée", "oral": "orale, à confirmer", "refused": "refusée",
                    "withdrawn": "retirée", "waived": "non recueillie, avec une raison"}
AGREEMENT_MODES = {"written": "écrite", "oral": "orale"}
WAIVERS = {"injoignable": "un parent ne peut pas être joint", "jugement": "un jugement le dit autrement",
           "protection": "protection de l’enfant", "autre": "autre raison, écrite"}
"""Why a bilan or a follow-up may start without every agreement: chosen by the psychologist, kept in her file (practice.md)."""
OPINIONS = {"awaited": "attendu", "favourable": "favorable", "unfavourable": "défavorable", "incomplete": "à compléter"}
PLANS = {"pap": "PAP", "pai": "PAI", "pps": "PPS"}
ACCOUNT_STATES = {"invited": "invité", "active": "actif", "suspended": "suspendu", "left": "parti"}
