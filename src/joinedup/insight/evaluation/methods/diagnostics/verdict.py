"""May an effect be reported? Three phrases, and why."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from joinedup.insight.evaluation.methods.comparison.compared import Compared, effective_size
from joinedup.insight.evaluation.methods.comparison.study import Study
from joinedup.insight.evaluation.methods.diagnostics.balance import Balanced
from joinedup.insight.evaluation.methods.diagnostics.left_over import LeftOver
from joinedup.insight.evaluation.methods.diagnostics.overlap import Overlap
from joinedup.insight.evaluation.methods.diagnostics.placebo import Checked
from joinedup.insight.evaluation.methods.results import in_digits

COMPARABLE, WEAK, NO = "comparable", "weak", "do not report an effect"
ALIKE, UNLIKE = 0.1, 0.25
"""Standardised differences: fair, and too large to adjust (Stuart 2010; Rubin 2001)."""
BY_CHANCE = 2.58
"""Standard errors that a difference must exceed before it is more than the luck of small arms."""
VARIANCES = (0.5, 2.0)
"""Ratios of variances beyond which arms differ in spread (Rubin 2001)."""
OUTSIDE = (0.02, 0.10)
SCARCE = (0.05, 0.20)
APART = (0.05, 0.20)
CARRIED = (30.0, 10.0)
"""Effective numbers of families in the smaller arm: few, and too few."""
CARRIED_SHARE = 0.10
EXTRAPOLATED = (0.05, 0.20)
"""Shares of a regression's weight that are negative."""
UNMATCHED = (0.05, 0.50)
FEW_CLUSTERS = 10
MOVED = (0.5, 1.0)
"""Expected biases, in standard errors: 95% intervals hold the truth in 92% and 83% then (Cochran
1977, table 1.1)."""


@dataclass(frozen=True)
class Verdict:
    """One of the three, with reasons; ``comparable`` has none against it."""

    words: str
    reasons: tuple[str, ...]

    @property
    def may_report(self) -> bool:
        """Whether an effect may be headlined."""
        return self.words != NO


@dataclass(frozen=True)
class Evidence:
    """What a verdict is made from; ``overlap`` is ``None`` without covariates, ``chance``
    where the method does not go by it, and ``left_over`` where nothing was matched."""

    study: Study
    compared: Compared
    estimand: str
    balance: tuple[Balanced, ...]
    overlap: Overlap | None
    chance: Balanced | None
    left_over: LeftOver | None
    checks: tuple[tuple[str, Checked | None], ...]


Reason = tuple[bool, str]
"""Whether it forbids, and in words."""


def verdict_of(evidence: Evidence) -> Verdict:
    """The worst of what was seen decides."""
    found = [
        *_by_checks(evidence),
        *_by_overlap(evidence.overlap),
        *_by_balance(evidence),
        *_by_what_is_left(evidence.left_over),
        *_by_numbers(evidence),
    ]
    forbidding = [said for forbids, said in found if forbids]
    others = [said for forbids, said in found if not forbids]
    words = NO if forbidding else WEAK if others else COMPARABLE
    return Verdict(words, (*forbidding, *others))


def _by_checks(evidence: Evidence) -> Iterator[Reason]:
    for kind, checked in evidence.checks:
        if checked is None:
            continue
        if checked.failed:
            yield (
                True,
                (
                    f"the {kind} {checked.name} failed: the method finds an effect of"
                    f" {in_digits(checked.estimate.value)} ({in_digits(checked.estimate.low)} to"
                    f" {in_digits(checked.estimate.high)}) where there can be none"
                ),
            )
        elif checked.tells_little:
            yield False, f"the {kind} {checked.name} is too unsure to show anything"


def _by_overlap(overlap: Overlap | None) -> Iterator[Reason]:
    if overlap is None:
        yield False, "no covariates were given, so nothing shows that the groups were alike"
        return
    if overlap.outside > OUTSIDE[0]:
        yield (
            overlap.outside > OUTSIDE[1],
            f"{overlap.outside:.0%} of families have nobody like them in the other group",
        )
    if overlap.scarce > SCARCE[0]:
        yield (
            overlap.scarce > SCARCE[1],
            f"{overlap.scarce:.0%} of families have hardly anybody like them in the other group",
        )
    if overlap.apart > APART[0]:
        yield (
            overlap.apart > APART[1],
            (
                f"{overlap.apart:.0%} of families are far in {overlap.apart_in} from everybody"
                " in the other group"
            ),
        )


