"""The hub's work list: what is due, the soonest first."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.govuk.forms import Checkboxes
from joinedup.base.govuk.paging import page_asked, page_href
from joinedup.base.govuk.wording import say_count
from joinedup.practice.safeguarding_hub import queries
from joinedup.practice.safeguarding_hub.pages.no_hub import hub_missing
from joinedup.practice.safeguarding_hub.queries import EnquiryWork
from joinedup.practice.safeguarding_hub.rules.ratings import Rating
from joinedup.practice.safeguarding_hub.rules.states import STATE_WORDS, State
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import Purpose

OPEN = tuple(state for state in State if state is not State.CLOSED)
NOT_RATED = "none"


class FilterForm(forms.Form):
    """What to show. Nothing chosen shows what is the viewer's to do."""

    state = forms.MultipleChoiceField(
        label="Where it stands",
        choices=[(s.value, STATE_WORDS[s]) for s in State],
        widget=Checkboxes(small=True),
        required=False,
    )
    rating = forms.MultipleChoiceField(
        label="Rating",
        choices=[*((r.value, r.value.capitalize()) for r in Rating), (NOT_RATED, "Not rated yet")],
        widget=Checkboxes(small=True),
        required=False,
    )
    danger = forms.MultipleChoiceField(
        label="Danger",
        choices=[("yes", "In danger now, as it was told")],
        widget=Checkboxes(small=True),
        required=False,
    )


@page(Purpose.SCREENING, Role.SCREENER, Role.DECISION_MAKER)
def hub_work(request: PageRequest) -> HttpResponse:
    """Open enquiries; a screener's are those to identify and to screen, unless they choose more."""
    form = FilterForm(request.GET)
    form.is_valid()
    chosen = {name: set(form.cleaned_data.get(name, ())) for name in form.fields}
    found = queries.enquiries_to_do(
        request.viewer,
        states=[state for state in State if state in chosen["state"]],
        ratings=["" if rating == NOT_RATED else rating for rating in chosen["rating"]],
        in_danger=bool(chosen["danger"]),
        page=page_asked(request.GET),
    )
    context = {
        "form": form,
        "forms": [],
        "enquiries": [_line(work) for work in found.enquiries],
        "how_many": say_count(found.total, "enquiry", "enquiries"),
        "filtered": any(chosen.values()),
        "chosen": _chosen(request, form, chosen),
        "page": found.page,
        "pages": found.pages,
        "page_href": page_href(request.GET),
        **hub_missing(),
    }
    return render(request, "practice/safeguarding_hub/pages/work/page.html", context)


def _line(work: EnquiryWork) -> dict[str, object]:
    waiting = say_count(work.waiting_for, "agency", "agencies")
    return {
        "about": work.about or "Name not known",
        "href": reverse("enquiry", args=[work.id]),
        "reference": work.reference,
        "rating": work.rating,
        "danger": work.immediate_danger,
        "stands": f"Waiting for {waiting}" if work.waiting_for else work.state_words,
        "due_at": work.due_at,
    }


def _chosen(
    request: PageRequest, form: FilterForm, chosen: dict[str, set[str]]
) -> list[dict[str, str]]:
    """Each chosen filter with the address that takes it away."""
    links = []
    for name, values in chosen.items():
        field = form.fields[name]
        words = dict(field.choices)  # type: ignore[attr-defined]
        for value in sorted(values):
            query = request.GET.copy()
            query.setlist(name, [v for v in query.getlist(name) if v != value])
            links.append({"text": str(words[value]), "href": f"?{query.urlencode()}"})
    return links


urlpatterns = [path("hub/", hub_work, name="hub_work")]
