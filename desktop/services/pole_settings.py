"""Choices of the pôle for its own vault: after how long things are recalled, and whom to call for a child in danger.

Reminders are the pôle's own habits, never a rule of law: each screen that shows one says so. They stay in this vault.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.errors import InputError
from desktop.ids import POLE_ROOT, named
from desktop.models import Setting
from desktop.services import labels
from desktop.texts import clean, fold

if TYPE_CHECKING:
    from desktop.services.session import Session

NOT_LAW = "Ces durées sont des habitudes du pôle, pour ne rien laisser dormir. Aucun texte ne les impose."
Number = tuple[str, str, str]
"""Whom, the number, a few words beside."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A number the pôle chooses: its sentence around « … », its unit, the one it starts with."""

    code: str
    label: str
    unit: str
    number: int
    most: int = 365


REMINDERS = {one.code: one for one in (
    Reminder("acknowledge", "Accuser réception d’une demande", "jours", 7),
    Reminder("decide", "Dire ce qui est proposé", "jours", 30),
    Reminder("still", "Revoir une demande sans mouvement", "jours", 14),
    Reminder("no_news", "Donner des nouvelles à l’école", "semaines", 5, 52),
    Reminder("no_review", "Faire le bilan d’une aide", "semaines", 8, 52),
    Reminder("draft", "Reprendre un brouillon", "jours", 14),
)}
FIRST_NUMBERS: tuple[Number, ...] = (
    ("Allô enfance en danger", "119", "gratuit, jour et nuit, tous les jours ; l’appel n’apparaît pas sur les factures"),
    ("Danger immédiat", "17 ou 112", "police secours, numéro d’urgence européen"),
    ("Enfant blessé, malaise", "15", "SAMU"),
)
"""Always there, 119 first."""
TYPED = (("CRIP (cellule de recueil des informations préoccupantes)", "du département"),
         ("Service social en faveur des élèves", "de la direction académique"))
"""Lines the pôle completes with its own numbers."""
_NUMBERS = "numbers"
_MOST_NUMBERS, _LONGEST = 12, 200


class PoleSettings:
    """Rows of ``setting``, one a key."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    # -- reminders -----------------------------------------------------------------------------------------------------
    def reminders(self) -> Mapping[str, int]:
        """Each reminder's number: days, or weeks (``REMINDERS`` says which)."""
        chosen = dict(self._store.sql("SELECT key, value FROM setting"))
        found = {}
        for code, one in REMINDERS.items():
            text = str(chosen.get(f"reminder.{code}") or "")
            found[code] = int(text) if text.isdigit() else one.number
        return found

    def set(self, key: str, value: Any) -> Changes:
        """Choose the number of a reminder; ``0`` or nothing goes back to the first one."""
        if key not in REMINDERS:
            raise InputError(f"« Rappel » attend l’un de : {', '.join(REMINDERS)}.", column=key)
        one = REMINDERS[key]
        text = str(value if value is not None else "").strip()
        if isinstance(value, bool) or (text and not (text.isascii() and text.isdigit() and int(text) <= one.most)):
            raise InputError(f"« {one.label} » attend un nombre de {one.unit}, de 1 à {one.most}.", column=key)
        number = int(text or 0)
        return self._keep(f"reminder.{key}", str(number) if number else "")

    # -- numbers -------------------------------------------------------------------------------------------------------
    def numbers(self) -> tuple[Number, ...]:
        """Whom to call: 119 first, always; then what the pôle typed. A line still to complete has no number."""
        typed = self.typed_numbers()
        known = {fold(label) for label, _, _ in typed}
        return (*FIRST_NUMBERS, *((label, "", note) for label, note in TYPED if fold(label) not in known), *typed)

    def typed_numbers(self) -> tuple[Number, ...]:
        """What the pôle typed."""
        found = self._store.one("SELECT value FROM setting WHERE key=?", (_NUMBERS,))
        try:
            lines = json.loads(found[0]) if found and found[0] else []
        except ValueError:
            return ()
        return tuple((str(line[0]), str(line[1]), str(line[2])) for line in lines if isinstance(line, list) and len(line) == 3)

    def set_numbers(self, numbers: Sequence[Sequence[str]]) -> Changes:
        """The pôle's own numbers, in order; the first ones stay whatever is given."""
        kept: list[list[str]] = []
        always = {fold(label) for label, _, _ in FIRST_NUMBERS}
        for line in numbers:
            if isinstance(line, str) or not all(isinstance(cell, str) for cell in line) or not 2 <= len(line) <= 3:
                raise InputError("Un numéro s’écrit avec son nom, le numéro, et si besoin une précision.", column="numbers")
            label, number, note = (clean(" ".join(cell.split())) for cell in (*line, "")[:3])
            if fold(label) in always or not (label and number):
                continue
            if max(map(len, (label, number, note))) > _LONGEST:
                raise InputError(f"Une case de numéro dépasse {_LONGEST} caractères.", column="numbers")
            kept.append([label, number, note])
        if len(kept) > _MOST_NUMBERS:
            raise InputError(f"Au plus {_MOST_NUMBERS} numéros : le bon se trouve plus vite.", column="numbers")
        return self._keep(_NUMBERS, json.dumps(kept, ensure_ascii=False) if kept else "")

    def _keep(self, key: str, value: str) -> Changes:
        with self._store.unit(labels.POLE_SETTING) as unit:
            unit.new(Setting, {"key": key, "value": value}, id=named("setting", key), root=POLE_ROOT)
        return self._store.unit_changes
