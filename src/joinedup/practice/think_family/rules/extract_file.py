"""An agency's extract for an exercise: its columns, and a row of it.

A row is one person whom the agency knows, with the needs that it knows of, which may be none: the
rest of a family is sent so that it can be recognised as one.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from joinedup.practice.think_family.rules.needs import NEEDS
from joinedup.record.linkage.engine.cleaning.places import clean_line, clean_postcode, house_numbers
from joinedup.record.linkage.rules import cells
from joinedup.record.linkage.rules.cells import LeftOutError

REQUIRED = ("record_id", "given_names", "family_name", "birth_date", "needs")
OPTIONAL = (
    "nhs_number", "upn", "sex", "address_line", "postcode", "phone", "household_ref",
    "hide_address",
)  # fmt: skip
"""``needs`` holds codes of the declared list, parted by semicolons. ``hide_address`` (yes or no)
keeps the address of the whole family out of every result."""

_LONGEST = {
    "record_id": 80, "given_names": 200, "family_name": 200, "address_line": 300, "phone": 40,
    "household_ref": 80,
}  # fmt: skip
_READ: dict[str, Callable[[str], Any]] = {
    "nhs_number": cells.nhs_number,
    "upn": cells.upn,
    "sex": cells.sex,
    "postcode": cells.postcode,
    "hide_address": cells.yes_or_no,
}


@dataclass(slots=True)
class ExtractRow:
    """A row as it is sealed. ``birth_date`` is as much of it as is known: 2016-05-03, 2016-05."""

    record_id: str
    given_names: str = ""
    family_name: str = ""
    birth_date: str = ""
    nhs_number: str = ""
    upn: str = ""
    sex: str = "X"
    address_line: str = ""
    postcode: str = ""
    phone: str = ""
    household_ref: str = ""
    hide_address: bool | None = None
    needs: tuple[str, ...] = ()

    @property
    def home(self) -> str:
        """The address as it is compared: postcode and house numbers, or the line without any.

        Empty without a whole postcode, and for "no fixed abode".
        """
        code, line = clean_postcode(self.postcode), clean_line(self.address_line)
        if " " not in code or not line:
            return ""
        return f"{code}/{'-'.join(sorted(house_numbers(line))) or line}"

    @property
    def hard_to_link(self) -> bool:
        """Whether too little is known for a sure link: no whole birth date, and no number."""
        return len(self.birth_date) < 10 and not (self.nhs_number or self.upn)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row. It never repeats what a cell holds."""

    heading: str
    message: str


def read_row(
    values: Mapping[str, str], contributes: frozenset[str]
) -> tuple[ExtractRow | None, list[Fault]]:
    """The row, or ``None`` when it cannot be taken, and what was wrong with it. ``contributes`` are
    the needs that the agency may send."""
    faults: list[Fault] = []
    number = values["record_id"]
    if not number or len(number) > _LONGEST["record_id"] or not number.isprintable():
        wrong = "There is no record number of at most 80 letters and digits. The row was not taken."
        return None, [Fault("record_id", wrong)]
    row = ExtractRow(number)
    for heading, longest in _LONGEST.items():
        text = " ".join(values.get(heading, "").split())
        if len(text) > longest:
            faults.append(Fault(heading, f"Longer than {longest} characters. It was left out."))
        elif heading != "record_id":
            setattr(row, heading, text)
    for heading, read in _READ.items():
        _cell(row, heading, values.get(heading, ""), read, faults)
    _cell(row, "birth_date", values["birth_date"], _birth, faults)
    row.needs = _needs(values["needs"], contributes, faults)
    if not (row.given_names or row.family_name or row.nhs_number or row.upn):
        wrong = "There is neither a name nor a valid number. The row was not taken."
        return None, [*faults, Fault("", wrong)]
    return row, faults


def _cell(
    row: ExtractRow, heading: str, text: str, read: Callable[[str], Any], faults: list[Fault]
) -> None:
    if not text:
        return
    try:
        setattr(row, heading, read(text))
    except LeftOutError as left_out:
        faults.append(Fault(heading, str(left_out)))


def _birth(text: str) -> str:
    born = cells.birth(text)
    if born is None or born.year is None:
        return ""
    parts = [f"{born.year:04d}"]
    for part in (born.month, born.day):
        if part is None:
            break
        parts.append(f"{part:02d}")
    return "-".join(parts)


def _needs(text: str, contributes: frozenset[str], faults: list[Fault]) -> tuple[str, ...]:
    codes = {re.sub(r"[\s-]+", "_", code.strip().casefold()) for code in text[:1_000].split(";")}
    codes.discard("")
    if codes - NEEDS.keys():
        wrong = "A need that is not in the declared list. It was left out."
        faults.append(Fault("needs", wrong))
    if (codes & NEEDS.keys()) - contributes:
        wrong = "A need that your agency does not contribute to this exercise. It was left out."
        faults.append(Fault("needs", wrong))
    return tuple(sorted(codes & NEEDS.keys() & contributes))
