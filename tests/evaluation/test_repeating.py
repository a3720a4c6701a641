"""What a study found can be found again at the command line, with its rows and its protocol."""

import json
import shlex

import pytest

from joinedup.insight.evaluation import commands
from joinedup.insight.evaluation.analysing import command_of
from joinedup.insight.evaluation.queries import protocol_of_study
from joinedup.insight.evaluation.rules.plans import plan_of
from joinedup.insight.evaluation.tests import factories
from joinedup.interfaces.command_line.main import main
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db

OTHERWISE = {"method": "change", "estimand": "", "covariates": (), "placebo": ""}


@pytest.fixture
def at_the_command_line(tmp_path, monkeypatch, capsys):
    """The figures, and what is not as the protocol says."""
    monkeypatch.chdir(tmp_path)

    def found(team, study_id, run):
        with session(team.evaluator, Purpose.EVALUATION):
            study, content = commands.take_out_rows(team.evaluator, study_id=study_id)
            (tmp_path / "data.csv").write_bytes(content)
            (tmp_path / "protocol.toml").write_text(protocol_of_study(study).as_toml())
        capsys.readouterr()
        assert main([*shlex.split(command_of(plan_of(run.plan)))[1:], "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return found


@pytest.mark.parametrize("method", ["matching", "entropy-balancing", "aipw"])
def test_every_way_of_comparing_is_the_same(at_the_command_line, method):
    team = factories.a_team(80)
    study_id = factories.built(team, takes_out=True)
    run = factories.the_run(team, factories.run(team, study_id, why="To see.", method=method))
    assert run.failure == ""
    again = at_the_command_line(team, study_id, run)
    assert again["estimate"] == pytest.approx(run.finding["figures"]["estimate"], abs=1e-6)
    assert len(again["protocol"]["deviations"]) >= 1


def test_an_effect_is_the_same_and_as_promised(at_the_command_line):
    team = factories.a_team(80)
    study_id = factories.built(team, takes_out=True)
    run = factories.the_run(team, factories.run(team, study_id))
    again = at_the_command_line(team, study_id, run)
    kept = run.finding["figures"]
    for name in ("estimate", "standard_error"):
        assert again[name] == pytest.approx(kept[name], abs=1e-9)
    assert (again["n_treated"], again["n_control"]) == (kept["n_treated"], kept["n_control"])
    assert again["protocol"]["deviations"] == []
    assert again["protocol"]["sha256"] == run.protocol_sha256


def test_change_is_the_same_and_said_to_be_unplanned(at_the_command_line):
    team = factories.a_team(120)
    study_id = factories.built(team, takes_out=True)
    run_id = factories.run(team, study_id, why="To see.", **OTHERWISE)
    run = factories.the_run(team, run_id)
    assert run.failure == ""
    again = at_the_command_line(team, study_id, run)
    assert again["protocol"]["deviations"]
    assert "this is change, not effect" in run.finding["verdict"]
