"""Named after what goes wrong in this field when a matcher gets it wrong."""

from dataclasses import replace
from datetime import date

import pytest

from joinedup.record.linkage.engine.explaining import explain, explain_in_full
from joinedup.record.linkage.engine.grading import Verdict, grade
from joinedup.record.linkage.engine.identity import Identity, NameUse
from joinedup.record.linkage.engine.keys import query_keys, search_keys
from joinedup.record.linkage.engine.tests.people import (
    ELSEWHERE,
    HOME,
    NHS_ONE,
    NHS_TWO,
    UPN_ONE,
    person,
)

MATCH, POSSIBLE = Verdict.MATCH, Verdict.POSSIBLE
RELATIVE, NO = Verdict.POSSIBLE_RELATIVE, Verdict.NO


def findable(sought: Identity, held: Identity) -> bool:
    return not search_keys(held).isdisjoint(query_keys(sought))


# ---- the standard's grades -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "score", "verdict"),
    [
        (person(nhs=NHS_ONE, given="Stephanie", at=ELSEWHERE), 0.99, MATCH),
        (person(), 0.8, MATCH),
        (person(at=replace(HOME, line="")), 0.7, MATCH),
        (person(at=ELSEWHERE), 0.6, POSSIBLE),
        (person(given="Steffie"), 0.8, MATCH),
        (person(born="2016-03-05"), round(0.8 * 0.66, 3), MATCH),
        (person(born="2016-12-24", at=ELSEWHERE), round(0.6 * 0.33, 3), NO),
    ],
)
def test_the_grades_of_the_draft_standard(other: Identity, score: float, verdict: Verdict) -> None:
    result = grade(person(nhs=NHS_ONE), other)
    assert (result.score, result.verdict) == (pytest.approx(score, abs=0.001), verdict)


# ---- twins, brothers, sisters --------------------------------------------------------------


@pytest.mark.parametrize("twin", ["Olivia", "Thomas", "Zainab"])
def test_a_twin_is_never_a_match(twin: str) -> None:
    result = grade(person(household="h1", phone="01632960001"), person(twin, household="h1"))
    assert result.verdict is RELATIVE
    assert "twin" in result.reason


@pytest.mark.parametrize(
    ("one", "other"), [("Jayden", "Hayden"), ("Mia", "Maya"), ("Lily", "Lilly May")]
)
def test_twins_with_similar_names_and_different_numbers_are_never_a_match(
    one: str, other: str
) -> None:
    result = grade(person(one, nhs=NHS_ONE), person(other, nhs=NHS_TWO))
    assert result.verdict in (RELATIVE, POSSIBLE)


@pytest.mark.parametrize(
    ("one", "other"), [("Jayden", "Hayden"), ("Mia", "Maya"), ("Bill", "Will")]
)
def test_similar_names_alone_do_not_make_a_match(one: str, other: str) -> None:
    assert grade(person(one), person(other)).verdict in (POSSIBLE, RELATIVE)


def test_a_boy_and_girl_twin_with_forms_of_one_name_are_not_a_match() -> None:
    assert grade(person("Alex", sex="M"), person("Alexandra", sex="F")).verdict is RELATIVE


def test_brothers_who_share_a_religious_first_name_are_not_a_match() -> None:
    assert grade(person("Muhammad Ali"), person("Mohammed Hassan")).verdict is RELATIVE
    assert grade(person("Muhammad Ali"), person("Mohammed")).verdict is POSSIBLE
    assert grade(person("Mohd. Ali"), person("Mohammed Ali")).verdict is MATCH
    assert grade(person("Muhammad Ali"), person("Ali")).verdict is MATCH


def test_twins_with_one_first_name_and_different_middle_names_are_not_a_match() -> None:
    assert grade(person("Mary Rose"), person("Mary Jane")).verdict in (RELATIVE, POSSIBLE)


def test_twins_placed_in_different_homes_are_still_shown_as_possible_relatives() -> None:
    assert grade(person("Olivia"), person("Thomas", at=ELSEWHERE)).verdict is RELATIVE


def test_a_twins_number_written_on_the_other_twins_record_is_not_a_match() -> None:
    result = grade(person("Olivia", nhs=NHS_ONE), person("Thomas", nhs=NHS_ONE))
    assert result.verdict is RELATIVE
    assert "wrong" in result.reason


def test_a_younger_sister_is_not_flagged_as_a_duplicate() -> None:
    result = grade(person("Olivia"), person("Grace", born="2019-11-20"))
    assert result.verdict is NO
    assert "family" in result.reason


