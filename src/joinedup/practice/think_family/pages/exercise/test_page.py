"""The record of an exercise, as each of those who take part reads it."""

import pytest
from tests.html import parse_strictly, words

from joinedup.practice.think_family.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return factories.a_partnership()


@pytest.fixture
def read(client):
    def there(who, exercise_id):
        client.force_login(factories.account(who))
        answer = client.get(f"/matching/{exercise_id}/")
        assert answer.status_code == 200
        return words(parse_strictly(answer))

    return there


def everybody(team):
    return (
        team.council.lead, team.second, team.board, team.manager, team.council.researcher,
        team.police.lead, team.police.researcher, team.health.lead, team.health.researcher,
    )  # fmt: skip


def test_everybody_who_takes_part_reads_the_same_record_and_no_name(team, read):
    exercise_id = factories.released(team)
    for who in everybody(team):
        page = read(who, exercise_id)
        assert "Families that meet the criteria fewer than 5" in page
        assert "Children Act 2004, section 10" in page
        assert "by Siân Second" in page
        for trace in (factories.QUALIFYING, factories.BELOW, "Long Lane", "Rhiannon"):
            assert trace not in page


def test_what_each_can_do_next(team, read):
    exercise_id = factories.submitted(team)
    assert "Other people have to decide first" in read(team.council.lead, exercise_id)
    assert "Withdraw it" in read(team.council.lead, exercise_id)
    assert "Approve it or refuse it" in read(team.second, exercise_id)
    assert "Approve it or refuse it" in read(team.police.lead, exercise_id)
    for who in (team.manager, team.police.researcher):
        assert "Nothing for you to do now" in read(who, exercise_id)
    assert "Approve it or refuse it" in read(team.board, exercise_id)


def test_who_has_decided_is_not_asked_to_decide_again(team, read):
    exercise_id = factories.submitted(team)
    factories.approve(team.police.lead, exercise_id)
    page = read(team.police.lead, exercise_id)
    assert "Nothing for you to do now" in page
    assert "Change what we decided" in page
    assert "Approve it or refuse it" not in page


def test_the_rules_answer_is_shown_to_the_agencies_that_it_is_about(team, read):
    exercise_id = factories.submitted(team)
    assert "The rules leave it to a person" in read(team.council.lead, exercise_id)
    police = read(team.police.lead, exercise_id)
    assert "For Brackenshire Council, from Brackenshire Police" in police
    assert "from Brackenshire NHS Trust" not in police


def test_after_it_is_over_the_record_stays(team, read):
    exercise_id = factories.closed(team)
    for who in everybody(team):
        page = read(who, exercise_id)
        assert "Nothing is kept but this record" in page
        assert "Deleted: 3 extracts" in page


def test_the_list_and_the_home_page_lead_to_it(team, client):
    exercise_id = factories.submitted(team)
    for who, waits in ((team.police.lead, True), (team.police.researcher, False)):
        client.force_login(factories.account(who))
        assert f"/matching/{exercise_id}/" in client.get("/matching/").content.decode()
        home = parse_strictly(client.get("/"))
        assert ("Families who need early help" in words(home)) is waits
    stranger = factories.a_partnership(agreement=False)
    client.force_login(factories.account(stranger.council.lead))
    assert "Your agency takes part in none" in words(parse_strictly(client.get("/matching/")))
