"""Errors by drawing families again."""

from collections.abc import Callable

import numpy as np

from joinedup.insight.evaluation.methods.comparison.compare import OF_SETS, compare
from joinedup.insight.evaluation.methods.comparison.compared import Question
from joinedup.insight.evaluation.methods.comparison.study import Study
from joinedup.insight.evaluation.methods.results import Estimate, drawn_estimate
from joinedup.insight.evaluation.methods.tables import DataError

MOST_FAILED = 0.05


def bootstrap(
    study: Study,
    question: Question,
    value: float,
    draws: int,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Estimate:
    """Percentile interval of the whole method on ``draws`` samples of families, or of clusters.

    :raises DataError: the method matches, for which this is known to fail (Abadie and Imbens 2008),
        or too many samples have no answer.
    """
    if question.method in OF_SETS:
        raise DataError(
            f"bootstrap errors are wrong after {question.method}: leave --bootstrap out"
        )
    if draws < 50:
        raise DataError("--bootstrap needs 50 draws or more")
    draw, found = np.random.default_rng(question.seed), []
    for done in range(draws):
        try:
            found.append(compare(study.rows(_sample(study, draw)), question).difference)
        except DataError:
            if done + 1 - len(found) > MOST_FAILED * draws + 1:
                raise
        progress(done + 1, draws)
    of = " of clusters" if study.clusters is not None else ""
    return drawn_estimate(
        value, np.array(found), f"bootstrap{of}, {len(found):,} draws, seed {question.seed}",
        question.level,
    )  # fmt: skip


def _sample(study: Study, draw: np.random.Generator) -> np.ndarray:
    """Rows (n,), drawn within each arm, or of whole clusters."""
    if study.clusters is None:
        arms = [np.flatnonzero(study.treated), np.flatnonzero(~study.treated)]
        return np.concatenate([draw.choice(arm, len(arm)) for arm in arms])
    order = np.argsort(study.clusters, kind="stable")
    codes = study.clusters[order]
    members = np.split(order, np.flatnonzero(np.diff(codes)) + 1)
    for _ in range(100):
        rows = np.concatenate([members[c] for c in draw.integers(len(members), size=len(members))])
        if 2 <= study.treated[rows].sum() <= len(rows) - 2:
            return rows
    raise DataError("clusters hold one arm only, too few to draw them again")
