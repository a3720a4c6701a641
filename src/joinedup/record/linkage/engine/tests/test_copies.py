"""A record that came many times over is one person, if it says who that is."""

from datetime import date, timedelta
from random import Random

import pytest

from joinedup.record.linkage.engine.files import Mapping, Role
from joinedup.record.linkage.engine.files.records import Listed
from joinedup.record.linkage.engine.linking import Options, link

FIELDS = {
    "given": Role.GIVEN_NAME, "family": Role.FAMILY_NAME, "birth": Role.BIRTH_DATE,
    "postcode": Role.POSTCODE,
}  # fmt: skip
COPIES = 150


def made_up(random):
    def word():
        return "".join(random.choice("bdfgklmnprstv") + random.choice("aeiou") for _ in range(4))

    born = date(1950, 1, 1) + timedelta(random.randrange(25_000))
    postcode = f"QX{random.randint(1, 60)} {random.randint(1, 9)}AB"
    return word(), word(), str(born), postcode


LITTLE = [
    ("Ann", "", "", ""), ("Baby", "Unknown", "1900-01-01", ""), ("Ann", "Lee", "1980-01-01", ""),
    ("A", "Lee", "1980-03-04", ""),
]  # fmt: skip
RANDOM = Random(11)  # noqa: S311 - made-up people
TOWN = [made_up(RANDOM) for _ in range(400)]


def people(copied=(), times=0, *, between=False):
    rows = {f"{n}-{k}": one for n, one in enumerate(TOWN) for k in range(1 + n % 2)}
    rows |= {f"copy {n:03}": copied for n in range(times)}
    ids = sorted(rows)
    columns = {name: [rows[each][place] for each in ids] for place, name in enumerate(FIELDS)}
    records = Listed(["a"] * len(ids), ids, columns)
    options = Options(today=date(2026, 11, 20), between=between)
    run = link(records, Mapping("id", tuple(FIELDS.items())), options, lambda _: None)
    return {each: ids[who] for each, who in zip(ids, run.clustered.person, strict=True)}


@pytest.fixture(scope="module")
def without():
    return people()


def test_any_number_of_copies_is_the_same_person_and_nobody_else_changes(without):
    found = people(TOWN[7], COPIES)
    copies = {found.pop(f"copy {n:03}") for n in range(COPIES)}
    assert copies == {found["7-0"]}
    assert found == without


@pytest.mark.parametrize("little", LITTLE)
def test_copies_of_next_to_nothing_are_nobody(little, without):
    found = people(little, COPIES)
    copies = [found.pop(f"copy {n:03}") for n in range(COPIES)]
    assert len(set(copies)) == COPIES
    assert found == without


def test_copies_in_a_register_where_a_person_stands_once_are_as_many_people():
    found = people(TOWN[7], COPIES, between=True)
    assert len({found[f"copy {n:03}"] for n in range(COPIES)}) == COPIES
