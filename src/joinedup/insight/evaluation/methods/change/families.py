"""Families with their risks at each moment, and the stages that they came to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd

from joinedup.insight.evaluation.methods.tables import DataError, Table

MOMENTS = ("start", "review", "exit", "follow_up")
STAGES = ("referred", "accepted", "engaged", "left", "followed_up")
SAME = {
    **dict.fromkeys(("before", "pre", "baseline"), "start"),
    **dict.fromkeys(("end", "after", "post"), "exit"),
    **dict.fromkeys(("followup", "follow-up", "follow up"), "follow_up"),
}
"""Other words for moments."""
_ENDING = re.compile(
    r"^(.+?)[_ .](start|before|pre|baseline|review|exit|end|after|post|follow[_ -]?up)$",
    re.IGNORECASE,
)
MOST_RISKS = 200


@dataclass(frozen=True)
class Families:
    """``values`` has shape (families, risks, moments): 1 had the risk, 0 had not, NaN not known.

    ``stages`` says of each stage who came to it, shape (families,); a stage that the file does
    not tell of is not there. ``domains`` maps a domain to positions of its risks.
    """

    values: np.ndarray
    risks: tuple[str, ...]
    moments: tuple[str, ...]
    stages: Mapping[str, np.ndarray]
    domains: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.values)

    def rows(self, kept: np.ndarray) -> "Families":
        """Some of them (a mask)."""
        stages = {name: reached[kept] for name, reached in self.stages.items()}
        return Families(
            self.values[kept], self.risks, self.moments, stages, self.domains, self.warnings
        )


def wide_families(
    table: Table,
    *,
    risks: Sequence[str] = (),
    stages: Mapping[str, str] | None = None,
    domains: Mapping[str, Sequence[str]] | None = None,
) -> Families:
    """Of one row for each family, with columns like ``school_start`` and ``school_exit``.

    Without ``risks``, each column that ends in a moment, and has a start beside it, is one.

    :raises DataError: no risk has a start and a later moment, or a value is neither yes nor no.
    """
    found = _columns(table)
    asked = list(risks) or [name for name, at in found.items() if "start" in at and len(at) > 1]
    for risk in asked:
        if "start" not in found.get(risk, {}) or len(found[risk]) < 2:
            raise DataError(
                f"there is no column {risk}_start with a later one, such as {risk}_exit"
            )
    if not asked:
        raise DataError(
            "no risk has a column at the start and one later (such as school_start, school_exit)"
        )
    if len(asked) > MOST_RISKS:
        raise DataError(f"there are {len(asked):,} risks, more than {MOST_RISKS}")
    moments = tuple(m for m in MOMENTS if any(m in found[risk] for risk in asked))
    values = np.full((len(table), len(asked), len(moments)), np.nan)
    for place, risk in enumerate(asked):
        for moment, column in found[risk].items():
            values[:, place, moments.index(moment)] = table.yes_or_no(column)
    reached, warnings = _stages(table, stages)
    return Families(values, tuple(asked), moments, reached, _placed(asked, domains), warnings)


def _columns(table: Table) -> dict[str, dict[str, str]]:
    """By risk and moment, in the order of the file."""
    found: dict[str, dict[str, str]] = {}
    for column in map(str, table.frame.columns):
        ending = _ENDING.match(column)
        if ending:
            said = ending[2].lower()
            moment = SAME.get(said, said)
            if moment in found.setdefault(ending[1], {}):
                raise DataError(f"{ending[1]} has two columns at {moment}")
            found[ending[1]][moment] = column
    return found


def long_families(
    table: Table,
    *,
    family: str,
    moment: str,
    risk: str,
    value: str,
    domain: str | None = None,
    stages: Mapping[str, str] | None = None,
    domains: Mapping[str, Sequence[str]] | None = None,
) -> Families:
    """Of one row for each family, moment and risk.

    :raises DataError: two rows for one, a moment that is none, no start, or odd values.
    """
    named = [family, moment, risk, value, *([domain] if domain else [])]
    table.require(named)
    frame = table.frame
    there = frame[[family, moment, risk]].notna().all(axis=1).to_numpy()
    said = frame[moment].astype(str).str.lower().str.strip().replace(SAME)
    odd = said[there & ~said.isin(MOMENTS).to_numpy()]
    if len(odd):
        raise DataError(
            f"the column {moment} holds {odd.iloc[0]}: a moment is {', '.join(MOMENTS)}"
        )
    if not (said[there] == "start").any() or said[there].nunique() < 2:
        raise DataError(f"the column {moment} must hold start and a later moment")
    who, families = pd.factorize(frame[family][there])
    which, risks = pd.factorize(frame[risk][there].astype(str), sort=True)
    if len(risks) > MOST_RISKS:
        raise DataError(f"there are {len(risks):,} risks, more than {MOST_RISKS}")
    moments = tuple(m for m in MOMENTS if (said[there] == m).any())
    at = said[there].map(moments.index).to_numpy()
    values = np.full((len(families), len(risks), len(moments)), np.nan)
    values[who, which, at] = _once(table.yes_or_no(value)[there], who, which, at)
    first = np.flatnonzero(there)[np.unique(who, return_index=True)[1]]
    of_families = Table(frame.iloc[first], table.source, table.fingerprint)
    reached, warnings = _stages(of_families, stages)
    gone = int((~there).sum())
    if gone:
        warnings = (*warnings, f"{gone:,} rows without family, moment or risk are left out")
    placed = _by_domain(frame, there, which, domain) if domain else _placed(list(risks), domains)
    return Families(values, tuple(risks), moments, reached, placed, warnings)


def _once(values: np.ndarray, who: np.ndarray, which: np.ndarray, at: np.ndarray) -> np.ndarray:
    place = (who.astype(np.int64) * (which.max() + 1) + which) * len(MOMENTS) + at
    if len(np.unique(place)) < len(place):
        raise DataError("there are two rows for one family, moment and risk")
    return values


def _by_domain(
    frame: pd.DataFrame, there: np.ndarray, which: np.ndarray, domain: str
) -> dict[str, tuple[int, ...]]:
    pairs = pd.DataFrame({"risk": which, "domain": frame[domain][there].to_numpy()}).dropna()
    pairs = pairs.drop_duplicates()
    if pairs["risk"].duplicated().any():
        raise DataError(f"a risk is in two domains of the column {domain}")
    return {
        str(name): tuple(int(n) for n in sorted(group["risk"]))
        for name, group in pairs.groupby("domain", sort=True)
    }


def _placed(
    risks: Sequence[str], domains: Mapping[str, Sequence[str]] | None
) -> dict[str, tuple[int, ...]]:
    placed = {}
    for name, members in (domains or {}).items():
        unknown = [risk for risk in members if risk not in risks]
        if unknown:
            raise DataError(f"the domain {name} names {unknown[0]}, which is no risk of the file")
        placed[name] = tuple(risks.index(risk) for risk in members)
    return placed


def _stages(
    table: Table, named: Mapping[str, str] | None
) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    """Columns called like a stage count as one. A date, or any word but no, says that it was
    reached; nothing says that it was not."""
    wanted = {stage: stage for stage in STAGES if stage in table.frame.columns} | dict(named or {})
    for stage, column in wanted.items():
        if stage not in STAGES:
            raise DataError(f"{stage} is no stage: {', '.join(STAGES)}")
        if column not in table.frame.columns:
            table.require([column])
    reached, warnings = {}, []
    for stage in STAGES:
        if stage in wanted:
            reached[stage] = _reached(table, wanted[stage])
    earlier = [stage for stage in STAGES if stage in reached and stage != "followed_up"]
    for before, after in pairwise(earlier):
        skipped = int((reached[after] & ~reached[before]).sum())
        if skipped:
            who = "1 family counts" if skipped == 1 else f"{skipped:,} families count"
            warnings.append(f"{who} as {after.replace('_', ' ')} but not as {before}")
    return reached, tuple(warnings)


def _reached(table: Table, column: str) -> np.ndarray:
    values = table.frame[column]
    if table.is_text(column):
        words = values.str.lower()
        return np.asarray(values.notna() & ~words.isin(("no", "n", "false", "f", "0")))
    return np.asarray(values.notna() & (values != 0))
