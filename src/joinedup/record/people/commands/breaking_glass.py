"""Opening the record of a person in immediate danger, whom the actor can name exactly."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from joinedup.record.linkage.engine import identity as engine
from joinedup.record.linkage.engine.interface import current_matcher
from joinedup.record.linkage.engine.keys import kind_of
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.commands import BREAK_GLASS_MINUTES
from joinedup.trust.sharing.rules import Category

_BY_NUMBER, _BY_NAME = "id", "gb"


@dataclass(frozen=True)
class Sought:
    """Who it is: an NHS number of ten digits, or else a full name with a birth date."""

    nhs_number: str = ""
    given: str = ""
    family: str = ""
    born: date | None = None


@transaction.atomic
def break_glass_for(
    actor: Viewer, *, sought: Sought, reasons: str, categories: Collection[Category]
) -> UUID | None:
    """Open the record for an hour and return the person. A second person reviews it.

    None when no single person fits, when the actor may not, and after five misses in an hour;
    which of these it was, nobody is told. It is no error to raise: the log must keep the miss.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT people_break_glass(%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                _keys(sought),
                sought.nhs_number,
                sought.given.strip(),
                sought.family.strip(),
                sought.born,
                reasons,
                BREAK_GLASS_MINUTES,
                sorted(categories),
            ],
        )
        opened: UUID | None = cursor.fetchone()[0]
    return opened


def _keys(sought: Sought) -> list[str]:
    if sought.nhs_number:
        asked = engine.Identity(
            identifiers=(engine.Identifier(engine.NHS_NUMBER, sought.nhs_number),)
        )
        wanted = _BY_NUMBER
    else:
        name = engine.Name(tuple(sought.given.split()), sought.family, engine.NameUse.USUAL)
        born = engine.PartialDate.of(sought.born) if sought.born else None
        asked = engine.Identity(names=(name,), birth=born)
        wanted = _BY_NAME
    return [key for key in current_matcher().query_keys(asked) if kind_of(key).code == wanted]
