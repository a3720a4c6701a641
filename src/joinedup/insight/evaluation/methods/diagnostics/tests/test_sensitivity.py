import numpy as np
import pytest

from joinedup.insight.evaluation.methods.diagnostics.sensitivity import e_value, rosenbaum_gamma


@pytest.mark.parametrize(
    ("ratio", "value"),
    [
        (3.9, 7.26),  # VanderWeele and Ding 2017: breast-feeding and respiratory death
        (1.8, 3.0),  # its interval's lower end
        (0.8, 1.81),  # on the other side of one
        (1.0, 1.0),
    ],
)
def test_e_values_as_published(ratio, value):
    assert e_value(ratio) == pytest.approx(value, abs=0.005)


def test_e_values_without_a_ratio():
    assert e_value(0.0) == np.inf
    assert np.isnan(e_value(float("nan")))


def test_gamma_is_where_the_bound_crosses():
    """Pairs that all differ the same way: p = P(Z > (1 - s) / sqrt(s (1 - s) / n))."""
    gamma = rosenbaum_gamma(np.ones(100))
    share = gamma / (1 + gamma)
    assert (1 - share) * 10 / np.sqrt(share * (1 - share)) == pytest.approx(1.6449, abs=1e-3)


def test_gamma_of_no_difference_is_one():
    assert rosenbaum_gamma(np.zeros(10)) == 1.0
    assert rosenbaum_gamma(np.array([1.0, -1.0] * 20)) == 1.0


def test_gamma_grows_with_the_effect():
    draw = np.random.default_rng(5)
    noise = draw.normal(size=200)
    gammas = [rosenbaum_gamma(noise + effect) for effect in (0.5, 0.8, 1.2)]
    assert gammas == sorted(gammas)
    assert gammas[0] > 1
