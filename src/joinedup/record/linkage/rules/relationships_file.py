"""An agency's file of relationships: its columns, and a row of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from joinedup.record.linkage.rules import cells
from joinedup.record.linkage.rules.cells import LeftOutError
from joinedup.record.linkage.rules.people_file import LONGEST_RECORD_ID, Fault, RefusedError

REQUIRED = ("record_id", "related_record_id", "relationship")
OPTIONAL = ("since", "until")
"""``related_record_id`` is the ``relationship`` of ``record_id``: their mother, their brother."""

LONGEST_KIND = 40


@dataclass(frozen=True, slots=True)
class RelationshipRow:
    """A row as it is stored; see ``models.IndexRelationship``."""

    record_id: str
    related_record_id: str
    kind: str
    since: date | None
    until: date | None

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.record_id, self.related_record_id, self.kind)


def read_relationship(values: Mapping[str, str]) -> tuple[RelationshipRow, list[Fault]]:
    """The row, and the cells that were left out of it.

    :raises RefusedError: it does not say who is what to whom.
    """
    for heading in ("record_id", "related_record_id"):
        if not 0 < len(values[heading]) <= LONGEST_RECORD_ID or not values[heading].isprintable():
            raise RefusedError(
                Fault(heading, "This is not a record number. The row was not taken.")
            )
    kind = "_".join(values["relationship"].casefold().replace("-", " ").split())
    if not kind or len(kind) > LONGEST_KIND or not kind.isprintable():
        raise RefusedError(
            Fault("relationship", "Write the relationship in a word. The row was not taken.")
        )
    if values["record_id"] == values["related_record_id"]:
        raise RefusedError(
            Fault("related_record_id", "Nobody is related to themselves. The row was not taken.")
        )
    faults: list[Fault] = []
    days: dict[str, date | None] = {"since": None, "until": None}
    for heading in OPTIONAL:
        try:
            days[heading] = cells.day(values.get(heading, ""))
        except LeftOutError as left_out:
            faults.append(Fault(heading, str(left_out)))
    row = RelationshipRow(values["record_id"], values["related_record_id"], kind, **days)
    return row, faults
