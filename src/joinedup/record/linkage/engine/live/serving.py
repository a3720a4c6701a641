"""A model made ready to serve an installation: what locating needs of it, and nothing more.

What comes out of a run still holds how common postcodes, dates and addresses are among the records
that it was learned from.  None of that is needed here, and a rare one might tell of somebody.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from enum import StrEnum

from joinedup.record.linkage.engine.live.within import NAMED, RULES, fitted
from joinedup.record.linkage.engine.model.artefact import Model
from joinedup.record.linkage.engine.model.levels import Comparison


class Names(StrEnum):
    """How common names are, as far as the model keeps it."""

    OWN = "own"
    """As among its records: for those whose records they are."""
    COMMON = "common"
    """Those that are more common than names are on average; no other counts as rare. For people of
    whom the records say nothing, such as another area's."""
    NONE = "none"
    """No name at all: every name counts for what names do on average."""


_KEPT = {
    Names.OWN: "how common first names and surnames are",
    Names.COMMON: "which first names and surnames are common",
    Names.NONE: "no name",
}


def ready(
    model: Model, compared: Sequence[Comparison], *, names: Names, on: date, instead: Model
) -> Model:
    """The model with its weights for just these comparisons, and of its records what ``names``
    says.  What these records hold nothing of (nobody's UPN, say) is weighed as ``instead`` does.

    :raises FileError: it compares one of them in another way.
    """
    lacking = [one.name for one in compared if one.name not in model.comparisons]
    found = {**model.comparisons, **{name: instead.comparisons[name] for name in lacking}}
    served = _with(fitted(replace(model, comparisons=found), compared), names)
    provenance = {
        **model.provenance,
        "verdict": asdict(RULES),
        "kept": f"{_KEPT[names]}; of postcodes, dates, addresses and towns nothing",
        "made_ready_on": on.isoformat(),
    }
    if lacking:
        provenance["taken_from"] = {"model": instead.sha256, "comparisons": lacking}
    return replace(served, provenance=provenance)


def _with(model: Model, names: Names) -> Model:
    if names is Names.OWN:
        return model
    trained = [model.comparisons[name] for name in sorted(NAMED)]
    least = max(one.u[place] for one in trained for place, rare in enumerate(one.rare) if rare)
    common = {
        column: {
            value: share for value, share in shares.items() if share > least
        } if names is Names.COMMON else {}
        for column, shares in model.rarity.items()
    }  # fmt: skip
    return replace(model, least=least, rarity=common)
