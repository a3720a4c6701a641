"""Beginning a run, looking on, stopping it."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.html import find_all, parse_strictly, words

from joinedup.insight.evaluation import commands
from joinedup.insight.evaluation.tests import factories
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db

PLANNED = {
    "outcome": "school_exit",
    "method": "regression",
    "estimand": "att",
    "covariates": ["lone_parent", "school_start"],
    "placebo": "physical_health_exit",
    "draws": "0",
    "why": "",
}


@pytest.fixture(name="team")
def team_with_families():
    return factories.a_team(60)


def test_what_the_protocol_says_is_chosen_already(team, client):
    study_id = factories.built(team)
    client.force_login(factories.account(team.evaluator))
    form = parse_strictly(client.get(f"/evaluation/{study_id}/run/"))
    checked = {box.get("value") for box in find_all(form, "input", checked="")}
    assert checked == {"regression", "att", "lone_parent", "school_start"}
    client.post(f"/evaluation/{study_id}/run/", PLANNED, follow=True)
    [job] = ProcrastinateJob.objects.filter(task_name="run-evaluation")
    assert set(job.args) == {"run_id", "professional_id"}


def test_something_else_needs_a_reason_beside_the_field(team, client):
    study_id = factories.built(team)
    client.force_login(factories.account(team.evaluator))
    other = PLANNED | {"method": "ipw"}
    page = parse_strictly(client.post(f"/evaluation/{study_id}/run/", other))
    assert "Say why it is not done as the protocol says" in words(page)
    why = PLANNED | {"method": "ipw", "why": "To see how much it matters."}
    page = words(parse_strictly(client.post(f"/evaluation/{study_id}/run/", why, follow=True)))
    assert "The method was “Weighting by the chance of taking part”" in page
    assert "To see how much it matters." in page


def test_how_far_it_is_can_be_looked_at_again_and_stopped(team, client):
    study_id = factories.built(team)
    run_id = factories.begun(team, study_id)
    address = f"/evaluation/{study_id}/runs/{run_id}/"
    client.force_login(factories.account(team.evaluator))
    assert "Waiting to begin" in words(parse_strictly(client.get(address)))
    with session(team.evaluator, Purpose.EVALUATION):
        commands.start_run(team.evaluator, run_id=run_id)
        commands.say_how_far(
            team.evaluator, run_id=run_id, percent=40, doing="Drawn 200 of 500 times"
        )
    page = parse_strictly(client.get(address))
    assert "40 of 100. Drawn 200 of 500 times" in words(page)
    assert find_all(page, "progress")[0].get("value") == "40"
    assert any(link.get("href") == address for link in find_all(page, "a"))
    assert "leaves no report" in words(parse_strictly(client.get(f"{address}stop/")))
    said = words(parse_strictly(client.post(f"{address}stop/", follow=True)))
    assert "The run is stopped" in said
    assert "Run it again" in said


def test_a_run_is_repeated_as_it_was(team, client):
    study_id = factories.built(team)
    factories.run(team, study_id, why="To see.", method="difference", covariates=())
    client.force_login(factories.account(team.evaluator))
    form = parse_strictly(client.get(f"/evaluation/{study_id}/run/?as=1"))
    assert "1 run on this data set is finished" in words(form)
    checked = {box.get("value") for box in find_all(form, "input", checked="")}
    assert checked == {"difference", "att"}


def test_who_comes_here(team, client):
    study_id = factories.built(team)
    run_id = factories.begun(team, study_id)
    base = f"/evaluation/{study_id}/"
    for who in (team.lead, team.board):
        client.force_login(factories.account(who))
        page = words(parse_strictly(client.get(f"{base}runs/{run_id}/")))
        assert "Stop it" not in page
        assert client.get(f"{base}run/").status_code == 404
        assert client.post(f"{base}runs/{run_id}/stop/").status_code == 404
    other = factories.a_team(0)
    for who in (team.service.keyworker, other.evaluator, other.lead):
        client.force_login(factories.account(who))
        assert client.get(f"{base}runs/{run_id}/").status_code == 404


def test_without_a_data_set_nothing_is_run(team, client):
    study_id = factories.approved(team)
    client.force_login(factories.account(team.evaluator))
    there = client.get(f"/evaluation/{study_id}/run/", follow=True)
    assert there.redirect_chain[-1][0] == f"/evaluation/{study_id}/"
    built = factories.built(team)
    run_id = factories.begun(team, built)
    assert client.get(f"/evaluation/{study_id}/runs/{run_id}/").status_code == 404
