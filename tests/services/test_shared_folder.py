"""A passage through a shared folder: what is taken, what waits, what is written, and that two laptops come to silence."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import DiskError, InputError, RefusedError
from desktop.services import folder_files as files
from desktop.services import folder_memory as kept
from tests.services.folder_fakes import Desk, settled


@pytest.fixture
def desk(tmp_path: Path, service_file: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, service_file)
    yield made
    made.close()


def purposes(desk: Desk) -> list[str]:
    return sorted(json.loads(path.read_bytes())["purpose"] for path in desk.folder.iterdir())


# -- silence -------------------------------------------------------------------------------------------------------------
def test_two_laptops_end_equal_and_silent(desk: Desk) -> None:
    one, two = desk.pair()
    one.write("a")
    two.write("b")
    settled(desk.folder, one, two)
    assert set(one.words) == set(two.words) == {"a", "b"}
    assert set(purposes(desk)) == {"receipt"} and len(desk.names) <= 2, "ce qui est acquitté est retiré"
    before = (desk.names, one.prepared, two.prepared, one.looked, two.looked)
    for _ in range(5):
        for laptop in (one, two):
            assert laptop.shared_folder.sync(desk.folder).written == ()
    assert (desk.names, one.prepared, two.prepared, one.looked, two.looked) == before, "rien n’est rouvert ni préparé"


def test_one_way_needs_one_receipt(desk: Desk) -> None:
    one, two = desk.pair()
    one.write("a")
    assert [sent.purpose for sent in one.shared_folder.sync(desk.folder).written] == ["share"]
    done = two.shared_folder.sync(desk.folder)
    assert [taken.entries for taken in done.taken] == [1] and [sent.purpose for sent in done.written] == ["receipt"]
    last = one.shared_folder.sync(desk.folder)
    assert len(last.taken) == 1 and last.written == () and purposes(desk) == ["receipt"]
    assert two.shared_folder.sync(desk.folder) == two.shared_folder.sync(desk.folder)


def test_three_laptops_pass_things_on(desk: Desk) -> None:
    laptops = [desk.laptop(name) for name in ("martin", "haddad", "nguyen")]
    laptops[0].knows(laptops[1])
    laptops[1].knows(laptops[0], laptops[2])
    laptops[2].knows(laptops[1])
    for laptop in laptops:
        laptop.write(f"de {laptop.account}")
    settled(desk.folder, *laptops)
    assert len({tuple(sorted(laptop.words)) for laptop in laptops}) == 1


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["write", "sync", "lose", "double", "cut"])), max_size=25))
@settings(max_examples=25)
def test_whatever_happens_on_the_way_all_come_to_the_same(tmp_path_factory: pytest.TempPathFactory, service_file: Path,
                                                           acts: list[tuple[int, str]]) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"), service_file)
    try:
        laptops = [desk.laptop(name) for name in ("martin", "haddad", "nguyen")]
        for one in laptops:
            one.knows(*(other for other in laptops if other is not one))
        for number, (who, what) in enumerate(acts):
            here = sorted(path for path in desk.folder.iterdir())
            if what == "write":
                laptops[who].write(f"mot {number}")
            elif what == "sync":
                laptops[who].shared_folder.sync(desk.folder)
            elif here and what == "lose":
                here[who % len(here)].unlink()
            elif here and what == "double":
                shutil.copy(here[who % len(here)], desk.folder / f"copie {number}.pli")
            elif here:
                path = here[who % len(here)]
                path.write_bytes(path.read_bytes()[:-7])
        settled(desk.folder, *laptops, rounds=40)
        assert len({tuple(sorted(laptop.words)) for laptop in laptops}) == 1
    finally:
        desk.close()


# -- writing -------------------------------------------------------------------------------------------------------------
def test_a_newer_pli_takes_the_place_of_the_former(desk: Desk) -> None:
    one, two = desk.pair()
    one.write("a")
    one.shared_folder.sync(desk.folder)
    first = desk.names
    one.write("b")
    one.shared_folder.sync(desk.folder)
    assert len(desk.names) == 1 and desk.names != first
    assert two.shared_folder.sync(desk.folder).taken[0].entries == 2


def test_a_pli_that_vanished_is_put_again(desk: Desk) -> None:
    one, _ = desk.pair()
    one.write("a")
    one.shared_folder.sync(desk.folder)
    (desk.folder / desk.names[0]).unlink()
    assert len(one.shared_folder.sync(desk.folder).written) == 1 and len(desk.names) == 1


def test_a_file_of_ours_that_holds_something_else_is_left_alone(desk: Desk) -> None:
    one, _ = desk.pair()
    one.write("a")
    one.shared_folder.sync(desk.folder)
    path = desk.folder / desk.names[0]
    path.write_bytes(b"x" * path.stat().st_size)
    one.write("b")
    one.shared_folder.sync(desk.folder)
    assert path.read_bytes().startswith(b"xx") and len(desk.names) == 2


def test_files_of_others_are_never_deleted(desk: Desk) -> None:
    one, two = desk.pair()
    for name in ("lettre.pdf", "pli-2026-01-01-AAAA.pli", ".stignore", ".autre.pli.tmp"):
        (desk.folder / name).write_bytes(b"a toi")
    one.write("a")
    settled(desk.folder, one, two)
    assert {"lettre.pdf", "pli-2026-01-01-AAAA.pli", ".stignore", ".autre.pli.tmp"} <= set(desk.names)


def test_a_folder_that_refuses_is_told_and_what_was_taken_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = desk.pair()
    one.write("a")
    one.shared_folder.sync(desk.folder)
    two.write("b")

    def refused(folder: Path) -> None:
        raise DiskError("Ce dossier ne se laisse pas écrire.")

    monkeypatch.setattr(files, "writable", refused)
    done = two.shared_folder.sync(desk.folder)
    assert "ne se laisse pas" in done.problem and len(done.taken) == 1 and "a" in two.words
    monkeypatch.undo()
    assert two.shared_folder.sync(desk.folder).problem == ""
    settled(desk.folder, one, two)
    assert set(one.words) == {"a", "b"}


def test_what_one_contact_cannot_get_does_not_keep_the_others_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    one, _ = desk.pair()
    one.knows(desk.laptop("nguyen"))
    one.write("a")
    prepare = one.sending.prepare

    def refused(logins: list[str], *words: Any, **more: Any) -> Any:
        if logins == ["haddad"]:
            raise RefusedError("Trop gros.")
        return prepare(logins, *words, **more)

    monkeypatch.setattr(one.sending, "prepare", refused)
    done = one.shared_folder.sync(desk.folder)
    assert done.problem == "Trop gros." and [sent.contact for sent in done.written] == ["nguyen"]


def test_a_cut_while_writing_leaves_nothing_of_nobody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = desk.pair()
    one.write("a")

    def cut(folder: Path, name: str, content: bytes) -> Path:
        (folder / files.beside_name(name)).write_bytes(content[:5])
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "put", cut)
    with pytest.raises(KeyboardInterrupt):
        one.shared_folder.sync(desk.folder)
    monkeypatch.undo()
    assert len(desk.names) == 1
    settled(desk.folder, one, two)
    assert set(two.words) == {"a"} and all(name.endswith(".pli") and not name.startswith(".") for name in desk.names)


def test_without_writing_nothing_is_put(desk: Desk) -> None:
    one, _ = desk.pair()
    one.write("a")
    assert one.shared_folder.sync(desk.folder, write=False).written == () and desk.names == []


def test_ones_own_notes_only_where_allowed_and_to_ones_own_laptop(desk: Desk) -> None:
    from dataclasses import replace

    one, two = desk.pair()
    one.write("a")
    other = desk.folder.parent / "autre"
    other.mkdir()

    def sent(folder: Path) -> list[str]:
        one.shared_folder.sync(folder)
        newest = max(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        return list(json.loads(newest.read_bytes())["words"])

    assert "mes notes" not in sent(desk.folder)
    one.shared_folder.set(desk.folder, (), True)
    assert "mes notes" not in sent(desk.folder), "à une collègue, jamais"
    one.others = [replace(two_card, mine=True) for two_card in one.others]
    assert "mes notes" in sent(desk.folder)
    assert "mes notes" not in sent(other), "permis pour ce dossier, et lui seul"
    one.shared_folder.set(desk.folder, (), False)
    assert "mes notes" not in sent(desk.folder)
    assert two.account == "haddad"


# -- the folder ----------------------------------------------------------------------------------------------------------
def test_the_folder_chosen_is_kept_and_is_no_vault(desk: Desk) -> None:
    one, _ = desk.pair()
    with pytest.raises(RefusedError):
        one.shared_folder.sync()
    chosen = one.shared_folder.set(desk.folder, ("haddad", "haddad"), True)
    assert one.shared_folder.settings() == chosen == kept.FolderSettings(desk.folder, ("haddad",), True)
    vault = one.vault.directory
    (vault / "dedans").mkdir(parents=True)
    (desk.folder / "autre.coffre").mkdir()
    (desk.folder / "autre.coffre" / "coffre.a.json").write_bytes(b"{}")
    for place in (vault, vault / "dedans", desk.place, desk.folder / "autre.coffre"):
        with pytest.raises(InputError):
            one.shared_folder.set(place)
    with pytest.raises(DiskError):
        one.shared_folder.set(desk.place / "absent")
    with pytest.raises(RefusedError):
        one.shared_folder.set(desk.folder, ("personne",))
    assert one.shared_folder.settings() == chosen
    assert one.shared_folder.set(None).path is None and one.shared_folder.state().lines == ()


def test_a_folder_that_went_is_told(desk: Desk) -> None:
    one, _ = desk.pair()
    one.shared_folder.set(desk.folder)
    one.shared_folder.sync()
    desk.folder.rmdir()
    with pytest.raises(DiskError):
        one.shared_folder.sync()
    assert "introuvable" in one.shared_folder.state().problem
    desk.folder.mkdir()
    assert one.shared_folder.state().problem == "" and one.shared_folder.sync().problem == ""


def test_how_things_stand_in_quiet_words(desk: Desk) -> None:
    one, two = desk.pair()
    for laptop in (one, two):
        laptop.shared_folder.set(desk.folder)
    assert one.shared_folder.state().lines == ("Rien n’est encore passé par ce dossier avec P. Haddad.",)
    one.write("a")
    one.shared_folder.sync()
    desk.clock.later(days=2)
    assert one.shared_folder.state().lines == ("P. Haddad n’a pas encore repris ce qui a été déposé lundi.",)
    two.shared_folder.sync()
    one.shared_folder.sync()
    desk.clock.later(hours=24)
    assert one.shared_folder.state().lines == ("À jour avec P. Haddad, hier 10:42.",)
    assert two.shared_folder.state().lines == ("À jour avec P. Martin, hier 10:42.",)


def test_a_clock_that_goes_back_loses_nothing(desk: Desk) -> None:
    one, two = desk.pair()
    one.write("a")
    one.shared_folder.sync(desk.folder)
    desk.clock.later(days=-4000)
    two.write("b")
    settled(desk.folder, two, one)
    assert set(one.words) == set(two.words) == {"a", "b"}
