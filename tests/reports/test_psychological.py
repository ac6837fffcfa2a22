"""The two papers of a bilan: what is written is there and nothing else, no number where none is to be read, none for the school."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

from desktop.reports import style as s
from desktop.reports.items import Page
from desktop.reports.psychological_report import (
    CAUTION,
    COMPUTED,
    EvolutionLine,
    ReportData,
    report_pages,
    report_pdf,
    sections,
)
from desktop.reports.school_note import NoteData, note_pages, note_pdf, talk_line
from desktop.reports.score_chart import Axis
from desktop.reports.score_table import couples, paired
from desktop.reports.text import comparable
from desktop.reports.writing import ScoreLine, Scores, place, score_grid
from tests.reports.bilans import APART, AUTHOR, INDICES, SUBTESTS, TOTAL, bilan, line, scores
from tests.reports.reading import active, fonts, page_texts, read_back, reader
from tests.reports.test_flow import check_inside
from tests.reports.test_ppre import HOSTILE

NOTE = NoteData(AUTHOR, ("l’équipe enseignante",), "Yanis Haddad", "CE2", "CE2 B", "École Jean Moulin", "Il retient ce qui est dit.",
                "Une consigne à la fois.\nLaisser la consigne visible.", "2027-01-12", "NE-7F3ABC", bilan().day)
TEXTS = ("question", "origin", "conditions", "tools", "earlier", "attitude", "caution", "strengths", "hypotheses", "answer",
         "helps_class", "helps_home")


def drawn_inside(pages: list[Page]) -> None:
    """Nothing of a chart leaves the page either."""
    check_inside(pages)
    for page in pages:
        for x0, y0, x1, y1, _ in page.faint:
            assert min(x0, x1) >= s.LEFT - 0.01 and max(x0, x1) <= s.LEFT + s.WIDTH + 0.01
            assert min(y0, y1) >= s.TOP - 0.01 and max(y0, y1) <= s.PAGE_HEIGHT - s.BOTTOM + 0.01
        for corners, _ in page.shapes:
            assert all(s.LEFT - 0.01 <= x <= s.LEFT + s.WIDTH + 0.01 and s.TOP <= y <= s.PAGE_HEIGHT - s.BOTTOM for x, y in corners)


def test_an_ordinary_bilan_is_one_sheet_and_says_all_that_was_written() -> None:
    _, pages = report_pages(bilan())
    assert len(pages) == 2
    drawn_inside(pages)
    pdf = report_pdf(bilan())
    read = read_back(pdf)
    for words in ("Yanis Haddad", "né le 5 janvier 2018, 8 ans 10 mois le jour du bilan", "CE2, École Jean Moulin", "Hélène Carpentier",
                  "psychologue de l’Éducation nationale", "Antenne Nord", "À l’attention de : Samira Haddad, Karim Haddad",
                  "destinataires : Samira Haddad, Karim Haddad", "donnée par Samira Haddad le 12 octobre 2026", "3 novembre 2026, 50 min",
                  "WISC-V, édition française de 2016", "le 20 novembre 2026 à ses parents : lu ensemble", CAUTION, COMPUTED,
                  *(getattr(bilan(), key) for key in TEXTS)):
        for text in words.split("\n"):
            assert comparable(text) in read, text
    for value, low, high, words in INDICES.values():
        assert comparable(f"{value} {low} à {high}") in read
        assert comparable(words) in read
    assert all(fonts(pdf).values()) and active(pdf) == []
    assert report_pdf(bilan()) == pdf


def test_a_score_not_to_be_read_has_a_dash_a_reason_and_no_number() -> None:
    read = " ".join(page_texts(report_pdf(bilan())))
    assert re.search(rf"Quotient total\s+QIT\s+–\s+non interprétable : {APART[:12]}", " ".join(read.replace("\xa0", " ").split()))
    assert not re.search(rf"(?<!\d){TOTAL}(?!\d)", read)
    assert "85 à 97" not in read.replace("\xa0", " ")
    alone = bilan(scores=(line("QIT", score=TOTAL, bottom=85, top=97, interpretable=False),))
    _, pages = report_pages(alone)
    assert not [shape for page in pages for shape in page.shapes]
    assert comparable("non interprétable") in read_back(report_pdf(alone))


def test_each_index_is_drawn_with_its_interval_on_its_own_row() -> None:
    _, pages = report_pages(bilan())
    marks = [shape for page in pages for shape in page.shapes]
    in_chart = [corners for corners, _ in marks if min(x for x, _ in corners) > s.LEFT + s.WIDTH * 0.6]
    assert len(in_chart) == len(INDICES) + len(SUBTESTS)
    bars = [rule for page in pages for rule in page.rules if rule[4] == 1.3 and rule[1] == rule[3]]
    assert len(bars) == len(INDICES)
    widths = [round(rule[2] - rule[0], 1) for rule in bars]
    spans = [high - low for _, low, high, _ in INDICES.values()]
    assert [round(wide / widths[0] * spans[0]) for wide in widths] == spans
    assert sum(len(page.faint) for page in pages) > 50


def test_what_is_out_of_its_scale_is_shown_at_the_edge_and_printed_as_typed() -> None:
    odd = bilan(scores=(line("ICV", score=210, bottom=190, top=230), line("IVS", score=3, bottom=20, top=10), line("IRF")))
    _, pages = report_pages(odd)
    drawn_inside(pages)
    read = read_back(report_pdf(odd))
    assert comparable("210") in read and comparable("190 à 230") in read and comparable("20 à 10") in read


def test_only_what_is_filled_is_printed() -> None:
    _, pages = report_pages(ReportData())
    assert len(pages) == 1
    check_inside(pages)
    assert sections(ReportData()) == ()
    read = read_back(report_pdf(ReportData()))
    for title in ("Autorisation", "Lesrésultats", "Hypothèses", "Réponse", "Restitution", "attentionde"):
        assert title not in read
    titles = [section.title for section in sections(ReportData(answer="oui", on="2026-11-10"))]
    assert titles == ["Les rencontres", "Réponse à la question posée"]
    assert comparable(CAUTION) not in read_back(report_pdf(bilan(scores=())))


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_is_printed_as_typed(hostile: str) -> None:
    data = bilan(**dict.fromkeys(TEXTS, hostile), student=hostile[:60], addressees=(hostile[:40],),
                 scores=(line("ICV", score=100, words=hostile), line("QIT", interpretable=False, why=hostile)))
    sheet, pages = report_pages(data)
    drawn_inside(pages)
    pdf = report_pdf(data)
    assert active(pdf) == []
    if not re.search("[\u0590-\u08ff]", hostile):
        assert read_back(pdf).count(comparable(hostile.split("\n")[0])) >= 8
    note = dataclasses.replace(NOTE, strengths=hostile, helps=hostile, student=hostile[:60])
    check_inside(note_pages(note)[1])
    assert active(note_pdf(note)) == []
    assert sheet.title == "Compte rendu psychologique"


def test_very_long_texts_and_forty_scores_lose_nothing() -> None:
    many = tuple(ScoreLine(f"Subtest numéro {n}", f"S{n}", "subtest", "", 10, 3, 1, 19, n % 19 + 1, words=f"mot{n}x " * (n % 4 * 30))
                 for n in range(40))
    data = bilan(scores=(*many, ScoreLine("Échelle sans barème", kind="autre", score=12.5, words="w" * 900)), attitude="mot " * 4000)
    for large in (False, True):
        _, pages = report_pages(data, large=large)
        drawn_inside(pages)
        texts = "".join(text for page in pages for *_, runs in page.texts for _, text in runs)
        assert texts.replace("\xa0", " ").count("mot ") + texts.count("mot") >= 4000
        for n in range(40):
            assert f"mot{n}x" in texts or n % 4 == 0
            assert f"S{n}" in texts
    assert "12,5" in " ".join(page_texts(report_pdf(data)))


def test_large_print_gives_figures_then_the_chart() -> None:
    _, pages = report_pages(bilan(), large=True)
    drawn_inside(pages)
    assert min(size for page in pages for _, _, size, _, _ in page.texts) >= 10
    assert comparable("100 à 115") in read_back(report_pdf(bilan(), large=True))


def test_former_bilans_stand_side_by_side() -> None:
    data = bilan(evolution=(EvolutionLine("Compréhension verbale", ("96", "108")), EvolutionLine("Quotient total", ("95", "–"))),
                 evolution_days=("2024-03-05", "2026-11-10"), evolution_notices=("Repris à moins de 24 mois.",))
    read = read_back(report_pdf(data))
    for words in ("D’un bilan à l’autre", "5 mars 2024", "Compréhension verbale 96 108", "Quotient total 95 –", "moins de 24 mois"):
        assert comparable(words) in read, words
    assert comparable("D’un bilan à l’autre") not in read_back(report_pdf(bilan()))


def test_subtests_go_two_by_two_unless_one_has_more_to_say() -> None:
    subtests = [one for one in scores() if one.kind == "subtest"]
    assert paired(subtests)
    assert [(a.code, b.code if b else "") for a, b in couples(subtests)][:2] == [("SIM", "VOC"), ("CUB", "PUZ")]
    assert couples([*subtests[:2], line("INF")])[1] == (line("INF"), None)
    for told in ({"words": "fragile"}, {"interpretable": False}, {"percentile": 12}, {"bottom": 3, "top": 5}):
        assert not paired([*subtests, line("INF", score=5, **told)])
    fuller = bilan(scores=(*subtests, line("INF", score=5, words="à revoir")))
    assert comparable("à revoir") in read_back(report_pdf(fuller))


def test_an_axis_holds_what_is_shown() -> None:
    axis = Axis.of(100, 15, [(40, 160)], [62, 131])
    assert axis.ticks == (55, 70, 85, 100, 115, 130, 145) and axis.middle == (85, 115)
    assert Axis.of(100, 15, [(40, 160)], [41]).low == 41
    assert Axis.of(10, 3, [(1, 19)], [0]).low == 1
    assert Axis.of(50, 10, []).ticks == (20, 30, 40, 50, 60, 70, 80)


def test_the_same_scores_are_read_as_words() -> None:
    grid = score_grid(Scores("Indice", scores()[:6]))
    assert grid.rows[0] == ("Compréhension verbale (ICV)", "108", "100 à 115", "70 (calculé)", "solide")
    assert grid.rows[5] == ("Quotient total (QIT)", "–", "", "", f"non interprétable : {APART}")
    assert [title for title, _ in score_grid(Scores("Subtest", scores()[6:])).columns] == ["Subtest", "Score", "Percentile"]


# -- the note for the school -------------------------------------------------------------------------------------------
def test_the_note_for_the_school_says_what_helps_and_no_number() -> None:
    _, pages = note_pages(NOTE)
    assert len(pages) == 1
    check_inside(pages)
    pdf = note_pdf(NOTE)
    text = " ".join(" ".join(page_texts(pdf)).replace("\xa0", " ").split())
    for words in ("Yanis Haddad", "CE2 B", "Il retient ce qui est dit.", "Une consigne à la fois.", "Pour en parler", "Hélène Carpentier",
                  "On se reparle", "mardi 12 janvier 2027"):
        assert words in text, words
    for removed in ("12 janvier 2027", "24 novembre 2026", "01 99 00 12 40", "CE2", "NE-7F3ABC", "page 1 / 1"):
        text = text.replace(removed, "")
    assert not re.search(r"\d", text), text
    for word in ("score", "WISC", "indice", "percentile", "bilan", "test", "moyenne"):
        assert word not in text.lower(), word


def test_the_note_keeps_room_for_a_date_and_nothing_for_what_is_not_written() -> None:
    bare: dict[str, Any] = {"talk_on": "", "strengths": ""}
    empty = dataclasses.replace(NOTE, **bare)
    assert talk_line(empty) == "" and talk_line(NOTE).startswith("On se reparle le mardi 12")
    assert "pointsd’appui" not in read_back(note_pdf(empty))
    assert [rule for page in note_pages(empty)[1] for rule in page.rules if rule[5]]
    for large in (False, True):
        check_inside(note_pages(dataclasses.replace(NOTE, helps="mot " * 3000), large=large)[1])
        check_inside(note_pages(NoteData(), large=large)[1])
    assert len(reader(note_pdf(NOTE, large=True)).pages) <= 2


def test_a_class_is_not_said_twice() -> None:
    assert place("CE2", "CE2 B") == "CE2 B"
    assert place("CE2", "classe bleue") == "CE2, classe bleue"
    assert place("", "CE2 B") == "CE2 B"
