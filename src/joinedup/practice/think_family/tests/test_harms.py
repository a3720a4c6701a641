"""What must never happen to a family through a sealed matching, one test for each harm."""

import logging
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from joinedup.base.foundation.transitions import NotNow
from joinedup.practice.think_family import commands
from joinedup.practice.think_family.linking import Sent, link_people, surely_one
from joinedup.practice.think_family.models import (
    Answer,
    Exercise,
    FamilyAddress,
    FamilyMember,
    FamilyNeed,
    OwnRecord,
    QualifyingFamily,
    Step,
)
from joinedup.practice.think_family.rules.criteria import Criteria
from joinedup.practice.think_family.rules.extract_file import read_row
from joinedup.practice.think_family.rules.families import Record, find
from joinedup.practice.think_family.rules.needs import NEEDS
from joinedup.practice.think_family.rules.states import State
from joinedup.practice.think_family.tests import factories
from joinedup.practice.think_family.tests.owner import as_owner, tables_with
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import NotVisible, session
from joinedup.trust.sharing.commands import break_glass
from joinedup.trust.sharing.rules import AgreementAnswer, Category, Purpose
from joinedup.trust.sharing.tests import agreements

pytestmark = pytest.mark.django_db

RESULTS = (QualifyingFamily, FamilyMember, FamilyAddress, FamilyNeed, OwnRecord)


@pytest.fixture
def team():
    return factories.a_partnership()


def seen(viewer, model):
    with session(viewer, Purpose.DIRECT_WORK):
        return model.objects.count()


def test_a_family_below_the_threshold_leaves_its_name_nowhere(team, caplog):
    caplog.set_level(logging.DEBUG)
    factories.released(team)
    for trace in (factories.BELOW, "Meinir", "1985-07-19", "800 Long Lane", "C-T0", "P-T1"):
        assert tables_with(trace) == {}, trace
        assert trace not in caplog.text
    # The same look does find whoever came out.
    found = tables_with(factories.QUALIFYING)
    assert found == {"think_family_familymember": 2}
    assert factories.QUALIFYING not in caplog.text


def test_nothing_that_could_name_anybody_remains_once_it_is_closed(team):
    exercise_id = factories.closed(team)
    for trace in (factories.BELOW, factories.QUALIFYING, "Rhiannon", "900 Long Lane", "H-H0"):
        assert tables_with(trace) == {}, trace
    with session(team.council.lead, Purpose.INFORMATION_GOVERNANCE):
        kept = Exercise.objects.get(pk=exercise_id)
        last = Step.objects.filter(exercise=kept).order_by("-at", "-id").first()
    assert (kept.state, len(kept.model_sha256)) == (State.CLOSED, 64)
    assert last.details == {"extracts": 3, "records": 370, "families": None}
    assert last.by_id == team.council.lead.professional_id


def test_its_last_day_comes_whether_or_not_anybody_sees_to_it(team):
    exercise_id = factories.released(team)
    assert commands.delete_due() == 0
    # A day goes by for the database too, which goes by its own clock.
    yesterday = timezone.localdate() - timedelta(days=1)
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner("ALTER TABLE think_family_exercise DISABLE TRIGGER think_family_terms_stand")
    as_owner(f"UPDATE think_family_exercise SET delete_on = '{yesterday}'")
    assert commands.delete_due() == 1
    assert commands.delete_due() == 0
    assert tables_with(factories.QUALIFYING) == {}
    with session(team.police.lead, Purpose.INFORMATION_GOVERNANCE):
        kept = Exercise.objects.get(pk=exercise_id)
        last = Step.objects.filter(exercise=kept).order_by("-at", "-id").first()
    assert (kept.state, last.by_id) == (State.CLOSED, None)
    assert last.details["extracts"] == 3


def test_whoever_is_not_entitled_gets_nothing(team):
    stranger = factories.a_partnership(agreement=False)
    factories.released(team)
    others = (
        team.council.lead, team.second, team.board, team.police.lead, team.health.lead,
        stranger.manager, stranger.council.lead, stranger.police.researcher,
    )  # fmt: skip
    for viewer in others:
        for model in RESULTS:
            assert seen(viewer, model) == 0, (viewer.name, model)
    for viewer in (stranger.manager, stranger.council.lead):
        assert seen(viewer, Exercise) == 0
    assert seen(team.manager, QualifyingFamily) == 1
    # Each agency has its own record numbers, and no other's.
    for taking, numbers in ((team.police, {"P-H0", "P-H1"}), (team.health, {"H-H0", "H-H1"})):
        with session(taking.researcher, Purpose.OWN_RECORDS):
            assert set(OwnRecord.objects.values_list("record_id", flat=True)) == numbers
        assert seen(taking.researcher, FamilyMember) == 0


