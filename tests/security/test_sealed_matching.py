"""Whoever looks, in whatever state an exercise is: rows are seen by those who hold a grant alone.

Hypothesis takes an exercise to a stage, and puts somebody of some agency, team and role before the
tables; an oracle in plain Python says what they may see.
"""

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joinedup.practice.think_family.models import (
    Exercise,
    FamilyAddress,
    FamilyMember,
    FamilyNeed,
    OwnRecord,
    QualifyingFamily,
    Receipt,
)
from joinedup.practice.think_family.tests import factories
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db

RESULTS = (QualifyingFamily, FamilyMember, FamilyAddress, FamilyNeed)
STAGES = ("drafted", "submitted", "opened", "sent", "matched", "released", "closed")
TEAMS = (
    "receiving",
    "council",
    "council desk",
    "police",
    "police desk",
    "health desk",
    "elsewhere",
)

viewers = st.lists(
    st.tuples(st.sampled_from(TEAMS), st.sampled_from([r for r in Role if r != Role.FRONT_DOOR])),
    min_size=4,
    max_size=8,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(stage=st.sampled_from(STAGES), people=viewers)
def test_nobody_without_a_grant_sees_a_row(stage: str, people: list[tuple[str, Role]]) -> None:
    with transaction.atomic():
        made = factories.a_partnership()
        rows = {"council": [], "police": [], "health": []}
        for agency, need in (("council", "education"), ("police", "crime"), ("health", "health")):
            home = {"address_line": "1 Far Lane", "postcode": "QZ1 1AA"}
            rows[agency].append(factories.a_row(f"{agency}-1", needs=need, **home))
        take = getattr(factories, stage)
        if stage in STAGES[:3]:
            take(made)
        else:
            take(made, rows)
        teams = _teams(made)
        for where, role in people:
            _sees_what_it_may(factories.in_post(teams[where], role, "Somebody"), where, stage)
        _nobody_asks(stage)
        transaction.set_rollback(True)


def _teams(made: factories.Partnership) -> dict[str, object]:
    def desk(taking: factories.Taking) -> object:
        return agencies.Team.objects.get(organisation=taking.agency, is_hub=True)

    return {
        "receiving": made.early_help,
        "council": agencies.team(made.council.agency, "Another"),
        "council desk": desk(made.council),
        "police": agencies.team(made.police.agency, "Another"),
        "police desk": desk(made.police),
        "health desk": desk(made.health),
        "elsewhere": agencies.team(agencies.organisation("Elsewhere"), "Another"),
    }


def _sees_what_it_may(viewer, where: str, stage: str) -> None:
    at_lead = where in ("receiving", "council", "council desk")
    takes_part = where != "elsewhere"
    with session(viewer, Purpose.DIRECT_WORK):
        assert Exercise.objects.exists() is (at_lead or (takes_part and stage != "drafted"))
        for model in RESULTS:
            assert model.objects.exists() is (where == "receiving" and stage == "released")
        own = {"council desk": "council-1", "police desk": "police-1", "health desk": "health-1"}
        expected = [own[where]] if where in own and stage == "released" else []
        assert list(OwnRecord.objects.values_list("record_id", flat=True)) == expected
        kept = stage in ("sent", "matched", "released")
        assert Receipt.objects.exists() is (takes_part and kept)
        assert _extracts() == "permission denied for table think_family_sealedextract"


def _nobody_asks(stage: str) -> None:
    for model in (*RESULTS, Exercise, OwnRecord, Receipt):
        assert not model.objects.exists(), f"{model} was visible without a session, {stage}"
    assert _extracts() == "permission denied for table think_family_sealedextract"


def _extracts() -> str:
    """What the application's role is answered when it asks for the extracts."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT content FROM think_family_sealedextract")
    except DatabaseError as refused:
        return str(refused).partition("\n")[0]
    return ""
