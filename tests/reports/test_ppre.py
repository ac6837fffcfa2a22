"""The PPRE on paper: two pages when ordinary or blank, every question has its box, any text is printed as typed."""

from __future__ import annotations

import dataclasses
import random
import re
import time
from datetime import date
from typing import Any

import pytest

from desktop.forms.ppre import NEXT_STEPS, OBJECTIVE_STATES, PPRE
from desktop.forms.spec import Choice, Date, Field, Table, Text, Tick, Time
from desktop.reports import style as s
from desktop.reports.ppre import PpreData, many_ppre, ppre_pages, ppre_pdf
from desktop.reports.sheet import CODE_SENTENCE, DEMONSTRATION
from desktop.reports.text import comparable
from tests.reports.reading import active, fonts, page_texts, read_back, reader
from tests.reports.samples import ORDINARY, ordinary
from tests.reports.test_flow import check_inside

HOSTILE = (
    "<b>gras</b> <i>x", "</para><para>", "<img src=/etc/passwd>", "<img src='http://127.0.0.1/x.png'/>", "<3/10", "QI<70",
    "<marie@ex.fr>", "&amp; &lt; & &#60;", "%s %(x)s {0} {x!r}", "=cmd|'/C calc'!A0", "@SUM(1)", "'; DROP TABLE student; --",
    "😀 👨‍👩‍👧 🏳️‍🌈", "中文", "مرحبا بالعالم", "שלום עולם", "Ελληνικά Русский", "a\u202eb\u2066c", "œuvre ﬁn №3 → ☐",
    "\x1b[31mrouge", "e\u0301te\u0301", "\\(parenthèse\\) (non fermée", "x" * 400, "https://exemple.fr/" + "a/" * 120,
    "\ufeffdébut",
    "<a href='javascript:alert(1)'>x</a>", "<font name='Courier'>y</font>", "${7*7} #{7*7}", "ligne\tavec\ttabulations",
    "-\n- a\n- b",
)


def test_an_ordinary_ppre_is_one_sheet() -> None:
    sheet, pages = ppre_pages(ordinary())
    assert len(pages) == 2
    check_inside(pages)
    assert any("Demander de l’aide dès" in text for *_, runs in pages[0].texts for _, text in runs)
    assert sheet.title == "PPRE n° 2"


def test_a_blank_ppre_is_one_sheet_with_room_to_write() -> None:
    _, pages = ppre_pages(PpreData())
    assert len(pages) == 2
    check_inside(pages)
    dotted = [rule for page in pages for rule in page.rules if rule[5]]
    assert len(dotted) > 20
    assert sum(len(page.boxes) for page in pages) == 3 * len(OBJECTIVE_STATES) + len(NEXT_STEPS) + 1
    read = read_back(ppre_pdf(PpreData()))
    for words in ("Nom et prénom", "Suivi par", "écrit le", "Année", "École", "Hors école, dit par la famille", "Quand, laquelle",
                  "Socle commun", "Ses points d’appui", "Domaines travaillés", "Ses besoins", "C’est réussi quand", "Avant le",
                  "Bilan", "Où et quand", "Combien de fois", "Seul, en groupe", "Stage de réussite", "accord des parents",
                  "L’élève", "Sa famille", "L’école", "Point d’étape", "Bilan final", "Pourquoi", "Nous nous retrouvons", "lieu"):
        assert comparable(words) in read, words


def marked(field: Field, mark: str) -> Any:
    """An answer recognisable on paper, and how it should read."""
    if isinstance(field, Table):
        cells = {column.key: marked(column, f"{mark}-{column.key}") for column in field.columns}
        return [cells]
    if isinstance(field, Date):
        return "2026-11-23"
    if isinstance(field, Time):
        return "16:30"
    if isinstance(field, Tick):
        return True
    if isinstance(field, Choice):
        return [field.options[0].code] if field.many else field.options[0].code
    return f"marque-{mark}" if isinstance(field, Text) else None


def test_every_answer_is_printed() -> None:
    answers = {field.key: marked(field, field.key) for field in PPRE.fields()}
    data = dataclasses.replace(ordinary(), answers=answers)
    for large in (False, True):
        read = read_back(ppre_pdf(data, large=large))
        assert comparable("du 23 novembre au 23 novembre 2026") in read
        assert comparable("lundi 23 novembre 2026") in read
        assert comparable("à 16 h 30") in read
        for field in PPRE.fields():
            columns = field.columns if isinstance(field, Table) else (field,)
            for column in columns:
                value = answers[field.key][0][column.key] if isinstance(field, Table) else answers[field.key]
                if isinstance(column, Text):
                    assert comparable(value) in read, f"{field.key}.{column.key}"
                elif isinstance(column, Choice):
                    assert comparable(column.options[0].label) in read, column.key


@pytest.mark.parametrize("key", [field.key for field in PPRE.fields()])
def test_nothing_missing_refuses_the_print(key: str) -> None:
    for answers in ({k: v for k, v in ORDINARY.items() if k != key}, {key: ORDINARY.get(key)}):
        for data in (dataclasses.replace(ordinary(), answers=answers), PpreData(answers=answers)):
            _, pages = ppre_pages(data)
            check_inside(pages)