# ---- same-name relatives -------------------------------------------------------------------


@pytest.mark.parametrize("fathers_birth", ["1984-08-17", "1984-05-03", "1986-05-03"])
def test_a_father_and_son_of_one_name_are_not_a_match(fathers_birth: str) -> None:
    son = person("John", born="2006-05-03", household="h1", phone="01632960001")
    father = person("John", born=fathers_birth, household="h1", phone="01632960001")
    assert grade(son, father).verdict is RELATIVE


def test_a_father_whose_record_carries_his_sons_number_is_not_a_match() -> None:
    son = person("John", born="2006-05-03", nhs=NHS_ONE)
    father = person("John", born="1984-08-17", nhs=NHS_ONE)
    assert grade(son, father).verdict is RELATIVE


def test_same_name_and_birth_year_elsewhere_is_somebody_else() -> None:
    one, other = (
        person("John", "Smith", "2006-05-03"),
        person("John", "Smith", "2006-11-21", at=ELSEWHERE),
    )
    assert grade(one, other).verdict is NO


# ---- the same child, recorded differently --------------------------------------------------


def test_a_changed_surname_is_not_lost() -> None:
    before, after = person(family="Ashdown"), person(family="Brewster")
    assert grade(before, after).verdict is POSSIBLE
    assert "surname may have changed" in grade(before, after).reason
    assert findable(after, before)


def test_an_earlier_surname_on_record_makes_the_match() -> None:
    now = person(family="Brewster", also=(("Stephanie", "Ashdown", NameUse.MAIDEN),))
    assert grade(person(), now).verdict is MATCH
    assert "earlier" in explain(grade(person(), now).evidence)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohammed", "Mohd"),
        ("Siobhan", "Chevonne"),
        ("Siobhán", "Shivaun"),
        ("Aleksander", "Olek"),
        ("Siân", "Sian"),
        ("Ayşe", "Ayse"),
        ("Łukasz", "Lukasz"),
        ("Yusuf", "Yousef"),
        ("Anastasiya", "Анастасия"),
        ("William", "Bill"),
        ("Kasia", "Katarzyna"),
        ("Zoë", "Zoe"),
        ("Mary-Jane", "Mary Jane"),
    ],
)
def test_a_transliterated_or_short_name_is_the_same_name(one: str, other: str) -> None:
    assert grade(person(one), person(other)).verdict is MATCH
    assert findable(person(one, born=None, at=None), person(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O'Brien", "OBrien"),
        ("O’Brien", "O Brien"),
        ("McDonald", "MacDonald"),
        ("van der Berg", "Vanderberg"),
        ("al-Hassan", "Hassan"),
        ("Kowalski", "Kowalska"),
        ("Hussain", "Hussein"),
        ("Chowdhury", "Choudhury"),
        ("Smith-Jones", "Jones Smith"),
        ("Smith-Jones", "Jones"),
        ("García", "Garcia"),
    ],
)
def test_a_surname_written_another_way_is_the_same_surname(one: str, other: str) -> None:
    assert grade(person(family=one), person(family=other)).verdict is MATCH
    assert findable(person(family=one, born=None, at=None), person(family=other))


def test_first_name_and_surname_in_swapped_order_are_the_same_name() -> None:
    one, other = person("Bao", "Nguyen"), person("Nguyen", "Bao")
    assert grade(one, other).verdict is MATCH
    assert findable(one, other)


def test_a_swapped_day_and_month_does_not_hide_the_child() -> None:
    one, other = person(born="2016-05-03"), person(born="2016-03-05")
    assert grade(one, other).verdict is MATCH
    assert "day and month swapped" in explain(grade(one, other).evidence)
    moved = person(born="2016-03-05", at=ELSEWHERE)
    assert grade(one, moved).verdict is POSSIBLE
    assert findable(one, moved)


def test_johnny_joe_smith_is_johnny_smith() -> None:
    result = grade(person("Johnny Joe", "Smith"), person("Johnny", "Smith"))
    assert (result.score, result.verdict) == (0.8, MATCH)


def test_a_family_that_moves_to_disappear_can_be_found() -> None:
    before = person("Kayleigh", "Ashdown", at=HOME)
    moved = person("Kayleigh", "Ashdown", at=ELSEWHERE)
    renamed = person("Kayley", "Brewster", at=ELSEWHERE)
    for after in (moved, renamed):
        assert grade(before, after).verdict is POSSIBLE
        assert findable(before, after)


