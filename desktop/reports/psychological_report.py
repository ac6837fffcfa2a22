"""The compte rendu psychologique: the question, what was done, what was seen, the answer. Only what is written is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.reports import score_table
from desktop.reports import style as s
from desktop.reports.blocks import Column, Maker
from desktop.reports.flow import Block, Flow
from desktop.reports.items import Item, Page
from desktop.reports.sheet import Sheet, bind, recipients
from desktop.reports.text import Span
from desktop.reports.writing import (
    Grid,
    Listed,
    Part,
    ScoreLine,
    Scores,
    Section,
    Words,
    day_words,
    figure,
    joined,
    split,
)
from desktop.texts import born_word, plain_date

TITLE = "Compte rendu psychologique"
CAUTION = ("Ces résultats disent ce que l’enfant a montré ces jours-là, dans ces conditions. Ils peuvent évoluer. "
           "Ils ne se lisent pas seuls : ils s’ajoutent à ce que disent l’enfant, sa famille et l’école.")
TYPED = "Scores et intervalles de confiance : saisis d’après le manuel du test."
RANK = "Percentile : sur cent enfants du même âge, combien ont un score égal ou plus bas."
COMPUTED = "« calculé » : percentile déduit de la loi normale, non lu dans le manuel."


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes and signs: name, title, post, how to reach her."""

    name: str = ""
    function: str = ""
    post: str = ""
    reach: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(part for part in (self.name, self.function, self.post, self.reach) if part)


NOBODY = Author()


@dataclass(frozen=True, slots=True)
class EvolutionLine:
    """One score over time, as printed: a figure, or a dash."""

    label: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportData:
    """All that the report prints. Empty parts are left out."""

    author: Author = NOBODY
    addressees: tuple[str, ...] = ()
    student: str = ""
    birth_date: str = ""
    sex: str = ""
    age: str = ""
    """On the day of the bilan."""
    level: str = ""
    school: str = ""
    battery: str = ""
    on: str = ""
    question: str = ""
    origin: str = ""
    agreements: tuple[str, ...] = ()
    """Who gave the authorisation, and when."""
    sessions: tuple[tuple[str, str, str], ...] = ()
    """Day, length, what was done."""
    conditions: str = ""
    tools: str = ""
    earlier: str = ""
    attitude: str = ""
    scores: tuple[ScoreLine, ...] = ()
    caution: str = ""
    evolution: tuple[EvolutionLine, ...] = ()
    evolution_days: tuple[str, ...] = ()
    evolution_notices: tuple[str, ...] = ()
    strengths: str = ""
    hypotheses: str = ""
    answer: str = ""
    helps_class: str = ""
    helps_home: str = ""
    returns: tuple[tuple[str, str, str], ...] = ()
    """Restitutions: day, to whom, what was said of it."""
    code: str = "CR-0000"
    day: date | None = None


# -- what it says ------------------------------------------------------------------------------------------------------
def sections(data: ReportData) -> tuple[Section, ...]:
    """Every section that holds something, in the order of a report (domain §5.3)."""
    found = (
        Section("La question posée", _words(data.question, data.origin and f"Demande : {data.origin}")),
        Section("Autorisation", (Listed(data.agreements),) if data.agreements else ()),
        Section("Les rencontres", _sessions(data)),
        Section("Les outils", _words(*_tools(data))),
        Section("Attitude pendant les rencontres", _words(data.attitude)),
        Section("Les résultats", _results(data)),
        Section("D’un bilan à l’autre", _evolution(data)),
        Section("Points d’appui", _words(data.strengths)),
        Section("Hypothèses", _words(data.hypotheses)),
        Section("Réponse à la question posée", _words(data.answer), framed=True),
        Section("Ce qui aide en classe", _words(data.helps_class)),
        Section("Ce qui peut aider à la maison", _words(data.helps_home)),
        Section("Restitution", _returns(data)),
    )
    return tuple(section for section in found if section.parts)


def _words(*texts: str) -> tuple[Part, ...]:
    return tuple(Words(text) for text in texts if text and text.strip())


def _sessions(data: ReportData) -> tuple[Part, ...]:
    lines = tuple(joined((day_words(on), length, what)) for on, length, what in data.sessions if on or length or what)
    if not lines and data.on:
        lines = (f"le {day_words(data.on)}",)
    return (*((Listed(lines),) if lines else ()), *_words(data.conditions))


def _tools(data: ReportData) -> list[str]:
    listed = [data.battery, *split(data.tools)]
    return ["\n".join(part for part in listed if part), f"Déjà passé : {data.earlier}" if data.earlier else ""]


def _results(data: ReportData) -> tuple[Part, ...]:
    """Indices, then subtests, then the rest, each scale apart; what is to be known to read them; the caution."""
    tables: list[Part] = []
    for kind, title in (("indice", "Indice"), ("subtest", "Subtest"), ("autre", "Autre score")):
        scales: dict[tuple[float, float], list[ScoreLine]] = {}
        for line in data.scores:
            if line.kind == kind or (kind == "autre" and line.kind not in ("indice", "subtest")):
                scales.setdefault((line.mean, line.deviation), []).append(line)
        tables += [Scores(title, tuple(lines), *_notes(lines)) for lines in scales.values()]
    if not tables:
        return _words(data.caution)
    return (*tables, *_words(data.caution, CAUTION))