def test_care_outside_school_is_written_only_when_the_family_agrees() -> None:
    assert comparable("orthophonie") in read_back(ppre_pdf(ordinary()))
    read = read_back(ppre_pdf(ordinary(hors_ecole_accord=False)))
    assert comparable("orthophonie") not in read
    assert comparable("seulement quand la famille en est d’accord") in read


def test_rights_are_said_in_the_right_words() -> None:
    read = read_back(ppre_pdf(ordinary()))
    for words in ("chacun a pris connaissance", "obligatoire depuis 2024", "sa famille y est associée", "Samira Haddad",
                  "Document confidentiel – destinataires : la famille, l’école", CODE_SENTENCE, "formulaire PPRE-7F3A"):
        assert comparable(words) in read, words


def test_pages_are_counted_and_headed() -> None:
    texts = page_texts(ppre_pdf(ordinary(besoins="mot " * 3000)))
    for number, text in enumerate(texts, 1):
        assert f"page {number} / {len(texts)}" in text.replace("\xa0", " ")
        assert ("Yanis Haddad · PPRE n° 2 · École Jean Moulin" in text) == (number > 1)
        footer = text[text.index("PPRE n° 2"):] if number == 1 else ""
        assert "Haddad" not in footer.rpartition("page")[2]


def test_a_demonstration_says_so_on_every_page() -> None:
    assert all(DEMONSTRATION in text for text in page_texts(ppre_pdf(ordinary(), demonstration=True)))
    assert not any(DEMONSTRATION in text for text in page_texts(ppre_pdf(ordinary())))


def test_fonts_are_embedded_and_nothing_is_active() -> None:
    pdf = ppre_pdf(ordinary(besoins=" ".join(HOSTILE)))
    found = fonts(pdf)
    assert len(found) >= 3
    assert all(found.values()), found
    assert active(pdf) == []
    assert b"Helvetica" not in pdf


def test_metadata_is_neutral_and_bytes_are_the_same_twice() -> None:
    pdf = ppre_pdf(ordinary())
    document = reader(pdf)
    assert document.metadata is not None
    assert document.metadata.title == "Programme personnalisé de réussite éducative"
    told = " ".join(str(value) for value in document.metadata.values())
    assert "Haddad" not in told
    assert "Yanis" not in told
    assert document.trailer["/Root"]["/Lang"] == "fr-FR"
    assert pdf == ppre_pdf(ordinary())
    assert pdf != ppre_pdf(dataclasses.replace(ordinary(), day=date(2026, 11, 24)))


def test_large_print_is_fourteen_points() -> None:
    _, pages = ppre_pages(ordinary(), large=True)
    check_inside(pages)
    typed = [size for page in pages for _, _, size, _, runs in page.texts for _, text in runs if "ponctuation" in text]
    assert typed
    assert min(typed) == s.LARGE.cell.size == 14


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_prints_as_typed_everywhere(text: str) -> None:
    keys = ("suivi_par", "socle", "besoins", "mot_eleve", "mot_famille", "engagement_ecole", "bilan", "suite_pourquoi",
            "rencontre_lieu", "hors_ecole", "points_appui")
    answers = dict.fromkeys(keys, text)
    tables = {"objectifs": [{"objectif": text, "critere": text}], "actions": [{"action": text, "qui": text, "groupe": text}],
              "stages": [{"dates": text}], "parcours": [{"annee": text, "ecole": text}], "aides": [{"precision": text}]}
    data = dataclasses.replace(ordinary(**answers, **tables), student=text, school=text, teacher=text)
    pdf = ppre_pdf(data)
    _, pages = ppre_pages(data)
    check_inside(pages)
    assert read_back(pdf).count(comparable(text)) >= 15
    assert active(pdf) == []


def test_two_thousand_hostile_lines_come_back() -> None:
    draw = random.Random(7)
    plain = [text for text in HOSTILE if len(text) < 60 and text.isprintable()
             and not any("\u0590" <= c <= "\u06ff" for c in text)]
    lines = [" ".join(draw.sample(plain, 3)) + f" n{number}" for number in range(2_000)]
    for start in range(0, len(lines), 200):
        part = lines[start:start + 200]
        read = read_back(ppre_pdf(ordinary(actions=[{"action": line, "qui": "moi"} for line in part])))
        lost = [line for line in part if comparable(line) not in read]
        assert not lost, lost[:3]


def test_two_hundred_kilobytes_print_whole_and_soon() -> None:
    text = " ".join(f"mot{number}" for number in range(25_000))
    assert len(text) > 200_000
    for answers in ({"mot_eleve": text}, {"objectifs": [{"objectif": "o", "critere": text}]}, {"bilan": text}):
        began = time.process_time()
        pdf = ppre_pdf(ordinary(**answers))
        assert time.process_time() - began < 60
        read = read_back(pdf)
        assert comparable("mot0 mot1 mot2") in read
        assert all(f"mot{number}" in read for number in range(25_000))


def test_many_ppre_count_their_own_pages_and_can_be_stopped() -> None:
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> bool:
        seen.append((done, total))
        return True

    papers = [dataclasses.replace(ordinary(), code=f"PPRE-{number:04d}") for number in range(3)]
    texts = page_texts(many_ppre(iter(papers), 3, progress))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert [re.findall(r"page (\d+ / \d+)", text.replace("\xa0", " ")) for text in texts] == [["1 / 2"], ["2 / 2"]] * 3
    assert "PPRE-0002" in texts[4]
    assert many_ppre(iter(papers), 3, lambda done, total: done < 2) == b""
