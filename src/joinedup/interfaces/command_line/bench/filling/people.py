"""Families of the benchmark's area: everything that is kept about their people.

Names, addresses and numbers come from the tables of the demonstration's area, search keys and
prepared values from the matching engine's own functions.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from joinedup.interfaces.command_line.bench.filling.cast import Cast
from joinedup.interfaces.command_line.bench.filling.rows import (
    FALSE,
    NULL,
    TRUE,
    Kind,
    Lines,
    array,
    escaped,
    row_id,
)
from joinedup.interfaces.demonstration.area.catalogue import AGENCIES, EVENT_KINDS, EventKind
from joinedup.interfaces.demonstration.area.draw import Draw
from joinedup.interfaces.demonstration.area.identifiers import (
    has_nhs_number,
    nhs_number,
    nhs_serial,
    unique_pupil_number,
)
from joinedup.interfaces.demonstration.area.names import FEMALE, MALE, NameBook, Tradition
from joinedup.interfaces.demonstration.area.places import Address, County
from joinedup.record.linkage.engine import identity as engine
from joinedup.record.linkage.engine.comparing import prepare
from joinedup.record.linkage.engine.interface import current_matcher
from joinedup.record.linkage.engine.keys import kind_of
from joinedup.record.linkage.rules import compared
from joinedup.trust.sharing.rules.categories import CONTENT, Category

ADULTS = 4
"""A mother, a father, a grandmother and an uncle; the others of a family are children."""
FAMILIES_A_TEAM = 24
"""About 200 people: a team's caseload."""
OWN_ENTRIES, AGENCY_ENTRIES = 3, 2
LONG_CHRONOLOGY = 5_000
HUB_HOLDS = (Category.IDENTITY, Category.FAMILY, Category.WHEREABOUTS)
TEAM_HOLDS = tuple(dict.fromkeys((*HUB_HOLDS, *CONTENT)))
_WHEREABOUTS_KEYS = frozenset({"pb", "pc", "pf", "up"})
_KINDS: tuple[EventKind, ...] = tuple(
    kind for kind in EVENT_KINDS.values() if kind.category in set(CONTENT)
)
_MONTHS = 12
_MOST_ROWS = 256  # of one kind that one person has


def first_of(family: int) -> int:
    """The number of a family's first person."""
    threes, place = divmod(family, 3)
    return threes * 25 + place * 8


def size_of(family: int) -> int:
    """How many people a family has."""
    return 9 if family % 3 == 2 else 8


def first_child(family: int) -> int:
    """The number of a family's eldest child."""
    return first_of(family) + ADULTS


@lru_cache(maxsize=2)
def _book() -> NameBook:
    return NameBook()


@lru_cache(maxsize=2)
def _county(people: int) -> County:
    return County(people)


@dataclass(slots=True)
class Human:
    """One person of the area."""

    number: int
    sex: str
    born: date
    given: str
    family: str
    maiden: str
    nhs: str
    upn: str
    address: Address

    @property
    def child(self) -> bool:
        """Whether they are a child of the family."""
        return self.upn != ""

    def identity(self) -> engine.Identity:
        """As the engine sees them."""
        names = [engine.Name(tuple(self.given.split()), self.family)]
        if self.maiden:
            use = engine.NameUse.MAIDEN
            names.append(engine.Name(tuple(self.given.split()), self.maiden, use))
        numbers = ((engine.NHS_NUMBER, self.nhs), (engine.UNIQUE_PUPIL_NUMBER, self.upn))
        home = self.address
        return engine.Identity(
            names=tuple(names),
            birth=engine.PartialDate.of(self.born),
            sex=self.sex,
            addresses=(engine.Address(home.line, home.town, home.postcode, home.uprn),),
            identifiers=tuple(engine.Identifier(uri, v) for uri, v in numbers if v),
        )


def people_of(family: int, people: int, today: date) -> list[Human]:
    """A family's people: the adults first, then the children from the eldest."""
    draw = Draw("bench", family)
    county = _county(people)
    tradition = _book().tradition(draw)
    surname = tradition.family(draw)
    home = county.address(county.dwelling_of(family))
    numbers = range(first_of(family), min(first_of(family) + size_of(family), people))
    return [
        _human(n, place, draw, tradition, surname, home, people, today)
        for place, n in enumerate(numbers)
    ]


