"""The addresses of accounts and drafts with one page whose long form keeps drafts."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import include, path

from joinedup.base.govuk.dates import PartialDateField
from joinedup.base.govuk.forms import YesNoField
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import Purpose


class WorryForm(forms.Form):
    """A long form: words, a date that may be half known, a choice, several choices, a file."""

    worry = forms.CharField(widget=forms.Textarea)
    born = PartialDateField(required=False)
    urgent = YesNoField(required=False)
    signs = forms.MultipleChoiceField(
        choices=[("a", "Bruises"), ("b", "Hunger"), ("c", "Fear")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    photo = forms.FileField(required=False)


@page(Purpose.CONTACT)
def worry(request: PageRequest) -> HttpResponse:
    form = resume(request, WorryForm, "worry")
    if request.method == "POST" and form.is_valid():
        discard_draft(request.viewer, form="worry")
        return HttpResponseRedirect("/home/")
    return render(request, "trust/drafts/tests/worry.html", {"form": form})


@page(Purpose.OWN_ACCOUNT)
def home(request: PageRequest) -> HttpResponse:
    return HttpResponse("home")


urlpatterns = [
    path("home/", home, name="home"),
    path("worry/", worry),
    path("account/", include("joinedup.trust.accounts.urls")),
    path("drafts/", include("joinedup.trust.drafts.urls")),
]
