"""A few ordinary families of the area, so that work lists are not all stories."""

import csv
from collections.abc import Iterator
from pathlib import Path

from joinedup.interfaces.demonstration.loading.acting.script import (
    About,
    Ask,
    Case,
    Earlier,
    Gate,
    Person,
    Telling,
    Tie,
)
from joinedup.interfaces.demonstration.loading.acting.stories import GRAHAM, LYNN, MARIE
from joinedup.interfaces.demonstration.loading.agencies import team_slug
from joinedup.interfaces.demonstration.loading.folder import Area
from joinedup.practice.safeguarding_hub.rules.outcomes import Outcome
from joinedup.practice.safeguarding_hub.rules.ratings import Rating
from joinedup.record.people.rules import RelationshipKind
from joinedup.trust.sharing.rules import Category, Consent, Purpose, Relation, Told

Row = dict[str, str]
Family = dict[str, Person]

_ABOUT = (
    About("child", Relation.CHILD),
    About("mother", Relation.PARENT_OR_CARER, "mother"),
)
_TIES = (Tie("child", "mother", RelationshipKind.MOTHER),)
_BOTH = ("child", "mother")
_IN = Category.INVOLVEMENT
_AT_SCHOOL = range(6, 15)


def families(area: Area) -> Iterator[Case]:
    """The cases, as many as the area has families for; first those whose states no story has."""
    cases = (_decided, _advised, _red, _from_the_public, _helped, _waiting)
    for number, (case, family) in enumerate(zip(cases, _known_to_several(area), strict=False)):
        yield case(f"family-{number + 1}", family)


def _known_to_several(area: Area) -> Iterator[Family]:
    """Schoolchildren and their mothers as health has them, the best known elsewhere first."""
    health = {row["record_id"]: row for row in _rows(area.extract("health", "people"))}
    for story in area.stories.values():
        for person in story.people.values():
            for number in person.records.get("health", ()):
                health.pop(number, None)
    elsewhere = [
        {_written(row) for row in _rows(area.extract(agency, "people"))}
        for agency in ("childrens-social-care", "police", "education")
    ]
    mothers = {
        row["record_id"]: health[row["related_record_id"]]
        for row in _rows(area.extract("health", "relationships"))
        if row["relationship"] == "mother" and row["related_record_id"] in health
    }
    years = {str(area.as_at.year - age) for age in _AT_SCHOOL}
    whole = [
        health[number]
        for number, mother in mothers.items()
        if number in health and health[number]["birth_date"][:4] in years
        if _is_whole(health[number]) and _is_whole(mother)
    ]
    whole.sort(key=lambda c: (-sum(_written(c) in known for known in elsewhere), c["record_id"]))
    taken: set[str] = set()
    for child in whole:
        mother = mothers[child["record_id"]]
        if mother["record_id"] not in taken:
            taken.add(mother["record_id"])
            yield {"child": _person(child), "mother": _person(mother)}


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _is_whole(row: Row) -> bool:
    return len(row["birth_date"]) == len("2020-01-01") and bool(row["given_names"])


def _written(row: Row) -> tuple[str, str, str]:
    return row["given_names"], row["family_name"], row["birth_date"]


def _person(row: Row) -> Person:
    return Person(
        row["given_names"],
        row["family_name"],
        row["birth_date"],
        address=(row["address_line"], row["town"], row["postcode"]),
    )


def _from_the_public(slug: str, family: Family) -> Case:
    return Case(
        slug,
        "The child has been playing on the green in the evening without a coat, three times.",
        family,
        about=(About("child", Relation.CHILD, told_as=family["child"].given),),
        received=Earlier(minutes=95),
        family_told="no",
        why_not_told="I do not know them well enough.",
        identified=False,
    )


