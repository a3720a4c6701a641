from dataclasses import replace

import numpy as np
import pytest
from scipy import optimize

from joinedup.insight.evaluation.methods.comparison.compare import compare
from joinedup.insight.evaluation.methods.comparison.compared import Question, estimate_of
from joinedup.insight.evaluation.methods.comparison.full_matching import optimal_sets
from joinedup.insight.evaluation.methods.comparison.nearest import arbitrary, greedy, neighbours
from joinedup.insight.evaluation.methods.comparison.propensity import propensity_of
from joinedup.insight.evaluation.methods.comparison.study import Columns, study_of
from joinedup.insight.evaluation.methods.comparison.tests.families import table
from joinedup.insight.evaluation.methods.tables import DataError, table_of


def study(count=400, **columns):
    columns.setdefault("covariates", ("x", "group"))
    return study_of(table(count), Columns("treated", "y", **columns))


def greedy_by_hand(score, treated, ratio, width):
    free, found = set(np.flatnonzero(~treated)), []
    order = sorted(np.flatnonzero(treated), key=lambda row: -score[row])
    for _ in range(ratio):
        for row in order:
            nearest = min(free, key=lambda c, r=row: abs(score[c] - score[r]), default=None)
            if nearest is not None and abs(score[nearest] - score[row]) <= width:
                free.remove(nearest)
                found.append((row, nearest))
    return found


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(("ratio", "width"), [(1, np.inf), (2, np.inf), (1, 0.1), (3, 0.2)])
def test_greedy_is_what_it_says(seed, ratio, width):
    draw = np.random.default_rng(seed)
    score, treated = draw.random(60), draw.random(60) < 0.3
    found = greedy(score, treated, None, ratio=ratio, width=width)
    assert sorted(map(tuple, found.tolist())) == sorted(
        greedy_by_hand(score, treated, ratio, width)
    )


def test_of_controls_with_one_score_the_nearest_in_the_sorted_list_is_chosen():
    """As MatchIt's list of all families, ordered by score, is looked through both ways."""
    score = np.array([0.5, 0.5, 0.5, 0.5, 0.2, 0.2])
    treated = np.array([False, False, True, False, False, False])
    assert greedy(score, treated, None, ratio=1, width=None).tolist() == [[2, 1]]
    assert greedy(score, treated, None, ratio=5, width=None)[:, 1].tolist() == [1, 0, 3, 5, 4]
    first = np.array([True, False, False, False, False, False])
    assert greedy(score, first, None, ratio=2, width=None)[:, 1].tolist() == [1, 2]


def test_rounding_errors_decide_between_no_controls():
    """Two families of the same covariates have the same chance, whatever the last bit says."""
    score = np.array([0.4, 0.3, 0.3 + 1e-16, 0.3 - 1e-16])
    treated = np.array([True, False, False, False])
    noisy = score + np.array([0, 3e-16, -3e-16, 1e-16])
    for each in (score, noisy):
        assert greedy(each, treated, None, ratio=1, width=None).tolist() == [[0, 3]]


def test_matches_that_the_order_of_the_file_decides_are_counted_and_said():
    score = np.array([0.5, 0.5, 0.5, 0.7, 0.7, 0.3])
    treated = np.array([True, False, False, True, False, False])
    found = greedy(score, treated, None, ratio=1, width=None)
    assert arbitrary(score, treated, None, found) == 1
    assert arbitrary(score, treated, np.array([0, 0, 1, 0, 0, 0]), found) == 0
    compared = compare(study(covariates=("group",)), Question("matching"))
    assert any("the order of the file decides" in said for said in compared.warnings)
    assert not compare(study(), Question("matching")).warnings


def test_exact_strata_are_never_left():
    draw = np.random.default_rng(3)
    score, treated, strata = draw.random(200), draw.random(200) < 0.3, draw.integers(0, 4, 200)
    found = greedy(score, treated, strata, ratio=1, width=None)
    assert (strata[found[:, 0]] == strata[found[:, 1]]).all()
    assert len(set(found[:, 1].tolist())) == len(found)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("count", [1, 3])
