"""What happens to families: most have nothing, a few have much at once.

Needs and events are drawn without looking at the family's naming tradition, so that no
statistic of the demo can suggest that one part of the population is more troubled.
"""

from datetime import date

from joinedup.interfaces.demonstration.area.catalogue import EVENT_KINDS
from joinedup.interfaces.demonstration.area.draw import Draw
from joinedup.interfaces.demonstration.area.names import FEMALE, MALE
from joinedup.interfaces.demonstration.area.society import DAYS, OPEN, Event, Family, Person

NEEDS = (
    "domestic_abuse", "parental_mental_health", "substance_use", "offending", "housing",
    "neglect", "child_mental_health", "attendance", "special_needs", "missing",
)  # fmt: skip

SOME_NEEDS = 0.16
"""Families with children that have one or two needs."""
MANY_NEEDS = 0.05
"""Families with children that have three to six needs."""
ADULTS_SOME_NEEDS = 0.07
ADULTS_MANY_NEEDS = 0.012
_ADULT_NEEDS = 5
"""The first needs of the list, which families without children can have too."""
YEARS = 8
"""How far back things happened."""

AE_PER_PERSON = 0.08
POLICE_CONTACT_PER_ADULT = 0.04
TENANCY = 0.17
ACHIEVEMENT_PER_PUPIL = 0.1


def draw_needs(draw: Draw, children: bool) -> frozenset[str]:  # noqa: FBT001
    """The needs of one family."""
    share = draw.random()
    many, some = (MANY_NEEDS, SOME_NEEDS) if children else (ADULTS_MANY_NEEDS, ADULTS_SOME_NEEDS)
    if share >= many + some:
        return frozenset()
    pool = list(NEEDS if children else NEEDS[:_ADULT_NEEDS])
    wanted = draw.whole(3, min(6, len(pool))) if share < many else draw.whole(1, 2)
    return frozenset(pool.pop(int(draw.random() * len(pool))) for _ in range(wanted))


def _first_term(born: int, *, secondary: bool) -> int:
    """The September in which a child of this birthday starts school in England."""
    birthday = date.fromordinal(born)
    year = birthday.year + (5 if birthday.month > 8 else 4) + (7 if secondary else 0)
    return date(year, 9, 4).toordinal()


