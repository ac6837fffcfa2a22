"""A document to finish elsewhere, opened again: its words, its headings, its tables, and nothing of the machine."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import docx
import pytest

from desktop.exporters.document import NOTICE, Document, Heading, Items, Paragraph, Table
from desktop.exporters.document import docx as write

DAY = date(2026, 11, 24)
DATA = Document(
    "Compte rendu psychologique", "Hélène Carpentier", "Yanis Haddad", ("né le 5 janvier 2018",),
    ("Hélène Carpentier", "psychologue de l’Éducation nationale"), ("Samira Haddad",),
    (Heading("La question posée"), Paragraph("D’où vient sa lenteur ?\nÀ l’écrit, surtout."), Items(("œuvre", "naïf")),
     Table((("Indice", 30), ("Score", 10)), (("Compréhension verbale", "108"), ("Quotient total", "–"))),
     Paragraph("Percentile calculé.", small=True)), DAY, "Document confidentiel – destinataire : Samira Haddad")


def opened(data: Document) -> Any:
    return docx.Document(io.BytesIO(write(data)))


def test_its_words_headings_and_tables_are_those_given() -> None:
    made = opened(DATA)
    styles = [(paragraph.style.name, paragraph.text) for paragraph in made.paragraphs if paragraph.text]
    assert styles[0] == ("Title", "Compte rendu psychologique")
    assert ("Heading 1", "La question posée") in styles
    assert ("Normal", "D’où vient sa lenteur ?") in styles and ("Normal", "À l’écrit, surtout.") in styles
    assert [text for style, text in styles if style == "List Bullet"] == ["œuvre", "naïf"]
    assert ("Normal", "À l’attention de : Samira Haddad") in styles
    [table] = made.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Indice", "Score"], ["Compréhension verbale", "108"], ["Quotient total", "–"]]
    assert "w:tblHeader" in table.rows[0]._tr.xml and "w:tblHeader" not in table.rows[1]._tr.xml


def test_its_footer_counts_pages_and_names_who_it_is_for() -> None:
    footer = opened(DATA).sections[0].footer
    xml = footer._element.xml
    assert "PAGE" in xml and "NUMPAGES" in xml
    assert footer.paragraphs[0].text == "Compte rendu psychologique · page 1 / 1"
    assert footer.paragraphs[1].text == "Document confidentiel – destinataire : Samira Haddad"


def test_nothing_of_the_machine_or_of_a_template_stays() -> None:
    content = write(DATA)
    assert content == write(DATA)
    kept = opened(DATA).core_properties
    assert (kept.author, kept.last_modified_by, kept.title, kept.comments, kept.keywords) == (
        "Hélène Carpentier", "Hélène Carpentier", "Compte rendu psychologique", "", "")
    assert kept.created.replace(tzinfo=None) == datetime(2026, 11, 24)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names[0] == "[Content_Types].xml"
    assert not [name for name in names if "thumbnail" in name or "app.xml" in name or "vba" in name.lower() or "custom" in name.lower()]
    assert b"python-docx" not in everything and b"Macintosh" not in everything


def test_the_warning_is_told_not_printed() -> None:
    assert "hors du coffre" in NOTICE
    assert not [one for one in opened(DATA).paragraphs if "hors du coffre" in one.text]


@pytest.mark.parametrize("hostile", ["<w:p>&amp;</w:p>", "a\x00b\x07c\x0bd", "\ud800", "😀 مرحبا 中文", "{ MERGEFIELD x }", "=1+1", "x" * 5000])
def test_any_text_makes_a_file_that_opens(hostile: str) -> None:
    made = opened(Document("Note", hostile, hostile, (hostile,), (hostile,), (hostile,), (
        Heading(hostile), Paragraph(hostile), Items((hostile,)), Table(((hostile, 1),), ((hostile,),))), None, hostile))
    assert made.tables[0].rows[1].cells[0].text or hostile == "\ud800"
    assert "fldSimple" not in made.element.xml


def test_an_empty_document_opens() -> None:
    assert opened(Document("Note")).paragraphs[0].text == "Note"