def _red(slug: str, family: Family) -> Case:
    asked = Earlier(minutes=50)
    return Case(
        slug,
        "The child said at the front desk that they were hit last night and do not want to go"
        " home.",
        family,
        _ABOUT,
        received=Earlier(minutes=80),
        referrer=LYNN,
        family_told="no",
        why_not_told="The child asked us not to before somebody has talked with them.",
        ties=_TIES,
        rating=Rating.RED,
        rationale="The child says that they have been hurt, and is afraid to go home.",
        gate=Gate(
            purpose=Purpose.SIGNIFICANT_HARM,
            told=Told.UNSAFE,
            consent=Consent.NOT_SOUGHT,
            told_reasons="The child says that they were hurt at home.",
            asks=(
                Ask("health", _BOTH, (_IN, Category.HEALTH), asked, answers=True),
                Ask("education", ("child",), (_IN, Category.EDUCATION), asked),
                Ask("police", _BOTH, (_IN, Category.OFFENDING), asked),
            ),
        ),
    )


def _decided(slug: str, family: Family) -> Case:
    asked = Earlier(working_days=1, hour=11, minute=40)
    return Case(
        slug,
        "The child has come to school hungry and without sleep since the family moved.",
        family,
        _ABOUT,
        received=Earlier(working_days=1, hour=9, minute=20),
        referrer=GRAHAM,
        ties=_TIES,
        rating=Rating.AMBER,
        rationale="The move is three weeks ago and it has not become better.",
        gate=Gate(
            purpose=Purpose.CHILD_IN_NEED,
            asks=(
                Ask("health", _BOTH, (_IN, Category.HEALTH), asked, answers=True),
                Ask("education", ("child",), (_IN, Category.EDUCATION), asked, answers=True),
                Ask("housing", ("mother",), (_IN, Category.HOUSING_MONEY), asked, answers=True),
            ),
        ),
        outcome=Outcome.ASSESSMENT,
        reasons="The child's needs are not met at present, and the mother asks for help.",
    )


def _advised(slug: str, family: Family) -> Case:
    return Case(
        slug,
        "The mother asks where the child can go after school on the days when she works late.",
        family,
        _ABOUT,
        received=Earlier(working_days=6, hour=12, minute=15),
        referrer=MARIE,
        ties=_TIES,
        rating=Rating.BLUE,
        rationale="There is no worry about the child. The mother asks for information.",
        gate=Gate(nobody="There is nothing that another agency would have to say."),
        outcome=Outcome.ADVICE,
        reasons="The list of clubs answers the question.",
        tells_nobody="The mother has the list. No team has anything to do.",
        feedback="Thank you. We sent the mother the list of after-school clubs.",
    )


def _helped(slug: str, family: Family) -> Case:
    asked = Earlier(working_days=8, hour=10, minute=30)
    return Case(
        slug,
        "The child cries when the school day ends. The mother says that she cannot manage alone.",
        family,
        _ABOUT,
        received=Earlier(working_days=9, hour=15, minute=45),
        referrer=GRAHAM,
        ties=_TIES,
        rating=Rating.GREEN,
        rationale="The mother asks for help, and there is no sign of harm.",
        gate=Gate(
            asks=(
                Ask("health", _BOTH, (_IN,), asked, answers=True),
                Ask("education", ("child",), (_IN, Category.EDUCATION), asked, answers=True),
            ),
        ),
        outcome=Outcome.EARLY_HELP,
        reasons="The mother wants a keyworker.",
        tells=(
            Telling(
                team_slug("childrens-social-care", "Early help"),
                "Please offer the family a keyworker.",
                _BOTH,
                (_IN, Category.EDUCATION),
                "To know who is there for the family already.",
            ),
        ),
        feedback="Thank you. The family has been offered a keyworker, and the mother is glad.",
    )


def _waiting(slug: str, family: Family) -> Case:
    return Case(
        slug,
        "The child has missed nine days of school and nobody answers the telephone.",
        family,
        _ABOUT,
        received=Earlier(minutes=150),
        referrer=GRAHAM,
        ties=_TIES,
    )
