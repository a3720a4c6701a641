"""Unit costs with their sources and price years, and the deflator that makes years comparable."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from joinedup.insight.evaluation.methods.tables import DataError

DATA = Path(__file__).parent / "data"
_YEAR = re.compile(r"^(19|20)\d\d-\d\d$")
NEEDED = ("what", "unit", "pounds", "price_year", "source")


@dataclass(frozen=True)
class UnitCost:
    """``pounds`` for one ``unit``, at the prices of ``price_year`` (a financial year, 2018-19)."""

    name: str
    what: str
    unit: str
    pounds: float
    price_year: str
    source: str

    def at(self, year: str) -> float:
        """The same at the prices of another year.

        :raises DataError: the deflator does not know one of the years.
        """
        return self.pounds * rate(self.price_year, year)


@dataclass(frozen=True)
class Deflators:
    """``index`` by financial year, 100 in ``base``."""

    source: str
    base: str
    index: Mapping[str, float]


@cache
def deflators() -> Deflators:
    """The Treasury's series that comes with this version."""
    kept = tomllib.loads((DATA / "deflators.toml").read_text(encoding="utf-8"))
    return Deflators(kept["source"], kept["base"], kept["index"])


def rate(start: str, end: str) -> float:
    """By how much pounds of one year are multiplied for another.

    :raises DataError: the deflator does not know one of the years.
    """
    known = deflators().index
    for year in (start, end):
        if year not in known:
            first, last = min(known), max(known)
            raise DataError(f"there is no deflator for {year}: it knows {first} to {last}")
    return float(known[end] / known[start])


def unit_costs(own: str | None = None) -> dict[str, UnitCost]:
    """Those that come with this version; ``own`` is TOML of the same shape, which goes before.

    :raises DataError: it is no TOML, or an entry lacks something.
    """
    shipped = (DATA / "unit_costs.toml").read_text(encoding="utf-8")
    return {**_read(shipped), **(_read(own) if own is not None else {})}


def _read(text: str) -> dict[str, UnitCost]:
    try:
        kept = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"the unit costs are no TOML: {str(error)[:120]}") from error
    return {name: _entry(name, entry) for name, entry in kept.items()}


def _entry(name: str, entry: object) -> UnitCost:
    if not isinstance(entry, dict):
        raise DataError(f"the unit cost {name} is no table")
    for part in NEEDED:
        if not entry.get(part):
            raise DataError(f"the unit cost {name} does not say its {part}")
    pounds = entry["pounds"]
    if isinstance(pounds, bool) or not isinstance(pounds, int | float) or not 0 < pounds < 1e12:
        raise DataError(f"the unit cost {name} has no pounds above 0")
    if not _YEAR.match(str(entry["price_year"])):
        raise DataError(f"the price year of {name} is no financial year, such as 2018-19")
    return UnitCost(
        name, str(entry["what"]), str(entry["unit"]), float(pounds), str(entry["price_year"]),
        str(entry["source"]),
    )  # fmt: skip
