"""The people of a made-up area as its agencies wrote them down."""

import csv
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from joinedup.interfaces.demonstration.area.generate import generate_area
from joinedup.record.linkage.engine.encoding import cleaned
from joinedup.record.linkage.engine.encoding.features import Values
from joinedup.record.linkage.engine.files import Filed, Mapping, Role, read_records

MAPPING = Mapping("record_id", (
    ("nhs_number", Role.IDENTIFIER), ("upn", Role.IDENTIFIER), ("given_names", Role.GIVEN_NAME),
    ("family_name", Role.FAMILY_NAME), ("birth_date", Role.BIRTH_DATE),
    ("death_date", Role.DEATH_DATE), ("sex", Role.SEX), ("address_line", Role.ADDRESS),
    ("town", Role.PLACE), ("postcode", Role.POSTCODE), ("previous_postcode", Role.POSTCODE),
    ("phone", Role.PHONE),
))  # fmt: skip


@dataclass(frozen=True)
class Area:
    """``person``: of every record who it is; ``fields`` are its cleaned values."""

    records: Filed
    person: list[str]
    fields: dict[str, list[Values]]

    def only(self, numbers: Sequence[int]) -> dict[str, list[Values]]:
        """The fields of these records."""
        return {name: [column[n] for n in numbers] for name, column in self.fields.items()}

    def once(self) -> tuple[list[int], list[int]]:
        """A record of every person that has both names, and of some of them another agency's: of
        the latter as many as have one, in the same order, -1 where there is none."""
        first: dict[str, int] = {}
        again: dict[str, int] = {}
        for number, person in enumerate(self.person):
            if self.fields["given"][number] and self.fields["family"][number]:
                (again if person in first else first).setdefault(person, number)
        return [*first.values()], [again.get(person, -1) for person in first]


def made_up(people: int, today: date) -> Area:
    """Always the same for so many people."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "area"
        generate_area(people, 1, folder, lambda _done, _of: None)
        with (folder / "truth.csv").open(encoding="utf-8") as file:
            truth = {
                (row["agency"], row["record_id"]): row["person_id"] for row in csv.DictReader(file)
            }
        records = read_records(sorted(folder.glob("*/people.csv")), MAPPING)
    keys = zip(records.sources, records.ids, strict=True)
    person = [truth[source.partition("/")[0], record] for source, record in keys]
    return Area(records, person, cleaned(records, MAPPING, today=today))


def many(area: Area, size: int) -> dict[str, list[Values]]:
    """So many people put together from the area's names, dates and addresses."""
    random = np.random.default_rng(1)
    return {
        name: [column[n] for n in random.integers(0, len(column), size)]
        for name, column in area.fields.items()
    }