def _notes(lines: Sequence[ScoreLine]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The legend of a table: of its figures, of its chart."""
    told = [TYPED] if any(line.score is not None for line in lines) else []
    if any(line.percentile is not None for line in lines):
        told.append(RANK)
        if any(line.computed for line in lines):
            told.append(COMPUTED)
    deviation = lines[0].deviation
    drawn = []
    if deviation > 0:
        low, high = figure(lines[0].mean - deviation), figure(lines[0].mean + deviation)
        drawn.append(f"Bande hachurée : de {low} à {high}, là où se trouvent environ deux enfants sur trois.")
        if any(line.bottom is not None and line.interpretable for line in lines):
            drawn.append("Trait : intervalle de confiance à 95 %, la marge autour du score.")
    return tuple(told), tuple(drawn)


def _evolution(data: ReportData) -> tuple[Part, ...]:
    if not data.evolution:
        return ()
    share = 64 / max(len(data.evolution_days), 1)
    columns = (("Score", 36.0), *((day_words(day), share) for day in data.evolution_days))
    rows = tuple((line.label, *line.figures) for line in data.evolution)
    return (Grid(columns, rows, data.evolution_notices),)


def _returns(data: ReportData) -> tuple[Part, ...]:
    lines = []
    for on, to, said in data.returns:
        head = joined((f"le {day_words(on)}" if on else "", f"à {to}" if to else ""), " ")
        lines.append(joined((head, said), " : "))
    kept = tuple(line for line in lines if line)
    return (Listed(kept),) if kept else ()


def pupil_lines(data: ReportData) -> tuple[str, ...]:
    """Under the child's name."""
    age = f"{data.age} le jour du bilan" if data.age else ""
    return tuple(line for line in (
        joined((f"{born_word(data.sex)} le {day_words(data.birth_date)}" if data.birth_date else "", age)),
        joined((data.level, data.school))) if line)


# -- the PDF -----------------------------------------------------------------------------------------------------------
def report_pages(data: ReportData, *, large: bool = False, demonstration: bool = False) -> tuple[Sheet, list[Page]]:
    """The pages of a report."""
    make = Maker(s.LARGE if large else s.NORMAL)
    sheet = Sheet(TITLE, data.code, data.day, recipients(data.addressees), joined((data.student, TITLE), " · "), make.style,
                  demonstration)
    return sheet, Flow().place([*head(make, TITLE, data), *body(make, sections(data)), *signed(make, data.author, data.day)])


def report_pdf(data: ReportData, *, large: bool = False, demonstration: bool = False) -> bytes:
    """One report."""
    return bind([report_pages(data, large=large, demonstration=demonstration)], TITLE)


def head(make: Maker, title: str, data: ReportData) -> list[Block]:
    """Title, child and author, and for whom the paper is."""
    day = plain_date(data.day) if data.day else ""
    right = [line for line in (*data.author.lines, f"écrit le {day}" if day else "") if line]
    found = [*make.title(title), make.identity(data.student, pupil_lines(data), right)]
    if data.addressees:
        found.append(make.prose(make.spans([Span("À l’attention de : ", s.SEMIBOLD), Span(", ".join(data.addressees))]), gap=6))
    return found


def body(make: Maker, parts: Sequence[Section]) -> list[Block]:
    """Sections one after the other."""
    found: list[Block] = []
    for section in parts:
        found.append(make.heading(section.title))
        if section.framed:
            found.append(_framed(make, section))
            continue
        for place, part in enumerate(section.parts):
            found += _part(make, part, 0.0 if place == 0 else 3.5)
    return found


def _framed(make: Maker, section: Section) -> Block:
    wide = make.cell_widths((1,))[0]
    items: list[Item] = [item for part in section.parts if isinstance(part, Words) for item in make.listed(part.text, wide)]
    return make.strip([items], (1,), gap=0)


def _part(make: Maker, part: Part, gap: float) -> list[Block]:
    if isinstance(part, Words):
        items = make.listed(part.text)
        return [make.prose(items, gap=gap)]
    if isinstance(part, Listed):
        return [make.prose(make.text(part.lines[0]) if len(part.lines) == 1 else make.dashed(part.lines), gap=gap)]
    if isinstance(part, Scores):
        made = score_table.blocks(make, part)
        made[0].gap = gap * 2
        return made
    columns = [Column(title, share) for title, share in part.columns]
    notes = [make.prose(make.label(note), gap=2.5) for note in part.notes]
    return [make.table(columns, part.rows, gap=gap), *notes]


def signed(make: Maker, author: Author, day: date | None) -> list[Block]:
    """Who signs, in a frame of half the width."""
    wide = make.cell_widths((1, 1))[0]
    left: list[Item] = [*make.label("Signature", wide), *make.text(author.name, wide, None, s.SEMIBOLD),
                        *make.text(author.function, wide)]
    right: list[Item] = make.label("Fait à, le", wide)
    return [make.strip([left, right], (1, 1), frame=s.FRAME, least=22 * s.MM, gap=make.style.gap * 1.6)]
