"""The shapes of the files, and the rows that an agency's involvement turns into."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from io import StringIO

from joinedup.interfaces.demonstration.area import identifiers
from joinedup.interfaces.demonstration.area.catalogue import AGENCIES, EVENT_KINDS
from joinedup.interfaces.demonstration.area.dirt import Clerk
from joinedup.interfaces.demonstration.area.draw import Draw
from joinedup.interfaces.demonstration.area.involvement import Involvement
from joinedup.interfaces.demonstration.area.names import NameBook
from joinedup.interfaces.demonstration.area.places import Address, County
from joinedup.interfaces.demonstration.area.society import Event, Person

PEOPLE = (
    "record_id", "nhs_number", "upn", "given_names", "family_name", "other_names", "birth_date",
    "expected_date", "death_date", "sex", "address_line", "town", "postcode", "uprn",
    "address_from", "previous_postcode", "phone", "language", "interpreter", "household_ref",
    "service", "service_status", "involved_from", "involved_to", "contact_name",
    "contact_phone", "contact_email", "updated_on",
)  # fmt: skip
EVENTS = (
    "event_id", "record_id", "kind", "type", "starts_on", "ends_on", "date_accuracy", "category",
    "what", "impact", "action_taken",
)  # fmt: skip
RELATIONSHIPS = ("record_id", "related_record_id", "relationship", "since", "until")
"""`related_record_id` is the `relationship` of `record_id`."""
TRUTH = (
    "agency", "record_id", "person_id", "household_id", "twin_of", "same_name_relative_of",
)  # fmt: skip
HEADINGS = {"people": PEOPLE, "events": EVENTS, "relationships": RELATIONSHIPS}

RECORDS_RELATIONSHIPS = {"childrens-social-care": 0.9, "health": 0.5, "education": 1.0}
"""Share of known relationships that an agency writes down; the others write none."""
SCHOOL_RELATIONSHIPS = frozenset({"mother", "father", "foster_carer", "sibling"})
RECORDS_LANGUAGE = {
    "childrens-social-care": 0.8, "health": 0.7, "education": 0.7, "adult-mental-health": 0.7,
    "family-charity": 0.8, "housing": 0.3, "police": 0.15, "probation": 0.3,
}  # fmt: skip
RECORDS_HOUSEHOLD = {
    "childrens-social-care": 1.0, "housing": 1.0, "family-charity": 0.7, "health": 0.3,
}  # fmt: skip
SECOND_HOME = 0.35
"""Records of a child with two homes that carry the second."""
FORMER_NAME_KNOWN = 0.5
NICKNAME_NOTED = 0.3
DAY_UNCERTAIN = 0.04
"""Events of which only month and year are sure: the first of the month, accuracy UAA."""
ALL_ESTIMATED = 0.02


@lru_cache(maxsize=65_536)
def iso(day: int) -> str:
    """An ordinal day as ISO date; "" for no day."""
    return date.fromordinal(day).isoformat() if day else ""


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as RFC 4180 text."""
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def person_id(number: int) -> str:
    """The truth's name for a person."""
    return f"P{number:08d}"


def household_id(number: int) -> str:
    """The truth's name for a household."""
    return f"H{number:08d}"


