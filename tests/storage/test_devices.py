"""This computer notices a vault that went back in time, and never writes twice under one name."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import OlderVaultError
from desktop.storage import devices, engine
from desktop.storage.devices import Device, Seen, read_nonce

KEY = "5a" * 48
JUNE, SEPTEMBER = "2026-06-30T10:00:00.000Z", "2026-09-14T10:00:00.000Z"


class Place:
    """A vault of one compartment, opened again and again on one computer."""

    def __init__(self, folder: Path, state: Path) -> None:
        self.folder, self.state = folder, state
        self.arrival = 0

    @property
    def sql(self) -> Any:
        return engine.connect(self.folder / "c.db", KEY)

    def now(self, at: str = JUNE) -> dict[str, Seen]:
        sql = self.sql
        row = sql.execute("SELECT value FROM meta WHERE key='count'").fetchone()
        found = {"c": Seen(int(row[0]) if row else 0, f"d{row}", at, read_nonce(sql))}
        sql.close()
        return found

    def open(self, *, accept_older: bool = False, at: str = JUNE) -> Device:
        device = Device(self.state, "vault", self.folder)
        device.meet(self.now(at), accept_older=accept_older)
        return device

    def write(self, device: Device, *, remember: bool = True, at: str = JUNE, commit: bool = True) -> None:
        sql = self.sql
        sql.execute("BEGIN IMMEDIATE")
        device.before_write(sql, "c")
        sql.execute("INSERT INTO meta VALUES ('count', '1') ON CONFLICT(key) DO UPDATE SET value=value+1")
        sql.execute("COMMIT" if commit else "ROLLBACK")
        sql.close()
        if remember:
            device.remember(self.now(at))


@pytest.fixture
def place(blank_file: Path, tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "v").mkdir()
    shutil.copyfile(blank_file, tmp_path / "v" / "c.db")
    yield Place(tmp_path / "v", tmp_path / "state")


def test_the_device_stays_the_same_day_after_day(place: Place) -> None:
    first = place.open()
    place.write(first)
    second = place.open()
    place.write(second)
    assert first.name == second.name == place.open().name and len(first.name) == 16


def test_reading_alone_changes_nothing(place: Place) -> None:
    place.write(place.open())
    before = (place.folder / "c.db").read_bytes()
    place.open()
    assert (place.folder / "c.db").read_bytes() == before


def test_an_older_vault_is_told_with_both_dates_and_opens_if_accepted(place: Place, tmp_path: Path) -> None:
    device = place.open()
    place.write(device, at=JUNE)
    shutil.copyfile(place.folder / "c.db", tmp_path / "june.db")
    place.write(place.open(at=JUNE), at=SEPTEMBER)
    shutil.copyfile(tmp_path / "june.db", place.folder / "c.db")
    with pytest.raises(OlderVaultError, match=r"30/06/2026.*14/09/2026") as told:
        place.open(at=JUNE)
    assert (told.value.vault_date, told.value.seen_date) == (JUNE, SEPTEMBER)
    with pytest.raises(OlderVaultError):
        place.open(at=JUNE)
    accepted = place.open(at=JUNE, accept_older=True)
    assert accepted.name != device.name
    assert place.open(at=JUNE).name == accepted.name


def test_another_content_at_the_same_number_is_not_what_was_seen(place: Place) -> None:
    device = place.open()
    place.write(device)
    now = place.now()["c"]
    with pytest.raises(OlderVaultError):
        Device(place.state, "vault", place.folder).meet({"c": Seen(now.arrival, "other", JUNE, now.nonce)})
    assert not Device(place.state, "vault", place.folder).meet({"c": Seen(now.arrival, "", JUNE, now.nonce)})


def test_a_copy_elsewhere_is_another_device(place: Place, tmp_path: Path) -> None:
    device = place.open()
    place.write(device)
    shutil.copytree(place.folder, tmp_path / "copy")
    assert Place(tmp_path / "copy", place.state).open().name != device.name
    (tmp_path / "link").symlink_to(place.folder)
    assert Place(tmp_path / "link", place.state).open().name == device.name


def test_a_vault_written_on_another_computer_is_another_device(place: Place, tmp_path: Path) -> None:
    device = place.open()
    place.write(device)
    elsewhere = Place(place.folder, tmp_path / "other-state")
    elsewhere.write(elsewhere.open())
    assert place.open().name != device.name


def test_a_rollback_after_a_crash_draws_a_device(place: Place, tmp_path: Path) -> None:
    device = place.open()
    place.write(device)
    shutil.copyfile(place.folder / "c.db", tmp_path / "before.db")
    place.write(place.open(), remember=False)
    assert place.open().name == device.name
    place.write(place.open(), remember=False)
    shutil.copyfile(tmp_path / "before.db", place.folder / "c.db")
    try:
        fresh = place.open()
    except OlderVaultError:
        fresh = place.open(accept_older=True)
    assert fresh.name != device.name


def test_a_first_write_that_fails_costs_a_device_at_most(place: Place) -> None:
    place.write(place.open())
    place.write(place.open(), commit=False, remember=False)
    place.open()


def test_a_state_folder_that_cannot_be_written_gives_a_device_of_the_day(place: Place, tmp_path: Path,
                                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    device = place.open()
    place.write(device)

    def refuse(*values: object) -> None:
        raise OSError(30, "read only")

    with monkeypatch.context() as patch:
        patch.setattr(devices, "write_atomically", refuse)
        one, two = place.open(), place.open()
        assert len({one.name, two.name, device.name}) == 3
        before = one.name
        place.write(one)
        assert one.name != before
    assert place.open().name not in (device.name, one.name, two.name)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"vault": "vault", "device": "x", "seen": 3}', b"\xff" * 99])
def test_a_spoilt_memory_is_forgotten(place: Place, content: bytes) -> None:
    device = place.open()
    device.path.write_bytes(content)
    assert place.open().name != device.name


def test_what_is_kept_says_nothing_of_the_vault(place: Place) -> None:
    device = place.open()
    place.write(device)
    assert str(place.folder) not in device.path.read_text() and str(place.folder) not in device.path.name


def test_former_keys_put_back_are_told_and_open_when_accepted(tmp_path: Path) -> None:
    def now(number: int) -> dict[str, Seen]:
        return {"c": Seen(4, "d", JUNE), devices.KEYS: Seen(number, "", "")}

    Device(tmp_path, "vault", tmp_path).meet(now(1))
    Device(tmp_path, "vault", tmp_path).meet(now(3))
    with pytest.raises(OlderVaultError, match="clés"):
        Device(tmp_path, "vault", tmp_path).meet(now(2))
    Device(tmp_path, "vault", tmp_path).meet(now(2), accept_older=True)
    assert not Device(tmp_path, "vault", tmp_path).meet(now(2))


def test_what_a_killed_session_wrote_is_seen_at_the_next_opening(place: Place, tmp_path: Path) -> None:
    """Its memory was not written at closing: an opening that finds more remembers it, and what goes back is told."""
    device = place.open()
    place.write(device)
    former = (place.folder / "c.db").read_bytes()
    place.write(device, remember=False)
    place.open()
    (place.folder / "c.db").write_bytes(former)
    with pytest.raises(OlderVaultError):
        place.open()


def test_how_far_a_compartment_goes_is_told_to_who_opens_it_alone(tmp_path: Path) -> None:
    mine, hers = {"c": KEY}, {"h": "7b" * 48}

    def met(device: Device, id: str, arrival: int, at: str) -> None:
        device.meet({id: Seen(arrival, f"d{arrival}", at, "")})

    met(Device(tmp_path, "vault", tmp_path, hers), "h", 123456, SEPTEMBER)
    met(Device(tmp_path, "vault", tmp_path, mine), "c", 7, JUNE)
    kept = next(tmp_path.rglob("*.json")).read_text()
    assert "123456" not in kept and SEPTEMBER not in kept and "d123456" not in kept
    other = Device(tmp_path, "vault", tmp_path, mine)
    assert other.seen("h") is None and other.seen("c") == Seen(7, "d7", JUNE, "")
    before = len(kept)
    met(Device(tmp_path, "vault", tmp_path, hers), "h", 123456789, SEPTEMBER)
    assert len(next(tmp_path.rglob("*.json")).read_text()) == before
    with pytest.raises(OlderVaultError):
        met(Device(tmp_path, "vault", tmp_path, hers), "h", 5, JUNE)


def test_a_memory_of_before_seals_is_read_then_sealed(tmp_path: Path) -> None:
    Device(tmp_path, "vault", tmp_path).meet({"c": Seen(9, "d9", JUNE, "")})
    device = Device(tmp_path, "vault", tmp_path, {"c": KEY})
    with pytest.raises(OlderVaultError):
        device.meet({"c": Seen(8, "d8", JUNE, "")})
    device.meet({"c": Seen(10, "d10", JUNE, "")})
    assert '"arrival"' not in next(tmp_path.rglob("*.json")).read_text()
