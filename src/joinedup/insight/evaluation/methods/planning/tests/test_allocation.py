import json
from collections import Counter

import pytest

from joinedup.insight.evaluation.methods.planning.allocation import (
    WAITING_LIST,
    allocate,
    read_log,
    repeats,
    waves,
)
from joinedup.insight.evaluation.methods.tables import DataError

UNITS = [f"F{n}" for n in range(103)]
STRATUM = ["north" if n % 3 else "south" for n in range(103)]


def test_groups_are_equal_within_each_stratum_to_one_block():
    drawn = allocate(UNITS, STRATUM, arms=WAITING_LIST, seed=7, blocks=2)
    for counts in drawn.counts().values():
        assert abs(counts["now"] - counts["waits"]) <= 2
    assert sum(sum(counts.values()) for counts in drawn.counts().values()) == 103


def test_waves_of_a_wedge_are_equal():
    drawn = allocate(UNITS[:100], [""] * 100, arms=waves(5), seed=7)
    assert drawn.counts() == {"": {f"wave {n}": 20 for n in range(1, 6)}}


def test_every_unit_has_the_same_chance():
    counted = Counter(
        unit
        for seed in range(400)
        for unit, arm in zip(
            UNITS[:10], allocate(UNITS[:10], [""] * 10, arms=WAITING_LIST, seed=seed).arm,
            strict=True,
        )
        if arm == "now"
    )  # fmt: skip
    assert all(150 < counted[unit] < 250 for unit in UNITS[:10])


def test_the_order_of_the_list_decides_nothing():
    one = allocate(UNITS, STRATUM, arms=WAITING_LIST, seed=7)
    other = allocate(UNITS[::-1], STRATUM[::-1], arms=WAITING_LIST, seed=7)
    assert dict(zip(one.units, one.arm, strict=True)) == dict(
        zip(other.units, other.arm, strict=True)
    )
    assert one.log == other.log


def test_the_log_lets_anybody_draw_the_same_lots_again():
    drawn = allocate(UNITS, STRATUM, arms=WAITING_LIST, seed=7, blocks=3, strata=("area",))
    log = read_log(drawn.log.as_json())
    assert log == drawn.log
    assert repeats(log, UNITS, STRATUM) == drawn


def test_another_list_or_a_changed_log_is_found_out():
    log = allocate(UNITS, STRATUM, arms=WAITING_LIST, seed=7).log
    with pytest.raises(DataError, match="not the list"):
        repeats(log, [*UNITS[:-1], "F999"], STRATUM)
    for part, value in (("seed", 8), ("block", 4), ("drawn_sha256", "0" * 64)):
        changed = read_log(json.dumps({**json.loads(log.as_json()), part: value}))
        with pytest.raises(DataError, match="it was changed"):
            repeats(changed, UNITS, STRATUM)
    with pytest.raises(DataError, match="no log"):
        read_log("[]")


@pytest.mark.parametrize(
    ("units", "told", "said"),
    [
        (["A", "B", "A"], {}, "A is in the list twice"),
        (["A"], {}, "1 units for 2 arms"),
        (["A", "B"], {"blocks": 0}, "1 to 50 times"),
    ],
)
def test_what_cannot_be_drawn_is_said(units, told, said):
    with pytest.raises(DataError, match=said):
        allocate(units, [""] * len(units), arms=WAITING_LIST, seed=1, **told)
    with pytest.raises(DataError, match="2 to 100 steps"):
        waves(1)
