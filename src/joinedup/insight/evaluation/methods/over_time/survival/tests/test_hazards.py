import numpy as np
import pytest
from scipy.optimize import approx_fprime

from joinedup.insight.evaluation.methods.over_time.made_up import followed
from joinedup.insight.evaluation.methods.over_time.survival.analysis import survival
from joinedup.insight.evaluation.methods.over_time.survival.curves import kaplan_meier
from joinedup.insight.evaluation.methods.over_time.survival.hazards import TIES, hazards
from joinedup.insight.evaluation.methods.over_time.survival.times import times_of
from joinedup.insight.evaluation.methods.tables import DataError, table_of


def lives(table, **told):
    asked = {"covariates": ("x", "helped"), "event_value": "again", "competing": ("moved",)}
    return times_of(table, duration="lasted", event="ended", **{**asked, **told})


def likelihood(times, terms, coefficients, ties="efron"):
    """The long way: one event time after the other. ``terms(t)`` has shape (n, k)."""
    total = 0.0
    for t in np.unique(times.duration[times.event]):
        score = terms(t) @ coefficients
        dead = (times.duration == t) & times.event
        risk, own = np.exp(score[times.duration >= t]).sum(), np.exp(score[dead]).sum()
        total += score[dead].sum()
        left = [k / dead.sum() if ties == "efron" else 0 for k in range(dead.sum())]
        total -= sum(np.log(risk - part * own) for part in left)
    return total


@pytest.fixture
def tied():
    frame = followed(120, 3).frame
    frame["lasted"] = np.ceil(frame["lasted"] * 4)
    return lives(table_of(frame))


@pytest.mark.parametrize("ties", TIES)
def test_the_likelihood_is_the_one_worked_out_the_long_way(tied, ties):
    def of(beta):
        return likelihood(tied, lambda _: tied.known.matrix, beta, ties)

    found = hazards(tied, ties=ties)
    beta = np.array([each.value for each in found.coefficients.values()])
    assert found.log_likelihood == pytest.approx(of(beta), abs=1e-6)
    assert found.log_likelihood_none == pytest.approx(of(0 * beta), abs=1e-6)
    assert approx_fprime(beta, of, 1e-6) == pytest.approx(0, abs=1e-2)
    assert found.ties == ties


def test_without_ties_both_ways_are_the_same():
    one, other = (hazards(lives(followed(200)), ties=ties) for ties in TIES)
    for name, each in one.coefficients.items():
        assert other.coefficients[name].value == pytest.approx(each.value, abs=1e-6)
        assert other.coefficients[name].standard_error == pytest.approx(each.standard_error)
    assert other.proportionality.together.statistic == pytest.approx(
        one.proportionality.together.statistic, rel=1e-5
    )


def test_one_row_of_whom_a_covariate_is_missing_counts_like_every_other():
    """Newton's whole step leaps too far here, as it does for the lung data of R's survival."""
    frame = followed(200, 3).frame.sort_values("lasted").reset_index(drop=True)
    frame.loc[frame.index[frame["ended"] == "again"][3], "x"] = np.nan
    times = lives(table_of(frame), missing="mark")
    found = hazards(times).coefficients
    assert list(found) == ["x", "x missing", "helped"]
    beta = np.array([each.value for each in found.values()])
    slope = approx_fprime(beta, lambda b: likelihood(times, lambda _: times.known.matrix, b), 1e-6)
    assert slope == pytest.approx(0, abs=1e-3)


def test_a_missing_covariate_without_an_event_leaves_the_hazards_of_the_rest():
    frame = followed(200, 3).frame
    frame.loc[frame.index[frame["ended"] == "no"][:4], "x"] = np.nan
    seen = lives(table_of(frame), missing="mark")
    found, rest = hazards(seen), hazards(lives(table_of(frame.dropna())))
    assert found.n == rest.n == 196
    for name, each in rest.coefficients.items():
        assert found.coefficients[name].value == pytest.approx(each.value, abs=1e-6)
        assert found.coefficients[name].standard_error == pytest.approx(each.standard_error)
    assert any(said.startswith("4 rows are left out of the hazards") for said in seen.warnings)


def test_rows_without_a_covariate_are_left_out_of_the_hazards_alone():
    """As R does: some of them have the event, one has the only family of its place."""
    frame = followed(200, 3).frame
    frame["place"] = np.where(np.arange(200) % 2, "north", "south")
    frame.loc[7, "place"] = "abroad"
    frame.loc[[7, 8, 9, 30], "x"] = np.nan
    asked = {"covariates": ("x", "helped", "place"), "group": "helped"}
    seen = lives(table_of(frame), **asked)
    found, rest = hazards(seen), hazards(lives(table_of(frame.dropna(subset="x")), **asked))
    assert found == rest
    assert found.n == 196
    assert seen.event.sum() == (frame["ended"] == "again").sum()
    assert "4 rows are left out of the hazards: x is not known" in seen.warnings[0]


