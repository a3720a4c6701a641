"""Encodings: who agrees, who does not, and what must never set a bit or leave."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.record.linkage.engine.encoding import Scheme, cleaned, encode
from joinedup.record.linkage.engine.encoding.similarity import filters
from joinedup.record.linkage.engine.files import Listed, Mapping, Role

TODAY = date(2026, 11, 20)
KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
ROLES = {
    "first": "given_name", "last": "family_name", "born": "birth_date", "sex": "sex",
    "street": "address", "postcode": "postcode", "phone": "phone", "nhs": "identifier",
}  # fmt: skip
KNOWN = ("Rebecca", "Holdsworth", "2013-04-11", "F", "12 Larch Road", "QX4 2AB", "", "9990000018")
NHS = ("9990000018", "9990000026", "9434765919", "9434765870", "9990010013")
CHANGES = {
    "a letter missing": {"first": "Rebeca"},
    "a short form": {"first": "Becky"},
    "a slip in the surname": {"last": "Holdswroth"},
    "capitals and signs": {"first": "REBECCA ", "last": "holdsworth", "born": "11/04/2013"},
    "day and month swapped": {"born": "2013-11-04"},
    "one digit of the year": {"born": "2014-04-11"},
    "a new surname": {"last": "Ravensthorpe"},
    "a new address": {"street": "7 Quay Street", "postcode": "QZ9 1TT"},
}


def encoded(*people, scheme=Scheme(), key=KEY, roles=ROLES):  # noqa: B008 - frozen
    columns = list(roles)
    mapping = Mapping("id", tuple((name, Role(role)) for name, role in roles.items()))
    values = {name: [row[n] for row in people] for n, name in enumerate(columns)}
    ids = [str(n) for n in range(len(people))]
    records = Listed(["s"] * len(people), ids, values)
    return encode(cleaned(records, mapping, today=TODAY), scheme, key)


def changed(**values):
    return tuple(values.get(name, value) for name, value in zip(ROLES, KNOWN, strict=True))


def alike(one, other, scheme=Scheme()):  # noqa: B008 - frozen
    """Of each part that both have."""
    first, second = filters(one, scheme), filters(other, scheme)
    return {
        a.part.name: float(a.against(b.words[0], int(b.counts[0]))[0])
        for a, b in zip(first, second, strict=True)
        if a.counts[0] and b.counts[0]
    }


STRANGERS = [
    ("Oliver", "Ashdown", "1984-12-25", "M", "3 Mill Lane", "QZ9 3DD", "", "9990000026"),
    ("Zofia", "Kowalska", "1999-01-30", "F", "88 Quay Street", "QY1 4GH", "", ""),
    ("Rebecca", "Brandreth", "1971-08-02", "F", "12 Harbour Walk", "QX7 1ZZ", "", ""),
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
@pytest.mark.parametrize(
    "scheme", [Scheme(), Scheme(noise=0.02), Scheme(fold=True), Scheme("whole")], ids=str
)
def test_one_person_with_a_slip_is_nearer_than_any_stranger(change, scheme):
    one = encoded(KNOWN, scheme=scheme)
    same = alike(one, encoded(changed(**CHANGES[change]), scheme=scheme), scheme)
    of = "record" if scheme.layout == "whole" else "person"
    for stranger in STRANGERS:
        assert same[of] > alike(one, encoded(stranger, scheme=scheme), scheme)[of] + 0.1


def test_a_change_of_address_leaves_names_and_number_as_they_were():
    same = alike(encoded(KNOWN), encoded(changed(**CHANGES["a new address"])))
    assert (same["person"], same["nhs"]) == (1.0, 1.0)
    assert same["home"] < 0.6


def test_another_key_leaves_nothing_in_common_but_chance():
    one, other = encoded(KNOWN), encoded(KNOWN, key=OTHER_KEY)
    chance = np.mean([alike(one, encoded(s, key=OTHER_KEY))["person"] for s in STRANGERS])
    assert abs(alike(one, other)["person"] - chance) < 0.12
    assert alike(one, other)["nhs"] < 0.6


@pytest.mark.parametrize(
    "unknown",
    [
        {"first": "Baby"}, {"first": "not known"}, {"last": "Unknown"}, {"born": "01/01/1900"},
        {"postcode": "ZZ99 3VZ"}, {"street": "No fixed abode"}, {"sex": "not stated"},
        {"nhs": "0000000000"}, {"nhs": "9990000019"}, {"phone": "00000000000"},
    ],
    ids=str,
)  # fmt: skip
def test_a_placeholder_sets_no_bit(unknown):
    (name,) = unknown
    # others show what kind of numbers the column holds
    others = [changed(nhs=number) for number in NHS]
    with_it = encoded(changed(**unknown), *others)[0]
    without = encoded(changed(**{name: ""}), *others)[0]
    assert np.array_equal(with_it, without)
    assert with_it.any()


def test_nothing_known_is_nothing_set():
    nothing = ("Baby", "unknown", "1900-01-01", "", "NFA", "ZZ99 3VZ", "", "")
    for scheme in (Scheme(), Scheme(noise=0.1), Scheme(salt=True), Scheme("whole", fold=True)):
        assert not encoded(nothing, scheme=scheme).any()


def test_what_columns_are_called_and_how_many_there_are_does_not_matter():
    other_file = {
        "surname": "family_name", "forename": "given_name", "dob": "birth_date", "gender": "sex",
        "house": "address", "road": "address", "pc": "postcode", "number": "identifier",
    }  # fmt: skip
    row = ("Holdsworth", "Rebecca", "11.04.2013", "female", "12", "Larch Rd", "qx42ab",
           "999 000 0018")  # fmt: skip
    assert np.array_equal(encoded(row, roles=other_file), encoded(KNOWN))


def test_a_whole_name_in_one_column_is_the_same_name():
    roles = {"name": "full_name", "born": "birth_date"}
    apart = {"first": "given_name", "last": "family_name", "born": "birth_date"}
    one = encoded(("Holdsworth, Rebecca", "2013-04-11"), roles=roles)
    assert np.array_equal(one, encoded(("Rebecca", "Holdsworth", "2013-04-11"), roles=apart))


def test_the_length_of_a_name_does_not_show():
    short, long = changed(first="Jo", last="Oh"), changed(first="Maximiliana", last="Featherstone")
    counts = [filters(encoded(row), Scheme())[0].counts[0] for row in (short, long)]
    assert abs(int(counts[0]) - int(counts[1])) < 0.15 * max(counts)


def test_salt_parts_people_of_different_birth_years_and_noise_keeps_copies_equal():
    salted = Scheme(salt=True)
    other_year = changed(born="1990-04-11", nhs="")
    one = alike(encoded(KNOWN), encoded(other_year))["person"]
    assert alike(encoded(KNOWN, scheme=salted), encoded(other_year, scheme=salted), salted)[
        "person"
    ] < (one - 0.2)
    noisy = Scheme(noise=0.05)
    first, second = encoded(KNOWN, KNOWN, scheme=noisy)
    assert np.array_equal(first, second)
    turned = np.unpackbits(first ^ encoded(KNOWN)[0]).mean()
    assert 0.01 < turned < 0.06  # parts in which nothing is known stay empty


names = st.text(st.characters(codec="utf-8"), max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[names] * len(ROLES)), min_size=1, max_size=6), st.randoms())
def test_any_text_is_encoded_alike_whatever_stands_beside_it(people, random):
    no_numbers = [(*row[:-1], "") for row in people]
    rows = encoded(*no_numbers)
    assert rows.shape == (len(people), Scheme().size)
    order = [*range(len(people))]
    random.shuffle(order)
    again = encoded(*(no_numbers[n] for n in order))
    assert np.array_equal(again, rows[order])
