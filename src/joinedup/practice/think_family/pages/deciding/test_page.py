"""Deciding, step by step, through the pages."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.html import parse_strictly, words

from joinedup.practice.think_family.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return factories.a_partnership()


@pytest.fixture
def go(client):
    """Somebody goes to an address, or sends a form to it; what they read in the end."""

    def there(who, address, sent=None):
        client.force_login(factories.account(who))
        answer = client.get(address) if sent is None else client.post(address, sent, follow=True)
        assert answer.status_code == 200, address
        return words(parse_strictly(answer))

    return there


def state_of(team, exercise_id):
    return factories.exercise(team, exercise_id).state


WHY = {"reasons": "Needed."}


def test_from_the_proposal_to_the_approvals(team, go):
    exercise_id = factories.drafted(team)
    base, lead = f"/matching/{exercise_id}/", team.council.lead
    assert "nothing in it can be changed" in go(lead, f"{base}submit/")
    assert "Approvals have been asked for" in go(lead, f"{base}submit/", {})
    page = go(team.police.lead, f"{base}decide/")
    assert "no person can read it, not even whoever sent it" in page
    assert "Families with at least 3 of 6 needs, known to at least 2 agencies" in page
    for who in (team.police.lead, team.health.lead, team.second):
        said = go(who, f"{base}decide/", {"answer": "approve", **WHY})
        assert "Your agency’s decision has been recorded" in said
    assert state_of(team, exercise_id) == "open"


def test_refusing_ends_it_and_says_why(team, go):
    exercise_id = factories.submitted(team)
    base = f"/matching/{exercise_id}/"
    said = go(team.health.lead, f"{base}decide/", {"answer": "refuse", "reasons": "Too wide."})
    assert "Refused by Lead of Brackenshire NHS Trust: Too wide." in said
    assert state_of(team, exercise_id) == "refused"
    assert "Too wide." in go(team.council.lead, base)


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"answer": "", "reasons": "Because."}, "What does your agency decide?"),
        ({"answer": "approve", "reasons": " "}, "Answer the question “Why?”"),
    ],
)
def test_bad_input_is_kept(team, go, sent, message):
    exercise_id = factories.submitted(team)
    page = go(team.second, f"/matching/{exercise_id}/decide/", sent)
    assert message in page
    assert sent["reasons"].strip() in page
    assert state_of(team, exercise_id) == "submitted"


def test_whoever_proposed_it_is_told_why_they_cannot_approve_it(team, go, client):
    exercise_id = factories.submitted(team)
    said = go(team.council.lead, f"/matching/{exercise_id}/")
    assert "You cannot decide on this now You proposed it, so a second person" in said
    for sent in (None, {"answer": "approve", **WHY}):
        client.force_login(factories.account(team.council.lead))
        address = f"/matching/{exercise_id}/decide/"
        answer = client.get(address) if sent is None else client.post(address, sent)
        assert answer.status_code == 404
    assert state_of(team, exercise_id) == "submitted"


def test_whoever_would_get_the_result_does_not_decide(team, client):
    exercise_id = factories.submitted(team)
    for who in (team.manager, team.police.researcher):
        client.force_login(factories.account(who))
        assert client.get(f"/matching/{exercise_id}/decide/").status_code == 404


def test_an_agency_that_the_rules_refuse_is_named(go):
    team = factories.a_partnership(agreement=False)
    exercise_id = factories.drafted(team)
    said = go(team.council.lead, f"/matching/{exercise_id}/submit/", {})
    assert "Brackenshire Police: No sharing agreement binds both agencies today." in said
    assert state_of(team, exercise_id) == "draft"


def test_from_the_run_to_the_end(team, go):
    exercise_id = factories.sent(team)
    base, lead = f"/matching/{exercise_id}/", team.council.lead
    assert "cannot be matched again with other criteria" in go(lead, f"{base}match/")
    assert "Matching has started" in go(lead, f"{base}match/", {})
    [job] = ProcrastinateJob.objects.filter(task_name="carry-out-sealed-matching")
    assert set(job.args) == {"exercise_id", "professional_id"}
    factories.run(team.council.lead, exercise_id)
    page = go(lead, f"{base}release/")
    assert "Families that meet the criteria fewer than 5" in page
    assert factories.QUALIFYING not in page
    assert "The result has been released" in go(lead, f"{base}release/", WHY)
    assert "Answer the question “Why?”" in go(lead, f"{base}close/", {"reasons": ""})
    assert "everything is deleted" in go(lead, f"{base}close/", WHY)
    said = go(team.police.lead, base)
    assert "Deleted: 3 extracts (about 370 records) and the result (fewer than 5 families)." in said


def test_it_can_be_withdrawn(team, go):
    exercise_id = factories.sent(team)
    said = go(team.council.lead, f"/matching/{exercise_id}/withdraw/", WHY)
    assert "The exercise is withdrawn" in said
    assert state_of(team, exercise_id) == "withdrawn"


def test_an_approval_is_taken_back(team, go):
    exercise_id = factories.opened(team)
    assert "Take our approval back" in go(team.police.lead, f"/matching/{exercise_id}/decide/")
    go(team.police.lead, f"/matching/{exercise_id}/decide/", WHY)
    assert state_of(team, exercise_id) == "refused"


def test_what_is_not_the_time_for_is_said(team, client):
    exercise_id = factories.submitted(team)
    client.force_login(factories.account(team.council.lead))
    for part in ("submit", "match", "release", "close"):
        there = client.get(f"/matching/{exercise_id}/{part}/", follow=True)
        assert there.redirect_chain[-1][0] == f"/matching/{exercise_id}/", part
        assert "Other people have to decide first" in words(parse_strictly(there))


def test_other_agencies_leads_do_not_come_to_the_lead_agencys_steps(team, client):
    exercise_id = factories.submitted(team)
    client.force_login(factories.account(team.police.lead))
    for part in ("submit", "match", "release", "close", "withdraw"):
        assert client.get(f"/matching/{exercise_id}/{part}/").status_code == 404, part
