"""Families of every usual shape, drawn one after another until a block of people is full."""

from joinedup.interfaces.demonstration.area import identifiers, kinship
from joinedup.interfaces.demonstration.area.draw import Draw, Weighted
from joinedup.interfaces.demonstration.area.life import draw_needs
from joinedup.interfaces.demonstration.area.names import FEMALE, MALE, NameBook, Tradition
from joinedup.interfaces.demonstration.area.places import County
from joinedup.interfaces.demonstration.area.society import DAYS, Family, Household, Person

SHAPES = Weighted(
    (
        "older_alone", "alone", "older_couple", "couple_alone", "couple_with_children",
        "lone_parent", "step_family", "three_generations", "two_homes", "foster", "sharers",
    ),
    (14, 14, 12, 12, 23, 9, 5, 4, 4, 0.25, 2.75),
)  # fmt: skip
"""Families per hundred: roughly England's households, with more children."""

TWIN_BIRTHS = 0.016
"""Maternities with twins, as in England."""
TWINS_SAME_INITIAL = 0.25
SON_NAMED_AFTER_FATHER = 0.03
GRANDSON_NAMED_AFTER_GRANDFATHER = 0.08
UNBORN = 0.03
"""Families with a mother under 42 who expect a child that an agency may already have on file."""
MARRIED = 0.6
DOUBLE_BARRELLED = 0.07
CHANGED_NAME_BY_DEED = 0.01
NICKNAMED = 0.3
HAS_PHONE = 0.8
LARGEST = 9
"""No family needs more people than this."""


