"""The timetable on paper: the week at a glance, nothing outside its box, blank too."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.reports.landscape import HIGH, LEFT, WIDTH
from desktop.reports.text import comparable
from desktop.reports.timetable import SlotData, TimetableData, _Drawing, beside, hour_words, timetable_pdf
from tests.reports.reading import active, fonts, read_back, reader

SLOTS = (SlotData(1, "09:00", "09:45", "Lecture CE1", "École Jean Moulin, salle 4"), SlotData(1, "10:00", "10:45", "Aide individuelle"),
         SlotData(1, "10:30", "11:15", "Coup de pouce CE1"), SlotData(4, "08:30", "09:15", "Prévention CP", "École Pasteur"),
         SlotData(4, "09:30", "09:45", "Point"), SlotData(6, "09:00", "12:00", "Stage", "École Pasteur", "Claire Martin"))
DATA = TimetableData("Claire Martin, maître E", "2026-2027, période 2", SLOTS, date(2026, 11, 23), "ET-1234", date(2026, 11, 23))


@pytest.mark.parametrize("large", [False, True])
def test_the_week_is_whole(large: bool) -> None:
    pdf = timetable_pdf(DATA, large=large)
    text = read_back(pdf)
    for said in ("Claire Martin, maître E", "2026-2027, période 2", "Lundi 23 novembre", "Samedi 28 novembre", "Lecture CE1", "salle 4",
                 "Coup de pouce CE1", "Prévention CP", "8 h 30", "Point", "Stage"):
        assert comparable(said) in text, said
    assert len(reader(pdf).pages) == 1
    assert all(fonts(pdf).values())
    assert active(pdf) == []


def test_nothing_leaves_its_box() -> None:
    long = tuple(SlotData(day, f"{hour:02}:00", f"{hour:02}:{end:02}", "Groupe de lecture à deux voix " * 4, "École " * 12, "Claire Martin")
                 for day in (1, 2) for hour in range(8, 17) for end in (15, 30, 45))
    made = _Drawing(TimetableData(slots=long), large=True, demonstration=True)
    made.draw()
    for left, base, wide, text in made.board.words:
        assert left >= LEFT - 0.01, text
        assert left + wide <= LEFT + WIDTH + 0.5, text
        assert base <= HIGH - 10, text


def test_the_blank_week_waits_for_a_name_and_a_period() -> None:
    text = read_back(timetable_pdf(TimetableData()))
    for said in ("Nom, fonction", "Période", "Lundi", "Vendredi", "modèle vierge"):
        assert comparable(said) in text
    assert comparable("Samedi") not in text


def test_what_is_at_one_time_stands_side_by_side() -> None:
    monday = [slot for slot in SLOTS if slot.weekday == 1]
    assert [(slot.begins, column, count) for slot, column, count in beside(monday)] == [
        ("09:00", 0, 1), ("10:00", 0, 2), ("10:30", 1, 2)]


def test_hours_as_people_say_them() -> None:
    assert [hour_words(hour) for hour in ("09:00", "13:30", "08:05")] == ["9 h", "13 h 30", "8 h 05"]
