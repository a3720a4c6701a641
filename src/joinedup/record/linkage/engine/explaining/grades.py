"""A grade in one sentence that can be read out on the telephone."""

from joinedup.record.linkage.engine.comparing import Comparison, Evidence, Level
from joinedup.record.linkage.engine.grading import Grade, Verdict

_VERDICTS = {
    Verdict.MATCH: "Match",
    Verdict.POSSIBLE: "Possible match",
    Verdict.POSSIBLE_RELATIVE: "Possible relative",
    Verdict.NO: "Not a match",
}


def verdict_words(verdict: Verdict) -> str:
    return _VERDICTS[verdict]


def explain(evidence: Evidence) -> str:
    """ "Same surname and postcode; first names are forms of one name; birth date differs by day
    and month swapped; no identifier in common."  Holds no personal data."""
    return _sentence(_clauses(evidence))


def explain_in_full(grade: Grade) -> str:
    """The verdict and its reason, then the comparisons."""
    return f"{verdict_words(grade.verdict)}: {grade.reason}. {explain(grade.evidence)}"


def _clauses(evidence: Evidence) -> list[str]:
    agree, rest = _same_things(evidence)
    clauses = [f"same {_listed(agree)}"] if agree else []
    return clauses + [c.words for c in rest]


def _same_things(evidence: Evidence) -> tuple[list[str], list[Comparison]]:
    """What agrees exactly, gathered into one list; the rest one by one, identifiers last."""
    agree: list[str] = []
    rest: list[Comparison] = []
    order = (
        evidence.family,
        evidence.given,
        evidence.birth,
        evidence.address,
        evidence.postcode,
        evidence.household,
        evidence.phone,
        evidence.identifier,
    )
    for comparison in order:
        plain_same = comparison.level is Level.EXACT and comparison.words.startswith("same ")
        if plain_same and "," not in comparison.words:
            agree.append(comparison.words.removeprefix("same "))
        elif comparison.compared or comparison is evidence.identifier or _telling(comparison):
            rest.append(comparison)
    if evidence.sex.level is Level.DIFFERENT:
        rest.append(evidence.sex)
    return agree, rest


def _telling(comparison: Comparison) -> bool:
    """A missing name or birth date is worth a word; a missing telephone number is not."""
    return comparison.field in ("given", "family", "birth")


def _listed(things: list[str]) -> str:
    if len(things) == 1:
        return things[0]
    return f"{', '.join(things[:-1])} and {things[-1]}"


def _sentence(clauses: list[str]) -> str:
    text = "; ".join(clauses)
    return f"{text[:1].upper()}{text[1:]}."
