"""Who is told; what each is asked to do, about whom; and every item for each of them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms

from joinedup.base.govuk.forms import Checkboxes, Radios
from joinedup.practice.safeguarding_hub.rules.outcomes import (
    HOW_MUCH_WORDS,
    HowMuch,
    OwnerAnswer,
    Problem,
)
from joinedup.practice.safeguarding_hub.rules.sendings import SendingDraft
from joinedup.trust.sharing.rules.purposes import GROUNDS

NOBODY = "nobody"
GATEWAYS = [(g.source, f"{g.source}: {g.words}") for g in GROUNDS.values() if g.multi_agency]
Choices = Iterable[tuple[str, str]]


class ChooseForm(forms.Form):
    """Which teams outside the hub need to know; or nobody, and why."""

    recipients = forms.MultipleChoiceField(
        label="Who needs to know?",
        help_text="Teams outside the hub. What each of them is told, you decide next.",
        widget=Checkboxes(exclusive=NOBODY),
        error_messages={"required": "Choose who needs to know, or that nobody does"},
    )
    told_nobody = forms.CharField(
        label="If nobody needs to know: why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        required=False,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own arguments
        teams: Choices,
        counts: Mapping[str, str],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        recipients: Any = self.fields["recipients"]
        recipients.choices = [*teams, (NOBODY, "Nobody needs to be told")]
        recipients.widget.hints = dict(counts)

    def clean(self) -> dict[str, Any]:
        made = super().clean() or {}
        chosen = made.get("recipients", [])
        if NOBODY in chosen and len(chosen) > 1:
            self.add_error("recipients", "Choose teams, or that nobody needs to know; not both")
        elif NOBODY in chosen and not made.get("told_nobody", "").strip():
            self.add_error("told_nobody", "Say why nobody needs to know")
        return made


class RecipientForm(forms.Form):
    """What one recipient is asked to do, about whom, and why it needs to know."""

    message = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="They read this first. Say what you ask of them and by when.",
        max_length=10_000,
    )
    named = forms.MultipleChoiceField(widget=Checkboxes(), required=False)
    subjects = forms.MultipleChoiceField(
        widget=Checkboxes(), help_text="Names and birth dates of those whom you choose are sent."
    )
    addresses = forms.MultipleChoiceField(
        label="Send their address?",
        help_text=(
            "No address is sent unless you tick it. Tick one only for somebody who must go there."
        ),
        widget=Checkboxes(),
        required=False,
        error_messages={
            "invalid_choice": "An address has been changed since you opened the page."
            " Look at it again."
        },
    )
    why = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="This stands for every item that they get, unless you say otherwise beside it.",
        max_length=5_000,
        required=False,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own arguments
        called: str,
        people: Choices,
        readers: Choices,
        readers_hint: str,
        addresses: Choices,
        about_addresses: Mapping[str, str],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        named: Any = self.fields["named"]
        named.choices = list(readers)
        named.label = f"Who in {called} reads it?"
        named.help_text = readers_hint
        if not named.choices:
            del self.fields["named"]
        homes: Any = self.fields["addresses"]
        homes.choices = list(addresses)
        homes.widget.hints = dict(about_addresses)
        if not homes.choices:
            del self.fields["addresses"]
        subjects: Any = self.fields["subjects"]
        subjects.choices = list(people)
        subjects.label = f"About whom is {called} told?"
        subjects.error_messages["required"] = f"Choose whom {called} is told about"
        self.fields["message"].label = f"What do you ask {called} to do?"
        self.fields["message"].error_messages["required"] = f"Say what you ask {called} to do"
        self.fields["why"].label = f"Why does {called} need to know?"

    def show(self, problem: Problem) -> None:
        """Put what stands in the way beside the field that it is about."""
        self.add_error(problem.part if problem.part in self.fields else None, problem.words)


class SendingForm(forms.Form):
    """One item for one recipient."""

    how_much = forms.ChoiceField(
        label="How much of this do they get?",
        choices=[(h.value, HOW_MUCH_WORDS[h]) for h in HowMuch],
        widget=Radios(inline=True),
    )
    summary = forms.CharField(
        label="The summary that they read (only for a summary)",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=5_000,
        required=False,
    )
    reasons = forms.CharField(
        label="Why they need this item (if there is another reason than the one above)",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=5_000,
        required=False,
    )
    owner_answer = forms.ChoiceField(
        choices=[
            (OwnerAnswer.AGREED_NOW.value, "They agree"),
            (OwnerAnswer.OVERRIDDEN.value, "It is sent without their agreement"),
        ],
        widget=Radios(),
        required=False,
    )
    owner_words = forms.CharField(
        label="If they agree: who agreed, and when?",
        max_length=500,
        required=False,
    )
    override_gateway = forms.ChoiceField(
        label="If it is sent without their agreement: on which law?",
        choices=[("", "Choose"), *GATEWAYS],
        required=False,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own arguments
        owner: str,
        called: str,
        asks_owner: bool,
        agreed_here: bool,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        missing = f"Say how much they get of “{called}”"
        self.fields["how_much"].error_messages["required"] = missing
        if asks_owner:
            answers: Any = self.fields["owner_answer"]
            answers.label = f"Does {owner}, who owns this, agree?"
            if agreed_here:
                here = (OwnerAnswer.AGREED_HERE.value, "Their desk has agreed here")
                answers.choices = [here, *answers.choices]
        else:
            for name in ("owner_answer", "owner_words", "override_gateway"):
                del self.fields[name]

    def draft(self, contribution_id: UUID, *, otherwise: str) -> SendingDraft:
        """What was decided. ``otherwise`` are the reasons that stand for every item."""
        made = self.cleaned_data
        return SendingDraft(
            contribution_id=contribution_id,
            how_much=HowMuch(made["how_much"]),
            summary=made["summary"],
            reasons=made["reasons"].strip() or otherwise,
            owner_answer=OwnerAnswer(made.get("owner_answer") or OwnerAnswer.NOT_NEEDED),
            owner_words=made.get("owner_words", ""),
            override_gateway=made.get("override_gateway", ""),
        )

    def show(self, problem: Problem) -> None:
        """Put what stands in the way beside the field that it is about."""
        self.add_error(problem.part if problem.part in self.fields else "how_much", problem.words)
