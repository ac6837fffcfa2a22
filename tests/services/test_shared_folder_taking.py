"""What others put in a shared folder: half copied, doubled, renamed, for others, from who knows whom; taken once, or waiting."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import NoSpaceError, RefusedError
from desktop.services import folder_files as files
from desktop.services import folder_memory as kept
from desktop.services.exchange_values import Trust
from tests.services.folder_fakes import Desk


@pytest.fixture
def desk(tmp_path: Path, service_file: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, service_file)
    yield made
    made.close()


# -- taking --------------------------------------------------------------------------------------------------------------
def test_a_file_half_copied_is_tried_again(desk: Desk) -> None:
    one, two = desk.pair()
    one.write("a")
    one.shared_folder.sync(desk.folder)
    path = desk.folder / desk.names[0]
    whole = path.read_bytes()
    path.write_bytes(whole[:20])
    assert two.shared_folder.sync(desk.folder).skipped[0][0] == path.name and "a" not in two.words
    path.write_bytes(whole[:40])
    assert two.shared_folder.sync(desk.folder).taken == ()
    stamp = path.stat().st_mtime_ns
    path.write_bytes(whole)
    os.utime(path, ns=(stamp, stamp))
    assert two.shared_folder.sync(desk.folder).taken[0].entries == 1


def test_a_file_laid_out_before_it_is_filled_is_tried_again(desk: Desk) -> None:
    one, two = desk.pair()
    one.write("a")
    one.shared_folder.sync(desk.folder)
    path = desk.folder / desk.names[0]
    whole, at = path.read_bytes(), path.stat().st_mtime_ns
    path.write_bytes(whole[:20] + bytes(len(whole) - 20))
    os.utime(path, ns=(at, at))
    assert two.shared_folder.sync(desk.folder).taken == ()
    path.write_bytes(whole)
    os.utime(path, ns=(at, at))
    assert len(two.shared_folder.sync(desk.folder).taken) == 1, "même taille, même date, et pourtant regardé de nouveau"


def test_what_never_becomes_whole_is_left_in_peace(desk: Desk) -> None:
    _, two = desk.pair()
    (desk.folder / "casse.pli").write_bytes(b"rien")
    for _ in range(kept.TRIES + 5):
        two.shared_folder.sync(desk.folder)
    assert two.looked == kept.TRIES


def test_copies_and_other_names_are_not_opened_again(desk: Desk) -> None:
    one, two = desk.pair()
    one.write("a")
    one.shared_folder.sync(desk.folder)
    name = desk.names[0]
    two.shared_folder.sync(desk.folder, write=False)
    shutil.copy(desk.folder / name, desk.folder / "pli (conflicted copy 2026-11-23).pli")
    (desk.folder / name).rename(desk.folder / "autre nom.PLI")
    assert two.shared_folder.sync(desk.folder, write=False).taken == () and two.looked == 1


def test_what_is_for_others_is_remembered(desk: Desk) -> None:
    one, two = desk.pair()
    third = desk.laptop("nguyen")
    one.write("a")
    one.shared_folder.sync(desk.folder)
    for _ in range(3):
        done = third.shared_folder.sync(desk.folder)
        assert done.skipped == () and done.waiting == () and done.taken == ()
    assert third.looked == 1 and two.looked == 0


def test_an_unknown_sender_is_looked_at_again_once_her_card_came(desk: Desk) -> None:
    one, two = desk.pair()
    two.others = []
    one.write("a")
    one.shared_folder.sync(desk.folder)
    for _ in range(3):
        assert len(two.shared_folder.sync(desk.folder).skipped) == 1
    assert two.looked == 1
    two.knows(one)
    assert len(two.shared_folder.sync(desk.folder).taken) == 1


def test_nothing_passes_by_itself_with_a_card_nobody_confirmed(desk: Desk) -> None:
    one, two = desk.pair()
    two.others = []
    two.knows(one, trust=Trust.UNCONFIRMED)
    one.write("a")
    two.write("b")
    one.shared_folder.sync(desk.folder)
    done = two.shared_folder.sync(desk.folder)
    assert done.taken == () and done.written == () and "n’est pas confirmée" in done.waiting[0]
    two.shared_folder.set(desk.folder, ("martin",))
    done = two.shared_folder.sync()
    assert len(done.taken) == 1 and len(done.written) == 1, "nommée pour ce dossier"


def test_with_a_lost_laptop_nothing_passes(desk: Desk) -> None:
    one, two = desk.pair()
    two.others = []
    two.knows(one, trust=Trust.REVOKED)
    two.write("b")
    assert two.shared_folder.sync(desk.folder).written == ()
    with pytest.raises(RefusedError):
        two.shared_folder.set(desk.folder, ("martin",))


def test_a_double_waits_for_somebody(desk: Desk) -> None:
    one, two = desk.pair()
    two.doubles = ("a",)
    one.write("a")
    one.shared_folder.sync(desk.folder)
    two.shared_folder.set(desk.folder)
    for _ in range(3):
        done = two.shared_folder.sync()
        assert done.taken == () and "peut-être déjà ici" in done.waiting[0]
    assert two.looked == 1 and "a" not in two.words
    assert [path.name for path, _ in two.shared_folder.waiting()] == desk.names[:1]
    assert "peut-être déjà ici" in two.shared_folder.state().lines[-1]
    two.doubles = ()
    two.write("b")
    assert len(two.shared_folder.sync().taken) == 1 and two.shared_folder.waiting() == ()


def test_what_somebody_took_out_does_not_come_back_by_itself(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = desk.pair()
    one.write("a")
    one.shared_folder.sync(desk.folder)
    name = desk.names[0]
    two.shared_folder.sync(desk.folder)
    del two.words["a"]
    kept.keep_memory(two.personal, desk.folder, kept.Memory())
    assert name in desk.names
    assert two.shared_folder.sync(desk.folder).taken == () and "a" not in two.words


def test_a_refusal_is_told_and_does_not_stop_the_rest(desk: Desk) -> None:
    one, two = desk.pair()
    one.write("a")
    one.shared_folder.sync(desk.folder)
    two.refuse = "Ce pli parle d’élèves qui ne vous sont pas ouverts."
    two.write("b")
    done = two.shared_folder.sync(desk.folder)
    assert done.skipped[0][1] == two.refuse and len(done.written) == 1
    two.refuse = ""


def test_a_full_disk_stops_and_nothing_is_forgotten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = desk.pair()
    one.write("a")
    one.shared_folder.sync(desk.folder)

    def full(*_: Any) -> Any:
        raise NoSpaceError("Le disque est plein.")

    monkeypatch.setattr(two.receiving, "take", full)
    with pytest.raises(NoSpaceError):
        two.shared_folder.sync(desk.folder)
    monkeypatch.undo()
    assert len(two.shared_folder.sync(desk.folder).taken) == 1


def test_a_file_too_big_is_not_read(desk: Desk) -> None:
    _, two = desk.pair()
    with (desk.folder / "enorme.pli").open("wb") as file:
        file.truncate(3 * 1024 ** 3)
    assert "trop gros" in two.shared_folder.sync(desk.folder).skipped[0][1] and two.looked == 0


def test_a_file_that_goes_while_it_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = desk.pair()
    one.write("a")
    one.shared_folder.sync(desk.folder)
    found = files.look(desk.folder)
    monkeypatch.setattr(files, "look", lambda _: found)
    (desk.folder / desk.names[0]).unlink()
    assert two.shared_folder.sync(desk.folder).taken == ()


def test_five_hundred_known_files_are_not_opened(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _, two = desk.pair()
    for number in range(500):
        (desk.folder / f"pli-{number}.pli").write_bytes(json.dumps({"to": "x", "n": number}).encode() + b"\n")
    two.shared_folder.sync(desk.folder)
    reads = []
    monkeypatch.setattr(files, "read", lambda *words: reads.append(words))
    two.shared_folder.sync(desk.folder)
    assert reads == [] and two.looked == 500
