"""Names of records: standard UUIDs, in order, and the same where the world has a key."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from desktop.clock import FixedClock
from desktop.ids import NAMESPACE, Ids, named


def test_a_named_id_is_the_standard_uuid_of_its_key() -> None:
    assert named("school", "0781024P") == str(uuid.uuid5(NAMESPACE, "school\x1f0781024P"))
    assert uuid.UUID(named("enrolment", "é", "2026-2027")).version == 5


def test_drawn_ids_increase_within_one_millisecond() -> None:
    ids = Ids(FixedClock(datetime(2026, 11, 23, tzinfo=UTC)))
    drawn = [ids.new() for _ in range(10_000)]
    assert drawn == sorted(set(drawn))
    assert all(uuid.UUID(one).version == 7 and uuid.UUID(one).variant == uuid.RFC_4122 for one in drawn[:50])
