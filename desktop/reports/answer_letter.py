"""The answer to a request: who, what, when, in plain words; to the school, to who asked, or to one guardian.

What is made for one guardian holds nothing of another: the caller gives this one's name and address and no other's. The four
kinds of the leaflet are never on it. Strengths come first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.reports import style as s
from desktop.reports.blocks import Maker
from desktop.reports.flow import Block, Flow, Row
from desktop.reports.items import Gap, Item, Page
from desktop.reports.sheet import Sheet, bind, recipients
from desktop.reports.style import Style, Type
from desktop.texts import plain_date

TITLE = "Réponse du pôle ressource"
INFORMATION = "Lettre d’information"
POLE = ("Le pôle ressource réunit des personnes de l’Éducation nationale qui aident les élèves, les familles et les écoles "
        "de la circonscription.")
INFORMED = ("Cette lettre vous informe. Les décisions qui demandent un accord sont prises par les personnes qui "
            "exercent l’autorité parentale.")
FREE = ("Vous pouvez poser vos questions, dire ce que vous en pensez, et demander une copie de ce qui est écrit sur votre "
        "enfant.")
_SCHOOL = Style(Type(19, 24), Type(14, 18), Type(12.5, 16), Type(11, 15), Type(11, 15), Type(9.4, 12.2), Type(8.6, 10.8),
                gap=10, box=8.6)


@dataclass(frozen=True, slots=True)
class LetterData:
    """One letter. An empty one is to be filled by hand."""

    to: str = "school"
    """``school``, ``teacher`` or ``parents``."""
    addressee: tuple[str, ...] = ()
    """Name, then address: this person's own, nobody else's."""
    author: str = ""
    function: str = ""
    reach: str = ""
    about: str = ""
    """« Noémie Ben Salah, CP, École Jean Moulin »."""
    first_name: str = ""
    opening: str = ""
    """« L’école de Noémie a demandé l’aide du pôle ressource le 11 novembre 2026. »."""
    strengths: str = ""
    decided: tuple[str, ...] = ()
    """What is given, a sentence an aid; or where the request stands."""
    phrase: str = ""
    with_whom: str = ""
    by: str = ""
    review: str = ""
    todo: tuple[tuple[str, str, str], ...] = ()
    """Who does what by when: for the school."""
    information: bool = False
    """For a parent without the exercise of authority: informed, not asked to decide."""
    waiting: bool = False
    """Nothing is decided yet."""
    code: str = "RE-0000"
    day: date | None = None
    blank: bool = False


def letter_pages(data: LetterData, *, large: bool = False, demonstration: bool = False) -> tuple[Sheet, list[Page]]:
    """The pages of one letter: one, nearly always."""
    family = data.to == "parents"
    make = Maker(s.LARGE_FAMILY if large and family else s.LARGE if large else s.FAMILY if family else _SCHOOL)
    title = INFORMATION if data.information else TITLE
    whom = data.addressee[0] if data.addressee else "la famille" if family else "l’école"
    sheet = Sheet(title, data.code, data.day, recipients((whom,)), title, make.style, demonstration)
    blocks = [*make.title(title), _heads(make, data), *_about(make, data)]
    blocks += _by_hand(make, data) if data.blank else _body(make, data, family=family)
    return sheet, Flow().place([*blocks, *_end(make, data, family=family)])


def letter_pdf(data: LetterData, *, large: bool = False, demonstration: bool = False) -> bytes:
    """One letter."""
    return bind([letter_pages(data, large=large, demonstration=demonstration)], TITLE)


def _heads(make: Maker, data: LetterData) -> Block:
    """Who writes at the left, to whom at the right."""
    widths = make.shares((50, 50))
    left: list[Item] = []
    for text, face in ((data.author, s.SEMIBOLD), (data.function, s.REGULAR), (data.reach, s.REGULAR)):
        left += make.text(text, widths[0] - 10, None, face) if text else []
    right: list[Item] = [Gap(2)]
    for place, text in enumerate(data.addressee):
        right += make.text(text, widths[1], None, s.SEMIBOLD if place == 0 else s.REGULAR)
    if data.blank:
        left = [make.blanks((1, "De"), width=widths[0] - 10), make.blanks((1, "Pour joindre"), width=widths[0] - 10)]
        right = [make.blanks((1, "À"), width=widths[1]), *make.dots(1)]
    right += [Gap(8), *make.text(f"Le {plain_date(data.day)}", widths[1])] if data.day and not data.blank else []
    return Block([Row([left, right], widths)], columns=0, gap=4)


def _about(make: Maker, data: LetterData) -> list[Block]:
    if data.blank:
        return [make.prose([make.blanks((60, "Pour"), (40, "École, classe"))], gap=6)]
    found = [make.prose(make.text(data.about, None, make.style.name, s.BOLD), gap=10)] if data.about else []
    return [*found, make.prose(make.text(data.opening), gap=6)]


def _body(make: Maker, data: LetterData, *, family: bool) -> list[Block]:
    """Strengths, what is proposed, then who and when."""
    found: list[Block] = []
    if data.strengths:
        head = f"Ce qui réussit à {data.first_name}" if data.first_name else "Ce qui réussit"
        found += [make.heading(head), make.prose(make.listed(data.strengths))]
    told = "Où en est la demande" if data.waiting else "Ce qui est décidé" if not family else \
        "Ce qui est proposé" if data.information else "Ce que nous proposons"
    items: list[Item] = make.dashed(data.decided) if len(data.decided) > 1 else make.text("".join(data.decided))
    if data.phrase:
        items += [Gap(3), *make.text(data.phrase)]
    found += [make.heading(told), make.prose(items)]
    if data.with_whom or data.by or data.review:
        found.append(_strip(make, data))
    if data.todo:
        lines = [", ".join(part for part in (f"{who} {what}", by) if part) for who, what, by in data.todo]
        found += [make.heading("Qui fait quoi, avant quand"), make.prose(make.dashed(lines))]
    return found


def _strip(make: Maker, data: LetterData) -> Block:
    """Who, when, and when we look at it together."""
    again = "Nous en reparlons" if data.to == "parents" else "Premier bilan"
    told = [(label, value) for label, value in (("Avec", data.with_whom), ("Avant le", data.by), (again, data.review)) if value]
    shares = [10 if label == "Avec" else 14 for label, _ in told]
    cells = [[*make.label(label, wide), *make.text(value, wide, None, s.SEMIBOLD)]
             for (label, value), wide in zip(told, make.cell_widths(shares), strict=True)]
    return make.strip(cells, shares, gap=7)


def _by_hand(make: Maker, data: LetterData) -> list[Block]:
    return [make.heading("Ce qui réussit"), make.prose(make.dots(2)), make.heading("Ce qui est proposé"),
            make.prose(make.dots(4)),
            make.prose([make.blanks((40, "Avec"), (30, "Avant le"), (30, "Premier bilan"))], gap=6)]


def _end(make: Maker, data: LetterData, *, family: bool) -> list[Block]:
    """How to answer, who signs; for a family, who we are and what she may ask. What ends a letter is on one page."""
    found: list[Block] = []
    if data.information:
        found.append(make.prose(make.text(INFORMED), gap=8))
    if family:
        found.append(make.prose(make.text(FREE), gap=6))
    if data.reach and not data.blank:
        found.append(make.prose(make.text(f"Pour nous joindre : {data.reach}."), gap=6))
    elif family and not data.blank:
        found.append(make.prose([make.blanks((1, "Pour nous joindre"))], gap=4))
    sign: list[Item] = [*make.label("Signature"), *make.text(data.author, None, None, s.SEMIBOLD)]
    sign += [*(make.text(data.function) if data.function else []), Gap(14 * s.MM)]
    found.append(make.together(sign, gap=12))
    if family:
        found.append(make.prose(make.label(POLE), gap=4))
    for block in found[1 if family else 0:-1]:
        block.keep = True
    return found
