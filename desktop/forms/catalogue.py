"""All forms, by code."""

from __future__ import annotations

from desktop.errors import InputError
from desktop.forms.helping import HELP, HELP_PUPIL
from desktop.forms.meetings import EDUCATION_TEAM, INTERVIEW, SYNTHESIS
from desktop.forms.notebook import NOTEBOOK_FORMS
from desktop.forms.ppre import PPRE
from desktop.forms.requests import CONTRIBUTION, DECISION, REQUEST
from desktop.forms.spec import Form

FORMS: dict[str, Form] = {form.code: form for form in (
    PPRE, INTERVIEW, EDUCATION_TEAM, SYNTHESIS, REQUEST, CONTRIBUTION, DECISION, HELP, HELP_PUPIL, *NOTEBOOK_FORMS)}


def form(code: str) -> Form:
    """Raises ``InputError`` for an unknown code."""
    try:
        return FORMS[code]
    except KeyError:
        raise InputError(f"Il n’y a pas de formulaire « {code} ».") from None

FORM_OF = {"assessment": "bilan", "request": "demande", "contribution": "contribution", "decision": "decision",
           "intervention": "aide", "member": "aide_eleve"}
"""The one form of the records of a table, where it does not depend on their kind."""
