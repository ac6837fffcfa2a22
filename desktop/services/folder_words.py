"""How things stand through a shared folder, in quiet words: a fact and when. Nobody is late, nobody is judged."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from desktop.texts import day_month, long_date, of_name

_SOON = 7


def short_name(name: str) -> str:
    """« P. Martin », « J.-P. Ben Salah »."""
    first, _, rest = name.strip().partition(" ")
    if not rest:
        return first
    return "-".join(f"{part[0]}." for part in first.split("-") if part) + f" {rest.strip()}"


def moment(at: str, today: date, zone: str, *, hour: bool = True) -> str:
    """« aujourd’hui 9:05 », « hier 18:40 », « lundi 10:42 », « 12 novembre »; empty when it is no instant."""
    try:
        local = datetime.fromisoformat(at).astimezone(ZoneInfo(zone))
    except (ValueError, KeyError, OSError):
        return ""
    back = (today - local.date()).days
    clock = f" {local.hour}:{local.minute:02d}" if hour else ""
    if back == 0:
        return f"aujourd’hui{clock}"
    if back == 1:
        return f"hier{clock}"
    if 1 < back < _SOON:
        return f"{long_date(local.date()).partition(' ')[0]}{clock}"
    day = "le " + day_month(local.date())
    return day if local.year == today.year else f"{day} {local.year}"


def up_to_date(name: str, when: str) -> str:
    return f"À jour avec {short_name(name)}, {when}."


def put_there(name: str, when: str) -> str:
    return f"{short_name(name)} n’a pas encore repris ce qui a été déposé {when}."


def nothing_yet(name: str) -> str:
    return f"Rien n’est encore passé par ce dossier avec {short_name(name)}."


def not_confirmed(name: str) -> str:
    return (f"La carte {of_name(short_name(name))} n’est pas confirmée : rien n’est déposé ni repris de ses plis tant que ses "
            "six mots n’ont pas été lus.")


def doubles(name: str, count: int) -> str:
    here = "Un élève" if count == 1 else f"{count} élèves"
    verb = "est peut-être déjà ici" if count == 1 else "sont peut-être déjà ici"
    return f"{here} d’un pli de {short_name(name)} {verb} : ouvrez ce pli pour répondre."


def erasures(name: str, count: int) -> str:
    if count == 1:
        return f"Une fiche effacée chez {short_name(name)} est encore ici : dites si elle reste."
    return f"{count} fiches effacées chez {short_name(name)} sont encore ici : dites si elles restent."


def to_read(name: str, alert: str) -> str:
    return f"Un pli de {short_name(name)} attend que vous l’ouvriez. {alert}"


NOT_WHOLE = "pas encore entier, ou abîmé : il sera regardé de nouveau"
TOO_BIG = "trop gros pour être un pli"
GONE = "parti pendant qu’il était lu"
