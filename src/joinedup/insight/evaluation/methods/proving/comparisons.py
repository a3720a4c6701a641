"""Whether methods find an effect that is known, and how often their intervals hold it.

Families are drawn again and again from a made-up world; what each method says is set beside the
truth. A comparison that cannot be made must be refused: that is counted as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from joinedup.insight.evaluation.methods.comparison.compared import Estimand, Question
from joinedup.insight.evaluation.methods.comparison.study import Columns, Study
from joinedup.insight.evaluation.methods.covariates.columns import Covariates
from joinedup.insight.evaluation.methods.effect import Effect, effect_of
from joinedup.insight.evaluation.methods.tables import DataError

FAMILIES = 1000
EFFECT = 1.0


@dataclass(frozen=True)
class World:
    """How families come to take part, and what that does.

    ``measured`` and ``hidden`` are how strongly covariates and something unseen decide on taking
    part (log odds for a standard deviation); ``differing`` is by how much the effect grows with
    the first covariate; ``checked`` adds a placebo outcome that the unseen moves too.
    """

    measured: float
    hidden: float = 0.0
    differing: float = 0.0
    checked: bool = True


WORLDS = {
    "unconfounded": World(0.0),
    "confounded": World(0.6),
    "effects that differ": World(0.6, differing=0.5),
    "no overlap": World(8.0),
    "unmeasured confounder": World(0.4, hidden=1.0),
    "unmeasured, no placebo": World(0.4, hidden=1.0, checked=False),
}


@dataclass(frozen=True)
class Covered:
    """Over ``draws``: mean error ``bias`` with its own Monte Carlo error, the spread of estimates,
    the mean standard error, the share of 95% intervals that hold the truth, and the shares that
    were refused (the verdict or a ``DataError``) or called weak."""

    scenario: str
    method: str
    estimand: str
    draws: int
    bias: float
    bias_error: float
    spread: float
    mean_error: float
    coverage: float
    refused: float
    weak: float


def coverage(
    draws: int, seed: int, methods: Sequence[Question], scenario: str
) -> tuple[Covered, ...]:
    """Every question on the same draws of one of ``WORLDS``."""
    world = WORLDS[scenario]
    truths = true_effects(world)
    random = np.random.default_rng(seed)
    studies = [draw_study(random, world) for _ in range(draws)]
    return tuple(
        _covered(scenario, question, [_asked(study, question) for study in studies], truths)
        for question in methods
    )


def questions(scenario: str) -> Iterator[Question]:
    """Each method as it is meant; errors for families like these where effects differ."""
    population = WORLDS[scenario].differing != 0
    estimands: tuple[Estimand, Estimand] = ("att", "ate")
    for estimand in estimands:
        yield Question("difference", estimand)
        yield Question("regression", estimand, population=population)
        yield Question("ipw", estimand)
        if estimand == "att":
            yield Question("matching", estimand)
            yield Question("matching", estimand, adjust=True)
            yield Question("matching", estimand, caliper=0.2)
        yield Question("matching", estimand, replace=True)
        yield Question("matching", estimand, replace=True, adjust=True)
        yield Question("full-matching", estimand)
        yield Question("entropy-balancing", estimand, population=population)
        yield Question("aipw", estimand)


def draw_study(random: np.random.Generator, world: World, families: int = FAMILIES) -> Study:
    """Three covariates that matter (one of them yes or no), and about a quarter that take part."""
    columns = random.normal(size=(families, 3))
    columns[:, 2] = columns[:, 2] > 0.5
    unseen = random.normal(size=families)
    treated = random.random(families) < _chance(world, columns, unseen)
    base = columns @ np.array([1.0, 0.5, 0.5]) + world.hidden * unseen
    effect = EFFECT + world.differing * columns[:, 0]
    outcome = base + effect * treated + random.normal(size=families)
    names = ("need", "risk", "lone parent")
    return Study(
        Columns("took part", "outcome", names, placebo="before" if world.checked else None),
        treated,
        outcome,
        Covariates(columns, names, names, columns, names, names, ()),
        placebo=base + random.normal(size=families) if world.checked else None,
    )


def _chance(world: World, columns: np.ndarray, unseen: np.ndarray) -> np.ndarray:
    linear = columns @ (world.measured * np.array([1.0, 0.5, 0.5])) + world.hidden * unseen
    return np.asarray(1 / (1 + np.exp(-(linear - 1.2 * max(1.0, world.measured)))))


def true_effects(world: World, families: int = 2_000_000) -> dict[str, float]:
    """Of those who take part, and of all: by so many families that no digit shown can change."""
    random = np.random.default_rng(0)
    columns = random.normal(size=(families, 3))
    columns[:, 2] = columns[:, 2] > 0.5
    chance = _chance(world, columns, random.normal(size=families))
    effect = EFFECT + world.differing * columns[:, 0]
    return {"att": float(effect @ chance / chance.sum()), "ate": EFFECT}


def _asked(study: Study, question: Question) -> Effect | None:
    try:
        return effect_of(study, question)
    except DataError:
        return None


def _covered(
    scenario: str, question: Question, effects: list[Effect | None], truths: dict[str, float]
) -> Covered:
    answered = [effect for effect in effects if effect is not None]
    truth, nothing = truths[question.estimand], float("nan")
    errors = np.array([effect.estimate.value - truth for effect in answered])
    held = [effect.estimate.low <= truth <= effect.estimate.high for effect in answered]
    spread = float(errors.std(ddof=1)) if len(answered) > 1 else nothing
    may = [effect.verdict.may_report for effect in answered]
    return Covered(
        scenario,
        _named(question),
        question.estimand,
        len(effects),
        float(errors.mean()) if answered else nothing,
        spread / np.sqrt(len(answered)) if answered else nothing,
        spread,
        float(np.mean([e.estimate.standard_error for e in answered])) if answered else nothing,
        float(np.mean(held)) if answered else nothing,
        1 - sum(may) / len(effects),
        sum(effect.verdict.words == "weak" for effect in answered) / len(effects),
    )


def _named(question: Question) -> str:
    options = [
        name
        for name, asked in (
            ("with replacement", question.replace),
            ("bias correction", question.adjust),
            (f"caliper {question.caliper}", question.caliper is not None),
        )
        if asked
    ]
    return ", ".join([question.method, *options])
