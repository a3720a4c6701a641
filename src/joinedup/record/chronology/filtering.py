"""The filters of a chronology, as a form that is sent by GET and needs no script."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from joinedup.base.govuk.dates import PARTS, PartialDateField
from joinedup.base.govuk.forms import Checkboxes
from joinedup.base.govuk.partial_dates import PartialDate
from joinedup.base.govuk.wording import say_date
from joinedup.record.chronology.queries import Present
from joinedup.record.chronology.rules import (
    ENTRY_CATEGORIES,
    IMPACT_WORDS,
    KINDS,
    Impact,
    kind_words,
)
from joinedup.trust.sharing.rules import Category
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS

ANY = ("", "Any")
Choices = list[tuple[str, str]]


class FilterForm(forms.Form):
    """What is wanted of a chronology. A part that cannot be read is said so and left out."""

    text = forms.CharField(label="Words", max_length=100, required=False)
    agency = forms.MultipleChoiceField(label="From", widget=Checkboxes(small=True), required=False)
    category = forms.MultipleChoiceField(
        label="About", widget=Checkboxes(small=True), required=False
    )
    kind = forms.ChoiceField(label="What it was", required=False)
    impact = forms.ChoiceField(
        label="What it meant",
        choices=[ANY, *((impact.value, words) for impact, words in IMPACT_WORDS.items())],
        required=False,
    )
    since = PartialDateField(label="From this date", help_text="A year is enough", required=False)
    until = PartialDateField(label="To this date", required=False)
    order = forms.ChoiceField(
        label="Order", choices=[("", "Newest first"), ("oldest", "Oldest first")], required=False
    )

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked)
        self._asked = asked
        self._agency_names: dict[str, str] = {}
        # What there is to choose from is known only after reading; what is asked for must
        # be understood before.
        self._choices("agency", [(value, value) for value in asked.getlist("agency")])
        self._choices("category", [(c.value, CATEGORY_WORDS[c]) for c in ENTRY_CATEGORIES])
        self._choices("kind", [ANY, *((code, kind.words) for code, kind in KINDS.items())])

    def choices_made(self) -> dict[str, Any]:
        """What ``chronology_of`` is to be asked with."""
        self.is_valid()
        made = self.cleaned_data
        since, until = made.get("since"), made.get("until")
        return {
            "text": made.get("text", ""),
            "agencies": list(_uuids(made.get("agency", []))),
            "categories": [Category(value) for value in made.get("category", [])],
            "kinds": [made["kind"]] if made.get("kind") else [],
            "impact": Impact(made["impact"]) if made.get("impact") else None,
            "from_date": since.earliest if since else None,
            "to_date": until.latest if until else None,
            "oldest_first": made.get("order") == "oldest",
        }

    def offer(self, present: Present) -> None:
        """Leave nothing to choose that would find nothing, besides what has been chosen."""
        made = self.cleaned_data
        named = {str(agency): name for agency, name in present.agencies.items()}
        self._agency_names = named
        self._choices("agency", sorted(named.items(), key=lambda pair: pair[1]))
        categories = {c.value for c in present.categories} | set(made.get("category", []))
        self._choices(
            "category",
            [(c.value, CATEGORY_WORDS[c].capitalize()) for c in Category if c.value in categories],
        )
        kinds = sorted(present.kinds | ({made["kind"]} if made.get("kind") else set()))
        self._choices("kind", [ANY, *((code, kind_words(code)) for code in kinds)])

    def asked(self) -> QueryDict:
        """A copy of what the address said."""
        return self._asked.copy()

    def chosen(self) -> list[tuple[str, QueryDict]]:
        """Each filter in force in words, with the query that leaves it out."""
        return list(self._chosen())

    def _chosen(self) -> Iterator[tuple[str, QueryDict]]:
        made = self.cleaned_data
        if made.get("text"):
            yield f"“{made['text']}”", self._without("text")
        for value in made.get("agency", []):
            yield self._agency_names.get(value, "Another agency"), self._without("agency", value)
        for value in made.get("category", []):
            yield CATEGORY_WORDS[Category(value)].capitalize(), self._without("category", value)
        if made.get("kind"):
            yield kind_words(made["kind"]), self._without("kind")
        if made.get("impact"):
            yield IMPACT_WORDS[Impact(made["impact"])], self._without("impact")
        for name, word in (("since", "From"), ("until", "To")):
            if made.get(name):
                yield f"{word} {_say(made[name])}", self._without(name)

    def _without(self, name: str, value: str | None = None) -> QueryDict:
        query = self.asked()
        query.pop("page", None)
        if value is not None:
            query.setlist(name, [kept for kept in query.getlist(name) if kept != value])
            return query
        for key in (name, *(f"{name}-{part}" for part in PARTS)):
            query.pop(key, None)
        return query

    def _choices(self, name: str, choices: Choices) -> None:
        field: Any = self.fields[name]
        field.choices = choices


def _uuids(values: list[str]) -> Iterator[UUID]:
    for value in values:
        try:
            yield UUID(value)
        except ValueError:
            continue


def _say(value: PartialDate | date) -> str:
    return say_date(value)
