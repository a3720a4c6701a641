"""The first page."""

import math
from collections.abc import Mapping

from joinedup.insight.evaluation.methods.change.analysis import ALL_RISKS, Change, Changes
from joinedup.insight.evaluation.methods.results import Estimate
from joinedup.insight.evaluation.reports.wording import in_plain, percent

NO_COMPARISON = (
    "this is change, not effect: nothing here shows what would have become of the same families"
    " without help"
)
SAID = {"start": "the start", "review": "the review", "exit": "the exit",
        "follow_up": "the follow-up"}  # fmt: skip
STAGE = {"left": "left", "followed_up": "were followed up"}
NAMES = {"followed_up": "followed up"}
MOST = 4
"""Risks told of on the first page."""
TOGETHER = 2
"""Groups that are told of in full; of more, only how far apart they are."""


def headline_moment(found: Changes) -> str:
    """The exit, or the last moment there is."""
    return "exit" if "exit" in found.moments else found.moments[-1]


def first_changes(found: Changes, moment: str) -> list[Change]:
    """Of the widest base with nobody left out, risks in the order of the file."""
    return [each for each in found.changes if each.carried and each.moment == moment]


def title(groups: Mapping[str, Changes]) -> str:
    """With how many families."""
    number = sum(found.families for found in groups.values())
    return f"What changed for {number:,} families"


def in_words(groups: Mapping[str, Changes]) -> tuple[str, ...]:
    """Stages, risks, families, and what it does not say."""
    made: list[str] = []
    if len(groups) > TOGETHER:
        made += _in_short(groups)
    else:
        for name, found in groups.items():
            prefix = f"{in_plain(name)}: " if len(groups) > 1 else ""
            made += [prefix + words for words in _of(found)]
    made.append(
        "Families come to help when things are at their worst, and many would have got better"
        " without it. What changed is therefore not what help did."
    )
    return tuple(made)


def whole_average(found: Changes) -> Estimate:
    """The mean of all risks' relative reductions at the headline moment."""
    averages = found.averages[headline_moment(found)]
    return next(each for each in averages if each.domain == ALL_RISKS).mean_of_reductions


def _in_short(groups: Mapping[str, Changes]) -> list[str]:
    """Of groups too many to tell of each."""
    told = {in_plain(name): whole_average(found).value for name, found in groups.items()}
    known = {name: value for name, value in told.items() if not math.isnan(value)}
    if not known:
        return [f"In none of the {len(told)} groups can a reduction be told."]
    least, most = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
    return [
        (
            f"The {len(told)} groups are told of apart. The mean reduction of the risks runs from"
            f" {percent(known[least])} ({least}) to {percent(known[most])} ({most}); small groups"
            " lie far apart by chance alone."
        )
    ]


def _of(found: Changes) -> list[str]:
    moment = headline_moment(found)
    changes = first_changes(found, moment)
    fell = sorted(
        (each for each in changes if each.absolute.value > 0),
        key=lambda each: -each.absolute.value,
    )
    rose = [each for each in changes if each.absolute.value < 0]
    words = [_stages(found)]
    if fell:
        words.append(" ".join(_fall(each) for each in fell[:MOST]))
    if rose:
        names = _some([in_plain(each.risk) for each in rose])
        words.append(
            f"More families had these at {SAID[moment]} than at the start: {names}. Some of that"
            " may be that more is seen once somebody looks."
        )
    words.append(_average(found, moment))
    words.append(_moved(found, moment))
    return words


def _stages(found: Changes) -> str:
    told = [
        f"{number:,} {STAGE.get(stage, f'were {stage}')}" for stage, number in found.stages.items()
    ]
    if not told:
        return (
            f"{found.families:,} families are in the file, which does not say who was accepted:"
            " all of them are counted."
        )
    return (
        f"Of {found.families:,} families, {', '.join(told)}. What follows counts {_whom(found)},"
        " also those who dropped out."
    )


def _whom(found: Changes) -> str:
    return "all who were accepted" if found.base == "accepted" else f"all who are {found.base}"


def _fall(each: Change) -> str:
    words = (
        f"{in_plain(each.risk)}: {percent(each.pairs.first)} had it at the start,"
        f" {percent(each.pairs.later)} at {SAID[each.moment]}, {percent(each.relative.value)} fewer"
    )
    if math.isnan(each.relative.low):
        return f"{words}."
    return f"{words} (likely {percent(each.relative.low)} to {percent(each.relative.high)})."


def _average(found: Changes, moment: str) -> str:
    whole = next(each for each in found.averages[moment] if each.domain == ALL_RISKS)
    told = sum(not math.isnan(each.relative.value) for each in first_changes(found, moment))
    if not told:
        return f"No reduction can be told at {SAID[moment]}."
    if told == 1:
        return "With one risk only there is no average over risks."
    return (
        f"Over the {told} risks that somebody had at the start the mean reduction is"
        f" {percent(whole.mean_of_reductions.value)} when each risk counts the same, and"
        f" {percent(whole.reduction_of_mean.value)} when common risks count for more."
    )


def _moved(found: Changes, moment: str) -> str:
    moved = found.moved[moment]
    return (
        f"{moved.improved:,} families had fewer risks at {SAID[moment]}, {moved.same:,} as many,"
        f" {moved.worse:,} more; of {moved.unknown:,} it is not known."
    )


def _some(names: list[str]) -> str:
    others = len(names) - MOST
    return ", ".join(names[:MOST]) + (f" and {others:,} others" if others > 0 else "")


def warnings_of(groups: Mapping[str, Changes]) -> tuple[str, ...]:
    """Once each."""
    made = [warning for found in groups.values() for warning in found.warnings]
    for found in groups.values():
        for moment in found.moments[1:]:
            rows = first_changes(found, moment)
            never = [in_plain(each.risk) for each in rows if not each.pairs.n]
            if never:
                made.append(f"not recorded at {SAID[moment]}: {_some(never)}")
            lost = [each for each in rows if each.unknown and each.pairs.n]
            if lost:
                most = max(lost, key=lambda each: each.unknown)
                made.append(
                    f"at {SAID[moment]} up to {most.unknown:,} families ({in_plain(most.risk)})"
                    " are not known: they count as unchanged, and the table of bounds says what"
                    " else could be"
                )
    if len(groups) > 1:
        made.append("the groups may differ in more than help: use evaluate effect to compare them")
    return tuple(dict.fromkeys(made))