class AgencyDesk:
    """Writes one agency's rows of one block. Serial numbers begin at `first`."""

    def __init__(
        self, draw: Draw, names: NameBook, county: County, agency: str, first: int
    ) -> None:
        self.agency = AGENCIES[agency]
        self.clerk = Clerk(draw, names, county, agency)
        self.draw = draw
        self.county = county
        self.people: list[list[str]] = []
        self.events: list[list[str]] = []
        self.relationships: list[list[str]] = []
        self.truth: list[list[str]] = []
        self._record_serial = first
        self._event_serial = first * 2
        self._language = RECORDS_LANGUAGE[agency]
        self._household = RECORDS_HOUSEHOLD.get(agency, 0.0)
        self._relations = RECORDS_RELATIONSHIPS.get(agency, 0.0)

    def take(self, involvement: Involvement, day: int, events: Sequence[Event]) -> str:
        """Write a record as it stood on `day`, with those events; its number."""
        slug, prefix = self.agency.slug, self.agency.prefix
        number = identifiers.record_number(prefix, self.agency.place, self._record_serial)
        self._record_serial += 1
        person = involvement.person
        home = self._person_row(number, involvement, day)
        self._event_rows(number, events, day)
        twin, namesake = person.twin, person.namesake
        self.truth.append(
            [
                slug, number, person_id(identifiers.RESERVED + person.number),
                household_id(identifiers.RESERVED + home),
                person_id(identifiers.RESERVED + twin.number) if twin else "",
                person_id(identifiers.RESERVED + namesake.number) if namesake else "",
            ]
        )  # fmt: skip
        return number

    def _person_row(self, number: str, involvement: Involvement, day: int) -> int:
        person, clerk, draw = involvement.person, self.clerk, self.draw
        contact = involvement.seen_as == "contact"
        household, since, address, previous = self._home(person, day)
        line, town, postcode, uprn = clerk.address(address)
        given, family = clerk.name(person, day)
        language, interpreter = self._languages(person)
        service = self.agency.services[involvement.service]
        whom = service.contacts[household % len(service.contacts)]
        is_open = not involvement.until
        dies = person.died and person.died <= day
        self.people.append(
            [
                number,
                "" if contact else clerk.nhs_number(person),
                "" if contact else clerk.upn(person),
                given, family,
                "" if contact else self._other_names(person, day),
                "" if contact or person.unborn else clerk.birth_date(person),
                iso(person.born) if person.unborn else "",
                iso(person.died) if dies else "",
                "X" if contact else clerk.sex(person),
                line, town, postcode, uprn,
                iso(since) if line and draw.chance(0.5) else "",
                previous if draw.chance(0.35) else "",
                clerk.phone(person), language, interpreter,
                self._household_ref(household),
                service.name, "open" if is_open else "closed",
                iso(involvement.since), iso(involvement.until),
                whom, service.phone, service.email, iso(day),
            ]
        )  # fmt: skip
        return person.household.number

    def _home(self, person: Person, day: int) -> tuple[int, int, Address, str]:
        """Household, since when, address and previous postcode as known on `day`."""
        household, homes = person.household, person.homes()
        if person.second_household and self.draw.chance(SECOND_HOME):
            household = person.second_household
            homes = household.homes
        place = len(homes) - 1
        while place and homes[place][0] > day:
            place -= 1
        since, dwelling = homes[place]
        previous = ""
        if place:
            previous = self.county.address(homes[place - 1][1]).postcode
        return household.number, max(since, person.born), self.county.address(dwelling), previous

    def _languages(self, person: Person) -> tuple[str, str]:
        if not self.draw.chance(self._language):
            return "", ""
        return person.language or "English", "yes" if person.interpreter else "no"

    def _household_ref(self, household: int) -> str:
        if not self._household or not self.draw.chance(self._household):
            return ""
        prefix, place = self.agency.prefix, self.agency.place
        return identifiers.record_number(prefix, place, identifiers.RESERVED + household, "H")

    def _other_names(self, person: Person, day: int) -> str:
        draw = self.draw
        names = [
            f"{kind}:{family}"
            for until, kind, family in person.former_families
            if until <= day and family != person.family and draw.chance(FORMER_NAME_KNOWN)
        ]
        if person.nickname and draw.chance(NICKNAME_NOTED):
            names.append(f"nickname:{person.nickname}")
        return ";".join(names)

    def _event_rows(self, number: str, events: Sequence[Event], day: int) -> None:
        draw, prefix, place = self.draw, self.agency.prefix, self.agency.place
        for event in events:
            kind = EVENT_KINDS[event.kind]
            starts, accuracy = iso(event.start), "AAA"
            uncertain = draw.random()
            if uncertain < DAY_UNCERTAIN:
                starts, accuracy = starts[:8] + "01", "UAA"
            elif uncertain < DAY_UNCERTAIN + ALL_ESTIMATED:
                accuracy = "EEA"
            ends = iso(event.end) if event.end <= day else ""
            self.events.append(
                [
                    identifiers.record_number(prefix, place, self._event_serial, "E"), number,
                    kind.code, kind.type, starts, ends, accuracy, kind.category,
                    draw.pick(kind.what), kind.impact, draw.pick(kind.action),
                ]
            )  # fmt: skip
            self._event_serial += 1

    def relate(self, records: Sequence[tuple[Person, str]]) -> None:
        """Write the relationships among one family's records at this agency."""
        if not self._relations:
            return
        number_of = {person.number: record for person, record in records}
        school = self.agency.slug == "education"
        for person, record in records:
            for bond in person.links:
                other = number_of.get(bond.other.number)
                if other is None or (school and bond.relationship not in SCHOOL_RELATIONSHIPS):
                    continue
                if self.draw.chance(self._relations):
                    self.relationships.append(
                        [record, other, bond.relationship, iso(bond.since), iso(bond.until)]
                    )
