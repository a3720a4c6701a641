"""Look-ups by the harm that a wrong answer does."""

import pytest

from joinedup.record.linkage.engine.live.tests.town_index import ask, lookup
from joinedup.record.linkage.engine.tests import town
from joinedup.record.linkage.engine.verdict import Verdict

HOME, AWAY = town.HOME, town.AWAY
RELATIVES = {Verdict.RELATIVE, Verdict.NAMESAKE}


@pytest.fixture(scope="module")
def asked(database_server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("town") / "files"
    files = [[row for row in file if row[-1] != "twin two"] for file in town.rows()]
    with lookup(database_server, folder, files, "live_harms") as (looking, index):
        yield lambda *values, **named: ask(looking, index, *values, **named)


def matches(found):
    return {c.record.rpartition(" ")[0] for c in found if c.verdict is Verdict.MATCH}


def verdict_of(found, record):
    return {c.verdict for c in found if c.record.rpartition(" ")[0] == record}


def test_an_absent_twin_is_not_her_brother(asked):
    for number in ("", town.NHS[1]):
        found = asked("stuart", "brandreth", "2015-06-09", "M", *HOME, number)
        assert matches(found) == set()
        assert verdict_of(found, "twin one") == {Verdict.RELATIVE}


def test_a_father_and_a_son_of_one_name_are_told_apart(asked):
    father = asked("duncan", "brandreth", "1981-02-17", "M", *HOME)
    assert matches(father) == {"father"}
    assert verdict_of(father, "son") == {Verdict.NAMESAKE}
    assert matches(asked("duncan", "brandreth", "2008-11-23", "M", *HOME)) == {"son"}


def test_an_absent_grandfather_of_one_name_is_neither(asked):
    found = asked("duncan", "brandreth", "1949-07-05", "M", *HOME)
    assert matches(found) == set()
    assert verdict_of(found, "father") == verdict_of(found, "son") == {Verdict.NAMESAKE}


def test_without_a_birth_date_he_may_be_either(asked):
    found = asked("duncan", "brandreth", "", "M", *HOME)
    assert matches(found) == set()
    assert verdict_of(found, "father") | verdict_of(found, "son") == {Verdict.NAMESAKE}


def test_a_changed_surname_hides_nobody(asked):
    assert "married" in matches(
        asked("philippa", "ollerton", "1990-03-14", "F", *AWAY, town.NHS[0])
    )
    assert "married" in matches(asked("philippa", "ollerton", "1990-03-14", "F", *AWAY))


@pytest.mark.parametrize(
    ("query", "who"),
    [
        (("mohamad", "chaudhry", "2011-09-05", "M", *AWAY), "transliterated"),
        (("becky", "holdsworth", "2013-11-04", "F", *AWAY), "swapped date"),
        (("ravensthorpe", "tamsin", "2012-08-21", "F", *AWAY), "swapped names"),
        (("tamsin", "ravensthorp", "2012-08-12", "F", *AWAY), "swapped names"),
    ],
)
def test_another_way_of_writing_hides_nobody(asked, query, who):
    assert who in matches(asked(*query))


def test_a_baby_not_yet_named_is_found_and_joined_to_nobody(asked):
    found = asked("Baby of Anna", "brandreth", "2024-01-15", "", *HOME)
    assert matches(found) == set()
    assert verdict_of(found, "baby") == {Verdict.RELATIVE}


def test_one_mismatched_number_does_not_hide_a_child(asked):
    found = asked("benedict", "slaithwaite", "2014-07-30", "M", *AWAY, town.NHS[3])
    assert "mismatched" in matches(found)


def test_a_family_that_moves_is_found_elsewhere(asked):
    found = asked("benedict", "slaithwaite", "2014-07-30", "M", "1 far away", "ZE3 9JZ")
    assert "mismatched" in matches(found)


def test_somebody_of_the_same_name_and_birth_year_elsewhere_is_a_stranger(asked):
    found = asked("benedict", "slaithwaite", "2014-02-08", "M", "1 far away", "ZE3 9JZ")
    assert matches(found) == set()
    assert verdict_of(found, "mismatched") <= {Verdict.POSSIBLE, Verdict.UNLIKELY}


def test_a_stranger_is_nobody(asked):
    found = asked("xanthe", "quellington", "1977-10-30", "F", "8 nowhere", "ZE1 0AA")
    assert {c.verdict for c in found} <= {Verdict.UNLIKELY}


def test_what_is_weak_is_sought_more_widely(asked):
    found = asked("bendict", "slathwaite", "2014", "M")
    assert "mismatched" in {c.record.rpartition(" ")[0] for c in found}
    blocks = {block for c in found for block in c.found_by}
    assert blocks & {
        "start of surname, first name, birth year", "sound of surname, first name",
        "start of first name, sound of surname, birth year",
    }  # fmt: skip


def test_every_answer_says_why(asked):
    found = asked("duncan", "brandreth", "1981-02-17", "M", *HOME)
    assert found[0].sentence.startswith("Same surname, first name, birth date, sex")
    assert "birth date is different" in " ".join(c.sentence for c in found)
    assert all(c.found_by for c in found)
    assert [c.weight for c in found if c.verdict is Verdict.MATCH] == sorted(
        (c.weight for c in found if c.verdict is Verdict.MATCH), reverse=True
    )
