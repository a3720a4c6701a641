"""Reductions of risks, of made-up families whose true shares are known."""

from collections.abc import Callable, Mapping

import numpy as np

from joinedup.insight.evaluation.methods.change.analysis import changes_of
from joinedup.insight.evaluation.methods.change.families import Families
from joinedup.insight.evaluation.methods.proving.intervals import Case
from joinedup.insight.evaluation.methods.results import Estimate

TRUE = np.array([0.12, 0.30, 0.08, 0.50])
"""Both, only first, only later, neither."""


def _families(seed: int, number: int) -> Families:
    random = np.random.default_rng(seed)
    kinds = random.choice(4, number, p=TRUE)
    others = random.choice(4, number, p=[0.2, 0.1, 0.05, 0.65])
    values = np.stack(
        [np.stack([k <= 1, (k == 0) | (k == 2)], axis=1) for k in (kinds, others)], axis=1
    )
    return Families(values.astype(float), ("a", "b"), ("start", "exit"), {})


def _absolute(number: int) -> Callable[[int], Estimate]:
    return lambda seed: changes_of(_families(seed, number), draws=0).changes[0].absolute


def _relative(number: int) -> Callable[[int], Estimate]:
    return lambda seed: changes_of(_families(seed, number), draws=200).changes[0].relative


def _average(number: int) -> Callable[[int], Estimate]:
    def draw(seed: int) -> Estimate:
        found = changes_of(_families(seed, number), draws=200)
        return found.averages["exit"][0].mean_of_reductions

    return draw


CASES: Mapping[str, Case] = {
    "absolute reduction, Newcombe, 40 families": (_absolute(40), 0.22),
    "absolute reduction, Newcombe, 300 families": (_absolute(300), 0.22),
    "relative reduction, bootstrap, 150 families": (_relative(150), 0.22 / 0.42),
    "mean of reductions, bootstrap, 300 families": (
        _average(300), (0.22 / 0.42 + 0.05 / 0.30) / 2,
    ),
}  # fmt: skip
