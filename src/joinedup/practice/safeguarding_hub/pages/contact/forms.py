"""The questions about a worry: who it is about, what it is, what the family knows, who tells us."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from joinedup.base.govuk.dates import PartialDateField, ThreePartDateField
from joinedup.base.govuk.forms import Radios, YesNoField
from joinedup.base.govuk.partial_dates import PartialDate
from joinedup.practice.safeguarding_hub.commands import ContactDraft, MentionedDraft
from joinedup.record.linkage.engine.identifiers import (
    IdentifierError,
    clean_nhs_number,
    clean_unique_pupil_number,
)
from joinedup.trust.sharing.rules import TOLD_ANSWERS, Relation, Told

LONGEST_WORRY = 100_000
LONGEST_PREGNANCY = timedelta(weeks=43)
OVERDUE = timedelta(weeks=4)

SEXES = [("2", "Female"), ("1", "Male"), ("9", "Indeterminate"), ("X", "Not known")]
SEX_WORDS = dict(SEXES)
ADULT_IS = [
    (Relation.PARENT_OR_CARER.value, "A parent or carer"),
    (Relation.OTHER.value, "Somebody else"),
]


class PersonForm(forms.Form):
    """Somebody who is mentioned, with whatever is known of them."""

    called = "person"
    relation = Relation.OTHER

    given = forms.CharField(label="First names", max_length=200, required=False)
    family = forms.CharField(label="Surname", max_length=200, required=False)
    born = PartialDateField(
        label="Birth date",
        help_text="For example 27 3 2016. The year alone helps too.",
        subject="Birth date",
        past=True,
        earliest=date(1890, 1, 1),
        required=False,
    )
    address_line = forms.CharField(label="House and street", max_length=300, required=False)
    town = forms.CharField(label="Town or village", max_length=100, required=False)
    postcode = forms.CharField(
        label="Postcode",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )

    def clean_postcode(self) -> str:
        """As postcodes are written."""
        return " ".join(str(self.cleaned_data["postcode"]).upper().split())

    def clean(self) -> dict[str, Any]:
        """Somebody of whom nothing is known is nobody."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.get(name) for name in self._telling()):
            self.add_error("given", ValidationError(self.nothing_known()))
        return cleaned

    def nothing_known(self) -> str:
        """What to say when nothing was written about the person."""
        what = f"Write what you know of this {self.called}: a name, an age or where they live"
        return what if self.prefix == "child0" else f"{what}; or remove them"

    def _telling(self) -> list[str]:
        apart = {"sex", "adult_is"}
        return [name for name in self.fields if name not in apart]

    def mentioned(self) -> MentionedDraft:
        """What was written, as the hub takes it."""
        given = self.cleaned_data
        born: PartialDate | None = given.get("born")
        return MentionedDraft(
            relation=Relation(given.get("adult_is") or self.relation),
            relation_words=given.get("relation_words", ""),
            given=given["given"],
            family=given["family"],
            birth_year=born.year if born else None,
            birth_month=born.month if born else None,
            birth_day=born.day if born else None,
            expected_on=given.get("expected"),
            sex=given.get("sex") or "X",
            address_line=given["address_line"],
            town=given["town"],
            postcode=given["postcode"],
            nhs_number=given.get("nhs_number", ""),
            upn=given.get("upn", ""),
            school=given.get("school", ""),
        )


def _sex_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Sex", choices=SEXES, required=False, widget=Radios(inline=True, small=True)
    )


def _nhs_field() -> forms.CharField:
    return forms.CharField(
        label="NHS number",
        help_text="10 digits, if you have it to hand",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric"}),
    )


class WithNumbers(PersonForm):
    """Numbers with a check digit: a slip is told beside the field."""

    def clean_nhs_number(self) -> str:
        """Ten digits, or nothing."""
        return _checked(clean_nhs_number, self.cleaned_data["nhs_number"])

    def clean_upn(self) -> str:
        """A unique pupil number, or nothing."""
        return _checked(clean_unique_pupil_number, self.cleaned_data["upn"])


