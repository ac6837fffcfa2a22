"""What the school asks of the doctor or the nurse: needs seen in class, what was tried, the family's agreement. Never a cause.

With it, the cover of the sealed envelope, where no child's name is printed, and the list of avis awaited.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.reports import style as s
from desktop.reports.blocks import Column, Maker
from desktop.reports.flow import Block, Flow
from desktop.reports.items import Gap, Item, Page
from desktop.reports.sheet import Sheet, bind, recipients
from desktop.reports.student_sheet import day_text
from desktop.reports.style import Type
from desktop.reports.writing import joined
from desktop.texts import born_word, plural

READERS = {"doctor": "le médecin de l’Éducation nationale", "nurse": "l’infirmière ou l’infirmier de l’Éducation nationale"}
TITLES = {"doctor": "Demande d’intervention du médecin", "nurse": "Demande d’intervention infirmière"}
ASKED = ("rencontrer l’enfant", "rencontrer la famille", "donner un avis pour un plan d’accompagnement",
         "conseiller l’équipe pour la classe")
NO_CAUSE = "des faits et des besoins ; ni diagnostic, ni traitement, ni raison de santé"
SEALED = ("Ce que la famille souhaite confier va dans l’enveloppe fermée, que seul le destinataire ouvre. Rien n’en est recopié "
          "ici.")
ENVELOPE = "Pli confidentiel"
ENVELOPE_FOR = {"doctor": "à l’attention du médecin de l’Éducation nationale",
                "nurse": "à l’attention de l’infirmière ou de l’infirmier de l’Éducation nationale"}
ENVELOPE_RULES = ("À ouvrir par la personne nommée ci-dessus, et par personne d’autre.",
                  "À remettre en main propre, ou par le courrier de l’école, fermé.",
                  "Aucun nom d’enfant n’est imprimé ici. Si la personne qui reçoit doit savoir de qui il s’agit sans ouvrir, "
                  "écrivez à la main, dans la case, ce qui suffit : des initiales et la classe.")
AWAITED = "Avis attendus"


@dataclass(frozen=True, slots=True)
class RequestData:
    """What the record knows; what it does not is written by hand."""

    to: str = "doctor"
    student: str = ""
    birth_date: str = ""
    sex: str = ""
    level: str = ""
    school: str = ""
    phone: str = ""
    teacher: str = ""
    by: str = ""
    function: str = ""
    strengths: str = ""
    needs: str = ""
    tried: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()
    """Agreements given for this, as sentences."""
    code: str = "DM-0000"
    day: date | None = None


@dataclass(frozen=True, slots=True)
class AwaitedLine:
    """One avis asked for and not given yet."""

    student: str
    plan: str
    asked_on: str = ""
    days: int = 0


# -- the request -------------------------------------------------------------------------------------------------------
def request_pages(data: RequestData, *, large: bool = False, demonstration: bool = False) -> tuple[Sheet, list[Page]]:
    """The pages of a request."""
    make = Maker(s.LARGE if large else s.NORMAL)
    title = TITLES[data.to]
    readers = (READERS[data.to], "la famille")
    sheet = Sheet(title, data.code, data.day, recipients(readers), joined((data.student, title), " · "), make.style,
                  demonstration)
    blocks = [*make.title(title), *_who(make, data),
              *_written(make, "Ce que l’enfant réussit, avec quel appui", data.strengths, 2),
              *_written(make, "Ce que nous voyons en classe", data.needs, 4, NO_CAUSE),
              *_written(make, "Ce qui a été essayé, et ce que cela donne", "\n".join(data.tried), 3),
              *_asked(make), *_family(make, data), *_signed(make, data)]
    return sheet, Flow().place(blocks)


def request_pdf(data: RequestData, *, large: bool = False, demonstration: bool = False) -> bytes:
    """One request, or the blank one."""
    return bind([request_pages(data, large=large, demonstration=demonstration)], TITLES[data.to])


def _who(make: Maker, data: RequestData) -> list[Block]:
    if not data.student:
        return [make.prose([make.blanks((66, "Nom et prénom de l’élève"), (34, "né(e) le")),
                            make.blanks((60, "École"), (40, "Classe"))], gap=0)]
    born = f"{born_word(data.sex)} le {day_text(data.birth_date)}" if data.birth_date else ""
    left = [born, joined((data.level, data.teacher))]
    return [make.identity(data.student, left, [line for line in (data.school, data.phone) if line])]


def _written(make: Maker, title: str, text: str, room: int, note: str = "") -> list[Block]:
    """What is known, then a little room; all the room when nothing is."""
    items: list[Item] = make.listed(text) if text.strip() else []
    items += make.dots(1 if items else room)
    return [make.heading(title, "", note), make.prose(items, gap=0)]


def _asked(make: Maker) -> list[Block]:
    ticks = make.ticks([(text, False) for text in ASKED], columns=2, type=make.style.body)
    return [make.heading("Ce que nous demandons"), make.prose([*ticks, make.blanks((1, "autre"))], gap=0)]


def _family(make: Maker, data: RequestData) -> list[Block]:
    """The agreement of the family: as it is noted, or to be written and signed."""
    items: list[Item] = []
    if data.agreements:
        items += make.dashed([f"accord {line}" for line in data.agreements])
    else:
        items += make.ticks([("d’accord", False), ("pas d’accord", False), ("souhaite en parler d’abord", False)], columns=3,
                            type=make.style.body)
        items.append(make.blanks((60, "Nom"), (40, "le")))
    return [make.heading("La famille", "", "sans son accord, rien n’est demandé"), make.prose(items, gap=0),
            make.prose(make.label(SEALED), gap=3)]


def _signed(make: Maker, data: RequestData) -> list[Block]:
    wide = make.cell_widths((1, 1))[0]
    left: list[Item] = [*make.label("Demandé par", wide), *make.text(data.by, wide, None, s.SEMIBOLD),
                        *make.text(data.function, wide)]
    family: list[Item] = make.label("Signature d’un responsable", wide)
    return [make.strip([left, family], (1, 1), frame=s.FRAME, least=22 * s.MM, gap=make.style.gap * 1.4)]


# -- the envelope ------------------------------------------------------------------------------------------------------
def envelope_pages(to: str = "doctor", school: str = "", phone: str = "", day: date | None = None, *,
                   demonstration: bool = False) -> tuple[Sheet, list[Page]]:
    """The cover of a sealed envelope: a page to fold in two, or to stick. No child's name, and no code made of a record."""
    make = Maker(s.FAMILY)
    sheet = Sheet(ENVELOPE, "", day, recipients((READERS[to],)), "", make.style, demonstration, secret=True)
    big = Type(25, 32)
    wide = make.cell_widths((1,), 18)[0]
    whom: list[Item] = [Gap(10), *make.text(ENVELOPE, wide, big, s.BOLD), *make.text(ENVELOPE_FOR[to], wide, Type(17, 24)),
                        Gap(10), make.blanks((1, "Nom"), width=wide), make.blanks((1, "Service, adresse"), width=wide),
                        *make.dots(1), Gap(6)]
    half = make.cell_widths((1, 1))[0]
    sender: list[Item] = [*make.label("Envoyé par", half)]
    sender += make.text(school, half, None, s.SEMIBOLD) if school else make.dots(2)
    sender += make.text(phone, half) if phone else []
    box: list[Item] = make.label("À remplir à la main, si c’est utile", half)
    whole = make.cell_widths((1,))[0]
    given: list[Item] = [make.blanks((40, "Remis le"), (60, "par"), width=whole),
                         make.blanks((40, "Nombre de feuilles"), (60, "reçu par"), width=whole)]
    blocks = [make.strip([whom], (1,), pad=18, gap=0), make.strip([sender, box], (1, 1), gap=12, least=30 * s.MM),
              make.strip([given], (1,), gap=12, frame=s.FRAME),
              make.prose(make.dashed(ENVELOPE_RULES), gap=12)]
    return sheet, Flow().place(blocks)


