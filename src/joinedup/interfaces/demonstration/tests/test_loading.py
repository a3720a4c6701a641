"""What the loaded area holds, and what it keeps from whom."""

import tomllib

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.base.foundation.owning import as_owner_of_tables
from joinedup.insight.evaluation.queries import open_study, studies, waiting_for
from joinedup.insight.evaluation.rules.runs import RunState
from joinedup.insight.evaluation.rules.states import State as Study
from joinedup.interfaces.demonstration.area import STAFF
from joinedup.interfaces.demonstration.area.programme import PROGRAMME
from joinedup.interfaces.demonstration.loading import (
    PASSWORD,
    NotAnAreaError,
    NotLoadedError,
    load_directory,
    people_to_sign_in_as,
)
from joinedup.interfaces.demonstration.loading.matching import TITLE, WAITING
from joinedup.interfaces.demonstration.loading.records import researcher_of
from joinedup.interfaces.demonstration.loading.studying import TITLE as STUDY
from joinedup.interfaces.demonstration.loading.studying import WAITING as STUDY_WAITING
from joinedup.interfaces.demonstration.tests.people import (
    CONFLICTED,
    DEPUTY,
    EVERYBODY,
    HER_COLLEAGUE,
    MANAGER,
    SCREENER,
    enquiries,
    enquiry_about,
    sees,
    viewer,
)
from joinedup.practice.safeguarding_hub import queries
from joinedup.practice.safeguarding_hub.rules.states import CheckState, State
from joinedup.practice.think_family.queries import exercises, open_result
from joinedup.practice.think_family.rules.states import State as Matching
from joinedup.record.chronology.queries import chronology_of
from joinedup.record.linkage.queries import coverage, imports, own_folder
from joinedup.record.outcomes.queries import engagements
from joinedup.record.people.queries import open_person
from joinedup.trust.agencies.commands import add_organisation
from joinedup.trust.agencies.rules import OrganisationKind, Role
from joinedup.trust.sharing.asking import NotVisible, session
from joinedup.trust.sharing.queries import agreements, break_glass_to_review, latest_answers
from joinedup.trust.sharing.rules import Purpose


def silent(_):
    """Say nothing."""


@pytest.fixture
def described(area_directory):
    return tomllib.loads((area_directory / "area.toml").read_text(encoding="utf-8"))


def test_what_is_there_is_what_the_extracts_hold(loaded, described):
    with session(viewer(MANAGER), Purpose.SCREENING):
        known = {c.agency_name: c.known for c in coverage(viewer(MANAGER))}
    assert known == {a["name"]: a["records"] for a in described["agency"]}
    for agency in described["agency"]:
        researcher = viewer(researcher_of(agency["slug"]))
        with session(researcher, Purpose.OWN_RECORDS):
            events = chronology_of(researcher, folders=[own_folder().pk]).all
            last = {row.file_kind: row for row in imports(researcher)}
        assert events == agency["events"]
        assert ("relationships" in last) == bool(agency["relationships"])
        if agency["relationships"]:
            assert last["relationships"].known == agency["relationships"]
        assert all(row.rejected == 0 for row in last.values())


def test_each_agencys_own_lead_has_accepted_the_agreement(loaded, described):
    (found,) = agreements()
    answers = latest_answers(found).values()
    assert {a.organisation.slug for a in answers} == {a["slug"] for a in described["agency"]}
    assert {a.answer for a in answers} == {"accepted"}
    assert all(a.decided_by.organisation_id == a.organisation_id for a in answers)


def test_enquiries_stand_in_every_state(loaded):
    assert set(enquiries().values()) == set(State)


def test_an_agency_has_answered_one_is_late_and_one_ask_waits_for_a_person(loaded):
    waiting = enquiry_about("Shannon Marie Doran")
    by_state = {c.check.state: c.check for c in waiting.checks}
    assert set(by_state) == {CheckState.ANSWERED, CheckState.ASKED}
    assert by_state[CheckState.ASKED].due_at < waiting.enquiry.created_at
    assert CheckState.REVIEW in {c.check.state for c in enquiry_about("Ayaan Warsame").checks}


def test_screening_is_overdue_for_one_and_not_for_another(loaded):
    assert (
        enquiry_about("Ismail Hussain").enquiry.screening_due_at
        < enquiry_about("Ismail Hussain").enquiry.created_at
        < enquiry_about("Poppy Grace Hallowell").enquiry.screening_due_at
    )


