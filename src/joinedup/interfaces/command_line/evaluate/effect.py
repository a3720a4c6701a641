"""`joinedup evaluate effect FILE ...`: families who took part against families who did not."""

import argparse

from joinedup.insight.evaluation.methods.comparison.compare import METHODS
from joinedup.insight.evaluation.methods.comparison.compared import Question
from joinedup.insight.evaluation.methods.comparison.study import Columns, study_of
from joinedup.insight.evaluation.methods.effect import effect_of
from joinedup.insight.evaluation.methods.tables import read_table
from joinedup.insight.evaluation.reports.effect import effect_finding
from joinedup.insight.evaluation.reports.finding import Finding
from joinedup.interfaces.command_line.evaluate.reading import (
    MARK,
    OMIT,
    add_file,
    add_missing,
    add_seed,
    columns,
    draws,
    mark,
    whole,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Columns, the method, and what only some methods know."""
    add_file(parser)
    _add_columns(parser)
    asked = parser.add_argument_group("question")
    asked.add_argument("--method", choices=list(METHODS), required=True)
    asked.add_argument("--estimand", choices=("att", "ate"), default="att",
                       help="of those who took part (att), or of all (ate)")  # fmt: skip
    asked.add_argument("--link", choices=("logit", "probit"), default="logit",
                       help="of the model of taking part")  # fmt: skip
    asked.add_argument("--level", type=float, default=0.95, help="of intervals (0.95)")
    add_seed(parser)
    _add_options(parser)


def _add_columns(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("columns")
    group.add_argument("--treatment", required=True, metavar="T", help="took part: 1 or 0")
    group.add_argument("--outcome", required=True, metavar="Y", help="a number, or yes or no")
    group.add_argument("--treatment-value", metavar="V",
                       help="what counts as having taken part, if not 1 or yes")  # fmt: skip
    group.add_argument("--outcome-value", metavar="V",
                       help="what counts as the outcome, if it is a word")  # fmt: skip
    group.add_argument("--covariates", type=columns, default=(), metavar="A,B,C",
                         help="what was so before, and may have decided")  # fmt: skip
    group.add_argument("--categories", type=columns, default=(), metavar="A,B",
                         help="covariates whose numbers stand for categories")  # fmt: skip
    group.add_argument("--squares", type=columns, default=(), metavar="A,B",
                         help="covariates that count squared as well")  # fmt: skip
    group.add_argument("--exact", type=columns, default=(), metavar="C",
                         help="match only families that are the same in this")  # fmt: skip
    add_missing(group, MARK)
    group.add_argument("--cluster", metavar="C", help="families of one value may be alike")
    group.add_argument("--placebo", metavar="Z", help="an outcome that cannot have changed")
    group.add_argument("--negative-control", metavar="N",
                         help="1 or 0, which cannot change the outcome")  # fmt: skip


def _add_options(parser: argparse.ArgumentParser) -> None:
    options = parser.add_argument_group("of some methods")
    options.add_argument("--replace", action="store_true", help="match with replacement")
    options.add_argument("--ratio", type=whole, default=1, metavar="K", help="controls to each")
    options.add_argument("--caliper", type=float, metavar="SD",
                         help="farthest match, in standard deviations of the score")  # fmt: skip
    options.add_argument("--on-logit", action="store_true", help="match on the score's logit")
    options.add_argument("--adjust", "--bias-correction", action="store_true",
                         help="regression for what differs still")  # fmt: skip
    options.add_argument("--trim", type=float, metavar="Q", help="cut weights at this quantile")
    options.add_argument("--stabilised", action="store_true", help="weights times the arm's share")
    options.add_argument("--fixed-weights", action="store_true",
                         help="errors that take weights as known")  # fmt: skip
    options.add_argument("--logistic", action="store_true",
                         help="logistic regression of a yes or no")  # fmt: skip
    options.add_argument("--one-slope", action="store_true",
                         help="one regression of both groups")  # fmt: skip
    options.add_argument("--folds", type=whole, default=1, metavar="K", help="cross-fitting")
    options.add_argument("--population", action="store_true",
                         help="errors for families like these, not for these alone")  # fmt: skip
    options.add_argument(
        "--bootstrap", type=whole, default=0, metavar="N", help="errors by N draws"
    )


def evaluate(arguments: argparse.Namespace) -> Finding:
    """:raises DataError: the file or the question cannot be answered."""
    table = read_table(arguments.file)
    named = Columns(
        arguments.treatment,
        arguments.outcome,
        arguments.covariates,
        exact=arguments.exact,
        cluster=arguments.cluster,
        placebo=arguments.placebo,
        negative_control=arguments.negative_control,
        words=arguments.categories,
        squares=arguments.squares,
        treatment_value=arguments.treatment_value,
        outcome_value=arguments.outcome_value,
        omit=arguments.missing == OMIT,
    )
    effect = effect_of(
        study_of(table, named),
        _question(arguments),
        draws=draws(arguments.bootstrap),
        progress=mark,
    )
    return effect_finding(effect, {table.source: table.fingerprint})


def _question(arguments: argparse.Namespace) -> Question:
    return Question(
        arguments.method,
        arguments.estimand,
        link=arguments.link,
        replace=arguments.replace,
        ratio=arguments.ratio,
        caliper=arguments.caliper,
        on_logit=arguments.on_logit,
        trim=arguments.trim,
        stabilised=arguments.stabilised,
        adjust=arguments.adjust,
        folds=arguments.folds,
        population=arguments.population,
        fixed_weights=arguments.fixed_weights,
        logistic=arguments.logistic,
        one_slope=arguments.one_slope,
        seed=arguments.seed,
        level=arguments.level,
    )