def _human(
    number: int,
    place: int,
    draw: Draw,
    tradition: Tradition,
    surname: str,
    home: Address,
    people: int,
    today: date,
) -> Human:
    sex = (FEMALE, MALE, FEMALE, MALE)[place] if place < ADULTS else draw.pick((FEMALE, MALE))
    age = (38, 40, 66, 35)[place] if place < ADULTS else 16 - 3 * (place - ADULTS)
    born = today - timedelta(days=int(age * 365.25) + draw.whole(0, 1_000))
    given = tradition.given(draw, sex, born.year)
    second = tradition.second(draw, sex, born.year, given)
    has_number = has_nhs_number(number, people)
    return Human(
        number=number,
        sex=sex,
        born=born,
        given=f"{given} {second}".strip(),
        family=tradition.borne_by(surname, sex),
        maiden=tradition.family(draw) if place in (0, 2) and draw.chance(0.3) else "",
        nhs=nhs_number(nhs_serial(number, people)) if has_number else "",
        upn=unique_pupil_number(number % 6_000_000, born.year + 4) if place >= ADULTS else "",
        address=home,
    )


def write_family(lines: Lines, cast: Cast, family: int, today: date) -> None:
    """Everything about one family and its people."""
    humans = people_of(family, cast.people, today)
    team = family // FAMILIES_A_TEAM
    held_by = cast.teams[team].team if team < len(cast.teams) else None
    for human in humans:
        _person(lines, cast, human)
        _findable(lines, cast, human, family)
        _shared(lines, cast, human.number, held_by)
        _chronology(lines, cast, human, today)
    _household(lines, cast, family, humans, held_by)
    _relationships(lines, humans)


def _person(lines: Lines, cast: Cast, human: Human) -> None:
    number = human.number
    person, folder = row_id(Kind.PERSON, number), row_id(Kind.FOLDER, number)
    identity, born = Category.IDENTITY.value, human.born
    lines.add("sharing_folder", folder, "person", cast.council, cast.screener)
    lines.add(
        "people_person", person, folder, identity, human.sex,
        str(born.year), str(born.month), str(born.day),
    )  # fmt: skip
    names = [("official", human.given, human.family)]
    names += [("maiden", human.given, human.maiden)] if human.maiden else []
    for place, (use, given, surname) in enumerate(names):
        own = row_id(Kind.NAME, number * _MOST_ROWS + place)
        lines.add("people_name", own, folder, identity, person, use, given, surname)
    numbers = ((engine.NHS_NUMBER, human.nhs), (engine.UNIQUE_PUPIL_NUMBER, human.upn))
    for place, (system, value) in enumerate(numbers):
        if value:
            own = row_id(Kind.IDENTIFIER, number * _MOST_ROWS + place)
            lines.add("people_identifier", own, folder, identity, person, system, value)
    home = human.address
    lines.add(
        "people_address", row_id(Kind.ADDRESS, number), folder, Category.WHEREABOUTS.value, person,
        "home", home.line, home.town, home.postcode, home.uprn,
    )  # fmt: skip


def _findable(lines: Lines, cast: Cast, human: Human, family: int) -> None:
    """Search keys of the record, and an entry in the index of each agency that knows them."""
    number = human.number
    person, folder = row_id(Kind.PERSON, number), row_id(Kind.FOLDER, number)
    identity = human.identity()
    keys = sorted(current_matcher().search_keys(identity))
    for place, key in enumerate(keys):
        where = kind_of(key).code in _WHEREABOUTS_KEYS
        category = Category.WHEREABOUTS if where else Category.IDENTITY
        own = row_id(Kind.SEARCH_KEY, number * _MOST_ROWS + place)
        lines.add("people_searchkey", own, folder, category.value, person, key)
    prepared = json.dumps(
        compared.entry_of(identity, prepare(identity)), ensure_ascii=False, separators=(",", ":")
    )
    for place in agencies_that_know(human, len(cast.desks)):
        desk = cast.desks[place]
        service = next(iter(AGENCIES[desk.slug].services.values()))
        home = human.address
        household = f"H{family}"
        lines.add(
            "linkage_indexentry", row_id(Kind.INDEX_ENTRY, number * _MOST_ROWS + place),
            desk.records, Category.IDENTITY.value, desk.organisation,
            f"{AGENCIES[desk.slug].prefix}-{number}", human.given, human.family,
            str(human.born.year), str(human.born.month), str(human.born.day), human.sex,
            home.line, home.town, home.postcode, home.uprn, human.nhs, human.upn, household,
            service.name, "active", service.contacts[0], service.phone, service.email,
            array([*keys, f"1:hh:{household}"]), escaped(prepared),
        )  # fmt: skip


def agencies_that_know(human: Human, agencies: int) -> list[int]:
    """Places of the desks whose agencies know somebody: most know two, some one, few five."""
    number = human.number
    shares = (9, 7, 1, 2 if human.child else 50, 6, 40, 15, 25)[:agencies]
    return [place for place, share in enumerate(shares) if number % share == 0]


