"""What must hold for any text that a form, a file or a hostile hand may bring."""

import string
from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.record.linkage.engine.cleaning.dates import clean_birth, parse_birth
from joinedup.record.linkage.engine.cleaning.names import clean_family, clean_given
from joinedup.record.linkage.engine.cleaning.places import (
    clean_line,
    clean_phone,
    clean_postcode,
    clean_uprn,
)
from joinedup.record.linkage.engine.cleaning.text import plain
from joinedup.record.linkage.engine.grading import Verdict, grade
from joinedup.record.linkage.engine.identity import (
    NHS_NUMBER,
    UNIQUE_PUPIL_NUMBER,
    Address,
    Identifier,
    Identity,
    Name,
    NameUse,
    PartialDate,
)
from joinedup.record.linkage.engine.keys import LONGEST_KEY, query_keys, search_keys
from joinedup.record.linkage.engine.ranking import rank
from joinedup.record.linkage.engine.tests.people import HOME, NHS_ONE, NHS_TWO
from joinedup.record.linkage.engine.typed import read_query

any_text = st.text(max_size=40)
WORDS = """
    Stephanie Steffie Baby Mohammed Mohd Ali John Jack Mary-Jane O'Brien McKay Smith Smyth
    Smith-Jones al-Hassan Hassan Kowalska Kowalski Mr Jr J Unknown
"""
word = st.sampled_from(WORDS.split())
name_text = st.one_of(word, any_text, st.lists(word, min_size=2, max_size=3).map(" ".join))
partial = st.builds(
    PartialDate,
    st.one_of(st.integers(1985, 2020), st.integers(-5, 10_000)),
    st.none() | st.integers(0, 13),
    st.none() | st.integers(0, 32),
)
address = st.builds(
    Address,
    st.one_of(any_text, st.sampled_from(["12 Larch Road", "Flat 2, 12 Larch Rd", "NFA"])),
    any_text,
    st.one_of(any_text, st.sampled_from(["QX4 2AB", "qx42ac", "QX4", "ZZ99 3VZ", "QZ9 1TT"])),
    st.one_of(st.just(""), st.text(string.digits, max_size=13)),
    st.booleans(),
)
number = st.builds(
    Identifier,
    st.one_of(st.sampled_from([NHS_NUMBER, UNIQUE_PUPIL_NUMBER, "urn:local"]), any_text),
    st.one_of(st.sampled_from([NHS_ONE, NHS_TWO, "B801200005001", "A801200005001"]), any_text),
)
identities = st.builds(
    Identity,
    names=st.lists(
        st.builds(
            Name, st.lists(name_text, max_size=3).map(tuple), name_text, st.sampled_from(NameUse)
        ),
        max_size=3,
    ).map(tuple),
    birth=st.none() | partial,
    expected=st.none() | st.dates(),
    sex=st.none() | any_text | st.sampled_from("MF"),
    addresses=st.lists(st.just(HOME) | address, max_size=3).map(tuple),
    identifiers=st.lists(number, max_size=3).map(tuple),
    household=st.none() | any_text,
    phone=st.none() | any_text | st.just("+44 (0)1632 960001"),
)


@settings(max_examples=300, deadline=None)
@given(identities, identities)
def test_the_grade_is_the_same_both_ways(one: Identity, other: Identity) -> None:
    assert grade(one, other) == grade(other, one)


@settings(max_examples=150, deadline=None)
@given(identities)
def test_nobody_is_ruled_out_as_themselves_by_a_score_out_of_range(one: Identity) -> None:
    result = grade(one, one)
    assert 0.0 <= result.score <= 0.99
    assert result.evidence.given.level != "different"
    assert result.evidence.birth.level != "different"


@settings(max_examples=150, deadline=None)
@given(identities, name_text, name_text)
def test_surname_birth_date_and_home_alone_never_match(
    one: Identity, first: str, second: str
) -> None:
    a = Identity(names=(Name((first,), "Ashdown"),), birth=one.birth, addresses=one.addresses)
    b = Identity(names=(Name((second,), "Ashdown"),), birth=one.birth, addresses=one.addresses)
    result = grade(a, b)
    if result.evidence.given.level not in ("exact", "variant"):
        assert result.verdict is not Verdict.MATCH


@settings(max_examples=300, deadline=None)
@given(name_text)
def test_cleaning_a_cleaned_value_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert clean_given(" ".join(clean_given(text))) == clean_given(text)
    assert clean_family(clean_family(text).whole).whole == clean_family(text).whole
    assert clean_line(clean_line(text)) == clean_line(text)
    for clean in (clean_postcode, clean_uprn, clean_phone):
        assert clean(clean(text)) == clean(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20), partial)
def test_a_cleaned_birth_date_can_be_and_stays(text: str, value: PartialDate) -> None:
    assert clean_birth(clean_birth(value)) == clean_birth(value)
    found = parse_birth(text, today=date(2026, 11, 22))
    assert found is None or clean_birth(found) == found


@settings(max_examples=150, deadline=None)
@given(identities)
def test_everybody_is_found_by_their_own_record(one: Identity) -> None:
    held = search_keys(one)
    assert held <= set(query_keys(one))
    assert all(len(key) <= LONGEST_KEY and key.isprintable() for key in held)


@settings(max_examples=150, deadline=None)
@given(any_text | name_text, st.lists(identities, max_size=4))
def test_a_typed_search_never_raises_and_drops_nobody(text: str, people: list[Identity]) -> None:
    read_query(text)
    query_keys(text)
    ranked = rank(text, enumerate(people))
    assert sorted(r.id for r in ranked) == list(range(len(people)))


@settings(max_examples=60, deadline=None)
@given(st.lists(identities, max_size=6), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_candidates_arrive(
    people: list[Identity], random: Random
) -> None:
    candidates = list(enumerate(people))
    expected = [r.id for r in rank("stephanie smith", candidates)]
    random.shuffle(candidates)
    assert [r.id for r in rank("stephanie smith", candidates)] == expected
