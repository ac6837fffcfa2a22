"""Files that want to harm, or are simply not a list of pupils: one sentence, quickly, in little memory."""

from __future__ import annotations

import io
import random
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import DiskError, InputError
from desktop.importers import source
from desktop.importers.reader import read
from tests.importers.build import FIXTURES, ONDE_HEADERS, pupil, raw, table, workbook

HEAD = ";".join(ONDE_HEADERS)
LINE = ";".join(pupil())
MEMORY, SECONDS = 300 * 1024 * 1024, 30.0


def _measured(data: bytes):
    """What reading gives, and that it does so in time (memory is looked at apart: ``tracemalloc`` slows several times)."""
    start = time.process_time()
    try:
        answer = read(data)
    except InputError as error:
        answer = error
    assert time.process_time() - start < SECONDS
    return answer


def _peak(data: bytes) -> int:
    tracemalloc.start()
    try:
        read(data)
    except InputError:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak


def _unfinished(path: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(path, b"x")
    return stream.getvalue()


NOT_TABLES = {
    "pdf": b"%PDF-1.7\n...",
    "png": b"\x89PNG\r\n\x1a\n\0\0",
    "jpeg": b"\xff\xd8\xff\xe0",
    "xls": b"\xd0\xcf\x11\xe0\xa1\xb1",
    "zip": _unfinished("a.txt"),
    "ods": _unfinished("content.xml"),
    "broken zip": b"PK\x03\x04" + b"\0" * 400,
    "html": b"<!DOCTYPE html><html><body><table>",
    "xml": b"\xef\xbb\xbf<?xml version='1.0'?><a/>",
    "gzip": b"\x1f\x8b\x08\0",
    "rtf": b"{\\rtf1",
    "sqlite": b"SQLite format 3\0",
    "empty": b"",
    "marks": b"\xef\xbb\xbf",
    "spaces": b" \r\n\r\n\t",
    "wide mark": b"\xff\xfe",
    "prose": "Bonjour,\nvoici la liste demandée.\nCordialement".encode(),
    "json": b"[1, 2]",
    "json 2": b"{",
    "deep json": b"[" * 200_000,
    "binary": bytes(range(256)) * 40,
    "separators": b";;;;\r\n;;;;\r\n",
}


@pytest.mark.parametrize("name", NOT_TABLES)
def test_what_is_no_table_is_a_sentence(name):
    error = _measured(NOT_TABLES[name])
    assert isinstance(error, InputError) and error.exit_code == 9
    assert str(error)[0].isupper() and str(error).rstrip()[-1] in ".…"


def test_header_only_and_no_header():
    only = _measured(f"{HEAD}\r\n".encode())
    assert isinstance(only, InputError) and only.line == 1 and "titres" in str(only)
    without = _measured(f"{LINE}\r\n{LINE}\r\n".encode())
    assert isinstance(without, InputError) and (without.line, without.column) == (1, "4")


@pytest.mark.parametrize(
    ("lines", "line", "column"),
    [
        ([LINE, '"DUPONT' + LINE[6:], LINE, LINE], 3, "1"),
        ([LINE, LINE.replace("Zoé", '"Zoé'), LINE], 3, "3"),
        ([LINE.replace("Zoé", '"Zoé" Max')], 2, "3"),
        ([LINE.replace("Zoé", '"Zoé'), *[LINE] * 8, LINE.replace("Zoé", 'Zoé"')], 2, "3"),
        ([LINE.replace("VALMONT", '"VALMONT')] + [LINE] * 30, 2, "9"),
    ],
)
def test_an_open_quote_is_named_and_swallows_nothing(lines, line, column):
    error = _measured(raw(*lines))
    assert isinstance(error, InputError) and (error.line, error.column) == (line, column), str(error)
    assert f"Ligne {line}" in str(error)


def test_quotes_inside_a_field_are_text():
    parsed = read(raw(LINE.replace("Zoé", 'Zo"é"')))
    assert parsed.records[0].first_name == 'Zo"é"'


def test_formulas_and_markup_are_kept_as_typed():
    hostile = [
        "=1+1",
        "@SUM(A1)",
        "+33",
        "-2",
        "<b>x</b>",
        "<3/10",
        "<marie@ex.fr>",
        "'; DROP TABLE student;--",
        "%s%n",
        "\u202eabc",
        "a\u200bb",
        "😀",
        "{{7*7}}",
        '=HYPERLINK("http://x")',
        "=cmd|' /C calc'!A0",
    ]
    parsed = read(table([pupil(text, ine=f"{number:09d}AA") for number, text in enumerate(hostile)], encoding="utf-8"))
    assert [record.last_name for record in parsed.records] == hostile


@pytest.mark.parametrize(
    "name",
    [
        "million columns",
        "million columns after the titles",
        "long field",
        "endless line",
        "endless rows",
        "endless empty rows",
        "one quote and 20 MB",
        "many pupils",
        "wide rows",
        "zeros",
        "quotes",
    ],
)
def test_monsters_end_within_the_budget(name):
    data = {
        "million columns": lambda: b";".join([b"Nom"] * 1_000_000) + b"\r\n1;2\r\n",
        "million columns after the titles": lambda: f"{HEAD}\r\n{LINE}\r\n".encode() + b";" * 1_000_000 + b"\r\n",
        "long field": lambda: raw(LINE.replace("DUPONT", "X" * 200_000), LINE.replace("DUPONT", "Y" * 2_000_000)),
        "endless line": lambda: b"a" * 30_000_000,
        "endless rows": lambda: f"{HEAD}\r\n".encode() + b"a;b\r\n" * 240_000,
        "endless empty rows": lambda: f"{HEAD}\r\n".encode() + b"\r\n" * 10_000_000,
        "one quote and 20 MB": lambda: f'{HEAD}\r\n"'.encode() + f"{LINE}\r\n".encode() * 200_000,
        "many pupils": lambda: f"{HEAD}\r\n".encode() + f"{LINE}\r\n".encode() * 62_000,
        "wide rows": lambda: f"{HEAD}\r\n".encode() + (b";" * 1_900 + b"x\r\n") * 20_000,
        "zeros": lambda: bytes(30_000_000),
        "quotes": lambda: b'"' * 20_000_000,
    }[name]()
    answer = _measured(data)
    if name == "long field":
        assert isinstance(answer, InputError) and "million" in str(answer)
    else:
        assert isinstance(answer, InputError) or len(answer.refused) + len(answer.skipped) + len(answer.records) == answer.rows


@pytest.mark.parametrize("name", ["columns", "rows", "line"])
def test_monsters_stay_small(name):
    data = {
        "columns": b";".join([b"Nom"] * 1_000_000),
        "rows": f"{HEAD}\r\n".encode() + b"a;b\r\n" * 240_000,
        "line": b"a;" * 8_000_000,
    }[name]
    assert _peak(data) < MEMORY


def test_a_hundred_megabytes_are_not_even_looked_at(tmp_path):
    with pytest.raises(InputError, match="100 Mo"):
        read(bytes(100_000_000))
    sparse = tmp_path / "CSVExtraction.csv"
    with sparse.open("wb") as stream:
        stream.truncate(1_000_000_000)
    with pytest.raises(InputError, match="1000 Mo"):
        source.read_file(sparse)
    with pytest.raises(InputError):
        source.read_file(tmp_path)
    with pytest.raises(InputError):
        source.read_file(tmp_path / "nowhere")
    small = tmp_path / "a.csv"
    small.write_bytes(b"x")
    assert source.read_file(small) == b"x"


def test_a_file_that_does_not_let_itself_be_read(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_bytes(b"x")

    def refuse(*_arguments, **_named):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(DiskError):
        source.read_file(path)


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_any_bytes_end_in_an_answer_or_a_sentence(data):
    _measured(data)


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.integers(0, 12_000), st.integers(0, 255)), min_size=1, max_size=12),
    st.sampled_from(["02", "06", "16"]),
)
def test_flipped_bytes_end_in_an_answer_or_a_sentence(flips, which):
    data = bytearray(next((FIXTURES / "onde").glob(f"{which}_*")).read_bytes())
    for place, value in flips:
        data[place % len(data)] = value
    _measured(bytes(data))


