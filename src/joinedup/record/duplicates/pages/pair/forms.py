"""What somebody decides about two records. Both reasons are needed, whatever is decided."""

from django import forms

from joinedup.base.govuk.forms import Radios
from joinedup.record.people.rules import RELATIONSHIP_WORDS, RelationshipKind

LONGEST = 2_000
ONE, TWO, RELATIVES, OPEN = "one_person", "two_people", "relatives", "cannot_tell"
_KINDS = (
    RelationshipKind.TWIN,
    RelationshipKind.SIBLING,
    RelationshipKind.HALF_SIBLING,
    RelationshipKind.STEP_SIBLING,
    RelationshipKind.MOTHER,
    RelationshipKind.FATHER,
    RelationshipKind.CHILD,
    RelationshipKind.GRANDPARENT,
    RelationshipKind.GRANDCHILD,
    RelationshipKind.COUSIN,
    RelationshipKind.OTHER_RELATIVE,
)
_NEVER = (TWO, "Two people: never merge them")
_NOT_YET = (OPEN, "It cannot be told yet")


class DecisionForm(forms.Form):
    """For records that may be one person's."""

    answer = forms.ChoiceField(
        label="What do you decide?",
        choices=[(ONE, "One person: merge the records"), _NEVER, _NOT_YET],
        widget=Radios(
            hints={
                ONE: "Nothing is moved or lost; two people together can separate them again",
                TWO: "It binds every later comparison; two people together can overturn it",
                OPEN: "They stay in the list under “Cannot be told yet”",
            }
        ),
    )
    shows = forms.CharField(
        label="What shows it?",
        help_text="If it cannot be told yet: what is missing to tell? Do not write down where"
        " anybody lives",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST,
    )
    reasons = forms.CharField(
        label="Why do you decide so?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST,
    )


class RelativesForm(DecisionForm):
    """For two people of one family, perhaps: to make them one is not among the answers."""

    answer = forms.ChoiceField(
        label="What do you decide?",
        choices=[(RELATIVES, "Two people of one family"), _NEVER, _NOT_YET],
        widget=Radios(
            hints={
                RELATIVES: "They are never taken for one person",
                TWO: "Two people who are not related, or you do not know how",
            }
        ),
    )
    kind = forms.ChoiceField(
        label="What is the second to the first?",
        help_text="For two people of one family: it is written down as a relationship of both",
        choices=[
            ("", "Not known, or written down already"),
            *((k.value, RELATIONSHIP_WORDS[k].capitalize()) for k in _KINDS),
        ],
        required=False,
    )
    field_order = ("answer", "kind", "shows", "reasons")
