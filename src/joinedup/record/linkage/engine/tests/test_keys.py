import pytest

from joinedup.record.linkage.engine.keys import KINDS, VERSION, kind_of, query_keys, search_keys
from joinedup.record.linkage.engine.tests.people import ELSEWHERE, HOME, NHS_ONE, person
from joinedup.record.linkage.engine.typed import read_query

CHILD = person("Stephanie Rose", "Smith", "2016-05-03", nhs=NHS_ONE, phone="01632 960001")


@pytest.mark.parametrize(
    "typed",
    [
        "stephanie smith",
        "steffie smth 3/5/2016",
        "Smith, Stephanie",
        "smith stephanie",
        "s smyth 2016",
        "stephanie 5/3/2016",
        "stefany smithe",
        "smith QX4 2AB",
        "qx42ab",
        "3 May 2016",
        "999 000 0018",
        "NHS 9990000018",
        "01632 960001",
        "Rose Smith",
    ],
)
def test_a_typed_search_finds_the_child(typed: str) -> None:
    assert not search_keys(CHILD).isdisjoint(query_keys(typed))


@pytest.mark.parametrize("typed", ["", "  ", "???", "999 000 0019", "'; drop table people --"])
def test_a_search_that_says_nothing_of_the_child_does_not_find_it(typed: str) -> None:
    assert search_keys(CHILD).isdisjoint(query_keys(typed))


def test_keys_come_the_most_selective_first() -> None:
    keys = query_keys(CHILD)
    worst = [KINDS.index(kind_of(key)) for key in keys]
    assert worst == sorted(worst)
    assert keys[0] == f"{VERSION}:id:nhs|{NHS_ONE}"


def test_a_stranger_shares_no_key() -> None:
    stranger = person("Olivia", "Brewster", "1984-08-17", at=ELSEWHERE)
    assert search_keys(CHILD).isdisjoint(query_keys(stranger))


def test_a_record_does_not_fill_the_index() -> None:
    assert 10 <= len(search_keys(CHILD)) <= 40
    assert (
        len(search_keys(person("Anna Maria Alex", "Smith-Jones-Khan", at=(HOME, ELSEWHERE)))) <= 160
    )


def test_a_key_of_another_version_is_not_understood() -> None:
    with pytest.raises(KeyError):
        kind_of("0:fn:smith")


def test_what_was_understood_of_a_search() -> None:
    query = read_query("steffie smth 3/5/2016 qx4 2ab")
    assert (query.words, query.postcode) == (("steffie", "smth"), "QX4 2AB")
    assert str(query.birth) == "PartialDate(year=2016, month=5, day=3)"
    assert read_query("999 000 0019").faults == (
        (
            "This is not an NHS number: its last digit does not fit the others. "
            "Check it for a slip, or leave it out"
        ),
    )
    assert read_query("999 000 001").faults == ("An NHS number has 10 digits; this has 9 digits",)