def _by_balance(evidence: Evidence) -> Iterator[Reason]:
    if not evidence.compared.converged:
        yield True, "no weights can make the groups alike on average"
    weights, treated = evidence.compared.weights, evidence.study.treated
    sizes = effective_size(weights[treated]), effective_size(weights[~treated])
    luck = BY_CHANCE * float(np.sqrt(sum(1 / max(size, 1.0) for size in sizes)))
    chance = (evidence.chance,) if evidence.chance else ()
    apart = [*sorted(evidence.balance, key=lambda one: -abs(one.smd_after)), *chance]
    far = [one for one in apart if abs(one.smd_after) > max(UNLIKE, luck)]
    fair = [one for one in apart if abs(one.smd_after) > ALIKE and one not in far]
    if far:
        yield True, f"the groups still differ much in {_listed(far)}"
    if fair:
        yield False, f"the groups still differ somewhat in {_listed(fair)}"
    spread = [
        one.name
        for one in (*evidence.balance, *chance)
        if not np.isnan(one.variance_ratio_after)
        and not VARIANCES[0] <= one.variance_ratio_after <= VARIANCES[1]
    ]
    if spread:
        yield False, f"the groups differ in how widely these vary: {', '.join(spread[:5])}"


def _by_what_is_left(left: LeftOver | None) -> Iterator[Reason]:
    """Where it is more than the luck of these sets."""
    if left is None or abs(left.shift) <= BY_CHANCE * left.chance or left.errors <= MOVED[0]:
        return
    yield (
        left.errors > MOVED[1],
        (
            "what still differs between the matched families is expected to bias the effect by"
            f" {left.errors:.1f} times its standard error, more than its interval allows for: match"
            " more closely (a caliper), or let a regression take it away (bias correction)"
        ),
    )


def _listed(found: list[Balanced]) -> str:
    """The five farthest apart."""
    said = [f"{one.name} ({one.smd_after:+.2f} standard deviations)" for one in found[:5]]
    more = f" and {len(found) - 5} more" if len(found) > 5 else ""
    return ", ".join(said) + more


def _by_numbers(evidence: Evidence) -> Iterator[Reason]:
    yield from _by_sizes(evidence)
    if not np.any(evidence.compared.influence):
        yield True, "no outcome differs within either group: how sure that is cannot be told"
    clusters = evidence.study.clusters
    if clusters is not None and len(np.unique(clusters)) < FEW_CLUSTERS:
        count = len(np.unique(clusters))
        yield False, f"{count} clusters are too few to say how sure the effect is"
    treated, weights = evidence.study.treated, evidence.compared.weights
    asked = treated if evidence.estimand == "att" else np.ones(len(weights), dtype=bool)
    unmatched = float((weights[asked] == 0).mean())
    if unmatched > UNMATCHED[0]:
        yield (
            unmatched > UNMATCHED[1],
            f"{unmatched:.0%} of the families in question have no match and are not counted",
        )


def _by_sizes(evidence: Evidence) -> Iterator[Reason]:
    treated, weights = evidence.study.treated, evidence.compared.weights
    for arm, who in ((treated, "took part"), (~treated, "did not take part")):
        size, count = effective_size(weights[arm]), int(arm.sum())
        if size < CARRIED[0]:
            yield (
                size < CARRIED[1],
                f"the comparison rests on as few as {size:.0f} families who {who}",
            )
        elif size < CARRIED_SHARE * count and size < 10 * CARRIED[0]:
            yield False, f"{count:,} families who {who} count for no more than {size:,.0f}"
        negative = float(-weights[arm & (weights < 0)].sum() / np.abs(weights[arm]).sum())
        if negative > EXTRAPOLATED[0]:
            yield (
                negative > EXTRAPOLATED[1],
                f"the regression extrapolates: {negative:.0%} of its weights are negative",
            )
