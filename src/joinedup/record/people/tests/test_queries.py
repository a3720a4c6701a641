"""Reading people: what each viewer sees, what leaves no trace, and the order of a search."""

from datetime import date

import pytest

from joinedup.record.linkage.engine import identity as engine
from joinedup.record.people import commands
from joinedup.record.people.models import SearchKey
from joinedup.record.people.queries import (
    find_people,
    history_of,
    identity_of,
    names_shown,
    open_person,
    people_named,
)
from joinedup.record.people.rules import NameUse, RelationshipKind, Sex
from joinedup.record.people.tests import factories
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.sharing.asking import NotVisible, session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Category, Purpose

pytestmark = pytest.mark.django_db

HOME = engine.Address("14 Hidden Row", "Quayford", "QQ1 1AA")


@pytest.fixture
def team():
    return agencies.team()


@pytest.fixture
def us(team):
    return viewer_for(agencies.professional((team, Role.PRACTITIONER)).pk)


@pytest.fixture
def their_team():
    return agencies.team(name="Their team")


@pytest.fixture
def them(their_team):
    return viewer_for(agencies.professional((their_team, Role.PRACTITIONER)).pk)


def found(viewer, query):
    with session(viewer, Purpose.DIRECT_WORK):
        return [one.person.name for one in find_people(viewer, query).found]


def test_without_whereabouts_there_is_no_address_anywhere(us, team, them, their_team):
    person = factories.person(us, team, address=HOME)
    factories.share(us, person, their_team, [Category.IDENTITY, Category.FAMILY])
    with session(them, Purpose.DIRECT_WORK):
        view = open_person(them, person.pk)
        changes = history_of(them, person.pk)
        keys = list(SearchKey.objects.values_list("key", flat=True))
        by_postcode = find_people(them, "QQ1 1AA").found
        identity = identity_of(person.pk)
    everything = f"{view}{changes}{keys}{identity}"
    for secret in ("Hidden", "Quayford", "QQ1", "QQ11AA"):
        assert secret not in everything
    assert by_postcode == ()
    assert not any(change.about == "address" for change in changes)
    assert found(us, "QQ1 1AA") == ["Ffion Ŵyn"]


def test_a_hidden_address_looks_like_no_address(us, team, them, their_team):
    hidden = factories.person(us, team, address=HOME)
    none = factories.person(us, team)
    for person in (hidden, none):
        factories.share(us, person, their_team, [Category.IDENTITY])
    with session(them, Purpose.DIRECT_WORK):
        views = [open_person(them, person.pk) for person in (hidden, none)]
    assert [(v.addresses, v.may_write, v.name) for v in views[:1]] == [
        (v.addresses, v.may_write, v.name) for v in views[1:]
    ]


def test_absent_and_forbidden_people_are_the_same(us, team, them):
    person = factories.person(us, team)
    with session(them, Purpose.DIRECT_WORK):
        for query in (open_person, history_of):
            with pytest.raises(NotVisible):
                query(them, person.pk)
            with pytest.raises(NotVisible):
                query(them, them.professional_id)
        assert people_named(them, [person.pk]) == {}
        assert find_people(them, "Ffion Ŵyn").found == ()


def test_a_relative_whom_the_viewer_may_not_see_is_not_hinted_at(us, team, them, their_team):
    child = factories.person(us, team)
    father = factories.person(us, team, "Gethin", sex=Sex.MALE)
    with session(us, Purpose.DIRECT_WORK):
        commands.relate(us, person_id=child.pk, related_id=father.pk, kind=RelationshipKind.FATHER)
        commands.form_household(
            us,
            controller_id=us.agency_id,
            openings=[
                factories.opening(team, [Category.FAMILY]),
                factories.opening(their_team, [Category.FAMILY]),
            ],
            purpose=Purpose.DIRECT_WORK,
            reasons="They live together.",
            members=[child.pk, father.pk],
        )
        assert open_person(us, child.pk).ties[0].other.name == "Gethin Ŵyn"
    factories.share(us, child, their_team, [Category.IDENTITY, Category.FAMILY])
    with session(them, Purpose.DIRECT_WORK):
        view = open_person(them, child.pk)
        changes = history_of(them, child.pk)
    assert view.ties == ()
    assert [m.person.id for h in view.households for m in h.members] == [child.pk]
    assert not any(change.about == "relationship" for change in changes)
    assert str(father.pk) not in f"{view}{changes}"


