"""What is asked of whoever decides who may see a record."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from joinedup.base.govuk.dates import ThreePartDateField
from joinedup.base.govuk.forms import Checkboxes, Radios
from joinedup.base.govuk.wording import capital
from joinedup.trust.sharing.commands import Access, Holder, Letting
from joinedup.trust.sharing.rules import (
    CONSENT_ANSWERS,
    TOLD_ANSWERS,
    Category,
    Consent,
    Purpose,
    Relation,
    Told,
)
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS
from joinedup.trust.sharing.rules.purposes import GROUNDS

PURPOSES = (
    Purpose.SIGNIFICANT_HARM,
    Purpose.CHILD_IN_NEED,
    Purpose.SAFEGUARDING_DUTY,
    Purpose.EARLY_HELP,
    Purpose.DIRECT_WORK,
    Purpose.SCREENING,
)
LONGEST = 2_000


def _reasons(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )


class PeopleForm(forms.Form):
    """A form that names colleagues: those in the teams that hold the record."""

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people" if "people" in self.fields else "person"]
        field.choices = people


class RestrictForm(PeopleForm):
    """Who may go on seeing the record, and why nobody else."""

    people = forms.MultipleChoiceField(
        label="Who may go on seeing it?",
        help_text="You will be among them. Everybody else will find no such record.",
        widget=Checkboxes(),
        required=False,
    )
    reasons = _reasons(
        "Why must it be closed to others?",
        "For example a family known to many of the staff, or a place that must stay secret",
    )


class ExcludeForm(PeopleForm):
    """Who must not see the record, and why."""

    person = forms.ChoiceField(
        label="Who must not see it?",
        help_text="It may be yourself: nobody works on the record of their own family",
    )
    reasons = _reasons("What is the conflict of interest?", "They will not be shown this.")


class LiftForm(forms.Form):
    """Why it may end."""

    reasons = _reasons("Why is it no longer needed?", "")


class EndForm(forms.Form):
    """Why somebody may no longer see it."""

    reasons = _reasons("Why may they no longer see it?", "")


class ShareForm(forms.Form):
    """Whom to let in, to what, why, until when; and what the family knows of it."""

    holder = forms.ChoiceField(label="Who is to see it?")
    categories = forms.MultipleChoiceField(
        label="What are they to see?",
        help_text="Only what they need. You can share what you may see yourself",
        widget=Checkboxes(small=True),
        error_messages={"required": "Select what they are to see"},
    )
    access = forms.ChoiceField(
        label="What are they to do with it?",
        choices=[(Access.READ.value, "Read it"), (Access.WORK.value, "Work on it")],
        widget=Radios(
            hints={
                Access.WORK.value: "Read it, add to it, and decide who may see it, as you can."
                " Only for colleagues in the agency that keeps the record."
            }
        ),
    )
    purpose = forms.ChoiceField(
        label="What do they need it for?",
        choices=[(p.value, capital(GROUNDS[p].words)) for p in PURPOSES],
        widget=Radios(hints={p.value: GROUNDS[p].source for p in PURPOSES}),
    )
    reasons = _reasons("Why do you share it?", "Whoever may see the record can read this")
    until = ThreePartDateField(
        label="Until when?",
        help_text="The last day. Leave it empty only where nobody can say",
        required=False,
    )
    relation = forms.ChoiceField(
        label="For another agency: whom is the record about?",
        choices=[
            (Relation.CHILD.value, "A child"),
            (Relation.PARENT_OR_CARER.value, "A parent or carer"),
            (Relation.OTHER.value, "Another adult"),
        ],
        widget=Radios(),
        required=False,
    )
    told = forms.ChoiceField(
        label="For another agency: has the family been told?",
        choices=list(TOLD_ANSWERS.items()),
        widget=Radios(),
        required=False,
    )
    told_reason = forms.CharField(
        label="If they have not been told: why not?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST,
        required=False,
    )
    consent = forms.ChoiceField(
        label="For another agency: does the family agree?",
        choices=list(CONSENT_ANSWERS.items()),
        widget=Radios(),
        required=False,
    )
    left_to_me = forms.BooleanField(
        label="I have read why the rules leave this to a person, and I share it", required=False
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own arguments
        holders: Iterable[tuple[str, str, bool]],
        categories: Iterable[Category],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = list(holders)
        self.elsewhere = {key for key, _, elsewhere in offered if elsewhere}
        holder: Any = self.fields["holder"]
        holder.choices = [("", "Choose"), *((key, words) for key, words, _ in offered)]
        seen: Any = self.fields["categories"]
        seen.choices = [(c.value, CATEGORY_WORDS[c].capitalize()) for c in categories]

    def clean(self) -> dict[str, Any]:
        """What the rules ask of sharing between agencies."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("holder") in self.elsewhere:
            for name in ("relation", "told", "consent"):
                if not cleaned.get(name):
                    self.add_error(name, "Select an answer: they work for another agency")
        return cleaned

    def wanted(self) -> Letting:
        """As the command takes it."""
        given = self.cleaned_data
        kind, _, pk = given["holder"].partition(":")
        holder = Holder(team_id=UUID(pk)) if kind == "team" else Holder(professional_id=UUID(pk))
        return Letting(
            holder=holder,
            categories=[Category(c) for c in given["categories"]],
            access=Access(given["access"]),
            purpose=Purpose(given["purpose"]),
            relation=Relation(given["relation"] or Relation.OTHER),
            told=Told(given["told"] or Told.NOT_RECORDED),
            told_reason=given["told_reason"],
            consent=Consent(given["consent"] or Consent.NOT_SOUGHT),
            reasons=given["reasons"],
            until=_end_of(given["until"]) if given["until"] else None,
            left_to_me=given["left_to_me"],
        )


def _end_of(day: Any) -> datetime:  # noqa: ANN401 - a date
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
