"""A trained model as a dated file: weights, thresholds, where they come from, and its hash."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import log2
from pathlib import Path

from joinedup.record.linkage.engine.files import FileError

FORMAT = 1
_PARTS = ("format", "made_on", "provenance", "prior", "comparisons")


@dataclass(frozen=True)
class Trained:
    """Of one comparison: the chance of each level among records of one person (``m``) and of two
    (``u``), in the order of the levels."""

    labels: tuple[str, ...]
    conditions: tuple[str, ...]
    m: tuple[float, ...]
    u: tuple[float, ...]

    def weight(self, level: int) -> float:
        """Bits for or against."""
        return log2(self.m[level] / self.u[level])


@dataclass(frozen=True)
class Model:
    """``prior``: the chance that two records picked blindly are one person."""

    made_on: str
    provenance: Mapping[str, object]
    prior: float
    comparisons: Mapping[str, Trained]

    def text(self) -> str:
        """JSON that carries the SHA-256 of its own content."""
        content = {"format": FORMAT, **asdict(self)}
        return json.dumps({**content, "sha256": _digest(content)}, indent=1, sort_keys=True) + "\n"

    @property
    def sha256(self) -> str:
        """The hash that its file carries."""
        return _digest({"format": FORMAT, **asdict(self)})


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
    trained = {
        name: Trained(*(tuple(part[key]) for key in ("labels", "conditions", "m", "u")))
        for name, part in content["comparisons"].items()
    }
    return Model(content["made_on"], content["provenance"], content["prior"], trained)
