"""The card of a contact on a sheet: a square code to scan, six words to read aloud, what to do with both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.reports import style as s
from desktop.reports.blocks import Maker
from desktop.reports.flow import Block, Flow
from desktop.reports.invitation_sheet import words_block
from desktop.reports.items import Item, Squares
from desktop.reports.recovery_sheet import numbered
from desktop.reports.sheet import Sheet, bind, modules

TITLE = "Carte de contact"
SIDE = 76 * s.MM
USE = ("Dans Pôle Ressource, ouvrez « Échanges », puis « Ajouter un contact ».",
       "Choisissez le fichier de cette carte, ou collez le texte que donne ce carré une fois lu par un téléphone.",
       "Appelez-vous, ou voyez-vous, et lisez les six mots : s’ils sont les mêmes des deux côtés, confirmez la carte.")
KNOW = ("Cette carte n’est pas un secret : elle n’ouvre rien. Elle permet de fermer un pli que son propriétaire seul ouvrira.",
        "Tant que les six mots n’ont pas été lus, le contact est marqué « à confirmer ».",
        "Un ordinateur perdu ou remplacé ? Sa carte ne vaut plus : prévenez ceux qui l’ont.")


def contact_card_pdf(name: str, function: str, words: Sequence[str], text: str, day: date | None = None, *,
                     demonstration: bool = False) -> bytes:
    """One page. ``text`` is what the square code holds (``exchange.card.qr_text``)."""
    make = Maker(s.NORMAL)
    sheet = Sheet(TITLE, "", day, "", TITLE, make.style, demonstration)
    square: list[Item] = [Squares(modules(text), SIDE)]
    blocks: list[Block] = [*make.title(TITLE, "à donner à qui vous envoie des plis"),
                           make.identity(name, [function] if function else [], []),
                           make.prose(square, gap=8), make.prose(make.label("Les six mots de cette carte"), gap=8),
                           words_block(make, words), make.heading("S’en servir"), *numbered(make, USE),
                           make.heading("À savoir"), make.prose(make.dashed(KNOW), gap=0)]
    return bind([(sheet, Flow().place(blocks))], TITLE)
