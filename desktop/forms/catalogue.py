"""All forms, by code."""

from __future__ import annotations

from desktop.errors import InputError
from desktop.forms.meetings import EDUCATION_TEAM, INTERVIEW, SYNTHESIS
from desktop.forms.notebook import NOTEBOOK_FORMS
from desktop.forms.ppre import PPRE
from desktop.forms.spec import Form

FORMS: dict[str, Form] = {form.code: form for form in (PPRE, INTERVIEW, EDUCATION_TEAM, SYNTHESIS, *NOTEBOOK_FORMS)}


def form(code: str) -> Form:
    """Raises ``InputError`` for an unknown code."""
    try:
        return FORMS[code]
    except KeyError:
        raise InputError(f"Il n’y a pas de formulaire « {code} ».") from None
