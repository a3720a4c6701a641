"""An agency's file of people: its columns, and a row of it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from joinedup.record.linkage.rules import cells
from joinedup.record.linkage.rules.cells import LeftOutError

REQUIRED = ("record_id", "given_names", "family_name", "birth_date", "service", "updated_on")
OPTIONAL = (
    "nhs_number", "upn", "other_names", "expected_date", "death_date", "sex", "address_line",
    "town", "postcode", "uprn", "address_from", "previous_postcode", "phone", "language",
    "interpreter", "household_ref", "service_status", "involved_from", "involved_to",
    "contact_name", "contact_phone", "contact_email",
)  # fmt: skip
"""``record_id`` is the agency's own number of the record, the same in every file it sends."""

LONGEST_RECORD_ID = 80
_WORDS: dict[str, tuple[str, int]] = {
    "given_names": ("given_names", 200),
    "family_name": ("family_name", 200),
    "address_line": ("address_line", 300),
    "town": ("town", 100),
    "phone": ("telephone", 40),
    "language": ("language", 60),
    "household_ref": ("household_ref", 80),
    "service": ("service", 200),
    "service_status": ("service_status", 20),
    "contact_name": ("contact_name", 200),
    "contact_phone": ("contact_telephone", 40),
    "contact_email": ("contact_email", 254),
}
"""Columns of plain words: where they go, and how long they may be."""
_READ: dict[str, tuple[str, Callable[[str], Any]]] = {
    "nhs_number": ("nhs_number", cells.nhs_number),
    "upn": ("upn", cells.upn),
    "other_names": ("other_names", cells.other_names),
    "expected_date": ("expected_on", cells.day),
    "death_date": ("died_on", cells.day),
    "sex": ("sex", cells.sex),
    "postcode": ("postcode", cells.postcode),
    "previous_postcode": ("previous_postcode", cells.postcode),
    "uprn": ("uprn", cells.uprn),
    "address_from": ("address_from", cells.day),
    "interpreter": ("needs_interpreter", cells.yes_or_no),
    "involved_from": ("involved_from", cells.day),
    "involved_to": ("involved_to", cells.day),
    "updated_on": ("updated_on", cells.day),
}


@dataclass(slots=True)
class PersonRow:
    """A row as it is stored; see ``models.IndexEntry``. Satisfies ``identities.Known``."""

    record_id: str
    given_names: str = ""
    family_name: str = ""
    other_names: list[dict[str, str]] = field(default_factory=list)
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    expected_on: date | None = None
    died_on: date | None = None
    sex: str = "X"
    address_line: str = ""
    town: str = ""
    postcode: str = ""
    uprn: str = ""
    address_from: date | None = None
    previous_postcode: str = ""
    telephone: str = ""
    language: str = ""
    needs_interpreter: bool | None = None
    nhs_number: str = ""
    upn: str = ""
    household_ref: str = ""
    service: str = ""
    service_status: str = ""
    involved_from: date | None = None
    involved_to: date | None = None
    contact_name: str = ""
    contact_telephone: str = ""
    contact_email: str = ""
    updated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one column of a row; ``heading`` is empty when it is the whole row."""

    heading: str
    message: str


class RefusedError(ValueError):
    """The row was not taken at all; carries the fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def record_number(values: Mapping[str, str]) -> str:
    """The row's record number.

    :raises RefusedError: there is none, or it cannot be one.
    """
    number = values["record_id"]
    if not number:
        raise RefusedError(Fault("record_id", "There is no record number. The row was not taken."))
    if len(number) > LONGEST_RECORD_ID or not number.isprintable():
        raise RefusedError(
            Fault(
                "record_id",
                f"A record number has at most {LONGEST_RECORD_ID} letters and digits."
                " The row was not taken.",
            )
        )
    return number


def read_person(values: Mapping[str, str]) -> tuple[PersonRow, list[Fault]]:
    """The row, and the cells that were left out of it.

    :raises RefusedError: nothing is left by which the person could be found.
    """
    row = PersonRow(record_number(values))
    faults: list[Fault] = []
    for heading, (name, longest) in _WORDS.items():
        text = values.get(heading, "")
        if len(text) > longest:
            faults.append(Fault(heading, f"Longer than {longest} characters. It was left out."))
        elif text:
            plain = "  " not in text and text.isprintable()
            setattr(row, name, text if plain else " ".join(text.split()))
    for heading, (name, read) in _READ.items():
        text = values.get(heading, "")
        if not text:
            continue
        try:
            setattr(row, name, read(text))
        except LeftOutError as left_out:
            faults.append(Fault(heading, str(left_out)))
    _read_birth(row, values["birth_date"], faults)
    if not (row.given_names or row.family_name or row.nhs_number or row.upn):
        raise RefusedError(
            Fault("", "There is neither a name nor a valid number. The row was not taken.")
        )
    return row, faults


def _read_birth(row: PersonRow, text: str, faults: list[Fault]) -> None:
    try:
        born = cells.birth(text)
    except LeftOutError as left_out:
        faults.append(Fault("birth_date", str(left_out)))
        return
    if born:
        row.birth_year, row.birth_month, row.birth_day = born.year, born.month, born.day


_COLUMNS = (*REQUIRED, *OPTIONAL)


def fingerprint(values: Mapping[str, str], version: str) -> bytes:
    """What a row came from, in 32 bytes: the same cells under the same version are the same row."""
    text = "\x1f".join([version, *[values.get(name, "") for name in _COLUMNS]])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
