"""What is to be done with a data set: as it was written down beforehand, and as it was done.

A protocol is a plan and the words around it, fixed before anybody sees a row. Its hash is kept, so
that nobody can say afterwards that something else had been planned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from joinedup.insight.evaluation.methods.planning.protocol import Protocol
from joinedup.insight.evaluation.rules.variables import (
    MEASURES,
    TOOK_PART,
    VARIABLES,
    in_words,
    start_of,
)

METHODS: dict[str, str] = {
    "difference": "Plain difference: nothing is allowed for",
    "regression": "Regression adjustment",
    "ipw": "Weighting by the chance of taking part",
    "matching": "Matching each family with the one most like it, which may serve twice",
    "full-matching": "Full matching: every family in a set of its like",
    "entropy-balancing": "Weighting until the groups are alike (entropy balancing)",
    "aipw": "Doubly robust: weighting and regression together",
    "change": "Change from the start, in each group: nothing is compared",
}
ESTIMANDS: dict[str, str] = {
    "att": "What it did for the families that took part",
    "ate": "What it would do for all families",
}
CHANGE = "change"
"""What changed for families, which is no effect: neither an estimand nor covariates."""
NO_COVARIATES = ("difference", CHANGE)
SEED = 2026
LEAST_DRAWS, MOST_DRAWS = 50, 2_000
REPLACES = "matching"
"""Takes a family that waited for several that took part: there may be fewer of them."""
WITHOUT_DRAWS = ("matching", "full-matching")
"""After matching, drawing families anew gives wrong errors (Abadie and Imbens 2008)."""


@dataclass(frozen=True)
class Plan:
    """One way to compare. ``draws`` is how often the interval is drawn anew (0: by formula)."""

    method: str
    estimand: str
    outcome: str
    covariates: tuple[str, ...] = ()
    placebo: str = ""
    draws: int = 0

    def as_json(self) -> dict[str, object]:
        """For keeping."""
        return {**asdict(self), "covariates": list(self.covariates)}


def plan_of(kept: Mapping[str, object]) -> Plan:
    """As ``Plan.as_json`` kept it."""
    covariates = kept["covariates"]
    assert isinstance(covariates, Sequence)  # noqa: S101 - for the type checker
    return Plan(
        method=str(kept["method"]),
        estimand=str(kept["estimand"]),
        outcome=str(kept["outcome"]),
        covariates=tuple(str(name) for name in covariates),
        placebo=str(kept["placebo"]),
        draws=int(str(kept["draws"])),
    )


def what_is_wrong(plan: Plan, asked: Sequence[str]) -> tuple[str, str]:
    """Which part of a plan cannot be, and why, for a study that asks for these variables; two
    empty texts when it can."""
    named = [plan.outcome, *plan.covariates, *([plan.placebo] if plan.placebo else [])]
    if plan.method not in METHODS:
        return "method", "Choose one of the methods."
    if plan.estimand not in ESTIMANDS and plan.method != CHANGE:
        return "estimand", "Choose what is to be estimated."
    if missing := [name for name in named if name not in asked]:
        part = "outcome" if missing[0] == plan.outcome else "covariates"
        return part, f"The study does not ask for “{_words(missing[0])}”."
    if plan.outcome in plan.covariates:
        return "covariates", "The outcome cannot be allowed for."
    if plan.placebo == plan.outcome:
        return "placebo", "The placebo has to be another variable than the outcome."
    if plan.method in NO_COVARIATES and plan.covariates:
        wrong = "This method allows for nothing: untick all of these, or choose another method."
        return "covariates", wrong
    if plan.method not in NO_COVARIATES and not plan.covariates:
        return "covariates", "Choose what is allowed for."
    if plan.draws and not LEAST_DRAWS <= plan.draws <= MOST_DRAWS:
        return "draws", f"Enter 0, or {LEAST_DRAWS} to {MOST_DRAWS:,}."
    if plan.draws and plan.method in WITHOUT_DRAWS:
        return "draws", "After matching the interval cannot be drawn anew: enter 0."
    return _wrong_for_change(plan, asked) if plan.method == CHANGE else ("", "")


def _wrong_for_change(plan: Plan, asked: Sequence[str]) -> tuple[str, str]:
    if plan.outcome not in MEASURES or plan.outcome == start_of(plan.outcome):
        return "outcome", "What changed is a risk after the start."
    if start_of(plan.outcome) not in asked:
        return "outcome", f"The study does not ask for “{_words(start_of(plan.outcome))}”."
    if plan.placebo:
        return "placebo", "Change is compared with nothing: it has no placebo."
    return "", ""


def options_of(plan: Plan) -> dict[str, object]:
    """The options of `joinedup evaluate` that do what a plan says."""
    if plan.method == CHANGE:
        risk = start_of(plan.outcome).removesuffix("_start")
        return {"risks": [risk], "group": TOOK_PART, "bootstrap": plan.draws, "seed": SEED}
    options: dict[str, object] = {
        "treatment": TOOK_PART,
        "outcome": plan.outcome,
        "covariates": list(plan.covariates),
        "categories": [name for name in plan.covariates if VARIABLES[name].banded],
        "method": plan.method,
        "estimand": plan.estimand,
        "placebo": plan.placebo,
        "replace": plan.method == REPLACES,
        "bootstrap": plan.draws,
        "seed": SEED,
    }
    return {name: value for name, value in options.items() if value not in ("", [], 0, False)}


def action_of(plan: Plan) -> str:
    """The action of `joinedup evaluate` that does it."""
    return CHANGE if plan.method == CHANGE else "effect"


def protocol_of(
    plan: Plan, *, title: str, question: str, words: str, author: str, registered: date
) -> Protocol:
    """As the command line reads it, and with the hash that it says."""
    return Protocol(
        title=title,
        registered=registered,
        question=question,
        action=action_of(plan),
        settings=options_of(plan),
        author=author,
        notes=words,
    )


def deviations(planned: Plan, done: Plan, *, gone: Sequence[str] = ()) -> list[str]:
    """In which ways a run is not what the protocol says, in sentences; empty when it is.

    ``gone`` are variables that the data set could not hold.
    """
    said = []
    if done.method != planned.method:
        said.append(f"The method was {_method(done)}; the protocol says {_method(planned)}.")
    if done.estimand != planned.estimand and CHANGE not in (done.method, planned.method):
        said.append(
            f"Estimated was: {ESTIMANDS[done.estimand].lower()}; the protocol says:"
            f" {ESTIMANDS[planned.estimand].lower()}."
        )
    if done.outcome != planned.outcome:
        said.append(
            f"The outcome was “{_words(done.outcome)}”; the protocol says"
            f" “{_words(planned.outcome)}”."
        )
    for name in sorted(set(planned.covariates) - set(done.covariates)):
        because = ", because the data set does not hold it" if name in gone else ""
        said.append(f"“{_words(name)}” was not allowed for{because}; the protocol allows for it.")
    said += [
        f"“{_words(name)}” was allowed for, which the protocol does not say."
        for name in sorted(set(done.covariates) - set(planned.covariates))
    ]
    if done.placebo != planned.placebo:
        said.append(
            f"The placebo was {_or_none(done.placebo)}; the protocol says"
            f" {_or_none(planned.placebo)}."
        )
    if done.draws != planned.draws:
        said.append(f"The interval was {_drawn(done)}; the protocol says {_drawn(planned)}.")
    return said


def earlier_runs(number: int) -> list[str]:
    """How many runs were finished before, none of which may be kept quiet about."""
    if not number:
        return []
    times = "once" if number == 1 else f"{number} times"
    return [f"Something had been run on this data set {times} before."]


def _method(plan: Plan) -> str:
    return f"“{METHODS[plan.method]}”"


def _drawn(plan: Plan) -> str:
    return f"drawn {plan.draws:,} times" if plan.draws else "by formula"


def _words(name: str) -> str:
    return in_words(name) if name == TOOK_PART or name in VARIABLES else name


def _or_none(name: str) -> str:
    return f"“{_words(name)}”" if name else "none"