@settings(max_examples=100)
@given(st.text(st.sampled_from(';,\t"\r\n a1é\0'), max_size=300))
def test_any_table_like_text_ends(text):
    _measured(f"{HEAD}\r\n{text}".encode())


@pytest.mark.parametrize("cut", [1, 50, 200, 3000, 7000])
def test_a_cut_file(cut):
    for name in ("02_ONDE_CSVExtraction-eleves_latin1_dates-ISO.csv", "16_ONDE_eleves_classeur.xlsx"):
        _measured((FIXTURES / "onde" / name).read_bytes()[:cut])


# -- workbooks -------------------------------------------------------------------------------------------------------------
def _cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


TITLES = (
    "<row r='1'>" + "".join(_cell(f"{c}1", t) for c, t in zip("ABC", ("Nom", "Prénom", "Né(e) le"), strict=True)) + "</row>"
)
ROW = "<row r='2'>" + _cell("A2", "DUPONT") + _cell("B2", "Zoé") + _cell("C2", "2019-03-02") + "</row>"
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def _stored(name: str, size: int) -> bytes:
    stream = io.BytesIO(workbook(TITLES + ROW))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes(size))
    return stream.getvalue()


def _sheet(before: str, inside: str = "") -> bytes:
    return f"{before}<worksheet {SPACE}><sheetData>{TITLES}{ROW}{inside}</sheetData></worksheet>".encode()


