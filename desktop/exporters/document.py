"""A document to finish elsewhere (DOCX): styles, real headings, tables, page numbers; nothing of the machine, no macro.

The copy lives outside the vault: ``NOTICE`` is told to who asks for it, and is not printed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desktop.texts import clean

NOTICE = ("Cette copie vit hors du coffre : elle n’est ni chiffrée, ni retrouvée par la recherche, ni effacée avec la fiche. "
          "Rangez-la, puis supprimez-la quand elle a servi.")
FONT, SIZE = "Calibri", 11
LANGUAGE = "fr-FR"
_DROPPED = ("/thumbnail", "/extended-properties", "/customXml")
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_NO_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Titles with their share of the width, then rows of text."""

    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]


Part = Heading | Paragraph | Items | Table


@dataclass(frozen=True, slots=True)
class Document:
    """All that goes into the file."""

    title: str
    author: str = ""
    name: str = ""
    about: tuple[str, ...] = ()
    writer: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    day: date | None = None
    footer: str = ""


def docx(data: Document) -> bytes:
    """The file. The same document on the same day has the same bytes."""
    import docx as writer

    made = writer.Document()
    _styles(made)
    _page(made)
    _around(made, data)
    _head(made, data)
    for part in data.parts:
        _part(made, part)
    _signature(made, data)
    _properties(made, data)
    out = io.BytesIO()
    made.save(out)
    return _settled(out.getvalue())


# -- style -------------------------------------------------------------------------------------------------------------
def _styles(made: Any) -> None:
    """One font, black headings, French for the spelling checker."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(SIZE)
    normal.paragraph_format.space_after = Pt(4)
    for name, size in (("Title", 20), ("Heading 1", 13), ("Heading 2", 12)):
        style = made.styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), True
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    made.styles["Heading 1"].paragraph_format.space_before = Pt(12)
    made.styles["Heading 1"].paragraph_format.space_after = Pt(3)
    border = made.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        made.styles["Title"].element.pPr.remove(border)
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


def _page(made: Any) -> None:
    from docx.shared import Mm

    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(22), Mm(18)
    section.top_margin, section.bottom_margin = Mm(18), Mm(20)


# -- parts -------------------------------------------------------------------------------------------------------------
def _head(made: Any, data: Document) -> None:
    made.add_heading(clean(data.title), 0)
    if data.name:
        _run(made.add_paragraph(), data.name, bold=True, size=13)
    for line in (*data.about, *data.writer):
        if line:
            _run(made.add_paragraph(), line)
    if data.addressees:
        whom = made.add_paragraph()
        _run(whom, "À l’attention de : ", bold=True)
        _run(whom, ", ".join(data.addressees))


def _run(paragraph: Any, text: str, *, bold: bool = False, size: float = 0) -> None:
    from docx.shared import Pt

    run = paragraph.add_run(clean(text))
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)


def _part(made: Any, part: Part) -> None:
    if isinstance(part, Heading):
        made.add_heading(clean(part.text), 1)
    elif isinstance(part, Paragraph):
        for line in clean(part.text).split("\n"):
            if line.strip():
                _run(made.add_paragraph(), line, size=9 if part.small else 0)
    elif isinstance(part, Items):
        for line in part.lines:
            _run(made.add_paragraph(style="List Bullet"), line)
    else:
        _table(made, part)


def _table(made: Any, part: Table) -> None:
    """Its head comes back on each page; no row is cut in two."""
    from docx.oxml import OxmlElement
    from docx.shared import Mm, Pt

    whole = sum(share for _, share in part.columns)
    widths = [Mm(170 * share / whole) for _, share in part.columns]
    table = made.add_table(rows=1, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row, cells in [(table.rows[0], tuple(title for title, _ in part.columns)),
                       *((table.add_row(), cells) for cells in part.rows)]:
        head = row is table.rows[0] or row._tr is table.rows[0]._tr
        settings = row._tr.get_or_add_trPr()
        settings.append(OxmlElement("w:cantSplit"))
        if head:
            settings.append(OxmlElement("w:tblHeader"))
        for cell, text, width in zip(row.cells, cells, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            _run(paragraph, text, bold=head)
    made.add_paragraph().paragraph_format.space_after = Pt(2)


def _signature(made: Any, data: Document) -> None:
    from docx.shared import Pt

    line = made.add_paragraph()
    line.paragraph_format.space_before = Pt(24)
    line.paragraph_format.keep_with_next = True
    _run(line, "Fait à                              , le")
    for text in data.writer[:2]:
        _run(made.add_paragraph(), text, bold=text == data.writer[0])


def _around(made: Any, data: Document) -> None:
    """Footer: title, page x / y, day, and for whom."""
    from docx.shared import Pt

    paragraph = made.sections[0].footer.paragraphs[0]
    _run(paragraph, f"{data.title} · page ", size=8.5)
    _field(paragraph, "PAGE")
    _run(paragraph, " / ", size=8.5)
    _field(paragraph, "NUMPAGES")
    if data.footer:
        paragraph.paragraph_format.space_after = Pt(0)
        _run(made.sections[0].footer.add_paragraph(), data.footer, size=8.5)


def _field(paragraph: Any, code: str) -> None:
    """A number the reader's program counts."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    for kind in ("begin", "", "separate", "1", "end"):
        run = paragraph.add_run()
        run.font.size = Pt(8.5)
        if kind in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif kind:
            run.text = kind
        else:
            order = OxmlElement("w:instrText")
            order.set(qn("xml:space"), "preserve")
            order.text = f" {code} "
            run._r.append(order)


# -- what surrounds the text -------------------------------------------------------------------------------------------
def _properties(made: Any, data: Document) -> None:
    """The author's name, a neutral title, the day; nothing of the machine nor of the template."""
    day = data.day or _NO_DAY
    when = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the format keeps a time without a zone
    kept = made.core_properties
    kept.author = kept.last_modified_by = clean(data.author)[:255]
    kept.title, kept.language = clean(data.title)[:255], LANGUAGE
    kept.comments = kept.keywords = kept.subject = kept.category = ""
    kept.created = kept.modified = when
    kept.revision = 1
    for part in (made.part.package, made.part):
        for key, relation in list(part.rels.items()):
            if any(word in relation.reltype for word in _DROPPED):
                del part.rels[key]


def _settled(content: bytes) -> bytes:
    """The same archive with one day for every entry, in one order."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in _order(source.namelist()):
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name))
    return out.getvalue()


def _order(names: Sequence[str]) -> list[str]:
    """The types first, as readers expect."""
    return sorted(names, key=lambda name: (name != "[Content_Types].xml", name))
