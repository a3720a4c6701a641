"""A damaged record is found by what it has in common with all of a person's records together."""

from datetime import date, timedelta
from random import Random

import numpy as np
import pytest

from joinedup.record.linkage.engine.files import Mapping, Role
from joinedup.record.linkage.engine.files.records import Listed
from joinedup.record.linkage.engine.gathering import joining
from joinedup.record.linkage.engine.gathering.weights import (
    Faced,
    Prior,
    Weights,
    believed,
    learned,
)
from joinedup.record.linkage.engine.linking import Options, link
from joinedup.record.linkage.engine.model.levels import Comparison, Level

FIELDS = {
    "given": Role.GIVEN_NAME, "family": Role.FAMILY_NAME, "birth": Role.BIRTH_DATE,
    "postcode": Role.POSTCODE, "place": Role.PLACE, "trade": Role.ATTRIBUTE,
}  # fmt: skip
PEOPLE = 140


def word(random):
    return "".join(random.choice("bdfgklmnprstv") + random.choice("aeiou") for _ in range(4))


def person(random):
    """Ten records: two have another surname than the rest, two another place, two another trade."""
    own = {
        "given": word(random), "family": word(random), "place": word(random), "trade": word(random),
        "birth": str(date(1800, 1, 1) + timedelta(random.randrange(50_000))),
        "postcode": f"{random.choice('ABCDE')}{random.randint(1, 30)} {random.randint(1, 9)}XX",
    }  # fmt: skip
    other = {name: word(random) for name in ("family", "place", "trade")}
    records = [own | {name: other[name]} for name in other for _ in range(2)]
    records += [own | {name: ""} for name in ("birth", "postcode", "given")]
    return [*records, own], other


@pytest.fixture(scope="module")
def town():
    random = Random(5)  # noqa: S311 - a made-up town
    people = [person(random) for _ in range(PEOPLE)]
    rows = [
        (f"{n}-{k}", row) for n, (records, _) in enumerate(people) for k, row in enumerate(records)
    ]
    empty = dict.fromkeys(FIELDS, "")
    # of each a part that only one of the person's records has
    damaged = [(f"damaged {n}", empty | other) for n, (_, other) in enumerate(people[:20])]
    strangers = [
        (f"stranger {n}", empty | {"given": word(random), "family": people[n][1]["family"],
                                   "place": word(random), "trade": word(random)})
        for n in range(20)
    ]  # fmt: skip
    rows = sorted(rows + damaged + strangers)
    columns = {name: [row[name] for _, row in rows] for name in FIELDS}
    ids = [name for name, _ in rows]
    return Listed(["a"] * len(rows), ids, columns)


def found(town):
    run = link(town, Mapping("id", tuple(FIELDS.items())), Options(today=date(2026, 11, 20)), print)
    return dict(zip(town.ids, run.clustered.person, strict=True))


@pytest.fixture(scope="module")
def who(town):
    return found(town)


def test_a_record_that_agrees_with_all_records_together_belongs_to_their_person(who):
    belongs = [n for n in range(20) if who[f"damaged {n}"] == who[f"{n}-9"]]
    assert len(belongs) >= 18


def test_record_by_record_it_would_not_be_found(town, monkeypatch):
    monkeypatch.setattr(joining, "ENOUGH", PEOPLE * 10)
    who = found(town)
    assert sum(who[f"damaged {n}"] == who[f"{n}-9"] for n in range(20)) <= 2


def test_one_thing_in_common_makes_nobody_belong(who):
    strangers = {who[f"stranger {n}"] for n in range(20)}
    assert not strangers & {who[f"{n}-{k}"] for n in range(PEOPLE) for k in range(10)}


# ---- what is learned and believed ----------------------------------------------------------

FIELD = [
    Comparison(name, name, frozenset({name}), "", (Level("same", "", 0.9), Level("no", "", 0.1)))
    for name in ("one", "two", "three")
]


def faced(*rows, held=False):
    """Rows of levels: 0 the same as in all of the person's records, 3 different from all."""
    many = np.arange(len(rows))
    return Faced(
        many, many + len(rows), np.full(len(rows), 6), np.full(len(rows), held),
        {c.name: np.array([row[n] for row in rows]) for n, c in enumerate(FIELD)},
        {c.name: np.zeros(len(rows)) for c in FIELD},
    )  # fmt: skip


@pytest.fixture(scope="module")
def weights():
    clean, damaged = [(0, 0, 0)] * 700, [(3, 3, 0), (3, 0, 3), (0, 3, 3), (3, 3, 3)] * 50
    strangers = [(3, 3, 3)] * 970 + [(0, 3, 3), (3, 0, 3), (3, 3, 0)] * 10
    return learned(FIELD, faced(*clean, *damaged), faced(*strangers))


def weight(weights, *row):
    bits = weights.by_kind(faced(row)) + weights.kinds[:, None]
    return float(np.logaddexp2.reduce(bits, axis=0)[0])


def test_a_second_disagreement_weighs_less_than_the_first(weights):
    none, first, second = (weight(weights, *row) for row in ((0, 0, 0), (3, 0, 0), (3, 3, 0)))
    assert none > first > second
    assert none - first > first - second + 1


def test_what_is_missing_weighs_nothing(weights):
    assert weight(weights, -1, -1, -1) == pytest.approx(0)


def test_the_more_of_those_left_belong_the_likelier_each(weights):
    near = faced(*[(0, 0, 0)] * 10)
    most, few = (believed(weights, near, people=50, records=n) for n in (12, 1000))
    assert most.belongs > 0.7
    assert few.belongs < 0.02


# ---- who is joined -------------------------------------------------------------------------

LIKELY = Prior(10, 0.5, np.array([1.0]))


def sure(bits):
    """Weights by which a row weighs this much."""
    rows = np.array([[bits, 0.0]])
    return Weights(np.array([0.0]), {"one": rows}, {"one": np.zeros((4, 2))})


@pytest.mark.parametrize(("bits", "held", "joined"), [(9, False, 1), (2, False, 0), (9, True, 0)])
def test_only_who_is_likely_and_no_possible_relative_is_joined(bits, held, joined):
    near = faced((0, 0, 0), held=held)
    near = Faced(
        near.record, near.person, near.records, near.held,
        {"one": np.array([0])}, {"one": np.array([0.0])},
    )  # fmt: skip
    assert len(joining._joins(np.array([0, 1, 1, 1]), near, sure(bits), LIKELY)) == joined


def test_a_person_is_called_by_the_least_of_its_records():
    assert joining._joined(np.array([0, 1, 1, 1]), {0: 1}).tolist() == [0, 0, 0, 0]
