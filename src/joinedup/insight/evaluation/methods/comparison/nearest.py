"""Nearest neighbours on one number: greedy without replacement, or every tie with it."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

SAME = 12
"""Decimals to which two scores are the same: rounding errors make no ties."""


def greedy(
    score: np.ndarray,
    treated: np.ndarray,
    strata: np.ndarray | None,
    *,
    ratio: int,
    width: float | None,
) -> np.ndarray:
    """Rows (m, 2) of treated and control, each control at most once, as MatchIt does it.

    Treated families choose in descending order of their score (n,), all once, then all again up to
    ``ratio`` times; a control farther than ``width`` is never chosen. Where
    controls have one score, the one that stands nearest in order of score and row is chosen (see
    ``arbitrary``).
    """
    score = np.round(score, SAME)
    codes = np.zeros(len(score), dtype=np.int64) if strata is None else strata
    by_stratum = np.argsort(codes, kind="stable")
    edges = np.flatnonzero(np.diff(codes[by_stratum])) + 1
    found = [
        _greedy_within(score, rows[treated[rows]], rows[~treated[rows]], ratio, width)
        for rows in np.split(by_stratum, edges)
    ]
    return np.concatenate(found)


class _Free:
    """Places 0 to n - 1 that are still free: the nearest at or before, and at or after, one."""

    def __init__(self, count: int) -> None:
        self._before = list(range(count + 1))
        self._after = list(range(count + 1))

    def take(self, place: int) -> None:
        """``place`` is free no longer."""
        self._before[place + 1] = place
        self._after[place] = place + 1

    def before(self, place: int) -> int:
        """-1 if there is none."""
        return self._root(self._before, place + 1) - 1

    def after(self, place: int) -> int:
        """The count if there is none."""
        return self._root(self._after, place)

    @staticmethod
    def _root(parents: list[int], place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place


def _greedy_within(
    score: np.ndarray, treated: np.ndarray, control: np.ndarray, ratio: int, width: float | None
) -> np.ndarray:
    control = control[np.argsort(score[control], kind="stable")]
    treated = treated[np.argsort(-score[treated], kind="stable")]
    offered = score[control].tolist()
    starts = _places(score, treated, control)
    asked, free = score[treated].tolist(), _Free(len(offered))
    most = np.inf if width is None else width
    found: list[tuple[int, int]] = []
    for _ in range(ratio):
        for who, (value, start) in enumerate(zip(asked, starts, strict=True)):
            below, above = free.before(start - 1), free.after(start)
            down = value - offered[below] if below >= 0 else np.inf
            up = offered[above] - value if above < len(offered) else np.inf
            if min(down, up) > most or min(down, up) == np.inf:
                continue
            chosen = below if down <= up else above
            free.take(chosen)
            found.append((who, chosen))
    places = np.array(found, dtype=np.int64).reshape(-1, 2)
    return np.column_stack([treated[places[:, 0]], control[places[:, 1]]])


def _places(score: np.ndarray, treated: np.ndarray, control: np.ndarray) -> list[int]:
    """How many controls stand before each treated by score, then by row."""
    rows = np.concatenate([treated, control])
    order = np.lexsort((rows, score[rows]))
    before = np.cumsum(order >= len(treated))
    places = np.zeros(len(rows), dtype=np.int64)
    places[order] = before
    return [int(place) for place in places[: len(treated)]]


def arbitrary(
    score: np.ndarray, treated: np.ndarray, strata: np.ndarray | None, matched: np.ndarray
) -> int:
    """How many treated of ``matched`` (m, 2) have a control in whose place another one of the same
    score (n,), which nobody has, could stand: the order of the file decided between them."""
    codes = np.zeros(len(score)) if strata is None else strata
    kinds = np.unique(np.column_stack([np.round(score, SAME), codes]), axis=0, return_inverse=True)
    kind = kinds[1].ravel()
    free = ~treated
    free[matched[:, 1]] = False
    either = np.isin(kind[matched[:, 1]], kind[free])
    return len(np.unique(matched[either, 0]))


@dataclass(frozen=True)
class Neighbours:
    """Of a askers among d donors with u different scores.

    ``shares`` (a, u): how an asker's matches divide among donors' scores, rows sum to 1, or to 0
    where it has none; ``code`` (d,) and ``size`` (u,) are the donors' scores and how many have it;
    ``matches`` (a,) is how many an asker has. A donor's share is that of its score over its size.
    """

    shares: sparse.csr_array
    code: np.ndarray
    size: np.ndarray
    matches: np.ndarray

    @property
    def matched(self) -> np.ndarray:
        """Which askers have a match, (a,)."""
        return self.matches > 0

    def mean(self, values: np.ndarray) -> np.ndarray:
        """What askers' matches have on average, (a,), of donors' ``values`` (d,)."""
        sums = np.bincount(self.code, weights=values, minlength=len(self.size))
        return np.asarray(self.shares @ (sums / self.size), dtype=np.float64)

    def covariance(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Of two values (d,) among each asker's matches, (a,); NaN with fewer than two."""
        one, other = one - one.mean(), other - other.mean()
        apart = self.mean(one * other) - self.mean(one) * self.mean(other)
        several = self.matches > 1
        scale = np.where(several, self.matches / np.where(several, self.matches - 1, 1), np.nan)
        return np.asarray(apart * scale)

    def used(self) -> tuple[np.ndarray, np.ndarray]:
        """How often each donor is used, and the sum of its squared shares, (d,) both."""
        times = np.asarray(self.shares.sum(axis=0)).ravel() / self.size
        squares = np.asarray(self.shares.power(2).sum(axis=0)).ravel() / self.size**2
        return times[self.code], squares[self.code]


