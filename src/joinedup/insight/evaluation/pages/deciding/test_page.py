"""Deciding, step by step, through the pages."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.html import parse_strictly, words

from joinedup.insight.evaluation.tests import factories

pytestmark = pytest.mark.django_db
WHY = {"reasons": "Needed."}


@pytest.fixture
def team():
    return factories.a_team(0)


@pytest.fixture
def go(client):
    """Somebody goes to an address, or sends a form to it; what they read in the end."""

    def there(who, address, sent=None):
        client.force_login(factories.account(who))
        answer = client.get(address) if sent is None else client.post(address, sent, follow=True)
        assert answer.status_code == 200, address
        return words(parse_strictly(answer))

    return there


def state_of(team, study_id):
    return factories.study(team, study_id).state


def test_from_the_draft_to_the_approval(team, go):
    study_id = factories.drafted(team)
    base = f"/evaluation/{study_id}/"
    assert "nothing can be changed" in go(team.evaluator, f"{base}submit/")
    assert "Approval has been asked for" in go(team.evaluator, f"{base}submit/", {})
    page = go(team.lead, f"{base}decide/")
    assert "Places were short." in page
    assert "UK GDPR, Article 6(1)(e)" in page
    assert "Nobody takes the rows out" in page
    assert "Trouble" not in page
    said = go(team.lead, f"{base}decide/", {"answer": "approve", **WHY})
    assert "Your decision has been recorded" in said
    assert state_of(team, study_id) == "approved"


def test_refusing_says_why(team, go):
    study_id = factories.submitted(team)
    go(team.lead, f"/evaluation/{study_id}/decide/", {"answer": "refuse", "reasons": "Too wide."})
    assert "Too wide." in go(team.evaluator, f"/evaluation/{study_id}/")
    assert state_of(team, study_id) == "refused"


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"answer": "", "reasons": "Because."}, "What do you decide?"),
        ({"answer": "approve", "reasons": " "}, "Answer the question “Why?”"),
    ],
)
def test_bad_input_is_kept(team, go, sent, message):
    study_id = factories.submitted(team)
    page = go(team.lead, f"/evaluation/{study_id}/decide/", sent)
    assert message in page
    assert sent["reasons"].strip() in page
    assert state_of(team, study_id) == "submitted"


def test_whoever_asked_does_not_decide_even_if_they_lead_governance(team, client):
    study_id = factories.submitted(team)
    for who in (team.evaluator, team.colleague, team.board, factories.a_team(0).lead):
        client.force_login(factories.account(who))
        address = f"/evaluation/{study_id}/decide/"
        assert client.get(address).status_code == 404
        assert client.post(address, {"answer": "approve", **WHY}).status_code == 404
    assert state_of(team, study_id) == "submitted"


def test_building_is_handed_to_the_worker(team, go):
    study_id = factories.approved(team)
    base = f"/evaluation/{study_id}/"
    assert "no data set is made" in go(team.evaluator, f"{base}build/")
    building = go(team.evaluator, f"{base}build/", {})
    assert "The data set is being built" in building
    assert "Look again" in building
    [job] = ProcrastinateJob.objects.filter(task_name="build-study-data-set")
    assert set(job.args) == {"study_id", "professional_id"}
    factories.do(
        factories.jobs.build,
        study_id=study_id,
        professional_id=team.evaluator.professional_id,
    )
    page = go(team.evaluator, base)
    assert "No data set was made" in page
    assert "fewer than 10 families" in page


def test_the_end_deletes_and_says_so(go):
    team = factories.a_team(40)
    study_id = factories.built(team)
    base = f"/evaluation/{study_id}/"
    assert "cannot be brought back" in go(team.lead, f"{base}end/")
    assert "Answer the question “Why?”" in go(team.lead, f"{base}end/", {"reasons": ""})
    assert "the data set is deleted" in go(team.lead, f"{base}end/", WHY)
    assert "Deleted:" in go(team.board, base)


def test_an_approval_is_taken_back(team, go):
    study_id = factories.approved(team)
    assert "Take the approval back" in go(team.lead, f"/evaluation/{study_id}/decide/")
    go(team.lead, f"/evaluation/{study_id}/decide/", WHY)
    assert state_of(team, study_id) == "refused"


def test_it_can_be_withdrawn(team, go):
    study_id = factories.submitted(team)
    said = go(team.evaluator, f"/evaluation/{study_id}/withdraw/", WHY)
    assert "The study is withdrawn" in said


def test_what_is_not_the_time_for_leads_back(team, client):
    study_id = factories.submitted(team)
    client.force_login(factories.account(team.evaluator))
    for part in ("submit", "build", "end"):
        there = client.get(f"/evaluation/{study_id}/{part}/", follow=True)
        assert there.redirect_chain[-1][0] == f"/evaluation/{study_id}/", part