def _shared(lines: Lines, cast: Cast, number: int, held_by: str | None) -> None:
    folder = row_id(Kind.FOLDER, number)
    holders = [(cast.hub, HUB_HOLDS)] + ([(held_by, TEAM_HOLDS)] if held_by else [])
    place = 0
    for team, categories in holders:
        for category in categories:
            own = row_id(Kind.GRANT, number * _MOST_ROWS + place)
            grant(lines, own, folder, category, team, by=cast.manager)
            place += 1


def grant(
    lines: Lines,
    own: str,
    folder: str,
    category: Category,
    team: str,
    *,
    by: str,
    write: bool = True,
    because_of: str = NULL,
    ends_at: str = NULL,
) -> None:
    """Open a category of a folder to a team."""
    may_write = TRUE if write else FALSE
    lines.add(
        "sharing_grant", own, folder, category.value, team, NULL, may_write, may_write,
        because_of, by, ends_at,
    )  # fmt: skip


def _chronology(lines: Lines, cast: Cast, human: Human, today: date) -> None:
    number = human.number
    person, folder = row_id(Kind.PERSON, number), row_id(Kind.FOLDER, number)
    long = number == first_child(0)
    for place in range(LONG_CHRONOLOGY if long else OWN_ENTRIES):
        own = (
            row_id(Kind.LONG_ENTRY, place)
            if long
            else row_id(Kind.ENTRY, number * _MOST_ROWS + place)
        )
        entry(lines, cast, own, folder, person, number + place, today)
    knowing = agencies_that_know(human, len(cast.desks))
    for place in range(AGENCY_ENTRIES):
        desk = knowing[place % len(knowing)]
        subject = row_id(Kind.INDEX_ENTRY, number * _MOST_ROWS + desk)
        own = row_id(Kind.ENTRY, number * _MOST_ROWS + OWN_ENTRIES + place)
        entry(
            lines, cast, own, cast.desks[desk].records, subject, number + place, today, desk=desk,
            reference=f"{number}-{place}",
        )  # fmt: skip


def entry(
    lines: Lines,
    cast: Cast,
    own: str,
    folder: str,
    subject: str,
    turn: int,
    today: date,
    *,
    desk: int | None = None,
    category: Category | None = None,
    reference: str = "",
) -> None:
    """Something that happened to somebody, the `turn`-th of all kinds."""
    kind = _KINDS[turn % len(_KINDS)]
    source = cast.desks[turn % len(cast.desks) if desk is None else desk]
    started = today - timedelta(days=(turn * 37) % 4_000)
    lines.add(
        "chronology_entry", own, folder, category.value if category else kind.category, subject,
        source.organisation, reference, kind.type, kind.code, started.isoformat(),
        escaped(kind.what[turn % len(kind.what)]), kind.impact,
        escaped(kind.action[turn % len(kind.action)] if kind.action else ""),
    )  # fmt: skip


def _household(
    lines: Lines, cast: Cast, family: int, humans: list[Human], held_by: str | None
) -> None:
    household = row_id(Kind.HOUSEHOLD, family)
    folder = row_id(Kind.HOUSEHOLD_FOLDER, family)
    lines.add("sharing_folder", folder, "household", cast.council, cast.screener)
    lines.add("people_household", household, folder, Category.FAMILY.value)
    for human in humans:
        member, person = row_id(Kind.MEMBER, human.number), row_id(Kind.PERSON, human.number)
        lines.add(
            "people_householdmember", member, folder, Category.FAMILY.value, household, person
        )
    for place, team in enumerate([cast.hub, held_by]):
        if team:
            own = row_id(Kind.HOUSEHOLD_GRANT, family * 2 + place)
            grant(lines, own, folder, Category.FAMILY, team, by=cast.manager)


def _relationships(lines: Lines, humans: list[Human]) -> None:
    """Each child's mother, father, grandmother and uncle; the parents are partners."""
    said = [(child, kind, place) for child in humans[ADULTS:] for place, kind in _KIN]
    said += [(humans[0], "partner", 1)] if len(humans) > 1 else []
    for human, kind, place in said:
        number = human.number
        lines.add(
            "people_relationship", row_id(Kind.RELATIONSHIP, number * _MOST_ROWS + place),
            row_id(Kind.FOLDER, number), Category.FAMILY.value, row_id(Kind.PERSON, number),
            row_id(Kind.PERSON, humans[place].number), kind,
        )  # fmt: skip


_KIN = ((0, "mother"), (1, "father"), (2, "grandparent"), (3, "aunt_or_uncle"))
