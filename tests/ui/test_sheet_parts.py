"""Small parts of the sheets: rows of short answers, folded sections, minutes of a meeting, quiet years, the import's columns."""

from __future__ import annotations

from datetime import datetime

import pytest
from pytestqt.qtbot import QtBot

from desktop.forms.catalogue import form
from desktop.services.values import Event
from desktop.ui.demo_people import gendered
from desktop.ui.form_view import FormView
from desktop.ui.meetings.elapsed import elapsed, length
from desktop.ui.meetings.people import is_woman
from desktop.ui.section_view import rows_of
from desktop.ui.students.ribbon import short_word
from desktop.ui.students.timeline import Heading, TimelineModel, entries
from desktop.ui.widgets import PlainLabel


def test_short_answers_share_a_row() -> None:
    frame = next(section for section in form("equipe_educative").sections if section.code == "cadre")
    assert [[f.key for f in group] for group in rows_of(frame.fields)] == [
        ["heure", "duree", "lieu", "fin", "secretaire"], ["personnes"]]
    aim = next(section for section in form("entretien_parents").sections if section.code == "but")
    assert [[f.key for f in group] for group in rows_of(aim.fields)] == [["objet"], ["origine"]]


def test_a_folded_section_hides_its_questions_and_an_open_one_its_summary(qtbot: QtBot) -> None:
    view = FormView(form("ppre"), {"debut": "2026-11-02", "fin": "2026-12-18", "suivi_par": "Mme Roy", "ecrit_le": "2026-10-30"},
                    fold_complete=True)
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    view.build_all()
    frame = next(iter(view.sections.values()))
    assert frame.folded and frame.summary.isVisible() and not frame.editors["debut"].isVisible()
    frame.toggle()
    assert frame.editors["debut"].isVisible() and not frame.summary.isVisible()


def test_an_elided_line_ends_inside_its_margins(qtbot: QtBot) -> None:
    label = PlainLabel("un résumé beaucoup trop long pour tenir sur la ligne qu’on lui donne", elide=True)
    qtbot.addWidget(label)
    label.setContentsMargins(24, 0, 0, 0)
    label.resize(200, 20)
    label.show()
    assert label.text().endswith("…") and label.fontMetrics().horizontalAdvance(label.text()) <= 176


@pytest.mark.parametrize(("text", "minutes"), [("45 min", 45), ("1 h", 60), ("1 h 15", 75), ("1\u00a0h\u00a015", 75), ("40", 40),
                                               ("", 0), ("une petite heure", 0)])
def test_how_long_a_meeting_is_planned(text: str, minutes: int) -> None:
    assert length(text) == minutes


def test_minutes_only_while_the_meeting_is_held() -> None:
    now = datetime(2026, 11, 24, 16, 48)
    assert elapsed("2026-11-24", "16:30", "45 min", now) == "18\u00a0min sur 45"
    assert elapsed("2026-11-24", "16:30", "", now) == "18\u00a0min"
    assert not elapsed("2026-11-24", "17:00", "45 min", now) and not elapsed("2026-11-23", "16:30", "45 min", now)
    assert not elapsed("2026-11-24", "10:00", "45 min", now) and not elapsed("2026-11-24", "", "45 min", now)


def event(on: str, year: str, level: str, table: str) -> Event:
    return Event(on, year, level, "none", table, "", table, f"{table} {on}")


def test_years_without_event_make_one_line() -> None:
    events = (event("2026-10-05", "2026-2027", "CE1", "meeting"), event("2026-09-01", "2026-2027", "CE1", "enrolment"),
              event("2025-09-01", "2025-2026", "CP", "enrolment"), event("2024-09-01", "2024-2025", "GS", "enrolment"))
    shown = entries(events, frozenset())
    assert [one.words() for one in shown if isinstance(one, Heading)] == [
        "CE1 · 2026-2027", "GS → CP\u00a0: parcours sans événement"]
    assert isinstance(shown[0], Heading) and shown[0].count == 1 and len(shown) == 4
    assert len(entries(events, frozenset({"quiet 2025-2026"}))) == 6


def test_one_kind_at_a_time(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QWidget

    holder = QWidget()
    qtbot.addWidget(holder)
    model = TimelineModel(holder)
    model.set_events((event("2026-10-05", "2026-2027", "CE1", "meeting"), event("2026-10-04", "2026-2027", "CE1", "task")),
                     datetime(2026, 11, 24).date())
    assert model.rowCount() == 3
    model.show_kind("task")
    assert model.rowCount() == 2


def test_words_said_of_one_person() -> None:
    assert short_word("PPRE 2") == "PPRE" and short_word("Maître E") == "E" and short_word("Orthophonie, dite") == "Orthophonie"
    assert gendered("infirmière ou infirmier scolaire", "Mme") == "infirmière scolaire"
    assert gendered("directrice ou directeur", "M.") == "directeur" and gendered("maître E", "Mme") == "maître E"
    assert is_woman({"nom": "Mme Roy"}) and is_woman({"fonction": "mère"}) and not is_woman({"fonction": "père"})
