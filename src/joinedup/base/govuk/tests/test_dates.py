"""Dates typed in three parts."""

from datetime import date

import pytest
from django import forms
from time_machine import travel

from joinedup.base.govuk.dates import PartialDateField, ThreePartDateField
from joinedup.base.govuk.partial_dates import PartialDate


class DatesForm(forms.Form):
    born = PartialDateField(subject="Birth date", past=True, required=False)
    due = ThreePartDateField(label="Review date", future=True, required=False)
    near = PartialDateField(
        subject="Visit date", earliest=date(2020, 5, 1), latest=date(2020, 5, 31), required=False
    )


def typed(name: str, day: str = "", month: str = "", year: str = "") -> object:
    with travel(date(2026, 3, 3)):
        form = DatesForm({f"{name}-day": day, f"{name}-month": month, f"{name}-year": year})
        form.is_valid()
        errors = form.errors.get(name, [])
        return errors[0] if errors else form.cleaned_data[name]


@pytest.mark.parametrize(
    ("parts", "outcome"),
    [
        (("27", "3", "2019"), PartialDate(2019, 3, 27)),
        (("", "3", "2019"), PartialDate(2019, 3)),
        (("", "", "2019"), PartialDate(2019)),
        ((" 7 ", "sept.", "2019"), "Birth date must be a real date"),
        (("7", "Sep", "2019"), PartialDate(2019, 9, 7)),
        (("7", "september", "2019"), PartialDate(2019, 9, 7)),
        (("", "", ""), None),
        (("31", "2", "2019"), "Birth date must be a real date"),
        (("1", "13", "2019"), "Birth date must be a real date"),
        (("x", "3", "2019"), "Birth date must be a real date"),
        (("٣", "3", "2019"), "Birth date must be a real date"),
        (("27", "3", ""), "Birth date must include a year"),
        (("27", "", "2019"), "Birth date must include a month"),
        (("27", "", ""), "Birth date must include a month and a year"),
        (("27", "3", "19"), "Birth date must include a year of 4 numbers, like 2019"),
        (("27", "3", "0000"), "Birth date must be a real date"),
        (("4", "3", "2026"), "Birth date must be today or in the past"),
        (("3", "3", "2026"), PartialDate(2026, 3, 3)),
        (("", "", "2026"), PartialDate(2026)),
        (("", "", "2027"), "Birth date must be today or in the past"),
        (("1\x00", "1", "2019"), "Birth date must be a real date"),
    ],
)
def test_partial_dates_as_typed(parts: tuple[str, ...], outcome: object) -> None:
    assert typed("born", *parts) == outcome


@pytest.mark.parametrize(
    ("parts", "outcome"),
    [
        (("27", "3", "2026"), date(2026, 3, 27)),
        (("", "3", "2026"), "Review date must include a day"),
        (("", "", "2026"), "Review date must include a day and a month"),
        (("2", "3", "2026"), "Review date must be today or in the future"),
        (("", "", ""), None),
    ],
)
def test_whole_dates_as_typed(parts: tuple[str, ...], outcome: object) -> None:
    assert typed("due", *parts) == outcome


def test_bounds_are_named_in_the_message() -> None:
    assert typed("near", "30", "4", "2020") == "Visit date must be on or after 1 May 2020"
    assert typed("near", "1", "6", "2020") == "Visit date must be on or before 31 May 2020"
    assert typed("near", "", "", "2020") == PartialDate(2020)


def test_a_required_date_asks_for_itself_by_name() -> None:
    field = ThreePartDateField(label="Review date")
    with pytest.raises(forms.ValidationError, match="Enter review date"):
        field.clean(None)


def test_change_is_noticed_part_by_part() -> None:
    data = {"born-day": "", "born-month": "3", "born-year": "2019"}
    assert not DatesForm(data, initial={"born": PartialDate(2019, 3)}).has_changed()
    assert DatesForm(data, initial={"born": PartialDate(2019)}).has_changed()