def test_neighbours_with_every_tie(seed, count):
    draw = np.random.default_rng(seed)
    asked, donors = draw.integers(0, 12, 30) / 10, draw.integers(0, 12, 25) / 10
    found = neighbours(asked, donors, None, count=count, width=None)
    values = draw.random(25)
    means = found.mean(values)
    for row, value in enumerate(asked):
        away = np.round(np.abs(donors - value), 9)
        near = away <= np.sort(away)[count - 1]
        assert means[row] == pytest.approx(values[near].mean())
    used, squares = found.used()
    assert used.sum() == pytest.approx(30)
    assert (squares <= used + 1e-12).all()


def least_cover(score, treated):
    """The same optimum from an assignment (Schrijver 2003, minimum weight edge cover)."""
    cost = np.abs(score[treated][:, None] - score[~treated][None, :])
    own, other = cost.min(axis=1), cost.min(axis=0)
    saved = np.minimum(cost - own[:, None] - other[None, :], 0)
    return own.sum() + other.sum() + saved[optimize.linear_sum_assignment(saved)].sum()


@pytest.mark.parametrize("seed", range(60))
def test_full_matching_is_optimal(seed):
    draw = np.random.default_rng(seed)
    count = int(draw.integers(4, 60))
    score = draw.random(count) if seed % 2 else draw.integers(0, 15, count) / 15
    treated = np.arange(count) < max(1, int(draw.integers(1, count)))
    score, treated = score[::-1], treated[draw.permutation(count)]
    sets, total = optimal_sets(score, treated), 0.0
    for code in np.unique(sets):
        took, others = score[(sets == code) & treated], score[(sets == code) & ~treated]
        assert min(len(took), len(others)) == 1
        total += np.abs(took[:, None] - others[None, :]).sum()
    assert total == pytest.approx(least_cover(score, treated), abs=1e-9)


def test_families_of_one_score_are_shared_out_evenly():
    """By one yes or no, full matching is comparing within each of the two, whatever the order."""
    draw = np.random.default_rng(3)
    lone = draw.random(600) < 0.5
    treated = draw.random(600) < np.where(lone, 0.7, 0.2)
    score = np.where(lone, 0.7, 0.2)
    sets = optimal_sets(score, treated)
    for code in np.unique(sets):
        assert len(set(score[sets == code])) == 1
        assert min((sets == code)[treated].sum(), (sets == code)[~treated].sum()) == 1
        assert 2 <= (sets == code).sum() <= 6
    families = table(600).frame.assign(
        treated=treated.astype(float), x=lone, y=lambda f: f.y + 3 * lone
    )
    seen = study_of(table_of(families), Columns("treated", "y", ("x",)))
    for estimand in ("att", "ate"):
        whole, within = (
            compare(seen, Question(method, estimand)).difference
            for method in ("full-matching", "regression")
        )
        assert whole == pytest.approx(within)


def test_pairs_have_the_error_of_paired_means():
    seen = study()
    compared = compare(seen, Question("matching"))
    treated, control = compared.pairs.T
    apart = seen.outcome[treated] - seen.outcome[control]
    estimate = estimate_of(seen, compared)
    assert estimate.value == pytest.approx(apart.mean())
    assert estimate.standard_error == pytest.approx(apart.std(ddof=1) / np.sqrt(len(apart)))


def test_weights_of_full_matching_stand_for_the_estimand():
    for estimand, total in (("att", "n_treated"), ("ate", "__len__")):
        seen = study()
        compared = compare(seen, Question("full-matching", estimand))
        wanted = getattr(seen, total)
        wanted = wanted() if callable(wanted) else wanted
        assert compared.weights[~seen.treated].sum() == pytest.approx(wanted)
        assert compared.weights[seen.treated].sum() == pytest.approx(wanted)


def test_bias_correction_is_exact_where_outcomes_are_linear():
    families = table(400, effect=2.0).frame
    families["y"] = 1 + 3 * families["x"] + 2 * families["treated"]
    seen = study_of(table_of(families), Columns("treated", "y", ("x",)))
    for estimand in ("att", "ate"):
        question = Question("matching", estimand, replace=True, adjust=True)
        assert compare(seen, question).difference == pytest.approx(2.0)


