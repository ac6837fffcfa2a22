"""A form that leaves as a fillable PDF: fields by key, no name unless asked, nothing active, two pages."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pypdf
import pypdfium2
import pytest

from desktop.forms.requests import CONTRIBUTION, POLE_ONLY, REQUEST
from desktop.forms.spec import Choice, Table
from desktop.reports.fillable import FillableData, fillable_pdf
from desktop.reports.text import comparable
from tests.reports.reading import fonts, read_back, reader

DAY = date(2026, 11, 23)
ANSWERS: dict[str, Any] = {
    "sujet": "Entrée dans la lecture", "faits": "Il lit « cœur » et compte 3 €.\nIl s’arrête au bout de dix minutes.",
    "essaye": "Consigne redite à deux", "parents_informes_le": "2026-11-12", "nature": ["pedagogiques", "sens"],
    "exemples": [{"date": "2026-11-10", "moment": "Lecture", "fait": "Elle ouvre son livre"}],
    "aides": [{"annee": "2025-2026", "dispositif": "apc", "etat": "oui", "precision": "2 × 30 min"}],
    "hors_ecole_accord": True, "hors_ecole": "Orthophonie depuis mars"}


def blank(kind: str = "request", **changes: Any) -> bytes:
    return fillable_pdf(FillableData(kind, **{"left_out": POLE_ONLY, **changes}))


def fields(pdf: bytes) -> dict[str, Any]:
    found = reader(pdf).get_fields() or {}
    return {name: entry for name, entry in found.items() if entry.get("/FT")}


@pytest.mark.parametrize(("kind", "form"), [("request", REQUEST), ("contribution", CONTRIBUTION)])
def test_every_question_is_a_field_named_by_its_key_but_what_the_pole_alone_writes(kind: str, form: Any) -> None:
    names = set(fields(blank(kind)))
    for entry in form.fields():
        if entry.key in POLE_ONLY:
            assert not any(f".{entry.key}" in name for name in names)
        elif isinstance(entry, Table):
            for place in range(entry.rows):
                assert {f"{form.code}.{entry.key}.{place}.{column.key}" for column in entry.columns} <= names
        elif isinstance(entry, Choice) and entry.many:
            assert {f"{form.code}.{entry.key}.{option.code}" for option in entry.options} <= names
        else:
            assert f"{form.code}.{entry.key}" in names


def test_fields_say_what_they_are_to_who_does_not_see_them() -> None:
    for page in reader(blank()).pages:
        for note in page["/Annots"]:  # type: ignore[attr-defined]
            widget = note.get_object()
            if widget["/T"] in ("form", "code"):
                assert int(widget["/F"]) & 2, "what the file is stays out of sight"
            else:
                assert widget["/TU"].strip()


def test_the_form_and_its_code_are_kept_and_cannot_be_typed_over() -> None:
    found = fields(blank(code="request/018f", filing="DEM-12AB34"))
    assert found["pole.form"]["/V"] == "demande/1" and found["pole.code"]["/V"] == "request/018f"
    assert int(found["pole.form"]["/Ff"]) & 1 and int(found["pole.code"]["/Ff"]) & 1


def test_no_name_unless_asked() -> None:
    assert "entete.eleve" not in fields(blank(header={"eleve": "Noémie Ben Salah"}))
    assert comparable("Noémie Ben Salah") not in read_back(blank(header={"eleve": "Noémie Ben Salah"}))
    named = fields(blank(named=True, header={"eleve": "Noémie Ben Salah"}))
    assert named["entete.eleve"]["/V"] == "Noémie Ben Salah"


def test_what_is_known_stands_in_the_fields_whole_with_oe_and_euro() -> None:
    found = fields(blank(answers=ANSWERS, header={"pour": "pupil", "ecole": "École Jean Moulin"}))
    value = {name: entry.get("/V") for name, entry in found.items()}
    assert value["demande.faits"] == ANSWERS["faits"].replace("\n", "\r")
    assert value["demande.parents_informes_le"] == "12/11/2026" and value["demande.exemples.0.date"] == "10/11/2026"
    assert value["demande.aides.0.dispositif"] == "apc" and value["demande.hors_ecole_accord"] == "/Oui"
    assert value["demande.nature.sens"] == "/Oui" and value["demande.nature.cognitives"] == "/Off"
    assert value["entete.pour"] == "pupil" and value["entete.ecole"] == "École Jean Moulin"


def test_the_code_is_explained_and_the_file_says_nothing_more() -> None:
    pdf = blank(answers=ANSWERS, code="request/018f", filing="DEM-12AB34", day=DAY)
    assert comparable("DEM-12AB34") in read_back(pdf) and comparable("il ne contient pas le nom") in read_back(pdf)
    document = reader(pdf)
    assert document.metadata is not None and not document.metadata.author
    root: Any = document.trailer["/Root"]
    assert not {"/OpenAction", "/AA", "/Names"} & set(root) and root["/AcroForm"]["/NeedAppearances"].value is True
    assert b"/JavaScript" not in pdf and b"/EmbeddedFile" not in pdf


def test_pages_are_drawn_with_our_fonts_on_two_pages_and_one() -> None:
    pdf = blank()
    assert len(reader(pdf).pages) == 2 and len(reader(blank("contribution")).pages) == 1
    assert all(fonts(pdf).values()) and any("Lato" in name for name in fonts(pdf))
    assert len(reader(blank(named=True, header={"eleve": "É" * 60}, answers=ANSWERS)).pages) == 2


def test_the_same_form_gives_the_same_bytes() -> None:
    assert blank(answers=ANSWERS) == blank(answers=ANSWERS)


def test_fields_stand_on_the_page_and_over_no_other() -> None:
    for page in reader(blank()).pages:
        rects = [tuple(float(v) for v in note.get_object()["/Rect"]) for note in page["/Annots"]]  # type: ignore[attr-defined]
        shown = [rect for rect in rects if rect[2] > rect[0]]
        assert all(0 < left < right < 596 and 0 < foot < top < 842 for left, foot, right, top in shown)
        for place, (left, foot, right, top) in enumerate(shown):
            assert not any(left < other[2] and other[0] < right and foot < other[3] and other[1] < top for other in shown[place + 1:])


def test_a_viewer_shows_what_is_written() -> None:
    """Drawn with and without answers, pages differ where the boxes are: the viewer makes what the file leaves to it."""
    def drawn(pdf: bytes) -> bytes:
        document = pypdfium2.PdfDocument(pdf)
        document.init_forms()
        image = document[0].render(scale=0.5, may_draw_forms=True).to_pil().tobytes()
        document.close()
        return bytes(image)

    assert drawn(blank()) != drawn(blank(answers={"sujet": "Entrée dans la lecture"}))


def test_a_long_answer_is_kept_whole() -> None:
    long = "Il relit la phrase. " * 400
    assert fields(blank(answers={"faits": long}))["demande.faits"]["/V"] == long
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(blank(answers={"exemples": [{"fait": f"n° {n}"} for n in range(50)]})))
    assert len([name for name in writer.get_fields() or {} if name.endswith(".fait")]) == 20
