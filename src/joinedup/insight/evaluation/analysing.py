"""A run of a method on a study's data set: from its rows to a report, in memory alone.

What a report tells is held to ``rules.small_numbers``: a risk that fewer than five families of a
group have, or have not, is neither compared nor allowed for; counts under five are not told.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, cast

import pandas as pd

from joinedup.base.documents.pdf import as_pdf
from joinedup.insight.evaluation.methods.change.analysis import changes_of
from joinedup.insight.evaluation.methods.change.families import wide_families
from joinedup.insight.evaluation.methods.comparison.compared import Estimand, Question
from joinedup.insight.evaluation.methods.comparison.study import Columns, study_of
from joinedup.insight.evaluation.methods.effect import effect_of
from joinedup.insight.evaluation.methods.tables import DataError, Table, table_of
from joinedup.insight.evaluation.reports.change import change_finding
from joinedup.insight.evaluation.reports.document import as_document
from joinedup.insight.evaluation.reports.effect import effect_finding
from joinedup.insight.evaluation.reports.finding import Finding, Shown
from joinedup.insight.evaluation.reports.web import as_html
from joinedup.insight.evaluation.rules.plans import (
    CHANGE,
    REPLACES,
    SEED,
    Plan,
    action_of,
    options_of,
)
from joinedup.insight.evaluation.rules.runs import Work
from joinedup.insight.evaluation.rules.small_numbers import LEAST
from joinedup.insight.evaluation.rules.variables import (
    MOMENT_WORDS,
    TOOK_PART,
    VARIABLES,
    in_words,
    start_of,
)

Say = Callable[[int, str], None]
"""Takes how far it is, in percent, and what is being done. May raise, to stop."""

SOURCE, PROTOCOL = "data.csv", "protocol.toml"
GROUPS = {"yes": "took part", "no": "waited"}
_YES_OR_NO = {"yes": 1.0, "no": 0.0}
_FEW = re.compile(r"\b[0-4] famil(y|ies)\b")


@dataclass(frozen=True)
class Made:
    """What a run leaves. ``finding`` is for keeping as JSON."""

    finding: dict[str, Any]
    html: str
    pdf: bytes


def analyse(work: Work, say: Say) -> Made:
    """:raises DataError: the data set cannot answer what the plan asks."""
    say(5, "Reading the data set")
    frame = _frame(work.content)
    plan, unheard = _tellable(frame, work.plan)
    say(15, "Looking at the families that took part, and those that waited")
    if plan.method == CHANGE:
        finding = _change(frame, plan, work.data_sha256, say)
    else:
        finding = _compare(_table(frame, plan, work.data_sha256), plan, say)
    finding = _told(finding, work, unheard, _rare_gaps(frame, plan))
    say(85, "Writing the report")
    made_at, command = datetime.now(UTC), command_of(work.plan)
    html = as_html(finding, command, made_at)
    say(90, "Making the PDF")
    return Made(asdict(finding), html, as_pdf(as_document(finding, command, made_at)))


def command_of(plan: Plan) -> str:
    """What repeats it at the command line, with the data set and the protocol as files."""
    options = " ".join(_option(name, value) for name, value in options_of(plan).items())
    return f"joinedup evaluate {action_of(plan)} {SOURCE} {options} --protocol {PROTOCOL}"


def _option(name: str, value: object) -> str:
    if value is True:
        return f"--{name}"
    return f"--{name} {','.join(value) if isinstance(value, list) else value}"


def called(name: str) -> str:
    """A column as a report calls it."""
    words = in_words(name)
    return words[:1].lower() + words[1:]


def _frame(content: bytes) -> pd.DataFrame:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return pd.DataFrame(rows[1:], columns=rows[0])


def _table(frame: pd.DataFrame, plan: Plan, fingerprint: str) -> Table:
    """The columns of the plan, by what they are called, and empty cells as missing."""
    names = dict.fromkeys(
        [TOOK_PART, plan.outcome, *plan.covariates, *filter(None, [plan.placebo])]
    )
    chosen = frame[list(names)].replace({"": None}).rename(columns=called)
    for name in chosen.columns:
        if set(chosen[name].dropna()) <= _YES_OR_NO.keys():
            chosen[name] = chosen[name].map(_YES_OR_NO)
    return replace(table_of(chosen, SOURCE), fingerprint=fingerprint)


def _compare(table: Table, plan: Plan, say: Say) -> Finding:
    columns = Columns(
        called(TOOK_PART),
        called(plan.outcome),
        tuple(called(name) for name in plan.covariates),
        placebo=called(plan.placebo) if plan.placebo else None,
        words=tuple(called(name) for name in plan.covariates if VARIABLES[name].banded),
    )
    question = Question(
        plan.method,
        cast("Estimand", plan.estimand),
        seed=SEED,
        replace=plan.method == REPLACES,
    )
    drawn = _drawing(say, 20, 60)
    effect = effect_of(study_of(table, columns), question, draws=plan.draws, progress=drawn)
    return effect_finding(effect, {table.source: table.fingerprint})


def _change(frame: pd.DataFrame, plan: Plan, fingerprint: str, say: Say) -> Finding:
    """In each group by itself, from the start.

    :raises DataError: a count of it would be under five.
    """
    before, after = start_of(plan.outcome), plan.outcome
    risk = called(before).removesuffix(" at the start")
    moment = next(str(at) for at in MOMENT_WORDS if after.endswith(f"_{at}"))
    groups = {}
    for number, (value, name) in enumerate(GROUPS.items()):
        part = frame[frame[TOOK_PART] == value]
        _refuse_few_changes(part, before, after)
        wide = part[[before, after]].replace({"": None})
        table = table_of(wide.set_axis([f"{risk}_start", f"{risk}_{moment}"], axis=1), SOURCE)
        groups[name] = changes_of(
            wide_families(table),
            draws=plan.draws,
            seed=SEED,
            progress=_drawing(say, 20 + 30 * number, 30),
        )
    return change_finding(groups, source=SOURCE, fingerprint=fingerprint)


def _refuse_few_changes(part: pd.DataFrame, before: str, after: str) -> None:
    """Of every way from the start to later, and of what is not known at either, none at all or at
    least five families: these are what the report counts."""
    start, later = part[before], part[after]
    ways = part[(start != "") & (later != "")].groupby([before, after]).size()
    unknown = [
        start == "",
        later == "",
        (start != "") & (later == ""),
        (start == "") | (later == ""),
    ]
    if any(0 < number < LEAST for number in (*ways, *(int(which.sum()) for which in unknown))):
        raise DataError(
            f"fewer than {LEAST} families of one group changed in one of the ways that would be"
            " counted, or are not known: that is too few to tell of"
        )


def _drawing(say: Say, start: int, room: int) -> Callable[[int, int], None]:
    def drawn(done: int, of: int) -> None:
        say(start + room * done // max(of, 1), f"Drawn {done:,} of {of:,} times")

    return drawn


def _tellable(frame: pd.DataFrame, plan: Plan) -> tuple[Plan, list[str]]:
    """The plan without what may not be told, and what is to be said of that.

    :raises DataError: the outcome or the placebo may not be told.
    """
    for name in filter(None, (plan.outcome, plan.placebo)):
        if _few(frame, name):
            raise DataError(
                f"fewer than {LEAST} families of one group have “{called(name)}”, or have it not:"
                " that is too few to tell of"
            )
    kept = tuple(name for name in plan.covariates if not _few(frame, name))
    unheard = [
        f"“{called(name)}” could not be allowed for: it sets fewer than {LEAST} families apart"
        for name in plan.covariates
        if name not in kept
    ]
    return replace(plan, covariates=kept), unheard


def _few(frame: pd.DataFrame, name: str) -> bool:
    """Whether some value, of those that any family has, is fewer than five of a group's. What is
    identifying has been seen to already (``rules.anonymity``)."""
    variable = VARIABLES[name]
    if variable.identifying or variable.number:
        return False
    counts = frame[frame[name] != ""].groupby([name, TOOK_PART]).size().unstack(fill_value=0)
    return bool((counts < LEAST).any().any()) or len(counts) < 2


def _rare_gaps(frame: pd.DataFrame, plan: Plan) -> frozenset[str]:
    """What is missing of a few families of a group, fewer than five: by how it is called."""
    gaps = {name: (frame[name] == "").groupby(frame[TOOK_PART]).sum() for name in plan.covariates}
    few = range(1, LEAST)
    return frozenset(called(name) for name, counts in gaps.items() if any(n in few for n in counts))


def _told(
    finding: Finding, work: Work, unheard: Sequence[str], rare_gaps: frozenset[str]
) -> Finding:
    """As the study's own report: its title, where it comes from, what is not as was planned; and
    no count under five."""
    planned = [f"Not as the protocol says. {said}" for said in work.deviations]
    say = _wording(work.plan)
    return replace(
        finding,
        title=work.title,
        in_words=tuple(map(say, finding.in_words)),
        warnings=tuple(map(say, (*planned, *unheard, *finding.warnings))),
        shown=tuple(_shown_so(shown, say, rare_gaps) for shown in finding.shown),
        how=(*work.facts, *finding.how),
    )


def _wording(plan: Plan) -> Callable[[str], str]:
    """Puts a value apart from its variable, and does not tell a count under five."""
    names = [called(name) for name in plan.covariates if VARIABLES[name].identifying]

    def say(text: str) -> str:
        for name in names:
            text = text.replace(f"{name}_", f"{name}: ")
        return _FEW.sub(f"fewer than {LEAST} families", text)

    return say


def _shown_so(shown: Shown, say: Callable[[str], str], rare_gaps: frozenset[str]) -> Shown:
    """In the same words, and without the lines of what is rarely missing."""
    hidden = {f"{name} missing" for name in rare_gaps}
    rows = tuple((say(row[0]), *row[1:]) for row in shown.rows if row[0] not in hidden)
    return replace(shown, rows=rows, words=say(shown.words), svg=say(shown.svg))


def finding_of(kept: Mapping[str, Any]) -> Finding:
    """As ``Made.finding`` kept it."""
    return Finding(
        title=kept["title"],
        verdict=kept["verdict"],
        in_words=tuple(kept["in_words"]),
        shown=tuple(_shown(kept["shown"])),
        warnings=tuple(kept["warnings"]),
        figures=kept["figures"],
        fingerprints=kept["fingerprints"],
        how=tuple((label, value) for label, value in kept["how"]),
    )


def _shown(kept: Sequence[Mapping[str, Any]]) -> Iterator[Shown]:
    for one in kept:
        yield Shown(
            title=one["title"],
            words=one["words"],
            headings=tuple(one["headings"]),
            rows=tuple(tuple(row) for row in one["rows"]),
            svg=one["svg"],
            alternative=one["alternative"],
        )
