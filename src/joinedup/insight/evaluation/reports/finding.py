"""What one run of a method found: words first, then pictures, each with its table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Shown:
    """A picture, the words that say the same, and the table it was drawn from.

    ``svg`` stands on its own, or is empty where a table says enough.
    """

    title: str
    words: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    svg: str = ""
    alternative: str = ""


@dataclass(frozen=True)
class Finding:
    """``in_words`` is the first page, a paragraph each, for a board member; ``figures`` is what
    ``--json`` prints, of plain numbers, texts, lists and maps, with ``None`` for what is not known.
    ``fingerprints`` maps each file that was read to its SHA-256."""

    title: str
    verdict: str
    in_words: tuple[str, ...]
    shown: tuple[Shown, ...]
    warnings: tuple[str, ...]
    figures: Mapping[str, object]
    fingerprints: Mapping[str, str]
    how: Sequence[tuple[str, str]] = ()
    """Method, estimand, rule for missing values and the like: a label and its value."""

    @property
    def in_mind(self) -> tuple[str, ...]:
        """The warnings as sentences."""
        return tuple(
            f"{said[:1].upper()}{said[1:]}{'' if said.endswith(('.', '!', '?')) else '.'}"
            for said in self.warnings
        )
