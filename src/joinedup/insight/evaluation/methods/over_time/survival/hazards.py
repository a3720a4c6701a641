"""What goes with an earlier event: Cox's proportional hazards."""

import warnings as python_warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter
from lifelines.exceptions import ConvergenceError
from lifelines.utils import concordance_index
from scipy import stats
from statsmodels.duration.hazard_regression import PHReg

from joinedup.insight.evaluation.methods.over_time.survival.curves import counted
from joinedup.insight.evaluation.methods.over_time.survival.proportional import (
    Proportionality,
    Tested,
    proportionality,
)
from joinedup.insight.evaluation.methods.over_time.survival.times import (
    Times,
    without_silent,
    without_unknown,
)
from joinedup.insight.evaluation.methods.results import Estimate, normal_estimate
from joinedup.insight.evaluation.methods.tables import DataError

Ties = Literal["efron", "breslow"]
TIES: tuple[Ties, ...] = ("efron", "breslow")
UNTESTED = Proportionality({}, Tested(float("nan"), 0, float("nan")))
STEPS = (0.95, 0.5, 0.1)
"""Shares of Newton's step: a whole one leaps too far where a covariate is rare."""
PRECISION = 1e-14
"""Of the log likelihood: lifelines' own 1e-7 leaves coefficients wrong in their sixth digit."""
NO_FIT = (
    "the hazards cannot be estimated: a covariate tells perfectly who had the event, or covariates"
    " say the same"
)
FURTHEST = 15.0
"""A log hazard ratio for one standard deviation beyond this is no estimate but separation."""


@dataclass(frozen=True)
class Hazards:
    """``coefficients`` are log hazard ratios by covariate."""

    coefficients: Mapping[str, Estimate]
    log_likelihood: float
    log_likelihood_none: float
    ratio_statistic: float
    ratio_p_value: float
    concordance: float
    n: int
    events: int
    proportionality: Proportionality
    ties: Ties = "efron"

    @property
    def degrees(self) -> int:
        """Of the likelihood ratio test."""
        return len(self.coefficients)


def hazards(times: Times, *, test: bool = True, ties: Ties = "efron") -> Hazards:
    """Cox 1972; strata have baselines of their own. Ties after Efron 1977 by lifelines, as R does,
    or after Breslow 1974 by statsmodels, as SAS, SPSS and Stata do. Without ``test`` neither
    proportionality nor concordance is looked at.

    A competing event ends the follow-up, so that the hazards are of this cause alone.

    :raises DataError: there is no covariate, too few events, or a perfect separation.
    """
    times = without_silent(without_unknown(times))
    names, matrix = times.known.names, times.known.matrix
    if not names:
        raise DataError("there is no covariate that varies")
    events = int(times.event.sum())
    if events < 2:
        raise DataError("there is one event only: no model can be fitted")
    scale = matrix.std(axis=0)
    fit = _fitted if ties == "efron" else _breslow
    beta, errors, likelihood = fit(times, (matrix - matrix.mean(axis=0)) / scale)
    beta, errors = beta / scale, errors / scale
    _separated(names, beta * scale, errors)
    none = _null(times, ties)
    statistic = 2 * (likelihood - none)
    return Hazards(
        {
            name: normal_estimate(float(b), float(e), "Cox (observed information)")
            for name, b, e in zip(names, beta, errors, strict=True)
        },
        likelihood,
        none,
        statistic,
        float(stats.chi2.sf(statistic, len(names))),
        _concordance(times, matrix @ beta) if test else float("nan"),
        len(matrix),
        events,
        proportionality(
            times.duration, times.event, times.strata, matrix, names, beta, efron=ties == "efron"
        )
        if test
        else UNTESTED,
        ties,
    )


Fitted = tuple[np.ndarray, np.ndarray, float]
"""Coefficients (k,), their standard errors (k,), and the log partial likelihood."""


def _breslow(times: Times, matrix: np.ndarray) -> Fitted:
    strata = times.strata if times.strata.any() else None
    model = PHReg(
        times.duration, matrix, status=times.event.astype(np.int64), strata=strata, ties="breslow"
    )
    try:
        with python_warnings.catch_warnings():
            python_warnings.simplefilter("ignore")
            found = model.fit(disp=0)
            errors = np.asarray(found.bse, dtype=np.float64)
    except (np.linalg.LinAlgError, ValueError) as error:
        raise DataError(NO_FIT) from error
    return np.asarray(found.params, dtype=np.float64), errors, float(found.llf)


def _fitted(times: Times, matrix: np.ndarray) -> Fitted:
    frame = pd.DataFrame(matrix, columns=[f"x{n}" for n in range(matrix.shape[1])])
    frame["duration"], frame["event"] = times.duration, times.event
    by = ["stratum"] if times.strata.any() else None
    if by:
        frame["stratum"] = times.strata
    for step in STEPS:
        fitter = CoxPHFitter()
        options = {"step_size": step, "precision": PRECISION, "r_precision": PRECISION / 100}
        try:
            with python_warnings.catch_warnings():
                python_warnings.simplefilter("ignore")
                fitter.fit(frame, "duration", "event", strata=by, fit_options=options)
        except (ConvergenceError, np.linalg.LinAlgError, ValueError):
            continue
        return (
            fitter.params_.to_numpy(),
            fitter.standard_errors_.to_numpy(),
            float(fitter.log_likelihood_),
        )
    raise DataError(NO_FIT)


def _separated(names: tuple[str, ...], beta: np.ndarray, errors: np.ndarray) -> None:
    wrong = (np.abs(beta) > FURTHEST) | ~np.isfinite(errors) | (errors > 50)
    if wrong.any():
        raise DataError(
            f"the covariate {names[int(np.flatnonzero(wrong)[0])]} tells perfectly who had the"
            " event: its hazard ratio has no estimate"
        )


def _null(times: Times, ties: Ties) -> float:
    """The log partial likelihood without covariates."""
    total = 0.0
    for stratum in np.unique(times.strata):
        inside = times.strata == stratum
        _, at_risk, deaths = counted(times.duration[inside], times.event[inside])
        some = deaths > 0
        number = deaths[some].astype(np.int64)
        starts = np.repeat(number.cumsum() - number, number)
        left = np.repeat(at_risk[some], number)
        if ties == "efron":
            left = left - (np.arange(len(starts)) - starts)
        total -= float(np.log(left).sum())
    return total


def _concordance(times: Times, risk: np.ndarray) -> float:
    """Of pairs within strata; Harrell 1982."""
    found, weights = [], []
    for stratum in np.unique(times.strata):
        inside = times.strata == stratum
        if len(np.unique(times.duration[inside])) < 2 or not times.event[inside].any():
            continue
        try:
            index = concordance_index(times.duration[inside], -risk[inside], times.event[inside])
        except ZeroDivisionError:
            continue
        found.append(index)
        weights.append(inside.sum())
    return float(np.average(found, weights=weights)) if found else float("nan")
