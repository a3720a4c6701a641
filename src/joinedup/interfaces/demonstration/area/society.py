"""Who lives in the area: people, and the families and households that they form."""

from dataclasses import dataclass, field

DAYS = 365.25
OPEN = 0
"""An end that has not come."""


@dataclass(slots=True)
class Event:
    """Something that happened to a person, or a service's period with them. Days are ordinals."""

    kind: str
    start: int
    end: int = OPEN


@dataclass(slots=True)
class Link:
    """`other` is the `relationship` of the person who holds the link."""

    other: "Person"
    relationship: str
    since: int = OPEN
    until: int = OPEN


@dataclass(slots=True, eq=False)
class Household:
    """People at one address. `homes` are (from day, dwelling), oldest first."""

    number: int
    homes: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Person:
    """A person as they are, which no single agency knows in full."""

    number: int
    sex: str
    born: int
    given: str
    second: str
    family: str
    tradition: str
    household: Household
    died: int = OPEN
    unborn: bool = False
    migrated: bool = False
    language: str = ""
    interpreter: bool = False
    nickname: str = ""
    phone: str = ""
    nhs: str = ""
    upn: str = ""
    # (until day, kind of name, family name), oldest first: names no longer borne
    former_families: list[tuple[int, str, str]] = field(default_factory=list)
    # where they lived before they joined the household, and where they also live
    former_homes: list[tuple[int, int]] = field(default_factory=list)
    second_household: Household | None = None
    twin: "Person | None" = None
    namesake: "Person | None" = None
    links: list[Link] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def age(self, day: int) -> int:
        """Whole years on a day, near enough."""
        return int((day - self.born) / DAYS)

    def family_on(self, day: int) -> str:
        """The family name borne on a day."""
        for until, _, family in self.former_families:
            if day < until:
                return family
        return self.family

    def homes(self) -> list[tuple[int, int]]:
        """(from day, dwelling), oldest first."""
        if self.former_homes:
            return self.former_homes + self.household.homes
        return self.household.homes


@dataclass(slots=True)
class Family:
    """People who belong together, in one or two households.

    `needs` are the family's needs in the words of `life.NEEDS`; most families have none.
    """

    adults: list[Person] = field(default_factory=list)
    children: list[Person] = field(default_factory=list)
    needs: frozenset[str] = frozenset()

    @property
    def people(self) -> list[Person]:
        """Everybody."""
        return self.adults + self.children
