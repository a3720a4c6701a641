"""The answer about each person, and each item that comes with it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from joinedup.base.govuk.dates import ThreePartDateField
from joinedup.base.govuk.forms import Radios
from joinedup.practice.safeguarding_hub.commands import AnswerDraft, ItemDraft
from joinedup.practice.safeguarding_hub.rules.outcomes import HANDLING_WORDS, Handling
from joinedup.practice.safeguarding_hub.rules.states import Known
from joinedup.record.chronology.pages.timeline.forms import EntryForm
from joinedup.record.chronology.rules import KINDS, problems_of
from joinedup.trust.sharing.rules import Category
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS

KNOWN_CHOICES = [
    (Known.KNOWN.value, "We know them"),
    (Known.NOT_KNOWN.value, "We do not know them"),
    (Known.DECLINED.value, "We decline to say"),
]
HANDLING_HINTS: dict[str, str] = {
    Handling.MAY_BE_SENT: "The hub decides who needs it.",
    Handling.ASK_FIRST: "The hub asks you, or says in writing on which law it goes ahead.",
    Handling.HUB_ONLY: "It helps the hub decide and should go nowhere else.",
}


class PersonForm(forms.Form):
    """What the agency says about one person."""

    known = forms.ChoiceField(
        choices=KNOWN_CHOICES,
        widget=Radios(),
    )
    involvement = forms.CharField(
        label="If you know them: how?",
        help_text="Which service, since when, and whether it goes on.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        required=False,
    )
    contact = forms.CharField(
        label="Whom should the hub or a colleague contact about them?",
        help_text="A name and a telephone number at work.",
        max_length=300,
        required=False,
    )
    records_as_of = ThreePartDateField(
        label="How up to date are the records that you looked at?",
        subject="The date of your records",
        help_text="The day of the last entry or of the last update.",
        past=True,
        required=False,
    )
    reasons = forms.CharField(
        label="If you decline to say: why?",
        help_text="The hub's manager reads this, and it is kept.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        required=False,
    )
    entry = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own arguments
        called: str,
        coverage: str,
        items: int,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        known: Any = self.fields["known"]
        known.label = f"Does your agency know {called}?"
        known.error_messages["required"] = f"Say whether you know {called}"
        known.widget.hints = {Known.NOT_KNOWN.value: coverage}

    def clean(self) -> dict[str, Any]:
        made = super().clean() or {}
        known = made.get("known")
        if known == Known.KNOWN and not made.get("involvement", "").strip():
            self.add_error("involvement", "Say how you know them: which service, since when")
        if known == Known.DECLINED and not made.get("reasons", "").strip():
            self.add_error("reasons", "Say why you decline to answer")
        if known and known != Known.KNOWN and self.items:
            self.add_error(
                "known", "There are items about this person below. Remove them, or say “known”"
            )
        return made

    def draft(self, subject_id: UUID, items: list[ItemDraft]) -> AnswerDraft:
        """What was said, as the command takes it. What belongs to another answer is left out."""
        made = self.cleaned_data
        known = Known(made["known"])
        return AnswerDraft(
            subject_id=subject_id,
            known=known,
            involvement=made["involvement"] if known is Known.KNOWN else "",
            contact=made["contact"] if known is not Known.NOT_KNOWN else "",
            reasons=made["reasons"] if known is Known.DECLINED else "",
            records_as_of=made["records_as_of"],
            items=items,
        )


class ItemForm(EntryForm):
    """One item for the sealed room: an entry of a chronology, and who may be sent it."""

    reference = forms.CharField(widget=forms.HiddenInput, max_length=80)
    handling = forms.ChoiceField(
        label="May the hub send this to others?",
        choices=[(h.value, HANDLING_WORDS[h]) for h in Handling],
        widget=Radios(hints=HANDLING_HINTS),
        error_messages={"required": "Say whether the hub may send this to others"},
    )
    handling_words = forms.CharField(
        label="Anything the hub must know about handling it? (optional)",
        max_length=1_000,
        required=False,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own arguments
        asked: Collection[Category],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, may_write=asked, **kwargs)
        self.asked = frozenset(asked)
        category: Any = self.fields["category"]
        category.help_text = "Only what the hub asked about can come into the room."
        self.fields["impact"].error_messages["required"] = "Say what it meant for the family"
        self.fields["kind"].error_messages["required"] = "Choose a kind of entry"
        self.fields["what"].error_messages["required"] = "Say what happened"

    def clean(self) -> dict[str, Any]:
        made: dict[str, Any] = super().clean() or {}
        if self.errors:
            return made
        category = Category(made["category"] or KINDS[made["kind"]].category)
        if category not in self.asked:
            self.add_error(
                "category",
                f"You were not asked about {CATEGORY_WORDS[category]}."
                " Choose what this is about, or leave it out",
            )
            return made
        stated = self.cleaned()
        self.show_problems(problems_of(stated, today=timezone.localdate()))
        return made

    def draft(self) -> ItemDraft:
        """What was stated, as the command takes it."""
        made = self.cleaned_data
        return ItemDraft(
            **self.cleaned(),
            handling=Handling(made["handling"]),
            handling_words=made["handling_words"],
            source_reference=made["reference"],
        )