class ChildForm(WithNumbers):
    """A child, born or expected."""

    called = "child"
    relation = Relation.CHILD

    expected = ThreePartDateField(
        label="If the child is not born yet: the expected date",
        help_text="Leave the birth date empty",
        subject="Expected date",
        required=False,
    )
    sex = _sex_field()
    school = forms.CharField(label="School or nursery", max_length=200, required=False)
    nhs_number = _nhs_field()
    upn = forms.CharField(
        label="Unique pupil number (UPN)",
        help_text="A letter and 12 digits, if you have it to hand",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    field_order = ["given", "family", "born", "expected"]

    def clean_expected(self) -> date | None:
        """Within a pregnancy of today."""
        expected: date | None = self.cleaned_data["expected"]
        today = timezone.localdate()
        if expected and not today - OVERDUE <= expected <= today + LONGEST_PREGNANCY:
            raise ValidationError("Expected date must be within the next 9 months")
        return expected

    def clean(self) -> dict[str, Any]:
        """A child is born or expected, not both."""
        cleaned = super().clean()
        if cleaned.get("born") and cleaned.get("expected"):
            self.add_error("expected", "Give a birth date or an expected date, not both")
        return cleaned


class AdultForm(WithNumbers):
    """An adult around the child."""

    called = "adult"

    adult_is = forms.ChoiceField(
        label="Who is this adult to the child?", choices=ADULT_IS, widget=Radios(small=True)
    )
    relation_words = forms.CharField(
        label="More exactly",
        help_text="For example mother, stepfather, mother’s partner, neighbour",
        max_length=100,
        required=False,
    )
    sex = _sex_field()
    nhs_number = _nhs_field()
    field_order = ["given", "family", "adult_is", "relation_words", "born"]


class PublicChildForm(PersonForm):
    """A child, as a neighbour may know them."""

    called = "child"
    relation = Relation.CHILD

    school = forms.CharField(label="School or nursery", max_length=200, required=False)


class PublicAdultForm(PersonForm):
    """An adult, as a neighbour may know them."""

    called = "adult"

    relation_words = forms.CharField(
        label="Who are they to the child?",
        help_text="For example mother, uncle, a friend of the family",
        max_length=100,
        required=False,
    )
    field_order = ["given", "family", "relation_words", "born"]


class AboutForm(forms.Form):
    """What the worry is, as anybody tells it."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    worry = forms.CharField(
        label="What are you worried about?",
        help_text="What have you seen or heard, when, and who else was there? Say which parts you"
        " saw yourself.",
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=LONGEST_WORRY,
    )
    immediate_danger = YesNoField(label="Is a child in danger right now?")

    def contact(self, people: list[MentionedDraft]) -> ContactDraft:
        """What was written, as the hub takes it."""
        raise NotImplementedError


class WorryForm(AboutForm):
    """What a professional is asked beside the people."""

    family_told = forms.ChoiceField(
        label="Does the family know that you are telling us?",
        help_text="Tell them if you can do so safely. You do not need their agreement to tell us.",
        choices=list(TOLD_ANSWERS.items()),
        widget=Radios(),
    )
    family_told_reasons = forms.CharField(
        label="If they do not know: why not?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        required=False,
    )
    interpreter = forms.CharField(
        label="Does anybody need an interpreter?",
        help_text="Who, and which language, British Sign Language included",
        max_length=300,
        required=False,
    )
    access_needs = forms.CharField(
        label="What else would help the family to take part?",
        help_text="For example large print, a place without stairs, words kept simple",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        required=False,
    )
    referrer_name = forms.CharField(label="Your name", max_length=200)
    referrer_relation = forms.CharField(
        label="Your job, and how you know the child",
        max_length=200,
        required=False,
    )
    referrer_contact = forms.CharField(
        label="How can we reach you today?",
        help_text="A telephone number or email address",
        max_length=300,
    )

    def clean(self) -> dict[str, Any]:
        """A family that does not know has a reason beside it."""
        cleaned = super().clean() or self.cleaned_data
        untold = cleaned.get("family_told") in (Told.NO.value, Told.UNSAFE.value)
        if untold and not cleaned.get("family_told_reasons"):
            self.add_error("family_told_reasons", "Say why the family does not know")
        return cleaned

    def contact(self, people: list[MentionedDraft]) -> ContactDraft:
        """What was written, as the hub takes it."""
        given = self.cleaned_data
        needs = [f"Interpreter: {given['interpreter']}"] if given["interpreter"] else []
        needs += [given["access_needs"]] if given["access_needs"] else []
        return ContactDraft(
            submission_key=given["submission_key"],
            worry=given["worry"],
            immediate_danger=given["immediate_danger"],
            mentioned=people,
            referrer_name=given["referrer_name"],
            referrer_relation=given["referrer_relation"],
            referrer_contact=given["referrer_contact"],
            family_told=given["family_told"],
            family_told_reasons=given["family_told_reasons"],
            access_needs="\n".join(needs),
        )


class PublicForm(AboutForm):
    """What anybody is asked beside the people."""

    who_you_are = forms.ChoiceField(
        label="May we know who you are?",
        help_text="Nobody in the family is told who you are unless you agree or a court says so.",
        choices=[
            ("named", "Yes, this is my name and how to reach me"),
            ("anonymous", "No, I would rather not say"),
        ],
        widget=Radios(),
    )
    referrer_name = forms.CharField(label="Your name", max_length=200, required=False)
    referrer_relation = forms.CharField(
        label="How do you know the child?",
        help_text="For example neighbour, grandmother, football coach",
        max_length=200,
        required=False,
    )
    referrer_contact = forms.CharField(
        label="How can we reach you?",
        help_text="A telephone number or email address, and when it is safe to use it",
        max_length=300,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Somebody who may be known is reachable; who stays anonymous leaves nothing behind."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("who_you_are") == "named" and not cleaned.get("referrer_contact"):
            self.add_error(
                "referrer_contact", "Say how we can reach you, or choose not to say who you are"
            )
        return cleaned

    def contact(self, people: list[MentionedDraft]) -> ContactDraft:
        """What was written, as the hub takes it. An anonymous person's details are dropped."""
        given = self.cleaned_data
        named = given["who_you_are"] == "named"
        return ContactDraft(
            submission_key=given["submission_key"],
            worry=given["worry"],
            immediate_danger=given["immediate_danger"],
            mentioned=people,
            referrer_name=given["referrer_name"] if named else "",
            referrer_relation=given["referrer_relation"],
            referrer_contact=given["referrer_contact"] if named else "",
        )


def _checked(clean: Any, text: str) -> str:  # noqa: ANN401 - one of the engine's two cleaners
    if not text.strip():
        return ""
    try:
        return str(clean(text))
    except IdentifierError as fault:
        raise ValidationError(str(fault)) from fault
