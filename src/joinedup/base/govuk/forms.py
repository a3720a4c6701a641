"""The bridge from Django forms to the design system's macros (see fields.html).

A page writes a plain `django.forms.Form`; `describe_field` turns one of its fields into the
parameters of the macro that draws it, with what was typed, the hint, the error and their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet

from joinedup.base.govuk.dates import PARTS, ThreePartDateWidget
from joinedup.base.govuk.plain_errors import plain_errors
from joinedup.base.govuk.wording import printable

Params = dict[str, Any]


class Radios(forms.RadioSelect):
    """Radio buttons with a hint for each answer that needs one ({value: hint})."""

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        inline: bool = False,
        small: bool = False,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.hints = hints or {}
        self.inline = inline
        self.small = small


class Checkboxes(forms.CheckboxSelectMultiple):
    """Checkboxes with hints; `exclusive` is the value that means "none of these"."""

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        exclusive: str = "",
        small: bool = False,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.hints = hints or {}
        self.exclusive = exclusive
        self.small = small


class YesNoField(forms.TypedChoiceField):
    """Yes or no as radio buttons; cleans to True or False, or None when it may stay open."""

    def __init__(self, *, hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs.setdefault("widget", Radios(hints=hints, inline=not hints))
        # The summary at the top of a page says it far from the question.
        asked = str(kwargs.get("label") or "")
        about = f": {asked[:1].lower()}{asked[1:]}" if asked else ""
        kwargs.setdefault("error_messages", {"required": f"Select yes or no{about}"})
        super().__init__(
            choices=[("yes", "Yes"), ("no", "No")],
            coerce=lambda value: value in {"yes", True},
            empty_value=None,
            **kwargs,
        )

    def prepare_value(self, value: object) -> object:
        return ("yes" if value else "no") if isinstance(value, bool) else value


@dataclass(frozen=True, slots=True)
class DescribedField:
    """Which macro draws a field, and its parameters."""

    kind: str
    params: Params


@dataclass(frozen=True, slots=True)
class SummarisedError:
    """One line of the error summary; `href` focuses the field, "" when it is about no field."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class ErrorSummary:
    """What is wrong with the forms of a page, in the order in which they show it."""

    errors: list[SummarisedError] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.errors)

    def __iter__(self) -> Iterator[SummarisedError]:
        return iter(self.errors)


def summarise_errors(*parts: forms.BaseForm | BaseFormSet[Any] | None) -> ErrorSummary:
    """The error summary of some forms and formsets. Forms that nobody submitted are clean."""
    return ErrorSummary([error for part in parts for error in _errors_of(part)])


def visible_names(form: forms.BaseForm) -> list[str]:
    """The names of the fields that a person sees, in order."""
    return [bound.name for bound in form.visible_fields()]


def hidden_names(form: forms.BaseForm) -> list[str]:
    """The names of the hidden fields."""
    return [bound.name for bound in form.hidden_fields()]


def describe_field(
    form: forms.BaseForm, name: str, *, heading: str = "s", page_heading: bool = False
) -> DescribedField:
    """How to draw one field. `heading` is the size of its label: s, m, l or xl, "" for plain.

    `page_heading` makes label or legend the h1 of a page that asks one question.
    """
    bound = form[name]
    widget = bound.field.widget
    params = _common(bound)
    title = _text_or_html(bound.label)
    if widget.is_hidden:
        return DescribedField("hidden", {"name": bound.html_name, "values": _hidden_values(bound)})
    for kinds, kind, describe in _GROUPS:
        if isinstance(widget, kinds):
            params |= describe(bound)
            if kind != "checkbox":
                legend: Params = {"isPageHeading": page_heading} | title
                if heading:
                    legend["classes"] = f"govuk-fieldset__legend--{heading}"
                params["fieldset"] = {"legend": legend}
            return DescribedField(kind, params)
    params["label"] = {"isPageHeading": page_heading} | title
    if heading:
        params["label"]["classes"] = f"govuk-label--{heading}"
    for kinds, kind, describe in _SINGLES:
        if isinstance(widget, kinds):
            return DescribedField(kind, params | describe(bound))
    return DescribedField("input", params | _describe_input(bound))


def _errors_of(part: forms.BaseForm | BaseFormSet[Any] | None) -> Iterator[SummarisedError]:
    if part is None or not part.is_bound:
        return
    if isinstance(part, BaseFormSet):
        for text in part.non_form_errors():
            yield SummarisedError(str(text), "")
        for form in part.forms:
            yield from _errors_of(form)
        return
    for text in part.non_field_errors():
        yield SummarisedError(str(text), "")
    for name in part.fields:
        bound = part[name]
        for text in plain_errors(bound):
            yield SummarisedError(text, "" if bound.is_hidden else f"#{_focus_id(bound)}")


def _focus_id(bound: BoundField) -> str:
    if isinstance(bound.field.widget, ThreePartDateWidget):
        return f"{bound.auto_id}-{_parts_in_error(bound)[0]}"
    return bound.auto_id


def _common(bound: BoundField) -> Params:
    params: Params = {"id": bound.auto_id, "idPrefix": bound.auto_id, "name": bound.html_name}
    if bound.help_text:
        params["hint"] = _text_or_html(bound.help_text)
    if bound.errors:
        params["errorMessage"] = {"text": " ".join(plain_errors(bound))}
    return params


def _text_or_html(value: object) -> Params:
    """Markup that the code made is kept; everything else is text and will be escaped."""
    return {"html": str(value)} if hasattr(value, "__html__") else {"text": str(value)}


def _shown(bound: BoundField) -> str:
    value = bound.field.widget.format_value(bound.value())
    return "" if value is None else printable(value)


