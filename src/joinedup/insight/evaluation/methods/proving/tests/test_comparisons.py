"""Known effects: found without bias, held by intervals, refused where they cannot be found.

Bounds are five Monte Carlo errors wide, so that a right method all but never fails them.
"""

import numpy as np
import pytest

from joinedup.insight.evaluation.methods.proving.comparisons import WORLDS, coverage, questions

DRAWS = 50
COVERED = 0.95 - 5 * np.sqrt(0.95 * 0.05 / DRAWS)


def adjusting(scenario):
    return [question for question in questions(scenario) if question.method != "difference"]


@pytest.mark.parametrize("scenario", ["unconfounded", "confounded", "effects that differ"])
def test_known_effects_are_found(scenario):
    for found in coverage(DRAWS, 7, adjusting(scenario), scenario):
        assert abs(found.bias) < 5 * found.bias_error + 0.02, found
        assert found.coverage > COVERED, found
        assert 0.65 < found.mean_error / found.spread < 1.6, found
        assert found.refused < 0.25, found


@pytest.mark.parametrize("scenario", ["no overlap", "unmeasured confounder"])
def test_effects_that_cannot_be_found_are_refused(scenario):
    for found in coverage(6, 8, list(questions(scenario)), scenario):
        assert found.refused == 1, found


def test_the_same_seed_is_the_same_table():
    asked = list(questions("confounded"))[:2]
    assert coverage(5, 1, asked, "confounded") == coverage(5, 1, asked, "confounded")


def test_every_world_has_its_truth():
    assert WORLDS.keys() >= {"unconfounded", "confounded", "no overlap", "unmeasured confounder"}
    (found,) = coverage(3, 1, adjusting("unmeasured, no placebo")[:1], "unmeasured, no placebo")
    assert found.bias > 0.5