def _many_members() -> bytes:
    stream = io.BytesIO(workbook(TITLES + ROW))
    with zipfile.ZipFile(stream, "a") as archive:
        for number in range(10_000):
            archive.writestr(f"x{number}", b"")
    return stream.getvalue()


def _bad_sum() -> bytes:
    data = bytearray(workbook(TITLES + ROW + "<!--" + "".join(random.Random(1).choices("abcdef", k=200)) + "-->"))
    place = data.find(b"xl/worksheets/sheet1.xml") + 60
    data[place] ^= 0xFF
    return bytes(data)


LAUGHS = (
    "<!DOCTYPE a [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)) + "]>"
)
HOSTILE_WORKBOOKS = {
    "bomb": lambda: _stored("xl/media/a.bin", 80_000_000),
    "huge": lambda: _stored("xl/media/a.bin", 200_000_000),
    "members": _many_members,
    "laughs": lambda: workbook(_sheet(LAUGHS, "<row><c><v>&j;</v></c></row>")),
    "external": lambda: workbook(_sheet('<!DOCTYPE a SYSTEM "file:///etc/passwd">')),
    "entity": lambda: workbook(
        _sheet('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "<row><c><v>&x;</v></c></row>")
    ),
    "depth": lambda: workbook(_sheet("", "<a>" * 100_000)),
    "utf-16": lambda: workbook(_sheet("").decode().encode("utf-16")),
    "checksum": _bad_sum,
    "far column": lambda: workbook(TITLES + "<row r='2'><c r='XFD2'><v>1</v></c></row>" * 5000),
    "cut xml": lambda: workbook(_sheet("")[:200]),
    "no sheet": lambda: workbook(TITLES, book=f"<workbook {SPACE}/>"),
    "cells": lambda: workbook(TITLES + "<row>" + "<c><v>1</v></c>" * 1_900_000 + "</row>"),
    "odd numbers": lambda: workbook(TITLES + "<row r='x'><c s='999999' r='?'><v>1e999</v></c><c t='s'><v>-4</v></c></row>"),
    "strings": lambda: workbook(TITLES, strings="<si><t>a</t></si>" * 1_100_000),
}


@pytest.mark.parametrize("name", HOSTILE_WORKBOOKS)
def test_hostile_workbooks_are_refused(name):
    data = HOSTILE_WORKBOOKS[name]()
    start = time.process_time()
    try:
        answer = read(data)
    except InputError as error:
        answer = error
    assert time.process_time() - start < SECONDS
    assert isinstance(answer, InputError) or (name == "odd numbers" and not answer.records), name


def test_what_macros_links_and_formulas_leave():
    extra = {"xl/vbaProject.bin": b"macro", "xl/externalLinks/externalLink1.xml": b"<x/>"}
    sheet = (
        TITLES
        + "<row r='2'><c r='A2' t='str'><f>HYPERLINK(\"http://x\")</f><v>DUPONT</v></c>"
        + _cell("B2", "Zoé")
        + "<c r='C2' s='1'><v>43526</v></c></row>"
    )
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    record = read(workbook(sheet, extra=extra, styles=styles)).records[0]
    assert (record.last_name, record.first_name, record.birth_date) == ("DUPONT", "Zoé", "2019-03-02")


@pytest.mark.parametrize(
    ("style", "value", "birth"),
    [
        (
            '<numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy"/></numFmts><cellXfs><xf numFmtId="170"/></cellXfs>',
            "43526",
            "2019-03-02",
        ),
        (
            '<numFmts><numFmt numFmtId="170" formatCode="[$-40C]d mmmm yyyy;@"/></numFmts>'
            '<cellXfs><xf numFmtId="170"/></cellXfs>',
            "43526.5",
            "2019-03-02",
        ),
        ('<cellXfs><xf numFmtId="0"/></cellXfs>', "43526", "2019-03-02"),
    ],
)
def test_days_of_a_workbook(style, value, birth):
    sheet = TITLES + "<row r='2'>" + _cell("A2", "DUPONT") + _cell("B2", "Zoé") + f"<c r='C2' s='0'><v>{value}</v></c></row>"
    assert read(workbook(sheet, styles=style)).records[0].birth_date == birth


def test_shared_strings_rich_text_and_hidden_sheets():
    strings = "<si><t>Nom</t></si><si><r><t>Pré</t></r><r><t>nom</t></r><rPh><t>zzz</t></rPh></si><si><t>Né(e) le</t></si>"
    sheet = "<row>" + "".join(f"<c t='s'><v>{n}</v></c>" for n in range(3)) + "</row>" + ROW
    assert read(workbook(sheet, strings=strings)).records[0].first_name == "Zoé"


def test_zeros_shown_by_a_format_are_kept():
    zeros = '<numFmts><numFmt numFmtId="170" formatCode="00000"/></numFmts>'
    styles = f'{zeros}<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
    titles = TITLES.replace("</row>", _cell("D1", "Code postal") + "</row>")
    sheet = titles + ROW.replace("</row>", "<c r='D2' s='1'><v>1000</v></c></row>")
    assert read(workbook(sheet, styles=styles)).records[0].postal_code == "01000"


def test_what_openpyxl_writes_is_read():
    from datetime import date, datetime

    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Lisez-moi"
    book.active.append(["Liste de l’école"])
    sheet = book.create_sheet("Élèves")
    sheet.append(["Extraction", "du 12/09"])
    sheet.append(["Nom", "Prénom", "Né(e) le", "Sexe", "Code postal"])
    sheet.append(["DUPONT", "Zoé", date(2019, 3, 2), "F", 1000])
    sheet.append(["NOËL", "Tom", datetime(2019, 3, 3, 0, 0), "H", 78990])
    stream = io.BytesIO()
    book.save(stream)
    parsed = read(stream.getvalue())
    assert [(r.line, r.last_name, r.birth_date, r.sex, r.postal_code) for r in parsed.records] == [
        (3, "DUPONT", "2019-03-02", "F", "01000"),
        (4, "NOËL", "2019-03-03", "M", "78990"),
    ]
