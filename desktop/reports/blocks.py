"""The parts papers are made of: title, identity, headings, prose, tables, framed strips, boxes to tick, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.reports import style as s
from desktop.reports.flow import Block, Row
from desktop.reports.items import Beside, Blanks, Dotted, Gap, Item, Mark, Rule, TextItem, blank_rows
from desktop.reports.style import Style, Type
from desktop.reports.text import Line, Span, drawn, lines, paragraphs, sentence

PAD = 4.6
"""Between a column line and its text."""
LISTED = 220
"""Longest line shown with a dash; longer ones are prose."""
_BULLETS = ("- ", "– ", "— ", "• ", "* ")

Content = str | Sequence[Item]


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    share: float
    face: str = s.REGULAR


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes blocks in one style, for one width."""

    style: Style
    width: float = s.WIDTH

    # -- text ------------------------------------------------------------------------------------------------------
    def text(self, text: str, width: float | None = None, type: Type | None = None, face: str = s.REGULAR,
             grey: float = s.INK, *, end: bool = False) -> list[Item]:
        """A text as lines."""
        shown = type or self.style.body
        return [TextItem(line, shown, grey, end=end) for line in lines(text, face, shown.size, width or self.width)]

    def spans(self, spans: Sequence[Span], width: float | None = None, type: Type | None = None,
              grey: float = s.INK) -> list[Item]:
        """One sentence in several faces."""
        shown = type or self.style.body
        return [TextItem(line, shown, grey) for line in sentence(spans, shown.size, width or self.width)]

    def listed(self, text: str, width: float | None = None, type: Type | None = None) -> list[Item]:
        """A text of several short lines gets a dash before each; any other is prose."""
        shown = type or self.style.body
        typed = [line for line in paragraphs(text) if line.strip()]
        if len(typed) < 2 or any(len(line) > LISTED or line.lstrip().startswith(_BULLETS) for line in typed):
            return self.text(text, width, shown)
        return self.dashed(typed, width, shown)

    def dashed(self, texts: Sequence[str], width: float | None = None, type: Type | None = None) -> list[Item]:
        """Each text after a dash."""
        shown = type or self.style.body
        indent = shown.size * 1.15
        found: list[Item] = []
        for text in texts:
            found += self._marked(text, "dash", indent, width or self.width, shown)
        return found

    def _marked(self, text: str, mark: Mark, indent: float, width: float, shown: Type) -> list[Item]:
        found: list[Item] = []
        for n, line in enumerate(lines(text, s.REGULAR, shown.size, width - indent) or [Line([], 0.0)]):
            found.append(TextItem(line, shown, indent=indent, mark=mark if n == 0 else "", box=self.style.box))
        return found

    def tick(self, label: str, ticked: bool = False, width: float | None = None, type: Type | None = None) -> list[Item]:
        """A box and its words."""
        shown = type or self.style.cell
        return self._marked(label, "ticked" if ticked else "box", self.style.box + 4.5, width or self.width, shown)

    def ticks(self, labels: Sequence[tuple[str, bool]], width: float | None = None, columns: int = 2,
              type: Type | None = None) -> list[Item]:
        """Boxes in columns, filled downwards; one column when a label does not fit."""
        shown = type or self.style.cell
        whole = width or self.width
        for count in range(columns, 1, -1):
            down = -(-len(labels) // count)
            groups = [labels[n:n + down] for n in range(0, len(labels), down)]
            made = [[self.tick(label, ticked, 10_000, shown)[0] for label, ticked in group] for group in groups]
            wide = [max(_wide(item) for item in group) for group in made]
            if sum(wide) + 10 * (len(wide) - 1) <= whole:
                spare = (whole - sum(wide)) / len(wide)
                lefts = [sum(wide[:n]) + spare * n for n in range(len(wide))]
                return [Beside([(left, own, group[row]) for left, own, group in zip(lefts, wide, made, strict=True)
                                if row < len(group)], shown.leading + 2.2) for row in range(down)]
        return [item for label, ticked in labels for item in self.tick(label, ticked, whole, shown)]

    def label(self, text: str, width: float | None = None, *, end: bool = False) -> list[Item]:
        """Small grey words."""
        return self.text(text, width, self.style.label, grey=s.SOFT, end=end)

    def line(self, text: str, face: str = s.REGULAR, type: Type | None = None) -> Line:
        """Our own words, never cut."""
        found = sentence([Span(text, face)], (type or self.style.body).size, 100_000)
        return found[0] if found else Line([], 0.0)

    def blanks(self, *parts: tuple[float, str], height: float = s.HAND, type: Type | None = None,
               width: float | None = None) -> Item:
        """Labels followed by dots, over as many lines as it takes to leave room to write."""
        shown = type or self.style.body
        labels = [(share, self.line(label, type=shown)) for share, label in parts]
        return Blanks(blank_rows(labels, shown, width or self.width), shown, max(height, shown.leading + 4))

    def dots(self, count: int, height: float = s.HAND) -> list[Item]:
        return [Dotted(height) for _ in range(count)]

    # -- blocks ------------------------------------------------------------------------------------------------------
    def prose(self, items: Sequence[Item], gap: float = 2.5) -> Block:
        """Lines over the whole width."""
        return Block([Row([items], [self.width])] if items else [], gap=gap)

    def together(self, items: Sequence[Item], gap: float = 2.5) -> Block:
        """A question and its room, never apart."""
        return Block([Row([items], [self.width])] if items else [], gap=gap, together=True)

    def title(self, title: str, aside: str = "") -> list[Block]:
        """The title of a paper, its kind at the right, and a rule."""
        big, small = self.style.title, self.style.section
        right = self.line(aside, s.SEMIBOLD, small)
        wide = min(right.width * small.size / 1000 + 2, self.width * 0.45)
        left = self.text(title, self.width - wide - 8, big, s.BOLD)
        aside_items: list[Item] = [Gap(max(0.0, (big.leading - small.leading) * 0.72)),
                                   *self.text(aside, wide, small, s.SEMIBOLD, end=True)]
        return [Block([Row([left, aside_items if aside else []], [self.width - wide, wide])], columns=0),
                Block([Row([[Rule(5.5, s.THICK)]], [self.width])], gap=5)]

    def identity(self, name: str, left: Sequence[str], right: Sequence[Content]) -> Block:
        """Who, in bold, and what is around: at left under the name, at right under one another."""
        shown = self.style.body
        natural = [self.line(text.split("\n")[0]).width * shown.size / 1000 for text in right
                   if isinstance(text, str) and len(text) < 80]
        other = 0.3 if all(isinstance(text, str) for text in right) else 0.42
        aside = min(max([self.width * other, *(wide + 1 for wide in natural)]), self.width * 0.5)
        wide = self.width - aside
        first = self.text(name, wide, self.style.name, s.BOLD)
        for text in left:
            first += self.text(text, wide - 10) if text else []
        second: list[Item] = [Gap(self.style.name.leading - shown.leading)]
        for content in right:
            if isinstance(content, str):
                second += self.text(content, aside, end=True) if content else []
            else:
                second += content
        return Block([Row([first, second], [wide, aside])], columns=0)

    def heading(self, title: str, number: str = "", note: str = "") -> Block:
        """A section's title, kept with what follows."""
        return Block([Row([self.heading_items(title, number, note, self.width)], [self.width], pad_bottom=3)],
                     gap=self.style.gap, keep=True)

    def heading_items(self, title: str, number: str, note: str, width: float) -> list[Item]:
        shown = self.style.section
        lead = self.line(number, type=shown)
        left = lead.width * shown.size / 1000 + 6 if number else 0.0
        words = self.line(title, s.BOLD, shown)
        used = left + words.width * shown.size / 1000
        parts: list[tuple[float, float, Item]] = [(0.0, width, TextItem(lead, shown, s.SOFT))] if number else []
        aside = self.line(note, type=self.style.label)
        wide = aside.width * self.style.label.size / 1000
        if used > width:
            return self.text(f"{number} {title}".strip(), width, shown, s.BOLD)
        parts.append((left, width, TextItem(words, shown)))
        if note and used + wide + 12 <= width:
            parts.append((width - wide, wide, TextItem(aside, self.style.label, s.SOFT)))
            return [Beside(parts)]
        return [Beside(parts), *self.label(note, width)] if note else [Beside(parts)]

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[Content]], *, least: float = 0.0, gap: float = 0.0,
              width: float | None = None) -> Block:
        """A framed table whose head is repeated. A row grows with its text and is cut over pages when it must."""
        widths = self.shares([column.share for column in columns], width)
        head = Row([self.text(column.title, wide - 2 * PAD, self.style.label, s.SEMIBOLD) for column, wide in
                    zip(columns, widths, strict=True)], widths, PAD, 2.8, 3, below=s.THICK)
        heads = 1 if any(column.title for column in columns) else 0
        made = [self.row([column.face for column in columns], row, widths, least) for row in rows]
        return Block([*[head][:heads], *made], heads=heads, frame=s.FRAME, gap=gap)

    def row(self, faces: Sequence[str], cells: Sequence[Content], widths: Sequence[float], least: float = 0.0) -> Row:
        """One row of a table."""
        return Row([self.text(cell, wide - 2 * PAD, self.style.cell, shown) if isinstance(cell, str) else cell
                    for cell, wide, shown in zip(cells, widths, faces, strict=True)], widths, PAD, 3.2, 3.6, least)

    def shares(self, shares: Sequence[float], width: float | None = None) -> list[float]:
        """Widths in points for relative ones."""
        whole = width or self.width
        return [whole * share / sum(shares) for share in shares]

    def strip(self, cells: Sequence[Sequence[Item]], shares: Sequence[float], *, frame: float = s.THICK, least: float = 0.0,
              gap: float = 7, pad: float = 7.0) -> Block:
        """A frame of a few cells side by side."""
        return Block([Row(cells, self.shares(shares), pad, 5, 6, least)], frame=frame, gap=gap, columns=s.ROW_LINE)

    def cell_widths(self, shares: Sequence[float], pad: float = 7.0) -> list[float]:
        """The room for text in the cells of a strip."""
        return [wide - 2 * pad for wide in self.shares(shares)]

    def signatures(self, people: Sequence[tuple[str, str]], least: float = 21 * s.MM) -> Block:
        """A frame to sign in, by function and name; six at most side by side."""
        most = 6 if self.style.body.size < 12 else 3
        count = -(-len(people) // most)
        across = -(-len(people) // count) if count else 1
        rows = []
        for start in range(0, len(people), across):
            group = list(people[start:start + across])
            widths = self.shares([1] * len(group))
            cells = [[*self.text(role, wide - 2 * PAD, self.style.cell, s.SEMIBOLD), *self.label(name, wide - 2 * PAD)]
                     for (role, name), wide in zip(group, widths, strict=True)]
            rows.append(Row(cells, widths, PAD, 3.6, 4, least))
        return Block(rows, frame=s.FRAME, columns=s.ROW_LINE, together=True)


def _wide(item: Item) -> float:
    return item.indent + item.line.width * item.type.size / 1000 if isinstance(item, TextItem) else 0.0


def height(items: Sequence[Item]) -> float:
    """How tall items are, one under the other."""
    return sum(item.height for item in items)


def filled(text: object) -> str:
    """A kept answer as text, empty when there is nothing to print."""
    return text if isinstance(text, str) and drawn(text).strip() else ""
