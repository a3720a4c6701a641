"""A run over everybody: what it finds, what decisions keep from it, and who may see it."""

from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction

from joinedup.base.foundation import owning
from joinedup.base.foundation.owning import as_owner_of_tables
from joinedup.record.duplicates.commands import compare_everybody
from joinedup.record.duplicates.models import Pair, Run
from joinedup.record.duplicates.queries import last_run, open_pair, pairs_to_do
from joinedup.record.duplicates.rules import PairKind, kind_of
from joinedup.record.linkage.engine import identity as engine
from joinedup.record.linkage.engine.explaining.words import WORDS
from joinedup.record.linkage.engine.verdict import Verdict
from joinedup.record.people import commands
from joinedup.record.people.rules import NameUse, RelationshipKind, Sex
from joinedup.record.people.tests import factories
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.commands import restrict_to_named_people
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose

_really = owning._other_connection
HOME = engine.Address("14 Orchard Rise", "Brackenshire", "ZZ99 3WZ", "", current=True)
AWAY = engine.Address("2 Harbour Walk", "Brackenshire", "ZZ99 4WZ", "", current=True)
GIVEN = ("Aled", "Bronwen", "Catrin", "Dafydd", "Elin", "Gethin", "Heledd", "Ifan", "Lowri", "Nia")
FAMILY = ("Bevan", "Craddock", "Probert", "Gwynne", "Howell", "Lloyd", "Morgan", "Pugh", "Rees")


@pytest.fixture
def really_as_owner(committed_database, monkeypatch):
    """The owner's own connection, as at the command line."""
    monkeypatch.setattr(owning, "_other_connection", _really)


@pytest.fixture
def team(really_as_owner):
    return agencies.team()


@pytest.fixture
def us(team):
    return viewer_for(agencies.professional((team, Role.PRACTITIONER)).pk)


@pytest.fixture
def second(team):
    return viewer_for(agencies.professional((team, Role.PRACTITIONER)).pk)


@pytest.fixture
def town(us, team):
    """Enough strangers that what is alike stands out."""
    for number in range(40):
        factories.person(
            us, team, GIVEN[number % 10], FAMILY[number % 9],
            born=date(1975 + number, 1 + number % 12, 1 + number % 28),
            sex=Sex.MALE if number % 2 else Sex.FEMALE,
            address=engine.Address(
                f"{number} Long Lane", "", f"ZZ99 {number % 9}AA", "", current=True
            ),
        )  # fmt: skip


def child(us, team, given, **more):
    known = {"born": date(2016, 5, 3), "address": HOME, "sex": Sex.FEMALE} | more
    return factories.person(us, team, given, "Llewellyn", **known)


def compare():
    told = []
    assert compare_everybody(told.append)
    return told


def found(viewer, kind=PairKind.DUPLICATE):
    with session(viewer, Purpose.DIRECT_WORK):
        return {
            frozenset((line.one.id, line.other.id)): line.why
            for line in pairs_to_do(viewer, kind, total=100, page_size=100).pairs
        }


def test_two_records_of_one_child_are_found_with_the_reason_and_nobody_else(us, team, town):
    one, other = child(us, team, "Ffion"), child(us, team, "Ffi", born=date(2016, 3, 5))
    told = compare()
    pair = found(us)[frozenset((one.pk, other.pk))]
    assert pair.weight > 3
    assert "birth date differs by day and month swapped" in pair.sentence
    assert "address" in pair.sentence
    total = pair.prior + sum(step.bits or 0.0 for step in pair.steps)
    assert total == pytest.approx(pair.weight, abs=0.01)
    assert set(found(us)) == {frozenset((one.pk, other.pk))}
    assert not any("Ffion" in line or "Llewellyn" in line for line in told)


def test_twins_are_never_offered_as_duplicates(us, team, town):
    one, twin = child(us, team, "Ffion"), child(us, team, "Gwenllian")
    compare()
    pair = frozenset((one.pk, twin.pk))
    assert pair not in found(us)
    assert "possible twin" in found(us, PairKind.RELATIVE)[pair].found