@pytest.mark.parametrize("ties", TIES)
def test_proportionality_is_the_score_test_worked_out_the_long_way(tied, ties):
    found = hazards(tied, ties=ties)
    beta = np.array([each.value for each in found.coefficients.values()])
    curve = kaplan_meier(tied.duration, tied.event)
    before = dict(zip(curve.times, np.concatenate([[1], curve.share[:-1]]), strict=True))

    def terms(t):
        return np.column_stack([tied.known.matrix, tied.known.matrix * before[t]])

    def of(coefficients):
        return likelihood(tied, terms, coefficients, ties)

    start, step, size = np.concatenate([beta, [0, 0]]), 1e-3, 4
    unit = np.eye(size) * step
    score = np.array([(of(start + u) - of(start - u)) / (2 * step) for u in unit])
    curved = np.array([
        [
            (of(start + u + v) - of(start + u - v) - of(start - u + v) + of(start - u - v))
            / (4 * step**2)
            for v in unit
        ]
        for u in unit
    ])  # fmt: skip
    inverse = np.linalg.inv(-curved)
    statistic = score[2:] @ inverse[2:, 2:] @ score[2:]
    assert found.proportionality.together.statistic == pytest.approx(statistic, rel=2e-3)
    part = np.linalg.inv(-curved[:3, :3])
    assert found.proportionality.each["x"].statistic == pytest.approx(
        score[2] ** 2 * part[2, 2], rel=2e-3
    )


def test_a_ratio_that_changes_is_found_out():
    random = np.random.default_rng(4)
    x = np.repeat([0, 1], 400)
    first = np.where(x == 1, random.weibull(3, 800), random.weibull(0.7, 800))
    frame = followed(800).frame.assign(lasted=first, ended="again", x=x)
    found = hazards(lives(table_of(frame), covariates=("x",), competing=()))
    assert found.proportionality.each["x"].p_value < 1e-6


def test_strata_have_baselines_of_their_own():
    frame = followed(1500, 5).frame
    frame["town"] = np.arange(1500) % 2
    frame["lasted"] *= 1 + 9 * frame["town"]
    frame["x"] += 0.6 * frame["town"]
    table = table_of(frame)
    asked = {"strata": ("town",), "covariates": ("x",)}
    assert hazards(lives(table, **asked)).coefficients["x"].value == pytest.approx(0.7, abs=0.12)
    pooled = hazards(lives(table, covariates=("x",))).coefficients["x"].value
    assert pooled < 0.5


def test_everything_at_once():
    found = survival(lives(followed(400), group="helped", covariates=("x",)))
    assert [group.curve.name for group in found.groups] == ["helped 0", "helped 1"]
    assert next(iter(found.hazards.coefficients)) == "helped"
    assert found.apart.value > 0
    assert len(found.groups[0].incidence) == 2
    with pytest.raises(DataError, match="at most 3"):
        survival(lives(followed(400)), horizon=9)


@pytest.mark.parametrize(
    ("spoilt", "asked", "said"),
    [
        (lambda f: f.assign(lasted=-1), {}, "below 0"),
        (lambda f: f.assign(lasted="long"), {}, "holds words"),
        (lambda f: f.assign(ended="no"), {}, "holds again"),
        (lambda f: f.assign(ended=0), {"event_value": None, "competing": ()}, "there is no event"),
        (lambda f: f, {"event_value": None, "competing": ()}, "--event-value"),
        (lambda f: f, {"competing": ("again",)}, "compete with itself"),
        (lambda f: f, {"group": "x"}, "400 groups"),
        (lambda f: f.assign(one="a"), {"group": "one"}, "one group only"),
        (lambda f: f.assign(x=(f["ended"] == "again") * 1.0), {"covariates": ("x",)}, "perfect"),
    ],
)
def test_what_cannot_be_answered_is_said(spoilt, asked, said):
    with pytest.raises(DataError, match=said):
        survival(lives(table_of(spoilt(followed(400).frame)), **asked))


@pytest.mark.parametrize(
    ("yes", "no"), [("Dead", "Alive"), ("event", "no event"), ("Failed", "Censored")]
)
def test_words_that_can_mean_one_thing_only_need_no_naming(yes, no):
    frame = followed(50).frame
    happened = frame["ended"] == "again"
    frame["status"] = np.where(happened, yes, no)
    found = times_of(table_of(frame), duration="lasted", event="status")
    assert (found.event == happened).all()
    assert f"{yes.lower()} is taken as the event" in found.warnings[0]


def test_one_and_two_are_read_as_r_reads_them_and_rows_without_are_counted():
    frame = followed(50).frame
    frame["status"] = 1.0 + (frame["ended"] == "again")
    frame.loc[3, "lasted"] = np.nan
    found = times_of(table_of(frame), duration="lasted", event="status")
    assert found.event.sum() == (frame["status"].drop(3) == 2).sum()
    assert "as R does" in found.warnings[0]
    assert found.left_out[0].rows == 1
