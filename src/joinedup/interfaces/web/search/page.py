"""One box: names, nicknames, dates, a postcode or a number, in any order."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.interfaces.web.break_glass.page import BREAKERS
from joinedup.interfaces.web.navigation import FINDERS
from joinedup.record.people.pages.presenting import card
from joinedup.record.people.queries import find_people
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import work_of


class SearchForm(forms.Form):
    """What is known of the person."""

    about = forms.CharField(
        label="Who are you looking for?",
        help_text="For example: Siân Price 4 March 2016, or an NHS number, or a postcode.",
        max_length=200,
        error_messages={
            "required": "Enter a name, a birth date, a postcode or a number",
            "max_length": "Enter no more than 200 characters",
        },
    )


@page(work_of, *FINDERS)
def search(request: PageRequest) -> HttpResponse:
    """Search by POST: what is looked for stays out of addresses, histories and server logs."""
    form = SearchForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = find_people(request.viewer, form.cleaned_data["about"])
    people = [
        {"card": card(one.person, reverse("person", args=[one.person.id])), "words": one.words}
        for one in (found.found if found else ())
    ]
    return render(
        request,
        "interfaces/web/search/page.html",
        {
            "form": form,
            "searched": found is not None,
            "people": people,
            "search": found,
            "may_break_glass": bool(request.viewer.roles.intersection(BREAKERS)),
        },
    )


urlpatterns = [path("search/", search, name="search")]
