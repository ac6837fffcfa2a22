"""What a psychologist or a doctor writes for herself changes nothing of what a director can be told: not a byte."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from desktop.security import keyring
from desktop.texts import fold
from tests.leaks.days import CANARIES, Planted, doctor, prepare, psychologist
from tests.leaks.decrypted import pages
from tests.leaks.outputs import Outputs, commands, files, known_of, raw, services
from tests.leaks.world import Time as Instant
from tests.leaks.world import World, monday, same_draws

LEAST = 200
WORDS = (*CANARIES, "dumont", "équipe", "appeler")


@dataclass
class Days:
    """The world of before, and what became of it in each of two copies; ids that the director may not know of."""

    world: World
    planted: dict[str, Planted]
    told: dict[str, Outputs]
    acted: dict[str, Outputs]
    bytes: dict[str, dict[str, tuple[int, bytes]]]
    personal: dict[str, str]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyring, "FLOOR", keyring.KdfParams(64, 1))
        patch.setattr(keyring, "DEFAULT", keyring.KdfParams(64, 1))
        world = World(tmp_path_factory.mktemp("fuites"), Instant(monday()), random.Random(3))
        world.time.fix(patch)
        prepare(world)
        world.time.later(hours=2)
        world.keep("avant")
        planted = {}
        for name, work in (("psychologue", psychologist), ("médecin", doctor)):
            world.back("avant")
            planted[name] = work(world)
            world.keep(name)
        same_draws(world, patch)
        world.time.later(days=1)
        made = Days(world, planted, {}, {}, {}, {})
        for name in ("avant", "témoin", *planted):
            world.back("avant" if name == "témoin" else name)
            made.bytes[name] = files(world)
            made.told[name] = told(made)
            made.acted[name] = acted(made)
        yield made


def told(days: Days) -> Outputs:
    """All that the director can make the program say."""
    world = days.world
    session = world.open("dupont")
    known = known_of(session)
    found = services(session, WORDS, known)
    found |= raw(session)
    session.close()
    private = [id for one in days.planted.values() for id in (one.ids[-1], *one.ids[:-1], *one.units[:2])]
    return found | commands(world, "dupont", known, private, [word[:4] for word in WORDS])


def acted(days: Days) -> Outputs:
    """The director works in her turn on the same children: what is answered, then what is left."""
    world = days.world
    session = world.open("dupont")
    ids = [row[0] for row in session.commun.sql("SELECT id FROM student ORDER BY id")]
    session.close()
    acts = [{"op": "student.update", "student": ids[1], "note": "Vue en classe"},
            {"op": "student.merge", "keep": ids[0], "other": ids[2]}, {"op": "undo"},
            {"op": "rectify", "id": ids[1], "column": "last_name", "value": "RECTIFIÉ"},
            {"op": "delete", "id": ids[2]}, {"op": "erase", "id": ids[1]}, {"op": "student.add", "last_name": CANARIES[0],
             "first_name": CANARIES[1], "birth_date": "2018-05-06", "level": "CE2"}]
    lines = "".join(json.dumps(act, ensure_ascii=False) + "\n" for act in acts)
    found = {"lot": world.cli("dupont", "batch", stdin=lines).bytes, "défaire": world.cli("dupont", "undo-import").bytes}
    for asked in (["list", "students"], ["digest"], ["verify"], ["audit", "verify"], ["audit", "show"]):
        found[" ".join(asked)] = world.cli("dupont", *asked).bytes
    return found


def differences(one: Outputs, other: Outputs) -> list[str]:
    return [name for name in one.keys() | other.keys() if one.get(name) != other.get(name)]


def shapes(word: str) -> set[bytes]:
    plain = {word, fold(word), word.upper(), unicodedata.normalize("NFD", word)}
    return {text.encode(coding) for text in plain for coding in ("utf-8", "utf-16-le")} | {json.dumps(word)[1:-1].encode()}


NEEDLES = {needle for word in CANARIES for needle in shapes(word)}
"""What to look for; the director types some of these words herself when she searches: only answers are looked at."""


def test_the_same_vault_says_the_same_twice(days: Days) -> None:
    assert differences(days.told["avant"], days.told["témoin"]) == []
    assert differences(days.acted["avant"], days.acted["témoin"]) == []


@pytest.mark.parametrize("who", ["psychologue", "médecin"])
def test_not_a_byte_of_what_the_director_is_told_changes(days: Days, who: str, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = days.told["avant"], days.told[who]
    assert len(before) > LEAST
    assert differences(before, after) == []
    with capsys.disabled():
        print(f" [{who} : {len(before)} sorties comparées, 0 différence]", end="")


@pytest.mark.parametrize("who", ["psychologue", "médecin"])
def test_what_she_wrote_is_in_no_answer(days: Days, who: str) -> None:
    leaks = [name for name, answer in days.told[who].items() for needle in NEEDLES if needle in answer]
    assert leaks == []


@pytest.mark.parametrize("who", ["psychologue", "médecin"])
def test_the_director_works_on_the_same_children_as_if_nothing_was_there(days: Days, who: str) -> None:
    assert differences(days.acted["avant"], days.acted[who]) == []


@pytest.mark.parametrize("who", ["psychologue", "médecin"])
def test_names_of_files_and_their_sizes_are_the_same_and_one_file_alone_changed(days: Days, who: str) -> None:
    before, after = days.bytes["avant"], days.bytes[who]
    assert {name: size for name, (size, _) in before.items()} == {name: size for name, (size, _) in after.items()}
    changed = [name for name in before if before[name] != after[name]]
    assert len(changed) == 1 and changed[0].endswith(".db")


@pytest.mark.parametrize("who", ["psychologue", "médecin"])
def test_an_id_of_hers_is_refused_as_one_that_does_not_exist(days: Days, who: str) -> None:
    world = days.world
    world.back(who)
    unknown = "0199f7a0-0000-7000-8000-000000000000"
    wanted = world.cli("dupont", "show", unknown)
    assert wanted.code == 2
    for id in days.planted[who].ids:
        said = world.cli("dupont", "show", id)
        assert (said.code, said.err.replace(id.encode(), b"")) == (2, wanted.err.replace(unknown.encode(), b""))


def test_the_rest_of_the_computer_says_nothing_of_hers(days: Days) -> None:
    """The data folder: no word, and the same files but for the backups of her day and what a file of hers is."""
    world = days.world
    places = {}
    for who in ("avant", "psychologue"):
        world.back(who)
        places[who] = {str(file.relative_to(world.data)): file.read_bytes() for file in sorted(world.data.rglob("*"))
                       if file.is_file() and file.name != "verrou"}
    for name, content in places["psychologue"].items():
        assert not any(needle in content for needle in NEEDLES), name
    kept = {who: {name for name in found if not name.startswith("sauvegardes")} for who, found in places.items()}
    assert kept["avant"] == kept["psychologue"]
    sizes = {who: {name: len(content) for name, content in found.items() if name in kept["avant"]} for who, found in places.items()}
    assert sizes["avant"] == sizes["psychologue"]


def test_the_watch_sees_what_she_chooses_to_transmit(days: Days) -> None:
    """The control: one conclusion transmitted is seen in what the director is told, and in the common file."""
    world = days.world
    world.back("psychologue")
    session = world.open("psy")
    session.releases.release(session.notebook.list(kind="observation")[0].id, addressee="direction", purpose="aider en classe",
                             content=f"Il aime le mot {CANARIES[2]}")
    session.close()
    session = world.open("dupont")
    found = services(session, WORDS, known_of(session)) | raw(session)
    session.close()
    before = days.told["avant"]
    assert {"chercher", "commun.release"} <= {name.split(" ")[0] for name in found if found[name] != before[name]}
    assert any(needle in answer for needle in NEEDLES for answer in found.values())


# -- what is erased is gone --------------------------------------------------------------------------------------------
TAILS = {tail for word in CANARIES for tail in (fold(word)[-7:].encode(), fold(word)[-7:].upper().encode(), word[-7:].encode())}
"""Ends of words: an index keeps the beginning of a word once for several."""


def test_erased_and_rectified_words_are_in_no_page_of_her_file(days: Days) -> None:
    world = days.world
    world.back("psychologue")
    session = world.open("psy")
    box = session.vault.compartments(session.identity)["personal"]
    held = b"".join(pages(box.path, box.key_hex))
    assert all(any(tail in held for tail in TAILS if tail.decode().lower() in fold(word)) for word in CANARIES), "rien à effacer"
    rectified = session.notebook.list(kind="observation")[0].id
    for key in ("faits", "reussites"):
        session.erasure.rectify("note", rectified, key, "ce qui est juste")
    for table, in session.personal.sql("SELECT DISTINCT tbl FROM entry"):
        if table in ("note", "assessment", "agreement", "attachment"):
            for (id,) in session.personal.sql("SELECT DISTINCT row FROM entry WHERE tbl=?", (table,)):
                if id != rectified:
                    session.erasure.erase(table, id)
    alone = [row[0] for row in session.personal.sql("SELECT id FROM student") if row[0] in days.planted["psychologue"].ids]
    for id in alone:
        session.notebook.erase_student(id)
    for draft in session.drafts.all():
        session.drafts.drop(draft.table, draft.id)
    assert session.verify() == []
    for (table,) in session.personal.sql("SELECT name FROM sqlite_master WHERE type='table'"):
        for row in session.personal.sql(f'SELECT * FROM "{table}"'):
            content = "".join(map(str, row)).encode()
            assert not any(tail in content for tail in TAILS), table
    session.close()
    found = [(number, tail) for number, page in enumerate(pages(box.path, box.key_hex)) for tail in TAILS if tail in page]
    assert found == []
    assert not any(box.path.with_name(box.path.name + "-journal").read_bytes().strip(b"\0"))
