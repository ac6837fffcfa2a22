"""Accounts in words: where somebody works and until when, what state her account is in, whether her card is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from desktop.models.kinds import ROLES
from desktop.services.personal_values import AccountRow, Scope
from desktop.services.values import as_day
from desktop.texts import day_month, plain_date

SCHOOL_ROLES = frozenset({"teacher", "director"})
"""Not proposed in a vault of several schools: inside one common file, « own class » is kept by the program only."""
BY_PROGRAM = "Dans le fichier commun, sa classe et son école sont tenues par le programme, pas par des clés."


def functions(roles: Sequence[str]) -> str:
    """« directrice ou directeur, enseignante ou enseignant »."""
    return ", ".join(ROLES.get(role, role) for role in roles)


def day_words(text: str, today: date) -> str:
    """« 30 janvier », with its year when it is far."""
    day = as_day(text[:10])
    if day is None:
        return ""
    return day_month(day) if -60 < (day - today).days < 300 else plain_date(day)


def scope_words(scope: Scope, today: date, teachers: Mapping[tuple[str, str], str] | None = None) -> str:
    """« CE1 de Mme Guérin, École J. Moulin, jusqu’au 30 janvier »."""
    teacher = (teachers or {}).get((scope.school_id, scope.class_name), "")
    group = f"{scope.class_name} de {teacher}" if scope.class_name and teacher else scope.class_name
    parts = [group, scope.school or ("une école" if not group else "")]
    since, until = as_day(scope.since), as_day(scope.until)
    if since is not None and (since > today or until is not None):
        parts.append(f"{'du' if until is not None else 'à partir du'} {day_words(scope.since, today)}"
                     + (f" au {day_words(scope.until, today)}" if until is not None else ""))
    elif until is not None:
        parts.append(f"jusqu’au {day_words(scope.until, today)}" if until >= today
                     else f"terminé le {day_words(scope.until, today)}")
    if scope.half_days:
        parts.append(scope.half_days)
    if scope.replaces:
        parts.append(f"remplace {scope.replaces}")
    return ", ".join(part for part in parts if part)


def scopes_words(row: AccountRow, today: date, teachers: Mapping[tuple[str, str], str] | None = None) -> tuple[str, ...]:
    """Every place an account works in; the whole vault when none is given."""
    if not row.scopes:
        return ("tout le coffre, selon ses fonctions",)
    return tuple(scope_words(scope, today, teachers) for scope in row.scopes)


def state_words(row: AccountRow, today: date, invited_until: str = "") -> tuple[str, str]:
    """The state in words and its tone; nothing for an account in use."""
    if row.state == "invited":
        until = as_day(invited_until[:10])
        if until is not None and until < today:
            return f"invitation expirée depuis le {day_words(invited_until, today)} : refaites-la", "warn"
        end = f", valable jusqu’au {day_words(invited_until, today)}" if until is not None else ""
        return f"invitation en attente{end}", "soft"
    return {"suspended": ("compte suspendu", "warn"), "left": ("compte fermé, cette personne est partie", "soft")}.get(
        row.state, ("", ""))


def card_words(row: AccountRow) -> tuple[str, str, str]:
    """Whether her card is known: words, tone and icon. Nothing before her first opening, nor after her departure."""
    if row.state in ("invited", "left"):
        return "", "", ""
    return {
        "self": ("c’est vous", "soft", "user"),
        "words": ("carte confirmée de vive voix", "soft", "circle-check"),
        "invitation": ("carte confirmée par l’invitation", "soft", "circle-check"),
        "changed": ("clé changée : ne transmettez rien avant d’avoir relu ses six mots", "warn", "triangle-alert"),
    }.get(row.confirmed, ("carte à confirmer", "warn", "triangle-alert"))


def spoken(row: AccountRow, today: date, teachers: Mapping[tuple[str, str], str] | None = None, invited_until: str = "") -> str:
    """The whole line, for a screen reader."""
    return ", ".join(part for part in (row.name, functions(row.roles), state_words(row, today, invited_until)[0],
                                       *scopes_words(row, today, teachers), card_words(row)[0]) if part)


def joined(names: Sequence[str]) -> str:
    """« Claire, Anne et Paul »."""
    return " et ".join(part for part in (", ".join(names[:-1]), names[-1] if names else "") if part)
