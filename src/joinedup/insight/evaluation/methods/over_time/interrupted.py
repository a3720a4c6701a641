"""One series before and after something began: an interrupted time series."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import linalg, optimize

from joinedup.insight.evaluation.methods.results import Estimate, LeftOut, normal_estimate
from joinedup.insight.evaluation.methods.tables import DataError, Table

FEWEST = 3
ERRORS = ("autoregressive", "newey-west")
MOST = 0.95
"""Correlation of neighbouring errors beyond which nothing is fitted."""
MOST_TIMES = 2_000
ENOUGH_TO_TEST = 12
"""Times before that a false beginning among them can be tried with."""


@dataclass(frozen=True)
class Series:
    """``times`` (n,) in order, one ``values`` (n,) each; ``labels`` as they stand in the file.

    ``began`` is the first time of the new; ``step`` the usual distance of times.
    """

    times: np.ndarray
    values: np.ndarray
    labels: tuple[str, ...]
    began: float
    step: float
    left_out: tuple[LeftOut, ...]
    warnings: tuple[str, ...]

    @property
    def after(self) -> np.ndarray:
        """Which times are at or after the beginning, of shape (n,)."""
        return np.asarray(self.times >= self.began)


@dataclass(frozen=True)
class Interrupted:
    """``level`` is the jump when it began, ``slope`` the change of trend for one step of time.

    ``average`` and ``last`` are the difference to what would have been expected, over all times
    after and at the last; ``fitted`` and ``expected`` (n,) draw both lines. ``false_beginning`` is
    the jump in the middle of the time before, which should be nothing; ``correlation`` that of
    neighbouring errors.
    """

    series: Series
    level: Estimate
    slope: Estimate
    average: Estimate
    last: Estimate
    trend_before: Estimate
    fitted: np.ndarray
    expected: np.ndarray
    season: int
    correlation: float
    false_beginning: Estimate | None


def series_of(table: Table, *, time: str, outcome: str, began: str) -> Series:
    """Of one row for each time; several rows of one time are averaged, and that is said.

    Times are numbers, or dates (2024-05 or 2024-05-31) which are counted one by one.

    :raises DataError: a time is neither, or fewer than three times are before or after.
    """
    table.require([time, outcome])
    values = table.numbers(outcome)
    there = ~np.isnan(values) & table.frame[time].notna().to_numpy()
    if not there.any():
        raise DataError("no row has a time and an outcome")
    column = table.frame[time][there]
    if table.is_text(time):
        told, start = _dates(column.tolist(), time), _dates([began], "--began")[0]
    else:
        told, start = table.numbers(time)[there], _number(began)
    means = pd.Series(values[there]).groupby(told).agg(["mean", "size"])
    labels = _labels(column, told, means.index.to_numpy())
    times = means.index.to_numpy(np.float64)
    warnings = []
    if (means["size"] > 1).any():
        warnings.append(f"{(means['size'] > 1).sum():,} times have several rows: their mean counts")
    gaps = np.diff(times)
    step = float(np.median(gaps)) if gaps.size else 1.0
    if table.is_text(time):
        if gaps.size and gaps.max() > 1.6 * step:
            warnings.append("some dates are missing: the times that are there are counted as next")
        start, times, step = _counted(times, start), np.arange(len(times), dtype=np.float64), 1.0
    elif gaps.size and not np.allclose(gaps, step):
        warnings.append("times are not evenly apart: neighbours are taken as in the file")
    gone = int((~there).sum())
    missing = (LeftOut(gone, f"rows without {time} or {outcome}"),) if gone else ()
    series = Series(times, means["mean"].to_numpy(), labels, start, step, missing, tuple(warnings))
    _check(series)
    return series


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not abs(number) < 1e75:
        raise DataError(f"--began must be a time like those of the file, not {text}")
    return number


def _dates(words: list[str], column: str) -> np.ndarray:
    """As days since 1970."""
    found = pd.to_datetime(pd.Series(words), errors="coerce", format="ISO8601")
    if found.isna().any():
        wrong = words[int(np.flatnonzero(found.isna())[0])]
        raise DataError(f"{column} holds {wrong}: times are numbers, or dates like 2024-05-31")
    return np.asarray((found - pd.Timestamp(0)).dt.days, dtype=np.float64)


def _labels(column: "pd.Series", told: np.ndarray, times: np.ndarray) -> tuple[str, ...]:
    said = dict(zip(told, column, strict=True))
    return tuple(f"{said[t]:.10g}" if isinstance(said[t], float) else str(said[t]) for t in times)


def _counted(times: np.ndarray, start: float) -> float:
    return float(np.searchsorted(times, start))


def _check(series: Series) -> None:
    after = int(series.after.sum())
    before = len(series.times) - after
    if min(before, after) < FEWEST:
        raise DataError(
            f"there are {before} times before it began and {after} after: {FEWEST} are needed"
        )
    if len(series.times) > MOST_TIMES:
        raise DataError(f"there are {len(series.times):,} times, more than {MOST_TIMES:,}")
    if np.ptp(series.values) == 0:
        raise DataError("the outcome is the same at every time")


def interrupted(
    series: Series, *, season: int = 0, errors: str = ERRORS[0], lags: int | None = None
) -> Interrupted:
    """Segmented regression (Wagner and others 2002): a jump and a change of trend.

    ``errors`` are "autoregressive" (see ``_autoregressive``) or "newey-west": Newey and West 1987,
    with their lags of 1994 unless given and n/(n - k). Both take the t distribution. At 72 times
    whose neighbours correlate 0.3, intervals of 95% held the truth in 94% of made-up series by the
    first and in 87% by the second. ``season`` is how many times make a round (12 months); each but
    one of its times has a level of its own.

    :raises DataError: there are too few times for so many terms.
    """
    number = len(series.times)
    matrix = _matrix(series, season)
    if number <= matrix.shape[1] + 2 or np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        raise DataError(
            f"{number} times are too few for a jump, two trends and {max(season - 1, 0)} seasons"
        )
    reach = int(4 * (number / 100) ** (2 / 9)) if lags is None else lags
    if not 0 <= reach < number - 1:
        raise DataError(f"lags are from 0 to {number - 2}, not {reach}")
    fit = _fit(series.values, matrix, errors, reach)
    after = series.after
    without = matrix.copy()
    without[:, 2:4] = 0.0
    gain = matrix - without
    return Interrupted(
        series,
        _estimate(fit, _unit(matrix, 2)),
        _estimate(fit, _unit(matrix, 3)),
        _estimate(fit, gain[after].mean(axis=0)),
        _estimate(fit, gain[-1]),
        _estimate(fit, _unit(matrix, 1)),
        matrix @ fit.coefficients,
        without @ fit.coefficients,
        season,
        fit.correlation,
        _false(series, season, errors, reach),
    )


@dataclass(frozen=True)
class _Fit:
    """``correlation`` is of neighbouring errors."""

    coefficients: np.ndarray
    covariance: np.ndarray
    degrees: int
    kind: str
    correlation: float


def _fit(values: np.ndarray, matrix: np.ndarray, errors: str, lags: int) -> _Fit:
    inverse = np.linalg.inv(matrix.T @ matrix)
    coefficients = inverse @ matrix.T @ values
    rest = values - matrix @ coefficients
    degrees = len(values) - matrix.shape[1]
    correlation = _correlation(rest, matrix @ inverse @ matrix.T)
    if errors == "newey-west":
        fitted = sm.OLS(values, matrix).fit(
            cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}
        )
        kind = f"Newey-West, {lags} lags"
        return _Fit(coefficients, np.asarray(fitted.cov_params()), degrees, kind, correlation)
    covariance = _autoregressive(rest, matrix, inverse, correlation)
    return _Fit(coefficients, covariance, degrees, "autoregressive of order 1", correlation)


def _correlation(rest: np.ndarray, hat: np.ndarray) -> float:
    """Of neighbouring errors: the one under which the residuals' own would be expected.

    That of residuals is too small, since fitted trends take part of what goes together
    (Cheang and Reinsel 2000).
    """
    scale = float((rest**2).sum())
    if scale <= 1e-20:
        return 0.0
    seen = float((rest[1:] * rest[:-1]).sum()) / scale
    left = np.eye(len(rest)) - hat
    shifted = left @ np.eye(len(rest), k=1) @ left

    def apart(correlation: float) -> float:
        errors = _together(len(rest), correlation)
        return float((shifted * errors).sum() / (left * errors).sum()) - seen

    if apart(MOST) <= 0:
        return MOST
    if apart(-MOST) >= 0:
        return -MOST
    return float(optimize.brentq(apart, -MOST, MOST, xtol=1e-4))


def _together(number: int, correlation: float) -> np.ndarray:
    return np.asarray(linalg.toeplitz(correlation ** np.arange(number)))


def _autoregressive(
    rest: np.ndarray, matrix: np.ndarray, inverse: np.ndarray, correlation: float
) -> np.ndarray:
    """Of least squares' coefficients where errors go together like correlation ** distance, with
    the variance of errors made unbiased for what the fit took."""
    errors = _together(len(rest), correlation)
    hat = matrix @ inverse @ matrix.T
    left = len(rest) - float((hat * errors).sum())
    return np.asarray((rest**2).sum() / left * inverse @ matrix.T @ errors @ matrix @ inverse)


def _matrix(series: Series, season: int) -> np.ndarray:
    """A constant, the trend, the jump, the change of trend, then seasons."""
    steps = (series.times - series.times[0]) / series.step
    after = series.after.astype(np.float64)
    since = (series.times - series.began) / series.step * after
    columns = [np.ones(len(steps)), steps, after, since]
    if season > 1:
        round_ = np.round(steps).astype(int) % season
        columns += [(round_ == part).astype(np.float64) for part in range(1, season)]
    return np.asarray(np.column_stack(columns))


def _unit(matrix: np.ndarray, place: int) -> np.ndarray:
    return np.asarray(np.eye(matrix.shape[1])[place])


def _estimate(fit: _Fit, weights: np.ndarray) -> Estimate:
    """Of a sum of coefficients."""
    value = float(weights @ fit.coefficients)
    error = float(max(weights @ fit.covariance @ weights, 0.0) ** 0.5)
    return normal_estimate(value, error, fit.kind, degrees=fit.degrees)


def _false(series: Series, season: int, errors: str, lags: int) -> Estimate | None:
    """The jump at the middle of the time before; ``None`` where that is too short."""
    before = ~series.after
    number = int(before.sum())
    if number < max(ENOUGH_TO_TEST, 7 + season):
        return None
    times = series.times[before]
    early = Series(times, series.values[before], (), float(times[number // 2]), series.step, (), ())
    matrix = _matrix(early, season)
    if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        return None
    return _estimate(_fit(early.values, matrix, errors, min(lags, number // 3)), _unit(matrix, 2))
