"""Every encoding, separator, quoting and line end gives the same pupils."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import InputError
from desktop.importers import source
from desktop.importers.reader import read
from tests.importers.build import ONDE_HEADERS, pupil, table

ROWS = [
    pupil("LEFÈVRE", "Chloé", ine="999000001AA"),
    pupil("NOËL", "Françoise", ine="999000002AA", label="CE2 de Mme GUÉRIN"),
    pupil("D'ALMEIDA", "Maël", ine="999000003AA", sex="M"),
    pupil("MARTIN--DURAND", "Anaïs", ine="999000004AA"),
]
MARKS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
ENCODINGS = [
    ("iso-8859-1", b""),
    ("cp1252", b""),
    ("utf-8", b""),
    ("utf-8", MARKS["utf-8"]),
    ("utf-8", MARKS["utf-8"] * 3),
    ("utf-16-le", b""),
    ("utf-16-be", b""),
    ("utf-16-le", MARKS["utf-16-le"]),
    ("utf-16-be", MARKS["utf-16-be"]),
    ("mac_roman", b""),
    ("cp850", b""),
]


def _essence(data: bytes):
    return [(r.last_name, r.first_name, r.birth_date, r.class_name, r.ine, r.city) for r in read(data).records]


EXPECTED = _essence(table(ROWS))


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize(("encoding", "mark"), ENCODINGS)
def test_all_ways_to_write_a_table(encoding, mark, separator, quoted, end):
    data = table(ROWS, separator=separator, encoding=encoding, quoted=quoted, end=end, mark=mark)
    parsed = read(data)
    assert [record.last_name for record in parsed.records] == ["LEFÈVRE", "NOËL", "D'ALMEIDA", "MARTIN--DURAND"]
    assert _essence(data) == EXPECTED
    assert parsed.separator == separator


def test_what_windows_adds_to_latin():
    data = table([pupil("Œuvrard", "Zoë’s", city="L'HAŸ")], encoding="cp1252")
    record = read(data).records[0]
    assert (record.last_name, record.first_name, record.city) == ("Œuvrard", "Zoë’s", "L'HAŸ")
    assert read(data).encoding == "cp1252"


def test_bytes_undefined_by_windows_do_not_stop():
    data = table([pupil("AB")], encoding="iso-8859-1").replace(b"AB", b"A\x81B")
    parsed = read(data)
    assert parsed.records[0].last_name == "AB" and parsed.notes[0].code == "control_characters"


def test_the_ligature_of_iso_8859_15():
    record = read(table([pupil("L\u0153uf", "Élise")], encoding="iso-8859-15")).records[0]
    assert record.last_name == "L\u0153uf"


def test_a_pasted_line_in_another_encoding_is_read_and_told():
    good = table(
        [pupil("GUÉRIN", "Éléonore", ine=f"99900000{n}AA", label="CE2 de Mme GUÉRIN") for n in range(9)], encoding="utf-8"
    )
    pasted = ";".join(pupil("NOËL", ine="999000010AA")).encode("cp1252") + b"\r\n"
    parsed = read(good + pasted)
    assert parsed.records[0].last_name == "GUÉRIN" and parsed.records[-1].last_name == "NOËL"
    assert any(note.code == "encoding_mixed" for note in parsed.notes)


def test_decomposed_accents_become_one_letter():
    record = read(table([pupil("GUE\u0301RIN")], encoding="utf-8")).records[0]
    assert record.last_name == "GUÉRIN"


def test_capitals_alone_are_enough_to_tell_mac_from_windows():
    headers = [header.upper() for header in ONDE_HEADERS]
    for encoding in ("mac_roman", "cp1252"):
        assert read(table([pupil("GUÉRIN")], headers, encoding=encoding)).records[0].last_name == "GUÉRIN"


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="cp1252", categories=("Lu", "Ll")), min_size=1, max_size=12), st.sampled_from(ENCODINGS))
def test_names_come_through(name, how):
    encoding, mark = how
    if encoding in ("iso-8859-1", "mac_roman", "cp850"):
        try:
            name.encode(encoding)
        except UnicodeEncodeError:
            return
    rows = [*ROWS, pupil(name, ine="999000009AA")]
    if encoding in ("mac_roman", "cp850") and name != name.encode("ascii", "ignore").decode():
        return  # one odd letter among few accents may be read either way
    assert read(table(rows, encoding=encoding, mark=mark)).records[-1].last_name == name


@pytest.mark.parametrize("data", [b"\xff\xfeN\x00o", b"\xfe\xff\xd8\x00\x00N" * 20, b"\xff\xfe" + b"\x00\xd8" * 40])
def test_broken_wide_text_is_a_sentence(data):
    with pytest.raises(InputError):
        read(data)


def test_a_null_is_told_by_line_and_column():
    data = table(ROWS).replace(b"Ma\xebl", b"Ma\x00l")
    with pytest.raises(InputError) as caught:
        read(data)
    assert (caught.value.line, caught.value.column) == (4, "3")
    assert "Ligne 4, colonne 3" in str(caught.value)


def test_detection_of_plain_text():
    assert source.detect(b"a;b\r\n").shown == "utf-8"
    assert source.detect("é".encode("latin-1") * 9).shown == "iso-8859-1"
