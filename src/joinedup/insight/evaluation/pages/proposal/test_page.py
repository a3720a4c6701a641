"""Asking for a study."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.html import find_all, parse_strictly, words

from joinedup.insight.evaluation.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return factories.a_team(0)


def typed(**more):
    day = timezone.localdate() + timedelta(days=30)
    fields = {
        "title": "Does help keep children at school?",
        "question": "Do fewer families have trouble at the end?",
        "why": "We decide in spring.",
        "basis": "service_evaluation",
        "background": ["children", "lone_parent"],
        "risks": ["school", "drugs"],
        "moments": ["start", "exit"],
        "stages": ["months"],
        "k": "5",
        "takes_out": "no",
        "delete_on-day": str(day.day),
        "delete_on-month": str(day.month),
        "delete_on-year": str(day.year),
    }
    return fields | more


def test_a_study_is_written_and_changed(team, client):
    client.force_login(factories.account(team.evaluator))
    page = words(parse_strictly(client.get("/evaluation/new/")))
    assert "Data Protection Act 2018" in page
    sent = client.post("/evaluation/new/", typed())
    [made] = factories.studies(team)
    assert sent.headers["Location"] == f"/evaluation/{made.pk}/"
    assert made.variables == [
        "children", "lone_parent", "months", "drugs_start", "drugs_exit", "school_start",
        "school_exit",
    ]  # fmt: skip
    kept = parse_strictly(client.get(f"/evaluation/{made.pk}/change/"))
    checked = [box.get("value") for box in find_all(kept, "input", checked="")]
    assert {"children", "drugs", "exit", "months", "service_evaluation", "no"} <= set(checked)
    client.post(f"/evaluation/{made.pk}/change/", typed(title="Another name"))
    assert "Another name" in words(parse_strictly(client.get(f"/evaluation/{made.pk}/")))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("title", "", "What is it called?"),
        ("basis", "", "What is it?"),
        ("risks", [], "Choose both risks and moments"),
        ("moments", [], "Choose both risks and moments"),
        ("k", "4", "5 or more"),
        ("takes_out", "", "Select yes or no"),
        ("delete_on-year", "2001", "The day on which the data set is deleted must be today or in"),
        ("delete_on-year", "2100", "within two years"),
    ],
)
def test_bad_input_is_kept_with_a_message(team, client, name, value, message):
    client.force_login(factories.account(team.evaluator))
    page = parse_strictly(client.post("/evaluation/new/", typed(**{name: value})))
    assert message in words(page)
    assert find_all(page, "textarea")[1].text.strip() == "We decide in spring."
    assert factories.studies(team) == []


def test_without_anything_that_became_of_them_there_is_no_study(team, client):
    client.force_login(factories.account(team.evaluator))
    nothing = typed(risks=[], moments=[], stages=[])
    page = words(parse_strictly(client.post("/evaluation/new/", nothing)))
    assert "Ask for at least one risk or stage" in page


def test_what_was_submitted_is_not_changed(team, client):
    study_id = factories.submitted(team)
    client.force_login(factories.account(team.evaluator))
    there = client.get(f"/evaluation/{study_id}/change/", follow=True)
    assert there.redirect_chain[-1][0] == f"/evaluation/{study_id}/"
    client.post(f"/evaluation/{study_id}/change/", typed(title="Wider"))
    assert "Wider" not in words(parse_strictly(client.get(f"/evaluation/{study_id}/")))


def test_nobody_else_comes_here(team, client):
    study_id = factories.drafted(team)
    for who in (team.lead, team.board, team.service.keyworker, factories.a_team(0).evaluator):
        client.force_login(factories.account(who))
        assert client.get(f"/evaluation/{study_id}/change/").status_code == 404
