"""Made-up areas and families whose effects are known, to prove the methods of this folder with."""

import numpy as np
import pandas as pd

from joinedup.insight.evaluation.methods.tables import Table, table_of


def staggered_areas(
    units: int = 400,
    seed: int = 0,
    *,
    effect: float = 1.0,
    growing: float = 0.0,
    drift: float = 0.0,
    confounded: float = 0.0,
) -> Table:
    """Six times; a quarter begin at 3, a quarter at 5, half never do.

    ``effect`` at the beginning, ``growing`` more with each time after; ``drift`` is a trend of
    those who begin, ``confounded`` a trend with ``x``, which is higher where they begin.
    """
    random = np.random.default_rng(seed)
    begun = random.choice([0, 3, 5], units, p=[0.5, 0.25, 0.25])
    x = random.normal(size=units) + 0.8 * (begun > 0)
    own = random.normal(size=units)
    frames = []
    for time in range(1, 7):
        on = (begun > 0) & (time >= begun)
        gain = on * (effect + growing * (time - begun))
        moves = 0.3 * time + drift * time * (begun > 0) + confounded * time * x
        y = own + moves + gain + random.normal(size=units)
        frames.append(
            pd.DataFrame(
                {
                    "unit": np.arange(units),
                    "time": time,
                    "begun": begun,
                    "x": x,
                    "y": y,
                    "district": np.arange(units) % 40,
                }
            )
        )
    return table_of(pd.concat(frames, ignore_index=True))


def followed(
    families: int = 300, seed: int = 0, *, effect: float = 0.7, until: float = 3.0
) -> Table:
    """Followed for at most ``until``: ``effect`` is the log hazard ratio of ``x``, -0.5 that of
    ``helped``; the baseline hazard is 0.5, and moving away competes at 0.2."""
    random = np.random.default_rng(seed)
    x, helped = random.normal(size=families), random.integers(0, 2, families)
    first = random.exponential(1 / (0.5 * np.exp(effect * x - 0.5 * helped)))
    away = random.exponential(5.0, families)
    lasted = np.minimum(np.minimum(first, away), until)
    ended = np.where(lasted == first, "again", np.where(lasted == away, "moved", "no"))
    return table_of(pd.DataFrame({"lasted": lasted, "ended": ended, "x": x, "helped": helped}))


def months(
    before: int = 48,
    after: int = 24,
    seed: int = 0,
    *,
    jump: float = -2.0,
    turn: float = -0.1,
    together: float = 0.0,
    seasons: bool = False,
) -> Table:
    """A monthly series with a jump and a change of trend; neighbours go together."""
    random = np.random.default_rng(seed)
    time = np.arange(before + after, dtype=np.float64)
    on = time >= before
    noise = np.zeros(len(time))
    for n in range(len(time)):
        noise[n] = (together * noise[n - 1] if n else 0.0) + random.normal()
    y = 30 + 0.05 * time + on * (jump + turn * (time - before)) + noise
    if seasons:
        y = y + 3 * np.sin(2 * np.pi * time / 12)
    return table_of(pd.DataFrame({"month": time, "y": y}))


def helped_for(
    families: int = 600, seed: int = 0, *, dose: float = 0.0, until: float = 4.0
) -> Table:
    """Help lasts as planned, unless the event (a rate of 0.35) ends it first. ``dose`` is the log
    hazard ratio of one more unit of time helped so far, for as long as it was had."""
    random = np.random.default_rng(seed)
    x = random.normal(size=families)
    planned = random.uniform(0.2, 3.0, families)
    steps, step = int(until / 0.02), 0.02
    happened = np.full(families, np.inf)
    for n in range(steps):
        now = n * step
        rate = 0.35 * np.exp(0.4 * x + dose * np.minimum(now, planned))
        ends = (random.random(families) < 1 - np.exp(-rate * step)) & np.isinf(happened)
        happened[ends] = now + step * random.random(int(ends.sum()))
    lasted = np.minimum(happened, until)
    return table_of(pd.DataFrame({
        "length": np.minimum(planned, lasted), "lasted": lasted,
        "again": (happened <= until).astype(float), "x": x,
    }))  # fmt: skip
