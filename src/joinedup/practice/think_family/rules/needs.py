"""The declared list of needs, from ``needs.toml``: nothing else can be asked for, or sent."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from joinedup.trust.sharing.rules.categories import Category


@dataclass(frozen=True)
class Need:
    """One need: its code in extracts, its words on pages, and what kind of information it is."""

    code: str
    words: str
    category: Category


def _declared() -> dict[str, Need]:
    text = (Path(__file__).parent / "needs.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["need"]
    return {r["code"]: Need(r["code"], r["words"], Category(r["category"])) for r in rows}


NEEDS: dict[str, Need] = _declared()


def categories_of(codes: "frozenset[str] | list[str]") -> frozenset[Category]:
    """What kinds of information these needs are."""
    return frozenset(NEEDS[code].category for code in codes)