def test_people_named_brings_names_and_needs_in_one_query(us, team, django_assert_num_queries):
    people = [factories.person(us, team, given) for given in ("Ann", "Ben", "Cat")]
    with session(us, Purpose.DIRECT_WORK):
        commands.record_access_need(us, person_id=people[0].pk, what="A hearing loop")
        with django_assert_num_queries(2):  # the reading, and its place in the log
            named = people_named(us, [p.pk for p in people])
    assert {p.name for p in named.values()} == {"Ann Ŵyn", "Ben Ŵyn", "Cat Ŵyn"}
    assert named[people[0].pk].needs == ("A hearing loop",)


def test_names_for_a_list_are_those_of_the_record_and_only_what_the_viewer_may_see(
    us, team, them, django_assert_num_queries
):
    known = factories.person(us, team, "Ann")
    expected = factories.unborn(us, team, date(2027, 3, 2))
    with session(us, Purpose.DIRECT_WORK):
        commands.add_name(
            us,
            person_id=known.pk,
            use=NameUse.OLD,
            given="Anne",
            family="Before",
            ends_on=date(2020, 1, 1),
        )
        ids = [known.pk, expected.pk]
        with django_assert_num_queries(2):  # the reading, and its place in the log
            shown = names_shown(us, ids)
        assert shown == {pk: brief.name for pk, brief in people_named(us, ids).items()}
        assert shown[expected.pk] == "Unborn child"
    with session(them, Purpose.DIRECT_WORK):
        assert names_shown(them, ids) == {}


def test_the_history_says_what_changed_and_who_changed_it(us, team):
    person = factories.person(us, team, born=None)
    with session(us, Purpose.DIRECT_WORK):
        name = open_person(us, person.pk).names[0]
        commands.correct_name(
            us, name_id=name.id, use=NameUse.OFFICIAL, given="Ffion", family="Wyn"
        )
        changes = history_of(us, person.pk)
    assert sorted(c.about for c in changes if c.added) == ["name", "person"]
    [change] = [c for c in changes if not c.added]
    assert (change.about, change.by) == ("name", us.name)
    assert {(f.label, f.before, f.after) for f in change.facts} == {
        ("kind of name", "name used now", "official name"),
        ("surname", "Ŵyn", "Wyn"),
    }


def test_a_whole_name_comes_first_then_nicknames_then_spellings(us, team):
    for given, family in (
        ("Stephanie", "Smyth"),
        ("Steffie", "Smith"),
        ("Stephanie", "Smith"),
        ("Brian", "Smith"),
    ):
        factories.person(us, team, given, family)
    assert found(us, "stephanie smith")[:3] == [
        "Stephanie Smith",
        "Steffie Smith",
        "Stephanie Smyth",
    ]


def test_day_and_month_swapped_is_found_below_the_right_date(us, team):
    factories.person(us, team, "Nia", "Rees", born=date(2016, 5, 3))
    factories.person(us, team, "Nia", "Price", born=date(2016, 3, 5))
    with session(us, Purpose.DIRECT_WORK):
        result = find_people(us, "nia 3/5/2016").found
    assert [one.person.name for one in result] == ["Nia Rees", "Nia Price"]


def test_a_surname_alone_and_a_number_find_somebody(us, team):
    factories.person(us, team, "Nia", "Rees", nhs_number="9434765919")
    assert found(us, "rees") == ["Nia Rees"]
    assert found(us, "943 476 5919") == ["Nia Rees"]
    assert found(us, "\x00 🦊 " + "x" * 100_000) == []
    with session(us, Purpose.DIRECT_WORK):
        assert find_people(us, "943 476 5918").faults


def test_a_search_takes_two_queries_and_logs_counts_alone(us, team, django_assert_max_num_queries):
    for number in range(6):
        factories.person(us, team, "Nia", f"Rees{'abcdef'[number]}")
    with session(us, Purpose.DIRECT_WORK):
        with django_assert_max_num_queries(3):  # two, and the log
            find_people(us, "nia rees 3/5/2016")
        logged = AuditEntry.objects.get(action="searched")
    assert set(logged.details) == {"compared", "found"}
    assert all(isinstance(value, int) for value in logged.details.values())
