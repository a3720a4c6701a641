"""Who lives with whom: the questions about a household, asked on a person's page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from joinedup.base.govuk.forms import Checkboxes, Radios, YesNoField
from joinedup.base.govuk.wording import say_list
from joinedup.record.people import commands
from joinedup.record.people.pages.change.forms import LONGEST_QUESTION, PartForm, day
from joinedup.record.people.pages.presenting import born, period
from joinedup.record.people.queries import (
    HouseholdView,
    PersonBrief,
    PersonView,
    Search,
    find_people,
    homes_to_join,
)
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.rules import work_of

NEW = "new"
MEANWHILE = (
    "The household that you chose is not offered any more: somebody may have recorded meanwhile"
    " that they live there"
)


@dataclass(frozen=True)
class Offered:
    """Whom and what the form offers: the family, and the households that they have."""

    family: Sequence[PersonBrief]
    homes: Sequence[HouseholdView]
    find: Callable[[str], Search]
    but: frozenset[UUID]


def offered(viewer: Viewer, person: PersonView) -> Offered:
    """What there is to choose from for this person, as far as the viewer may see it."""
    known = {tie.other.id: tie.other for tie in person.ties}
    known |= {m.person.id: m.person for home in person.households for m in home.members}
    mine = frozenset({person.id, *(merged.id for merged in person.merged_records)})
    return Offered(
        family=[other for pk, other in known.items() if pk not in mine],
        homes=homes_to_join(viewer, person),
        find=lambda text: find_people(viewer, text),
        but=mine,
    )


class StayForm(PartForm):
    """Somebody's time in a household. An end says that they have left."""

    mainly_here = YesNoField(
        label="Is this mainly where they live?",
        hints={"no": "They are here part of the time"},
    )
    starts_on = day("Since", "If you know it")
    ends_on = day("Until", "The day they left. Leave empty while they live here")


class NewHomeForm(PartForm):
    """A household that somebody belongs to: one that is recorded already, or a new one."""

    who = forms.CharField(
        label="Is somebody missing below? (optional)",
        help_text="A name and what else you know: Siân Price 4 March 2016",
        max_length=LONGEST_QUESTION,
        required=False,
    )
    home = forms.ChoiceField(
        label="Which household is it?",
        widget=Radios(),
        error_messages={"invalid_choice": MEANWHILE},
    )
    with_whom = forms.TypedMultipleChoiceField(
        label="Who else lives there?",
        help_text="For a household that is not recorded yet",
        widget=Checkboxes(),
        coerce=UUID,
        required=False,
    )
    mainly_here = YesNoField(
        label="Is this mainly where they live?",
        hints={"no": "They are here part of the time: they may belong to two households"},
    )
    starts_on = day("Since", "If you know it")

    def __init__(self, *args: Any, offered: Offered, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        people = {other.id: other for other in offered.family} | self._found(offered)
        today = timezone.localdate()
        home: Any = self.fields["home"]
        home.choices = [
            *((str(one.id), _called(one)) for one in offered.homes),
            (NEW, "A household that is not recorded yet"),
        ]
        if not offered.homes:
            del self.fields["home"]
        with_whom: Any = self.fields["with_whom"]
        with_whom.choices = [(str(pk), other.name) for pk, other in people.items()]
        with_whom.widget.hints = {str(pk): born(other, today) for pk, other in people.items()}

    def _found(self, offered: Offered) -> dict[UUID, PersonBrief]:
        text = str(self.data.get("who") or self.initial.get("who") or "").replace("\x00", "")
        self.nobody_found = False
        if not text.strip() or len(text) > LONGEST_QUESTION:
            return {}
        found = [one.person for one in offered.find(text).found]
        people = {person.id: person for person in found if person.id not in offered.but}
        self.nobody_found = not people
        return people

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "home" not in self.fields:
            cleaned["home"] = NEW
            if self.data.get("home", NEW) != NEW:
                self.add_error(None, MEANWHILE)
                return cleaned
        if cleaned.get("home") == NEW and "with_whom" not in self.errors:
            if not cleaned.get("with_whom"):
                self.add_error(
                    "with_whom",
                    "Select who lives there. Look for them above if they are not in the list",
                )
        elif cleaned.get("with_whom"):
            self.add_error(
                "with_whom",
                "Leave this empty: who lives in that household is recorded on their own pages",
            )
        cleaned.pop("who", None)
        return cleaned


def _called(home: HouseholdView) -> str:
    since = [m.starts_on for m in home.now if m.starts_on]
    names = say_list([member.person.name for member in home.now])
    return f"The household of {names}" + (f", {period(min(since), None)}" if since else "")


def add_home(viewer: Viewer, person_id: UUID, facts: Any) -> object:  # noqa: ANN401 - as typed
    """Run the command that the answers ask for."""
    stay = {"mainly_here": facts["mainly_here"], "starts_on": facts["starts_on"]}
    if facts["home"] == NEW:
        return commands.begin_household(
            viewer,
            person_id=person_id,
            others=facts["with_whom"],
            purpose=work_of(viewer.roles),
            **stay,
        )
    return commands.join_household(
        viewer, household_id=UUID(facts["home"]), person_id=person_id, **stay
    )
