"""What the trained model compares of an agency's entry, and the function that does it.

``migrations/0005_levels.sql`` is what ``levels_statement`` writes: whoever changes a level changes
the file with it, in a migration of its own.
"""

from datetime import date

from joinedup.record.linkage.engine.files import Mapping, Role
from joinedup.record.linkage.engine.identifiers import SYSTEMS
from joinedup.record.linkage.engine.identity import NHS_NUMBER, UNIQUE_PUPIL_NUMBER
from joinedup.record.linkage.engine.live.postgres import levels_function
from joinedup.record.linkage.engine.live.prepared import Preparer
from joinedup.record.linkage.engine.model import Comparison, comparisons
from joinedup.record.linkage.engine.preparing import Prepared

COLUMNS = Mapping(
    "record_id",
    (
        ("nhs_number", Role.IDENTIFIER),
        ("upn", Role.IDENTIFIER),
        ("given_names", Role.GIVEN_NAME),
        ("family_name", Role.FAMILY_NAME),
        ("birth_date", Role.BIRTH_DATE),
        ("death_date", Role.DEATH_DATE),
        ("sex", Role.SEX),
        ("address_line", Role.ADDRESS),
        ("town", Role.PLACE),
        ("postcode", Role.POSTCODE),
        ("previous_postcode", Role.POSTCODE),
        ("phone", Role.PHONE),
    ),
)
"""Of the file of people (``people_file``): the columns by which people are told apart."""
_TITLES = {
    "identifier_1": "NHS number",
    "identifier_2": "UPN",
    "address_1": "address",
    "place_1": "town",
}


def preparer(today: date) -> Preparer:
    """Makes the cells of a row ready, in the order of ``COLUMNS``."""
    numbers = tuple(SYSTEMS[uri].code for uri in (NHS_NUMBER, UNIQUE_PUPIL_NUMBER))
    return Preparer(COLUMNS, numbers, today)


def compared() -> tuple[Comparison, ...]:
    """What the model compares, where every column is there."""
    made = preparer(date.min)
    return comparisons(Prepared(frozenset(made.prepare(made.nothing)), _TITLES, ()))


def levels_statement() -> str:
    """The migration's statement."""
    return (
        "-- Written by rules/compared.py from the levels of the model (engine/model/levels.py): how"
        " far a\n-- question and an entry agree, as levels and nothing else.\n"
        + levels_function("linkage_levels", compared())
    )
