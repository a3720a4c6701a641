"""The fields by which a plan is chosen: in a protocol, and for a run."""

from collections.abc import Sequence
from typing import Any

from django import forms

from joinedup.base.govuk.forms import Checkboxes, Radios
from joinedup.insight.evaluation.rules import plans
from joinedup.insight.evaluation.rules.plans import (
    ESTIMANDS,
    LEAST_DRAWS,
    METHODS,
    MOST_DRAWS,
    Plan,
)
from joinedup.insight.evaluation.rules.variables import BACKGROUND, MEASURES, in_words

_COMPARED = ("accepted", "engaged", "left", "months", "followed_up")


class PlanForm(forms.Form):
    """How the groups are compared. ``asked`` are the variables that there are."""

    outcome = forms.ChoiceField(label="What is compared?", widget=forms.Select)
    method = forms.ChoiceField(
        label="By which method?", choices=list(METHODS.items()), widget=Radios()
    )
    estimand = forms.ChoiceField(
        label="What is estimated?",
        help_text="Change from the start estimates nothing: leave this as it is",
        choices=list(ESTIMANDS.items()),
        required=False,
        widget=Radios(),
    )
    covariates = forms.MultipleChoiceField(
        label="What is allowed for?",
        help_text=(
            "What was so before help began, and may have decided who got it. With the plain"
            " difference and with change from the start: nothing"
        ),
        required=False,
        widget=Checkboxes(small=True),
    )
    placebo = forms.ChoiceField(
        label="What can help not have changed?",
        help_text="A difference here shows that the groups were not alike",
        required=False,
        widget=forms.Select,
    )
    draws = forms.IntegerField(
        label="How often is the interval drawn anew?",
        help_text=f"0 takes the formula; otherwise {LEAST_DRAWS} or more",
        min_value=0,
        max_value=MOST_DRAWS,
        initial=0,
        error_messages={
            "min_value": "Enter 0 or more",
            "max_value": f"Enter {MOST_DRAWS:,} or fewer",
        },
    )

    def __init__(self, *args: Any, asked: Sequence[str], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.asked = asked
        outcomes = [(n, in_words(n)) for n in asked if n in MEASURES or n in _COMPARED]
        before = [n for n in asked if n in BACKGROUND or (n in MEASURES and n.endswith("_start"))]
        self._choose("outcome", [("", "Choose what became of them"), *outcomes])
        self._choose("covariates", [(name, in_words(name)) for name in before])
        self._choose("placebo", [("", "Nothing is tried"), *outcomes])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """A plan that can be carried out."""
        cleaned = super().clean() or self.cleaned_data
        if {"outcome", "method", "estimand", "covariates", "placebo", "draws"} <= cleaned.keys():
            part, wrong = plans.what_is_wrong(self.plan(), self.asked)
            if wrong:
                self.add_error(part, wrong.removesuffix("."))
        return cleaned

    def plan(self) -> Plan:
        """What was chosen."""
        typed = self.cleaned_data
        return Plan(
            method=typed["method"],
            estimand=typed["estimand"],
            outcome=typed["outcome"],
            covariates=tuple(typed["covariates"]),
            placebo=typed["placebo"],
            draws=typed["draws"],
        )


def initial_of(plan: Plan | None) -> dict[str, Any]:
    """What a form begins with."""
    return {} if plan is None else {**plan.as_json()}
