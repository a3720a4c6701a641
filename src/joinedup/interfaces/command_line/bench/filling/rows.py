"""Rows as lines of COPY, and ids that are worked out from a number instead of being looked up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

NULL = "\\N"
TRUE, FALSE = "t", "f"


class Kind(IntEnum):
    """What an id stands for."""

    TEAM = 1
    PROFESSIONAL = 2
    MEMBERSHIP = 3
    USER = 4
    FOLDER = 5
    RECORDS_FOLDER = 6
    HOUSEHOLD_FOLDER = 7
    ENQUIRY_FOLDER = 8
    PRODUCT_FOLDER = 9
    PERSON = 10
    NAME = 11
    IDENTIFIER = 12
    ADDRESS = 13
    RELATIONSHIP = 14
    HOUSEHOLD = 15
    MEMBER = 16
    SEARCH_KEY = 17
    GRANT = 18
    ENTRY = 19
    LONG_ENTRY = 20
    INDEX_ENTRY = 21
    CONTACT = 22
    MENTIONED = 23
    ENQUIRY = 24
    SUBJECT = 25
    SCREENING = 26
    CHECK = 27
    DECISION = 28
    ANSWER = 29
    CONTRIBUTION = 30
    ROOM_ENTRY = 31
    OUTCOME = 32
    DISSEMINATION = 33
    PRODUCT = 34
    FEEDBACK = 35
    STATE_CHANGE = 36
    SUBMISSION = 37
    TOLD = 38
    HOUSEHOLD_GRANT = 39
    ENQUIRY_GRANT = 40
    IMPORT = 41
    RECORDS_GRANT = 42


def row_id(kind: Kind, number: int) -> str:
    """The id of the `number`-th (below 2 to the 48th) row of a kind, shaped as a UUID version 7."""
    return f"01990000-{kind:04x}-7000-8000-{number:012x}"


@dataclass(frozen=True, slots=True)
class Shape:
    """How rows of a table are written: the columns that are given, then those that never vary."""

    table: str
    given: tuple[str, ...]
    constant: tuple[tuple[str, str], ...]

    @property
    def copy(self) -> str:
        """The statement. Names of our own columns."""
        columns = ", ".join((*self.given, *(name for name, _ in self.constant)))
        return f"COPY {self.table} ({columns}) FROM STDIN"

    @property
    def ending(self) -> str:
        """What every line ends with."""
        return "".join(f"\t{value}" for _, value in self.constant) + "\n"


@dataclass(slots=True)
class Lines:
    """The lines of a block of rows, by table."""

    endings: Mapping[str, str]
    text: dict[str, list[str]] = field(default_factory=dict)

    def add(self, table: str, *values: str) -> None:
        """One row: the given columns' values as COPY writes them."""
        self.text.setdefault(table, []).append("\t".join(values) + self.endings[table])


def escaped(text: str) -> str:
    """A text that may hold a backslash, as COPY writes it."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def array(values: Iterable[str]) -> str:
    """A text array of values without quotes or backslashes."""
    return "{" + ",".join(f'"{value}"' for value in values) + "}"
