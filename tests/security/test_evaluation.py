"""Whoever looks, in whatever state a study is: nobody gets a family's row out of it but by the way
that was approved.

Hypothesis takes a study to a stage, and puts somebody of some agency and role before the tables and
the functions; an oracle in plain Python says what they may have.
"""

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joinedup.insight.evaluation.models import Answer, Run, Step, Study
from joinedup.insight.evaluation.tests import factories
from joinedup.record.outcomes.models import Engagement, FamilyAtReferral, Measure
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db

STAGES = ("drafted", "submitted", "approved", "building", "built", "ended")
CLOSED = ("evaluation_dataset", "evaluation_studykey")
ROLES = [role for role in Role if role is not Role.FRONT_DOOR]
READ_LATER = {Role.INFORMATION_GOVERNANCE_LEAD, Role.BOARD_MEMBER}
viewers = st.lists(
    st.tuples(
        st.booleans(),
        st.sampled_from([Role.EVALUATOR, *ROLES]),
        st.sampled_from([Purpose.EVALUATION, Purpose.DIRECT_WORK]),
    ),
    min_size=4,
    max_size=8,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(stage=st.sampled_from(STAGES), people=viewers)
def test_nobody_gets_a_row_but_by_the_way_that_was_approved(
    stage: str, people: list[tuple[bool, Role, Purpose]]
) -> None:
    with transaction.atomic():
        team = factories.a_team(24)
        study_id = getattr(factories, stage)(team, takes_out=True)
        elsewhere = agencies.organisation("Elsewhere")
        for ours, role, purpose in people:
            agency = team.agency if ours else elsewhere
            viewer = factories.in_post(agencies.team(agency, "Somewhere"), role, "Somebody")
            with session(viewer, purpose):
                _reads_what_it_may(ours=ours, role=role, stage=stage)
                has = _answer("SELECT evaluation_rows(%s) IS NOT NULL", study_id)
                may = ours and role is Role.EVALUATOR and purpose is Purpose.EVALUATION
                assert has is (may and stage == "built")
        _nobody_asks(study_id)
        transaction.set_rollback(True)


def _reads_what_it_may(*, ours: bool, role: Role, stage: str) -> None:
    reads = ours and (role is Role.EVALUATOR or (stage != "drafted" and role in READ_LATER))
    assert Study.objects.exists() is reads
    assert Step.objects.exists() is (reads and stage != "drafted")
    for model in (Engagement, FamilyAtReferral, Measure):
        assert not model.objects.exists()
    for table in CLOSED:
        said = _answer(f"SELECT count(*) FROM {table}")
        assert said == f"permission denied for table {table}"


def _nobody_asks(study_id: object) -> None:
    for model in (Study, Answer, Step, Run, Engagement, Measure):
        assert not model.objects.exists(), f"{model} was visible without a session"
    assert _answer("SELECT evaluation_rows(%s) IS NOT NULL", study_id) is False
    said = _answer("SELECT count(*) FROM evaluation_build(%s)", study_id)
    assert said == "a data set is built for an approved study alone"


def _answer(question: str, *given_with: object) -> object:
    """What the application's role is answered, or how it is refused."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(question, given_with)
            return cursor.fetchone()[0]
    except DatabaseError as refused:
        return str(refused).partition("\n")[0]


def test_only_whoever_started_it_builds_and_only_then() -> None:
    team = factories.a_team(24)
    for stage in ("approved", "building", "built"):
        study_id = getattr(factories, stage)(team)
        for who in (team.evaluator, team.colleague, team.lead, team.board):
            with session(who, Purpose.EVALUATION):
                said = _answer("SELECT count(*) FROM evaluation_build(%s)", study_id)
            may = stage == "building" and who is team.evaluator
            assert (said == 24) is may, (stage, who.name)


def test_no_other_function_of_it_is_the_applications_to_call() -> None:
    team = factories.a_team(0)
    study_id = factories.submitted(team)
    with session(team.evaluator, Purpose.EVALUATION):
        for call in (
            "evaluation_empty(%s)",
            "evaluation_approved(%s)",
            "evaluation_may_have(%s, 'built')",
        ):
            name = call.partition("(")[0]
            said = _answer(f"SELECT {call}", study_id)
            assert said == f"permission denied for function {name}"
        assert _answer("SELECT evaluation_delete(%s)", study_id) == "the study is not over"


def test_a_run_and_an_answer_are_written_by_those_whose_they_are() -> None:
    team = factories.a_team(24)
    study_id = factories.built(team)
    run_id = factories.begun(team, study_id)
    for who in (team.lead, team.board, factories.a_team(0).evaluator):
        with session(who, Purpose.EVALUATION):
            assert Run.objects.filter(pk=run_id).update(percent=50) == 0
    for who in (team.evaluator, team.board):
        with session(who, Purpose.EVALUATION):
            assert Answer.objects.count() == 1
            said = _answer(
                "INSERT INTO evaluation_answer (id, study_id, approves, reasons, by_id, at)"
                " VALUES (gen_random_uuid(), %s, true, 'Fine.', %s, now()) RETURNING true",
                study_id,
                who.professional_id,
            )
            assert "row-level security" in str(said)
