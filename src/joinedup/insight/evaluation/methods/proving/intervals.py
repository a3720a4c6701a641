"""How often a method's 95% interval holds the truth, over repeated draws of made-up families."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from joinedup.insight.evaluation.methods.results import Estimate


@dataclass(frozen=True)
class Coverage:
    """``error_ratio`` is the mean standard error over the spread of the estimates: 1 is right."""

    bias: float
    spread: float
    error_ratio: float
    covered: float
    draws: int

    def __str__(self) -> str:
        return (
            f"bias {self.bias:+.4f}, spread {self.spread:.4f}, error/spread"
            f" {self.error_ratio:.3f}, covered {100 * self.covered:.1f}% of {self.draws}"
        )


Case = tuple[Callable[[int], Estimate], float]
"""What gives an estimate of the draw of a number, and the truth that it is after."""


def coverage(estimate: Callable[[int], Estimate], truth: float, draws: int) -> Coverage:
    """``estimate`` is given the number of the draw, which is its seed."""
    found = [estimate(seed) for seed in range(draws)]
    values = np.array([each.value for each in found])
    errors = np.array([each.standard_error for each in found])
    inside = np.array([each.low <= truth <= each.high for each in found])
    spread = float(values.std(ddof=1))
    return Coverage(
        float(values.mean() - truth), spread, float(errors.mean() / spread), inside.mean(), draws
    )
