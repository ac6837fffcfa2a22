"""Rows on pages: none is lost, none leaves its page, heads come back, a heading is never left alone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.reports import style as s
from desktop.reports.blocks import Column, Maker
from desktop.reports.flow import Flow
from desktop.reports.items import Page

MAKE = Maker(s.NORMAL)


def check_inside(pages: list[Page], *, foot: float = s.PAGE_HEIGHT - s.BOTTOM) -> None:
    """Every text stands inside the margins."""
    for page in pages:
        for (x, baseline, size, _, _), width in zip(page.texts, page.widths, strict=True):
            assert x >= s.LEFT - 0.01
            assert x + width <= s.LEFT + s.WIDTH + 0.01
            assert baseline - size * 0.9 >= s.TOP - 0.01
            assert baseline + size * 0.15 <= foot + 0.01


def words(pages: list[Page]) -> list[str]:
    return [text for page in pages for *_, runs in page.texts for _, text in runs]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(("prose", "table", "strip")), st.integers(0, 900), st.integers(0, 60)), max_size=8))
def test_nothing_is_lost_nor_outside(parts: list) -> None:
    blocks, expected = [], 0
    for number, (kind, first, second) in enumerate(parts):
        blocks.append(MAKE.heading(f"Titre {number}", str(number)))
        texts = ["mot " * first, "mot " * second]
        expected += first + second
        if kind == "prose":
            blocks += [MAKE.prose(MAKE.text(text)) for text in texts]
        elif kind == "table":
            blocks.append(MAKE.table((Column("Un", 1), Column("Deux", 1)), [texts]))
        else:
            inner = MAKE.cell_widths((1, 1))
            blocks.append(MAKE.strip([MAKE.text(text, wide) for text, wide in zip(texts, inner, strict=True)], (1, 1)))
    pages = Flow().place(blocks)
    check_inside(pages)
    found = words(pages)
    assert sum(text.replace("\u00a0", " ").split().count("mot") for text in found) == expected
    for page in pages:
        if page.texts:
            assert not page.texts[-1][4][0][1].startswith("Titre") or not parts[int(page.texts[-1][4][0][1][6:])][1]


def test_a_table_repeats_its_head_and_a_row_taller_than_a_page_is_cut() -> None:
    block = MAKE.table((Column("Qui", 1), Column("Quoi", 3)), [["moi", "mot " * 9000], ["toi", "fin"]])
    pages = Flow().place([block])
    assert len(pages) > 5
    assert all([text for *_, runs in page.texts[:2] for _, text in runs] == ["Qui", "Quoi"] for page in pages)
    assert "".join(words(pages)).count("mot") == 9000
    check_inside(pages)


def test_a_short_row_is_not_cut() -> None:
    filler = MAKE.prose(MAKE.text("ligne\n" * 52))
    block = MAKE.table((Column("Un", 1), Column("Deux", 1)), [["a\nb\nc\nd", "e"]])
    pages = Flow().place([filler, block])
    assert len(pages) == 2
    assert [text for *_, runs in pages[1].texts for _, text in runs] == ["Un", "Deux", "a", "b", "c", "d", "e"]


def test_no_single_line_is_left_at_the_foot_nor_at_the_head() -> None:
    for filler in range(44, 56):
        pages = Flow().place([MAKE.prose(MAKE.text("x\n" * filler)), MAKE.prose(MAKE.text("mot " * 200))])
        ours = [sum("mot" in text for *_, runs in page.texts for _, text in runs) for page in pages]
        assert 1 not in ours
