"""Made-up families with a known effect, for tests."""

import numpy as np
import pandas as pd

from joinedup.insight.evaluation.methods.tables import table_of


def frame(count=400, seed=1, *, effect=2.0, apart=0.5, hidden=0.0):
    """``apart`` is how strongly x decides who takes part; ``hidden`` the same of what is unseen."""
    draw = np.random.default_rng(seed)
    x, u = draw.normal(size=count), draw.normal(size=count)
    group = draw.choice(["north", "south", "west"], count)
    chance = 1 / (1 + np.exp(-(-1.2 + apart * x + hidden * u + 0.3 * (group == "west"))))
    treated = draw.random(count) < chance
    base = 1 + x + (group == "west") + hidden * u
    return pd.DataFrame(
        {
            "treated": treated.astype(float),
            "y": base + effect * treated + draw.normal(size=count),
            "before": base + draw.normal(size=count),
            "x": x,
            "group": group,
            "area": draw.integers(0, 20, count).astype(float),
            "coin": (draw.random(count) < 0.3).astype(float),
        }
    )


def table(count=400, seed=1, **kinds):
    return table_of(frame(count, seed, **kinds))
