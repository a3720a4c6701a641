"""Identifiers: of RFC 9562, in the order of their making, and guessed by nobody."""

from datetime import UTC, datetime
from uuid import RFC_4122

import pytest
import time_machine

from joinedup.base.foundation import ids
from joinedup.base.foundation.ids import new_id

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_made_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_last", 0)


def test_they_are_of_version_7_and_hold_the_millisecond() -> None:
    with time_machine.travel(NOON, tick=False):
        made = new_id()
    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == int(NOON.timestamp() * 1000)


def test_they_are_in_the_order_of_their_making() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(made)
    assert [str(one) for one in made] == sorted(str(one) for one in made)


def test_they_stay_in_order_while_the_clock_stands_still_and_when_it_is_set_back() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        made = [new_id() for _ in range(5_000)]
        clock.shift(-3600)
        made += [new_id() for _ in range(100)]
        clock.shift(7200)
        later = new_id()
    assert made == sorted(made)
    assert later > made[-1]
    assert later.int >> 80 == int(NOON.timestamp() * 1000) + 3_600_000


def test_what_is_not_their_order_is_drawn() -> None:
    drawn = {new_id().int & (1 << 62) - 1 for _ in range(1_000)}
    assert len(drawn) == 1_000
