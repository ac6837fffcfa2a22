"""The ribbon on paper: one page lying down, every aid in the drawing and in words, nothing outside its margins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop.reports.landscape import FOOT, HIGH, LEFT, WIDE, WIDTH
from desktop.reports.ribbon import (
    BarData,
    MeetingData,
    RibbonData,
    YearData,
    _Drawing,
    columns,
    place,
    ribbon_pdf,
)
from desktop.reports.text import comparable
from desktop.texts import born
from tests.reports.reading import active, fonts, page_texts, read_back, reader

DAY = date(2026, 11, 23)
YEARS = tuple(YearData(level, f"{first}-{first + 1}", "Maternelle Les Tilleuls" if first < 2023 else "École Jean Moulin")
              for first, level in zip(range(2020, 2027), ("PS", "MS", "GS", "CP", "CP", "CE1", "CE2"), strict=True))
BARS = (BarData("class", "APC", date(2023, 10, 1), date(2024, 6, 10), "outlined", "lecture"),
        BarData("pole", "Maître G", date(2024, 11, 12), date(2025, 7, 7), "filled", "dix séances"),
        BarData("pole", "Psychologue", date(2022, 11, 1), date(2023, 6, 1), "hatched"),
        BarData("pole", "Maître E", date(2026, 10, 13), None, "filled"),
        BarData("outside", "Orthophonie", date(2022, 10, 1), date(2025, 7, 7), "dashed", "une fois par semaine"),
        BarData("plan", "PPRE 2", date(2026, 11, 2), date(2026, 12, 18), "outlined"))
MEETINGS = (MeetingData(date(2024, 4, 3), "Conseil des maîtres : un an de plus en CP"),
            MeetingData(date(2026, 10, 13), "Synthèse : maître E, deux séances par semaine"))
DATA = RibbonData("Yanis Haddad", "né le 4 décembre 2017 · CE2, École Jean Moulin", YEARS, BARS, MEETINGS, "La lecture à deux voix.", "",
                  "Poursuivre après le 18 décembre ?", code="RU-9D07", day=DAY)


def drawing(data: RibbonData, *, large: bool = False) -> _Drawing:
    made = _Drawing(data, large=large, demonstration=False)
    made.draw()
    return made


def check_inside(made: _Drawing) -> None:
    for left, base, wide, text in made.board.words:
        assert left >= LEFT - 0.01, text
        assert left + wide <= LEFT + WIDTH + 0.5, text
        assert 0 < base <= HIGH - 10, text


def test_it_is_one_page_lying_down_that_says_everything_twice() -> None:
    pdf = ribbon_pdf(DATA)
    assert [(round(page.mediabox.width), round(page.mediabox.height)) for page in reader(pdf).pages] == [(round(WIDE), round(HIGH))]
    text = read_back(pdf)
    for said in ("Yanis Haddad", "PS", "CM2", "2028-2029", "un an de plus en CP", "dit par la famille", "23 nov. 2026", "Maître G, dix séances",
                 "Orthophonie, une fois par semaine", "depuis 10/2026", "10/2022 – 07/2025", "La lecture à deux voix.",
                 "Poursuivre après le 18 décembre", "RU-9D07", "page 1 / 1", "les participants de la réunion"):
        assert comparable(said) in text, said
    assert all(fonts(pdf).values())
    assert active(pdf) == []
    assert reader(pdf).metadata.title == "Parcours"


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("many", [1, 4, 12])
def test_nothing_leaves_the_page_and_nothing_is_lost(large: bool, many: int) -> None:
    bars = tuple(replace(bar, label=f"{bar.label} {n}") for n in range(many) for bar in BARS)
    meetings = tuple(replace(one, text=f"{one.text} {n}") for n in range(many) for one in MEETINGS)
    data = replace(DATA, bars=bars, meetings=meetings)
    made = drawing(data, large=large)
    check_inside(made)
    text = comparable(" ".join(page_texts(ribbon_pdf(data, large=large))))
    for bar in bars:
        assert comparable(bar.label + (f", {bar.detail}" if bar.detail else "")) in text
    for one in meetings:
        assert comparable(one.text) in text


def test_an_ordinary_child_fits_on_one_page_and_pages_are_counted() -> None:
    assert len(reader(ribbon_pdf(DATA)).pages) == 1
    long = replace(DATA, bars=BARS * 30)
    texts = page_texts(ribbon_pdf(long))
    assert len(texts) > 1
    assert all(comparable(f"page {number} / {len(texts)}") in comparable(text) for number, text in enumerate(texts, 1))


def test_the_blank_page_has_the_levels_and_room_to_write() -> None:
    pdf = ribbon_pdf(RibbonData())
    text = read_back(pdf)
    assert comparable("Nom, prénom") in text
    assert comparable("modèle vierge") in text
    assert comparable("Les aides") not in text
    check_inside(drawing(RibbonData()))


def test_years_known_and_those_around_them() -> None:
    shown = columns(YEARS)
    assert [(one.level, one.year[:4], one.known) for one in shown] == [
        ("PS", "2020", True), ("MS", "2021", True), ("GS", "2022", True), ("CP", "2023", True), ("CP", "2024", True),
        ("CE1", "2025", True), ("CE2", "2026", True), ("CM1", "2027", False), ("CM2", "2028", False)]
    late = columns((YearData("CE1", "2025-2026", "A"), YearData("CE1", "2025-2026", "B"), YearData("CE2", "2026-2027", "B")))
    assert [(one.level, one.year, one.school) for one in late][3:6] == [
        ("CP", "2024-2025", ""), ("CE1", "2025-2026", "A, B"), ("CE2", "2026-2027", "B")]
    assert place(date(2020, 9, 1), shown) == 0
    assert place(date(2021, 7, 31), shown) == 1, "summers are held at the end of their year"
    assert place(date(2030, 1, 1), shown) is None


def test_hostile_words_stay_words() -> None:
    data = replace(DATA, student="<b>Zoé</b> œuf 5 € \u202e", helped="long " * 400, bars=(replace(BARS[0], label="<i>x</i> " * 30),))
    made = drawing(data)
    check_inside(made)
    assert comparable("<b>Zoé</b> œuf 5 €") in read_back(ribbon_pdf(data))
    assert all(base < FOOT + 30 for _, base, _, _ in made.board.words)


def test_born_as_the_child_is() -> None:
    assert (born("F", date(2020, 3, 1)), born("M", date(2020, 3, 2)), born("", DAY), born("F", None)) == (
        "née le 1er mars 2020", "né le 2 mars 2020", "né(e) le 23 novembre 2026", "")
