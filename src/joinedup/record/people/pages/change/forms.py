"""What people type about a person. Each form's fields are the words of one command."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from joinedup.base.govuk.dates import PartialDateField, ThreePartDateField
from joinedup.base.govuk.forms import Radios, YesNoField
from joinedup.base.govuk.wording import capital
from joinedup.record.people.pages.presenting import born
from joinedup.record.people.queries import Search
from joinedup.record.people.rules import (
    ADDRESS_USE_WORDS,
    IDENTIFIER_WORDS,
    NAME_USE_WORDS,
    RELATIONSHIP_WORDS,
    SEX_WORDS,
    AddressUse,
    NameUse,
    PartialDate,
    RelationshipKind,
    Sex,
)
from joinedup.trust.drafts.forms import Keeping

Choices = list[tuple[str, str]]
LONGEST_QUESTION = 200


def _choices(words: Mapping[Any, str], *, empty: str = "") -> Choices:
    said = [(str(code), capital(text)) for code, text in words.items()]
    return [("", empty), *said] if empty else said


def day(label: str, help_text: str = "") -> ThreePartDateField:
    return ThreePartDateField(label=label, required=False, help_text=help_text)


class PartForm(forms.Form):
    """A form about a person. ``version`` is what its writer had in front of them, if anything."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    draft: Keeping | None = None


class NameForm(PartForm):
    """A name."""

    use = forms.ChoiceField(label="What kind of name is it?", choices=_choices(NAME_USE_WORDS))
    given = forms.CharField(label="First names", max_length=200, required=False)
    family = forms.CharField(label="Surname", max_length=200, required=False)
    starts_on = day("Used from", "If you know it")
    ends_on = day("Used until", "Leave empty for a name in use")

    def clean_use(self) -> NameUse:
        return NameUse(self.cleaned_data["use"])


class AddressForm(PartForm):
    """An address."""

    use = forms.ChoiceField(
        label="What kind of address is it?", choices=_choices(ADDRESS_USE_WORDS)
    )
    line = forms.CharField(label="House and street", max_length=300, required=False)
    town = forms.CharField(label="Town or village", max_length=100, required=False)
    postcode = forms.CharField(
        label="Postcode",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    uprn = forms.CharField(
        label="Unique property reference number (UPRN)",
        help_text="Up to 12 digits, if you know it",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    starts_on = day("From")
    ends_on = day("Until", "Leave empty while it is their address")

    def clean_use(self) -> AddressUse:
        return AddressUse(self.cleaned_data["use"])


class NewAddressForm(AddressForm):
    """An address that somebody has moved to, or one beside those there are."""

    moved = YesNoField(
        label="Have they moved here from where they lived?",
        hints={"yes": "The home recorded now ends on the day they moved"},
    )
    field_order = ("moved",)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("moved") and not cleaned.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", "Enter the day they moved")
        if cleaned.get("moved") and cleaned.get("ends_on"):
            self.add_error("ends_on", "Leave this empty: they live here now")
        return cleaned


class IdentifierForm(PartForm):
    """A number."""

    system = forms.ChoiceField(
        label="What kind of number is it?", widget=Radios(), choices=_choices(IDENTIFIER_WORDS)
    )
    value = forms.CharField(
        label="Number",
        max_length=80,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "spellcheck": "false"}),
    )
    ends_on = day("In use until", "Leave empty for a number in use")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        system = self.initial.get("system")
        if system and system not in IDENTIFIER_WORDS:
            choices = [*_choices(IDENTIFIER_WORDS), (system, "An agency's own number")]
            self.fields["system"].choices = choices  # type: ignore[attr-defined]


class AccessNeedForm(PartForm):
    """An access need."""

    what = forms.CharField(
        label="What do they need to take part?",
        help_text="For example: a hearing loop, easy read, no phone calls, a ground-floor room",
        max_length=300,
    )
    ends_on = day("Needed until", "Leave empty while they need it")


