"""Tables of scores with their chart: a row a score with its interval, or the two subtests of an index side by side."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.reports import style as s
from desktop.reports.blocks import PAD, Maker, height
from desktop.reports.flow import Block, Row
from desktop.reports.items import Item, Page
from desktop.reports.score_chart import Axis, Chart, Mark, Scale, Shape, Sign
from desktop.reports.text import Span
from desktop.reports.writing import ScoreLine, Scores, figure, span

WITH_CHART = (113.0, 34.0, 54.0, 50.0, 74.0, 157.0)
WITHOUT = (34.0, 11.0, 17.0, 16.0, 32.0)
PAIRS = (126.0, 36.0, 127.0, 36.0, 157.0)
TITLES = ("Score", "À 95 %", "Percentile", "En mots")
TALLEST = 150.0
"""A chart is not drawn taller than this: a row that long is cut over pages, and a chart is not."""
CROSS = "Rond et losange : premier et second subtest de l’indice."
KEPT = 330.0
"""A table up to this height is not cut, nor parted from its legend."""
_TOP, _FOOT = 3.0, 3.4


def blocks(make: Maker, scores: Scores) -> list[Block]:
    """One table, its legend at its foot. In large print the chart has its own table, below the figures."""
    large = make.style.body.size > 11
    lines = scores.lines
    axis = _axis(lines)
    found: list[Block] = []
    notes = [*scores.notes, *(scores.drawn if axis is not None else ())]
    if axis is None:
        found.append(_figures(make, scores))
    elif paired(lines) and not large:
        found.append(_pairs(make, scores, axis))
        notes = [*scores.notes[:1], *scores.drawn, CROSS]
    elif large:
        found += [_figures(make, scores), _bare(make, scores, axis)]
    else:
        found.append(_charted(make, scores, axis))
    if notes:
        last = found[-1]
        legend = Row([make.label(" ".join(notes), make.width - 2 * PAD)], [make.width], PAD, 3, 4)
        found[-1] = Block([*last.rows, legend], heads=last.heads, columns=0, frame=s.FRAME, gap=last.gap,
                          together=last.height <= KEPT)
    return found


def _axis(lines: Sequence[ScoreLine]) -> Axis | None:
    drawn = [line for line in lines if line.deviation > 0]
    if not drawn or len({(line.mean, line.deviation) for line in lines}) > 1:
        return None
    shown = [value for line in drawn if line.interpretable for value in (line.score, line.bottom, line.top) if value is not None]
    return Axis.of(drawn[0].mean, drawn[0].deviation, [(line.low, line.high) for line in drawn], shown)


def _mark(line: ScoreLine, shape: Shape = "disc") -> Mark:
    """What is drawn of a score: nothing when it is not to be read."""
    if not line.interpretable:
        return Mark(None)
    return Mark(line.score, line.bottom, line.top, shape)


# -- a row a score -----------------------------------------------------------------------------------------------------
def _charted(make: Maker, scores: Scores, axis: Axis) -> Block:
    widths = make.shares(WITH_CHART)
    scale = Scale(axis, make.style.label, make.style.label.leading)
    head = Row([*_heads(make, (scores.title, *TITLES), widths), [scale]], widths, PAD, 2.8, 3, below=s.THICK)
    rows = []
    for line in scores.lines:
        cells = _cells(make, line, widths)
        if not line.interpretable:
            merged = [widths[0], widths[1], widths[2] + widths[3] + widths[4], widths[5]]
            cells = [cells[0], cells[1], make.text(line.reason, merged[2] - 2 * PAD, make.style.cell, grey=s.SOFT)]
            rows.append(_drawn_row(make, cells, merged, axis, [_mark(line)]))
        else:
            rows.append(_drawn_row(make, cells, widths, axis, [_mark(line)]))
    return Block([head, *rows], heads=1, columns=0, frame=s.FRAME)


def _drawn_row(make: Maker, cells: Sequence[Sequence[Item]], widths: Sequence[float], axis: Axis, marks: Sequence[Mark]) -> Row:
    """Cells of text, then the chart as tall as they are."""
    tall = max(height(cell) for cell in cells)
    chart = Chart(axis, marks, tall, _TOP, _FOOT) if tall <= TALLEST else Chart(axis, marks, make.style.cell.leading, _TOP, 0)
    return Row([*cells, [chart]], widths, PAD, _TOP, _FOOT)


def _heads(make: Maker, titles: Sequence[str], widths: Sequence[float]) -> list[list[Item]]:
    return [make.text(title, wide - 2 * PAD, make.style.label, s.SEMIBOLD, end=0 < n < 4)
            for n, (title, wide) in enumerate(zip(titles, widths, strict=False))]


def _cells(make: Maker, line: ScoreLine, widths: Sequence[float]) -> list[list[Item]]:
    """Label and code, score, interval, percentile and whether it is computed, her words."""
    cell = make.style.cell
    room = [wide - 2 * PAD for wide in widths]
    name = make.text(line.label, room[0], cell, s.REGULAR)
    if line.code and line.code != line.label:
        name += make.label(line.code, room[0])
    if not line.interpretable:
        return [name, make.text("–", room[1], cell, end=True)]
    rank = make.text(figure(line.percentile), room[3], cell, end=True) if line.percentile is not None else []
    if rank and line.computed:
        rank += make.label("calculé", room[3], end=True)
    score = make.text(figure(line.score), room[1], cell, s.BOLD, end=True)
    return [name, score, make.text(span(line), room[2], cell, end=True), rank, make.text(line.words, room[4], cell)]


def _figures(make: Maker, scores: Scores) -> Block:
    """Without a chart: a scale nobody knows, or large print."""
    widths = make.shares(WITHOUT)
    head = Row(_heads(make, (scores.title, *TITLES), widths), widths, PAD, 2.8, 3, below=s.THICK)
    rows = []
    for line in scores.lines:
        cells = _cells(make, line, widths)
        if not line.interpretable:
            merged = [widths[0], widths[1], sum(widths[2:])]
            cells = [*cells, make.text(line.reason, merged[2] - 2 * PAD, make.style.cell, grey=s.SOFT)]
            rows.append(Row(cells, merged, PAD, _TOP, _FOOT))
        else:
            rows.append(Row(cells, widths, PAD, _TOP, _FOOT))
    return Block([head, *rows], heads=1, columns=0, frame=s.FRAME)


def _bare(make: Maker, scores: Scores, axis: Axis) -> Block:
    """The chart by itself, each row named by its code."""
    widths = make.shares((22, 78))
    head = Row([[], [Scale(axis, make.style.label)]], widths, PAD, 2.8, 3, below=s.THICK)
    rows = [_drawn_row(make, [make.text(line.code or line.label, widths[0] - 2 * PAD, make.style.cell)], widths, axis,
                       [_mark(line)]) for line in scores.lines if line.interpretable]
    return Block([head, *rows], heads=1, columns=0, frame=s.FRAME, gap=6)


# -- two subtests of an index -------------------------------------------------------------------------------------------
def paired(lines: Sequence[ScoreLine]) -> bool:
    """Whether the lines are plain subtests: a score each, nothing more to say of any."""
    return all(line.kind == "subtest" and line.group and line.interpretable and not line.words and line.bottom is None
               and (line.percentile is None or line.computed) for line in lines)


def _pairs(make: Maker, scores: Scores, axis: Axis) -> Block:
    widths = make.shares(PAIRS)
    head = Row([make.text(scores.title, widths[0] - 2 * PAD, make.style.label, s.SEMIBOLD), [], [], [],
                [Scale(axis, make.style.label)]], widths, PAD, 2.8, 3, below=s.THICK)
    rows = []
    for first, second in couples(scores.lines):
        cells: list[list[Item]] = []
        both: tuple[tuple[ScoreLine | None, Shape], ...] = ((first, "disc"), (second, "diamond"))
        for line, shape in both:
            if line is None:
                cells += [[], []]
                continue
            cells.append(_signed(make, line, shape, widths[0] - 2 * PAD))
            cells.append(make.text(figure(line.score), widths[1] - 2 * PAD, make.style.cell, s.BOLD, end=True))
        marks = [_mark(first), *([_mark(second, "diamond")] if second else [])]
        rows.append(_drawn_row(make, cells, widths, axis, marks))
    return Block([head, *rows], heads=1, columns=0, frame=s.FRAME)


def _signed(make: Maker, line: ScoreLine, shape: Shape, width: float) -> list[Item]:
    items = make.spans([Span(line.label)], width - 12, make.style.cell)
    return [_Signed(Sign(shape, item.height) if n == 0 else None, item) for n, item in enumerate(items)]


class _Signed:
    """A line of text, with a sign before it."""

    def __init__(self, sign: Sign | None, item: Item) -> None:
        self._sign, self._item = sign, item

    @property
    def height(self) -> float:
        return self._item.height

    def draw(self, page: Page, x: float, top: float, width: float) -> None:
        if self._sign is not None:
            self._sign.draw(page, x, top, width)
        self._item.draw(page, x + 12, top, width - 12)


def couples(lines: Sequence[ScoreLine]) -> list[tuple[ScoreLine, ScoreLine | None]]:
    """The subtests of each index two by two, in the order they come."""
    groups: dict[str, list[ScoreLine]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(line)
    return [(group[n], group[n + 1] if n + 1 < len(group) else None) for group in groups.values()
            for n in range(0, len(group), 2)]
