"""Dates typed as day, month and year: whole (ThreePartDateField) or partial (PartialDateField)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from joinedup.base.govuk.partial_dates import PartialDate
from joinedup.base.govuk.wording import MONTHS, say_date

PARTS = ("day", "month", "year")
MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS, start=1)} | {
    name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)
}


class TypedDate(NamedTuple):
    """The three parts as they were typed, spaces at the ends removed."""

    day: str = ""
    month: str = ""
    year: str = ""


class ThreePartDateWidget(forms.Widget):
    """Three inputs named `<name>-day`, `<name>-month` and `<name>-year`."""

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> TypedDate:
        return TypedDate(*(str(data.get(f"{name}-{part}") or "").strip() for part in PARTS))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: object, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in PARTS)

    def use_required_attribute(self, initial: object) -> bool:
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}-day" if id_ else ""

    @staticmethod
    def typed(value: object) -> TypedDate:
        """What to put in the inputs for what was typed, a date, a PartialDate or nothing."""
        if isinstance(value, TypedDate):
            return value
        if isinstance(value, date):
            value = PartialDate.of(value)
        if isinstance(value, PartialDate):
            parts = (value.day, value.month, value.year)
            return TypedDate(*("" if part is None else str(part) for part in parts))
        return TypedDate()


class PartialDateField(forms.Field):
    """A PartialDate, or None when nothing was typed: the year is enough.

    `subject` is how messages name it ("Birth date"); without it they use the label.
    `earliest` and `latest` bound it (each a date; what is partly known must overlap them).
    `past` and `future` say that it cannot be later, or earlier, than today.
    """

    widget = ThreePartDateWidget
    day_and_month_optional = True

    def __init__(
        self,
        *,
        subject: str = "",
        earliest: date | None = None,
        latest: date | None = None,
        past: bool = False,
        future: bool = False,
        **kwargs: Any,  # noqa: ANN401 - Django's own arguments
    ) -> None:
        super().__init__(**kwargs)
        self.subject = subject
        self.earliest = earliest
        self.latest = latest
        self.past = past
        self.future = future

    @property
    def called(self) -> str:
        """How messages name the date."""
        return self.subject or str(self.label or "Date")

    def to_python(self, value: object) -> PartialDate | date | None:
        typed = ThreePartDateWidget.typed(value)
        if not any(typed):
            return None
        self._refuse_missing(typed)
        year, month, day = _year(typed.year), _month(typed.month), _number(typed.day)
        wrong = [
            part
            for part, text, number in (
                ("day", typed.day, day),
                ("month", typed.month, month),
            )
            if text and number is None
        ]
        if typed.year and year is None:
            raise self._error("include a year of 4 numbers, like 2019", ["year"])
        if wrong or year is None:
            raise self._error("be a real date", wrong or list(PARTS))
        try:
            return PartialDate(year, month, day)
        except ValueError:
            parts = [part for part, text in zip(PARTS, typed, strict=True) if text]
            raise self._error("be a real date", parts) from None

    def validate(self, value: object) -> None:
        if value is None:
            if self.required:
                message = self.error_messages["required"]
                if message == forms.Field.default_error_messages["required"]:
                    message = f"Enter {self.called[:1].lower()}{self.called[1:]}"
                raise ValidationError(message, code="required", params={"parts": list(PARTS)})
            return
        known = value if isinstance(value, PartialDate) else PartialDate.of(cast("date", value))
        today = timezone.localdate()
        if self.past and known.earliest > today:
            raise self._error("be today or in the past", list(PARTS))
        if self.future and known.latest < today:
            raise self._error("be today or in the future", list(PARTS))
        if self.earliest and known.latest < self.earliest:
            raise self._error(f"be on or after {say_date(self.earliest)}", list(PARTS))
        if self.latest and known.earliest > self.latest:
            raise self._error(f"be on or before {say_date(self.latest)}", list(PARTS))

    def has_changed(self, initial: object, data: object) -> bool:
        return ThreePartDateWidget.typed(initial) != ThreePartDateWidget.typed(data)

    def _refuse_missing(self, typed: TypedDate) -> None:
        missing = [part for part in PARTS if not getattr(typed, part)]
        if self.day_and_month_optional:
            allowed = {"day", "month"} if not typed.day else {"day"}
            missing = [part for part in missing if part not in allowed]
        if missing:
            what = " and ".join(f"a {part}" for part in missing)
            raise self._error(f"include {what}", missing)

    def _error(self, rest: str, parts: list[str]) -> ValidationError:
        return ValidationError(
            f"{self.called} must {rest}", code="invalid", params={"parts": parts}
        )


class ThreePartDateField(PartialDateField):
    """A whole `datetime.date`, or None when nothing was typed."""

    day_and_month_optional = False

    def to_python(self, value: object) -> date | None:
        found = super().to_python(value)
        return found.whole if isinstance(found, PartialDate) else found


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else None


def _month(text: str) -> int | None:
    return MONTH_NUMBERS.get(text.lower().rstrip("."), _number(text))


def _year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None
