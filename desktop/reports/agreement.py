"""A sheet to read with a family and to sign, one for each guardian: nothing of another guardian ever stands on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.content.agreements import Wording
from desktop.reports import style as s
from desktop.reports.blocks import Maker
from desktop.reports.flow import Block, Flow, Row
from desktop.reports.items import Gap, Item, Page
from desktop.reports.sheet import Sheet, bind, recipients
from desktop.reports.style import Style, Type
from desktop.reports.text import Span

SIGN = 17 * s.MM
_BODY = Style(Type(18, 23), Type(14, 18), Type(12.5, 16), Type(12, 15.6), Type(12, 15.6), Type(10, 12.8), Type(8.6, 10.8),
              gap=8, box=9)
"""A little smaller than other papers for families, so that a signature stands under what is signed."""


@dataclass(frozen=True, slots=True)
class AgreementData:
    """One sheet. An empty one is to be filled by hand."""

    wording: Wording
    student: str = ""
    level: str = ""
    school: str = ""
    guardian: str = ""
    """The one this sheet is for: her name, and nothing of anybody else."""
    by: str = ""
    function: str = ""
    reach: str = ""
    code: str = "AC-0000"
    day: date | None = None


def agreement_pages(data: AgreementData, *, large: bool = False, demonstration: bool = False) -> tuple[Sheet, list[Page]]:
    """The pages of one sheet: one, two in large print."""
    make = Maker(s.LARGE_FAMILY if large else _BODY)
    said = data.wording
    whom = data.guardian or "la famille"
    sheet = Sheet(said.noun.capitalize(), data.code, data.day, recipients((whom,)), said.title, make.style, demonstration)
    blocks = [*make.title(said.title), *_who(make, data), _words(make, said), *_blanks(make, said), *_answer(make, data),
              *_rules(make, said)]
    return sheet, Flow().place(blocks)


def agreement_pdf(data: AgreementData, *, large: bool = False, demonstration: bool = False) -> bytes:
    """One sheet."""
    return bind([agreement_pages(data, large=large, demonstration=demonstration)], data.wording.title)


def _who(make: Maker, data: AgreementData) -> list[Block]:
    """The child, who proposes, and whom this sheet is for."""
    where = ", ".join(part for part in (data.level, data.school) if part)
    found: list[Block] = []
    if data.student:
        right = [f"pour {data.guardian}"] if data.guardian else []
        found.append(make.identity(data.student, [where], right))
    else:
        found.append(make.prose([make.blanks((64, "Nom et prénom de l’enfant"), (36, "Classe"))], gap=0))
    by = ", ".join(part for part in (data.by, data.function) if part)
    if by:
        lines = make.spans([Span("Proposé par "), Span(by, s.SEMIBOLD), Span(".")])
        lines += make.text(f"Pour joindre : {data.reach}") if data.reach else [make.blanks((1, "Pour joindre"))]
        found.append(make.prose(lines, gap=4))
    else:
        role = f"Proposé par {data.wording.role}."
        found.append(make.prose([*make.text(role), make.blanks((55, "Nom"), (45, "Pour joindre"))], gap=4))
    return found


def _words(make: Maker, said: Wording) -> Block:
    """What is proposed and all that follows, a question at left, its answer at right."""
    large = make.style.body.size > 14
    lines = (("Ce qui est proposé", said.proposed), ("À quoi cela sert", said.aim), ("Ce que ce n’est pas", said.isnt),
             ("Combien de temps", said.length), ("Qui lit quoi", said.readers), ("Et votre enfant ?", said.child),
             ("Vous pouvez changer d’avis", said.withdraw))
    widths = make.shares((24, 76) if not large else (30, 70))
    rows = [Row([make.text(title, widths[0] - 9.2, make.style.body, s.SEMIBOLD), make.text(text, widths[1] - 9.2)], widths, 4.6,
                3.2, 3.8) for title, text in lines]
    return Block(rows, frame=s.FRAME, columns=0, gap=7)


def _blanks(make: Maker, said: Wording) -> list[Block]:
    return [make.prose([make.blanks((1, label))], gap=3) for label in said.blanks]


def _answer(make: Maker, data: AgreementData) -> list[Block]:
    """The three answers, and room to sign, kept together."""
    wide = make.cell_widths((1,))[0]
    items: list[Item] = make.text(_asked(data), wide, make.style.body, s.SEMIBOLD)
    items.append(Gap(3))
    for answer in data.wording.answers:
        items += [*make.tick(answer, width=wide, type=make.style.body), Gap(2)]
    half = make.cell_widths((3, 2))
    name = make.label("Nom et prénom", half[0])
    name += make.text(data.guardian, half[0], make.style.body, s.SEMIBOLD) if data.guardian else make.dots(1)
    name += [Gap(2), make.blanks((1, "Le"), width=half[0])]
    sign = make.label("Signature", half[1])
    return [make.strip([items], (1,), gap=9), make.strip([name, sign], (3, 2), gap=0, least=SIGN + 12)]


def _asked(data: AgreementData) -> str:
    return f"Ma réponse, pour {data.student}" if data.student else "Ma réponse"


def _rules(make: Maker, said: Wording) -> list[Block]:
    """The texts this rests on, in small words, and the copy."""
    told = " ".join(f"{rule.text.rstrip('.')} ({rule.source})." for rule in said.rules)
    return [make.prose(make.label(said.copy), gap=5), make.prose(make.label(told), gap=1)]
