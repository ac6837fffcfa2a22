"""The recovery sheet: the code that opens a vault when the passphrase is lost, how to use it, where to keep it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.reports import style as s
from desktop.reports.blocks import Maker
from desktop.reports.flow import Block, Flow, Row
from desktop.reports.items import Gap, Item, Squares, TextItem
from desktop.reports.sheet import Sheet, bind, modules
from desktop.reports.style import Type
from desktop.texts import plain_date

TITLE = "Feuille de secours"
SIDE = 34 * s.MM
A_LINE = 5
ACROSS = 3
"""Groups on a line: nine groups, the last checks the others."""
USE = ("Ouvrez Pôle Ressource, choisissez ce coffre, puis votre identifiant s’il est demandé.",
       "À la demande de la phrase de passe, choisissez « J’ai une feuille de secours ».",
       "Tapez le code, avec ou sans espaces, ou bien les quinze mots. Une faute de frappe est dite.",
       "Choisissez une nouvelle phrase de passe, puis imprimez une nouvelle feuille : celle-ci ne servira plus.")
BY_HAND = ("Écrivez un signe par case, puis relisez groupe par groupe. Le code n’a ni I, ni L, ni O, ni U : un signe rond est un "
           "zéro, un trait seul est un un.")
KEEP = ("Elle est à vous : elle ouvre votre compte et votre fichier personnel, et personne d’autre n’en a de double. "
        "Chacun a la sienne.",
        "Dans une enveloppe fermée, à votre nom, rangée sous clé, loin de cet ordinateur.",
        "Jamais en photo, jamais dans un courriel, jamais dans un dossier partagé.",
        "Qui tient cette feuille et le coffre peut tout lire : à perdre, elle vaut la phrase de passe.",
        "Si elle a pu être vue, imprimez-en une autre : elle annule la précédente.")


def recovery_pdf(name: str, login: str, vault_name: str, code: str, day: date | None = None, *, words: Sequence[str] = (),
                 demonstration: bool = False) -> bytes:
    """The sheet, for its owner alone. ``code`` is as ``security.recovery.write`` gives it, ``words`` as ``in_words`` does."""
    make = Maker(s.NORMAL)
    sheet = Sheet(TITLE, "", day, f"{name or login}, et personne d’autre", TITLE, make.style, demonstration, secret=True)
    rows: list[Item] = [*make.text(f"Coffre : {vault_name}"), *make.text(f"Identifiant : {login}")]
    if day:
        rows += make.text(f"Faite le {plain_date(day)}")
    blocks = [*make.title(TITLE, "à garder sous clé"), make.identity(name or login, [], []), make.prose(rows, gap=0),
              code_block(make, code, "Le code, en huit groupes, et un neuvième qui les vérifie"), *words_block(make, words),
              make.heading("S’en servir"),
              *numbered(make, USE),
              make.heading("La garder"), make.prose(make.dashed(KEEP), gap=0), make.heading("Recopiée à la main ?"),
              make.prose(make.text(BY_HAND), gap=0), _boxes(make)]
    return bind([(sheet, Flow().place(blocks))], TITLE)


def code_block(make: Maker, code: str, label: str) -> Block:
    """The groups, large, beside the same code as a square."""
    groups = code.split()
    big = Type(19, 29)
    wide = make.width - SIDE - 24
    items: list[Item] = [*make.label(label), Gap(4)]
    for start in range(0, len(groups), ACROSS):
        items += [TextItem(make.line("\u00a0\u00a0\u00a0".join(groups[start:start + ACROSS]), s.SEMIBOLD, big), big)]
    square: list[Item] = [Gap(6), Squares(modules(code), SIDE), Gap(6)] if code else []
    return Block([Row([items, square], [wide, make.width - wide], 12, 8, 8)], frame=s.THICK, columns=0, gap=10, together=True)


def words_block(make: Maker, words: Sequence[str]) -> list[Block]:
    """The same code in words, numbered, five on a line: easier to say and to type."""
    if not words:
        return []
    cells: list[list[Item]] = [[*make.label(str(number)), *make.text(word)] for number, word in enumerate(words, 1)]
    widths = [make.width / A_LINE] * A_LINE
    rows = [Row(cells[start:start + A_LINE], widths, 12, 4, 4) for start in range(0, len(cells), A_LINE)]
    told = "Ou le même code en quinze mots : l’un ou l’autre suffit, le dernier mot vérifie les autres"
    return [make.prose(make.label(told), gap=8),
            Block(rows, frame=s.FRAME, columns=0, gap=4, together=True)]


def numbered(make: Maker, texts: tuple[str, ...]) -> list[Block]:
    """Steps, in order."""
    return [make.prose(make.text(f"{number}. {text}"), gap=0 if number == 1 else 2) for number, text in enumerate(texts, 1)]


def _boxes(make: Maker) -> Block:
    """Nine times four cases, empty."""
    empty: list[list[Item]] = [[] for _ in range(12)]
    widths = [make.width / 12] * 12
    return Block([Row(empty, widths, least=9 * s.MM) for _ in range(3)], frame=s.FRAME, gap=5, together=True)