class Life:
    """Draws the events of one family."""

    def __init__(self, draw: Draw, today: int) -> None:
        self.draw = draw
        self.today = today
        self._lengths = {code: kind.days for code, kind in EVENT_KINDS.items()}

    def happen(self, family: Family) -> None:
        """Fill in the events of everybody in the family."""
        self._ordinary(family)
        for need in NEEDS:
            if need in family.needs:
                getattr(self, f"_{need}")(family)
        if len(family.needs) >= 3 and family.children:
            self._help(family)
        self._foster_care(family)

    # parts

    def _record(self, person: Person, code: str, day: int) -> None:
        start = max(day, person.born)
        if start > self.today or (person.died and start > person.died):
            return
        low, high = self._lengths[code]
        end = OPEN
        if high:
            end = start + self.draw.whole(low, high)
            if person.died and (end > person.died or end > self.today):
                end = person.died
            end = OPEN if end > self.today else end
        person.events.append(Event(code, start, end))

    def _day(self, years: float = YEARS) -> int:
        return self.today - 1 - int(self.draw.random() * years * 365)

    def _ordinary(self, family: Family) -> None:
        draw, today = self.draw, self.today
        for person in family.people:
            age = (today - person.born) / DAYS
            if not person.unborn and draw.chance(AE_PER_PERSON):
                self._record(person, "ae-attendance", self._day(5))
            if age < 18:
                self._ordinary_child(person, age)
            else:
                if draw.chance(POLICE_CONTACT_PER_ADULT):
                    self._record(person, "police-contact", self._day())
                if person.died:
                    person.events.append(Event("death", person.died))
        adults = family.adults
        if draw.chance(0.55 if len(family.needs) >= 3 else TENANCY):
            since = max(adults[0].household.homes[-1][0], adults[0].born + 17 * 365)
            for adult in adults[: 1 if draw.chance(0.5) else 2]:
                if adult.household is adults[0].household:
                    self._record(adult, "tenancy", since)

    def _ordinary_child(self, child: Person, age: float) -> None:
        draw = self.draw
        if 0 <= age < 6:
            if draw.chance(0.9):
                self._record(child, "birth", child.born)
            self._record(child, "health-visiting", child.born + 10)
            if age > 1 and draw.chance(0.5):
                self._record(child, "development-check", child.born + 380 + draw.whole(0, 60))
        if age >= 4.6:
            self._record(child, "school-enrolment", _first_term(child.born, secondary=age > 11.6))
            if draw.chance(ACHIEVEMENT_PER_PUPIL):
                self._record(child, "school-achievement", self._day(2))

    def _pupils(self, family: Family) -> list[Person]:
        return [child for child in family.children if self.today - child.born > 5 * 365]

    def _older(self, family: Family, years: int) -> list[Person]:
        return [child for child in family.children if self.today - child.born > years * 365]

    def _one(self, people: list[Person], sex: str) -> Person:
        preferred = [person for person in people if person.sex == sex]
        return (preferred or people)[0]

    # needs

    def _domestic_abuse(self, family: Family) -> None:
        draw = self.draw
        harmed = self._one(family.adults, FEMALE if draw.chance(0.8) else MALE)
        others = [adult for adult in family.adults if adult is not harmed]
        for _ in range(1 + draw.skewed(7)):
            day = self._day()
            self._record(harmed, "domestic-abuse-incident", day)
            if others:
                self._record(others[0], "domestic-abuse-incident", day)
            for child in family.children:
                if draw.chance(0.4):
                    self._record(child, "domestic-abuse-incident", day)
                if draw.chance(0.3):
                    self._record(child, "referral", day + draw.whole(1, 4))
            if draw.chance(0.25):
                self._record(harmed, "ae-injury", day)
        if draw.chance(0.3):
            self._record(harmed, "refuge", self._day(4))

    def _parental_mental_health(self, family: Family) -> None:
        adult = self.draw.pick(family.adults)
        self._record(adult, "mental-health-care", self._day())
        for _ in range(self.draw.skewed(4)):
            self._record(adult, "mental-health-crisis", self._day(4))
        if self.draw.chance(0.2):
            self._record(adult, "ae-self-harm", self._day(4))
        for child in self._older(family, 9):
            if self.draw.chance(0.15):
                self._record(child, "young-carer", self._day(3))

    def _substance_use(self, family: Family) -> None:
        adult = self.draw.pick(family.adults)
        self._record(adult, "substance-treatment", self._day(5))
        if self.draw.chance(0.5):
            self._record(adult, "arrest", self._day())

    def _offending(self, family: Family) -> None:
        draw = self.draw
        teens = self._older(family, 14)
        person = self._one(family.adults, MALE) if not teens or draw.chance(0.8) else teens[0]
        for _ in range(1 + draw.skewed(5)):
            self._record(person, "arrest", self._day())
        if person.age(self.today) >= 18 and draw.chance(0.55):
            day = self._day(4)
            self._record(person, "licence" if draw.chance(0.25) else "community-order", day)
            if draw.chance(0.3):
                self._record(person, "order-completed", day + draw.whole(120, 300))

    def _housing(self, family: Family) -> None:
        draw, holder = self.draw, family.adults[0]
        if not any(event.kind == "tenancy" for event in holder.events):
            self._record(holder, "tenancy", self._day(6))
        for _ in range(1 + draw.skewed(4)):
            self._record(holder, "rent-arrears", self._day(4))
        if draw.chance(0.35):
            self._record(holder, "arrears-cleared", self._day(2))
        if draw.chance(0.25):
            self._record(holder, "antisocial-behaviour", self._day(4))
        if draw.chance(0.2):
            day = self._day(5)
            for person in family.people:
                if person.household is holder.household and not person.unborn:
                    self._record(person, "homeless", day)

    def _neglect(self, family: Family) -> None:
        draw = self.draw
        referred = self._day(5)
        planned = draw.random()
        for child in family.children:
            for _ in range(draw.skewed(4)):
                self._record(child, "was-not-brought", self._day(4))
            if child in self._pupils(family) and draw.chance(0.6):
                self._record(child, "safeguarding-concern", referred - draw.whole(1, 60))
            self._record(child, "referral", referred)
            self._record(child, "child-and-family-assessment", referred + 2)
            if planned < 0.25:
                self._record(child, "section-47", referred + 30)
                self._record(child, "cp-plan", referred + 50)
            elif planned < 0.6:
                self._record(child, "cin-plan", referred + 50)

    def _child_mental_health(self, family: Family) -> None:
        for child in self._older(family, 8)[:1]:
            self._record(child, "CAMHS-plan", self._day(3))
            if self.draw.chance(0.3):
                self._record(child, "ae-self-harm", self._day(3))

    def _attendance(self, family: Family) -> None:
        draw = self.draw
        for child in self._pupils(family):
            for _ in range(draw.whole(1, 3)):
                self._record(child, "attendance-concern", self._day(3))
            if self.today - child.born > 11 * 365 and draw.chance(0.4):
                self._record(child, "school-suspension", self._day(2))
                if draw.chance(0.12):
                    self._record(child, "school-exclusion", self._day(1))

    def _special_needs(self, family: Family) -> None:
        for child in self._pupils(family)[:1]:
            self._record(child, "ehcp", self._day(6))

    def _missing(self, family: Family) -> None:
        for child in self._older(family, 12)[:1]:
            for _ in range(1 + self.draw.skewed(6)):
                self._record(child, "missing-person", self._day(3))

    def _help(self, family: Family) -> None:
        draw = self.draw
        if draw.chance(0.5):
            day = self._day(3)
            for child in family.children:
                self._record(child, "early-help", day)
        if draw.chance(0.35):
            day = self._day(3)
            for person in family.people:
                if person.household is family.adults[0].household and not person.unborn:
                    self._record(person, "family-support", day)

    def _foster_care(self, family: Family) -> None:
        fostered = False
        for child in family.children:
            since = [bond.since for bond in child.links if bond.relationship == "foster_carer"]
            if since:
                fostered = True
                self._record(child, "child-looked-after", since[0])
        if fostered:
            approved = self.today - self.draw.whole(750, 3650)
            for adult in family.adults:
                self._record(adult, "foster-approval", approved)
