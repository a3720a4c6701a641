"""Which agencies know which people, from what happened and from ordinary life."""

from dataclasses import dataclass, field

from joinedup.interfaces.demonstration.area.catalogue import EVENT_KINDS
from joinedup.interfaces.demonstration.area.draw import Draw
from joinedup.interfaces.demonstration.area.society import DAYS, OPEN, Event, Family, Person

ADULT_SEEN_BY_HEALTH = 0.4
"""Adults whom the trust knows although nothing else happened to them."""
PARENT_AS_SCHOOL_CONTACT = 0.4
"""Parents whom a school has on file: a name, a telephone number, no birth date."""
PARENT_OF_REFERRED_CHILD = 0.75
FORGOTTEN = 0.03
"""Involvements that never reached the agency's system."""
RECENT = 120
"""Days after the last event during which a service still counts as involved."""
LONG_STALE = 0.05
"""Open records that nobody has touched for one to three years."""


@dataclass(slots=True)
class Involvement:
    """What one agency had to do with one person. `seen_as` is "contact" for a school's contacts."""

    person: Person
    agency: str
    service: str
    since: int
    until: int
    updated: int
    events: list[Event] = field(default_factory=list)
    seen_as: str = "subject"


class Involvements:
    """Works out the involvements of a family."""

    def __init__(self, draw: Draw, today: int) -> None:
        self.draw = draw
        self.today = today

    def of(self, family: Family) -> list[Involvement]:
        """Every involvement of every member, in a fixed order."""
        found: list[Involvement] = []
        for person in family.people:
            found += self._unborn(family, person) if person.unborn else self._subject(person)
        self._parents_in_social_care(family, found)
        self._school_contacts(family, found)
        return found

    def _subject(self, person: Person) -> list[Involvement]:
        by_agency: dict[str, list[Event]] = {}
        for event in person.events:
            by_agency.setdefault(EVENT_KINDS[event.kind].agency, []).append(event)
        found = [
            self._from_events(person, agency, events)
            for agency, events in by_agency.items()
            if not self.draw.chance(FORGOTTEN)
        ]
        if "health" not in by_agency and self.draw.chance(ADULT_SEEN_BY_HEALTH):
            since = max(self.today - 30 - int(self.draw.random() * 3000), person.born + 30)
            if since < self.today:
                found.append(self._period(person, "health", "emergency", since, since))
        return found

    def _from_events(self, person: Person, agency: str, events: list[Event]) -> Involvement:
        events.sort(key=_by_day)
        last = max(event.end or event.start for event in events)
        running = any(
            event.end == OPEN and EVENT_KINDS[event.kind].type == "service_episode"
            for event in events
        )
        service = self._service(person, agency, events)
        involvement = self._period(
            person, agency, service, events[0].start, self.today if running else last
        )
        involvement.events = events
        return involvement

    def _period(
        self, person: Person, agency: str, service: str, since: int, last: int
    ) -> Involvement:
        draw, today = self.draw, self.today
        is_open = last >= today - RECENT and not person.died
        until = OPEN if is_open else min(today, last + draw.whole(0, 60))
        updated = until
        if is_open:
            updated = today - draw.skewed(200)
            if draw.chance(LONG_STALE):
                updated = today - draw.whole(365, 1095)
            updated = max(updated, since)
        return Involvement(person, agency, service, since, until, updated)

    def _service(self, person: Person, agency: str, events: list[Event]) -> str:
        kinds = {event.kind for event in events}
        years = (self.today - person.born) / DAYS
        if agency == "education":
            if "ehcp" in kinds and person.number % 3 == 0:
                return "special"
            return "primary" if years < 11.4 else "secondary"
        if agency == "health" and kinds <= {"birth", "health-visiting", "ae-attendance"}:
            if years < 5:
                return "health-visiting"
            return "school-nursing" if years < 18 else "emergency"
        return EVENT_KINDS[events[-1].kind].service

    def _unborn(self, family: Family, person: Person) -> list[Involvement]:
        since = min(self.today - 14, person.born - 150)
        found = []
        if self.draw.chance(0.6):
            found.append(self._period(person, "health", "midwifery", since, self.today))
        if len(family.needs) > 1 and self.draw.chance(0.6):
            found.append(
                self._period(person, "childrens-social-care", "assessment", since, self.today)
            )
        return found

    def _parents_in_social_care(self, family: Family, found: list[Involvement]) -> None:
        agency = "childrens-social-care"
        children = [i for i in found if i.agency == agency and i.person in family.children]
        if not children:
            return
        known = {i.person.number for i in found if i.agency == agency}
        first = min(children, key=_by_start)
        times = (first.service, first.since, first.until, first.updated)
        found += [
            Involvement(adult, agency, *times)
            for adult in family.adults
            if adult.number not in known and self.draw.chance(PARENT_OF_REFERRED_CHILD)
        ]

    def _school_contacts(self, family: Family, found: list[Involvement]) -> None:
        pupils = [i for i in found if i.agency == "education" and i.person in family.children]
        if not pupils:
            return
        for adult in family.adults[:2]:
            if self.draw.chance(PARENT_AS_SCHOOL_CONTACT):
                first = pupils[0]
                found.append(
                    Involvement(
                        adult, "education", first.service, first.since, first.until,
                        first.updated, seen_as="contact",
                    )
                )  # fmt: skip


def _by_day(event: Event) -> tuple[int, str]:
    return event.start, event.kind


def _by_start(involvement: Involvement) -> int:
    return involvement.since
