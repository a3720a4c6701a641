"""Writing a proposal down."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.html import find_all, parse_strictly, words

from joinedup.practice.think_family.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return factories.a_partnership()


def typed(team, **more):
    day = timezone.localdate() + timedelta(days=30)
    fields = {
        "title": "Families who need early help",
        "purpose": "early_help",
        "why": "Each of us sees one need.",
        "told": "yes",
        "told_reason": "Our privacy notices.",
        "least_needs": "3",
        "least_agencies": "2",
        "receiving_team": str(team.early_help.pk),
        "own_records_back": "yes",
        "delete_on-day": str(day.day),
        "delete_on-month": str(day.month),
        "delete_on-year": str(day.year),
        f"needs-{team.council.agency.pk}": ["education", "finance"],
        f"needs-{team.police.agency.pk}": ["crime"],
    }
    return fields | more


def test_a_proposal_is_written_and_changed(team, client):
    client.force_login(factories.account(team.council.lead))
    page = words(parse_strictly(client.get("/matching/new/")))
    assert "What does Brackenshire Police contribute?" in page
    assert "Children Act 2004, section 10" in page
    sent = client.post("/matching/new/", typed(team))
    [made] = factories.exercises(team)
    assert sent.headers["Location"] == f"/matching/{made.pk}/"
    kept = parse_strictly(client.get(f"/matching/{made.pk}/change/"))
    checked = [box.get("value") for box in find_all(kept, "input", checked="")]
    assert {"education", "finance", "crime", "early_help", "yes"} <= set(checked)
    client.post(f"/matching/{made.pk}/change/", typed(team, title="Another name"))
    assert "Another name" in words(parse_strictly(client.get(f"/matching/{made.pk}/")))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("title", "", "What is it called?"),
        ("least_needs", "9", "The agencies contribute 3 different needs"),
        ("least_agencies", "1", "2 or more"),
        ("least_agencies", "3", "Only 2 agencies take part"),
        ("required_needs", "housing", "contributed by nobody"),
        ("delete_on-year", "2001", "The day on which everything is deleted must be today or in"),
        ("delete_on-year", "2100", "within a year"),
        ("receiving_team", "", "Which team"),
        ("own_records_back", "", "Select yes or no: does each agency get back"),
    ],
)
def test_bad_input_is_kept_with_a_message(team, client, name, value, message):
    client.force_login(factories.account(team.council.lead))
    answer = client.post("/matching/new/", typed(team, **{name: value}))
    page = parse_strictly(answer)
    assert message in words(page)
    assert find_all(page, "textarea")[0].text.strip() == "Each of us sees one need."
    assert factories.exercises(team) == []


def test_what_was_submitted_is_not_changed(team, client):
    exercise_id = factories.submitted(team)
    client.force_login(factories.account(team.council.lead))
    there = client.get(f"/matching/{exercise_id}/change/", follow=True)
    assert there.redirect_chain[-1][0] == f"/matching/{exercise_id}/"
    client.post(f"/matching/{exercise_id}/change/", typed(team, title="Wider"))
    assert "Wider" not in words(parse_strictly(client.get(f"/matching/{exercise_id}/")))


def test_nobody_else_comes_here(team, client):
    exercise_id = factories.drafted(team)
    for who in (team.manager, team.board, team.police.researcher):
        client.force_login(factories.account(who))
        assert client.get("/matching/new/").status_code == 404
    client.force_login(factories.account(team.police.lead))
    for part in ("", "change/", "submit/", "decide/"):
        assert client.get(f"/matching/{exercise_id}/{part}").status_code == 404, part