def test_no_agencys_records_come_back_unless_that_was_agreed(team):
    factories.released(team, own_records_back=False)
    assert seen(team.manager, QualifyingFamily) == 1
    for taking in team.all:
        assert seen(taking.researcher, OwnRecord) == 0


def test_nobody_reads_a_result_before_it_is_released(team):
    factories.matched(team)
    everybody = [team.manager, team.second, team.board, *(t.lead for t in team.all)]
    everybody += [t.researcher for t in team.all]
    assert {seen(viewer, model) for viewer in everybody for model in RESULTS} == {0}


def test_an_agency_without_an_agreement_is_not_matched():
    team = factories.a_partnership(agreement=False)
    factories.an_agreement(team.council.agency, team.police.agency)
    exercise_id = factories.drafted(team)
    lead = team.council.lead
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        with pytest.raises(ValueError, match="Brackenshire NHS Trust: No sharing agreement"):
            commands.submit(lead, exercise_id=exercise_id)
        assert Exercise.objects.get(pk=exercise_id).state == State.DRAFT


def test_an_agreement_that_ended_since_keeps_the_result_in():
    team = factories.a_partnership(agreement=False)
    binding = factories.an_agreement(*(t.agency for t in team.all))
    exercise_id = factories.matched(team)
    party = agreements.governance_lead(team.health.agency)
    agreements.answer(party, binding, AgreementAnswer.WITHDRAWN, "We do not agree any more.")
    lead = team.council.lead
    refused = pytest.raises(ValueError, match="has withdrawn from")
    with session(lead, Purpose.INFORMATION_GOVERNANCE), refused:
        commands.release(lead, exercise_id=exercise_id, reasons="To help them.")
    assert seen(team.manager, QualifyingFamily) == 0


def test_a_run_without_every_approval_is_refused(team):
    exercise_id = factories.submitted(team)
    for who in (team.second, team.police.lead):
        factories.approve(who, exercise_id)
    lead = team.council.lead
    with session(lead, Purpose.INFORMATION_GOVERNANCE), pytest.raises(NotNow):
        commands.start_run(lead, exercise_id=exercise_id)
    # Nor would the database hand the extracts over to a run that somebody had begun all the same.
    as_owner(
        f"UPDATE think_family_exercise SET state = 'running', run_by_id = '{lead.professional_id}'"
    )
    assert _handed_over(lead, exercise_id) == "the extracts are for an approved run alone"


def test_the_extracts_are_handed_to_the_run_and_to_nobody_else(team):
    exercise_id = factories.sent(team)
    lead = team.council.lead
    assert "approved run alone" in _handed_over(lead, exercise_id)
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        commands.start_run(lead, exercise_id=exercise_id)
    for viewer in (team.second, team.manager, team.police.researcher, team.police.lead):
        assert "approved run alone" in _handed_over(viewer, exercise_id)
    assert "approved run alone" in _handed_over(lead, exercise_id, Purpose.DIRECT_WORK)
    assert _handed_over(lead, exercise_id, Purpose.EARLY_HELP) == ""


def _handed_over(viewer, exercise_id: UUID, purpose=Purpose.EARLY_HELP) -> str:
    """What the database answers whoever asks for the extracts: empty when it hands them over."""
    with session(viewer, purpose):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT * FROM think_family_unseal(%s)", [exercise_id])
        except DatabaseError as refused:
            return str(refused).partition("\n")[0]
    return ""


def test_the_application_can_neither_read_nor_change_an_extract(team):
    factories.sent(team)
    statements = (
        "SELECT content FROM think_family_sealedextract",
        "SELECT count(*) FROM think_family_sealedextract",
        "UPDATE think_family_sealedextract SET content = ''",
        "DELETE FROM think_family_sealedextract",
        "INSERT INTO think_family_sealedextract SELECT * FROM think_family_sealedextract",
    )
    for viewer in (team.council.lead, team.police.researcher):
        with session(viewer, Purpose.OWN_RECORDS):
            for statement in statements:
                refused = pytest.raises(DatabaseError, match="permission denied")
                with refused, transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement)


def test_whoever_proposed_it_cannot_approve_it(team):
    exercise_id = factories.submitted(team)
    lead = team.council.lead
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        with pytest.raises(ValueError, match="a second person"):
            commands.approve(lead, exercise_id=exercise_id, reasons="I think so.")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Answer.objects.create(
                exercise_id=exercise_id,
                agency_id=lead.agency_id,
                approves=True,
                reasons="I think so.",
                by_id=lead.professional_id,
            )