class FamilyMaker:
    """Draws the families of one block."""

    def __init__(
        self, draw: Draw, names: NameBook, county: County, people: int, today: int
    ) -> None:
        self.draw = draw
        self.names = names
        self.county = county
        self.today = today
        self._people = people
        self._person = 0
        self._household = 0

    def begin(self, first_person: int, first_household: int) -> None:
        """Count from these numbers on."""
        self._person, self._household = first_person, first_household

    def make(self, room: int) -> Family:
        """The next family; one person alone when there is little `room` left."""
        shape = SHAPES.draw(self.draw) if room >= LARGEST else "alone"
        tradition = self.names.tradition(self.draw)
        family = Family()
        getattr(self, f"_{shape}")(family, tradition)
        family.needs = draw_needs(self.draw, bool(family.children))
        for household in dict.fromkeys(person.household for person in family.people):
            self._settle(household, len(family.needs))
        self._part_homes(family)
        kinship.relate_siblings(family)
        return family

    # shapes

    def _older_alone(self, family: Family, tradition: Tradition) -> None:
        home = self._new_household()
        family.adults = [self._adult(tradition, home, self._sex(), 66, 94)]

    def _alone(self, family: Family, tradition: Tradition) -> None:
        home = self._new_household()
        family.adults = [self._adult(tradition, home, self._sex(), 22, 67)]

    def _sharers(self, family: Family, tradition: Tradition) -> None:
        home = self._new_household()
        for _ in range(self.draw.whole(2, 4)):
            other = tradition if self.draw.chance(0.4) else self.names.tradition(self.draw)
            family.adults.append(self._adult(other, home, self._sex(), 19, 34))

    def _older_couple(self, family: Family, tradition: Tradition) -> None:
        family.adults = list(self._couple(tradition, self._new_household(), 60, 88))

    def _couple(
        self, tradition: Tradition, home: Household, low: int, high: int
    ) -> tuple[Person, Person]:
        woman = self._adult(tradition, home, FEMALE, low, high)
        years = woman.age(self.today)
        same = self.draw.chance(0.92)
        other = tradition if same else self.names.tradition(self.draw)
        man = self._adult(other, home, MALE, max(18, years - 3), years + 8)
        wed = max(woman.born, man.born) + int(20 * DAYS)
        since = wed + self.draw.whole(0, max(1, self.today - wed - 30))
        kinship.pair(woman, man, since)
        if self.draw.chance(MARRIED) and not other.wives_keep_name:
            woman.former_families.append((since, "maiden", woman.family))
            woman.family = other.borne_by(man.family, FEMALE)
            if self.draw.chance(DOUBLE_BARRELLED):
                woman.family = f"{woman.former_families[-1][2]}-{man.family}"
        return woman, man

    def _couple_alone(self, family: Family, tradition: Tradition) -> None:
        family.adults = list(self._couple(tradition, self._new_household(), 30, 64))

    def _couple_with_children(self, family: Family, tradition: Tradition) -> None:
        woman, man = self._couple(tradition, self._new_household(), 21, 54)
        family.adults = [woman, man]
        self._children(family, tradition, woman, man, man.family)

    def _lone_parent(self, family: Family, tradition: Tradition) -> None:
        parent = self._adult(
            tradition, self._new_household(), FEMALE if self.draw.chance(0.88) else MALE, 18, 48
        )
        family.adults = [parent]
        name = parent.family if self.draw.chance(0.7) else tradition.family(self.draw)
        mother = parent if parent.sex == FEMALE else None
        self._children(family, tradition, mother, None if mother else parent, name)

    def _step_family(self, family: Family, tradition: Tradition) -> None:
        woman, man = self._couple(tradition, self._new_household(), 24, 46)
        family.adults = [woman, man]
        self._children(family, tradition, woman, None, tradition.family(self.draw), youngest=4)
        for child in family.children:
            kinship.link(child, man, "step_parent")
        shared = Family()
        self._children(shared, tradition, woman, man, man.family, most=1, oldest=4)
        family.children += shared.children

    def _three_generations(self, family: Family, tradition: Tradition) -> None:
        home = self._new_household()
        woman, man = self._couple(tradition, home, 22, 42)
        family.adults = [woman, man]
        self._children(family, tradition, woman, man, man.family, most=3)
        side = man if self.draw.chance(0.5) else woman
        age = side.age(self.today)
        elder_sex = FEMALE if self.draw.chance(0.65) else MALE
        elder = self._adult(tradition, home, elder_sex, age + 20, age + 36)
        elder.family = tradition.borne_by(man.family if side is man else elder.family, elder_sex)
        family.adults.append(elder)
        kinship.link(side, elder, "mother" if elder_sex == FEMALE else "father")
        for child in family.children:
            kinship.link(child, elder, "grandparent")
        boys = [
            child for child in family.children
            if child.sex == MALE and not (child.twin or child.namesake or child.unborn)
        ]  # fmt: skip
        if elder_sex == MALE and boys and self.draw.chance(GRANDSON_NAMED_AFTER_GRANDFATHER * 4):
            elder.family = boys[0].family
            kinship.name_after(boys[0], elder)

    def _two_homes(self, family: Family, tradition: Tradition) -> None:
        woman, man = self._couple(tradition, self._new_household(), 25, 48)
        family.adults = [woman, man]
        self._children(family, tradition, woman, man, man.family, youngest=2)
        parted = self.today - self.draw.whole(60, 1500)
        man.household = self._new_household()
        kinship.part(woman, man, parted)
        if woman.former_families and self.draw.chance(0.4):
            woman.former_families.append((parted + 90, "old", woman.family))
            woman.family = woman.former_families[0][2]
        for child in family.children:
            child.second_household = man.household

    def _foster(self, family: Family, tradition: Tradition) -> None:
        woman, man = self._couple(tradition, self._new_household(), 38, 62)
        family.adults = [woman, man]
        for _ in range(self.draw.whole(1, 3)):
            other = self.names.tradition(self.draw)
            child = self._child(other, woman.household, other.family(self.draw), 2, 17)
            family.children.append(child)
            for carer in family.adults:
                kinship.link(child, carer, "foster_carer", self.today - self.draw.whole(60, 700))

    # people

    def _sex(self) -> str:
        return MALE if self.draw.chance(0.49) else FEMALE

    def _new_household(self) -> Household:
        self._household += 1
        return Household(self._household - 1)

    def _new_person(
        self, tradition: Tradition, home: Household, sex: str, days: int, family: str,
        *, child: bool,
    ) -> Person:  # fmt: skip
        draw, number, born = self.draw, self._person, self.today - days
        self._person += 1
        year = 1 + int(born / DAYS)
        if child:
            given = self.names.given_for_child(draw, tradition, sex, year)
        else:
            given = tradition.given(draw, sex, year)
        second = tradition.second(draw, sex, year, given)
        person = Person(number, sex, born, given, second, family, tradition.name, home)
        if identifiers.has_nhs_number(number, self._people):
            person.nhs = identifiers.nhs_number(identifiers.nhs_serial(number, self._people))
        if 4 * 365 < days < 22 * 365:
            serial = identifiers.RESERVED + number
            person.upn = identifiers.unique_pupil_number(serial, year + 5)
        if draw.chance(NICKNAMED):
            person.nickname = self.names.nickname(draw, given)
        return person

    def _adult(
        self, tradition: Tradition, home: Household, sex: str, low: int, high: int
    ) -> Person:
        draw = self.draw
        days = int(low * DAYS) + int(draw.random() * ((high - low) * DAYS + 300))
        name = tradition.borne_by(tradition.family(draw), sex)
        person = self._new_person(tradition, home, sex, days, name, child=False)
        if draw.chance(tradition.home_language):
            person.language = tradition.language
            person.migrated = draw.chance(tradition.migrated)
            person.interpreter = draw.chance(tradition.interpreter)
        if draw.chance(HAS_PHONE):
            person.phone = self._phone(days)
        if draw.chance(CHANGED_NAME_BY_DEED):
            until = self.today - draw.whole(30, 3000)
            person.former_families.append((until, "old", tradition.family(draw)))
        if days > 60 * DAYS and draw.chance(0.02):
            person.died = self.today - draw.whole(5, 900)
        return person

    def _phone(self, days: int) -> str:
        number = int(self.draw.random() * 1_000)
        old = days > 65 * DAYS and self.draw.chance(0.6)
        return identifiers.landline(number) if old else identifiers.mobile(number)

    def _child(
        self, tradition: Tradition, home: Household, family: str, low: float, high: float
    ) -> Person:
        days = int(low * DAYS) + int(self.draw.random() * (high - low) * DAYS) + 1
        sex = self._sex()
        name = tradition.borne_by(family, sex)
        return self._new_person(tradition, home, sex, days, name, child=True)

    def _children(
        self, family: Family, tradition: Tradition, mother: Person | None, father: Person | None,
        name: str, *, most: int = 4, oldest: float = 19, youngest: float = 0,
    ) -> None:  # fmt: skip
        parent = mother or father
        if parent is None:
            return
        younger = max(person.born for person in (mother, father) if person)
        limit = min(oldest, max(youngest + 1, (self.today - younger) / DAYS - 17))
        wanted = min(most, 1 + self.draw.skewed(5)) if most > 1 else 1
        born: list[Person] = []
        low = youngest + self.draw.random() * max(0, limit - youngest - 3) * 0.9
        while len(born) < wanted and low < limit:
            child = self._child(tradition, parent.household, name, low, min(limit, low + 5))
            child.language = parent.language
            born.append(child)
            low = (self.today - child.born) / DAYS + 1.1
            if self.draw.chance(TWIN_BIRTHS):
                born.append(self._twin_of(child, tradition))
        if mother and youngest == 0 and self.draw.chance(UNBORN):
            self._expect(born, tradition, mother, name)
        if father and self.draw.chance(SON_NAMED_AFTER_FATHER):
            sons = [child for child in born if child.sex == MALE and not child.twin]
            if sons and not sons[-1].unborn:
                kinship.name_after(sons[-1], father)
        for child in born:
            kinship.link_parents(child, mother, father)
        family.children += born

    def _twin_of(self, child: Person, tradition: Tradition) -> Person:
        draw = self.draw
        sex = child.sex if draw.chance(0.67) else self._sex()
        family = tradition.borne_by(child.family, sex)
        days = self.today - child.born
        twin = self._new_person(tradition, child.household, sex, days, family, child=True)
        wants_initial = draw.chance(TWINS_SAME_INITIAL)
        year = 1 + int(child.born / DAYS)
        for _ in range(12):
            if twin.given != child.given and (not wants_initial or twin.given[0] == child.given[0]):
                break
            twin.given = self.names.given_for_child(draw, tradition, sex, year)
        if twin.given == child.given:
            twin.given = f"{twin.given}-{draw.pick(('Lee', 'Jay', 'Ann', 'Rae'))}"
        twin.nickname, twin.language = "", child.language
        child.twin, twin.twin = twin, child
        return twin

    def _expect(self, born: list[Person], tradition: Tradition, mother: Person, name: str) -> None:
        youngest_age = min((self.today - child.born for child in born), default=9999)
        if mother.age(self.today) > 41 or youngest_age < 400:
            return
        child = self._child(tradition, mother.household, name, 0, 0)
        child.born = self.today + self.draw.whole(10, 200)
        child.unborn, child.nhs, child.second, child.nickname = True, "", "", ""
        born.append(child)

    def _part_homes(self, family: Family) -> None:
        """Who left after a separation lived with the other until that day."""
        for stayed in family.adults:
            for bond in stayed.links:
                if bond.relationship == "ex_partner":
                    left = bond.other
                    left.household.homes = [(bond.until, left.household.homes[-1][1])]
                    left.former_homes = [
                        home for home in stayed.household.homes if home[0] < bond.until
                    ]

    def _settle(self, household: Household, needs: int) -> None:
        """Give the household its homes: families with many needs move often."""
        draw = self.draw
        home = self.county.dwelling_of(household.number)
        since = self.today - 20 - draw.skewed(7000 if needs < 3 else 2500)
        household.homes.append((since, home))
        for _ in range(draw.skewed(4) + (draw.whole(0, 3) if needs >= 3 else 0)):
            since -= 90 + draw.skewed(4000)
            dwelling = int(draw.random() * self.county.dwellings)
            household.homes.insert(0, (since, dwelling))
