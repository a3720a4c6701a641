"""Django's stock validation messages in words that name the field and say what to do.

A message that a form or field wrote itself is kept as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

CHOSEN = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.CheckboxInput)


def plain_errors(bound: BoundField) -> list[str]:
    """The messages of one field, in plain words."""
    errors = bound.form.errors.as_data().get(bound.name, [])
    return [_plain(bound, error) for error in errors]


def _plain(bound: BoundField, error: ValidationError) -> str:
    stock = " ".join(str(message) for message in error.messages)
    wording = _WORDINGS.get(error.code or "")
    if wording is None or not _is_stock(bound.field, error):
        return stock
    return wording(bound, error)


def _is_stock(field: forms.Field, error: ValidationError) -> bool:
    if error.code in {"max_length", "min_length", "null_characters_not_allowed"}:
        return True
    texts = {
        str(kind.default_error_messages.get(error.code or ""))
        for kind in type(field).__mro__
        if hasattr(kind, "default_error_messages")
    }
    texts |= {str(getattr(validator, "message", "")) for validator in field.default_validators}
    return str(error.message) in texts


def _required(bound: BoundField, _error: ValidationError) -> str:
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return f"Tick “{_label(bound)}” to go on"
    if isinstance(bound.field.widget, CHOSEN):
        return f"Select an answer: {_lower(_label(bound))}"
    if isinstance(bound.field.widget, forms.FileInput):
        return f"Choose a file: {_lower(_label(bound))}"
    if _label(bound).endswith("?"):
        return f"Answer the question “{_label(bound)}”"
    return f"Enter {_lower(_label(bound))}"


def _too_long(bound: BoundField, error: ValidationError) -> str:
    most = (error.params or {}).get("limit_value") or (error.params or {}).get("max", 0)
    return f"{_subject(bound)} must be {int(most):,} characters or fewer"


def _too_short(bound: BoundField, error: ValidationError) -> str:
    return (
        f"{_subject(bound)} must be {int((error.params or {})['limit_value']):,} characters or more"
    )


def _hidden_characters(bound: BoundField, _error: ValidationError) -> str:
    return f"{_subject(bound)} has a hidden character in it (shown as \ufffd). Take it out"


def _wrong_choice(_bound: BoundField, _error: ValidationError) -> str:
    return "Select one of the answers in the list"


def _invalid(bound: BoundField, error: ValidationError) -> str:
    if isinstance(bound.field, forms.EmailField):
        return "Enter an email address in the correct format, like name@example.com"
    if isinstance(bound.field, forms.IntegerField):
        return f"{_subject(bound)} must be a number, like 4"
    return " ".join(str(message) for message in error.messages)


def _label(bound: BoundField) -> str:
    return str(bound.label)


def _subject(bound: BoundField) -> str:
    label = _label(bound)
    return f"Your answer to “{label}”" if label.endswith("?") else label


def _lower(label: str) -> str:
    """The label inside a sentence. Initials such as NHS stay capital."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


Wording = Callable[[BoundField, ValidationError], str]
_WORDINGS: Mapping[str, Wording] = {
    "required": _required,
    "max_length": _too_long,
    "min_length": _too_short,
    "null_characters_not_allowed": _hidden_characters,
    "invalid_choice": _wrong_choice,
    "invalid": _invalid,
}
