"""The record of a study, as each of those who read it sees it."""

import pytest
from tests.html import parse_strictly, words

from joinedup.insight.evaluation.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    def there(who, study_id):
        client.force_login(factories.account(who))
        answer = client.get(f"/evaluation/{study_id}/")
        assert answer.status_code == 200
        return words(parse_strictly(answer))

    return there


def test_what_each_can_do_next(read):
    team = factories.a_team(40)
    drafted, submitted = factories.drafted(team), factories.submitted(team)
    approved, built = factories.approved(team), factories.built(team)
    assert "Ask for approval" in read(team.evaluator, drafted)
    waiting = read(team.evaluator, submitted)
    assert "A second person has to decide first" in waiting
    assert "Withdraw it" in waiting
    assert "Approve it or refuse it" in read(team.lead, submitted)
    assert "Nothing for you to do now" in read(team.board, submitted)
    assert "Build the data set" in read(team.evaluator, approved)
    assert "Take the approval back" in read(team.lead, approved)
    for who in (team.evaluator, team.colleague):
        assert "Run a method" in read(who, built)
    for who, may in ((team.evaluator, True), (team.lead, True), (team.board, False)):
        assert ("What is in the data set" in read(who, built)) is may


def test_everybody_reads_question_protocol_and_record(read):
    team = factories.a_team(40)
    study_id = factories.built(team)
    sha = factories.study(team, study_id).protocol_sha256
    for who in (team.evaluator, team.lead, team.board):
        page = read(who, study_id)
        assert "Do fewer families have trouble at school" in page
        assert f"{sha[:32]} {sha[32:]}" in page
        assert "Approved by Lowri Lead" in page
        assert "Families that took part" in page
        assert factories.REFERENCE not in page


def test_a_run_is_in_the_record_with_what_may_be_said(read):
    team = factories.a_team(60)
    study_id = factories.built(team)
    factories.run(team, study_id)
    factories.run(team, study_id, why="To see.", method="difference", covariates=())
    page = read(team.board, study_id)
    assert "Run 1" in page
    assert "As planned" in page
    assert "3 not as planned" in page or "4 not as planned" in page


def test_a_draft_is_nobody_elses(client):
    team = factories.a_team(0)
    study_id = factories.drafted(team)
    for who in (team.lead, team.board, team.service.keyworker, factories.a_team(0).evaluator):
        client.force_login(factories.account(who))
        assert client.get(f"/evaluation/{study_id}/").status_code == 404