def test_clusters_of_matches_with_replacement():
    """As many clusters as families: the linearised error is near that of Abadie and Imbens."""
    families = table(2000).frame
    families["own"] = np.arange(2000.0)
    for estimand in ("att", "ate"):
        question = Question("matching", estimand, replace=True)
        errors = [
            estimate_of(seen, compare(seen, question)).standard_error
            for seen in (
                study_of(table_of(families), Columns("treated", "y", ("x", "group"), cluster=c))
                for c in (None, "own")
            )
        ]
        assert errors[1] == pytest.approx(errors[0], rel=0.15)


@pytest.mark.parametrize(
    ("question", "columns", "said"),
    [
        (Question("matching", caliper=1e-12), {}, "too narrow"),
        (Question("matching", caliper=1e-12, replace=True), {}, "too narrow"),
        (Question("full-matching", caliper=0.2), {}, "full-matching has no --caliper"),
        (Question("ipw"), {"exact": ("group",)}, "ipw has no --exact"),
        (Question("ipw", ratio=2), {}, "ipw has no --ratio"),
        (Question("regression"), {"covariates": ()}, "regression needs --covariates"),
        (Question("ipw", stabilised=True), {}, "use --estimand ate"),
        (Question("ipw", trim=0.2), {}, "is a quantile"),
        (Question("matching", ratio=0), {}, "1 or more"),
    ],
)
def test_what_a_method_cannot_do_is_one_line(question, columns, said):
    with pytest.raises(DataError, match=said):
        compare(study(**columns), question)


def test_for_all_families_matching_is_with_replacement_and_says_so():
    asked = compare(study(), Question("matching", "ate"))
    told = compare(study(), Question("matching", "ate", replace=True))
    assert np.array_equal(asked.weights, told.weights)
    assert any("with replacement" in said for said in asked.warnings)


@pytest.mark.parametrize("ratio", [1, 9])
def test_too_few_controls_are_all_matched_and_it_is_said(ratio):
    """As MatchIt: those likeliest to take part choose first, the rest have no match."""
    families = table(400).frame
    if ratio == 1:
        families["treated"] = 1 - families["treated"]
    seen = study_of(table_of(families), Columns("treated", "y", ("x", "group")))
    compared = compare(seen, Question("matching", ratio=ratio))
    assert (compared.weights[~seen.treated] > 0).all()
    assert any("are too few to match" in said for said in compared.warnings)
    if ratio == 1:
        left = seen.n_treated - seen.n_control
        score = propensity_of(seen).score[seen.treated]
        has = compared.weights[seen.treated] > 0
        assert (~has).sum() == left
        assert score[~has].max() <= score[has].min()
        assert any(f"{left:,} of {seen.n_treated:,} families" in said for said in compared.warnings)


def test_a_regression_after_matching_speaks_of_those_who_were_matched():
    families = table(600, apart=1.5).frame
    families["y"] = families["x"] * (1 + families["treated"])
    seen = study_of(table_of(families), Columns("treated", "y", ("x",)))
    compared = compare(seen, Question("matching", caliper=0.05, adjust=True))
    inside = (compared.weights > 0) & seen.treated
    assert inside.sum() < seen.n_treated
    matched = families["x"].to_numpy()[inside].mean()
    assert compared.difference == pytest.approx(matched)


def test_the_propensitys_own_error_can_be_left_out():
    kinds = {
        fixed: estimate_of(
            seen, compare(seen, Question("matching", "ate", replace=True, fixed_weights=fixed))
        )
        for seen in (study(1000),)
        for fixed in (False, True)
    }
    assert "(2016)" in kinds[False].error_kind
    assert "(2006)" in kinds[True].error_kind
    assert kinds[False].standard_error < kinds[True].standard_error
    assert kinds[False].value == kinds[True].value


def test_matched_sets_and_clusters_both_count():
    """Two-way: families one by one add nothing to sets, and sets as clusters are themselves."""
    seen = study()
    compared = compare(seen, Question("full-matching"))
    alone = estimate_of(seen, compared).standard_error
    for clusters in (np.arange(len(seen)), compared.sets):
        both = estimate_of(replace(seen, clusters=clusters), compared).standard_error
        assert both == pytest.approx(alone, rel=0.01)
