"""A form with every kind of field, and addresses, for the tests of this module."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path

from joinedup.base.govuk.dates import PartialDateField, ThreePartDateField
from joinedup.base.govuk.forms import Checkboxes, Radios, YesNoField


class EveryField(forms.Form):
    name = forms.CharField(label="Child's full name", max_length=40, help_text="As <they> say it")
    story = forms.CharField(
        label="What are you worried about?", widget=forms.Textarea, max_length=200_000, strip=False
    )
    notes = forms.CharField(label="Notes", widget=forms.Textarea, required=False)
    born = PartialDateField(label="When was the child born?", subject="Birth date", past=True)
    seen = ThreePartDateField(label="When were they last seen?", subject="Last seen date")
    told = YesNoField(label="Have you told the family?")
    rating = forms.ChoiceField(
        label="Rating",
        choices=[("red", "Red"), ("green", "Green")],
        widget=Radios(hints={"red": "Act today"}),
    )
    agencies = forms.MultipleChoiceField(
        label="Who knows the child?",
        choices=[("police", "Police"), ("health", "Health"), ("none", "None of these")],
        widget=Checkboxes(exclusive="none"),
    )
    agree = forms.BooleanField(label="I have read it")
    team = forms.ChoiceField(
        label="Team", choices=[("", "Choose a team"), ("North", [("n1", "N1"), ("n2", "N2")])]
    )
    email = forms.EmailField(label="Email address")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    children = forms.IntegerField(label="How many children", min_value=1)
    letter = forms.FileField(label="Letter")
    version = forms.CharField(widget=forms.HiddenInput, initial="7")


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("", nothing, name="home"),
    path("sign-out/", nothing, name="account_logout"),
    path("guide/", nothing, name="guide"),
    path("accessibility/", nothing, name="accessibility"),
    path("privacy/", nothing, name="privacy"),
    path("tell-us/", nothing, name="tell_us"),
]
