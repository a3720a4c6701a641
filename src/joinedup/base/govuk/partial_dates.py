"""A date of which only the year, or the year and month, may be known. Plain Python."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, perhaps a month, perhaps a day. A day needs its month.

    Raises ValueError for a date that cannot be.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def of(cls, whole: date) -> PartialDate:
        """The same date, wholly known."""
        return cls(whole.year, whole.month, whole.day)

    @classmethod
    def from_parts(cls, whole: date, accuracy: str) -> PartialDate:
        """From a stored date and its accuracy: the parts marked U are forgotten.

        The accuracy is the HL7 date accuracy indicator: day, month, year, each A (accurate),
        E (estimated, kept) or U (unknown).
        """
        day, month = accuracy[0], accuracy[1]
        kept_month = None if month == "U" else whole.month
        return cls(whole.year, kept_month, None if day == "U" or month == "U" else whole.day)

    @property
    def accuracy(self) -> str:
        """HL7 date accuracy indicator, in the order day, month, year: AAA, UAA or UUA."""
        if self.day is not None:
            return "AAA"
        return "UAA" if self.month is not None else "UUA"

    @property
    def earliest(self) -> date:
        """The first day that it could be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it could be."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def middle(self) -> date:
        """A single day to sort by: the middle of what it could be."""
        return self.earliest + timedelta(days=(self.latest - self.earliest).days // 2)

    @property
    def whole(self) -> date | None:
        """The date itself when it is wholly known."""
        return self.earliest if self.day is not None else None

    def __str__(self) -> str:
        """ISO 8601, as far as it is known: "2019", "2019-03" or "2019-03-07"."""
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        if self.day is not None:
            text += f"-{self.day:02d}"
        return text
