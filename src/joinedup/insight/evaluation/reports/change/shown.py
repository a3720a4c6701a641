"""Tables and pictures."""

import math
from collections.abc import Iterator, Mapping

from joinedup.insight.evaluation.methods.change.analysis import Change, Changes
from joinedup.insight.evaluation.methods.change.pairs import Pairs
from joinedup.insight.evaluation.methods.results import Estimate
from joinedup.insight.evaluation.reports.change.words import (
    NAMES,
    SAID,
    TOGETHER,
    first_changes,
    headline_moment,
    whole_average,
)
from joinedup.insight.evaluation.reports.finding import Shown
from joinedup.insight.evaluation.reports.pictures.dumbbells import Dumbbell, dumbbells
from joinedup.insight.evaluation.reports.wording import chance, in_plain, percent


def shown(groups: Mapping[str, Changes]) -> tuple[Shown, ...]:
    """For each group: the dumbbells first, then who is counted, then every table, unless there are
    so many groups that nobody would read them: they are among the figures then."""
    return (_each_group(groups),) * (len(groups) > TOGETHER) + tuple(
        each
        for name, found in groups.items()
        for each in _of(
            found,
            f", {in_plain(name)}" if len(groups) > 1 else "",
            whole=len(groups) <= TOGETHER,
        )
    )


def _each_group(groups: Mapping[str, Changes]) -> Shown:
    rows = []
    for name, found in groups.items():
        moved, average = found.moved[headline_moment(found)], whole_average(found)
        rows.append(
            (
                in_plain(name),
                f"{moved.improved + moved.same + moved.worse + moved.unknown:,}",
                f"{moved.improved:,}",
                f"{moved.worse:,}",
                f"{percent(average.value)} ({_interval(average)})",
            )
        )
    return Shown(
        title="The groups beside one another",
        words="The mean of the risks' relative reductions, with its 95% interval.",
        headings=("Group", "Families", "With fewer risks", "With more", "Mean reduction"),
        rows=tuple(rows),
    )


def _of(found: Changes, suffix: str, *, whole: bool) -> Iterator[Shown]:
    yield _dumbbells(found, suffix)
    yield _stages(found, suffix)
    if not whole:
        return
    for moment in found.moments[1:]:
        yield _changes(found, moment, suffix)
        yield _bounds(found, moment, suffix)
    yield _averages(found, suffix)
    yield _moved(found, suffix)
    yield _shares(found, suffix)


def _dumbbells(found: Changes, suffix: str) -> Shown:
    moment = headline_moment(found)
    title = f"Risks at the start and at {SAID[moment]}{suffix}"
    rows = first_changes(found, moment)
    drawn = [Dumbbell(in_plain(each.risk), each.pairs.first, each.pairs.later) for each in rows
             if each.pairs.n]  # fmt: skip
    return Shown(
        title=title,
        words=f"Of {found.base} families; where {SAID[moment]} is not known they count as"
        " unchanged.",
        headings=("Risk", "Families", "At the start", f"At {SAID[moment]}", "Reduction", "p"),
        rows=tuple(
            (
                in_plain(each.risk),
                f"{each.pairs.n:,}",
                percent(each.pairs.first),
                percent(each.pairs.later),
                percent(each.relative.value),
                chance(each.test.mid_p),
            )
            for each in rows
        ),
        svg=dumbbells(drawn, title=title, last=f"at {SAID[moment]}") if drawn else "",
        alternative="A line for each risk from its share at the start to its share later.",
    )


def _stages(found: Changes, suffix: str) -> Shown:
    rows = [("in the file", f"{found.families:,}")]
    rows += [(NAMES.get(s, s), f"{number:,}") for s, number in found.stages.items()]
    return Shown(
        title=f"How far families came{suffix}",
        words="Each reduction below says which of these it counts.",
        headings=("Stage", "Families"),
        rows=tuple(rows),
    )


