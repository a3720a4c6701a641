"""The made-up families hold the effects that they are said to hold, and hide them as is said."""

from datetime import date

import numpy as np

from joinedup.interfaces.demonstration.area.programme import (
    EFFECTS,
    RISKS,
    DrawnFamily,
    draw_families,
)

AS_AT = date(2026, 11, 26)


def _column(families: list[DrawnFamily], risk: str) -> tuple[np.ndarray, np.ndarray]:
    """Who took part, and who had the risk at the end, of the families of whom that is known."""
    known = [family for family in families if family.end.get(risk) is not None]
    return (
        np.array([family.took_part for family in known]),
        np.array([family.end[risk] for family in known], dtype=float),
    )


def _allowed_for(families: list[DrawnFamily], risk: str) -> float:
    """The difference with everything that the draw looks at held alike (least squares)."""
    known = [f for f in families if f.end.get(risk) is not None and None not in f.start.values()]
    rows = [
        [1, f.took_part, f.children >= 3, f.lone_parent, f.deprivation, *f.start.values()]
        for f in known
    ]
    outcome = np.array([f.end[risk] for f in known], dtype=float)
    return float(np.linalg.lstsq(np.array(rows, dtype=float), outcome, rcond=None)[0][1])


def test_allowing_for_what_was_known_gives_the_truth_and_a_plain_comparison_does_not():
    families = draw_families(40_000, AS_AT)
    for risk in RISKS:
        true = EFFECTS.get(risk, 0.0)
        assert abs(_allowed_for(families, risk) - true) < 0.025, risk
    for risk, true in EFFECTS.items():
        took_part, end = _column(families, risk)
        plain = end[took_part].mean() - end[~took_part].mean()
        assert plain > true + 0.04, f"{risk}: those who took part were no worse off"


def test_stages_come_in_order_and_are_over():
    for family in draw_families(600, AS_AT):
        days = [family.referred, family.accepted, family.engaged, family.left]
        reached = [day for day in days if day]
        assert reached == sorted(reached)
        assert family.measured is None or family.measured < AS_AT
        assert bool(family.end) == (family.accepted is not None)
        assert family.took_part or family.engaged is None


def test_the_same_in_every_run():
    assert draw_families(50, AS_AT) == draw_families(600, AS_AT)[:50]
