"""What most often comes next for a request: the filled button of its sheet."""

from __future__ import annotations

from desktop.services.request_values import RequestValue
from desktop.ui.requests.actions import VERBS

FIRST = {"draft": "submitted", "submitted": "acknowledged", "acknowledged": "decided", "returned_for_completion": "submitted",
         "under_analysis": "decided", "waiting_consent": "decided", "waiting_list": "in_progress", "decided": "in_progress",
         "closed": "in_progress", "redirected": "under_analysis", "cancelled": "draft"}
"""What most often comes after each state: the filled button. While help runs, news are noted."""


def next_state(value: RequestValue) -> str:
    """What most often comes now, when this person may do it."""
    wanted = FIRST.get(value.state, "")
    if value.state == "waiting_list" and "in_progress" not in value.moves:
        wanted = "decided"
    return wanted if wanted in value.moves else ""


def begins_help(value: RequestValue, follows: str) -> bool:
    """Whether what comes now is a help of the pôle to be made: its page says for whom, since when, and moves the request."""
    decided = value.decisions[-1].indications if value.decisions else ()
    return follows == "in_progress" and value.state in ("decided", "waiting_list") and not value.interventions \
        and bool({"maitre_e", "maitre_g"}.intersection(decided))


def next_words(state: str, follows: str) -> str:
    """« Décider », « Mettre en cours », « Envoyer de nouveau »."""
    if state in ("closed", "redirected"):
        return "Rouvrir"
    if follows == "submitted":
        return "Envoyer de nouveau" if state == "returned_for_completion" else "Envoyer"
    return VERBS.get(follows, "").rstrip("…")
