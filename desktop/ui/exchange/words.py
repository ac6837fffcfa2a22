"""Exchange in words: how far a card is known, what a pli said or brings, when it came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from desktop.services.exchange_values import Arriving, Contact, Preview, Sent, Share, Trust
from desktop.texts import of_name, plural
from desktop.ui.accounts.words import functions, joined
from desktop.ui.records.history_page import when

SIX_WORDS = "De vive voix ou au téléphone, pas par courriel : la voix prouve que la carte est la sienne."
PURPOSES = {"share": "pli", "receipt": "reçu", "ask": "demande de renvoi"}
STATES: dict[str, tuple[str, str, str]] = {
    "new": ("nouveau", "plus", "good"), "changed": ("modifié", "pencil", "accent"),
    "conflict": ("deux textes à départager", "triangle-alert", "warn"), "same": ("rien de nouveau", "check", "ink_soft"),
    "double": ("déjà ici, sous une autre fiche", "merge", "warn"),
    "unknown": ("peut-être déjà ici", "circle-question-mark", "warn"),
    "erased": ("effacé ici, ne revient pas", "x", "bad"),
}
"""Word, icon and colour of what arrives."""


def trust_words(contact: Contact) -> tuple[str, str, str]:
    """How far the card is known: words, tone and icon (none: a dot)."""
    if contact.trust is Trust.REVOKED:
        return "ordinateur perdu : plus rien ne lui part, rien n’en est repris", "bad", "x"
    if contact.trust is Trust.CHANGED:
        return "clé changée : lisez ensemble les nouveaux mots ; d’ici là, l’ancienne carte vaut encore", "warn", "triangle-alert"
    if contact.trust is Trust.UNCONFIRMED:
        return "à confirmer", "warn", ""
    if contact.how == "signed":
        by = f" par {contact.owner}" if contact.owner else ""
        return f"carte signée{by} : son autre ordinateur", "soft", "circle-check"
    return "carte confirmée de vive voix", "soft", "circle-check"


def share_words(share: Share) -> str:
    """What « ce qui a changé » means for her."""
    if share.all:
        return "tout ce que vous lisez"
    parts = []
    if share.schools:
        parts.append(plural(len(share.schools), "école"))
    if share.students:
        parts.append(plural(len(share.students), "élève"))
    return "seulement " + " et ".join(parts)


def contact_spoken(contact: Contact, zone: str) -> str:
    """The whole line, for a screen reader."""
    last = last_words(contact, zone)
    return ", ".join(part for part in (contact.name, functions(contact.roles), trust_words(contact)[0],
                                       "votre autre ordinateur" if contact.mine else "", last) if part)


def last_words(contact: Contact, zone: str) -> str:
    """« dernier pli envoyé lun. 23 nov. à 10:42, reçu jeu. 19 nov. à 8:12 »."""
    parts = []
    if contact.last_sent:
        parts.append(f"envoyé {day(contact.last_sent, zone)}")
    if contact.last_received:
        parts.append(f"reçu {day(contact.last_received, zone)}")
    return f"dernier pli {', '.join(parts)}" if parts else "aucun pli encore"


def day(at: str, zone: str) -> str:
    """« lun. 23 nov. 2026 à 10:42 », or the day alone when there is no hour."""
    return when(at, zone).removesuffix(" à 00:00") if "T" not in at else when(at, zone)


def missing_words(contact: Contact) -> str:
    """« Le pli n° 3 de Paul Martin n’est jamais venu. »"""
    numbers = [str(number) for number in contact.missing]
    if len(numbers) == 1:
        return f"Le pli n° {numbers[0]} {of_name(contact.name)} n’est jamais venu."
    return f"Les plis n° {joined(numbers)} {of_name(contact.name)} ne sont jamais venus."


def sent_words(sent: Sent) -> str:
    """« Pli n° 4 à Paul Martin », « Reçu de Paul Martin »."""
    what = PURPOSES.get(sent.purpose, "pli")
    number = f" n° {sent.number}" if sent.number and sent.purpose == "share" else ""
    return f"{what[:1].upper()}{what[1:]}{number} {'de' if sent.way == 'in' else 'à'} {sent.contact}"


def state_of(sent: Sent, zone: str) -> tuple[str, str]:
    """What became of it, with its tone."""
    if sent.undone_on:
        return f"annulé le {day(sent.undone_on, zone)}", "soft"
    if sent.way == "in":
        return "pris", "soft"
    if sent.again:
        return "n’est pas arrivé : ce qu’il contenait repartira", "warn"
    if sent.acked_on:
        return f"reçu le {day(sent.acked_on, zone)}", "good"
    return ("pas encore de reçu", "soft") if sent.purpose == "share" else ("", "soft")


def counts_words(preview: Preview) -> str:
    """« 12 nouveaux, 3 modifiés, 1 à départager »."""
    parts = [plural(count, one, many) for count, one, many in (
        (preview.new, "nouvel élément", "nouveaux éléments"), (preview.changed, "élément modifié", "éléments modifiés"),
        (preview.conflicts, "texte à départager", "textes à départager")) if count]
    return joined(parts) if parts else "rien de nouveau"


def arriving_spoken(one: Arriving) -> str:
    return ", ".join(part for part in (one.name, one.detail, STATES.get(one.state, ("", "", ""))[0], *one.lines) if part)


def pli_name(today: date, mark: str) -> str:
    """A neutral name: the day and four signs."""
    return f"pli-{today.isoformat()}-{mark}.pli"


def names(contacts: Sequence[Contact]) -> str:
    return joined([contact.name for contact in contacts])


def zone_of(session: Any) -> str:
    return str(getattr(session.vault, "zone", "Europe/Paris") or "Europe/Paris")


def of_sender(preview: Preview) -> str:
    """« de Paul Martin », « d’Anne Delcourt »."""
    return of_name(preview.sender.name)