def test_brothers_and_sisters_of_one_household_are_not_asked_about(us, team, town):
    for given, year in (("Ffion", 2016), ("Gwenllian", 2014), ("Iolo", 2011), ("Macsen", 2008)):
        child(us, team, given, born=date(year, 3, 9))
    compare()
    assert not found(us)
    assert not found(us, PairKind.RELATIVE)


def test_a_register_without_duplicates_does_not_teach_that_first_names_differ(us, team, town):
    for number in range(15):
        home = engine.Address(
            f"{number} Short Street", "", f"ZZ99 {number % 9}BB", "", current=True
        )
        for given in ("Ffion", "Gwenllian", "Iolo", "Macsen"):
            factories.person(
                us, team, given, f"{FAMILY[number % 9]}-{GIVEN[number % 10]}",
                born=date(2006 + number, 1 + number % 12, 9 + len(given)), address=home,
            )  # fmt: skip
    one, other = child(us, team, "Ffion"), child(us, team, "Ffi")
    compare()
    assert frozenset((one.pk, other.pk)) in found(us)
    for why in found(us).values():
        assert "first names are different" not in why.sentence


def test_recorded_twins_are_no_longer_asked_about(us, team, town):
    one, twin = child(us, team, "Ffion"), child(us, team, "Gwenllian")
    with session(us, Purpose.DIRECT_WORK):
        commands.relate(us, person_id=one.pk, related_id=twin.pk, kind=RelationshipKind.TWIN)
    compare()
    assert not found(us)
    assert not found(us, PairKind.RELATIVE)


def test_what_was_decided_binds_the_next_run(us, team, town, second):
    one, other, third = (child(us, team, "Ffion") for _ in range(3))
    pair = {"kept_id": one.pk, "merged_id": other.pk}
    with session(us, Purpose.DIRECT_WORK):
        commands.keep_apart(us, one_id=one.pk, other_id=third.pk, reasons="Seen together.")
        merge = commands.merge_people(us, **pair, evidence="A photograph.", reasons="One girl.")
    compare()
    assert not found(us), "the merged record is the kept one's, and that is not the third's"
    with session(us, Purpose.DIRECT_WORK):
        factories.separate(us, second, merge.pk, "Cousins.")
    compare()
    assert set(found(us)) == {frozenset((other.pk, third.pk))}


def test_a_sealed_record_is_not_even_a_count_and_is_found_for_its_own(us, team, town, second):
    one, other = child(us, team, "Ffion"), child(us, team, "Ffion")
    with session(us, Purpose.DIRECT_WORK):
        restrict_to_named_people(us, folder=other.folder, named=[], reasons="Threats.")
    compare()
    assert set(found(us)) == {frozenset((one.pk, other.pk))}
    assert not found(second)
    with session(second, Purpose.DIRECT_WORK):
        assert Pair.objects.count() == 0
        assert last_run() is not None


def test_a_name_given_to_protect_somebody_is_not_matched_on_nor_is_a_refuge(us, team, town):
    one, other = child(us, team, "Ffion", address=None), child(us, team, "Carys", born=None)
    with session(us, Purpose.DIRECT_WORK):
        commands.add_name(
            us, person_id=other.pk, use=NameUse.ANONYMOUS, given="Ffion", family="Llewellyn"
        )
    compare()
    assert not found(us)
    assert one.pk != other.pk


def test_a_later_run_takes_the_place_of_the_earlier_one(us, team, town):
    one, other = child(us, team, "Ffion"), child(us, team, "Ffi")
    compare()
    with session(us, Purpose.DIRECT_WORK):
        first = Pair.objects.get()
        commands.correct_person(
            us, person_id=other.pk, sex=Sex.MALE, birth=factories.birth(1951, 12, 30),
            expected_on=None, died_on=None, language="", needs_interpreter=None,
        )  # fmt: skip
    compare()
    with session(us, Purpose.DIRECT_WORK):
        assert Run.objects.count() == 1
        assert not Pair.objects.filter(run=first.run_id).exists()
        assert open_pair(us, one.pk, other.pk).comparison.kept.id == one.pk


def test_nobody_is_compared_while_there_is_nobody(us):
    assert not compare_everybody(lambda _: None)


