"""Reading an act written in JSON: its texts, its id, what it may say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from desktop.errors import InputError

if TYPE_CHECKING:
    from desktop.changes import Changes

Act = Mapping[str, Any]
Done = tuple[str, "Changes"]


def text(act: Act, key: str, *, needed: bool = False) -> str:
    value = act.get(key)
    if value is not None and not isinstance(value, str):
        raise InputError(f"« {key} » attend un texte.", column=key)
    if needed and not (value or "").strip():
        raise InputError(f"« {key} » est nécessaire.", column=key)
    return value or ""


def id_of(act: Act, *keys: str) -> str:
    """The first of these keys that is there: the id of a record."""
    for key in keys:
        if act.get(key) is not None:
            return text(act, key, needed=True)
    raise InputError(f"« {keys[0]} » est nécessaire : l’identifiant d’une fiche.", column=keys[0])


def rest(act: Act, *taken: str) -> dict[str, Any]:
    return {key: value for key, value in act.items() if key != "op" and key not in taken}


def only(act: Act, *known: str) -> None:
    for key in act:
        if key != "op" and key not in known:
            raise InputError(f"« {act['op']} » n’a pas de champ « {key} ».", column=key)


def answers(act: Act) -> dict[str, Any]:
    found = act.get("answers")
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise InputError("« answers » attend un objet : une réponse par clé.", column="answers")
    return found


def tick(act: Act, key: str) -> bool:
    """A box: true or false, false when it is not said."""
    value = act.get(key, False)
    if not isinstance(value, bool):
        raise InputError(f"« {key} » attend true ou false.", column=key)
    return value
