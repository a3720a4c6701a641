"""Made-up families, some of whom took part in something whose true effect is known.

Families with more needs are likelier to take part and fare worse without it, so that simply
comparing the groups misleads.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

EFFECT = -2.0
"""Days of unexplained absence a term that taking part prevents in a family of mean need; families
in need of more gain more, by ``MORE`` a standard deviation of need."""
MORE = -0.5
AREAS = ("north", "south", "east", "west", "centre")
TENURES = ("council", "housing association", "private", "owned")
NEEDS = (
    "debt", "arrears", "domestic_abuse", "child_protection", "substance_use", "mental_health",
    "exclusion", "young_carer", "housing_unfit", "worklessness",
)  # fmt: skip
NUMBERS = (
    "children", "adults", "youngest_age", "police_calls", "moves", "income", "absence_before",
    "distance",
)  # fmt: skip
COVARIATES = (*NUMBERS, *NEEDS, "area", "tenure")
"""Twenty, as many as the design names."""


@dataclass(frozen=True)
class Made:
    """The file, and the true average effect among those who took part and among all."""

    path: Path
    att: float
    ate: float


def write_families(number: int, folder: Path, seed: int = 1) -> Made:
    """``families.csv``: one row a family."""
    rng = np.random.default_rng(seed)
    need = rng.normal(size=number)
    frame = pd.DataFrame({"family": np.arange(1, number + 1)})
    frame["children"] = 1 + rng.poisson(np.exp(0.3 + 0.15 * need))
    frame["adults"] = rng.integers(1, 4, number)
    frame["youngest_age"] = rng.integers(0, 17, number)
    frame["police_calls"] = rng.poisson(np.exp(0.2 + 0.4 * need))
    frame["moves"] = rng.poisson(0.7, number)
    frame["income"] = np.round(np.exp(rng.normal(9.6 - 0.15 * need, 0.35)))
    frame["absence_before"] = np.round(np.clip(8 + 3 * need + rng.normal(0, 3, number), 0, None), 1)
    frame["distance"] = np.round(rng.gamma(2, 2, number), 1)
    for rank, name in enumerate(NEEDS):
        chance = 1 / (1 + np.exp(1.2 - 0.1 * rank - (0.3 + 0.06 * rank) * need))
        frame[name] = (rng.random(number) < chance).astype(int)
    frame["area"] = rng.choice(AREAS, number)
    frame["tenure"] = rng.choice(TENURES, number)
    seen = _seen(frame)
    chance = 1 / (1 + np.exp(0.9 - 0.7 * seen))
    frame["took_part"] = (rng.random(number) < chance).astype(int)
    without = 9 + 2.5 * seen + rng.normal(0, 3, number)
    effect = EFFECT + MORE * seen
    frame["absence"] = np.round(without + effect * frame["took_part"], 2)
    frame["absence_two_years_before"] = np.round(7 + 2 * seen + rng.normal(0, 3, number), 2)
    path = folder / "families.csv"
    frame.to_csv(path, index=False)
    took_part = frame["took_part"].to_numpy() == 1
    return Made(path, float(effect[took_part].mean()), float(effect.mean()))


def _seen(frame: pd.DataFrame) -> np.ndarray:
    """The need that shows in the covariates, in standard deviations."""
    parts = (
        0.5 * frame["absence_before"] / 4,
        0.25 * frame["police_calls"],
        -0.8 * np.log(frame["income"]),
        *(0.25 * frame[name] for name in NEEDS),
        0.2 * (frame["area"] == "north"),
    )
    total = np.sum([np.asarray(part, dtype=np.float64) for part in parts], axis=0)
    return np.asarray((total - total.mean()) / total.std())


def write_panel(number: int, folder: Path, seed: int = 2) -> Made:
    """``panel.csv``: families in areas that began in different years, or never; six years each."""
    rng = np.random.default_rng(seed)
    families = max(number // 6, 60)
    began = rng.choice([0, 2021, 2022, 2023], families, p=[0.4, 0.2, 0.2, 0.2])
    own = rng.normal(10, 2, families)
    years = np.arange(2019, 2025)
    year = np.tile(years, families)
    unit, first = np.repeat(np.arange(families), 6), np.repeat(began, 6)
    treated = (first > 0) & (year >= first)
    effect = np.where(treated, -1.0 - 0.5 * (year - first), 0.0)
    outcome = own[unit] + 0.3 * (year - 2019) + effect + rng.normal(0, 1.5, unit.size)
    path = folder / "panel.csv"
    pd.DataFrame(
        {"family": unit, "year": year, "began": first, "absence": np.round(outcome, 2)}
    ).to_csv(path, index=False)
    att = float(effect[treated].mean())
    return Made(path, att, att)


def write_spells(number: int, folder: Path, seed: int = 3) -> Made:
    """``spells.csv``: months until a family came back to the hub, half of them supported; the
    truth is the logarithm of the hazard ratio."""
    rng = np.random.default_rng(seed)
    supported = rng.integers(0, 2, number)
    needs = rng.poisson(2, number)
    ratio = -0.5
    until = rng.exponential(24 / np.exp(ratio * supported + 0.2 * (needs - 2)))
    seen_until = rng.uniform(6, 36, number)
    path = folder / "spells.csv"
    pd.DataFrame(
        {
            "months": np.round(np.maximum(np.minimum(until, seen_until), 0.1), 1),
            "came_back": (until <= seen_until).astype(int),
            "supported": supported,
            "needs": needs,
        }
    ).to_csv(path, index=False)
    return Made(path, ratio, ratio)
