"""A request or a contribution on paper: as it is written, or blank to be filled by hand and typed afterwards.

The first page says who asks, about whom, where and when. It is signed by those who read it: « a pris connaissance » is never an
agreement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from desktop.forms.paper_fields import KINDS
from desktop.forms.requests import POLE_ONLY
from desktop.forms.spec import Field, Form, Section, Text
from desktop.reports import style as s
from desktop.reports.blocks import Maker
from desktop.reports.flow import Block, Flow
from desktop.reports.form_pdf import section_blocks
from desktop.reports.items import Page
from desktop.reports.sheet import Sheet, bind, recipients
from desktop.texts import of_name

READ_BY = "a pris connaissance"
SIGNED = "Signer dit qu’on a lu, ce n’est pas un accord."
BLANK_ADVICE = {
    "request": ("Quatre réponses suffisent : de quoi il s’agit, des faits, ce qui a été essayé, ce que savent les parents. "
                "Le reste est facultatif ; le nom de l’élève aussi."),
    "contribution": "Écrivez ce que vous voyez et ce que vous avez essayé, en votre nom.",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody added to a request, printed after it."""

    author: str
    function: str = ""
    on: str = ""
    """« le 3 décembre 2026 »."""
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RequestPaper:
    """All that is printed of a request, or of one contribution. Without ``answers`` it is blank, with room to write."""

    kind: str = "request"
    """``request`` or ``contribution``."""
    title: str = ""
    """Who it is about: « Noémie Ben Salah », « Classe de CE1 », « Un élève de CP »."""
    about: tuple[str, ...] = ()
    """Lines under it: class, school."""
    requester: str = ""
    """« Mme Guérin, enseignante »."""
    when: tuple[str, ...] = ()
    """« envoyée le 12 novembre 2026 », « reçue sur papier le …, saisie par … »."""
    answers: Mapping[str, Any] = field(default_factory=dict)
    contributions: tuple[Said, ...] = ()
    teacher: str = ""
    director: str = ""
    about_pupil: bool = True
    """Whether parents have something to read and sign."""
    recipients: tuple[str, ...] = ("le pôle ressource", "l’école")
    code: str = ""
    day: date | None = None


def request_form_pages(data: RequestPaper, *, large: bool = False, demonstration: bool = False) -> tuple[Sheet, list[Page]]:
    """The pages of a request or of a contribution."""
    make = Maker(s.LARGE if large else s.NORMAL)
    form = _shown(KINDS[data.kind])
    running = " · ".join(part for part in (data.title, form.title) if part)
    sheet = Sheet(form.short, data.code or f"{form.code.upper()}-0000", data.day, recipients(data.recipients), running,
                  make.style, demonstration)
    blank = all(entry.is_empty(data.answers.get(entry.key)) for entry in form.fields())
    blocks = [*make.title(form.title), *_who(make, data, blank=blank)]
    for number, section in enumerate(form.sections, 1):
        fields = tuple(_roomy(e, section) if blank else e for e in section.fields if blank or _wanted(e.key, data.answers))
        shown = replace(section, fields=fields)
        for block in section_blocks(make, shown, data.answers, str(number), blank=blank):
            block.together = block.together or (blank and bool(block.heads))
            blocks.append(block)
    for said in data.contributions:
        blocks += _said(make, said)
    blocks += _signatures(make, data)
    return sheet, Flow().place(blocks)


def request_form_pdf(data: RequestPaper, *, large: bool = False, demonstration: bool = False) -> bytes:
    """A request or a contribution as a PDF. Nothing missing refuses it: what is not written is left to write by hand."""
    return bind([request_form_pages(data, large=large, demonstration=demonstration)], KINDS[data.kind].title)


def _shown(form: Form) -> Form:
    """Without what the pôle alone writes."""
    kept: list[Section] = []
    for section in form.sections:
        fields = tuple(entry for entry in section.fields if entry.key not in POLE_ONLY)
        if fields:
            kept.append(replace(section, fields=fields))
    return replace(form, sections=tuple(kept))


def _roomy(entry: Field, section: Section) -> Field:
    """By hand, what is asked first takes more room and the rest less: two pages, signatures included."""
    if isinstance(entry, Text) and entry.lines > 2:
        return replace(entry, lines=entry.lines + (-1 if section.optional else 1))
    return entry


def _wanted(key: str, answers: Mapping[str, Any]) -> bool:
    """Of two questions that answer one another, the one left empty is not asked again."""
    if key == "parents_raison":
        return bool(answers.get(key)) or not answers.get("parents_informes_le")
    if key == "parents_informes_le":
        return bool(answers.get(key)) or not answers.get("parents_raison")
    return key != "hors_ecole_accord" or bool(answers.get("hors_ecole"))


def _who(make: Maker, data: RequestPaper, *, blank: bool) -> list[Block]:
    """Who asks, about whom, where and when: printed as known, dots for the rest."""
    found: list[Block] = []
    if data.title:
        by = f"{'Demande' if data.kind == 'request' else 'Contribution'} {of_name(data.requester)}"
        right = [text for text in (by if data.requester else "", *data.when) if text]
        found.append(make.identity(data.title, data.about, right))
    asked: list[list[tuple[float, str]]] = []
    if not data.title:
        asked += [[(1, "Élève, ou : plusieurs élèves, une classe, une école")], [(20, "Niveau"), (30, "Classe"), (60, "École")]]
    if not data.requester or not data.when:
        asked.append([*([] if data.requester else [(50.0, "Écrit par"), (40.0, "Fonction")]),
                      *([] if data.when else [(22.0, "Le")])])
    if asked:
        found.append(make.prose([make.blanks(*parts) for parts in asked], gap=2))
    if blank:
        found.append(make.prose(make.label(BLANK_ADVICE[data.kind]), gap=5))
    return found


def _said(make: Maker, said: Said) -> list[Block]:
    """One contribution under the request it belongs to."""
    form = KINDS["contribution"]
    title = f"Contribution {of_name(said.author)}" if said.author else "Contribution"
    title = f"{title} · {said.function}" if said.function else title
    found: list[Block] = []
    for section in form.sections:
        written = tuple(entry for entry in section.fields if not entry.is_empty(said.answers.get(entry.key)))
        if written:
            first, *rest = section_blocks(make, replace(section, fields=written, title=title, help=said.on), said.answers, "",
                                          blank=False)
            found += [first, *rest]
    return found


def _signatures(make: Maker, data: RequestPaper) -> list[Block]:
    """Who read it: the teacher, the school's head, the parents when it is about their child."""
    heading = make.heading("Signatures", "", SIGNED)
    if data.kind == "contribution":
        people: Sequence[tuple[str, str]] = [("Écrit par", data.requester), ("Direction", f"{data.director}\n{READ_BY}".strip())]
    else:
        people = [("Enseignante ou enseignant", data.teacher), ("Direction", f"{data.director}\n{READ_BY}".strip())]
        if data.about_pupil:
            people = [*people, ("Parents", "ont pris connaissance")]
    return [heading, make.signatures(people)]
