"""Fills a form of ours as other programs do, and breaks it as people and bad luck do."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import pikepdf
import pypdf

from desktop.forms.requests import POLE_ONLY
from desktop.reports.fillable import FillableData, fillable_pdf


def blank(kind: str = "request", **changes: Any) -> bytes:
    return fillable_pdf(FillableData(kind, **{"left_out": POLE_ONLY, **changes}))


def fill(pdf: bytes, values: Mapping[str, str]) -> bytes:
    """By pypdf, as any program that fills forms."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    for page in writer.pages:
        writer.update_page_form_field_values(page, dict(values), auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def changed(pdf: bytes, act: Callable[[pikepdf.Pdf], object]) -> bytes:
    """The same file after ``act`` changed its objects."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        act(document)
        out = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pikepdf.exceptions.PageCopyWarning)
            document.save(out)
    return out.getvalue()


def field(document: pikepdf.Pdf, name: str) -> pikepdf.Object:
    """A field by its full name."""
    nodes = list(document.Root.AcroForm.Fields)
    found = None
    for part in name.split("."):
        found = next(node for node in nodes if str(node.T) == part)
        nodes = list(found.get("/Kids", []))
    assert found is not None
    return found
