"""Writing the protocol down before there are data."""

import pytest
from tests.html import find_all, parse_strictly, words

from joinedup.insight.evaluation import commands
from joinedup.insight.evaluation.methods.planning.protocol import read_protocol
from joinedup.insight.evaluation.tests import factories
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db

TYPED = {
    "outcome": "school_exit",
    "method": "aipw",
    "estimand": "att",
    "covariates": ["children", "school_start"],
    "placebo": "physical_health_exit",
    "draws": "0",
    "words": "Places were short, and went by the day of referral.",
}


@pytest.fixture
def team():
    return factories.a_team(0)


@pytest.fixture
def without(team):
    """A study that has no protocol yet."""
    with session(team.evaluator, Purpose.EVALUATION):
        return commands.begin_study(team.evaluator, proposal=factories.a_proposal()).pk


def test_it_is_written_and_then_approval_can_be_asked_for(team, without, client):
    client.force_login(factories.account(team.evaluator))
    study = f"/evaluation/{without}/"
    before = words(parse_strictly(client.get(study)))
    assert "Write the protocol" in before
    assert "Ask for approval" not in before
    client.post(f"{study}protocol/", TYPED)
    after = words(parse_strictly(client.get(study)))
    assert "Ask for approval" in after
    assert "Doubly robust" in after
    assert "went by the day of referral" in after
    form = parse_strictly(client.get(f"{study}protocol/"))
    checked = [box.get("value") for box in find_all(form, "input", checked="")]
    assert {"aipw", "att", "children", "school_start"} == set(checked)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"outcome": ""}, "What is compared?"),
        ({"covariates": []}, "Choose what is allowed for"),
        ({"method": "difference"}, "allows for nothing: untick all of these"),
        ({"placebo": "school_exit"}, "another variable than the outcome"),
        ({"draws": "9000"}, "2,000 or fewer"),
        ({"words": ""}, "Why can the groups be compared"),
    ],
)
def test_bad_input_is_kept_with_a_message(team, without, client, changed, message):
    client.force_login(factories.account(team.evaluator))
    page = parse_strictly(client.post(f"/evaluation/{without}/protocol/", TYPED | changed))
    assert message in words(page)
    if "words" not in changed:
        assert find_all(page, "textarea")[0].text.strip() == TYPED["words"]
    assert factories.study(team, without).protocol == {}


def test_only_what_was_so_before_can_be_allowed_for(team, without, client):
    client.force_login(factories.account(team.evaluator))
    form = parse_strictly(client.get(f"/evaluation/{without}/protocol/"))
    offered = {box.get("value") for box in find_all(form, "input", name="covariates")}
    assert offered == {"children", "lone_parent", "school_start", "physical_health_start"}


def test_it_stands_once_it_was_submitted(team, client):
    study_id = factories.submitted(team)
    client.force_login(factories.account(team.evaluator))
    there = client.post(f"/evaluation/{study_id}/protocol/", TYPED, follow=True)
    assert there.redirect_chain[-1][0] == f"/evaluation/{study_id}/"
    assert factories.study(team, study_id).protocol["method"] == "regression"


def test_it_can_be_had_as_a_file_that_the_command_line_reads(team, client):
    study_id = factories.submitted(team)
    for who in (team.evaluator, team.lead, team.board):
        client.force_login(factories.account(who))
        answer = client.get(f"/evaluation/{study_id}/protocol.toml")
        assert answer["Content-Disposition"].startswith("attachment")
        read = read_protocol(answer.content.decode())
        assert read.sha256 == factories.study(team, study_id).protocol_sha256
    client.force_login(factories.account(factories.a_team(0).evaluator))
    assert client.get(f"/evaluation/{study_id}/protocol.toml").status_code == 404
    drafted = factories.drafted(team)
    client.force_login(factories.account(team.evaluator))
    assert client.get(f"/evaluation/{drafted}/protocol.toml").status_code == 404
