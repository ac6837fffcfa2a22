"""The invitation handed to a new member: how to open the vault for the first time. And the card of an account, to read aloud."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.reports import style as s
from desktop.reports.blocks import Maker
from desktop.reports.flow import Block, Flow
from desktop.reports.items import Item, TextItem
from desktop.reports.recovery_sheet import code_block, numbered
from desktop.reports.sheet import Sheet, bind
from desktop.reports.student_sheet import day_text
from desktop.reports.style import Type
from desktop.texts import plain_date

TITLE = "Invitation"
CARD = "Carte de compte"
OPEN = ("Ouvrez Pôle Ressource et choisissez ce coffre, puis votre identifiant.",
        "Choisissez « J’ai une invitation » et tapez le code, avec ou sans espaces.",
        "Choisissez votre phrase de passe : personne d’autre ne la connaît, personne ne peut la retrouver pour vous.",
        "Imprimez votre feuille de secours et rangez-la sous clé.")
KNOW = ("Le code n’ouvre que le fichier commun, une fois. Il n’ouvre ni carnet, ni note personnelle : les vôtres n’existent pas "
        "encore, et naîtront avec votre phrase.",
        "Qui vous invite ne peut pas ouvrir ce que vous écrirez pour vous.",
        "Une fois servie, cette feuille n’ouvre plus rien : déchirez-la.",
        "Si elle est perdue ou vue par quelqu’un d’autre, dites-le : on en refait une, et celle-ci ne vaut plus rien.")
ALOUD = ("Lisez ces six mots de vive voix, au téléphone ou l’un à côté de l’autre, à qui vous le demande. Si les mots affichés "
         "sur son écran sont les mêmes, dans le même ordre, c’est bien votre carte.")
ALOUD_KNOW = ("Ces mots ne sont pas un secret et n’ouvrent rien.",
              "S’ils diffèrent, ne continuez pas : prévenez qui gère les comptes.")


def invitation_pdf(name: str, login: str, vault_name: str, code: str, until: str = "", day: date | None = None, *,
                   demonstration: bool = False) -> bytes:
    """The sheet. ``until`` is the last day it can be used, ``AAAA-MM-JJ``."""
    make = Maker(s.NORMAL)
    sheet = Sheet(TITLE, "", day, f"{name or login}, et personne d’autre", TITLE, make.style, demonstration, secret=True)
    lines: list[Item] = [*make.text(f"Coffre : {vault_name}"), *make.text(f"Identifiant : {login}")]
    if day:
        lines += make.text(f"Faite le {plain_date(day)}")
    if until:
        lines += make.text(f"À utiliser avant le {day_text(until)}, ce jour compris", None, None, s.SEMIBOLD)
    blocks = [*make.title(TITLE, "à remettre en main propre"), make.identity(name or login, [], []), make.prose(lines, gap=0),
              code_block(make, code, "Le code, en huit groupes, et un neuvième qui les vérifie"),
              make.heading("Ouvrir la première fois"), *numbered(make, OPEN), make.heading("À savoir"),
              make.prose(make.dashed(KNOW), gap=0)]
    return bind([(sheet, Flow().place(blocks))], TITLE)


def card_pdf(name: str, login: str, vault_name: str, words: Sequence[str], day: date | None = None, *,
             demonstration: bool = False) -> bytes:
    """The six words of an account, large."""
    make = Maker(s.NORMAL)
    sheet = Sheet(CARD, "CC-0000", day, "", CARD, make.style, demonstration)
    lines: list[Item] = [*make.text(f"Coffre : {vault_name}"), *make.text(f"Identifiant : {login}")]
    blocks = [*make.title(CARD, "six mots à lire à voix haute"), make.identity(name or login, [], []), make.prose(lines, gap=0),
              words_block(make, words), make.prose(make.text(ALOUD), gap=8), make.prose(make.dashed(ALOUD_KNOW), gap=3)]
    return bind([(sheet, Flow().place(blocks))], CARD)


def words_block(make: Maker, words: Sequence[str]) -> Block:
    """Six words in two columns, numbered, large."""
    big = Type(19, 30)
    half = -(-len(words) // 2)
    cells: list[list[Item]] = [[TextItem(make.line(f"{number}\u00a0\u00a0{word}", s.SEMIBOLD, big), big)
                                for number, word in enumerate(words, 1) if (number > half) is second] for second in (False, True)]
    return make.strip(cells, (1, 1), gap=10, pad=14)
