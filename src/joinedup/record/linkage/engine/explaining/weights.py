"""What each comparison adds to the weight of a pair, step by step, and the same as a sentence.

Weights are in bits: one bit doubles the odds that two records are one person.  No step and no
sentence holds a value of either record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log10

from joinedup.record.linkage.engine.explaining.words import MISSING, kind_of, words_for
from joinedup.record.linkage.engine.model import Model

PRIOR = "before anything is compared"
_HOUSEHOLD = "household"
_RARE = 1.0
"""Bits by which a value is rarer, or more common, than its kind, from which it is said."""
_FIRST = ("family", "given", "middle", "birth", "death", "sex")
"""What is read out first; the rest follow in the order of the model, identifiers at the end."""
_SILENT = frozenset({"death"})
"""Hardly anybody has one, so that its lack is not read out."""


@dataclass(frozen=True)
class Found:
    """Of one comparison of a pair: its level (-1 when missing), and bits with rarity counted."""

    level: int
    bits: float


@dataclass(frozen=True)
class Step:
    """``total`` is the weight after this step; ``clause`` is empty where both agree exactly."""

    comparison: str
    title: str
    found: str
    bits: float
    total: float
    clause: str = ""
    missing: bool = False


@dataclass(frozen=True)
class Explanation:
    """``prior`` in bits; ``sentence`` can be read out on the telephone."""

    prior: float
    steps: tuple[Step, ...]
    sentence: str

    @property
    def total(self) -> float:
        """The weight of the pair."""
        return self.steps[-1].total if self.steps else self.prior


def explain_pair(model: Model, found: Mapping[str, Found], support: float = 0.0) -> Explanation:
    """``found`` by the name of the comparison; one that is left out was missing.  ``support``: bits
    for what others of their two households agree in."""
    total = model.prior_bits
    steps = []
    for name, trained in model.comparisons.items():
        one = found.get(name, Found(-1, 0.0))
        total += one.bits
        if one.level < 0:
            steps.append(Step(name, trained.title, MISSING, 0.0, total, missing=True))
            continue
        words = words_for(name, trained.title, trained.labels[one.level])
        rarity = _rarity(one.bits - trained.weight(one.level))
        steps.append(Step(name, trained.title, words.found + rarity, one.bits, total, words.clause))
    if support:
        found_too = "the first names and birth dates of others agree as well"
        clause = "others of the two households agree as well"
        steps.append(Step(_HOUSEHOLD, _HOUSEHOLD, found_too, support, total + support, clause))
    return Explanation(model.prior_bits, tuple(steps), sentence(steps))


def _rarity(more: float) -> str:
    if more > _RARE:
        return ", and few have it"
    return ", but many have it" if more < -_RARE else ""


def sentence(steps: Iterable[Step]) -> str:
    """ "Same surname and postcode; first names are forms of one name; birth date differs by day
    and month swapped; no identifier in common; not known of both: middle names." """
    ordered = sorted(steps, key=_place)
    compared = [step for step in ordered if not step.missing]
    same = [step.title for step in compared if not step.clause]
    clauses = [f"same {listed(same)}"] if same else []
    clauses += dict.fromkeys(step.clause for step in compared if step.clause)
    if not any(_identifier(step) and not step.clause for step in compared):
        clauses.append("no identifier in common")
    lacking = [s.title for s in ordered if s.missing and kind_of(s.comparison) not in _SILENT]
    clauses += [f"not known of both: {listed(lacking)}"] if lacking else []
    text = "; ".join(clauses)
    return f"{text[:1].upper()}{text[1:]}."


def _place(step: Step) -> int:
    kind = kind_of(step.comparison)
    return _FIRST.index(kind) if kind in _FIRST else len(_FIRST) + _identifier(step)


def _identifier(step: Step) -> bool:
    return kind_of(step.comparison) == "identifier"


def listed(things: list[str]) -> str:
    """ "surname, birth date and postcode"."""
    return " and ".join(filter(None, (", ".join(things[:-1]), things[-1])))


def odds(bits: float) -> str:
    """A weight as people bet: "about 30 to 1 that they are one person"."""
    for_one = bits >= 0
    said = "that they are one person" if for_one else "against it"
    whole = 2 ** min(abs(bits), 60.0)
    if whole > 1e6:
        return f"more than a million to 1 {said}"
    if whole < 1.5:
        return "about even odds"
    digits = max(int(log10(whole)), 0)
    rounded = round(whole / 10**digits) * 10**digits if digits else round(whole)
    return f"about {rounded:,} to 1 {said}"
