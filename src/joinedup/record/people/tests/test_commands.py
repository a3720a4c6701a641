"""Writing about people: what is kept, what is refused, and who may."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from joinedup.record.linkage.engine import identity as engine
from joinedup.record.people import commands
from joinedup.record.people.models import Address, Name, Person, Relationship, SearchKey
from joinedup.record.people.queries import open_person, version_of
from joinedup.record.people.rules import (
    NHS_NUMBER,
    UPN,
    AddressUse,
    CannotRecordError,
    ChangedMeanwhileError,
    MayNotChangeError,
    NameUse,
    Part,
    PartialDate,
    RelationshipKind,
    Sex,
)
from joinedup.record.people.tests import factories
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.sharing.asking import NotVisible, session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Category, Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return agencies.team()


@pytest.fixture
def us(team):
    return viewer_for(agencies.professional((team, Role.PRACTITIONER)).pk)


@pytest.fixture
def asking(us):
    with session(us, Purpose.DIRECT_WORK):
        yield us


def named(us, person_id, **more):
    facts = {"use": NameUse.NICKNAME, "given": "Ffi", "family": ""} | more
    return commands.add_name(us, person_id=person_id, **facts)


def test_a_new_person_is_in_a_folder_of_their_own_and_in_the_log(us, team):
    person = factories.person(us, team, nhs_number="943 476 5919")
    with session(us, Purpose.DIRECT_WORK):
        view = open_person(us, person.pk)
        logged = AuditEntry.objects.filter(folder_id=person.folder_id)
        actions = set(logged.values_list("action", "subject_kind"))
    assert view.name == "Ffion Ŵyn"
    assert view.birth == PartialDate(2016, 5, 3)
    assert view.identifiers[0].value == "9434765919"
    assert {("added", "person"), ("opened", "person")} <= actions


def test_a_number_that_fails_its_check_is_left_out_of_what_an_index_brings(us, team):
    person = factories.person(us, team, nhs_number="9434765918")
    with session(us, Purpose.DIRECT_WORK):
        assert open_person(us, person.pk).identifiers == ()


def test_sending_a_form_twice_adds_one_row(asking, team):
    person = factories.person(asking, team)
    assert named(asking, person.pk) == named(asking, person.pk)
    number = {"person_id": person.pk, "system": UPN, "value": "B801200005001"}
    assert commands.add_identifier(asking, **number) == commands.add_identifier(asking, **number)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"given": " ", "family": ""}, "given"),
        ({"given": "x" * 201}, "given"),
        ({"family": "a\x00b"}, "family"),
        ({"starts_on": date(2020, 2, 1), "ends_on": date(2020, 1, 1)}, "ends_on"),
    ],
)
def test_names_that_cannot_be(asking, team, facts, field):
    person = factories.person(asking, team)
    with pytest.raises(CannotRecordError) as refused:
        named(asking, person.pk, **facts)
    assert refused.value.field == field


def test_welsh_letters_and_emoji_are_kept_in_one_spelling(asking, team):
    person = factories.person(asking, team)
    assert named(asking, person.pk, given="Siân 🦊").given == "Siân 🦊"


@pytest.mark.parametrize(
    ("system", "value"), [(NHS_NUMBER, "9434765918"), (UPN, "A801200005001"), (NHS_NUMBER, "")]
)
def test_a_wrong_check_digit_is_refused_in_words(asking, team, system, value):
    person = factories.person(asking, team)
    with pytest.raises(CannotRecordError, match=r"not an NHS|not a UPN|Enter an NHS") as refused:
        commands.add_identifier(asking, person_id=person.pk, system=system, value=value)
    assert refused.value.field == "value"


def test_moving_ends_the_old_home(asking, team):
    person = factories.person(asking, team)
    old = commands.add_address(
        asking, person_id=person.pk, use=AddressUse.HOME, line="1 Old Row", postcode="QQ1 1AA"
    )
    moved = date(2024, 3, 1)
    new = commands.move(asking, person_id=person.pk, on=moved, line="2 New Row", postcode="qq22bb")
    old.refresh_from_db()
    assert (old.ends_on, new.starts_on, new.postcode) == (moved, moved, "QQ2 2BB")
    assert [a.ended for a in open_person(asking, person.pk).addresses] == [False, True]


def test_moving_before_the_home_began_is_refused(asking, team):
    person = factories.person(asking, team)
    commands.move(asking, person_id=person.pk, on=date(2024, 3, 1), line="2 New Row")
    with pytest.raises(CannotRecordError) as refused:
        commands.move(asking, person_id=person.pk, on=date(2023, 3, 1), line="3 Row")
    assert refused.value.field == "on"


def from_an_index(asking, team, as_of):
    return commands.add_known_person(
        asking,
        controller_id=team.organisation_id,
        purpose=Purpose.DIRECT_WORK,
        reasons="Known to our agency.",
        openings=[factories.opening(team)],
        identity=engine.Identity(addresses=(engine.Address(line="1 Old Row", postcode="QQ1 1AA"),)),
        source=commands.Source(team.organisation_id, as_of),
    )


def test_an_address_keeps_whose_it_is_and_how_old_until_another_place_is_written(asking, team):
    person = from_an_index(asking, team, date(2019, 3, 4))
    [shown] = open_person(asking, person.pk).addresses
    provenance = f"as {team.organisation.name} had it on 4 March 2019"
    assert (shown.provenance, shown.dated) == (provenance, f"1 Old Row, QQ1 1AA ({provenance})")
    place = {"line": "1 Old Row", "postcode": "QQ1 1AA"}
    commands.correct_address(asking, address_id=shown.id, use=AddressUse.TEMP, **place)
    [same] = open_person(asking, person.pk).addresses
    assert same.provenance == provenance
    commands.correct_address(
        asking, address_id=shown.id, use=AddressUse.HOME, **place | {"line": "2 New Row"}
    )
    [other] = open_person(asking, person.pk).addresses
    assert (other.provenance, other.dated) == ("", "2 New Row, QQ1 1AA")


def test_an_address_of_no_date_says_so(asking, team):
    [shown] = open_person(asking, from_an_index(asking, team, None).pk).addresses
    assert shown.provenance == f"as {team.organisation.name} had it, with no date"


def test_keys_of_places_are_of_the_category_of_places(asking, team):
    person = factories.person(asking, team)
    commands.add_address(
        asking, person_id=person.pk, use=AddressUse.HOME, line="1 Row", postcode="QQ1 1AA"
    )
    keys = SearchKey.objects.filter(person=person)
    where = set(keys.filter(category=Category.WHEREABOUTS).values_list("key", flat=True))
    who = set(keys.filter(category=Category.IDENTITY).values_list("key", flat=True))
    assert any("QQ11AA" in key for key in where)
    assert not any("QQ11AA" in key for key in who)
    assert who


def test_search_keys_follow_a_correction(asking, team):
    person = factories.person(asking, team, family="Jones")
    name = Name.objects.get(person=person)
    commands.correct_name(
        asking, name_id=name.pk, use=NameUse.USUAL, given="Ffion", family="Okafor"
    )
    keys = set(SearchKey.objects.filter(person=person).values_list("key", flat=True))
    assert any("okafor" in key for key in keys)
    assert not any("jones" in key for key in keys)


def test_the_second_of_two_people_is_told(asking, team):
    person = factories.person(asking, team)
    name = Name.objects.get(person=person)
    seen = version_of(Part.NAME, name.pk).token
    facts = {"name_id": name.pk, "use": NameUse.USUAL, "family": "Wyn", "seen": seen}
    commands.correct_name(asking, given="Ffiona", **facts)
    with pytest.raises(ChangedMeanwhileError):
        commands.correct_name(asking, given="Fiona", **facts)
    name.refresh_from_db()
    assert name.given == "Ffiona"


def test_readers_may_not_change_and_strangers_see_nothing(us, team):
    person = factories.person(us, team)
    reading, strange = agencies.team(), agencies.team()
    factories.share(us, person, reading, [Category.IDENTITY])
    reader = viewer_for(agencies.professional((reading, Role.PRACTITIONER)).pk)
    stranger = viewer_for(agencies.professional((strange, Role.PRACTITIONER)).pk)
    with session(us, Purpose.DIRECT_WORK):
        name = Name.objects.get(person=person)
    correction = {"name_id": name.pk, "use": NameUse.USUAL, "given": "X", "family": "Y"}
    for viewer, refusal in ((reader, MayNotChangeError), (stranger, NotVisible)):
        with session(viewer, Purpose.DIRECT_WORK):
            with pytest.raises(refusal):
                named(viewer, person.pk)
            with pytest.raises(refusal):
                commands.correct_name(viewer, **correction)


def test_relationships_are_written_both_ways(asking, team):
    child = factories.person(asking, team)
    mother = factories.person(asking, team, "Carys", born=date(1990, 1, 2), sex=Sex.FEMALE)
    commands.relate(asking, person_id=mother.pk, related_id=child.pk, kind=RelationshipKind.CHILD)
    rows = Relationship.objects.values_list("person_id", "related_id", "kind")
    assert set(rows) == {(mother.pk, child.pk, "child"), (child.pk, mother.pk, "mother")}
    ended = date(2024, 1, 1)
    row = Relationship.objects.get(person=child)
    commands.correct_relationship(
        asking, relationship_id=row.pk, kind=RelationshipKind.STEP_PARENT, ends_on=ended
    )
    rows = Relationship.objects.values_list("kind", "ends_on")
    assert set(rows) == {("child", ended), ("step_parent", ended)}


def test_a_relationship_with_a_record_that_may_only_be_read_is_kept_on_one_side(us, team):
    child = factories.person(us, team)
    other = agencies.team()
    them = viewer_for(agencies.professional((other, Role.PRACTITIONER)).pk)
    aunt = factories.person(them, other, "Mair")
    factories.share(them, aunt, team, [Category.IDENTITY, Category.FAMILY])
    with session(us, Purpose.DIRECT_WORK):
        commands.relate(
            us, person_id=child.pk, related_id=aunt.pk, kind=RelationshipKind.AUNT_OR_UNCLE
        )
        assert Relationship.objects.count() == 1
        assert open_person(us, child.pk).ties[0].words == "aunt or uncle"
        assert open_person(us, aunt.pk).ties[0].words == "niece or nephew"


def test_a_child_may_belong_to_two_households(asking, team):
    child = factories.person(asking, team)
    folder = {
        "controller_id": asking.agency_id,
        "openings": [factories.opening(team, [Category.FAMILY])],
        "purpose": Purpose.DIRECT_WORK,
        "reasons": "They live together.",
    }
    one = commands.form_household(asking, members=[child.pk], **folder)
    two = commands.form_household(asking, members=[child.pk], **folder)
    assert {h.id for h in open_person(asking, child.pk).households} == {one.pk, two.pk}
    [stay] = one.members.all()
    commands.change_stay(asking, member_id=stay.pk, mainly_here=True, ends_on=date(2024, 1, 1))
    ended = {h.id: h.members[0].ended for h in open_person(asking, child.pk).households}
    assert ended == {one.pk: True, two.pk: False}


def test_an_expected_child_is_born(asking, team):
    due = timezone.localdate() + timedelta(days=30)
    child = factories.unborn(asking, team, due)
    assert open_person(asking, child.pk).name == "Unborn child"
    today = timezone.localdate()
    birth = PartialDate(today.year, today.month, today.day)
    commands.record_birth(asking, person_id=child.pk, birth=birth, given="Ifan", family="Wyn")
    view = open_person(asking, child.pk)
    assert (view.name, view.birth, view.expected_on) == ("Ifan Wyn", birth, due)
    with pytest.raises(CannotRecordError):
        commands.record_birth(asking, person_id=child.pk, birth=birth)


def test_nobody_is_born_tomorrow_or_dies_before_birth(asking, team):
    tomorrow = timezone.localdate() + timedelta(days=1)
    child = factories.unborn(asking, team, tomorrow)
    ahead = PartialDate(tomorrow.year, tomorrow.month, tomorrow.day)
    with pytest.raises(CannotRecordError) as refused:
        commands.record_birth(asking, person_id=child.pk, birth=ahead)
    assert refused.value.field == "birth"
    person = factories.person(asking, team)
    for day in (tomorrow, date(2010, 1, 1)):
        with pytest.raises(CannotRecordError) as refused:
            factories.died(asking, person, day)
        assert refused.value.field == "died_on"
    factories.died(asking, person, date(2020, 1, 1))
    assert Person.objects.get(pk=person.pk).died_on == date(2020, 1, 1)


def test_access_needs_are_recorded_and_ended(asking, team):
    person = factories.person(asking, team)
    need = commands.record_access_need(asking, person_id=person.pk, what="Large print")
    assert open_person(asking, person.pk).needs == ("Large print",)
    commands.correct_access_need(
        asking, need_id=need.pk, what="Large print", ends_on=date(2024, 1, 1)
    )
    assert open_person(asking, person.pk).needs == ()


def test_no_address_is_written_without_the_grant_for_it(us, team):
    person = factories.person(us, team)
    with session(us, Purpose.DIRECT_WORK):
        assert not Address.objects.exists()
        with pytest.raises(CannotRecordError) as refused:
            commands.add_address(us, person_id=person.pk, use=AddressUse.HOME, postcode="nowhere")
    assert refused.value.field == "postcode"
