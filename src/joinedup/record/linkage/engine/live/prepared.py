"""One record made ready for the live path: the same cleaning as in bulk, value by value.

A prepared record is a mapping of columns to text: nothing recorded is the empty text, and a list
is its values joined by ``BETWEEN``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, partial

from joinedup.record.linkage.engine.files import Mapping as Columns
from joinedup.record.linkage.engine.files import Role
from joinedup.record.linkage.engine.identifiers import SYSTEMS, IdentifierSystem
from joinedup.record.linkage.engine.preparing import values
from joinedup.record.linkage.engine.preparing.names import names

BETWEEN = "\x1e"
"""Between the values of a list, within a prepared record."""
Prepared = Mapping[str, str]
_Clean = Callable[[str], str]

_SINGLE = {Role.BIRTH_DATE: "birth", Role.DEATH_DATE: "death", Role.SEX: "sex"}
_LISTED = {Role.POSTCODE: "postcodes", Role.PHONE: "phones", Role.EMAIL: "emails"}
_SEVERAL = {Role.ADDRESS: "address", Role.PLACE: "place", Role.ATTRIBUTE: "attribute"}
_NAMES = (Role.GIVEN_NAME, Role.MIDDLE_NAME, Role.FAMILY_NAME, Role.FULL_NAME)
_CACHED = 65_536
_CONTROLS = dict.fromkeys(range(32))
"""Signs that stand between values here; no name or number holds one."""


@dataclass(frozen=True)
class Preparer:
    """``systems``: of every identifier column, the code of the system its numbers are of, or
    nothing.  A record's values come in the order of ``columns``."""

    columns: Columns
    systems: tuple[str, ...]
    today: date

    def prepare(self, row: Sequence[str]) -> dict[str, str]:
        """Clean every value by its role."""
        found: dict[str, str] = {}
        made = names(*([row[n] for n in places] for places in self._names))
        found["given"], found["family"] = made.given, made.family
        for name in ("middle", "groups", "stems", "sounds"):
            found[name] = BETWEEN.join(getattr(made, name))
        found["known"] = "y" if made.known else ""
        for name, clean, places in self._single:
            found[name] = next(filter(None, (clean(row[n]) for n in places if row[n])), "")
        for name, clean, places in self._listed:
            found[name] = _list(clean(row[n]) for n in places if row[n])
        for name, clean, place in self._several:
            found[name] = clean(row[place]) if row[place] else ""
        if "postcodes" in found:
            found["postcode"] = found["postcodes"].partition(BETWEEN)[0]
        if self._lines:
            found["lines"] = _list(found[name].replace(" ", "") for name in self._lines)
        return found

    @property
    def nothing(self) -> list[str]:
        """The row of a record in which nothing is recorded."""
        return [""] * len(self.columns.columns)

    @property
    def identifiers(self) -> tuple[str, ...]:
        """The prepared columns that hold identifiers."""
        return tuple(f"identifier_{n}" for n, _ in enumerate(self.systems, start=1))

    # -- which value is cleaned how ------------------------------------------------------

    def _places(self, role: Role) -> list[int]:
        return [n for n, (_, known) in enumerate(self.columns.columns) if known is role]

    @cached_property
    def _names(self) -> list[list[int]]:
        return [self._places(role) for role in _NAMES]

    @cached_property
    def _single(self) -> list[tuple[str, _Clean, list[int]]]:
        return self._by_role(_SINGLE)

    @cached_property
    def _listed(self) -> list[tuple[str, _Clean, list[int]]]:
        return self._by_role(_LISTED)

    def _by_role(self, roles: Mapping[Role, str]) -> list[tuple[str, _Clean, list[int]]]:
        made = []
        for role, name in roles.items():
            if places := self._places(role):
                made.append((name, _cached(values.cleaner(role, today=self.today)), places))
        return made

    @cached_property
    def _several(self) -> list[tuple[str, _Clean, int]]:
        made = [
            (f"{name}_{number}", _cached(values.cleaner(role, today=self.today)), place)
            for role, name in _SEVERAL.items()
            for number, place in enumerate(self._places(role), start=1)
        ]
        of_systems = zip(self.identifiers, self.systems, self._places(Role.IDENTIFIER), strict=True)
        return made + [
            (name, partial(values.identifier, _system(code)), place)
            for name, code, place in of_systems
        ]

    @cached_property
    def _lines(self) -> list[str]:
        return sorted(name for name, _, _ in self._several if name.startswith("address_"))


def _system(code: str) -> IdentifierSystem | None:
    return next((system for system in SYSTEMS.values() if system.code == code), None)


def _list(found: Iterable[str]) -> str:
    return BETWEEN.join(dict.fromkeys(filter(None, found)))


def _cached(clean: _Clean) -> _Clean:
    """One value at a time is kept, never two facts of one person together."""
    return lru_cache(maxsize=_CACHED)(lambda text: clean(text).translate(_CONTROLS))
