"""Recording what becomes of a family, and who may read it."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection
from django.utils import timezone

from joinedup.record.outcomes.commands import begin_engagement, record_measures, record_stages
from joinedup.record.outcomes.models import Engagement, FamilyAtReferral, Measure
from joinedup.record.outcomes.queries import engagements, open_engagement
from joinedup.record.outcomes.rules import Answer, Exit, FamilyThen, Group, Moment, Stages
from joinedup.record.outcomes.tests import factories
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.sharing.asking import NotVisible, session
from joinedup.trust.sharing.commands import Holder, Opening, share_with
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Category, Purpose

pytestmark = pytest.mark.django_db
MODELS = (Engagement, FamilyAtReferral, Measure)


@pytest.fixture
def service():
    return factories.a_service()


def at_work(viewer):
    return session(viewer, Purpose.DIRECT_WORK)


def test_the_latest_answer_counts_and_no_answer_is_lost(service):
    made, keyworker = factories.a_family(service), service.keyworker
    with at_work(keyworker):
        record_measures(
            keyworker,
            engagement_id=made.pk,
            moment=Moment.EXIT,
            on=timezone.localdate(),
            answers={"school": Answer.UNKNOWN, "drugs": Answer.NO},
        )
        seen = open_engagement(keyworker, made.pk)
        assert seen.answers == {
            ("school", Moment.START): Answer.YES,
            ("school", Moment.EXIT): Answer.UNKNOWN,
            ("drugs", Moment.EXIT): Answer.NO,
        }
        assert Measure.objects.filter(engagement=made, moment=Moment.EXIT).count() == 3
        assert seen.family is not None
        assert (seen.family.children, seen.family.lone_parent) == (2, Answer.YES)
        assert [one.pk for one in engagements(keyworker, factories.PROGRAMME)] == [made.pk]


def test_whoever_waited_is_taken_in(service):
    made, keyworker = factories.a_family(service, took_part=False), service.keyworker
    begun = factories.stages_of(took_part=True)
    with at_work(keyworker):
        record_stages(
            keyworker,
            engagement_id=made.pk,
            group=Group.TOOK_PART,
            stages=begun,
            exit_class=Exit.NEITHER,
        )
        found = open_engagement(keyworker, made.pk).engagement
        assert (found.group, found.left_on, found.exit_class) == (
            Group.TOOK_PART,
            begun.left,
            Exit.NEITHER,
        )
        with pytest.raises(ValueError, match="before it was referred"):
            record_stages(
                keyworker,
                engagement_id=made.pk,
                group=Group.TOOK_PART,
                stages=Stages(begun.referred, begun.referred - timedelta(days=1)),
            )


def test_what_cannot_be_is_refused(service):
    made, keyworker = factories.a_family(service), service.keyworker
    day = date(2025, 1, 1)
    with at_work(keyworker):
        for answers, on, words in (
            ({"wealth": Answer.YES}, day, "no risk called wealth"),
            ({"school": Answer.YES}, timezone.localdate() + timedelta(days=1), "a day to come"),
        ):
            with pytest.raises(ValueError, match=words):
                record_measures(
                    keyworker,
                    engagement_id=made.pk,
                    moment=Moment.REVIEW,
                    on=on,
                    answers=answers,
                )
        with pytest.raises(ValueError, match="which programme"):
            begin_engagement(
                keyworker,
                folder_id=made.folder_id,
                programme=" ",
                group=Group.TOOK_PART,
                stages=Stages(day),
                family=FamilyThen(),
            )


def test_nobody_reads_or_writes_without_a_grant(service):
    made = factories.a_family(service)
    strangers = [
        factories.a_service().keyworker,
        viewer_for(agencies.professional((agencies.team(), Role.EVALUATOR)).pk),
    ]
    for stranger in strangers:
        with at_work(stranger):
            assert not any(model.objects.exists() for model in MODELS)
            with pytest.raises(NotVisible):
                open_engagement(stranger, made.pk)
            with pytest.raises(NotVisible):
                record_measures(
                    stranger,
                    engagement_id=made.pk,
                    moment=Moment.EXIT,
                    on=date(2025, 1, 1),
                    answers={"school": Answer.NO},
                )
    assert not any(model.objects.exists() for model in MODELS), "nobody asks"


def test_a_grant_of_some_categories_opens_those_risks_alone(service):
    made = factories.a_family(service, start={"school": Answer.YES, "drugs": Answer.YES})
    school = factories.a_service()
    with at_work(service.keyworker):
        share_with(
            service.keyworker,
            folder=made.folder,
            purpose=Purpose.DIRECT_WORK,
            rule="test",
            reasons="A test.",
            openings=[
                Opening(Holder(team_id=school.team.pk), (Category.INVOLVEMENT, Category.EDUCATION))
            ],
        )
    with at_work(school.keyworker):
        seen = open_engagement(school.keyworker, made.pk)
        assert seen.family is None
        assert {risk for risk, _ in seen.answers} == {"school"}
        with pytest.raises(NotVisible):
            record_stages(
                school.keyworker,
                engagement_id=made.pk,
                group=Group.TOOK_PART,
                stages=factories.stages_of(took_part=True),
                exit_class=Exit.SUCCESSFUL,
            )


def test_an_answer_is_never_overwritten(service):
    factories.a_family(service)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        at_work(service.keyworker),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE outcomes_measure SET answer = 'no'")


def test_the_log_says_what_was_done_and_no_answer(service, owner_entries):
    factories.a_family(service, reference="FI-77")
    said = owner_entries("engagement")
    assert [entry.action for entry in said] == ["added", "changed", "changed"]
    assert all("yes" not in str(e.details) and "FI-77" not in str(e.details) for e in said)


@pytest.fixture
def owner_entries(service):
    """Entries of the log about the service's families, as its information governance lead reads
    them."""
    team = agencies.team(service.team.organisation, "Governance")
    lead = viewer_for(agencies.professional((team, Role.INFORMATION_GOVERNANCE_LEAD)).pk)

    def about(kind):
        with session(lead, Purpose.INFORMATION_GOVERNANCE):
            rows = AuditEntry.objects.filter(subject_kind=kind)
            return sorted(rows, key=lambda entry: entry.at)

    return about