def test_it_is_in_the_log_without_how_many_were_found(us, team, town, owner_connection):
    compare()
    [entry] = AuditEntry.objects.using("owner").filter(action="compared")
    assert set(entry.details) == {"model"}


def test_the_application_writes_no_pair(us, team):
    one, other = child(us, team, "Ffion"), child(us, team, "Ffi")
    with as_owner_of_tables():
        run = Run.objects.create(model_made_on=date(2026, 11, 1), model_sha256="f" * 64)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        session(us, Purpose.DIRECT_WORK),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO duplicates_pair (id, folder_id, other_folder_id, category, created_at,"
            " one_id, other_id, kind, found, weight, prior, steps, sentence, run_id) VALUES"
            " (gen_random_uuid(), %s, %s, 'identity', now(), %s, %s, 'duplicate', '', 1, 1, '[]',"
            " '', %s)",
            [one.folder_id, other.folder_id, one.pk, other.pk, run.pk],
        )


D, R = PairKind.DUPLICATE, PairKind.RELATIVE
SAME = {"given": "same", "family": "same", "birth": "same"}


@pytest.mark.parametrize(
    ("decision", "levels", "kind"),
    [
        ("same person", SAME, D),
        ("uncertain", SAME, D),
        ("likely, but their groups are not one", SAME, D),
        ("possible twin, sibling or other relative", SAME, R),
        ("possible relative of the same name", SAME, R),
        ("two people", SAME, None),
        ("two people, as was decided", SAME, None),
        ("same person, as was decided", SAME, None),
        ("same person", SAME | {"given": "different"}, R),
        ("same person", SAME | {"given": "different", "identifier_1": "different"}, R),
        ("same person", SAME | {"given": "different", "identifier_1": "same"}, D),
        ("same person", SAME | {"given": "forms of one name"}, D),
        ("uncertain", {"given": "surname of the other", "birth": "same"}, R),
        (
            "possible twin, sibling or other relative",
            {"given": "different", "birth": "different"},
            None,
        ),
        ("same person", SAME | {"given": "different", "birth": "same year"}, None),
        ("same person", SAME | {"given": "different", "birth": "one digit"}, R),
        ("uncertain", SAME | {"birth": "different", "postcodes": "same"}, R),
        ("uncertain", SAME | {"birth": "different", "address_1": "alike"}, R),
        ("uncertain", SAME | {"birth": "different", "postcodes": "different"}, None),
        ("uncertain", SAME | {"birth": "different"}, None),
        ("uncertain", SAME | {"birth": "different", "identifier_1": "same"}, D),
        ("uncertain", SAME | {"birth": "one digit"}, D),
        ("uncertain", {"family": "same", "birth": "same"}, D),
    ],
)
def test_what_the_engine_says_and_what_it_is_shown_as(decision, levels, kind):
    shown = kind_of(decision, levels)
    assert (shown[0] if shown else None) is kind
    if kind is R:
        assert shown[1].startswith("possible ")


@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize("given", ["one slip", "initial", "forms of one name"])
def test_whom_the_guards_take_for_a_relative_is_not_offered_as_one_person(given, verdict):
    levels = SAME | {"given": given}
    relative = verdict in {Verdict.RELATIVE, Verdict.NAMESAKE}
    expected = (R, str(verdict)) if relative else (D, "same person")
    assert kind_of("same person", levels, verdict) == expected
    assert kind_of("same person", levels | {"identifier_1": "same"}, verdict)[0] is D


def test_twins_whose_names_differ_by_a_letter_are_not_offered_as_one_person(us, team, town):
    one, twin = child(us, team, "Tara"), child(us, team, "Zara")
    compare()
    pair = frozenset((one.pk, twin.pk))
    assert pair not in found(us)
    assert pair in found(us, PairKind.RELATIVE)


@pytest.mark.parametrize("name", ["given", "family", "birth", "postcodes", "address"])
def test_the_rule_knows_the_labels_of_the_engine(name):
    known = {
        "given": {"different", "surname of the other"},
        "family": {"same", "spellings or parts of one name", "one slip"},
        "birth": {"different", "within a year or two", "same year", "two digits"},
        "postcodes": {"same", "one of several"},
        "address": {"same", "another line of the address", "alike"},
    }
    assert known[name] <= set(WORDS[name])
