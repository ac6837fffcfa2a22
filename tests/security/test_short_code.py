"""The short code: which are refused, what it opens, and when it opens nothing any more."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.errors import InputError, WrongSecretError
from desktop.security import short_code
from desktop.security.short_code import VALID, Chosen, Held, Moment, Passed

TODAY = date(2026, 11, 23)
CODE, CONTENT = "738291", b"la cle du commun"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(short_code, "MEMORY_KIB", 64)
    monkeypatch.setattr(short_code, "ITERATIONS", 1)


def held(now: Moment | None = None) -> Held:
    made = Chosen.choose(CODE, TODAY).seal(CONTENT, now or Moment(1000.0, 50.0))
    made.clock = lambda: now or Moment(1000.0, 50.0)
    return made


@pytest.mark.parametrize("code", ["12345", "12345678901", "abcdef", "", "12 456", "１２３４５６", "000000", "1111111", "123456", "654321",
                                  "890123", "2345678", "121212", "123123", "1212121", "445544", "147258", "250388", "880325",
                                  "25031988", "19880325", "010120"])
def test_what_one_would_try_first_is_refused(code: str) -> None:
    with pytest.raises(InputError) as refused:
        Chosen.choose(code, TODAY)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("code", ["738291", "482915", "9048127", "48291573", "9182736450"[:9]])
def test_others_are_taken(code: str) -> None:
    assert short_code.remark(code, TODAY) == ""


def test_the_code_opens_what_was_sealed_and_seals_again() -> None:
    content, chosen = held().open(CODE)
    assert content == CONTENT
    again = chosen.seal(b"plus tard", Moment(2000.0, 60.0))
    again.clock = lambda: Moment(2001.0, 61.0)
    assert again.open(CODE)[0] == b"plus tard"


def test_neither_the_code_nor_the_key_is_in_what_is_held() -> None:
    chosen = Chosen.choose(CODE, TODAY)
    told = Passed("cmartin", "Claire Martin", "maître E", chosen.seal(CONTENT)).to_bytes()
    assert CODE.encode() not in told
    assert CONTENT not in told
    assert chosen.key not in told
    assert CODE not in repr(chosen)
    assert chosen.key.hex() not in repr(chosen)


def test_five_wrong_codes_throw_it_away() -> None:
    one = held()
    said = []
    for _ in range(5):
        with pytest.raises(WrongSecretError) as refused:
            one.open("000001")
        said.append(str(refused.value))
    assert "il reste 4 essais" in said[0]
    assert "il reste un essai" in said[3]
    assert "phrase de passe" in said[4]
    assert one.gone == "tries"
    with pytest.raises(WrongSecretError):
        one.open(CODE)


def test_four_wrong_codes_do_not() -> None:
    one = held()
    for _ in range(4):
        with pytest.raises(WrongSecretError):
            one.open("000001")
    assert one.open(CODE)[0] == CONTENT


@pytest.mark.parametrize("now", [Moment(1000.0 + VALID, 50.0 + VALID), Moment(1000.0, 50.0 + VALID),
                                 Moment(1000.0 + VALID + 1, 50.0 + VALID - 20)])
def test_it_is_worth_an_hour_by_either_clock(now: Moment) -> None:
    one = held()
    one.clock = lambda: Moment(1000.0 + VALID - 5, 50.0 + VALID - 5)
    assert one.alive()
    one.clock = lambda: now
    with pytest.raises(WrongSecretError, match="heure"):
        one.open(CODE)
    assert one.gone == "hour"
    one.clock = lambda: Moment(1000.0, 50.0)
    assert not one.alive(), "a clock put back gives nothing back"


def test_it_never_outlives_a_suspend() -> None:
    one = held()
    one.clock = lambda: Moment(1040.0, 52.0)
    with pytest.raises(WrongSecretError, match="mise en veille"):
        one.open(CODE)
    assert one.gone == "slept"


def test_thrown_away_is_gone() -> None:
    one = held()
    one.throw_away()
    assert not one.alive()
    with pytest.raises(WrongSecretError, match="phrase de passe"):
        one.open(CODE)
    assert not one.told()["sealed"]


def test_it_passes_to_the_next_process_and_nothing_else_does() -> None:
    passed = Passed.from_bytes(Passed("cmartin", "Claire Martin", "maître E", held()).to_bytes())
    assert passed is not None
    assert passed.held is not None
    passed.held.clock = lambda: Moment(1000.0, 50.0)
    assert (passed.name, passed.held.digits) == ("Claire Martin", 6)
    assert passed.held.open(CODE)[0] == CONTENT
    assert not passed.going_on
    for wrong in (b"", b"{", b"[]", b'{"login": 1}', b"\xff"):
        assert Passed.from_bytes(wrong) is None


def test_a_changed_blob_opens_nothing() -> None:
    told = held().told()
    told["wall"] = told["wall"] + 1
    moved = Held.from_told(told)
    moved.clock = lambda: Moment(1000.0, 50.0)
    with pytest.raises(WrongSecretError):
        moved.open(CODE)