def envelope_pdf(to: str = "doctor", school: str = "", phone: str = "", day: date | None = None, *,
                 demonstration: bool = False) -> bytes:
    """One cover."""
    return bind([envelope_pages(to, school, phone, day, demonstration=demonstration)], ENVELOPE)


# -- avis awaited ------------------------------------------------------------------------------------------------------
def awaited_pages(lines: Sequence[AwaitedLine], day: date | None = None, *, large: bool = False,
                  demonstration: bool = False) -> tuple[Sheet, list[Page]]:
    """Avis asked for and not given, the longest awaited first; no reason, no opinion."""
    make = Maker(s.LARGE if large else s.NORMAL)
    readers = recipients(("l’équipe de l’école", READERS["doctor"]))
    sheet = Sheet(AWAITED, "AV-0000", day, readers, AWAITED, make.style, demonstration)
    columns = (Column("Élève", 38, s.SEMIBOLD), Column("Pour", 14), Column("Demandé le", 24), Column("Attend depuis", 24))
    rows = [[line.student, line.plan, day_text(line.asked_on), waited(line.days)] for line in lines]
    note = "Demandés et non encore reçus, le plus ancien d’abord. Ce papier ne dit aucune raison."
    blocks = [*make.title(AWAITED), make.prose(make.label(note), gap=4)]
    blocks.append(make.table(columns, rows, gap=4) if rows else make.prose(make.text("Aucun avis n’est attendu."), gap=6))
    return sheet, Flow().place(blocks)


def awaited_pdf(lines: Sequence[AwaitedLine], day: date | None = None, *, large: bool = False,
                demonstration: bool = False) -> bytes:
    """The list."""
    return bind([awaited_pages(lines, day, large=large, demonstration=demonstration)], AWAITED)


def waited(days: int) -> str:
    """« 5 jours », « 3 semaines », « 2 mois »: as long as people say it."""
    if days < 14:
        return plural(days, "jour")
    return plural(days // 7, "semaine") if days < 62 else f"{days // 30} mois"
