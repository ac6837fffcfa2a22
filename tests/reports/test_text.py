"""Any text becomes lines that fit, and nothing typed is lost."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.reports import script
from desktop.reports.style import BOLD, REGULAR, drawable, face
from desktop.reports.text import Span, comparable, drawn, lines, one_line, sentence, shortened

LETTERS = st.text(st.characters(codec="utf-8"), max_size=400)
ODD = st.lists(st.sampled_from((
    "<b>", "</para>", "<img src=/etc/passwd>", "<3/10", "QI<70", "<marie@ex.fr>", "&amp;", "&", "%s", "{0}",
    "=cmd|'/C calc'!A0",
    "😀", "👨‍👩‍👧", "中文", "Ελληνικά", "Русский", "œuvre", "ﬁn", "a\u202eb", "\t", "\n",
    "  ", "x" * 90, "→", "☐", "\u00ad", "e\u0301",
    "\ue000", "\U0001f1eb\U0001f1f7", "№", "1\u202f000", "«\u00a0oui\u00a0»")), max_size=30).map(" ".join)


def joined(found: list) -> str:
    return "\n".join("".join(text for _, text in line.runs) for line in found)


@settings(max_examples=150, deadline=None)
@given(LETTERS | ODD, st.floats(20, 480), st.sampled_from((8.6, 10.0, 14.0)))
def test_lines_hold_all_that_was_typed_and_fit(text: str, width: float, size: float) -> None:
    found = lines(text, REGULAR, size, width)
    for line in found:
        letters = [run for _, run in line.runs]
        assert line.width * size / 1000 <= width + 0.01 or len([c for run in letters for c in run if not unicodedata.combining(c)]) <= 1
        assert set("".join(letters)) <= drawable()
    if not script.has_right(drawn(text)):
        assert comparable(joined(found)) == comparable(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ODD, st.sampled_from((REGULAR, BOLD))), max_size=4), st.floats(60, 400))
def test_a_sentence_of_several_faces_loses_nothing(parts: list, width: float) -> None:
    found = sentence([Span(text, name) for text, name in parts], 10, width)
    assert comparable(joined(found)) == comparable(" ".join(text for text, _ in parts))


def test_widths_are_those_of_the_glyphs() -> None:
    for line in lines("Élève n° 3 – « œuvre » → ☐ Ж", REGULAR, 10, 60):
        assert line.width == sum(face(name).width(text) for name, text in line.runs)


def test_what_no_font_draws_is_written_by_its_number() -> None:
    assert drawn("a中b") == "a[U+4E2D]b"
    assert drawn("\ue000") == "[U+E000]"
    assert drawn("1\u200b2\ufe0f3\u202e4") == "1234"


def test_several_empty_lines_become_one() -> None:
    assert drawn("a\n\n \n\nb\n\n") == "a\n\nb"


def test_french_lines_are_not_cut_where_they_should_not() -> None:
    for text in ("problèmes : oui", "la salle 4", "Mme Martin", "le 27 novembre", "40 min", "« oui »", "maître E"):
        whole = f"une longue phrase {text}"
        cut = [joined([line]) for line in lines(whole, REGULAR, 10, face(REGULAR).width(whole) / 100 - 3)]
        assert len(cut) == 2
        assert not any(part in (":", "4", "novembre", "min", "»", "«", "E", "Mme") for part in cut), cut


def test_a_long_word_is_cut_after_a_sign_and_keeps_its_substitutes_whole() -> None:
    found = [joined([line]) for line in lines("https://exemple.fr/une/adresse/longue/" + "中" * 9, REGULAR, 10, 90)]
    assert found[0].endswith("/")
    assert all(part.count("[") == part.count("]") for part in found)


def test_arabic_is_joined_and_set_from_the_right() -> None:
    shaped = script.shaped("سلام")
    assert [f"{ord(letter):04X}" for letter in shaped] == ["FEB3", "FEFC", "FEE1"]
    line = lines("سلام", REGULAR, 10, 200)[0]
    assert line.right
    assert "".join(text for _, text in line.runs) == shaped[::-1]


def test_hebrew_in_a_french_line_keeps_the_line_and_its_numbers() -> None:
    assert script.visual("abc שלום (12) def", False) == "abc (12) םולש def"
    assert script.visual("שלום 12", True) == "12 םולש"
    assert script.visual("א (ב)", True) == "(ב) א"
    assert script.visual("abc (שלום) def", False) == "abc (םולש) def"


def test_a_running_head_is_cut_with_dots_never_wider_than_its_room() -> None:
    line = one_line("mot " * 4000, REGULAR, 9, 120)
    assert line.runs[0][1].endswith("…")
    assert line.width * 9 / 1000 <= 120


def test_a_summary_is_cut_at_a_word() -> None:
    assert shortened("Lire à voix haute un texte de cent mots", 24) == "Lire à voix haute\u00a0…"
    assert shortened("court", 24) == "court"
