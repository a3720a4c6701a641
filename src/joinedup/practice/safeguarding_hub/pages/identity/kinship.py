"""The questions how somebody is related to the children: a screener confirms or corrects it."""

from typing import Any

from django import forms

from joinedup.base.govuk.forms import Radios
from joinedup.base.govuk.wording import say_list
from joinedup.practice.safeguarding_hub.commands import Kinship
from joinedup.practice.safeguarding_hub.pages.cards import name_of
from joinedup.practice.safeguarding_hub.queries import EnquiryView
from joinedup.practice.safeguarding_hub.rules.kinship import NOT_KNOWN, RELATION_WORDS, kinds_for
from joinedup.record.people.rules import RELATIONSHIP_WORDS, RelationshipKind
from joinedup.trust.sharing.rules import Relation

DIFFERS = (
    "If it differs from child to child, answer “Not known” and write it on each child’s record."
)
_YES_NO = {"yes": True, "no": False}


def kind_choices(relation: Relation | None) -> list[tuple[str, str]]:
    """Every kind that fits, and that it is not known."""
    kinds = [(kind.value, RELATIONSHIP_WORDS[kind].capitalize()) for kind in kinds_for(relation)]
    return [("", "Choose one"), *kinds, (NOT_KNOWN, "Not known")]


def _yes_no_field(label: str, help_text: str = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=[("yes", "Yes"), ("no", "No"), (NOT_KNOWN, "Not known")],
        coerce=_YES_NO.get,
        empty_value=None,
        initial=NOT_KNOWN,
        required=False,
        widget=Radios(inline=True, small=True),
    )


class KinshipForm(forms.Form):
    """What somebody is to the children. Nothing is asked about the only child."""

    kinship = forms.ChoiceField()
    parental_responsibility = _yes_no_field("Do they have parental responsibility?")
    lives_with = _yes_no_field(
        "Do they live with the child?",
        "Since when, and a second home, you can record on the child’s own page.",
    )

    def ask(self, view: EnquiryView, relation: Relation, said: str) -> None:
        """Ask about somebody of this relation. ``said`` is what the referrer said of them."""
        children = [name_of(s) for s in view.subjects if s.subject.relation == Relation.CHILD]
        if relation is Relation.CHILD:
            del self.fields["parental_responsibility"]
        if relation is Relation.CHILD and not children:
            del self.fields["kinship"], self.fields["lives_with"]
            return
        kinship = self.fields["kinship"]
        assert isinstance(kinship, forms.ChoiceField)  # noqa: S101 - tells the type checker
        kinship.choices = kind_choices(relation)
        whom = say_list(children) or "the child"
        kinship.label = f"What are they to {whom}?"
        kinship.help_text = f"{said} {DIFFERS if len(children) > 1 else ''}".strip()
        kinship.error_messages["required"] = f"Say what they are to {whom}, or “Not known”"

    def confirmed(self) -> Kinship | None:
        """What was answered; None where nothing was asked."""
        given: dict[str, Any] = self.cleaned_data
        if "kinship" not in given:
            return None
        kind = given["kinship"]
        return Kinship(
            None if kind == NOT_KNOWN else RelationshipKind(kind),
            parental_responsibility=given.get("parental_responsibility"),
            lives_with=given.get("lives_with"),
        )


def referrer_says(relation: Relation, words: str) -> str:
    """The hint beside the question: whose guess it is."""
    if relation is Relation.CHILD and not words:
        return ""
    return f"The referrer says: {words or RELATION_WORDS[relation]}. Confirm or correct it."