def test_the_worried_teacher_is_left_to_be_acted_out(loaded):
    teacher = viewer("rosalind.achebe@schools.example.org")
    with session(teacher, Purpose.CONTACT):
        [mine] = queries.my_contacts(teacher)
    found = enquiry_about("Poppy Grace Hallowell")
    assert (found.enquiry.state, found.subjects) == (State.RECEIVED, ())
    assert mine.reference == found.contact.reference


def test_agencies_answer_from_their_own_records(loaded):
    room = enquiry_about("Zofia Wisniewska")
    with session(viewer(MANAGER), Purpose.SAFEGUARDING_DUTY):
        said = {
            (c.agency.slug, c.entry.what)
            for c in queries.open_room(viewer(MANAGER), room.enquiry.pk).contributions
        }
    plan = "Plan with child and adolescent mental health services for anxiety."
    assert ("health", plan) in said
    assert {agency for agency, _ in said} == {"health", "education"}


def test_needs_are_written_down(loaded):
    needs = {s.person.name: s.person.needs for s in enquiry_about("Luca Andrei Șerban").subjects}
    assert needs["Luca Andrei Șerban"] == ("Not to be used as an interpreter",)
    assert all(needs.values())


def test_a_young_person_lives_in_two_households(loaded):
    manager = viewer(MANAGER)
    zofia = enquiry_about("Zofia Wisniewska").subjects[0].person
    with session(manager, Purpose.SCREENING):
        homes = open_person(manager, zofia.id).households
    stays = {m.mainly_here for home in homes for m in home.now if m.person.id == zofia.id}
    assert (len(homes), stays) == (2, {True, False})


def test_every_role_has_somebody_and_everybody_can_sign_in(loaded):
    assert set().union(*(viewer(email).roles for email in EVERYBODY)) == set(Role) - {
        Role.FRONT_DOOR
    }
    for email in EVERYBODY:
        client = Client()
        answer = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
        assert answer.status_code == 302, email
        assert "_auth_user_id" in client.session


def test_those_printed_can_sign_in_with_what_is_printed():
    lines = people_to_sign_in_as()
    emails = {member.email for member in STAFF}
    assert PASSWORD in lines[-1]
    assert all(line.split()[-1] in emails for line in lines[1:-1])


def test_loading_again_changes_nothing(loaded, area_directory):
    before = (enquiries(), list(agreements().values_list("pk", flat=True)))
    lines = []
    load_directory(area_directory, lines.append)
    assert (enquiries(), list(agreements().values_list("pk", flat=True))) == before
    assert any(line.split()[:2] == ["0", "of"] for line in lines)
    researcher = viewer(researcher_of("health"))
    with session(researcher, Purpose.OWN_RECORDS):
        again = {row.file_kind: row for row in reversed(imports(researcher))}
    assert {(r.added, r.changed, r.left) for r in again.values()} == {(0, 0, 0)}


def test_somebody_with_a_conflict_of_interest_sees_nothing_of_the_family(loaded):
    found = enquiry_about("Noah James Whitlock")
    [asked] = [c.check for c in found.checks if c.check.agency.slug == "police"]
    people = [s.subject.person_id for s in found.subjects]
    for email, expected in ((CONFLICTED, False), (HER_COLLEAGUE, True)):
        asker = viewer(email)
        with session(asker, Purpose.AGENCY_CHECK):
            assert (asked.pk in {c.id for c in queries.checks_to_answer(asker)}) is expected
            assert _opens(queries.open_enquiry, asker, found.enquiry.pk) is expected
            assert [_opens(open_person, asker, p) for p in people] == [expected, expected]
    folder = found.enquiry.folder_id
    assert sees(CONFLICTED, "safeguarding_hub_agencycheck WHERE folder_id = %s", folder) == 0
    assert sees(HER_COLLEAGUE, "safeguarding_hub_agencycheck WHERE folder_id = %s", folder) > 0


def _opens(query, asker, subject_id):
    try:
        query(asker, subject_id)
    except NotVisible:
        return False
    return True


