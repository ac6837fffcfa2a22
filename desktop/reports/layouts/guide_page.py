"""The interview guide on one page: preparation from the record, listening and decisions left to write by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.content.interview import Guide
from desktop.reports import style as s
from desktop.reports.blocks import Column, Content, Maker
from desktop.reports.flow import Block, Row
from desktop.reports.items import Gap, Item
from desktop.reports.text import Span
from desktop.texts import long_date

if TYPE_CHECKING:
    from desktop.reports.interview_guide import GuideData



@dataclass(frozen=True, slots=True)
class Room:
    """How much is left to write by hand: lines after the first question and the others (none: on the question's own
    line), rows to decide in, and whether letters and lines are set closer."""

    first: int
    others: int
    rows: int
    close: bool = False


ROOMS = (Room(2, 1, 4), Room(1, 1, 4), Room(1, 1, 3), Room(1, 1, 4, True), Room(1, 1, 3, True), Room(1, 0, 4, True),
         Room(1, 0, 3, True), Room(0, 0, 3, True), Room(0, 0, 2, True))
"""Tried in this order until the guide holds on its page."""
WISH = "Santé, sommeil, écrans, langues : seulement ce que les parents souhaitent dire."
DECISIONS = (Column("Qui", 20), Column("Fait quoi", 37), Column("Avant le", 15), Column("Nous le saurons par", 28))


def blocks(make: Maker, data: GuideData, guide: Guide, room: Room) -> list[Block]:
    """The whole page."""
    if room.close:
        make = replace(make, style=replace(make.style, gap=5.5))
    return [*head(make, data, guide), *aim(make, data, guide), *brought(make, data), *opening(make, data, guide, room),
            *listening(make, data, guide, room), *agreeing(make, guide, room)]


def head(make: Maker, data: GuideData, guide: Guide | None) -> list[Block]:
    """Title, child, when, where, with whom."""
    found = make.title("Entretien avec les parents", guide.label if guide else "")
    if not data.student:
        rows = [make.blanks((55, "Nom et prénom de l’élève"), (20, "Classe"), (25, "Le")),
                make.blanks((55, "Avec"), (20, "à"), (25, "Lieu"))]
        return [*found, make.prose(rows, gap=0)]
    day = data.meeting_day
    people = ", ".join(line["nom"] + (f" ({line['fonction']})" if line["fonction"] else "")
                       for line in data.lines("personnes"))
    left = [", ".join(p for p in (data.level, f"classe de {data.teacher}" if data.teacher else "", data.school) if p),
            f"avec {people}" if people else ""]
    hour, lasts = data.text("heure"), data.text("duree")
    when = ", ".join(p for p in (long_date(day) if day else "", hour, lasts) if p)
    place, child = data.text("lieu"), data.text("eleve_present")
    interpreter = data.text("interprete")
    where = " ; ".join(p for p in (place, f"interprète : {interpreter}" if interpreter else "",
                                   f"l’élève : {child}" if child else "") if p)
    right: list[Content] = [when or [make.blanks((70, "le"), (30, "à"), height=6.4 * s.MM)],
                            where or [make.blanks((1, "lieu"), height=6.4 * s.MM)]]
    if not people:
        right.append([make.blanks((1, "avec"), height=6.4 * s.MM)])
    return [*found, make.identity(data.student, left, right)]


def aim(make: Maker, data: GuideData, guide: Guide) -> list[Block]:
    """What the meeting is for, and who asked."""
    shares = (62, 38)
    left_width, right_width = make.cell_widths(shares)
    told = data.text("objet")
    origin = data.text("origine")
    left = [*make.label("Notre but, en une ligne", left_width), Gap(1.5), *make.text(told or data.told(guide.aim), left_width)]
    right = [*make.label("À l’origine", right_width), Gap(1.5),
             *(make.text(origin, right_width) if origin else make.dots(1, 6 * s.MM))]
    return [make.strip([left, right], shares, frame=s.FRAME)]


def brought(make: Maker, data: GuideData) -> list[Block]:
    """What we bring: successes, dated facts, work to show; our questions and proposals when they are prepared."""
    shares = (36, 38, 26)
    found = [make.heading("Ce que nous apportons", "1"), make.strip(
        [_prepared(make, data, key, title, width) for key, title, width in zip(
            ("reussites", "faits", "a_montrer"), ("Trois réussites à dire d’abord", "Des faits, datés", "À montrer"),
            make.cell_widths(shares, 5), strict=True)], shares, frame=s.FRAME, gap=0, pad=5)]
    pair = [(key, title) for key, title in (("questions", "Nos questions"), ("propositions", "Nos propositions possibles"))
            if data.text(key)]
    if pair:
        even = [1] * len(pair)
        found.append(make.strip([_prepared(make, data, key, title, width) for (key, title), width in
                                 zip(pair, make.cell_widths(even, 5), strict=True)], even, frame=s.FRAME, gap=4, pad=5))
    return found


def _prepared(make: Maker, data: GuideData, key: str, title: str, width: float) -> list[Item]:
    text = data.text(key)
    items = make.listed(text, width, make.style.cell) if text else make.dots(2, 6.5 * s.MM)
    return [*make.label(title, width), Gap(1), *items]


def opening(make: Maker, data: GuideData, guide: Guide, room: Room) -> list[Block]:
    """Six reminders to tick, and a first sentence."""
    half = make.width / 2
    shown = make.style.label if room.close else make.style.cell
    cells: list[list[Item]] = [[], []]
    split = -(-len(guide.reminders) // 2)
    for place, reminder in enumerate(guide.reminders):
        cells[place >= split] += make.tick(data.told(reminder), width=half - 8, type=shown)
    said = make.spans([Span(f"« {data.told(guide.opening_sentence)} »", s.ITALIC)],
                      type=make.style.cell if room.close else None)
    boxes = Block([Row(cells, [half, half])], columns=0, together=True)
    return [make.heading("Ouvrir", "2", "cocher au fil de l’entretien"), boxes, make.prose(said, gap=3.5)]


def listening(make: Maker, data: GuideData, guide: Guide, room: Room) -> list[Block]:
    """Open questions and room for the answers."""
    found = [make.heading("Écouter", "3", WISH if room.close else "questions ouvertes, une à la fois")]
    asked = [data.told(question) for question in (*guide.questions, guide.child_question)]
    high = (7 if room.close else 8) * s.MM
    for place, question in enumerate(asked):
        lines = room.first if place == 0 else room.others
        wide = make.line(question).width * make.style.body.size / 1000
        if lines == 0 and wide < make.width * 0.72:
            found.append(make.together([make.blanks((1, question), height=high)], gap=0))
        else:
            items = [*make.text(question), *make.dots(max(lines, 1), high)]
            found.append(make.together(items, gap=0 if place == 0 else 1.5))
    if not room.close:
        found.append(make.prose(make.label(WISH), gap=2))
    return found


def agreeing(make: Maker, guide: Guide, room: Room) -> list[Block]:
    """What was agreed, who does what, when we meet again, and words to avoid."""
    words = [Span("À éviter ", s.BOLD), Span(f"{guide.avoid}  "), Span("Si le ton monte ", s.BOLD),
             Span(f"{guide.if_tension}  "), Span("Pour finir ", s.BOLD), Span(guide.closing)]
    high = (7 if room.close else 8) * s.MM
    return [make.heading("Se mettre d’accord", "4"),
            make.prose([make.blanks((55, "D’accord sur"), (45, "Autrement vu"), height=high)], gap=0),
            make.table(DECISIONS, [[""] * 4] * room.rows, least=(7.6 if room.close else 8.2) * s.MM, gap=4),
            make.prose([make.blanks((40, "Nous nous retrouvons le"), (20, "à"), (40, "Moyen de nous joindre"), height=high)],
                       gap=0),
            make.prose(make.spans(words, type=make.style.label), gap=4)]
