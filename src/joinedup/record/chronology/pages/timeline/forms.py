"""Writing an entry by hand: the facts, then what the writer makes of them, then what was done."""

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from django import forms

from joinedup.base.foundation.ids import new_id
from joinedup.base.govuk.dates import PartialDateField, ThreePartDateField
from joinedup.base.govuk.forms import Radios
from joinedup.base.govuk.partial_dates import PartialDate
from joinedup.record.chronology.rules import (
    IMPACT_WORDS,
    KINDS,
    LONGEST_TEXT,
    EntryType,
    Impact,
)
from joinedup.trust.sharing.rules import Category
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS

# Where a message of the rules belongs among what the writer sees.
_SHOWN_AT = {"starts_on": "when", "date_accuracy": "when", "ends_on": "ended", "type": "kind"}
_ESTIMATED = {"AAA": "EAA", "UAA": "UEA", "UUA": "UUE"}


class Written(Protocol):
    """An entry as the form reads it."""

    kind: str
    category: str
    starts_on: Any
    ends_on: Any
    date_accuracy: str
    what: str
    judgement: str
    impact: str
    action_taken: str
    why_no_action: str


def _kinds() -> list[Any]:
    def of(type_: EntryType) -> list[tuple[str, str]]:
        return [(code, kind.words) for code, kind in KINDS.items() if kind.type is type_]

    return [
        ("", "Choose"),
        ("Something that happened", of(EntryType.LIFE_EVENT)),
        ("A time with a service", of(EntryType.SERVICE_EPISODE)),
    ]


def _text(label: str, hint: str, *, rows: int = 3, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST_TEXT,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class EntryForm(forms.Form):
    """One entry. ``cleaned`` is what ``record_entry`` takes of it."""

    kind = forms.ChoiceField(label="What kind of entry is it?", choices=_kinds)
    when = PartialDateField(
        label="When was it, or when did it start?",
        subject="The date",
        help_text="As much as you know: a year is enough",
        past=True,
    )
    estimated = forms.BooleanField(label="This date is an estimate", required=False)
    ended = ThreePartDateField(
        label="When did it end?",
        subject="The end",
        help_text="For a time with a service that is over",
        required=False,
    )
    what = _text(
        "What happened?",
        "Facts only: what was seen, heard or done, and by whom. The family may read this.",
        rows=6,
        required=True,
    )
    judgement = _text(
        "What do you make of it? (optional)",
        "Your professional view. It is shown apart from the facts, with your name.",
    )
    impact = forms.ChoiceField(
        label="What did it mean for the child or the family?",
        choices=[(impact.value, words) for impact, words in IMPACT_WORDS.items()],
        widget=Radios(),
    )
    action_taken = _text("What was done about it?", "By whom, and what came of it, if known.")
    why_no_action = _text("If nothing was done, why not?", "")
    category = forms.ChoiceField(
        label="What is it about?",
        help_text="This decides who can see it. Leave it as usual unless it needs another place.",
        required=False,
    )
    reference = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own arguments
        may_write: Collection[Category],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        kwargs["initial"] = {"reference": f"form:{new_id()}"} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        category: Any = self.fields["category"]
        category.choices = [
            ("", "As usual for this kind of entry"),
            *((c.value, CATEGORY_WORDS[c].capitalize()) for c in Category if c in may_write),
        ]

    def cleaned(self) -> dict[str, Any]:
        """What was stated, in the words of the commands."""
        made = self.cleaned_data
        kind = KINDS[made["kind"]]
        when: PartialDate = made["when"]
        accuracy = when.accuracy
        return {
            "kind": made["kind"],
            "type": kind.type,
            "category": Category(made["category"] or kind.category),
            "starts_on": when.earliest,
            "date_accuracy": _ESTIMATED[accuracy] if made["estimated"] else accuracy,
            "ends_on": made["ended"],
            "what": made["what"],
            "judgement": made["judgement"],
            "impact": Impact(made["impact"]),
            "action_taken": made["action_taken"],
            "why_no_action": made["why_no_action"],
        }

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Put the messages of the rules beside the fields that they are about."""
        for name, message in problems.items():
            shown_at = _SHOWN_AT.get(name, name)
            self.add_error(shown_at if shown_at in self.fields else None, message)


class CorrectionForm(EntryForm):
    """An entry as it should be, and why it should be otherwise than it is."""

    reasons = _text(
        "Why does it need correcting?",
        "What was wrong, and how you know. The earlier version stays readable.",
        required=True,
    )

    field_order = ("reasons",)

    @staticmethod
    def from_entry(entry: Written) -> dict[str, Any]:
        """What the form shows of an entry before anything is typed."""
        estimated = "E" in entry.date_accuracy
        return {
            "kind": entry.kind,
            "when": _as_shown(entry),
            "estimated": estimated,
            "ended": entry.ends_on,
            "what": entry.what,
            "judgement": entry.judgement,
            "impact": entry.impact,
            "action_taken": entry.action_taken,
            "why_no_action": entry.why_no_action,
            "category": entry.category,
        }

    def changes_to(self, entry: Written) -> dict[str, Any]:
        """What the writer changed. A date left as it was keeps its accuracy to the letter."""
        stated = self.cleaned()
        made = self.cleaned_data
        if made["when"] == _as_shown(entry) and made["estimated"] == ("E" in entry.date_accuracy):
            del stated["starts_on"], stated["date_accuracy"]
        return {name: value for name, value in stated.items() if getattr(entry, name) != value}


def _as_shown(entry: Written) -> PartialDate:
    """The parts of a date that are known or estimated; an estimate as far as it is said."""
    day, month, _year = tuple(entry.date_accuracy)
    if month == "U" or entry.date_accuracy[2] == "E":
        return PartialDate(entry.starts_on.year)
    if day == "U" or month == "E":
        return PartialDate(entry.starts_on.year, entry.starts_on.month)
    return PartialDate.of(entry.starts_on)