def test_nobody_but_the_named_people_sees_where_the_hidden_family_lived(loaded):
    hidden = [
        s.subject.person_id
        for s in enquiry_about("Ayaan Warsame").subjects
        if s.person.name != "Abdi Warsame"
    ]
    assert len(hidden) == 3
    rows = "people_address WHERE person_id = ANY (%s)"
    keys = "people_searchkey WHERE category = 'whereabouts' AND person_id = ANY (%s)"
    who = {email for email in EVERYBODY if sees(email, rows, hidden)}
    assert who == {email for email in EVERYBODY if sees(email, keys, hidden)}
    assert who == {MANAGER, SCREENER, DEPUTY}


def test_the_refuge_is_known_to_the_charity_alone(loaded):
    desk = {researcher_of("family-charity")}
    # A lead answers for the agency's index of people, and not for its events.
    lead = {
        member.email
        for member in STAFF
        if member.agency == "family-charity" and "information_governance_lead" in member.roles
    }
    entries = "linkage_indexentry WHERE address_line = '51 Larchwell Place'"
    stays = "chronology_entry WHERE kind = 'refuge'"
    copies = "people_address WHERE line LIKE '%%Larchwell%%'"
    assert {email for email in EVERYBODY if sees(email, entries)} == desk | lead
    assert {email for email in EVERYBODY if sees(email, stays)} == desk
    assert not any(sees(email, copies) for email in EVERYBODY)


def test_an_opening_by_breaking_the_glass_waits_for_its_review(loaded):
    lead = viewer("edmund.sayle@council.example.org")
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        [opening] = break_glass_to_review(lead)
    assert opening.professional.name == "Catrin Vaughan-Bell"


def test_a_programme_has_families_that_took_part_and_families_that_waited(loaded, described):
    keyworker = viewer("janine.tolley@council.example.org")
    with session(keyworker, Purpose.DIRECT_WORK):
        found = engagements(keyworker, PROGRAMME)
    assert len(found) == 3 * described["people"] // 10
    assert {one.group for one in found} == {"took_part", "waiting_list"}
    assert any(one.left_on for one in found)


def test_one_study_was_approved_and_one_waits(loaded):
    evaluator = viewer("yusra.kettering@council.example.org")
    with session(evaluator, Purpose.EVALUATION):
        states = {found.title: found.state for found in studies(evaluator)}
        assert waiting_for(evaluator) == []
    assert states[STUDY] == Study.BUILT
    assert states[STUDY_WAITING] == Study.SUBMITTED
    lead = viewer("edmund.sayle@council.example.org")
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        [found] = [one for one in studies(lead) if one.title == STUDY]
        [run] = open_study(lead, found.pk).runs
    assert run.state == RunState.DONE
    assert sum(found.data["families"].values()) > 40


def test_a_sealed_matching_has_found_families_that_one_team_reads(loaded):
    manager = viewer("simon.delacourt@council.example.org")
    with session(manager, Purpose.DIRECT_WORK):
        states = {found.title: found.state for found in exercises(manager)}
        [done] = [found for found in exercises(manager) if found.title == TITLE]
        _, families = open_result(manager, done.pk)
    assert states == {TITLE: Matching.RELEASED, WAITING: Matching.SUBMITTED}
    assert families
    for family in families:
        assert len(family.needs) >= 3
        assert len({agency for known in family.needs.values() for agency in known}) >= 2
    everybody = set(EVERYBODY) - {"simon.delacourt@council.example.org"}
    readers = {email for email in everybody if sees(email, "think_family_familymember")}
    team = {m.email for m in STAFF if m.team == "Family safeguarding team"}
    assert readers == team - {"simon.delacourt@council.example.org"}


def test_no_area_stands_among_the_records_of_others(loaded, area_directory):
    with as_owner_of_tables():
        add_organisation(slug="elsewhere", name="Elsewhere Council", kind=OrganisationKind.COUNCIL)
    with pytest.raises(NotLoadedError, match="Elsewhere Council"):
        load_directory(area_directory, silent)


def test_no_area_is_loaded_in_production(loaded, area_directory, settings):
    settings.DEMO = False
    with pytest.raises(NotLoadedError, match="demonstration"):
        load_directory(area_directory, silent)


def test_a_folder_without_an_area_is_named(loaded, tmp_path):
    with pytest.raises(NotAnAreaError, match="joinedup demo generate"):
        load_directory(tmp_path, silent)
