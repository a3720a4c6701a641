"""What is in a data set, in counts that may be told; and the file, where that was approved."""

import csv
import io

import pytest
from tests.html import parse_strictly, words

from joinedup.insight.evaluation.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(name="team")
def team_with_families():
    return factories.a_team(60)


def test_counts_and_checks_and_no_row(team, client):
    study_id = factories.built(team)
    client.force_login(factories.account(team.evaluator))
    page = words(parse_strictly(client.get(f"/evaluation/{study_id}/data/")))
    assert "Each with at least 4 others" in page
    assert "Families left out for that fewer than 5" in page
    assert "Truancy, exclusion or bad behaviour at school at the end" in page
    assert "Take the rows out" not in page
    assert factories.REFERENCE not in page
    assert client.get(f"/evaluation/{study_id}/data.csv").status_code == 404


def test_a_count_under_five_is_not_shown(team, client):
    study_id = factories.built(team)
    kept = factories.study(team, study_id).data
    shown = [line for table in kept["tables"].values() for line in table["lines"]]
    assert shown
    assert all(yes >= 5 and no >= 5 for _, yes, no in shown)


def test_rows_are_taken_out_where_that_was_approved(team, client):
    study_id = factories.built(team, takes_out=True)
    client.force_login(factories.account(team.evaluator))
    assert "Take the rows out (CSV)" in words(
        parse_strictly(client.get(f"/evaluation/{study_id}/data/"))
    )
    answer = client.get(f"/evaluation/{study_id}/data.csv")
    assert answer["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == sum(factories.study(team, study_id).data["families"].values())


def test_a_lead_reads_the_counts_and_takes_nothing_out(team, client):
    study_id = factories.built(team, takes_out=True)
    client.force_login(factories.account(team.lead))
    page = words(parse_strictly(client.get(f"/evaluation/{study_id}/data/")))
    assert "How it was checked" in page
    assert "Take the rows out" not in page
    assert client.get(f"/evaluation/{study_id}/data.csv").status_code == 404


def test_nobody_else_and_not_before_there_is_one(team, client):
    built, approved = factories.built(team), factories.approved(team)
    for who in (team.board, team.service.keyworker, factories.a_team(0).evaluator):
        client.force_login(factories.account(who))
        assert client.get(f"/evaluation/{built}/data/").status_code == 404
    client.force_login(factories.account(team.evaluator))
    assert client.get(f"/evaluation/{approved}/data/").status_code == 404


def test_after_the_end_the_counts_stay_and_the_rows_are_gone(team, client):
    study_id = factories.ended(team, takes_out=True)
    client.force_login(factories.account(team.evaluator))
    page = words(parse_strictly(client.get(f"/evaluation/{study_id}/data/")))
    assert "The data set is deleted. This is what was in it." in page
    assert client.get(f"/evaluation/{study_id}/data.csv").status_code == 404