def test_nobody_of_the_team_that_gets_the_result_approves_it(team):
    exercise_id = factories.submitted(team)
    refused = pytest.raises(ValueError, match="Your team would get the result")
    with session(team.manager, Purpose.DIRECT_WORK), refused:
        commands.approve(team.manager, exercise_id=exercise_id, reasons="Please.")


def test_nobody_approves_for_another_agency(team):
    exercise_id = factories.submitted(team)
    forged = Answer(
        exercise_id=exercise_id,
        agency_id=team.health.agency.pk,
        approves=True,
        reasons="For them.",
        by_id=team.police.lead.professional_id,
    )
    refused = pytest.raises(DatabaseError, match="row-level security")
    with session(team.police.lead, Purpose.INFORMATION_GOVERNANCE), refused, transaction.atomic():
        forged.save(force_insert=True)


def test_what_was_approved_cannot_be_made_wider_afterwards(team):
    exercise_id = factories.opened(team)
    lead = team.council.lead
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        for change in ({"least_needs": 1}, {"receiving_team_id": team.early_help.pk, "why": "x"}):
            with pytest.raises(DatabaseError, match="terms"), transaction.atomic():
                Exercise.objects.filter(pk=exercise_id).update(**change)
        with pytest.raises(DatabaseError, match="who takes part"), transaction.atomic():
            Exercise.objects.get(pk=exercise_id).parties.all().delete()
        proposal = factories.a_proposal(team, criteria=Criteria(1, 2))
        with pytest.raises(NotNow):
            commands.change_proposal(lead, exercise_id=exercise_id, proposal=proposal)


def test_what_is_sealed_is_not_behind_glass(team):
    exercise_id = factories.matched(team)
    with session(team.council.lead, Purpose.INFORMATION_GOVERNANCE):
        folder_id = Exercise.objects.get(pk=exercise_id).result_folder_id
    with session(team.manager, Purpose.BREAK_GLASS), pytest.raises(NotVisible):
        break_glass(
            team.manager, folder_id=folder_id, reasons="Danger.", categories=[Category.IDENTITY]
        )


def test_an_address_that_one_agency_hides_comes_out_through_no_other(team):
    """Harm: a family in a refuge is found through the copy of its address that a school has."""
    rows = factories.a_town()
    rows["health"] = [
        {**row, "hide_address": "yes"} if row["record_id"] == "H-H1" else row
        for row in rows["health"]
    ]
    factories.released(team, rows)
    with session(team.manager, Purpose.DIRECT_WORK):
        [family] = QualifyingFamily.objects.all()
        assert family.address_hidden
        assert not FamilyAddress.objects.exists()
    assert tables_with("900 Long Lane") == {}


def test_another_home_of_one_of_them_does_not_come_out(team):
    """Harm: whoever reads of the mother and the son is told where the father went."""
    rows = factories.a_town()
    rows["health"] = [
        {**row, "address_line": "7 Elsewhere Close", "postcode": "QY7 7ZZ"}
        if row["record_id"] == "H-H1"
        else row
        for row in rows["health"]
    ]
    factories.released(team, rows)
    with session(team.manager, Purpose.DIRECT_WORK):
        assert [a.line for a in FamilyAddress.objects.all()] == ["900 Long Lane"]
    assert tables_with("7 Elsewhere Close") == {}


def test_what_is_wrong_with_an_extract_repeats_nothing_of_it(team):
    exercise_id = factories.opened(team)
    wrong = factories.a_row("R1", birth_date="Ffion Secret", needs="Secret", nhs_number="Secret")
    receipt = factories.send(team.police.researcher, exercise_id, [wrong])
    assert {p["column"] for p in receipt.problems} == {"birth_date", "needs", "nhs_number"}
    assert "Secret" not in str(receipt.problems)
    assert tables_with("Secret") == {}
    for viewer in (team.council.lead, team.health.researcher):
        assert seen(viewer, type(receipt)) == 0


def _among_a_town(agency_rows):
    """What a run finds for these rows among a town of others."""
    sent = [
        Sent(agency, read_row({"needs": "", **row}, frozenset(NEEDS))[0])
        for agency, rows in factories.a_town().items()
        for row in rows
        if row["family_name"] not in {factories.QUALIFYING, factories.BELOW}
    ]
    town = len(sent)
    for agency, row in agency_rows:
        read, _ = read_row({"needs": "", **row}, frozenset(NEEDS))
        sent.append(Sent(agency, read))
    people = link_people(sent, today=timezone.localdate())
    records = [
        Record(s.agency, frozenset(s.row.needs), s.row.home, s.row.household_ref) for s in sent
    ]
    found = find(records, people.person, people.uncertain, Criteria(3, 2))
    return people.person[town:], found


