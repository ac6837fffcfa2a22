"""Codes of requests and of help: states, who asks, what is decided. Codes are for ever, labels may improve."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class State:
    """A state of a request: its word, its plural (a board's column), the column it stands in, whether it still runs."""

    code: str
    label: str
    plural: str
    column: str
    open: bool = True


STATES = {state.code: state for state in (
    State("draft", "brouillon", "Brouillons", "draft"),
    State("submitted", "envoyée", "Envoyées", "submitted"),
    State("acknowledged", "reçue", "Reçues", "acknowledged"),
    State("under_analysis", "en analyse", "En analyse", "under_analysis"),
    State("decided", "décidée", "Décidées", "decided"),
    State("in_progress", "en cours", "En cours", "in_progress"),
    State("closed", "close", "Closes", "closed", open=False),
    State("returned_for_completion", "à compléter", "À compléter", "acknowledged"),
    State("waiting_consent", "en attente d’accord", "En attente d’accord", "under_analysis"),
    State("waiting_list", "liste d’attente", "Sur liste d’attente", "decided"),
    State("redirected", "réorientée", "Réorientées", "closed", open=False),
    State("cancelled", "annulée", "Annulées", "closed", open=False),
)}
COLUMNS = ("submitted", "acknowledged", "under_analysis", "decided", "in_progress")
"""The board's, from left to right; drafts and what is over are in the list."""
MOVES: dict[str, tuple[str, ...]] = {
    "draft": ("submitted", "cancelled"),
    "submitted": ("acknowledged", "under_analysis", "returned_for_completion", "decided", "redirected", "cancelled"),
    "acknowledged": ("under_analysis", "returned_for_completion", "waiting_consent", "waiting_list", "decided", "redirected",
                     "cancelled"),
    "returned_for_completion": ("submitted", "acknowledged", "under_analysis", "decided", "redirected", "cancelled"),
    "under_analysis": ("returned_for_completion", "waiting_consent", "waiting_list", "decided", "redirected", "cancelled"),
    "waiting_consent": ("under_analysis", "waiting_list", "decided", "in_progress", "redirected", "cancelled", "closed"),
    "waiting_list": ("under_analysis", "decided", "in_progress", "redirected", "cancelled", "closed"),
    "decided": ("in_progress", "waiting_consent", "waiting_list", "under_analysis", "redirected", "cancelled", "closed"),
    "in_progress": ("decided", "waiting_list", "waiting_consent", "closed"),
    "closed": ("in_progress", "under_analysis"),
    "redirected": ("under_analysis",),
    "cancelled": ("draft",),
}
"""From each state, where it may go: a pôle meeting is never a gate, so « décidée » can be reached as soon as it is sent."""
ABOUT = {"pupil": "un élève", "several": "plusieurs élèves", "class": "une classe", "school": "une école"}
ORIGINS = {"teacher": "enseignante ou enseignant", "school": "école", "inspector": "IEN", "member": "membre du pôle"}
SOURCES = {"screen": "écrite ici", "paper": "saisie d’après le papier", "pdf": "reprise d’un formulaire PDF"}
CLOSINGS = {"reached": "objectifs atteints", "improved": "ça va mieux", "unchanged": "peu de changement",
            "family": "la famille ne le souhaite pas", "moved": "a changé d’école", "referred": "autre aide en place",
            "year_end": "fin de l’année scolaire", "means": "pas de place pour cette aide", "other": "autre raison"}
ANSWERS = {"": "proposée", "taken": "prise", "declined": "pas pour moi", "left": "rendue"}
"""Of a proposal."""


@dataclass(frozen=True, slots=True)
class Indication:
    """An indication d'aide: its key on the concertation screen, its words, whether it is direct (to the pupil) or indirect,
    and the function it is proposed to."""

    code: str
    key: str
    label: str
    short: str
    direct: bool
    role: str = ""


INDICATIONS = {one.code: one for one in (
    Indication("maitre_e", "1", "aide pédagogique (maître E)", "Maître E", True, "specialist_e"),
    Indication("maitre_g", "2", "aide relationnelle (maître G)", "Maître G", True, "specialist_g"),
    Indication("psychologue", "3", "rencontre avec la psychologue", "Psychologue", True, "psychologist"),
    Indication("aide_enseignant", "4", "appui à l’enseignant", "Appui à l’enseignant", False),
    Indication("equipe_educative", "5", "équipe éducative", "Équipe éducative", False),
    Indication("hors_ecole", "6", "suivi hors école, par la famille", "Suivi hors école", True),
    Indication("pas", "7", "pôle d’appui à la scolarité (PAS)", "PAS", False, "pas_coordinator"),
    Indication("mdph", "8", "dossier MDPH, par la famille", "MDPH", False, "referent"),
    Indication("aucune", "9", "pas de suite pour l’instant", "Pas de suite", False),
    Indication("autre", "0", "autre", "Autre…", False),
)}
STATE_AFTER = {"aucune": "closed"}
"""The state a decision leads to when it holds this indication alone; « décidée » otherwise."""

INTERVENTIONS = {"individual": "aide individuelle", "group": "groupe", "class": "dans la classe", "prevention": "prévention"}
INTERVENTION_STATES = {"prepared": "prévue", "running": "en cours", "ended": "terminée"}
FUNCTIONS = {"specialist_e": "maître E", "specialist_g": "maître G", "psychologist": "psychologue",
             "adviser": "conseil pédagogique",
             "doctor": "médecin", "nurse": "infirmerie", "social_worker": "service social", "referent": "enseignant référent",
             "pas_coordinator": "PAS", "teacher": "enseignant", "director": "direction"}
"""Short names of functions, as they stand on a card or a ribbon."""
PRESENCES = {"present": "présence", "absent": "absence", "excused": "absence excusée"}
"""Nouns: nobody's gender is guessed."""
SITTING_STATES = {"held": "faite", "cancelled": "annulée"}
OUTCOMES = {"class": "retour en classe", "continued": "à poursuivre", "changed": "autre aide", "moved": "a changé d’école",
            "stopped": "arrêtée"}
"""How a child leaves a help."""
PERIODS = ("P1", "P2", "P3", "P4", "P5")


@dataclass(frozen=True, slots=True)
class Device:
    """An aid of the ribbon: its word, the line it stands on (class, pole, outside, plan), and how it is drawn."""

    code: str
    label: str
    lane: str
    style: str = "outlined"


DEVICES = {one.code: one for one in (
    Device("classe", "Différenciation en classe", "class"), Device("apc", "APC", "class"),
    Device("stage", "Stage de réussite", "class"), Device("upe2a", "UPE2A", "class"), Device("ulis", "ULIS", "class"),
    Device("maintien", "Maintien dans le niveau", "class"), Device("avance", "Passage anticipé", "class"),
    Device("rased_e", "Maître E", "pole", "filled"), Device("rased_g", "Maître G", "pole", "filled"),
    Device("psychologue", "Psychologue", "pole", "hatched"), Device("prevention", "Groupe de prévention", "pole"),
    Device("ppre", "PPRE", "plan"), Device("pap", "PAP", "plan"), Device("pai", "PAI", "plan"), Device("pps", "PPS", "plan"),
    Device("orthophonie", "Orthophonie", "outside", "dashed"), Device("psychomotricite", "Psychomotricité", "outside", "dashed"),
    Device("ergotherapie", "Ergothérapie", "outside", "dashed"), Device("cmp", "CMP ou CMPP", "outside", "dashed"),
    Device("autre_soin", "Autre suivi hors école", "outside", "dashed"), Device("autre", "Autre aide", "class"),
)}
LANES = {"class": "En classe", "pole": "Pôle", "outside": "Hors école", "plan": "Projets"}
AID_STATES = {"oui": "oui", "non": "non", "envisage": "envisagé"}


def state_label(code: str | None) -> str:
    """« en analyse »."""
    return STATES[code].label if code in STATES else code or ""
