"""The gate's form as a whole: the terms, and a part for each agency with a desk in the hub."""

from dataclasses import dataclass
from typing import Any

from django import forms

from joinedup.practice.safeguarding_hub import queries
from joinedup.practice.safeguarding_hub.commands import AskDraft
from joinedup.practice.safeguarding_hub.pages.cards import children_first, name_of
from joinedup.practice.safeguarding_hub.pages.gate.forms import AskForm, EverywhereForm, TermsForm
from joinedup.practice.safeguarding_hub.queries import EnquiryView
from joinedup.practice.safeguarding_hub.rules.asks import (
    QUESTION,
    suggested_categories,
    suggested_purpose,
)
from joinedup.trust.agencies.queries import hub_desks
from joinedup.trust.drafts.forms import Keeping, Typed, as_typed
from joinedup.trust.sharing.rules import Relation


@dataclass(frozen=True)
class DeskPart:
    """One agency's part of the form. It owes an answer about those in ``waiting``.

    ``open`` unless it owes one about everybody in the enquiry.
    """

    desk: Any
    form: AskForm
    waiting: list[str]
    open: bool


class GateForm:
    """Shown as typed, as suggested, or checked. ``draft`` is for the template."""

    draft: Keeping | None = None

    def __init__(self, view: EnquiryView, typed: Typed | None, *, check: bool) -> None:
        self._typed = typed
        self._check = check
        self._people = children_first(view.subjects)
        purpose = suggested_purpose(view.enquiry.rating)
        told = {"told": view.told.told, "consent": view.told.consent} if view.told else {}
        reasons = {"told_reasons": view.told.reasons} if view.told else {}
        self.terms: TermsForm = self._made(
            TermsForm, initial={"purpose": purpose.value if purpose else "", **told, **reasons}
        )
        self.everywhere: EverywhereForm = self._made(
            EverywhereForm,
            people=[(str(s.subject.pk), name_of(s)) for s in self._people],
            initial={
                "everywhere": [
                    str(s.subject.pk) for s in self._people if s.subject.relation == Relation.CHILD
                ]
            },
        )
        asked = queries.asked_so_far(view.enquiry.pk)
        self.desks = [self._part(desk, asked.get(desk.pk, queries.Asked())) for desk in hub_desks()]

    def _part(self, desk: Any, asked: queries.Asked) -> DeskPart:  # noqa: ANN401 - a Team
        people = [s for s in self._people if s.subject.pk not in asked.waiting]
        form = self._made(
            AskForm,
            prefix=f"desk-{desk.slug}",
            agency=desk.organisation.name,
            people=[(str(s.subject.pk), name_of(s)) for s in people],
            everywhere=(self._typed or {}).get("everywhere", []),
            initial={
                "categories": [c.value for c in suggested_categories(desk.organisation.kind)],
                "question": QUESTION,
            },
        )
        waiting = [name_of(s) for s in self._people if s.subject.pk in asked.waiting]
        return DeskPart(desk, form, waiting, open=bool(people))

    def _made(self, kind: type[forms.Form], **given: Any) -> Any:  # noqa: ANN401 - one of the forms
        return as_typed(kind, self._typed or None, check=self._check, **given)

    @property
    def open_desks(self) -> list[DeskPart]:
        """The agencies that can be asked now."""
        return [part for part in self.desks if part.open]

    @property
    def every_form(self) -> list[forms.Form]:
        """In the order of the page, for the error summary."""
        return [self.terms, self.everywhere, *(part.form for part in self.open_desks)]

    def is_valid(self) -> bool:
        """Whether it can be put to the rules: whole, and somebody is asked."""
        wrong = [form for form in self.every_form if not form.is_valid()]
        if not wrong and not self.asks():
            self.terms.add_error(
                None, "Choose at least one agency to ask, or record that none needs to be asked"
            )
            return False
        return not wrong

    def asks(self) -> list[AskDraft]:
        """Those that are to be asked. Only after the forms were checked."""
        drafts = [part.form.draft(part.desk.pk) for part in self.open_desks]
        return [draft for draft in drafts if draft]
