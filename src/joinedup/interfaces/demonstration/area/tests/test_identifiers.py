"""Identifiers pass every check, are given once, and can belong to nobody."""

import pytest
from stdnum.gb import nhs, upn

from joinedup.interfaces.demonstration.area import identifiers


@pytest.mark.parametrize("start", [0, 1_000, 899_000])
def test_nhs_numbers_are_valid_and_in_the_range_for_tests(start: int) -> None:
    numbers = [identifiers.nhs_number(serial) for serial in range(start, start + 1_000)]
    assert all(nhs.is_valid(number) and number.startswith("999") for number in numbers)


def test_no_nhs_number_is_given_twice() -> None:
    last = identifiers.TEST_NHS_CAPACITY
    serials = [*range(60_000), *range(last - 60_000, last)]
    assert len({identifiers.nhs_number(serial) for serial in serials}) == len(serials)


@pytest.mark.parametrize("people", [200, 918_000, 1_000_000, 6_000_000])
def test_serials_stay_inside_the_range_however_many_people(people: int) -> None:
    last = max(p for p in range(people - 200, people) if identifiers.has_nhs_number(p, people))
    assert identifiers.nhs_serial(last, people) < identifiers.TEST_NHS_CAPACITY


def test_each_person_with_an_nhs_number_has_their_own_serial() -> None:
    people = 1_200_000
    serials = [
        identifiers.nhs_serial(person, people)
        for person in range(5_000)
        if identifiers.has_nhs_number(person, people)
    ]
    assert len(serials) == len(set(serials))
    assert serials[0] >= identifiers.RESERVED


def test_pupil_numbers_have_the_right_letter_and_no_real_authority() -> None:
    for serial in range(2_000):
        number = identifiers.unique_pupil_number(serial, 2019)
        assert number[0] == upn.calc_check_digit(number[1:])
        assert int(number[1:4]) not in upn._la_numbers


def test_record_numbers_do_not_repeat_and_differ_between_agencies() -> None:
    first = [identifiers.record_number("A", 0, serial) for serial in range(20_000)]
    second = [identifiers.record_number("A", 1, serial) for serial in range(20_000)]
    assert len(set(first)) == len(first)
    assert len(set(first) & set(second)) < 20
    assert min(first) > identifiers.story_record_number("A", 99_999)
