"""What the trained model compares of an agency's entry, what is stored and sent for it, and the
function that compares.

``migrations/0005_levels.sql`` is what ``levels_statement`` writes: whoever changes a level changes
the file with it, in a migration of its own.
"""

from datetime import date
from functools import cache
from typing import Any

from joinedup.record.linkage.engine.comparing import Prepared as Graded
from joinedup.record.linkage.engine.files import Mapping, Role
from joinedup.record.linkage.engine.identifiers import SYSTEMS
from joinedup.record.linkage.engine.identity import (
    NHS_NUMBER,
    UNIQUE_PUPIL_NUMBER,
    Identity,
    PartialDate,
)
from joinedup.record.linkage.engine.live.prepared import Preparer
from joinedup.record.linkage.engine.live.within import (
    LEAST_BITS,
    LEAST_OWN_BITS,
    Weigher,
    asked,
    fields_kept,
    stored,
)
from joinedup.record.linkage.engine.model import Comparison, comparisons
from joinedup.record.linkage.engine.preparing import Prepared
from joinedup.record.linkage.rules import comparing

_OTHER_SURNAMES = 4
_OTHER_POSTCODES = 3
COLUMNS = Mapping(
    "record_id",
    (
        ("nhs_number", Role.IDENTIFIER),
        ("upn", Role.IDENTIFIER),
        ("given_names", Role.GIVEN_NAME),
        ("other_given_names", Role.MIDDLE_NAME),
        ("family_name", Role.FAMILY_NAME),
        *((f"other_family_name_{n}", Role.FAMILY_NAME) for n in range(_OTHER_SURNAMES)),
        ("birth_date", Role.BIRTH_DATE),
        ("death_date", Role.DEATH_DATE),
        ("sex", Role.SEX),
        ("address_line", Role.ADDRESS),
        ("town", Role.PLACE),
        ("postcode", Role.POSTCODE),
        *((f"other_postcode_{n}", Role.POSTCODE) for n in range(_OTHER_POSTCODES)),
        ("phone", Role.PHONE),
    ),
)
"""What tells people apart, of the file of people (``people_file``) and of a record."""
_TITLES = {
    "identifier_1": "NHS number",
    "identifier_2": "UPN",
    "address_1": "address",
    "place_1": "town",
}
MODEL = "m"
"""Under this name the model's values stand beside those that are graded (``comparing``)."""
Json = dict[str, Any]


@cache
def preparer() -> Preparer:
    """Makes the cells of a row ready, in the order of ``COLUMNS``."""
    numbers = tuple(SYSTEMS[uri].code for uri in (NHS_NUMBER, UNIQUE_PUPIL_NUMBER))
    # dates come in full, so that the day on which they are read does not matter
    return Preparer(COLUMNS, numbers, date.max)


@cache
def compared() -> tuple[Comparison, ...]:
    """What the model compares, where every column is there."""
    made = preparer()
    return comparisons(Prepared(frozenset(made.prepare(made.nothing)), _TITLES, ()))


@cache
def fields() -> tuple[str, ...]:
    """The prepared columns that are kept."""
    return fields_kept(compared())


def levels_statement() -> str:
    """The migration's statement."""
    # the parser is not for the running application
    from joinedup.record.linkage.engine.live.postgres import levels_function

    return (
        "-- Written by rules/compared.py from the levels of the model (engine/model/levels.py): how"
        " far a\n-- question and an entry agree, as levels and nothing else.\n"
        + levels_function("linkage_levels", compared())
    )


# ---- what is stored and sent ---------------------------------------------------------------


def prepared(person: Identity) -> dict[str, str]:
    """What the model compares of somebody."""
    return preparer().prepare(cells(person))


def entry_of(person: Identity, graded: Graded) -> Json:
    """What an entry keeps."""
    return {**comparing.stored(graded), MODEL: stored(prepared(person), fields())}


def question_of(person: Identity, graded: Graded, weigher: Weigher) -> Json:
    """What is asked: with the bits of every level, and how many are worth a call."""
    record = prepared(person)
    return {
        **comparing.asked(graded),
        MODEL: asked(record, fields()),
        "model": weigher.model.sha256,
        "bits": weigher.weights(record),
        "own": weigher.own,
        "least": LEAST_BITS,
        "least_own": LEAST_OWN_BITS,
    }


def cells(person: Identity, *, died_on: date | None = None) -> list[str]:
    """What somebody would have in a file of ``COLUMNS``."""
    first, *others = person.names or [None]
    home = next((a for a in person.addresses if a.line), None)
    postcodes = [a.postcode for a in person.addresses if a.postcode]
    surnames = [name.family for name in others if name and name.family]
    numbers = {i.system_uri: i.value for i in person.identifiers}
    return [
        numbers.get(NHS_NUMBER, ""),
        numbers.get(UNIQUE_PUPIL_NUMBER, ""),
        " ".join(first.given) if first else "",
        " ".join(word for name in others if name for word in name.given),
        first.family if first else "",
        *_filled(surnames, _OTHER_SURNAMES),
        _written(person.birth),
        died_on.isoformat() if died_on else "",
        person.sex or "",
        home.line if home else "",
        home.town if home else "",
        *_filled(postcodes, 1 + _OTHER_POSTCODES),
        person.phone or "",
    ]


def _filled(texts: list[str], most: int) -> list[str]:
    return [*texts, *[""] * most][:most]


def _written(birth: PartialDate | None) -> str:
    if birth is None:
        return ""
    parts = (part for part in (birth.month, birth.day) if part)
    return "-".join([f"{birth.year:04}", *(f"{part:02}" for part in parts)])