def _attributes(bound: BoundField, *leave_out: str) -> Params:
    # required and maxlength are left out: a browser's bubble or a silent cut is no clear message
    kept = {
        name: value
        for name, value in bound.field.widget.attrs.items()
        if name not in {"class", "id", "name", "required", "maxlength", *leave_out}
        and value is not False
    }
    return {
        name: {"value": True, "optional": True} if value is True else str(value)
        for name, value in kept.items()
    }


def _classes(bound: BoundField) -> str:
    return str(bound.field.widget.attrs.get("class", ""))


def _describe_input(bound: BoundField) -> Params:
    return {
        "type": getattr(bound.field.widget, "input_type", "text"),
        "value": _shown(bound) or None,
        "classes": _classes(bound),
        "attributes": _attributes(bound),
        "disabled": bound.field.disabled,
    }


def _describe_number(bound: BoundField) -> Params:
    # type=number swallows what it cannot read; a text input keeps it beside its error
    described = _describe_input(bound) | {"type": "text"}
    described["attributes"] = {"inputmode": "numeric"} | _attributes(bound, "min", "max", "step")
    described["classes"] = described["classes"] or "govuk-input--width-5"
    return described


def _describe_textarea(bound: BoundField) -> Params:
    text = _shown(bound)
    described = {
        # HTML drops one line end right after <textarea>
        "value": f"\n{text}" if text.startswith(("\n", "\r")) else text,
        "rows": bound.field.widget.attrs.get("rows", 8),
        "classes": _classes(bound),
        "attributes": _attributes(bound, "rows", "cols"),
        "disabled": bound.field.disabled,
    }
    longest = getattr(bound.field, "max_length", None)
    if longest:
        described |= {"maxlength": longest, "threshold": 0 if longest <= 500 else 75}
    return described


def _describe_select(bound: BoundField) -> Params:
    chosen = {str(value) for value in _as_list(bound.value())}
    items = [
        {"value": value, "text": printable(label), "selected": value in chosen}
        for value, label in _choices(bound)
    ]
    return {"items": items, "classes": _classes(bound), "attributes": _attributes(bound)}


def _describe_password(bound: BoundField) -> Params:
    return {
        "classes": _classes(bound),
        "autocomplete": bound.field.widget.attrs.get("autocomplete", "current-password"),
        "attributes": _attributes(bound, "autocomplete"),
    }


def _describe_file(bound: BoundField) -> Params:
    return {"classes": _classes(bound), "attributes": _attributes(bound)}


def _describe_options(bound: BoundField) -> Params:
    widget = bound.field.widget
    kind = "checkboxes" if isinstance(widget, forms.CheckboxSelectMultiple) else "radios"
    hints = getattr(widget, "hints", {})
    chosen = {str(value) for value in _as_list(bound.value())}
    items: list[Params] = []
    for value, label in _choices(bound):
        if value == "":
            continue
        item: Params = {"value": value, "checked": value in chosen} | _text_or_html(label)
        if value in hints:
            item["hint"] = _text_or_html(hints[value])
        if value == getattr(widget, "exclusive", None):
            items.append({"divider": "or"})
            item["behaviour"] = "exclusive"
        items.append(item)
    small = f"govuk-{kind}--small" if getattr(widget, "small", False) else ""
    inline = f"govuk-{kind}--inline" if getattr(widget, "inline", False) else ""
    return {"items": items, "classes": f"{small} {inline} {_classes(bound)}".strip()}


def _describe_checkbox(bound: BoundField) -> Params:
    item = {"value": "on", "checked": bool(bound.value())} | _text_or_html(bound.label)
    return {"items": [item], "classes": _classes(bound)}


def _describe_date(bound: BoundField) -> Params:
    typed = ThreePartDateWidget.typed(bound.value())
    wrong = _parts_in_error(bound) if bound.errors else []
    completes = bound.field.widget.attrs.get("autocomplete") == "bday"
    items = []
    for part in PARTS:
        size = "govuk-input--width-4" if part == "year" else "govuk-input--width-2"
        items.append(
            {
                "name": part,
                "classes": f"{size} govuk-input--error" if part in wrong else size,
                "value": printable(getattr(typed, part)) or None,
                "autocomplete": f"bday-{part}" if completes else None,
            }
        )
    return {"items": items, "namePrefix": bound.html_name}


def _parts_in_error(bound: BoundField) -> list[str]:
    for error in bound.form.errors.as_data().get(bound.name, []):
        if error.params and "parts" in error.params:
            return list(error.params["parts"])
    return list(PARTS)


def _choices(bound: BoundField) -> Iterator[tuple[str, Any]]:
    choices: Iterable[tuple[Any, Any]] = getattr(bound.field, "choices", ())
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from ((_plain(inner), f"{value}: {text}") for inner, text in label)
        else:
            yield _plain(value), label


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _as_list(value: object) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple | set) else [value]


def _hidden_values(bound: BoundField) -> list[str]:
    return [printable(value) for value in _as_list(bound.value())]


Describe = Callable[[BoundField], Params]
_GROUPS: tuple[tuple[type[forms.Widget], str, Describe], ...] = (
    (ThreePartDateWidget, "date", _describe_date),
    (forms.CheckboxSelectMultiple, "checkboxes", _describe_options),
    (forms.RadioSelect, "radios", _describe_options),
    (forms.CheckboxInput, "checkbox", _describe_checkbox),
)
_SINGLES: tuple[tuple[type[forms.Widget], str, Describe], ...] = (
    (forms.Textarea, "textarea", _describe_textarea),
    (forms.Select, "select", _describe_select),
    (forms.PasswordInput, "password", _describe_password),
    (forms.FileInput, "file", _describe_file),
    (forms.NumberInput, "input", _describe_number),
)
