"""A fillable PDF filled by another program comes back whole; whatever is not one is refused by a sentence."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String

from desktop.errors import InputError
from desktop.forms.requests import POLE_ONLY
from desktop.importers import filled_form as reading
from desktop.importers.filled_form import answers_of, head_of, read_form
from desktop.reports.request_form import RequestPaper, request_form_pdf
from tests.importers.filled import blank, changed, field, fill

HARD = "Cœur, œuvre : 3 €, « été », Łukasz – naïf…"


def values(pdf: bytes) -> dict[str, object]:
    return {answer.field.key: answer.value for answer in answers_of(read_form(pdf), POLE_ONLY)}


def test_what_pypdf_fills_comes_back_whole() -> None:
    pdf = fill(blank(code="request/018f"), {
        "demande.sujet": HARD, "demande.faits": "Une ligne\nDeux œ €\n\nTrois", "demande.nature.sens": "/Oui",
        "demande.hors_ecole_accord": "/Oui", "demande.hors_ecole": "Orthophonie", "demande.parents_informes_le": "12 novembre 2026",
        "demande.exemples.1.date": "3/11/26", "demande.exemples.1.fait": "Il lit", "demande.aides.0.dispositif": "apc",
        "demande.aides.0.etat": "envisagé", "entete.pour": "pupil", "entete.demandeur": "Mme Guérin", "entete.date": "20/11/2026"})
    form = read_form(pdf)
    assert (form.kind, form.version, form.code, form.remarks) == ("request", 1, "request/018f", ())
    assert head_of(form) == {"pour": "pupil", "demandeur": "Mme Guérin", "date": "2026-11-20"}
    assert values(pdf) == {
        "sujet": HARD, "faits": "Une ligne\nDeux œ €\n\nTrois", "parents_informes_le": "2026-11-12", "hors_ecole_accord": True,
        "hors_ecole": "Orthophonie", "nature": ["sens"], "exemples": [{"date": "2026-11-03", "fait": "Il lit"}],
        "aides": [{"dispositif": "apc", "etat": "envisage"}]}


def test_an_update_written_after_the_file_and_a_file_cut_short() -> None:
    writer = pypdf.PdfWriter(io.BytesIO(BLANK), incremental=True)
    for page in writer.pages:
        writer.update_page_form_field_values(page, {"demande.sujet": HARD, "demande.nature.sens": "/Oui"}, auto_regenerate=True)
    out = io.BytesIO()
    writer.write(out)
    assert values(out.getvalue()) == {"sujet": HARD, "nature": ["sens"]} and read_form(out.getvalue()).remarks == ()
    assert read_form(BLANK[:-30]).remarks == (reading.MENDED,)


def test_a_blank_form_says_nothing() -> None:
    assert values(blank()) == {} and head_of(read_form(blank())) == {}
    assert values(blank("contribution")) == {}


@settings(max_examples=40, deadline=None)
@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=60))
def test_any_text_comes_back_as_it_was_typed(text: str) -> None:
    def put(document: Pdf) -> None:
        field(document, "demande.sujet").V = String(text)

    wanted = reading.clean(text).strip()
    assert values(changed(BLANK, put)).get("sujet", "") == wanted


BLANK = blank()


@pytest.mark.parametrize("raw", [
    HARD.encode("utf-16"), b"\xfe\xff" + HARD.encode("utf-16-be"), b"\xff\xfe" + HARD.encode("utf-16-le"),
    b"\xef\xbb\xbf" + HARD.encode("utf-8")])
def test_strings_are_read_whatever_way_they_are_written(raw: bytes) -> None:
    pdf = changed(BLANK, lambda document: setattr(field(document, "demande.sujet"), "V", String(raw)))
    assert values(pdf)["sujet"] == HARD


def test_pdfdoc_strings_and_returns_of_old_programs() -> None:
    raw = "Le cœur : 3 €\r\rL’œuf\r\nla suite".encode("pdfdoc")
    pdf = changed(BLANK, lambda document: setattr(field(document, "demande.faits"), "V", String(raw)))
    assert values(pdf)["faits"] == "Le cœur : 3 €\n\nL’œuf\nla suite"


@pytest.mark.parametrize(("value", "ticked"), [
    (Name.Oui, True), (Name.Yes, True), (Name.On, True), (Name("/1"), True), (Name.Off, False), (String("Oui"), True),
    (String("Off"), False), (None, True)])
def test_a_tick_is_what_is_not_off(value: object, ticked: bool) -> None:
    def put(document: Pdf) -> None:
        box = field(document, "demande.nature.sens")
        box.AS = Name.Oui
        del box["/V"]
        if value is not None:
            box.V = value

    assert values(changed(BLANK, put)) == ({"nature": ["sens"]} if ticked else {})


def test_a_field_kept_apart_from_its_boxes_and_a_file_without_its_tree() -> None:
    def apart(document: Pdf) -> None:
        box = field(document, "demande.sujet")
        box.V = String("Lecture")
        widget = document.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=box.Rect, Parent=box))
        box.Kids = Array([widget])

    def loose(document: Pdf) -> None:
        field(document, "demande.sujet").V = String("Lecture")
        document.Root.AcroForm.Fields = Array([])

    for act in (apart, loose):
        assert values(changed(BLANK, act)) == {"sujet": "Lecture"}


def test_a_day_not_understood_is_told_and_stays_in_words() -> None:
    pdf = fill(BLANK, {"demande.parents_informes_le": "la semaine dernière", "demande.exemples.0.date": "lundi",
                       "demande.exemples.0.fait": "Il lit seul", "demande.aides.0.dispositif": "danse"})
    found = {answer.field.key: answer for answer in answers_of(read_form(pdf))}
    assert found["parents_informes_le"].value is None and found["parents_informes_le"].raw == "la semaine dernière"
    assert "date" in found["parents_informes_le"].remark
    assert found["exemples"].value == [{"fait": "lundi ; Il lit seul"}] and "lundi" in found["exemples"].remark
    assert found["aides"].value == [{"precision": "danse"}]


def test_what_the_pole_alone_writes_is_not_taken_from_a_file() -> None:
    def put(document: Pdf) -> None:
        top = field(document, "demande")
        top.Kids.append(document.make_indirect(Dictionary(FT=Name.Tx, T=String("analyse"), V=String("avis"), Parent=top)))

    assert values(changed(BLANK, put)) == {}


# -- refused -----------------------------------------------------------------------------------------------------------------
def refused(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_form(data)
    return str(caught.value)


def test_what_is_not_a_form_of_ours_is_refused_by_a_sentence() -> None:
    assert refused(b"") == "Ce fichier est vide."
    assert refused(b"Bonjour") == "Ce fichier n’est pas un PDF."
    assert refused(request_form_pdf(RequestPaper())) == reading.FLAT
    stranger = changed(BLANK, lambda document: setattr(field(document, "pole"), "T", String("autre")))
    assert refused(stranger) == reading.NOT_OURS
    assert refused(b" " * (reading.MAX_BYTES + 1)) == reading.TOO_BIG


@pytest.mark.parametrize("mark", ["demande", "demande/x", "demande/0", "demande/²", "ppre/1", "demande/" + "9" * 500, "/1"])
def test_a_mark_that_is_not_one_is_refused(mark: str) -> None:
    pdf = changed(BLANK, lambda document: setattr(field(document, "pole.form"), "V", String(mark)))
    assert refused(pdf) == reading.NOT_OURS


def test_a_newer_form_asks_for_the_newer_program() -> None:
    pdf = changed(BLANK, lambda document: setattr(field(document, "pole.form"), "V", String("demande/2")))
    assert refused(pdf) == reading.NEWER


def test_a_file_closed_by_a_passphrase() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(BLANK)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert refused(out.getvalue()) == reading.CLOSED


@pytest.mark.parametrize("data", [BLANK[:200], b"%PDF-1.4\n" + b"\x00" * 500, b"%PDF-1.7\n%%EOF", b"%PDF-1.4 1 0 obj <<" * 50])
def test_a_damaged_file_is_said_so(data: bytes) -> None:
    assert refused(data) in (reading.DAMAGED, reading.FLAT)


def test_whatever_is_cut_or_changed_gives_a_form_or_a_sentence() -> None:
    for place in range(0, len(BLANK), max(1, len(BLANK) // 60)):
        for data in (BLANK[:place], BLANK[:place] + b"\xff" * 40 + BLANK[place + 40:]):
            try:
                read_form(data)
            except InputError as error:
                assert str(error).endswith("."), place


def test_bounds_of_fields_and_texts() -> None:
    def many(document: Pdf) -> None:
        fields = document.Root.AcroForm.Fields
        fields.extend(document.make_indirect(Dictionary(FT=Name.Tx, T=String(f"f{n}"), V=String("x"))) for n in range(600))

    def long(document: Pdf) -> None:
        field(document, "demande.faits").V = String("é" * 20_001)

    def longest(document: Pdf) -> None:
        field(document, "demande.faits").V = String("é" * 20_000)

    assert refused(changed(BLANK, many)) == reading.TOO_MANY
    assert "20\u202f000 caractères" in refused(changed(BLANK, long))
    assert values(changed(BLANK, longest))["faits"] == "é" * 20_000


def test_trees_that_turn_round_or_never_end_are_left() -> None:
    def round_(document: Pdf) -> None:
        top = field(document, "demande")
        top.Kids.append(top)
        field(document, "demande.sujet").V = String("Lecture")

    def deep(document: Pdf) -> None:
        node = field(document, "demande")
        for _ in range(200):
            below = document.make_indirect(Dictionary(T=String("a"), Kids=Array([])))
            node.Kids.append(below)
            node = below

    assert values(changed(BLANK, round_)) == {"sujet": "Lecture"}
    assert values(changed(BLANK, deep)) == {}


def test_a_text_that_swells_is_refused_before_it_fills_the_memory() -> None:
    def bomb(document: Pdf) -> None:
        squeezed = zlib.compress(b"a" * 50_000_000, 9)
        stream = pikepdf.Stream(document, squeezed)
        stream.Filter = Name.FlateDecode
        field(document, "demande.faits").V = document.make_indirect(stream)

    assert "20\u202f000" in refused(changed(BLANK, bomb)) or refused(changed(BLANK, bomb)) == reading.DAMAGED


def test_what_a_file_could_run_or_hide_is_told_and_left() -> None:
    def add(document: Pdf) -> None:
        document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        document.attachments["virus.exe"] = b"MZ"
        field(document, "demande.sujet").V = String("Lecture")

    form = read_form(changed(BLANK, add))
    assert form.remarks == (reading.LEFT_OUT,) and "app.alert" not in repr(form) and "MZ" not in repr(form.values)


def test_odd_things_in_place_of_values_are_nothing() -> None:
    def odd(document: Pdf) -> None:
        field(document, "demande.sujet").V = Dictionary(A=1)
        field(document, "demande.faits").V = 12
        field(document, "demande.essaye").V = Array([])
        field(document, "demande.nature.sens").V = Array([Name.Oui])
        document.Root.AcroForm.Fields.append(3)
        document.pages[0].obj.Annots.append(Name.Rien)

    assert values(changed(BLANK, odd)) in ({}, {"nature": ["sens"]})