def _changes(found: Changes, moment: str, suffix: str) -> Shown:
    return Shown(
        title=f"From the start to {SAID[moment]}{suffix}",
        words="The same families at both moments: the reduction in points of percent, and as a"
        " share of those who had it, each with its 95% interval.",
        headings=("Risk", "Counted", "Families", "Start", "Later", "Absolute", "Relative"),
        rows=tuple(_row(each) for each in _told_once(found, moment)),
    )


def _told_once(found: Changes, moment: str) -> list[Change]:
    """Without a base whose families are those of the one before, as when only leavers are known."""
    kept: list[Change] = []
    before: tuple[Pairs, ...] = ()
    ways = dict.fromkeys((each.base, each.carried) for each in found.changes)
    for way in ways:
        rows = [c for c in found.changes if (c.base, c.carried) == way and c.moment == moment]
        pairs = tuple(each.pairs for each in rows)
        if pairs != before:
            kept += rows
        before = pairs
    return kept


def _row(each: Change) -> tuple[str, ...]:
    whom = NAMES.get(each.base, each.base)
    counted = f"{whom}, nobody left out" if each.carried else f"{whom}, both known"
    return (
        in_plain(each.risk),
        counted,
        f"{each.pairs.n:,}",
        percent(each.pairs.first),
        percent(each.pairs.later),
        f"{percent(each.absolute.value)} ({_interval(each.absolute)})",
        f"{percent(each.relative.value)} ({_interval(each.relative)})",
    )


def _interval(estimate: Estimate) -> str:
    if math.isnan(estimate.low):
        return "not known"
    return f"{percent(estimate.low)} to {percent(estimate.high)}"


def _bounds(found: Changes, moment: str, suffix: str) -> Shown:
    return Shown(
        title=f"If those not known at {SAID[moment]} had got worse, or better{suffix}",
        words="The relative reduction if all of them had the risk then, and if none had.",
        headings=("Risk", "Not known then", "If all had it", "If none had it"),
        rows=tuple(
            (in_plain(each.risk), f"{each.unknown:,}", percent(each.worst), percent(each.best))
            for each in first_changes(found, moment)
        ),
    )


def _averages(found: Changes, suffix: str) -> Shown:
    return Shown(
        title=f"Average reductions{suffix}",
        words="Two rules: the mean of the risks' reductions, each risk counting the same; and the"
        " reduction of their mean share, in which common risks count for more.",
        headings=("Domain", "Until", "Risks", "Mean of reductions", "95% interval",
                  "Reduction of the mean", "95% interval"),
        rows=tuple(
            (
                each.domain,
                SAID[moment],
                str(len(each.risks)),
                percent(each.mean_of_reductions.value),
                _interval(each.mean_of_reductions),
                percent(each.reduction_of_mean.value),
                _interval(each.reduction_of_mean),
            )
            for moment, averages in found.averages.items()
            for each in averages
        ),
    )  # fmt: skip


def _moved(found: Changes, suffix: str) -> Shown:
    return Shown(
        title=f"Families with fewer, as many, or more risks{suffix}",
        words="",
        headings=("Until", "Fewer", "As many", "More", "Not known"),
        rows=tuple(
            (SAID[m], f"{x.improved:,}", f"{x.same:,}", f"{x.worse:,}", f"{x.unknown:,}")
            for m, x in found.moved.items()
        ),
    )


def _shares(found: Changes, suffix: str) -> Shown:
    return Shown(
        title=f"Each risk at each moment{suffix}",
        words=f"Of {found.base} families of whom it is known. Not known is not no.",
        headings=("Risk", "Moment", "Had it", "Known", "Not known", "Share", "95% interval"),
        rows=tuple(
            (
                in_plain(risk),
                SAID[each.moment],
                f"{each.had:,}",
                f"{each.known:,}",
                f"{each.unknown:,}",
                percent(each.value),
                f"{percent(each.low)} to {percent(each.high)}",
            )
            for risk, shares in found.shares.items()
            for each in shares
        ),
    )
