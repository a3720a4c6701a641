"""A study from its proposal to the deletion of its data, through the commands and the jobs."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from joinedup.base.foundation.transitions import NotNow
from joinedup.insight.evaluation import commands, jobs
from joinedup.insight.evaluation.models import Run, Step, Study
from joinedup.insight.evaluation.queries import open_study, waiting_for
from joinedup.insight.evaluation.rules.runs import RunState
from joinedup.insight.evaluation.rules.states import State
from joinedup.insight.evaluation.tests import factories
from joinedup.record.outcomes.rules import Answer
from joinedup.record.outcomes.tests import factories as outcomes
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.sharing.asking import NotVisible, session
from joinedup.trust.sharing.commands import restrict_to_named_people
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db
EVALUATION, GOVERNANCE = Purpose.EVALUATION, Purpose.INFORMATION_GOVERNANCE


@pytest.fixture
def team():
    return factories.a_team()


def rows_of(team, study_id):
    """The rows, as an evaluator takes them out."""
    with session(team.evaluator, EVALUATION):
        _, content = commands.take_out_rows(team.evaluator, study_id=study_id)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def as_owner(statement):
    with connection.cursor() as cursor:
        cursor.execute("SELECT test_as_owner(%s)", [statement])


def logged(team, kind):
    with session(team.lead, GOVERNANCE):
        found = AuditEntry.objects.filter(subject_kind=kind).order_by("at")
        return [(entry.action, entry.details) for entry in found]


def test_what_cannot_be_asked_for_is_refused(team):
    for more, words in (
        ({"title": " "}, "what the study asks"),
        ({"variables": ("name",)}, "no variable called name"),
        ({"k": 4}, "At least 5"),
        ({"delete_on": timezone.localdate()}, "a day after today"),
        ({"delete_on": timezone.localdate() + timedelta(days=1_000)}, "within two years"),
    ):
        with session(team.evaluator, EVALUATION), pytest.raises(ValueError, match=words):
            commands.begin_study(team.evaluator, proposal=factories.a_proposal(**more))
    for who in (team.lead, team.board, team.service.keyworker):
        with session(who, EVALUATION), pytest.raises(NotVisible):
            commands.begin_study(who, proposal=factories.a_proposal())


def test_nothing_is_submitted_without_a_protocol_that_fits(team):
    with session(team.evaluator, EVALUATION):
        made = commands.begin_study(team.evaluator, proposal=factories.a_proposal())
        with pytest.raises(ValueError, match="Write the protocol first"):
            commands.submit(team.evaluator, study_id=made.pk)
        for plan, words, wrong in (
            (factories.a_plan(outcome="crime_exit"), "Why.", "does not ask for"),
            (factories.a_plan(), " ", "Say why"),
        ):
            with pytest.raises(ValueError, match=wrong):
                commands.write_protocol(team.evaluator, study_id=made.pk, plan=plan, words=words)
    study_id = factories.drafted(team)
    less = factories.a_proposal(variables=("school_exit",))
    with session(team.evaluator, EVALUATION):
        commands.change_study(team.evaluator, study_id=study_id, proposal=less)
        with pytest.raises(ValueError, match="does not fit the study any more"):
            commands.submit(team.evaluator, study_id=study_id)


def test_what_was_submitted_stands(team):
    study_id = factories.submitted(team)
    assert len(factories.study(team, study_id).protocol_sha256) == 64
    with session(team.evaluator, EVALUATION):
        with pytest.raises(NotNow):
            commands.change_study(
                team.evaluator, study_id=study_id, proposal=factories.a_proposal()
            )
        for change in ("protocol = '{}'", "variables = '[\"x\"]'", "k = 9", "takes_out = true",
                       "delete_on = '2099-01-01'", "protocol_sha256 = 'abc'",
                       f"asked_by_id = '{team.colleague.professional_id}'"):  # fmt: skip
            with (
                pytest.raises(ProgrammingError, match="the terms of a study stand"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"UPDATE evaluation_study SET {change}")


def test_only_a_second_person_who_leads_governance_decides(team):
    study_id = factories.submitted(team)
    for who in (team.evaluator, team.colleague, team.board):
        with session(who, EVALUATION), pytest.raises(NotVisible):
            commands.approve(who, study_id=study_id, reasons="Fine.")
    with session(team.lead, GOVERNANCE):
        with pytest.raises(ValueError, match="Give the reasons"):
            commands.approve(team.lead, study_id=study_id, reasons=" ")
        assert [one.pk for one in waiting_for(team.lead)] == [study_id]
        commands.approve(team.lead, study_id=study_id, reasons="Needed.")
        assert waiting_for(team.lead) == []
    with session(team.evaluator, EVALUATION):
        assert [one.pk for one in waiting_for(team.evaluator)] == [study_id]


def test_a_refusal_ends_it_and_an_approval_can_be_taken_back_with_the_data(team):
    refused, taken_back = factories.submitted(team), factories.built(team, takes_out=True)
    assert rows_of(team, taken_back)
    for study_id in (refused, taken_back):
        with session(team.lead, GOVERNANCE):
            commands.refuse(team.lead, study_id=study_id, reasons="Too wide.")
        assert factories.study(team, study_id).state == State.REFUSED
    with pytest.raises(NotVisible):
        rows_of(team, taken_back)


def test_a_data_set_names_nobody_and_holds_no_more_than_was_asked_for(team):
    study_id = factories.built(team, takes_out=True)
    rows = rows_of(team, study_id)
    study = factories.study(team, study_id)
    assert study.state == State.BUILT
    assert set(rows[0]) <= {"family", "took_part", *factories.VARIABLES}
    assert len({row["family"] for row in rows}) == len(rows) == sum(study.data["families"].values())
    said = str(rows)
    with session(team.service.keyworker, Purpose.DIRECT_WORK):
        for engagement in outcomes.Engagement.objects.all():
            for trace in (engagement.pk, engagement.folder_id, engagement.family_reference):
                assert str(trace) not in said
    assert factories.REFERENCE not in said
    # Not in the pseudonyms: of these any four digits may be a part.
    told = [value for row in rows for name, value in row.items() if name != "family"]
    assert not any("2024" in value for value in told), "a date"


def test_the_rows_say_what_the_record_says(team):
    study_id = factories.built(team, takes_out=True)
    rows = rows_of(team, study_id)
    with session(team.service.keyworker, Purpose.DIRECT_WORK):
        measures = outcomes.Engagement.objects.filter(
            group="took_part",
            measures__risk="school",
            measures__moment="exit",
            measures__answer=Answer.YES,
        ).count()
    kept = sum(row["took_part"] == "yes" and row["school_exit"] == "yes" for row in rows)
    assert factories.study(team, study_id).data["left_out"] is None, "few are left out here"
    assert measures - 4 <= kept <= measures


def test_two_studies_cannot_be_put_together(team):
    one, other = (
        {row["family"] for row in rows_of(team, factories.built(team, takes_out=True))}
        for _ in range(2)
    )
    assert not one & other


def test_a_record_for_named_people_and_another_agencys_families_are_left_out(team):
    factories.a_team(30)
    hidden = factories.a_family(team.service, factories.Random(1), 0)
    with session(team.service.keyworker, Purpose.DIRECT_WORK):
        restrict_to_named_people(
            team.service.keyworker,
            folder=hidden.folder,
            named=[team.service.keyworker.professional_id],
            reasons="A test.",
        )
    study_id = factories.built(team, variables=("school_exit", "school_start", "lone_parent",
                                                "physical_health_exit"))  # fmt: skip
    assert sum(factories.study(team, study_id).data["families"].values()) == 60


def test_too_few_families_make_no_data_set_and_it_says_why():
    team = factories.a_team(12)
    study_id = factories.built(team)
    study = factories.study(team, study_id)
    assert (study.state, study.data, study.data_sha256) == (State.APPROVED, {}, "")
    with session(team.evaluator, EVALUATION):
        last = open_study(team.evaluator, study_id).steps[-1]
    assert "fewer than 10 families" in last.reasons


def test_building_is_done_once_and_by_whoever_started_it(team):
    study_id = factories.building(team)
    factories.do(jobs.build, study_id=study_id, professional_id=team.colleague.professional_id)
    assert factories.study(team, study_id).state == State.BUILDING
    for _ in range(2):
        factories.do(jobs.build, study_id=study_id, professional_id=team.evaluator.professional_id)
    with session(team.evaluator, EVALUATION):
        assert Step.objects.filter(study_id=study_id, event="finish_build").count() == 1


def test_the_function_builds_for_nobody_else(team):
    study_id = factories.building(team)
    for who, purpose in (
        (team.colleague, EVALUATION),
        (team.evaluator, Purpose.DIRECT_WORK),
        (team.lead, EVALUATION),
        (team.service.keyworker, EVALUATION),
        (factories.a_team(0).evaluator, EVALUATION),
    ):
        with (
            pytest.raises(ProgrammingError, match="approved study alone"),
            session(who, purpose),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT * FROM evaluation_build(%s)", [study_id])


def test_saying_that_it_is_approved_is_not_enough(team):
    study_id = factories.submitted(team)
    with session(team.evaluator, EVALUATION), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE evaluation_study SET state = 'building', built_by_id = %s",
            [team.evaluator.professional_id],
        )
        with pytest.raises(ProgrammingError, match="approved study alone"), transaction.atomic():
            cursor.execute("SELECT * FROM evaluation_build(%s)", [study_id])
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            cursor.execute(
                "INSERT INTO evaluation_answer (id, study_id, approves, reasons, by_id, at)"
                " VALUES (gen_random_uuid(), %s, true, 'Fine.', %s, now())",
                [study_id, team.evaluator.professional_id],
            )


def test_rows_leave_only_where_that_was_approved(team):
    study_id = factories.built(team)
    with pytest.raises(NotVisible):
        rows_of(team, study_id)
    out = factories.built(team, takes_out=True)
    rows_of(team, out)
    for who in (team.lead, team.board, team.service.keyworker):
        with session(who, EVALUATION), pytest.raises(NotVisible):
            commands.take_out_rows(who, study_id=out)
    [(_, details)] = [one for one in logged(team, "study_data_set") if one[0] == "exported"]
    assert details["data_sha256"] == factories.study(team, out).data_sha256


def test_a_run_leaves_its_report_with_protocol_and_data(team):
    study_id = factories.built(team)
    run = factories.the_run(team, factories.run(team, study_id))
    study = factories.study(team, study_id)
    assert (run.state, run.percent, run.failure) == (RunState.DONE, 100, "")
    assert (run.protocol_sha256, run.data_sha256) == (study.protocol_sha256, study.data_sha256)
    assert run.deviations == []
    assert run.finding["title"] == study.title
    assert bytes(run.pdf).startswith(b"%PDF")
    assert study.protocol_sha256 in run.html
    assert study.data_sha256 in run.html
    for text in (run.html, str(run.finding)):
        assert factories.REFERENCE not in text


def test_what_deviates_needs_reasons_and_stands_in_the_report(team):
    study_id = factories.built(team)
    with pytest.raises(ValueError, match="Say why it is not done as the protocol says"):
        factories.begun(team, study_id, method="difference", covariates=())
    first = factories.the_run(team, factories.run(team, study_id))
    run_id = factories.run(
        team, study_id, why="To see how much it matters.", method="difference", covariates=()
    )
    second = factories.the_run(team, run_id)
    assert (first.number, second.number) == (1, 2)
    assert any("The method was “Plain difference" in said for said in second.deviations)
    assert "Something had been run on this data set once before." in second.deviations
    assert "Not as the protocol says. The method was “Plain difference" in second.html


def test_to_run_it_again_as_planned_needs_no_reasons_and_is_counted(team):
    study_id = factories.built(team)
    factories.run(team, study_id)
    again = factories.the_run(team, factories.run(team, study_id))
    assert again.deviations == ["Something had been run on this data set once before."]


def test_a_run_that_cannot_answer_says_why(team):
    for number in range(40):
        outcomes.a_family(
            team.service, took_part=number % 2 == 0, start={"drugs": Answer.NO},
            end={"drugs": Answer.NO},
        )  # fmt: skip
    study_id = factories.built(team, variables=(*factories.VARIABLES, "drugs_start", "drugs_exit"))
    run_id = factories.run(team, study_id, why="Because.", outcome="drugs_exit")
    run = factories.the_run(team, run_id)
    assert run.state == RunState.FAILED
    assert "fewer than 5 families of one group have “drug misuse at the end”" in run.failure
    assert (run.finding, run.html, run.pdf) == ({}, "", None)


def test_a_run_is_stopped_and_begun_anew(team):
    study_id = factories.built(team)
    run_id = factories.begun(team, study_id)
    with session(team.colleague, EVALUATION):
        commands.stop_run(team.colleague, study_id=study_id, run_id=run_id)
    factories.do(jobs.carry_out, run_id=run_id, professional_id=team.evaluator.professional_id)
    assert factories.the_run(team, run_id).state == RunState.CANCELLED
    with session(team.evaluator, EVALUATION), pytest.raises(NotNow):
        commands.stop_run(team.evaluator, study_id=study_id, run_id=run_id)
    again = factories.the_run(team, factories.run(team, study_id))
    assert (again.number, again.state, again.deviations) == (2, RunState.DONE, [])


def test_a_run_that_is_stopped_while_it_goes_on_leaves_nothing(team, monkeypatch):
    study_id = factories.built(team)
    run_id = factories.begun(team, study_id)
    really = jobs.analyse

    def stopped_meanwhile(work, say):
        say(20, "Half way")
        assert factories.the_run(team, run_id).percent == 20
        with session(team.evaluator, EVALUATION):
            commands.stop_run(team.evaluator, study_id=study_id, run_id=run_id)
        return really(work, say)

    monkeypatch.setattr(jobs, "analyse", stopped_meanwhile)
    factories.do(jobs.carry_out, run_id=run_id, professional_id=team.evaluator.professional_id)
    run = factories.the_run(team, run_id)
    assert (run.state, run.finding) == (RunState.CANCELLED, {})


def test_a_run_that_breaks_is_not_waited_for(team, monkeypatch):
    study_id = factories.built(team)
    run_id = factories.begun(team, study_id)

    def breaks(work, say):
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "analyse", breaks)
    work = {"run_id": run_id, "professional_id": team.evaluator.professional_id}
    with pytest.raises(ZeroDivisionError):
        factories.do(jobs.carry_out, **work)
    run = factories.the_run(team, run_id)
    assert run.state == RunState.FAILED
    assert "not in the data" in run.failure
    factories.do(jobs.carry_out, **work)
    assert factories.the_run(team, run_id).state == RunState.FAILED


def test_a_finished_run_stands_as_it_is(team):
    run_id = factories.run(team, factories.built(team))
    with session(team.evaluator, EVALUATION):
        for change in ("finding = '{}'", "deviations = '[]'", "state = 'waiting'", "html = ''"):
            with (
                pytest.raises(ProgrammingError, match="a finished run stands"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"UPDATE evaluation_run SET {change} WHERE id = %s", [run_id])
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Run.objects.filter(pk=run_id).update(plan={})


def test_ending_it_deletes_rows_and_key_and_keeps_the_report(team):
    study_id = factories.built(team, takes_out=True)
    run_id = factories.run(team, study_id)
    waiting = factories.begun(team, study_id, why="Once more.")
    with session(team.lead, GOVERNANCE):
        with pytest.raises(ValueError, match="Give the reasons"):
            commands.end(team.lead, study_id=study_id, reasons="")
        commands.end(team.lead, study_id=study_id, reasons="The board has decided.")
    with pytest.raises(NotVisible):
        rows_of(team, study_id)
    assert factories.the_run(team, run_id).html
    assert factories.study(team, study_id).data
    factories.do(jobs.carry_out, run_id=waiting, professional_id=team.evaluator.professional_id)
    assert factories.the_run(team, waiting).failure == "the data set is not there any more"
    assert any(action == "deleted" for action, _ in logged(team, "study"))


def test_the_last_day_ends_it_by_itself(team):
    study_id = factories.built(team, takes_out=True)
    assert commands.delete_due() == 0
    as_owner(
        "SET CONSTRAINTS ALL IMMEDIATE;"
        " ALTER TABLE evaluation_study DISABLE TRIGGER evaluation_terms_stand;"
        " UPDATE evaluation_study SET delete_on = current_date - 2;"
        " ALTER TABLE evaluation_study ENABLE TRIGGER evaluation_terms_stand"
    )
    factories.do(jobs.delete_due)
    assert factories.study(team, study_id).state == State.ENDED
    with session(team.evaluator, EVALUATION):
        last = open_study(team.evaluator, study_id).steps[-1]
    assert (last.event, last.by) == ("end_date", None)
    assert last.details["families"] > 0


def test_it_can_be_withdrawn_before_there_are_data(team):
    study_id = factories.approved(team)
    with session(team.evaluator, EVALUATION):
        commands.withdraw(team.evaluator, study_id=study_id, reasons="No longer needed.")
    built = factories.built(team)
    with session(team.evaluator, EVALUATION), pytest.raises(NotNow):
        commands.withdraw(team.evaluator, study_id=built, reasons="No longer needed.")


def test_no_state_but_a_draft_without_a_protocol(team):
    study_id = factories.drafted(team)
    with (
        pytest.raises(IntegrityError, match="evaluation_study_protocol_first"),
        session(team.evaluator, EVALUATION),
    ):
        Study.objects.filter(pk=study_id).update(state=State.BUILDING)
