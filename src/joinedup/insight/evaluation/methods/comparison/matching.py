"""Nearest-neighbour matching on the propensity score."""

from dataclasses import replace

import numpy as np

from joinedup.insight.evaluation.methods.comparison.abadie_imbens import with_replacement
from joinedup.insight.evaluation.methods.comparison.arms import Weighted
from joinedup.insight.evaluation.methods.comparison.compared import Compared, Question
from joinedup.insight.evaluation.methods.comparison.nearest import arbitrary, greedy
from joinedup.insight.evaluation.methods.comparison.propensity import Propensity, propensity_of
from joinedup.insight.evaluation.methods.comparison.study import Study
from joinedup.insight.evaluation.methods.comparison.weighting import weighted_arms
from joinedup.insight.evaluation.methods.tables import DataError


def matching(study: Study, question: Question) -> Compared:
    """With replacement by Abadie and Imbens; without, greedily, as MatchIt does by default.

    For all families it is always with replacement: the larger arm has too few in the smaller one.
    Where there are too few controls, as many are matched as there are, as MatchIt does.

    :raises DataError: nobody within the caliper.
    """
    propensity = propensity_of(study, question.link)
    score = distance(propensity, question)
    width = None if question.caliper is None else question.caliper * float(score.std(ddof=1))
    if question.replace:
        return with_replacement(study, question, propensity, score, width)
    if question.estimand == "ate":
        found = with_replacement(study, replace(question, replace=True), propensity, score, width)
        return found.warn(
            "for all families (ate), each may be the match of several: with replacement"
        )
    matched = greedy(score, study.treated, study.strata, ratio=question.ratio, width=width)
    chance = arbitrary(score, study.treated, study.strata, matched)
    return _of_sets(study, question, matched).warn(
        *_too_few(study, question), *_by_the_file(study, chance)
    )


def _too_few(study: Study, question: Question) -> tuple[str, ...]:
    if study.n_control >= study.n_treated * question.ratio:
        return ()
    return (
        (
            f"{study.n_control:,} families who did not take part are too few to match"
            f" {question.ratio} to each of {study.n_treated:,}: as many as there are were matched,"
            " beginning with those likeliest to take part (with replacement, each can be the match"
            " of several)"
        ),
    )


def _by_the_file(study: Study, chosen: int) -> tuple[str, ...]:
    if not chosen:
        return ()
    return (
        (
            f"for {chosen:,} of {study.n_treated:,} families who took part there were more matches"
            " with the same chance than were needed: the order of the file decides between them,"
            " and another order may give another figure (with replacement, all of them count)"
        ),
    )


def distance(propensity: Propensity, question: Question) -> np.ndarray:
    """What families are matched on, (n,): the score, or its linear predictor."""
    return propensity.linear if question.on_logit else propensity.score


def unmatched(study: Study, matched: np.ndarray) -> tuple[str, ...]:
    """What to say of treated families without a match.

    :raises DataError: none has one.
    """
    left = study.n_treated - int(np.sum(matched & study.treated))
    if left == study.n_treated:
        raise DataError("nobody who took part has a match: the caliper or the exact columns are"
                        " too narrow")  # fmt: skip
    if not left:
        return ()
    return (
        (
            f"{left:,} of {study.n_treated:,} families who took part have no match and are left"
            " out: the answer is about the others"
        ),
    )


def _of_sets(study: Study, question: Question, matched: np.ndarray) -> Compared:
    """Errors between matched sets (Abadie and Spiess 2022); for pairs, those of paired means."""
    weights, sets = np.zeros(len(study)), np.full(len(study), -1, dtype=np.int64)
    treated, control = matched.T
    said = unmatched(study, np.isin(np.arange(len(study)), treated))
    per_treated = np.bincount(treated, minlength=len(study))
    weights[treated] = 1.0
    weights[control] = 1.0 / per_treated[treated]
    sets[treated], sets[control] = treated, treated
    arms = weighted_arms(study, question, Weighted(weights))
    return Compared(
        *arms.means,
        arms.influence,
        weights,
        "clustered by matched set (Abadie and Spiess)",
        sets=sets,
        pairs=matched if question.ratio == 1 else None,
    ).warn(*said)
