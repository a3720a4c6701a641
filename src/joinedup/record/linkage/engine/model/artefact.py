"""A trained model as a dated file: weights, thresholds, where they come from, and its hash."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import log2
from pathlib import Path
from typing import Any

from joinedup.record.linkage.engine.files import FileError

FORMAT = 2
_LISTS = ("labels", "conditions", "rare", "m", "u")
_PARTS = ("format", "made_on", "provenance", "prior", "comparisons", "least", "rarity", "guards")


@dataclass(frozen=True)
class Trained:
    """One comparison: the chance of each level among records of one person (``m``) and of two
    (``u``), in the order of the levels.  ``missing`` and ``conditions`` are SQL over the prepared
    columns of two records; ``rare`` names the column whose rarity counts at a level, or nothing."""

    title: str
    missing: str
    labels: tuple[str, ...]
    conditions: tuple[str, ...]
    rare: tuple[str, ...]
    m: tuple[float, ...]
    u: tuple[float, ...]

    def weight(self, level: int) -> float:
        """Bits for or against, before rarity; missing (-1) weighs nothing."""
        return log2(self.m[level] / self.u[level]) if level >= 0 else 0.0


@dataclass(frozen=True)
class Model:
    """``prior``: the chance that two records picked blindly are one person.  ``rarity``: of a
    column, the share of the records that have each value, where it is above ``least``; no value
    counts as rarer.  ``guards``: which guards against relatives are up."""

    made_on: str
    provenance: Mapping[str, object]
    prior: float
    comparisons: Mapping[str, Trained]
    least: float
    rarity: Mapping[str, Mapping[str, float]]
    guards: Mapping[str, bool]

    def share(self, column: str, value: str) -> float:
        """Of a value: how many have it, ``least`` at the least."""
        return max(self.rarity.get(column, {}).get(value, self.least), self.least)

    def weight(self, comparison: str, level: int, value: str = "") -> float:
        """Bits of one comparison; ``value`` is what both have, where its rarity counts."""
        trained = self.comparisons[comparison]
        bits = trained.weight(level)
        column = trained.rare[level] if level >= 0 else ""
        return bits + log2(trained.u[level]) - log2(self.share(column, value)) if column else bits

    @property
    def prior_bits(self) -> float:
        """What is believed before anything is compared."""
        return log2(self.prior / (1 - self.prior))

    def text(self) -> str:
        """JSON that carries the SHA-256 of its own content, its keys in alphabetical order."""
        content = {"format": FORMAT, **self.facts()}
        # a line for each value: an indent would be written by Python, and there may be 100,000
        return json.dumps({**content, "sha256": self.sha256}, separators=(",\n", ": ")) + "\n"

    def facts(self) -> dict[str, object]:
        """As JSON takes it; ``model_of`` reads it."""
        trained = {name: vars(part) for name, part in self.comparisons.items()}
        return {
            "made_on": self.made_on, "provenance": self.provenance, "prior": self.prior,
            "comparisons": trained, "least": self.least, "rarity": self.rarity,
            "guards": self.guards,
        }  # fmt: skip

    @cached_property
    def sha256(self) -> str:
        """The hash that its file carries."""
        return _digest({"format": FORMAT, **self.facts()})


def _digest(content: Mapping[str, object]) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def read_model(path: Path) -> Model:
    """Read a model file and check that it is whole.

    :raises FileError: not a model, of another format, or changed since it was written.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise FileError(f"{path} is not JSON: {error}") from error
    if not isinstance(content, dict) or set(content) != {*_PARTS, "sha256"}:
        raise FileError(f"{path} is not a model of this program")
    if content.pop("sha256") != _digest(content):
        raise FileError(f"{path} was changed after it was made: its SHA-256 does not fit")
    if content["format"] != FORMAT:
        raise FileError(f"{path} is of format {content['format']}, this program reads {FORMAT}")
    del content["format"]
    try:
        return model_of(content)
    except (AttributeError, KeyError, TypeError) as error:
        raise FileError(f"{path} is not a model of this program") from error


def model_of(content: Mapping[str, Any]) -> Model:
    """The model out of its facts, or JSON of them."""
    trained = {
        name: Trained(part["title"], part["missing"], *(tuple(part[key]) for key in _LISTS))
        for name, part in content["comparisons"].items()
    }
    return Model(**{**content, "comparisons": trained})
