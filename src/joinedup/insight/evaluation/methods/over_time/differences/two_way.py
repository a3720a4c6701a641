"""The regression that is usually run instead, and why its answer is not given.

With two-way fixed effects, units that were treated earlier serve as controls for units treated
later; where effects grow or differ, the average can even have the wrong sign (Goodman-Bacon 2021).
"""

from dataclasses import dataclass

import numpy as np

from joinedup.insight.evaluation.methods.over_time.panel import Panel
from joinedup.insight.evaluation.methods.results import Estimate, normal_estimate


@dataclass(frozen=True)
class TwoWay:
    """``forbidden`` is the share of its weight on comparisons with units treated already."""

    estimate: Estimate
    comparisons: tuple[tuple[str, float, float], ...]
    """What is compared, its share of the weight, its average estimate."""
    forbidden: float


def two_way(panel: Panel) -> TwoWay | None:
    """Of a balanced panel, with errors clustered (CR1); ``None`` where nothing varies.

    The parts are those of Goodman-Bacon 2021, theorem 1.
    """
    treated = (panel.times >= panel.first_treated[:, None]).astype(np.float64)
    rest = _demeaned(treated)
    total = float((rest**2).sum())
    if total < 1e-9:
        return None
    value = float((rest * panel.outcome).sum()) / total
    left = _demeaned(panel.outcome) - value * rest
    clusters = int(panel.clusters.max()) + 1
    sums = np.bincount(panel.clusters, (rest * left).sum(axis=1))
    scale = clusters / max(clusters - 1, 1)
    error = float(np.sqrt(scale * (sums**2).sum())) / total
    parts = _parts(panel)
    return TwoWay(
        normal_estimate(value, error, f"clustered by {panel.clustered_by}"),
        tuple(parts),
        sum(share for name, share, _ in parts if "already" in name),
    )


def _demeaned(values: np.ndarray) -> np.ndarray:
    across = values.mean(axis=1, keepdims=True)
    return np.asarray(values - across - values.mean(axis=0) + values.mean())


def _parts(panel: Panel) -> list[tuple[str, float, float]]:
    begun = np.minimum(panel.first_treated, panel.times[-1] + 1e9)
    groups = np.unique(begun)
    sizes = np.array([(begun == g).mean() for g in groups])
    means = np.array([panel.outcome[begun == g].mean(axis=0) for g in groups])
    found: dict[str, list[tuple[float, float]]] = {}
    for early in range(len(groups)):
        for late in range(early + 1, len(groups)):
            for name, weight, value in _pair(panel.times, groups, sizes, means, early, late):
                found.setdefault(name, []).append((weight, value))
    total = sum(weight for made in found.values() for weight, _ in made)
    return [
        (
            name,
            sum(weight for weight, _ in made) / total,
            sum(weight * value for weight, value in made) / sum(weight for weight, _ in made),
        )
        for name, made in found.items()
    ]


def _pair(
    times: np.ndarray,
    groups: np.ndarray,
    sizes: np.ndarray,
    means: np.ndarray,
    early: int,
    late: int,
) -> list[tuple[str, float, float]]:
    """The two comparisons of two groups: name, weight, estimate."""
    first, second = groups[early], groups[late]
    before, after = times < first, times >= second
    middle = ~before & ~after
    treated_early, treated_late = 1 - before.mean(), after.mean()
    both = sizes[early] + sizes[late]
    shares = sizes[early] * sizes[late] / both**2
    gap = treated_early - treated_late
    made = []
    if before.any() and middle.any():
        weight = both**2 * shares * gap * (1 - treated_early)
        gain = means[early][middle].mean() - means[early][before].mean()
        loss = means[late][middle].mean() - means[late][before].mean()
        name = "not treated yet" if after.any() else "never treated"
        made.append((f"with units {name}", float(weight), float(gain - loss)))
    if after.any() and middle.any():
        weight = both**2 * shares * treated_late * gap
        gain = means[late][after].mean() - means[late][middle].mean()
        loss = means[early][after].mean() - means[early][middle].mean()
        made.append(("with units treated already", float(weight), float(gain - loss)))
    return made
