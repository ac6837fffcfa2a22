"""What the pôle chooses for itself: reminders, which are no law, and the numbers of the danger page."""

from __future__ import annotations

import pytest

from desktop.errors import InputError
from desktop.services.session import Session


def test_reminders_start_with_the_pole_s_habits_and_can_be_chosen(session: Session) -> None:
    assert dict(session.pole_settings.reminders()) == {"acknowledge": 7, "decide": 30, "still": 14, "no_news": 5, "no_review": 8,
                                                       "draft": 14}
    session.pole_settings.set("still", 21)
    assert session.pole_settings.reminders()["still"] == 21
    session.pole_settings.set("still", "")
    assert session.pole_settings.reminders()["still"] == 14


@pytest.mark.parametrize(("key", "value"), [("inconnu", 3), ("still", -1), ("still", "deux"), ("still", 4000), ("no_news", 60),
                                            ("still", True), ("still", 2.5)])
def test_a_number_that_is_not_one_is_refused(session: Session, key: str, value: object) -> None:
    with pytest.raises(InputError):
        session.pole_settings.set(key, value)


def test_119_is_first_whatever_is_typed(session: Session) -> None:
    assert session.pole_settings.numbers()[0][:2] == ("Allô enfance en danger", "119")
    assert [number for _, number, _ in session.pole_settings.numbers()] == ["119", "17 ou 112", "15", "", ""]
    session.pole_settings.set_numbers([("Allô  enfance en danger", "000", ""), ("CRIP", " 01 23 45 67 89 ", "8 h 30 à 17 h"), ("", "", "")])
    numbers = session.pole_settings.numbers()
    assert numbers[0][1] == "119"
    assert numbers[-1] == ("CRIP", "01 23 45 67 89", "8 h 30 à 17 h")
    session.pole_settings.set_numbers([])
    assert session.pole_settings.typed_numbers() == ()


def test_numbers_stay_short(session: Session) -> None:
    with pytest.raises(InputError):
        session.pole_settings.set_numbers([("x" * 300, "01", "")])
    with pytest.raises(InputError):
        session.pole_settings.set_numbers([(f"n{place}", "01", "") for place in range(20)])
    with pytest.raises(InputError):
        session.pole_settings.set_numbers(["CRIP"])  # type: ignore[list-item]
