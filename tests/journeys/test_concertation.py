"""A concertation of twenty situations, by keyboard alone, on a real encrypted vault; then the decision sheet, read back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.clock import fixed_on
from desktop.paths import Paths
from desktop.security.short_code import Passed
from desktop.services import opening
from desktop.services.opening import create_vault
from desktop.services.session import Session
from desktop.ui.requests.concertation.room import ConcertationRoom
from desktop.ui.requests.concertation.screen import ConcertationScreen
from tests.journeys.acts import read, room_paper
from tests.journeys.conftest import PHRASE, UAI, Hands
from tests.journeys.test_morning import title, unlock

Open = Callable[[], Hands]
DAY = date(2026, 11, 23)
LAST = ("Ferrand", "Haddad", "Koné", "Nguyễn", "Pereira", "Çelik", "Okafor", "Lambert", "Roussel", "Vasseur", "Marchand",
        "Schmitt", "Gilbert", "Costa", "Benali", "Traoré", "Müller", "Œuvrard", "Łukasik", "Zidane")
FIRST = ("Naïm", "Mila", "Noémie", "Emir", "Nolan", "Awa", "Sacha", "Rose", "Linh", "Hugo", "Maëlys", "Théo", "Inès", "Adam",
         "Zoé", "Léo", "Chloé", "Sam", "Jade", "Ilyès")
KEYS = "1234567812345678" + "9" + "0" + "14"
"""What is pressed for each situation; two keys for the last one."""
SAID = "Petit groupe deux fois par semaine"


@pytest.fixture
def pole(paths: Paths) -> Iterator[tuple[Path, str]]:
    """A vault with a passphrase: twenty requests sent, one réunion de synthèse of today."""
    made = create_vault(paths.data / "pole.coffre", name="Claire Martin", roles=["specialist_e"], login="claire",
                        passphrase=PHRASE, paths=paths, clock=fixed_on(DAY))
    made.schools.save({"uai": UAI, "name": "École Jean Moulin", "city": "Arras"})
    requests = []
    for number, (last, first) in enumerate(zip(LAST, FIRST, strict=True)):
        child = made.students.add(last_name=last, first_name=first, birth_date=f"2018-{number % 12 + 1:02d}-04", school=UAI,
                                  level=("CP", "CE1", "CE2")[number % 3], class_name="A").created[0]
        made.notebook.quick(child, f"secret {number} au parloir")
        answers = {"sujet": "Entrée dans la lecture", "faits": "Reconnaît 9 lettres sur 26.", "essaye": "APC depuis septembre.",
                   "parents_informes_le": "2026-11-09"}
        request = made.requests.add("pupil", students=[child], requester="Mme Guérin", answers=answers).created[0]
        made.requests.submit(request)
        requests.append(request)
    meeting = made.concertation.prepare(DAY.isoformat(), requests, answers={"heure": "09:00", "duree": "2 h"}).created[0]
    directory = Path(made.vault.directory)
    made.close(backup=False)
    yield directory, meeting


def begin(hands: Hands, open_window: Open, vault: Path) -> Hands:
    """« Commencer la concertation »: the process is replaced, the common file alone comes back."""
    hands.control(Qt.Key.Key_4 if hands.window.workspace.specs[3].label == "Réunions" else Qt.Key.Key_3)  # type: ignore[union-attr]
    hands.until(lambda: title(hands, "reunion_tete_titre") != "")
    hands.on("reunion_concertation")
    hands.press(Qt.Key.Key_Space)
    passed = hands.window.locking.passed
    assert passed, "another process takes its place"
    hands.window.hide()
    again = open_window()
    again.window.go_on(vault, Passed.from_bytes(passed))
    again.until(lambda: isinstance(again.window.room, ConcertationRoom))
    again.until(lambda: again.keys_are_on("concertation_indications"))
    return again


def screen_of(hands: Hands) -> ConcertationScreen:
    room = hands.window.room
    assert isinstance(room, ConcertationRoom)
    return room.screen_page


def decide_all(hands: Hands) -> int:
    """Figures, Tab, a sentence, a day, Ctrl+Entrée; gives how many keys it took beside the letters."""
    keys = 0
    for number in range(20):
        hands.until(lambda: hands.keys_are_on("concertation_indications"))
        pressed = KEYS[number] if number < 19 else KEYS[18] + KEYS[19]
        for key in pressed:
            hands.write(key)
        keys += len(pressed)
        tabs = 2 if "0" in pressed else 1
        for _ in range(tabs):
            hands.press(Qt.Key.Key_Tab)
            if hands.keys_are_on("decision_autre"):
                hands.write("un stage de réussite")
        assert hands.keys_are_on("decision_phrase")
        hands.write(SAID)
        hands.press(Qt.Key.Key_Tab)
        hands.press(Qt.Key.Key_Tab)
        assert hands.keys_are_on("decision_debut")
        hands.write("30/11")
        hands.control(Qt.Key.Key_Return)
        keys += tabs + 3
    return keys


def test_twenty_situations_by_keyboard_then_the_sheet_is_printed(
        pole: tuple[Path, str], open_window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SystemClock", lambda _zone="": fixed_on(DAY))
    vault, meeting = pole
    hands = open_window()
    unlock(hands, vault)
    hands = begin(hands, open_window, vault)
    session = hands.window.workspace.session  # type: ignore[union-attr]
    assert isinstance(session, Session)
    assert not session.personal_open, "nothing of one's own in memory while others look"
    assert hands.window.locking.minutes() == 120, "the delay is the foreseen length"

    keys = decide_all(hands)
    assert keys <= 20 * 7
    hands.until(lambda: screen_of(hands).stack.currentWidget() is screen_of(hands).closing)
    agenda = session.concertation.agenda(meeting)
    assert [one.state for one in agenda] == ["done"] * 20
    decisions = session.concertation.decisions(meeting)
    assert len(decisions) == 20
    assert [one.phrase for one in decisions] == [SAID] * 20

    hands.until(lambda: hands.keys_are_on("concertation_imprimer"))
    hands.press(Qt.Key.Key_Space)
    named = room_paper(hands)

    place = 0
    for last, first in zip(LAST, FIRST, strict=True):
        place = named.index(f"{first} {last}", place)
    lines = named[:named.find("Qui fait quoi")] if "Qui fait quoi" in named else named
    assert lines.count("lun. 30 nov.") >= 19, "« X aura Y avant Z », « pas de suite » has no day"
    assert "secret" not in named
    bare = read(session.printing.decision_sheet(meeting_id=meeting, nameless=True))
    for name in (*LAST, *FIRST):
        assert name.casefold() not in bare.casefold(), name
    assert "élève 20" in bare
    assert not [one for one in hands.window.findChildren(QWidget) if "secret" in one.accessibleName()]
