"""The manager's questions: why, what the family knows, and which agency is asked what."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django import forms

from joinedup.base.govuk.forms import Checkboxes, Radios
from joinedup.base.govuk.wording import capital
from joinedup.practice.safeguarding_hub.commands import AskDraft
from joinedup.practice.safeguarding_hub.queries import Terms
from joinedup.practice.safeguarding_hub.rules.ratings import RATINGS
from joinedup.trust.sharing.rules import (
    CONSENT_ANSWERS,
    TOLD_ANSWERS,
    Category,
    Consent,
    Purpose,
    Threshold,
    Told,
)
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS, CONTENT
from joinedup.trust.sharing.rules.purposes import GROUNDS

_NEEDS = {
    meaning.threshold: f"Needs a rating of {rating.value} or more serious."
    for rating, meaning in RATINGS.items()
}
_NEEDS[Threshold.SIGNIFICANT_HARM] = "Needs a rating of red."


class TermsForm(forms.Form):
    """What all asks have in common."""

    purpose = forms.ChoiceField(
        label="Why are you asking?",
        choices=[
            (purpose.value, capital(ground.words))
            for purpose, ground in GROUNDS.items()
            if ground.multi_agency
        ],
        widget=Radios(
            hints={
                purpose.value: f"{ground.source}. {_NEEDS[ground.threshold]}"
                for purpose, ground in GROUNDS.items()
                if ground.multi_agency
            }
        ),
    )
    told = forms.ChoiceField(
        label="Has the family been told that agencies will be asked?",
        choices=list(TOLD_ANSWERS.items()),
        widget=Radios(),
    )
    told_reasons = forms.CharField(
        label="If they have not been told: why not?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        required=False,
    )
    consent = forms.ChoiceField(
        label="Does the family agree?",
        help_text="Their agreement is one ground among several. Below significant harm, ask them"
        " first or say why not.",
        choices=list(CONSENT_ANSWERS.items()),
        widget=Radios(),
    )

    def clean(self) -> dict[str, Any]:
        """A family that has not been told has a reason beside it."""
        cleaned = super().clean() or self.cleaned_data
        untold = cleaned.get("told") in (Told.NO.value, Told.UNSAFE.value)
        if untold and not cleaned.get("told_reasons"):
            self.add_error("told_reasons", "Say why the family has not been told")
        return cleaned

    def terms(self) -> Terms:
        """As the rules take them."""
        given = self.cleaned_data
        return Terms(
            purpose=Purpose(given["purpose"]),
            told=Told(given["told"]),
            consent=Consent(given["consent"]),
            told_reasons=given["told_reasons"],
        )


class EverywhereForm(forms.Form):
    """Whom every agency is asked about. Asking about an adult is a choice that somebody makes."""

    everywhere = forms.MultipleChoiceField(
        label="About whom do you ask every agency that you choose?",
        help_text="Only the children are ticked. Asking about an adult is your choice: here for"
        " every agency, or below for one.",
        widget=Checkboxes(small=True),
        required=False,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own arguments
        people: Iterable[tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        everywhere = self.fields["everywhere"]
        assert isinstance(everywhere, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        everywhere.choices = list(people)


class AskForm(forms.Form):
    """One agency: asked or not; about whom, about what, and the question in words."""

    ask = forms.BooleanField(label="Ask", required=False)
    subjects = forms.MultipleChoiceField(
        label="About whom besides?", widget=Checkboxes(small=True), required=False
    )
    categories = forms.MultipleChoiceField(
        label="About what?",
        help_text="Only what you need for this worry. Nothing else may come into the room.",
        choices=[(c.value, capital(CATEGORY_WORDS[c])) for c in CONTENT],
        widget=Checkboxes(small=True),
        required=False,
    )
    question = forms.CharField(
        label="The question",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        required=False,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own arguments
        agency: str,
        people: Iterable[tuple[str, str]],
        everywhere: Collection[str] = (),
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency
        self.fields["ask"].label = f"Ask {agency}"
        subjects = self.fields["subjects"]
        assert isinstance(subjects, forms.MultipleChoiceField)  # noqa: S101 - tells the type checker
        subjects.choices = list(people)
        # Those whom every agency is asked about, unless this one owes an answer about them.
        self.everywhere = [key for key, _ in subjects.choices if key in everywhere]

    def clean(self) -> dict[str, Any]:
        """An agency that is asked is asked about somebody, something, in words."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("ask"):
            if "subjects" not in self.errors and not (self.everywhere or cleaned.get("subjects")):
                self.add_error("subjects", f"Choose whom to ask {self.agency} about")
            for name, message in (
                ("categories", f"Choose what to ask {self.agency} about"),
                ("question", f"Write the question to {self.agency}"),
            ):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, message)
        return cleaned

    def draft(self, desk_id: UUID) -> AskDraft | None:
        """The ask, or None when this agency is not asked."""
        given = self.cleaned_data
        if not given["ask"]:
            return None
        return AskDraft(
            team_id=desk_id,
            subject_ids=[UUID(s) for s in dict.fromkeys([*self.everywhere, *given["subjects"]])],
            categories=[Category(category) for category in given["categories"]],
            question=given["question"],
        )


class ReviewForm(forms.Form):
    """A person decides what the rules would not."""

    go_on = forms.ChoiceField(
        label="Is the agency to be asked?",
        choices=[("yes", "Yes, ask it"), ("no", "No, do not ask it")],
        widget=Radios(),
    )
    reasons = forms.CharField(
        label="Your reasons",
        help_text="They are kept beside what the rules said. The family may read them.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5_000,
    )


class NobodyForm(forms.Form):
    """Not asking is a decision too."""

    reasons = forms.CharField(
        label="Why does no agency need to be asked?",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5_000,
    )
