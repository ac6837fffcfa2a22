"""« Transmettre »: one conclusion, to somebody, for a purpose; revocable; whole again after a cut at any step."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.errors import InputError, RefusedError
from desktop.services.lookup import record
from desktop.services.releases import Releases
from desktop.services.session import Session
from tests.services.conftest import UAI
from tests.services.people import House

TEXT = "Une consigne à la fois aide Yanis, capucine."
SENT = {"addressee": "l’enseignante de CE1", "purpose": "aménager la classe", "content": TEXT}


@pytest.fixture
def pupil(house: House) -> str:
    director = house.session("lambert")
    return director.students.add(last_name="Benali", first_name="Yanis", birth_date="2018-04-02", school=UAI, level="CE1").created[0]


@pytest.fixture
def mine(house: House, pupil: str) -> Session:
    return house.session("haddad")


def _note(mine: Session, pupil: str) -> str:
    return mine.notebook.add("entretien", student=pupil, answers={"paroles": "CANARI", "convenu": "Une consigne à la fois"}).created[-1]


def test_one_text_reaches_the_common_file_and_the_note_stays(house: House, mine: Session, pupil: str) -> None:
    note = _note(mine, pupil)
    assert mine.releases.proposal(note) == "Une consigne à la fois"
    id = mine.releases.release(note, **SENT, talk_on="2027-01-11").created[0]
    director = house.session("lambert")
    [row] = director.releases.of(pupil)
    assert (row.id, row.author, row.function, row.addressee, row.content, row.date, row.mine, row.source) == (
        id, "Samira Haddad", "psychologue de l’Éducation nationale", "l’enseignante de CE1", TEXT, "2026-11-23", False, "")
    assert [found.table for found in director.search.everything("capucine")] == ["release"]
    assert "Conclusion transmise" in [event.title for event in director.students.timeline(pupil)]
    [task] = director.tasks.list()
    assert (task.title, task.due, task.detail, task.owner) == ("On se reparle", "2027-01-11", "", "psychologue de l’Éducation nationale")
    assert record(director, id)["content"] == TEXT
    assert b"canari" not in house.words_of(director.commun)
    assert note.encode() not in house.words_of(director.commun), "the source is known to its author alone"
    [own] = mine.notebook.get(note).released
    assert (own.id, own.source, own.mine) == (id, note, True)
    assert mine.notebook.list(pupil)[0].released


def test_revoked_it_is_no_longer_the_schools_to_read(house: House, mine: Session, pupil: str) -> None:
    note = _note(mine, pupil)
    id = mine.releases.release(note, **SENT, talk_on="2027-01-11").created[0]
    director = house.session("lambert")
    with pytest.raises(RefusedError):
        director.releases.revoke(id)
    mine.releases.revoke(id)
    assert director.releases.of(pupil) == () == director.search.everything("capucine")
    assert director.tasks.list() == ()
    assert "Conclusion transmise" not in [event.title for event in director.students.timeline(pupil)]
    for ask in (lambda: record(director, id), lambda: director.releases.get(id), lambda: director.history.of("release", id)):
        with pytest.raises(RefusedError):
            ask()
    assert all("capucine" not in str(item) for item in director.history.bin())
    for erase in (lambda: director.erasure.erase("release", id), lambda: director.erasure.rectify("release", id, "content", "autre")):
        with pytest.raises(RefusedError):
            erase()
    assert mine.releases.get(id).revoked_on == "2026-11-23"
    assert [row.revoked_on for row in mine.releases.mine()] == ["2026-11-23"]
    assert mine.notebook.get(note).answers["paroles"] == "CANARI"
    mine.erasure.erase("release", id)
    assert b"capucine" not in house.words_of(mine.commun)
    assert mine.verify() == []


def test_sent_by_mistake_it_is_undone_and_does_not_come_back(house: House, mine: Session, pupil: str) -> None:
    act = mine.releases.release(_note(mine, pupil), **SENT)
    assert mine.last_act() == act.unit
    mine.undo(act.unit)
    assert house.session("lambert").releases.of(pupil) == ()
    assert mine.releases.finish_pending() == 0
    assert mine.releases.mine() == ()
    assert house.session("lambert").history.bin() == ()


def _cut(*_args: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", ["_copy", "_mark_sent"])
def test_a_cut_between_two_steps_is_finished_at_the_next_opening(house: House, mine: Session, pupil: str, step: str,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    note = _note(mine, pupil)
    with monkeypatch.context() as patch:
        patch.setattr(Releases, step, _cut)
        with pytest.raises(KeyboardInterrupt):
            mine.releases.release(note, **SENT, talk_on="2027-01-11")
    again = house.session("haddad")
    assert again.releases.finish_pending() == 1
    assert again.releases.finish_pending() == 0
    assert [row.content for row in house.session("lambert").releases.of(pupil)] == [TEXT]
    assert len(again.tasks.list()) == 1
    assert again.personal.sql("SELECT sent_on FROM released") == [("2026-11-23",)]
    assert again.personal.sql("SELECT key FROM place") == []
    assert again.verify() == []


def test_a_cut_before_the_copy_leaves_nothing_of_it_once_erased(house: House, mine: Session, pupil: str,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    note = _note(mine, pupil)
    with monkeypatch.context() as patch:
        patch.setattr(Releases, "_copy", _cut)
        with pytest.raises(KeyboardInterrupt):
            mine.releases.release(note, **SENT)
    assert b"capucine" in house.words_of(mine.personal)
    mine.erasure.erase("note", note)
    words = house.words_of(mine.personal)
    assert b"capucine" not in words
    assert b"canari" not in words
    assert mine.releases.finish_pending() == 0
    assert mine.releases.of(pupil) == ()


def test_a_revocation_cut_in_the_middle_is_known_on_both_sides(house: House, mine: Session, pupil: str) -> None:
    id = mine.releases.release(_note(mine, pupil), **SENT).created[0]
    mine.releases.revoke(id)
    with mine.personal.unit("essai", kind="system") as unit:
        from desktop.models import Released

        unit.put(Released, mine.personal.sql("SELECT id FROM released")[0][0], {"revoked_on": ""})
    assert mine.releases.finish_pending() == 1
    assert mine.personal.sql("SELECT revoked_on FROM released") == [("2026-11-23",)]


def test_it_says_to_whom_why_and_what_and_the_child_must_have_a_record(house: House, mine: Session, pupil: str) -> None:
    note = _note(mine, pupil)
    for missing in SENT:
        with pytest.raises(InputError):
            mine.releases.release(note, **{**SENT, missing: " "})
    with pytest.raises(InputError):
        mine.releases.release(note, **SENT, talk_on="lundi")
    alone = mine.notebook.quick("Lina Marchand", "Une note").created[-1]
    act: Callable[[], object] = lambda: mine.releases.release(alone, **SENT)  # noqa: E731
    with pytest.raises(InputError, match="fichier commun"):
        act()
    with pytest.raises(RefusedError):
        mine.releases.release("inconnu", **SENT)
    mine.notebook.join(mine.notebook.students("marchand")[0].id, pupil)
    act()
    assert len(house.session("lambert").releases.of(pupil)) == 1
