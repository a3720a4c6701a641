"""What a run found, on screen and as files."""

import io

import pytest
from pypdf import PdfReader
from tests.html import find_all, parse_strictly, words

from joinedup.insight.evaluation.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(name="team")
def team_with_families():
    return factories.a_team(60)


def test_a_board_member_reads_it(team, client):
    study_id = factories.built(team)
    run_id = factories.run(team, study_id)
    run = factories.the_run(team, run_id)
    client.force_login(factories.account(team.board))
    page = parse_strictly(client.get(f"/evaluation/{study_id}/runs/{run_id}/report/"))
    said = words(page)
    assert run.finding["verdict"] in said
    assert all(text in said for text in run.finding["in_words"])
    assert "It was done as it was written down beforehand" in said
    assert f"{run.protocol_sha256[:32]} {run.protocol_sha256[32:]}" in said
    assert f"{run.data_sha256[:32]} {run.data_sha256[32:]}" in said
    assert "joinedup evaluate effect data.csv --treatment took_part --outcome school_exit" in said
    pictures = find_all(page, "svg")
    assert pictures
    assert len(find_all(page, "table")) == len(run.finding["shown"])
    assert factories.REFERENCE not in said


def test_what_was_not_planned_stands_before_the_pictures(team, client):
    study_id = factories.built(team)
    run_id = factories.run(
        team, study_id, why="To see how much it matters.", method="difference", covariates=()
    )
    client.force_login(factories.account(team.board))
    said = words(parse_strictly(client.get(f"/evaluation/{study_id}/runs/{run_id}/report/")))
    assert "The method was “Plain difference: nothing is allowed for”" in said
    assert "Why: To see how much it matters." in said
    assert "done as it was written down" not in said


def test_files_are_taken_out_and_that_is_logged(team, client):
    study_id = factories.built(team)
    run_id = factories.run(team, study_id)
    client.force_login(factories.account(team.board))
    base = f"/evaluation/{study_id}/runs/{run_id}/report"
    pdf = client.get(f"{base}.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Content-Disposition"].startswith("attachment")
    reader = PdfReader(io.BytesIO(pdf.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Does help keep children at school?" in reader.pages[0].extract_text()
    html = client.get(f"{base}.html")
    parse_strictly(html)
    assert html["Content-Disposition"].startswith("attachment")
    assert client.get(f"{base}.docx").status_code == 404
    client.force_login(factories.account(team.lead))
    audit = words(parse_strictly(client.get("/audit/")))
    assert "took out a copy of the report of a study" in audit


def test_nobody_else_and_not_before_it_is_done(team, client):
    study_id = factories.built(team)
    done, waiting = factories.run(team, study_id), factories.begun(team, study_id, why="More.")
    other = factories.a_team(0)
    for who in (team.service.keyworker, other.evaluator, other.lead, other.board):
        client.force_login(factories.account(who))
        for end in ("/", ".pdf", ".html"):
            address = f"/evaluation/{study_id}/runs/{done}/report{end}"
            assert client.get(address).status_code == 404
    client.force_login(factories.account(team.evaluator))
    for end in ("/", ".pdf", ".html"):
        assert client.get(f"/evaluation/{study_id}/runs/{waiting}/report{end}").status_code == 404
