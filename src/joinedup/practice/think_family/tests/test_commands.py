"""An exercise from its proposal to its end, and what it says of itself on the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from joinedup.base.foundation.transitions import NotNow
from joinedup.practice.think_family import commands, queries
from joinedup.practice.think_family.commands import running
from joinedup.practice.think_family.models import Exercise, Receipt, Step
from joinedup.practice.think_family.rules.criteria import Criteria
from joinedup.practice.think_family.rules.states import Event, State
from joinedup.practice.think_family.tests import factories
from joinedup.practice.think_family.tests.owner import tables_with
from joinedup.record.linkage.engine.files import FileError
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.sharing.asking import NotVisible, session
from joinedup.trust.sharing.models import Decision
from joinedup.trust.sharing.rules import Outcome, Purpose, Told

pytestmark = pytest.mark.django_db
GOVERNANCE = Purpose.INFORMATION_GOVERNANCE


@pytest.fixture
def team():
    return factories.a_partnership()


def state_of(team, exercise_id):
    with session(team.council.lead, GOVERNANCE):
        return State(Exercise.objects.get(pk=exercise_id).state)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": " "}, "what the exercise is for"),
        ({"why": ""}, "what the exercise is for"),
        ({"purpose": Purpose.ADMINISTRATION}, "not a ground for asking"),
        ({"told": Told.NOT_RECORDED}, "whether families have been told"),
        ({"told_reason": ""}, "how families have been told"),
        ({"contributes": {}}, "At least two agencies"),
        ({"criteria": Criteria(3, 1)}, "Enter 2 or more"),
        ({"criteria": Criteria(7, 2)}, "6 different needs"),
        ({"delete_on": timezone.localdate()}, "within a year"),
        ({"delete_on": timezone.localdate() + timedelta(days=400)}, "within a year"),
    ],
)
def test_a_proposal_that_cannot_stand_is_refused(team, change, said):
    lead = team.council.lead
    with session(lead, GOVERNANCE), pytest.raises(ValueError, match=said):
        commands.propose(lead, proposal=factories.a_proposal(team, **change))


def test_the_result_goes_to_a_team_of_the_lead_agency_alone(team):
    elsewhere = next(iter(team.police.researcher.team_ids))
    lead = team.council.lead
    with session(lead, GOVERNANCE), pytest.raises(ValueError, match="your own agency"):
        commands.propose(lead, proposal=factories.a_proposal(team, receiving_team_id=elsewhere))


def test_only_an_information_governance_lead_proposes(team):
    with session(team.manager, Purpose.DIRECT_WORK), pytest.raises(NotVisible):
        commands.propose(team.manager, proposal=factories.a_proposal(team))


def test_a_draft_is_the_lead_agencys_own_and_can_be_changed(team):
    exercise_id = factories.drafted(team)
    with session(team.police.lead, GOVERNANCE):
        assert not Exercise.objects.exists()
        with pytest.raises(NotVisible):
            queries.open_exercise(team.police.lead, exercise_id)
    changed = factories.a_proposal(team, title="Another name", criteria=Criteria(2, 2))
    with session(team.second, GOVERNANCE):
        commands.change_proposal(team.second, exercise_id=exercise_id, proposal=changed)
        assert queries.open_exercise(team.second, exercise_id).exercise.title == "Another name"
        # A colleague may submit it as well; who proposed it stays who wrote it first.
        commands.submit(team.second, exercise_id=exercise_id)
    with session(team.police.lead, GOVERNANCE):
        assert Exercise.objects.get().proposed_by_id == team.council.lead.professional_id


def test_what_the_rules_answered_is_kept_for_each_agency(team):
    factories.submitted(team)
    with session(team.council.lead, GOVERNANCE):
        kept = {d.holding_id: d.outcome for d in Decision.objects.all()}
    # Health and crime of adults who were not asked one by one: a person decides, by approving.
    assert kept == dict.fromkeys(
        [team.police.agency.pk, team.health.agency.pk], Outcome.REVIEW.value
    )


def test_it_opens_with_the_last_approval_and_not_before(team):
    exercise_id = factories.submitted(team)
    for who in (team.second, team.police.lead):
        factories.approve(who, exercise_id)
        assert state_of(team, exercise_id) is State.SUBMITTED
    factories.approve(team.health.lead, exercise_id)
    assert state_of(team, exercise_id) is State.OPEN


def test_a_board_member_or_another_manager_can_be_the_second_person(team):
    exercise_id = factories.submitted(team)
    with session(team.board, Purpose.OWN_ACCOUNT):
        commands.approve(team.board, exercise_id=exercise_id, reasons="Worth doing.")
    for who in (team.police.lead, team.health.lead):
        factories.approve(who, exercise_id)
    assert state_of(team, exercise_id) is State.OPEN


def test_an_approval_can_be_taken_back_and_what_was_sent_is_gone(team):
    exercise_id = factories.sent(team)
    lead = team.police.lead
    with session(lead, GOVERNANCE):
        commands.refuse(lead, exercise_id=exercise_id, reasons="Our board says no.")
    assert state_of(team, exercise_id) is State.REFUSED
    with session(lead, GOVERNANCE):
        last = Step.objects.order_by("-at", "-id").first()
        assert not Receipt.objects.exists()
    assert (last.event, last.details["extracts"]) == (Event.REFUSE, 3)
    assert tables_with(factories.QUALIFYING) == {}


def test_nobody_decides_without_reasons(team):
    exercise_id = factories.submitted(team)
    for decide in (commands.approve, commands.refuse):
        with session(team.second, GOVERNANCE), pytest.raises(ValueError, match="reasons"):
            decide(team.second, exercise_id=exercise_id, reasons="  ")


def test_it_can_be_withdrawn_until_something_is_released(team):
    for made in (factories.drafted, factories.submitted, factories.sent):
        exercise_id = made(team)
        lead = team.council.lead
        with session(lead, GOVERNANCE):
            with pytest.raises(ValueError, match="reasons"):
                commands.withdraw(lead, exercise_id=exercise_id, reasons="")
            commands.withdraw(lead, exercise_id=exercise_id, reasons="Not needed any more.")
        assert state_of(team, exercise_id) is State.WITHDRAWN


def test_a_run_waits_for_every_extract(team):
    exercise_id = factories.opened(team)
    rows = factories.a_town()
    factories.send(team.police.researcher, exercise_id, rows["police"])
    lead = team.council.lead
    with session(lead, GOVERNANCE), pytest.raises(ValueError, match="No extract from"):
        commands.start_run(lead, exercise_id=exercise_id)


def test_an_extract_takes_the_place_of_the_one_before(team):
    exercise_id = factories.opened(team)
    who = team.police.researcher
    first = factories.send(who, exercise_id, [factories.a_row("R1"), factories.a_row("R2")])
    second = factories.send(
        who, exercise_id, [factories.a_row("R1", needs="crime"), factories.a_row("R1")]
    )
    assert (first.records, second.records, second.refused, second.with_needs) == (2, 1, 1, 1)
    assert second.problems[0]["message"].startswith("Line 2 has the same record number")
    with session(who, Purpose.OWN_RECORDS):
        assert queries.my_receipt(who, exercise_id).pk == second.pk


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"a,b\n1,2\n", "Missing"), (b"PK\x03\x04", "workbook")],
)
def test_a_file_of_which_nothing_can_be_taken(team, content, said):
    exercise_id = factories.opened(team)
    who = team.police.researcher
    refused = pytest.raises(commands.NotTakenError, match=said)
    with session(who, Purpose.OWN_RECORDS), refused:
        commands.send_extract(who, exercise_id=exercise_id, file=factories.BytesIO(content))


def test_no_extract_is_taken_from_anybody_else_or_at_another_time(team):
    exercise_id = factories.submitted(team)
    stranger = factories.a_partnership(agreement=False).police.researcher
    with session(team.police.researcher, Purpose.OWN_RECORDS), pytest.raises(NotNow):
        commands.send_extract(
            team.police.researcher,
            exercise_id=exercise_id,
            file=factories.extract([factories.a_row("R1")]),
        )
    for who in (team.second, team.police.lead, team.health.lead):
        factories.approve(who, exercise_id)
    for who in (stranger, team.manager):
        with session(who, Purpose.OWN_RECORDS), pytest.raises(NotVisible):
            commands.send_extract(
                who, exercise_id=exercise_id, file=factories.extract([factories.a_row("R1")])
            )


def test_a_run_done_twice_is_done_once(team):
    exercise_id = factories.matched(team)
    factories.run(team.council.lead, exercise_id)
    with session(team.council.lead, GOVERNANCE):
        finished = Step.objects.filter(event=Event.FINISH_RUN)
        assert finished.count() == 1


def test_a_run_that_was_cut_off_is_started_again_by_a_colleague(team):
    exercise_id = factories.started(team)
    with session(team.second, GOVERNANCE):
        commands.start_run(team.second, exercise_id=exercise_id)
    # The first one's job comes to nothing; the second's does it.
    factories.run(team.council.lead, exercise_id)
    assert state_of(team, exercise_id) is State.RUNNING
    factories.run(team.second, exercise_id)
    assert state_of(team, exercise_id) is State.MATCHED


def test_extracts_that_cannot_be_compared_open_it_again_and_name_nobody(team, monkeypatch, caplog):
    def fails(sent, *, today):
        raise FileError(f"the record of {sent[0].row.family_name} is odd")

    monkeypatch.setattr(running, "link_people", fails)
    exercise_id = factories.matched(team)
    assert state_of(team, exercise_id) is State.OPEN
    with session(team.council.lead, GOVERNANCE):
        failed = Step.objects.get(event=Event.RUN_FAILED)
    assert failed.reasons.startswith("The extracts could not be compared")
    assert "is odd" not in caplog.text
    assert tables_with("is odd") == {}


def test_the_log_keeps_purpose_approvals_run_model_and_counts(team):
    factories.closed(team)
    with session(team.council.lead, GOVERNANCE):
        rows = AuditEntry.objects.filter(subject_kind="sealed_matching").order_by("at")
        log = [(row.action, row.purpose, row.details) for row in rows]
        model = Exercise.objects.get().model_sha256
    assert log[0][2]["purpose"] == Purpose.EARLY_HELP
    assert log[0][2]["least_needs"] == 3
    events = [details.get("event") for _, _, details in log]
    assert events.count(Event.APPROVE) == 3
    [finished] = [d for _, _, d in log if d.get("event") == Event.FINISH_RUN]
    assert finished["model_sha256"] == model
    assert (finished["qualifying"], finished["people"] % 5) == (None, 0)
    [run] = [p for action, p, d in log if d.get("event") == Event.FINISH_RUN]
    assert run == Purpose.EARLY_HELP
    deleted = [d for action, _, d in log if action == "deleted"]
    assert [d["extracts"] for d in deleted] == [3]


def test_the_grants_of_a_closed_exercise_have_ended(team):
    exercise_id = factories.closed(team)
    with session(team.manager, Purpose.DIRECT_WORK), pytest.raises(NotVisible):
        queries.open_result(team.manager, exercise_id)


def test_a_team_reads_why_each_family_qualifies(team):
    exercise_id = factories.released(team)
    with session(team.manager, Purpose.DIRECT_WORK):
        _, [family] = queries.open_result(team.manager, exercise_id)
    assert [m.given_names for m in family.members] == ["Rhiannon", "Osian"]
    assert family.needs == {
        "crime": ["Brackenshire Police"],
        "education": ["Brackenshire Council"],
        "health": ["Brackenshire NHS Trust"],
    }
    assert [a.line for a in family.addresses] == ["900 Long Lane"]


def test_what_waits_for_whom(team):
    def waits(viewer):
        with session(viewer, Purpose.OWN_ACCOUNT):
            return len(queries.waiting_for(viewer))

    lead, second, police, researcher = (
        team.council.lead, team.second, team.police.lead, team.police.researcher,
    )  # fmt: skip
    exercise_id = factories.submitted(team)
    assert [waits(v) for v in (lead, second, police, researcher)] == [0, 1, 1, 0]
    for who in (second, police, team.health.lead):
        factories.approve(who, exercise_id)
    assert [waits(v) for v in (researcher, team.manager)] == [1, 0]
    for name, rows in factories.a_town().items():
        factories.send(getattr(team, name).researcher, exercise_id, rows)
    assert [waits(v) for v in (lead, researcher)] == [1, 0]
    with session(lead, GOVERNANCE):
        commands.start_run(lead, exercise_id=exercise_id)
    factories.run(team.council.lead, exercise_id)
    assert waits(lead) == 1
    with session(lead, GOVERNANCE):
        commands.release(lead, exercise_id=exercise_id, reasons="To offer help.")
    assert [waits(v) for v in (lead, team.manager)] == [0, 1]
