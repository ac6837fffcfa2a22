"""Sets of numbers told as intervals: one way to tell each, and the arithmetic of sets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.exchange.ranges import MOST, Ranges

NUMBERS = st.frozensets(st.integers(1, 40), max_size=20)


@given(NUMBERS, NUMBERS)
@settings(max_examples=50)
def test_it_is_a_set(a: frozenset[int], b: frozenset[int]) -> None:
    one, other = Ranges.of(a), Ranges.of(b)
    assert set(one) == a and len(one) == len(a) and bool(one) is bool(a) and one.highest == max(a, default=0)
    assert set(one | other) == a | b and set(one - other) == a - b and set(one & other) == a & b
    assert one | other == Ranges.of(a | b) and all((n in one) is (n in a) for n in range(42))
    assert Ranges.parse(str(one)) == one


def test_told() -> None:
    assert str(Ranges.of([1, 2, 3, 4, 5, 8])) == "1-5,8"
    assert str(Ranges.between(3, 3)) == "3" and not Ranges.between(4, 3) and Ranges.between(-5, 2) == Ranges.of([1, 2])
    assert str(Ranges()) == "" and Ranges.parse("") == Ranges()
    assert "3" not in Ranges.of([3])


@pytest.mark.parametrize("text", ["0", "01", "1-1", "2-1", "2,1", "1,2", "1-3,4", "1-3,3", "1,", ",1", "1 ", "-1", "1-", "1--2", "１",
                                  "1,1", "1.0", "1e3", "+1", "1-2-3", "a", str(MOST + 1), f"1-{MOST + 1}", "9" * 5000, "1\n",
                                  None, 0, 1, [], {}, False, b"1"])
def test_another_way_to_tell_it_is_refused(text: Any) -> None:
    with pytest.raises(ValueError, match="intervals"):
        Ranges.parse(text)


def test_an_immense_interval_costs_nothing() -> None:
    whole = Ranges.parse(f"1-{MOST}")
    assert MOST in whole and (whole - Ranges.between(1, MOST - 1)).intervals == ((MOST, MOST),)
    assert str(whole | Ranges.of([5])) == f"1-{MOST}"


@pytest.mark.parametrize("numbers", [[0], [-3, 1]])
def test_numbers_start_at_one(numbers: list[int]) -> None:
    with pytest.raises(ValueError, match="start at 1"):
        Ranges.of(numbers)