def neighbours(
    asked: np.ndarray,
    donors: np.ndarray,
    strata: tuple[np.ndarray, np.ndarray] | None,
    *,
    count: int,
    width: float | None,
) -> Neighbours:
    """The ``count`` nearest donors, and all that are as near as the last (Abadie and Imbens 2006).

    ``strata`` holds codes of askers and of donors.
    """
    asked, donors = np.round(asked, SAME), np.round(donors, SAME)
    of_asked, of_donors = strata or (np.zeros(len(asked)), np.zeros(len(donors)))
    code, sizes, parts, offset = np.zeros(len(donors), dtype=np.int64), [], [], 0
    for stratum in np.unique(of_donors):
        askers, givers = np.flatnonzero(of_asked == stratum), of_donors == stratum
        values, codes, size = np.unique(donors[givers], return_inverse=True, return_counts=True)
        code[givers] = codes + offset
        sizes.append(size)
        who, which, how_many = _nearest(asked[askers], values, size, count, width)
        parts.append((askers[who], which + offset, how_many))
        offset += len(values)
    rows, columns, counts = (np.concatenate(part) for part in zip(*parts, strict=True))
    total = np.bincount(rows, weights=counts, minlength=len(asked))
    shares = sparse.csr_array((counts / total[rows], (rows, columns)), (len(asked), offset))
    return Neighbours(shares, code, np.concatenate(sizes), total)


def _nearest(
    asked: np.ndarray, values: np.ndarray, size: np.ndarray, count: int, width: float | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Asker, place in ``values`` (sorted) and number of donors there, for each match."""
    most = np.inf if width is None else width
    above = np.searchsorted(values, asked, side="right")
    below = above - 1
    enough = np.zeros(len(asked), dtype=np.int64)
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    none = np.zeros(0, dtype=np.int64)
    edged = np.concatenate([[-np.inf], values, [np.inf]])
    while True:
        down, up = asked - edged[below + 1], edged[above + 1] - asked
        nearest = np.minimum(down, up)
        going = (enough < count) & (nearest <= most) & np.isfinite(nearest)
        if not going.any():
            break
        for chosen, place, move in (
            (going & (down <= up + 10.0**-SAME), below, -1),
            (going & (up <= down + 10.0**-SAME), above, 1),
        ):
            who = np.flatnonzero(chosen & (place >= 0) & (place < len(values)))
            found.append((who, place[who], size[place[who]]))
            enough[who] += size[place[who]]
            place[who] += move
    if not found:
        return none, none, none
    who, which, how_many = (np.concatenate(part) for part in zip(*found, strict=True))
    return who, which, how_many
