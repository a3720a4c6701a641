"""Forms drawn by the design system: everything typed comes back, every error has its place."""

import re

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.html import find_all, find_one, parse_strictly, words

from joinedup.base.govuk.forms import SummarisedError, describe_field, summarise_errors
from joinedup.base.govuk.tests.conftest import Page
from joinedup.base.govuk.tests.pages import EveryField

GOOD = {
    "name": "Ŵyn ap Siân 👩‍👧",
    "story": "\nFirst <b>line\n  indented & 'quoted' \"twice\" </textarea>",
    "notes": "Dim byd",
    "born-month": "3",
    "born-year": "2019",
    "seen-day": "1",
    "seen-month": "2",
    "seen-year": "2020",
    "told": "no",
    "rating": "green",
    "agencies": ["police", "health"],
    "agree": "on",
    "team": "n2",
    "email": "a@example.org",
    "password": "long enough it is",
    "children": "2",
    "version": "7",
}


def filled(**changes: object) -> EveryField:
    return EveryField(
        GOOD | changes, {"letter": SimpleUploadedFile("a.txt", b"a", content_type="text/plain")}
    )


def test_every_kind_of_field_is_valid_html_with_its_label(whole_page: Page) -> None:
    document = parse_strictly(whole_page("<form>{{ form_fields(form) }}</form>", form=EveryField()))
    names = {
        control.get("name")
        for tag in ("input", "textarea", "select")
        for control in find_all(document, tag)
    }
    assert {
        "name",
        "story",
        "born-day",
        "seen-year",
        "told",
        "rating",
        "agencies",
        "letter",
    } <= names
    assert find_one(document, "input", name="version").get("value") == "7"


def test_what_was_typed_comes_back_exactly(whole_page: Page) -> None:
    form = filled(seen="", **{"seen-day": "45"})
    document = parse_strictly(whole_page("<form>{{ form_fields(form) }}</form>", form=form))
    assert find_one(document, "input", name="name").get("value") == GOOD["name"]
    assert find_one(document, "textarea", name="story").text == GOOD["story"]
    assert find_one(document, "input", name="seen-day").get("value") == "45"
    assert find_one(document, "input", name="born-day").get("value") is None
    chosen = [
        box.get("value")
        for box in find_all(document, "input", name="agencies")
        if box.get("checked") is not None
    ]
    assert chosen == ["police", "health"]
    assert [
        option.get("value")
        for option in find_all(document, "option")
        if option.get("selected") is not None
    ] == ["n2"]
    assert [
        radio.get("value")
        for radio in find_all(document, "input", type="radio")
        if radio.get("checked") is not None
    ] == ["no", "green"]


def test_a_password_never_comes_back(whole_page: Page) -> None:
    assert "long enough" not in whole_page("<form>{{ form_fields(form) }}</form>", form=filled())


@pytest.mark.parametrize(
    "text",
    ["x" * 100_000, "👩‍👧" * 5_000, "ŵŷâêîôû " * 200, "<script>alert(1)</script>", "\r\n\r\na"],
)
def test_long_and_odd_narratives_survive(whole_page: Page, text: str) -> None:
    document = parse_strictly(
        whole_page("<form>{{ form_fields(form) }}</form>", form=filled(story=text))
    )
    shown = find_one(document, "textarea", name="story").text
    # HTML reads every line end as a line feed
    assert shown == text.replace("\r\n", "\n")


def test_forbidden_characters_get_a_message_and_a_page_that_parses(whole_page: Page) -> None:
    form = filled(name="Si\x00ân", version="7\x00")
    document = parse_strictly(whole_page("<form>{{ form_fields(form) }}</form>", form=form))
    assert find_one(document, "input", name="name").get("value") == "Si\ufffdân"
    assert "hidden character" in words(find_one(document, "p", id="id_name-error"))


def test_errors_stand_beside_the_field_and_are_tied_to_it(whole_page: Page) -> None:
    document = parse_strictly(
        whole_page("<form>{{ form_fields(form) }}</form>", form=filled(name=""))
    )
    control = find_one(document, "input", name="name")
    assert control.get("aria-describedby") == "id_name-hint id_name-error"
    assert words(find_one(document, "p", id="id_name-error")) == "Error: Enter child's full name"
    assert words(find_one(document, "div", id="id_name-hint")) == "As <they> say it"


def test_only_the_wrong_part_of_a_date_is_marked(whole_page: Page) -> None:
    form = filled(**{"seen-year": ""})
    document = parse_strictly(whole_page("<form>{{ form_fields(form) }}</form>", form=form))
    wrong = find_all(document, "input", class_="govuk-input--error")
    assert [control.get("name") for control in wrong] == ["seen-year"]


