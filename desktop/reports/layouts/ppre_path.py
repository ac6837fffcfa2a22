"""The child's path in a PPRE: years as columns when they fit, a plain table when not; aids; what the family says of care."""

from __future__ import annotations

from desktop.reports import style as s
from desktop.reports.blocks import PAD, Column, Maker
from desktop.reports.flow import Block, Row
from desktop.reports.items import Item
from desktop.reports.layouts.ppre_values import Values
from desktop.reports.text import Span, lines

GRID_YEARS = 7
LEVELS = ("PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2")
BLANK_ROWS = ("Année", "École", "APC, aide en classe, PPRE", "Maître E, maître G, psychologue", "Hors école, dit par la famille")
KEY = "APC : activités pédagogiques complémentaires. Maître E, maître G : enseignants spécialisés."


def path(make: Maker, values: Values, *, large: bool) -> list[Block]:
    """Section 1."""
    years, aids = values.lines("parcours"), values.lines("aides")
    outside, agreed = values.text("hors_ecole"), values.ticked("hors_ecole_accord")
    if values.hand and not years:
        return _blank(make, large=large)
    blocks = []
    if years:
        blocks += _grid(make, years) if _fits(make, years) else [_table(make, years)]
    blocks += _aids(make, aids)
    if outside or agreed:
        blocks.append(make.prose(_outside(make, outside, agreed=agreed), gap=3.5))
    told = " ".join(cell for line in years for cell in line.values()) + " ".join(line["aide"] for line in aids)
    if any(word in told for word in ("APC", "maître E", "maître G", "Maître")):
        blocks.append(make.prose(make.label(KEY), gap=3))
    return [make.heading("Son parcours", "1", "" if blocks else "pas encore écrit"), *blocks]


def _fits(make: Maker, years: list[dict[str, str]]) -> bool:
    """Whether each year fits in a column, whole words on a line."""
    if len(years) > GRID_YEARS:
        return False
    column = (make.width - _label(make)) / len(years) - 2 * PAD
    for line in years:
        for cell in (line["annee"], line["classe"], line["aides"], line["ecole"]):
            if len(cell) > 90 or "\n" in cell:
                return False
        for cell in (line["annee"], line["classe"]):
            if len(lines(cell, s.SEMIBOLD, make.style.cell.size, column)) > 1:
                return False
        words = (line["aides"] + " " + line["ecole"]).split()
        if any(len(lines(word, s.REGULAR, make.style.cell.size, column)) > 1 for word in words):
            return False
    return True


def _label(make: Maker) -> float:
    return make.style.cell.size * 4.4


def _grid(make: Maker, years: list[dict[str, str]]) -> list[Block]:
    label = _label(make)
    column = (make.width - label) / len(years)
    widths = [label, *[column] * len(years)]
    usual = [s.REGULAR, *[s.REGULAR] * len(years)]
    names = [make.text(line["annee"], column - 2 * PAD, make.style.label, s.SEMIBOLD) for line in years]
    head = Row([[], *names], widths, PAD, 2.8, 3, below=s.THICK)
    levels = ["Classe", *[line["classe"] for line in years]]
    rows = [head, make.row([s.REGULAR, *[s.SEMIBOLD] * len(years)], levels, widths)]
    schools: list[tuple[str, int]] = []
    for line in years:
        if schools and schools[-1][0] == line["ecole"]:
            schools[-1] = (line["ecole"], schools[-1][1] + 1)
        else:
            schools.append((line["ecole"], 1))
    spans = [label, *[column * count for _, count in schools]]
    rows.append(make.row(usual[:len(spans)], ["École", *[name for name, _ in schools]], spans))
    if any(line["aides"] for line in years):
        rows.append(make.row(usual, ["Aides", *[line["aides"] for line in years]], widths))
    return [Block(rows, heads=1, frame=s.FRAME)]


def _table(make: Maker, years: list[dict[str, str]]) -> Block:
    columns = (Column("Année", 18), Column("Classe", 14, s.SEMIBOLD), Column("École", 33), Column("Aides", 40))
    return make.table(columns, [[line[key] for key in ("annee", "classe", "ecole", "aides")] for line in years])


def _aids(make: Maker, aids: list[dict[str, str]]) -> list[Block]:
    """A few short aids are one sentence; more, or long ones, are a table."""
    if not aids:
        return []
    told = [", ".join(p for p in (line["aide"], line["etat"], line["precision"]) if p) for line in aids]
    if len(aids) <= 4 and sum(map(len, told)) <= 260 and not any("\n" in text for text in told):
        spans = [Span("Aides reçues ou envisagées : ", s.SEMIBOLD), Span(" ; ".join(told))]
        return [make.prose(make.spans(spans, type=make.style.cell), gap=3.5)]
    columns = (Column("Aide reçue ou envisagée", 35), Column("État", 14), Column("Quand, avec qui", 51))
    return [make.table(columns, [[line["aide"], line["etat"], line["precision"]] for line in aids], gap=5)]


def _outside(make: Maker, outside: str, *, agreed: bool) -> list[Item]:
    """Care outside school is written only when the family agreed to it."""
    if not agreed:
        return make.label("Suivis hors école : écrits seulement quand la famille en est d’accord (case non cochée).")
    spans = [Span("Hors école, dit par la famille, qui est d’accord pour que ce soit écrit : ", s.SEMIBOLD)]
    if "\n" in outside or len(outside) > 400:
        return [*make.spans(spans, type=make.style.cell), *make.text(outside, type=make.style.cell)]
    return make.spans([*spans, Span(outside or "rien à écrire")], type=make.style.cell)


def _blank(make: Maker, *, large: bool) -> list[Block]:
    """A grid to fill by hand."""
    columns = [Column("", 33), *[Column(level, 8.3) for level in LEVELS]]
    widths = make.shares([column.share for column in columns])
    rows = [make.row([s.REGULAR] * len(columns), [name, *[""] * len(LEVELS)], widths, least=(9 if large else 7.6) * s.MM)
            for name in BLANK_ROWS]
    head = Row([make.text(column.title, wide - 2 * PAD, make.style.label, s.SEMIBOLD)
                for column, wide in zip(columns, widths, strict=True)], widths, PAD, 2.8, 3, below=s.THICK)
    labels = make.tick("la famille est d’accord pour que les suivis hors école soient écrits", type=make.style.label)
    return [make.heading("Son parcours", "1", "O oui, N non, E envisagé"), Block([head, *rows], heads=1, frame=s.FRAME),
            make.prose(labels, gap=4)]


