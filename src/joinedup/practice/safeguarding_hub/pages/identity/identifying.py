"""One person whom the referrer named: who is it? A person decides; the list only suggests."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.base.foundation.transitions import NotNow
from joinedup.base.govuk.forms import Radios
from joinedup.practice.safeguarding_hub import commands, queries
from joinedup.practice.safeguarding_hub.pages.identity import candidates
from joinedup.practice.safeguarding_hub.pages.identity.kinship import KinshipForm, referrer_says
from joinedup.practice.safeguarding_hub.queries import Candidate, EnquiryView
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Purpose, Relation

NEW = "new"


class IdentifyForm(KinshipForm):
    """Which candidate, or nobody whom we have; what they are to the child; what makes it sure."""

    who = forms.ChoiceField(label="Who is it?", widget=Radios())
    evidence = forms.CharField(
        label="What makes you sure?",
        help_text="For example: the school gave the same birth date and the mother’s name.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5_000,
    )

    field_order = ["who", "kinship", "parental_responsibility", "lives_with", "evidence"]

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own arguments
        lines: list[candidates.Line],
        view: EnquiryView,
        relation: Relation,
        said: str = "",
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ask(view, relation, said)
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)  # noqa: S101 - tells the type checker
        who.choices = [
            *((line.key, candidates.short(n, line)) for n, line in enumerate(lines, start=1)),
            (NEW, "None of these: begin a new record"),
        ]
        hints = {line.key: f"{line.verdict}. {line.source}." for line in lines}
        who.widget.hints = hints


@page(Purpose.SCREENING, Role.SCREENER, Role.DECISION_MAKER)
def identify(request: PageRequest, enquiry_id: UUID, mentioned_id: UUID) -> HttpResponse:
    """Candidates side by side; a decision with its evidence."""
    view = queries.open_enquiry(request.viewer, enquiry_id)
    candidate = queries.candidate_for(request.viewer, enquiry_id, mentioned_id)
    lines = candidates.lines(candidate)
    key = f"identify:{mentioned_id}"
    if candidate.confirmed is not None:
        return _already(request, candidate, enquiry_id)
    relation = Relation(candidate.mentioned.relation)
    form = resume(
        request,
        IdentifyForm,
        key,
        lines=lines,
        view=view,
        relation=relation,
        said=referrer_says(relation, candidate.mentioned.relation_words),
    )
    if request.method == "POST" and form.is_valid():
        try:
            _confirm(request, candidate, enquiry_id, form)
        except (commands.Changed, NotNow) as problem:
            form.add_error(None, str(problem))
        else:
            discard_draft(request.viewer, form=key)
            messages.success(request, f"Confirmed: {candidates.told(candidate).name}")
            return _onwards(form.cleaned_data["who"], enquiry_id)
    context = {
        "form": form,
        "told": candidates.told(candidate),
        "lines": lines,
        "relatives": candidates.possible_relatives(lines),
        "why": explanations(candidate.mentioned.folder_id),
        "back": reverse("identity", args=[enquiry_id]),
    }
    return render(request, "practice/safeguarding_hub/pages/identity/identify.html", context)


def _confirm(
    request: PageRequest, candidate: Candidate, enquiry_id: UUID, form: IdentifyForm
) -> None:
    mentioned = candidate.mentioned
    kind, _, found = form.cleaned_data["who"].partition(":")
    given: dict[str, Any] = {
        "enquiry_id": enquiry_id,
        "mentioned_id": mentioned.pk,
        "evidence": form.cleaned_data["evidence"],
        "kinship": form.confirmed(),
    }
    if kind == NEW:
        commands.confirm_new_person(request.viewer, **given)
        return
    given |= {
        "relation": Relation(mentioned.relation),
        "relation_words": mentioned.relation_words,
    }
    if kind == "record":
        commands.confirm_known_person(request.viewer, person_id=UUID(found), **given)
    else:
        commands.confirm_from_index(request.viewer, entry_id=UUID(found), **given)


def _onwards(who: str, enquiry_id: UUID) -> HttpResponse:
    kind, _, found = who.partition(":")
    if kind == "entry":
        return redirect("identity_family", enquiry_id, found)
    return redirect("identity", enquiry_id)


def _already(request: PageRequest, candidate: Candidate, enquiry_id: UUID) -> HttpResponse:
    """A colleague was quicker: theirs stands, and what was typed is shown to be used elsewhere."""
    by = candidate.confirmed.confirmed_by.name if candidate.confirmed else ""
    context = {
        "told": candidates.told(candidate),
        "by": by,
        "their_evidence": candidate.confirmed.evidence if candidate.confirmed else "",
        "typed": request.POST.get("evidence", ""),
        "why": explanations(candidate.mentioned.folder_id),
        "back": reverse("identity", args=[enquiry_id]),
    }
    return render(request, "practice/safeguarding_hub/pages/identity/already.html", context)


urlpatterns = [
    path(
        "hub/enquiries/<uuid:enquiry_id>/identity/<uuid:mentioned_id>/", identify, name="identify"
    ),
]
