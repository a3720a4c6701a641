"""Reductions and paired tests as others published them."""

import numpy as np
import pandas as pd
import pytest

from joinedup.insight.evaluation.methods.change.analysis import changes_of
from joinedup.insight.evaluation.methods.change.families import wide_families
from joinedup.insight.evaluation.methods.change.pairs import Pairs, mcnemar, reduction
from joinedup.insight.evaluation.methods.tables import table_of


@pytest.mark.parametrize(
    ("risk", "start", "end", "printed"),
    [("housing", 47, 15, 68), ("school", 56, 25, 55), ("child_protection", 23, 13, 43)],
)
def test_reductions_of_family_intervention_projects(risk, start, end, printed):
    """Leavers to March 2009: shares at the start and the end, and the reduction as printed. 23 to
    13 is 43.5%, which was printed as 43."""
    families = np.arange(100)
    frame = pd.DataFrame({f"{risk}_start": families < start, f"{risk}_exit": families < end})
    found = changes_of(wide_families(table_of(frame)), draws=0).changes[0]
    assert (found.pairs.first, found.pairs.later) == (start / 100, end / 100)
    assert int(100 * found.relative.value) == printed


def test_airway_hyper_responsiveness():
    """Fagerland, Lydersen and Laake 2014, "Recommended tests and confidence intervals for paired
    binomial proportions", tables: exact p 0.070, mid-p 0.039, difference -0.286 with Newcombe's
    interval from -0.507 to -0.026."""
    pairs = Pairs(1, 1, 7, 12)
    test, found = mcnemar(pairs), reduction(pairs)
    assert (round(test.exact, 3), round(test.mid_p, 3)) == (0.070, 0.039)
    printed = (round(found.value, 3), round(found.low, 3), round(found.high, 3))
    assert printed == (-0.286, -0.507, -0.026)
