"""The Annuaire du pôle, for the schools: people, functions, sectors, half-days, how to reach them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.reports import style as s
from desktop.reports.blocks import PAD, Maker
from desktop.reports.flow import Block, Flow, Row
from desktop.reports.items import Item, Page
from desktop.reports.sheet import Sheet, bind

TITLE = "Annuaire du pôle ressource"
AIM = "À garder en salle des maîtres. Un appel ou un mot suffit pour demander conseil : il n’y a rien à remplir d’abord."
_TITLES = ("Qui", "Où, quand", "Pour joindre")


@dataclass(frozen=True, slots=True)
class MemberData:
    """One person, as a school needs her."""

    name: str
    function: str = ""
    sector: str = ""
    half_days: str = ""
    reach: str = ""
    phone: str = ""
    email: str = ""


def directory_pages(name: str, members: Sequence[MemberData], day: date | None = None, *, large: bool = False,
                    demonstration: bool = False) -> tuple[Sheet, list[Page]]:
    """One or two pages for a pôle of ordinary size."""
    make = Maker(s.LARGE if large else s.NORMAL)
    sheet = Sheet(TITLE, "AN-0000", day, "destinataires : les écoles", TITLE, make.style, demonstration)
    blocks = [*make.title(TITLE), make.prose(make.text(name, None, make.style.name, s.BOLD), gap=0),
              make.prose(make.label(AIM), gap=3), _table(make, members)]
    return sheet, Flow().place(blocks)


def directory_pdf(name: str, members: Sequence[MemberData], day: date | None = None, *, large: bool = False,
                  demonstration: bool = False) -> bytes:
    """The whole paper; lines to write on when nobody is in it yet."""
    return bind([directory_pages(name, members, day, large=large, demonstration=demonstration)], TITLE)


def _table(make: Maker, members: Sequence[MemberData]) -> Block:
    widths = make.shares((38, 30, 32))
    head = Row([make.text(title, wide - 2 * PAD, make.style.label, s.SEMIBOLD) for title, wide in
                zip(_TITLES, widths, strict=True)], widths, PAD, 2.8, 3, below=s.THICK)
    rows = [Row(_cells(make, member, widths), widths, PAD, 4, 4.6) for member in members]
    rows = rows or [Row([[], [], []], widths, PAD, least=14 * s.MM) for _ in range(8)]
    return Block([head, *rows], heads=1, frame=s.FRAME, columns=0, gap=8)


def _cells(make: Maker, member: MemberData, widths: Sequence[float]) -> list[list[Item]]:
    cell = make.style.cell
    room = [wide - 2 * PAD for wide in widths]
    who = [*make.text(member.name, room[0], cell, s.SEMIBOLD), *make.text(member.function, room[0], cell)]
    where = [*make.text(member.sector, room[1], cell), *make.text(member.half_days, room[1], cell, grey=s.SOFT)]
    reach = [item for text in (member.phone, member.email, member.reach) for item in make.text(text, room[2], cell)]
    return [who, where, reach]
