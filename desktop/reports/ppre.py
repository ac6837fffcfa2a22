"""The PPRE on paper: what is aimed at, who helps and when we meet come first; ordinary, it is one sheet recto verso."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.reports import style as s
from desktop.reports.blocks import Maker
from desktop.reports.flow import Flow
from desktop.reports.items import Page
from desktop.reports.layouts import ppre_parts as parts
from desktop.reports.layouts.ppre_values import Values
from desktop.reports.sheet import Progress, Sheet, bind, recipients

BLANK_CODE = "PPRE-0000"


@dataclass(frozen=True, slots=True)
class Signer:
    """Someone who signs: « Mère », « Samira Haddad »."""

    role: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class PpreData:
    """All that a PPRE prints. An empty one is the blank paper."""

    student: str = ""
    first_name: str = ""
    birth_date: str = ""
    sex: str = ""
    level: str = ""
    teacher: str = ""
    school: str = ""
    city: str = ""
    phone: str = ""
    year: str = ""
    number: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    signers: tuple[Signer, ...] = ()
    recipients: tuple[str, ...] = ("la famille", "l’école")
    code: str = BLANK_CODE
    day: date | None = None
    """The day it is printed."""


def ppre_pages(data: PpreData, *, large: bool = False, demonstration: bool = False) -> tuple[Sheet, list[Page]]:
    """The pages of a PPRE and what stands around them."""
    shown = s.LARGE if large else s.NORMAL
    make = Maker(shown)
    values = Values(data)
    short = f"PPRE n° {data.number}" if data.number else "PPRE"
    running = " · ".join(part for part in (data.student, short, data.school) if part)
    sheet = Sheet(short, data.code, data.day, recipients(data.recipients), running if data.student else "", shown, demonstration)
    before = parts.before_review(make, values, large=large)
    after = parts.after_review(make, values)
    best: list[Page] = []
    for room in parts.rooms(values, large=large):
        pages = Flow().place([*before, *parts.review(make, values, room), *after])
        if not best or len(pages) < len(best):
            best = pages
        if len(pages) <= 2 or len(pages) > 3:
            break
    return sheet, best


def ppre_pdf(data: PpreData, *, large: bool = False, demonstration: bool = False) -> bytes:
    """One PPRE. Never refused because something is missing: what is not written yet is left to be written by hand."""
    return bind([ppre_pages(data, large=large, demonstration=demonstration)], parts.TITLE)


def many_ppre(papers: Iterable[PpreData], total: int, progress: Progress | None = None, *, large: bool = False,
              demonstration: bool = False) -> bytes:
    """Several PPRE in one PDF, fonts written once; memory grows by a few kilobytes a page. ``b""`` when stopped."""
    pages = (ppre_pages(data, large=large, demonstration=demonstration) for data in papers)
    return bind(pages, "Programmes personnalisés de réussite éducative", total, progress)
