"""Names of the fields of a form that leaves as a fillable PDF and comes back: what the paper writes and the importer reads.

An answer is ``<form>.<key>``, a tick of several ``<form>.<key>.<code>``, a cell ``<form>.<key>.<line>.<column>``. What stands
above the questions is ``entete.<key>``; ``pole.form`` says which form and version, ``pole.code`` where it belongs (an id, no
name).
"""

from __future__ import annotations

from desktop.forms.request_kinds import ABOUT
from desktop.forms.requests import CONTRIBUTION, REQUEST
from desktop.forms.spec import Choice, Date, Field, Form, Option, Text

FORM_FIELD, CODE_FIELD = "pole.form", "pole.code"
HEAD = "entete"
KINDS: dict[str, Form] = {"request": REQUEST, "contribution": CONTRIBUTION}
MOST_LINES = 20
"""Lines of a table on such a form: what does not fit is written on a second one."""

_FOR = Choice("pour", "La demande porte sur", options=tuple(Option(code, label) for code, label in ABOUT.items()))
_PUPIL = Text("eleve", "Nom et prénom de l’élève")
_LEVEL, _CLASS, _SCHOOL = Text("niveau", "Niveau"), Text("classe", "Classe"), Text("ecole", "École")
_WHO, _FUNCTION = Text("demandeur", "Votre nom"), Text("fonction", "Votre fonction")
_DAY = Date("date", "Fait le")


def header(kind: str, *, named: bool) -> tuple[Field, ...]:
    """What is asked above the questions; the child's name only when it was asked for."""
    pupil = (_PUPIL,) if named else ()
    if kind == "contribution":
        return (*pupil, _WHO, _FUNCTION, _SCHOOL, _DAY)
    return (*pupil, _FOR, _LEVEL, _SCHOOL, _CLASS, _WHO, _FUNCTION, _DAY)


def form_mark(form: Form) -> str:
    """« demande/1 »."""
    return f"{form.code}/{form.version}"
