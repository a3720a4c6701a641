"""Towns, streets and dwellings of a county that does not exist.

A dwelling is a number; its address is worked out from the number, so that no list of addresses
is kept in memory. Dwellings of one street are neighbours in number, households are not.
"""

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate

from joinedup.interfaces.demonstration.area.catalogue import read_table
from joinedup.interfaces.demonstration.area.identifiers import uprn

STREET = 45
"""Dwellings in a street: houses 1 to 32, then flats."""
_HOUSES = 32
_UNIT = 15
"""Dwellings that share a postcode."""
_DISTRICTS = 4
"""Postcode districts of a town."""
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
"""Letters that the inward half of a postcode may have."""
_SECTORS = "123456789"
"""Sector 0 belongs to the stories."""
_SPREAD = 2_147_483_647
"""A prime above any number of dwellings: spreads households over the county."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address as the post office would write it; `building` is blank or a flat's number."""

    building: str
    number: str
    street: str
    town: str
    postcode: str
    uprn: str

    @property
    def line(self) -> str:
        """First line, in full."""
        flat = f"Flat {self.building}, " if self.building else ""
        return f"{flat}{self.number} {self.street}"


class County:
    """A county with room for `people`."""

    def __init__(self, people: int) -> None:
        table = read_table("places.toml")
        self.name: str = table["county"]
        self.abbreviations: dict[str, str] = table["abbreviations"]
        self.dwellings = max(400, people * 55 // 100)
        self._area: str = table["postcode_area"]
        self.towns: list[str] = [name for name, _ in table["towns"]]
        bounds = list(accumulate(weight for _, weight in table["towns"]))
        self._bounds = [bound * self.dwellings // bounds[-1] // STREET for bound in bounds]
        firsts, seconds = table["street_first"].split(), table["street_second"].split()
        self._stems = [first + second for first in firsts for second in seconds]
        self._endings = table["street_ending"].split()

    def dwelling_of(self, household: int) -> int:
        """Where a household lives: one-to-one as long as there are dwellings."""
        return household * _SPREAD % self.dwellings

    def address(self, dwelling: int) -> Address:
        """The address of a dwelling."""
        street, place = divmod(dwelling, STREET)
        town = min(bisect(self._bounds, street), len(self.towns) - 1)
        if place < _HOUSES:
            building, number = "", str(place + 1)
        else:
            building, number = str(place - _HOUSES + 1), str(_HOUSES + 1)
        return Address(
            building, number, self._street(street), self.towns[town],
            self._postcode(town, street, place), uprn(dwelling),
        )  # fmt: skip

    def _street(self, street: int) -> str:
        # 487 is prime: neighbouring streets do not sound alike
        stem = self._stems[street * 487 % len(self._stems)]
        return f"{stem} {self._endings[(street * 7 + street // 800) % len(self._endings)]}"

    def _postcode(self, town: int, street: int, place: int) -> str:
        begin = self._bounds[town - 1] if town else 0
        unit = (street - begin) * (STREET // _UNIT) + place // _UNIT
        rest, last = divmod(unit, len(_LETTERS))
        rest, first = divmod(rest, len(_LETTERS))
        district, sector = divmod(rest, len(_SECTORS))
        return (
            f"{self._area}{1 + town * _DISTRICTS + district % _DISTRICTS} "
            f"{_SECTORS[sector]}{_LETTERS[first]}{_LETTERS[last]}"
        )