class PersonForm(PartForm):
    """What is known of the person as a whole."""

    birth = PartialDateField(
        label="When were they born?",
        subject="Birth date",
        help_text="The year is enough if you do not know the day",
        past=True,
        required=False,
    )
    estimated = forms.BooleanField(label="The birth date is an estimate", required=False)
    expected_on = day("When is the child expected?", "For a child who is not born yet")
    sex = forms.ChoiceField(label="Recorded sex", widget=Radios(), choices=_choices(SEX_WORDS))
    language = forms.CharField(
        label="Which language do they prefer?", max_length=60, required=False
    )
    needs_interpreter = YesNoField(label="Do they need an interpreter?", required=False)
    died_on = day("When did they die?", "Leave empty for somebody who is alive")

    def clean_birth(self) -> PartialDate | None:
        return _partial(self.cleaned_data["birth"])

    def clean_sex(self) -> Sex:
        return Sex(self.cleaned_data["sex"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        birth = cleaned.get("birth")
        if cleaned.pop("estimated", False) and birth is not None:
            cleaned["birth"] = replace(birth, accuracy=birth.known.accuracy.replace("A", "E"))
        return cleaned


class BirthForm(PartForm):
    """The birth of a child who was expected."""

    birth = PartialDateField(label="When was the child born?", subject="Birth date", past=True)
    sex = forms.ChoiceField(label="Recorded sex", widget=Radios(), choices=_choices(SEX_WORDS))
    given = forms.CharField(
        label="First names", help_text="If the child has been named", max_length=200, required=False
    )
    family = forms.CharField(label="Surname", max_length=200, required=False)

    def clean_birth(self) -> PartialDate | None:
        return _partial(self.cleaned_data["birth"])

    def clean_sex(self) -> Sex:
        return Sex(self.cleaned_data["sex"])


def _partial(typed: Any) -> PartialDate | None:  # noqa: ANN401 - what the date field makes
    return PartialDate(typed.year, typed.month, typed.day) if typed else None


class RelationshipForm(PartForm):
    """What somebody is to the person."""

    kind = forms.ChoiceField(
        label="What are they to this person?",
        choices=_choices(RELATIONSHIP_WORDS, empty="Choose one"),
    )
    parental_responsibility = YesNoField(
        label="Is there parental responsibility between them?", required=False
    )
    lives_with = YesNoField(label="Do they live together?", required=False)
    starts_on = day("Since", "If you know it")
    ends_on = day("Until", "Leave empty while it lasts")

    def clean_kind(self) -> RelationshipKind:
        return RelationshipKind(self.cleaned_data["kind"])


class FindingForm(PartForm):
    """Part of a form in which somebody else has to be found first, among those one may see."""

    who = forms.CharField(
        label="Who is it?",
        help_text="A name and what else you know: Siân Price 4 March 2016",
        max_length=200,
    )
    related_id = forms.TypedChoiceField(
        label="Which of these is it?", widget=Radios(), coerce=UUID, choices=()
    )
    field_order = ("who", "related_id")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own
        find: Callable[[str], Search],
        but: UUID,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.nobody_found = False
        text = str(self.data.get("who") or self.initial.get("who") or "").replace("\x00", "")
        found = find(text).found if text.strip() and len(text) <= LONGEST_QUESTION else ()
        people = [one.person for one in found if one.person.id != but]
        self.nobody_found = bool(text.strip()) and not people
        if not people:
            del self.fields["related_id"]
            return
        today = timezone.localdate()
        choose = self.fields["related_id"]
        choose.choices = [(str(p.id), p.name) for p in people]  # type: ignore[attr-defined]
        choose.widget.hints = {str(p.id): born(p, today) for p in people}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "related_id" not in self.fields and "who" not in self.errors:
            self.add_error(
                "who", "Nobody whom you may see matches. Try another spelling, or add them first"
            )
        cleaned.pop("who", None)
        return cleaned


class NewRelationshipForm(FindingForm, RelationshipForm):
    """A relationship to somebody who has still to be found."""
