"""ReportLab's TrueType font, with a table back to text that is right beyond U+FFFF and gives letters, not their shapes."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

_BLOCK = 100
"""A bfchar block holds at most 100 lines (Adobe technical note 5411)."""


def letters_of(code: int) -> str:
    """What a reader should copy for a glyph: Arabic presentation forms give back their letters."""
    if 0xFB50 <= code <= 0xFEFC:
        return unicodedata.normalize("NFKC", chr(code))
    return chr(code)


def to_unicode(name: str, subset: Sequence[int]) -> str:
    """The ToUnicode table of one subset."""
    pairs = [f"<{place:02X}> <{letters_of(code).encode('utf-16-be').hex().upper()}>" for place, code in enumerate(subset)
             if code]
    head = ["/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def", f"/CMapName /{name} def",
            "/CMapType 2 def", "1 begincodespacerange", "<00> <FF>", "endcodespacerange"]
    body: list[str] = []
    for start in range(0, len(pairs), _BLOCK):
        block = pairs[start:start + _BLOCK]
        body += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*head, *body, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


class PaperFont(TTFont):
    """A font embedded by subsets of 256 characters."""

    def addObjects(self, doc: Any) -> None:
        """Write the subsets used in ``doc``: called by ReportLab once the last page is drawn."""
        state = self.state[doc]
        state.frozen = 1
        fonts = doc.idToObject["BasicFonts"].dict
        face: Any = self.face
        for n, subset in enumerate(state.subsets):
            internal = self.getSubsetInternalName(n, doc)[1:]
            base = b"".join((SUBSETN(n), b"+", face.name, face.subfontNameX)).decode("pdfdoc")
            font: Any = pdfdoc.PDFTrueTypeFont()
            font.__Comment__ = f"Font {self.fontName} subset {n}"
            font.Name, font.BaseFont = internal, base
            font.FirstChar, font.LastChar = 0, len(subset) - 1
            font.Widths = pdfdoc.PDFArray([face.getCharWidth(code) for code in subset])
            table: Any = pdfdoc.PDFStream()
            table.content = to_unicode(base, subset)
            if doc.compression:
                table.filters = [pdfdoc.PDFZCompress]
            font.ToUnicode = doc.Reference(table, "toUnicodeCMap:" + base)
            font.FontDescriptor = face.addSubsetObjects(doc, base, subset)
            fonts[internal] = font
        del self.state[doc]
