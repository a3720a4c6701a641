"""What people decided binds every later run: never means never, also through a third record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.record.linkage.engine.deciding import bind
from joinedup.record.linkage.engine.files import FileError
from joinedup.record.linkage.engine.files.decisions import Decisions, numbered, read_decisions

HEAD = "source_l,record_l,source_r,record_r,decision,reason\n"


def possible(_one, _other):
    return ""


def groups(bound):
    found = {}
    for record, person in enumerate(bound.person):
        found.setdefault(person, set()).add(record)
    return sorted(map(sorted, found.values()))


def test_never_parts_two_records_that_the_weights_joined():
    weights = {(0, 1): 9.0, (0, 2): 8.0, (1, 2): 2.0}
    bound = bind([0, 0, 0], weights, [(1, 2)], [], possible)
    assert groups(bound) == [[0, 1], [2]]


def test_never_means_never_also_through_a_third_record():
    """The third is sure to be either; it stays with the nearer, and does not make them one."""
    weights = {(0, 1): 12.0, (1, 2): 11.0}
    bound = bind([0, 0, 0], weights, [(0, 2)], [], possible)
    assert groups(bound) == [[0, 1], [2]]


def test_never_means_never_also_through_decisions_that_always_join():
    bound = bind([0, 1, 2], {}, [(0, 2)], [(0, 1), (1, 2)], possible)
    assert groups(bound) == [[0, 1], [2]]
    [overruled] = bound.overruled
    assert (overruled.one, overruled.other) == (1, 2)
    assert "another decision" in overruled.reason


def test_always_joins_records_with_all_who_belong_to_them():
    weights = {(0, 1): 9.0, (2, 3): 9.0, (1, 2): -20.0}
    bound = bind([0, 0, 2, 2], weights, [], [(1, 2)], possible)
    assert groups(bound) == [[0, 1, 2, 3]]


def test_always_does_not_make_an_impossible_person():
    bound = bind([0, 1], {}, [], [(0, 1)], lambda *_: "two different valid numbers")
    assert groups(bound) == [[0], [1]]
    assert bound.overruled[0].reason == "two different valid numbers"


def test_always_does_not_bring_two_of_one_register_together_through_others():
    def one_each(a, b):
        return "two of one register" if {0, 3} <= {*a, *b} else ""

    bound = bind([0, 0, 2, 2], {(0, 1): 5.0, (2, 3): 5.0}, [], [(1, 2)], one_each)
    assert not any({0, 3} <= set(group) for group in groups(bound))
    assert any({1, 2} <= set(group) for group in groups(bound))


def test_groups_that_no_decision_is_about_are_left_alone():
    person = [0, 0, 2, 2, 4]
    assert bind(person, {}, [(0, 1)], [], possible).person == [0, 1, 2, 2, 4]
    assert bind(person, {}, [(0, 4)], [(2, 3)], possible).person == person


RECORDS = 9
pairs = st.tuples(st.integers(0, RECORDS - 1), st.integers(0, RECORDS - 1)).filter(
    lambda pair: pair[0] < pair[1]
)


@given(
    joined=st.lists(pairs, max_size=8),
    weights=st.dictionaries(pairs, st.floats(-30, 30), max_size=20),
    never=st.lists(pairs, max_size=5, unique=True),
    always=st.lists(pairs, max_size=5, unique=True),
    shuffled=st.randoms(use_true_random=False),
)
def test_whatever_the_weights_say_decisions_hold(joined, weights, never, always, shuffled):
    person = _united(joined)
    bound = bind(person, weights, never, always, possible)
    for one, other in never:
        assert bound.person[one] != bound.person[other]
    overruled = {(found.one, found.other) for found in bound.overruled}
    for one, other in always:
        assert bound.person[one] == bound.person[other] or (one, other) in overruled
    if not never:
        assert not overruled
    for group in groups(bound):
        assert {bound.person[record] for record in group} == {group[0]}
    again, other_order = list(never), list(always)
    shuffled.shuffle(again)
    shuffled.shuffle(other_order)
    assert bind(person, weights, again, other_order, possible) == bound


def _united(joined):
    person = list(range(RECORDS))
    for one, other in joined:
        a, b = sorted((person[one], person[other]))
        person = [a if p == b else p for p in person]
    return person


# ---- files ---------------------------------------------------------------------------------


def decisions(folder, text):
    path = folder / "decisions.csv"
    path.write_text(HEAD + text)
    return read_decisions(path)


def test_decisions_are_read_in_whichever_order_a_pair_was_written(tmp_path):
    read = decisions(
        tmp_path,
        "b,2,a,1,never,Both were seen at once\na,1,b,2,never,Again\na,1,a,3,always,One letter\n",
    )
    never, always = (("a", "1"), ("b", "2")), (("a", "1"), ("a", "3"))
    assert read == Decisions(frozenset([never]), frozenset([always]))
    assert numbered(read.never, {("a", "1"): 4, ("b", "2"): 0}) == ([(0, 4)], 0)
    assert numbered(read.always, {("a", "1"): 4}) == ([], 1)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a,1,b,2,maybe,Because\n", "'maybe' is not a decision"),
        ("a,1,b,2,never,\n", "needs its reason"),
        ("a,1,a,1,never,Because\n", "one and the same record"),
        ("a,,a,1,never,Because\n", "a source or a record is empty"),
        ("a,1,b,2,never,Because\nb,2,a,1,always,Because\n", "decided otherwise before"),
    ],
)
def test_a_decision_that_cannot_be_carried_out_is_one_line(tmp_path, text, line):
    with pytest.raises(FileError, match=line):
        decisions(tmp_path, text)
