"""Reads a PDF back, as tests need it: its text, its fonts, what it could do."""

from __future__ import annotations

import io
from typing import Any

import pypdf

from desktop.reports.text import comparable


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def page_texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in reader(pdf).pages]


def read_back(pdf: bytes) -> str:
    """All text, under the normalisation of papers."""
    return comparable("\n".join(page_texts(pdf)))


def fonts(pdf: bytes) -> dict[str, bool]:
    """Each font's name, and whether it is embedded."""
    found: dict[str, bool] = {}
    for page in reader(pdf).pages:
        resources: Any = page["/Resources"]
        for entry in resources["/Font"].values():
            font = entry.get_object()
            descriptor = font.get("/FontDescriptor")
            found[str(font["/BaseFont"])] = descriptor is not None and "/FontFile2" in descriptor.get_object()
    return found


def active(pdf: bytes) -> list[str]:
    """What a PDF could do by itself: nothing is expected."""
    names = ("/JS", "/JavaScript", "/Launch", "/URI", "/EmbeddedFile", "/OpenAction", "/AA", "/SubmitForm", "/Annots")
    found = []
    document = reader(pdf)
    for number in range(1, len(document.xref[0]) + 1 if document.xref else 1):
        thing = document.get_object(pypdf.generic.IndirectObject(number, 0, document))
        keys = set(thing) if isinstance(thing, dict) else set()
        found += [name for name in names if name in keys]
    return found
