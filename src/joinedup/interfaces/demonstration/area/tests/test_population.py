"""The people of the area are as varied, and the records as faulty, as documented."""

from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise

from joinedup.interfaces.demonstration.area import AGENCIES
from joinedup.interfaces.demonstration.area.draw import Draw
from joinedup.interfaces.demonstration.area.families import FamilyMaker
from joinedup.interfaces.demonstration.area.life import Life
from joinedup.interfaces.demonstration.area.names import NameBook
from joinedup.interfaces.demonstration.area.places import County
from joinedup.interfaces.demonstration.area.society import Family
from joinedup.interfaces.demonstration.area.tests.reading import Area

TODAY = 739_940  # 20 November 2026


@cache
def families(people: int = 12_000, seed: int = 9) -> list[Family]:
    draw, book = Draw("test", seed), NameBook()
    maker = FamilyMaker(draw, book, County(people), people, TODAY)
    maker.begin(0, 0)
    life, made, count = Life(draw, TODAY), [], 0
    while count < people:
        family = maker.make(people - count)
        life.happen(family)
        made.append(family)
        count += len(family.people)
    return made


def test_most_families_have_no_needs_and_few_have_many() -> None:
    with_children = [family for family in families() if family.children]
    share = Counter(min(len(family.needs), 3) for family in with_children)
    assert 0.74 < share[0] / len(with_children) < 0.84
    assert 0.03 < share[3] / len(with_children) < 0.075


def test_needs_do_not_depend_on_the_naming_tradition() -> None:
    seen = defaultdict(list)
    for seed in range(3):
        for family in families(8_000, seed):
            if family.children:
                english = family.adults[0].tradition == "english"
                seen[english].append(bool(family.needs))
    shares = [sum(seen[english]) / len(seen[english]) for english in (True, False)]
    assert abs(shares[0] - shares[1]) < 0.05


def test_every_tradition_is_there() -> None:
    traditions = Counter(p.tradition for family in families() for p in family.people)
    assert set(traditions) == set(NameBook().traditions)
    assert traditions["english"] > 0.5 * traditions.total()


def test_twins_share_birthday_and_surname_but_not_first_name() -> None:
    twins = [p for family in families() for p in family.people if p.twin]
    assert len(twins) > 20
    for person in twins:
        assert person.twin.twin is person
        assert (person.born, person.household) == (person.twin.born, person.twin.household)
        assert person.given != person.twin.given


def test_same_name_relatives_differ_in_birth_date_only() -> None:
    namesakes = [p for family in families() for p in family.people if p.namesake]
    assert len(namesakes) > 10
    for person in namesakes:
        assert person.namesake.namesake is person
        assert (person.given, person.family) == (person.namesake.given, person.namesake.family)
        assert abs(person.born - person.namesake.born) > 15 * 365


def test_parents_are_older_than_their_children() -> None:
    for family in families():
        for child in family.children:
            for bond in child.links:
                if bond.relationship in ("mother", "father"):
                    assert child.born - bond.other.born > 14 * 365


def test_nobody_has_events_before_birth_or_after_death() -> None:
    for family in families():
        for person in family.people:
            for event in person.events:
                assert person.born <= event.start <= TODAY
                assert not person.died or event.start <= person.died


def test_households_have_an_address_of_their_own() -> None:
    county = County(10_000)
    lines = {
        (address.line, address.town)
        for address in (county.address(county.dwelling_of(n)) for n in range(county.dwellings))
    }
    assert len(lines) > 0.97 * county.dwellings


def test_truth_names_twins_and_same_name_relatives(area: Area) -> None:
    twins = [line for line in area.truth if line["twin_of"]]
    namesakes = [line for line in area.truth if line["same_name_relative_of"]]
    assert len(twins) > 30
    assert len(namesakes) > 10
    assert all(line["twin_of"] != line["person_id"] for line in twins)


def test_agencies_overlap(area: Area) -> None:
    agencies = [{agency for agency, _ in rows} for rows in area.records_by_person().values()]
    several = sum(len(known) > 1 for known in agencies)
    assert 0.1 < several / len(agencies) < 0.5
    assert any(len(known) >= 4 for known in agencies)


def test_a_few_people_have_two_records_in_one_agency(area: Area) -> None:
    twice = sum(
        len(rows) > len({agency for agency, _ in rows})
        for rows in area.records_by_person().values()
    )
    assert 0.004 < twice / len(area.records_by_person()) < 0.04


def test_records_are_dirty_and_each_fault_occurs(area: Area) -> None:
    rows = [row for _, row in area.everybody()]
    faults = {
        "no birth date": sum(not row["birth_date"] and not row["expected_date"] for row in rows),
        "partial birth date": sum(0 < len(row["birth_date"]) < 10 for row in rows),
        "1 January": sum(row["birth_date"].endswith("-01-01") for row in rows),
        "baby": sum(row["given_names"] == "Baby" for row in rows),
        "capitals": sum(row["family_name"].isupper() for row in rows),
        "no postcode": sum(not row["postcode"] for row in rows),
        "unspaced postcode": sum(" " not in (row["postcode"] or " ") for row in rows),
        "sex unknown": sum(row["sex"] == "X" for row in rows),
        "stale": sum(not row["involved_to"] and row["updated_on"] < "2025-11" for row in rows),
    }  # fmt: skip
    missing = [fault for fault, times in faults.items() if times < 2]
    assert not missing
    assert all(times < 0.2 * len(rows) for times in faults.values())


def test_one_person_is_written_differently(area: Area) -> None:
    pairs = wrong = swapped = 0
    for rows in area.records_by_person().values():
        whole = [row for _, row in rows if len(row["birth_date"]) == 10]
        for one, other in pairwise(whole):
            pairs += 1
            wrong += one["family_name"].casefold() != other["family_name"].casefold()
            first, second = one["birth_date"].split("-"), other["birth_date"].split("-")
            swapped += first != second and first == [second[0], second[2], second[1]]
    assert 0.03 < wrong / pairs < 0.2
    assert 0.002 < swapped / pairs < 0.05


def test_diacritics_are_written_by_some_and_lost_by_others(area: Area) -> None:
    plain = {"police", "housing", "probation"}
    for agency in AGENCIES:
        names = [r["given_names"] + r["family_name"] for r in area.people[agency]]
        beyond_ascii = sum(not name.isascii() for name in names)
        assert (beyond_ascii == 0) == (agency in plain) or len(names) < 400