def test_an_earlier_address_ties_a_moved_family_to_its_past() -> None:
    moved = person(at=(ELSEWHERE, replace(HOME, current=False)))
    result = grade(person(), moved)
    assert result.verdict is MATCH
    assert "earlier address" in explain(result.evidence)


def test_a_child_with_two_new_names_at_home_is_not_dropped() -> None:
    result = grade(person("Stephanie", "Ashdown"), person("Oliver", "Brewster"))
    assert result.verdict is RELATIVE
    assert "new name" in result.reason


def test_a_flat_and_its_house_are_not_two_homes() -> None:
    flat = replace(HOME, line="Flat 3, 12 Larch Rd.")
    assert grade(person(), person(at=flat)).verdict is MATCH
    neighbour = replace(HOME, line="14 Larch Road")
    assert grade(person(), person(at=neighbour)).evidence.address.agreement == 0.0


# ---- what is not known ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "unnamed", ["Baby", "Baby Girl", "Unknown", "Not known", "Twin 1", "Baby of Sarah", ""]
)
def test_a_baby_not_yet_named_is_possible_and_never_a_match(unnamed: str) -> None:
    named, baby = person("Olivia"), person(unnamed)
    assert grade(named, baby).verdict is POSSIBLE
    assert "no first name yet" in grade(named, baby).reason
    assert findable(baby, named)


def test_two_unnamed_babies_of_one_home_are_not_a_match() -> None:
    assert grade(person("Baby"), person("Twin 2")).verdict is POSSIBLE


def test_an_unborn_child_is_found_again_after_birth() -> None:
    unborn = person("Unborn", born=None, expected=date(2026, 1, 8))
    born = person("Olivia", born="2025-12-22")
    assert grade(unborn, born).verdict is POSSIBLE
    assert findable(unborn, born)
    assert grade(unborn, person("Olivia", born="2023-12-22")).verdict is NO


def test_a_placeholder_birth_date_is_not_evidence() -> None:
    one, other = person(born="1900-01-01", at=None), person(born="1900-01-01", at=None)
    assert grade(one, other).evidence.birth.agreement is None
    assert grade(one, other).verdict is not MATCH


def test_first_of_january_is_weak_evidence() -> None:
    one = person("Ahmed", "Noor", "1990-01-01", at=HOME)
    other = person("Ahmed", "Noor", "1990-01-01", at=ELSEWHERE)
    assert grade(one, other).verdict is POSSIBLE
    assert "1 January" in explain(grade(one, other).evidence)


def test_a_pseudo_postcode_is_not_a_shared_home() -> None:
    nowhere = replace(HOME, line="No fixed abode", postcode="ZZ99 3VZ", town="")
    result = grade(person(at=nowhere), person(at=nowhere))
    assert result.evidence.postcode.agreement is None
    assert result.verdict is POSSIBLE


def test_missing_is_not_different() -> None:
    assert grade(person(at=None), person()).score == 0.6
    assert grade(person(born=None), person()).verdict is POSSIBLE


# ---- numbers -------------------------------------------------------------------------------


def test_one_mismatched_identifier_speaks_against_but_does_not_hide() -> None:
    result = grade(person(nhs=NHS_ONE), person(nhs=NHS_TWO))
    assert (result.score, result.verdict) == (0.4, POSSIBLE)
    assert "different valid NHS number" in explain(result.evidence)
    assert grade(person(nhs=NHS_ONE), person(nhs=NHS_TWO, at=ELSEWHERE)).verdict is NO


def test_a_number_that_fails_its_check_says_nothing() -> None:
    result = grade(person(nhs=NHS_ONE), person(nhs="9990000019"))
    assert result.evidence.identifier.agreement is None
    assert result.verdict is MATCH


def test_one_number_agrees_and_another_does_not() -> None:
    one, other = person(nhs=NHS_ONE, upn=UPN_ONE), person(nhs=NHS_TWO, upn=UPN_ONE)
    assert grade(one, other).verdict is POSSIBLE


def test_a_number_alone_is_checked_against_something() -> None:
    assert (
        grade(person("", "", None, at=None, nhs=NHS_ONE), person(nhs=NHS_ONE)).verdict is POSSIBLE
    )


# ---- words ---------------------------------------------------------------------------------


def test_the_sentence_can_be_read_out() -> None:
    sought = person("Steffie", born="2016-03-05", at=replace(HOME, line=""))
    result = grade(sought, person())
    assert explain(result.evidence) == (
        "Same surname and postcode; first names are forms of one name; "
        "birth date differs by day and month swapped; no identifier in common."
    )
    assert explain_in_full(result).startswith("Possible match: ")