def test_the_error_summary_leads_to_each_field(whole_page: Page) -> None:
    form = EveryField({"seen-day": "31", "seen-month": "2", "seen-year": "2020"})
    document = parse_strictly(whole_page("<form>{{ form_fields(form) }}</form>", form=form))
    assert words(find_one(document, "title")).startswith("Error: ")
    summary = find_one(document, "div", class_="govuk-error-summary")
    links = {words(link): link.get("href") for link in find_all(summary, "a")}
    assert links["Last seen date must be a real date"] == "#id_seen-day"
    assert links["Enter birth date"] == "#id_born-day"
    assert links["Select yes or no: have you told the family?"] == "#id_told"
    assert links["Answer the question “What are you worried about?”"] == "#id_story"
    assert links["Tick “I have read it” to go on"] == "#id_agree"
    focusable = {
        control.get("id")
        for tag in ("input", "select", "textarea")
        for control in find_all(document, tag)
    }
    assert {href.removeprefix("#") for href in links.values()} <= focusable


def test_a_clean_page_has_no_summary(whole_page: Page) -> None:
    document = parse_strictly(whole_page("<form>{{ form_fields(form) }}</form>", form=EveryField()))
    assert find_all(document, "div", class_="govuk-error-summary") == []
    assert words(find_one(document, "title")) == "A page – Joined Up"


def test_formsets_and_errors_about_no_field_are_summarised() -> None:
    class Line(forms.Form):
        name = forms.CharField(label="Name")

    class Checked(forms.Form):
        def clean(self) -> None:
            raise forms.ValidationError("Somebody else has changed this")

    lines = forms.formset_factory(Line, min_num=2, validate_min=True, extra=0)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "A"}
    )
    found = list(summarise_errors(Checked({}), lines, None, Line()))
    assert SummarisedError("Somebody else has changed this", "") in found
    assert SummarisedError("Enter name", "#id_form-1-name") in found


def test_a_message_that_a_form_wrote_is_kept() -> None:
    class Own(forms.Form):
        name = forms.CharField(error_messages={"required": "Say who it is about"})

    assert [error.text for error in summarise_errors(Own({}))] == ["Say who it is about"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "x" * 41}, "Child's full name must be 40 characters or fewer"),
        ({"children": "two"}, "How many children must be a number, like 4"),
        ({"email": "a@b"}, "Enter an email address in the correct format, like name@example.com"),
        ({"rating": "purple"}, "Select one of the answers in the list"),
        ({"agencies": ["police", "x"]}, "Select one of the answers in the list"),
        ({"team": ""}, "Select an answer: team"),
    ],
)
def test_stock_messages_are_put_plainly(changes: dict[str, object], message: str) -> None:
    assert [error.text for error in summarise_errors(filled(**changes))] == [message]


def test_browsers_are_given_no_say_in_what_may_be_typed(whole_page: Page) -> None:
    text = whole_page("<form>{{ form_fields(form) }}</form>", form=EveryField())
    assert not re.search(r"\s(required|maxlength|min|max)[=\s>]", text)


def test_one_question_pages_make_the_label_the_heading(rendered: Page) -> None:
    template = (
        '{% from "base/govuk/fields.html" import field %}'
        "{{ field(form, name, heading='l', page_heading=true) }}"
    )
    for name in ("name", "told", "born"):
        drawn = rendered(template, form=EveryField(), name=name)
        assert drawn.count("<h1") == 1
        assert "--l" in drawn


def test_groups_of_choices_are_flattened_with_their_group_named() -> None:
    items = describe_field(EveryField(), "team").params["items"]
    assert [item["text"] for item in items] == ["Choose a team", "North: N1", "North: N2"]


def test_yes_and_no_clean_to_true_and_false_and_show_what_is_stored() -> None:
    form = filled()
    form.is_valid()
    assert form.cleaned_data["told"] is False
    stored = describe_field(EveryField(initial={"told": True}), "told").params["items"]
    assert [item["value"] for item in stored if item["checked"]] == ["yes"]


def test_markup_in_a_label_is_escaped_unless_the_code_made_it(rendered: Page) -> None:
    class Labelled(forms.Form):
        plain = forms.CharField(label="<i>x</i>")

    drawn = rendered(
        '{% from "base/govuk/fields.html" import form_fields %}{{ form_fields(form) }}',
        form=Labelled(),
    )
    assert "&lt;i&gt;x&lt;/i&gt;" in drawn


def test_lines_come_back_as_they_were_typed(whole_page: Page) -> None:
    class Long(forms.Form):
        story = forms.CharField(widget=forms.Textarea, max_length=500, required=False)
        note = forms.CharField(widget=forms.Textarea, required=False)

    typed = "Monday\n  Tuesday\n\nWednesday"
    document = parse_strictly(
        whole_page("{{ form_fields(form) }}", form=Long({"story": typed, "note": typed}))
    )
    assert [area.text for area in find_all(document, "textarea")] == [typed, typed]