_AT_ONE = {"address_line": "1 Far Lane", "postcode": "QZ1 1AA"}
_AT_OTHER = {"address_line": "2 Far Lane", "postcode": "QZ1 1AA"}


@pytest.mark.parametrize(
    ("one_name", "other_name"),
    [
        ("Mabli", "Mared"),
        ("Ella", "Bella"),
        ("Jayden", "Hayden"),
        ("Muhammad Ali", "Muhammad Hassan"),
        ("Sophie Ann", "Sophie Jane"),
        ("Ava", "Aoife"),
    ],
)
def test_a_false_link_of_twins_does_not_add_two_families_needs_together(one_name, other_name):
    """Harm: two families are visited for what only both of them together would be."""
    twin = {"family_name": "Penhallow", "birth_date": "2013-11-02", "phone": "01632 960111"}
    one = factories.a_row("T1", needs="education; finance", given_names=one_name, **twin, **_AT_ONE)
    other = factories.a_row(
        "T2", needs="crime; domestic_abuse", given_names=other_name, **twin, **_AT_OTHER
    )
    (first, second), found = _among_a_town([("council", one), ("police", other)])
    assert first != second
    assert found.qualifying == ()


def test_how_many_families_hang_on_an_uncertain_link_is_said():
    twin = {"family_name": "Penhallow", "birth_date": "2013-11-02", "phone": "01632 960111"}
    one = factories.a_row("T1", needs="education; finance", given_names="Ella", **twin, **_AT_ONE)
    other = factories.a_row(
        "T2", needs="crime; domestic_abuse", given_names="Bella", **twin, **_AT_OTHER
    )
    _, found = _among_a_town([("council", one), ("police", other)])
    assert found.hanging == 2
    assert found.by_agency == {"council": 2, "police": 2}


def test_a_father_and_a_son_of_one_name_are_two():
    name = {"given_names": "Emrys", "family_name": "Trevanion"}
    father = factories.a_row(
        "F1", needs="crime; domestic_abuse", birth_date="1975-03-04", **name, **_AT_ONE
    )
    son = factories.a_row(
        "F2", needs="education; finance", birth_date="2005-03-04", **name, **_AT_OTHER
    )
    (first, second), found = _among_a_town([("police", father), ("council", son)])
    assert first != second
    assert found.qualifying == ()


@pytest.mark.parametrize(
    ("change", "sure"),
    [
        ({}, True),
        ({"given_names": "Billy"}, True),
        ({"given_names": "William John"}, True),
        ({"given_names": "Walter"}, False),
        ({"birth_date": "2013-11-03"}, False),
        ({"birth_date": "2013-11"}, False),
        ({"birth_date": "2013-11-03", "nhs_number": "9434765919"}, True),
        # A number that was written on somebody else's record.
        ({"birth_date": "1987-01-10", "given_names": "Sharon", "nhs_number": "9434765919"}, False),
    ],
)
def test_what_is_sure_enough_to_name_a_family(change, sure):
    known = factories.a_row(
        "A1", given_names="William", birth_date="2013-11-02", nhs_number="9434765919"
    )
    told = {"given_names": "William", "birth_date": "2013-11-02", **change}
    one, _ = read_row(known, frozenset())
    other, _ = read_row(factories.a_row("B1", **told), frozenset())
    assert surely_one(one, other) is sure
    assert surely_one(other, one) is sure


def test_the_first_of_january_is_no_birth_date_to_be_sure_by():
    born = {"given_names": "Ahmed", "birth_date": "1990-01-01"}
    one, _ = read_row(factories.a_row("A1", **born), frozenset())
    other, _ = read_row(factories.a_row("B1", **born), frozenset())
    assert not surely_one(one, other)


def test_one_child_under_two_spellings_is_one():
    """Harm: nobody sees the family because each agency writes its name in its own way."""
    council = factories.a_row(
        "S1", needs="education", given_names="Siân", family_name="Penhallow-Rees",
        birth_date="2013-11-02", nhs_number="9434765919", **_AT_ONE,
    )  # fmt: skip
    health = factories.a_row(
        "S2", needs="health; substance_use", given_names="Sian", family_name="Penhallow Rees",
        birth_date="2013-11-02", nhs_number="943 476 5919",
    )  # fmt: skip
    (first, second), found = _among_a_town([("council", council), ("health", health)])
    assert first == second
    assert len(found.qualifying) == 1


def test_teams_of_the_same_name_elsewhere_see_nothing(team):
    factories.released(team)
    elsewhere = agencies.team(team.police.agency, "Early help west")
    manager = factories.in_post(elsewhere, agencies.Role.TEAM_MANAGER, "Police manager")
    assert {seen(manager, model) for model in RESULTS} == {0}
