"""The Annuaire du pôle: who is of it, function, sector, half-days, how to reach them, and whose account it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.errors import InputError, RefusedError
from desktop.models import Person
from desktop.services.personal_values import Member
from desktop.texts import clean, family_name, fold

if TYPE_CHECKING:
    from desktop.services.session import Session

TEXTS = ("civility", "last_name", "first_name", "function", "sector", "half_days", "reach", "phone", "email")
ADDED, CHANGED, REMOVED = "Annuaire : personne ajoutée", "Annuaire : fiche modifiée", "Annuaire : personne retirée"


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of the Annuaire, cell by cell, ready to be edited."""

    id: str
    values: dict[str, str]
    login: str = ""
    seen: int = 0


class Directory:
    """People of the pôle: ``Person`` rows marked ``pole``."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    def list(self, search: str = "") -> tuple[Member, ...]:
        """Everybody of the pôle, by name."""
        found = self._store.sql(
            "SELECT p.id, coalesce(p.usage_name, p.last_name), p.first_name, p.function, p.sector, p.half_days, p.reach, "
            "p.phone, p.email FROM person p WHERE p.pole = 1 AND p.left_on IS NULL")
        rows = [Member(row[0], family_name(row[1] or "", row[2] or ""), *(cell or "" for cell in row[3:])) for row in found]
        words = fold(search).split()
        kept = [m for m in rows if all(w in fold(f"{m.name} {m.function} {m.sector}") for w in words)]
        order = {row[0]: (fold(row[1] or ""), fold(row[2] or "")) for row in found}
        return tuple(sorted(kept, key=lambda member: order[member.id]))

    def get(self, id: str) -> Entry:
        """One person. Raises ``RefusedError`` when unknown."""
        found = self._store.one(f"SELECT {', '.join(TEXTS)}, account_id FROM person WHERE id=? AND pole=1", (id,))
        if found is None:
            raise RefusedError
        cells = {column: str(cell or "") for column, cell in zip(TEXTS, found, strict=False)}
        logins = {account: login for login, account in self.accounts()}
        return Entry(id, {**cells, "account_id": str(found[-1] or "")}, logins.get(found[-1] or "", ""), self._store.seen())

    def accounts(self) -> tuple[tuple[str, str], ...]:
        """``(login, id)`` of the accounts a person of the Annuaire may be linked to."""
        found = self._store.sql("SELECT login, id FROM account WHERE coalesce(state, 'active') <> 'left' ORDER BY login")
        return tuple((str(login or ""), str(id)) for login, id in found)

    def save(self, id: str | None, values: Mapping[str, Any]) -> Changes:
        """Add a person (``None``) or change her cells. Her last name at least is needed."""
        unknown = set(values) - {*TEXTS, "account_id"}
        if unknown:
            raise InputError(f"L’Annuaire n’a pas de case « {sorted(unknown)[0]} ».", column=sorted(unknown)[0])
        cells: dict[str, Any] = {key: clean(" ".join(str(value or "").split()) if key != "reach" else str(value or ""))
                                 for key, value in values.items()}
        if (id is None or "last_name" in cells) and not cells.get("last_name"):
            raise InputError("Il faut au moins un nom.", column="last_name")
        account = cells.get("account_id")
        if account and account not in {one for _, one in self.accounts()}:
            raise RefusedError
        if id is None:
            with self._store.unit(ADDED) as unit:
                unit.new(Person, {**cells, "pole": 1})
            return self._store.unit_changes
        self.get(id)
        with self._store.unit(CHANGED) as unit:
            unit.put(Person, id, cells)
        return self._store.unit_changes

    def remove(self, id: str) -> Changes:
        """Out of the Annuaire; a teacher known from ONDE stays among the adults of her school."""
        self.get(id)
        found = self._store.one("SELECT school_id FROM person WHERE id=?", (id,))
        with self._store.unit(REMOVED) as unit:
            if found is not None and found[0]:
                unit.put(Person, id, {"pole": 0})
            else:
                unit.remove(Person, id)
        return self._store.unit_changes
