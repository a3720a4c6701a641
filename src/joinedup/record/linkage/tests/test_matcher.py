"""Two records in hand, by the trained model: who may be suggested as one person, and who never."""

from dataclasses import replace
from datetime import date
from itertools import combinations, product

import pytest

from joinedup.record.linkage.engine.comparing import compare, prepare
from joinedup.record.linkage.engine.grading import Grade, Verdict, grade
from joinedup.record.linkage.engine.identity import (
    NHS_NUMBER,
    Address,
    Identifier,
    Identity,
    Name,
    PartialDate,
)
from joinedup.record.linkage.engine.live.matcher import _said
from joinedup.record.linkage.engine.live.within import LEAST_OWN_BITS, Told
from joinedup.record.linkage.engine.ranking import rank
from joinedup.record.linkage.engine.typed import read_query
from joinedup.record.linkage.engine.verdict import Verdict as Judged
from joinedup.record.linkage.queries.model import matcher, weigher

HOME = (Address("14 Larch Road", "Quill", "QX4 2AB"),)
ELSEWHERE = (Address("7 Elm Grove", "Marl", "ZQ9 7XX"),)
BILAL = Identity(
    names=(Name(("Bilal",), "Ashdown"),), birth=PartialDate(2016, 5, 3), sex="M", addresses=HOME
)


def other(given="Bilal", family="Ashdown", **fields):
    return replace(BILAL, names=(Name((given,), family),), **fields)


def number(value):
    return {"identifiers": (Identifier(NHS_NUMBER, value),)}


M, P, R, N = Verdict.MATCH, Verdict.POSSIBLE, Verdict.POSSIBLE_RELATIVE, Verdict.NO
PEOPLE = {
    "the same record": (BILAL, M),
    "day and month swapped": (other(birth=PartialDate(2016, 3, 5)), M),
    "a twin": (other("Maryam", sex="F"), R),
    "a twin with a similar name": (other("Hilal"), P),
    "a twin with an initial alone": (other("B"), P),
    "a father of the same name": (other(birth=PartialDate(1984, 5, 3)), R),
    "a brother": (other("Yusuf", birth=PartialDate(2012, 9, 21)), N),
    "a mother": (other("Fatima", birth=PartialDate(1988, 2, 11), sex="F"), N),
    "of one name and year elsewhere": (
        other(birth=PartialDate(2016, 11, 24), addresses=ELSEWHERE), N,
    ),
    "a stranger": (
        replace(
            BILAL, names=(Name(("Piotr",), "Gedling"),), birth=PartialDate(1990, 1, 30),
            addresses=ELSEWHERE,
        ), N,
    ),
}  # fmt: skip


@pytest.mark.parametrize("who", PEOPLE)
def test_who_is_suggested_as_one_person(who):
    person, verdict = PEOPLE[who]
    found = matcher().grade(BILAL, person)
    assert found.verdict is verdict, found.reason
    assert found.score == grade(BILAL, person).score  # the exchange standard's
    for name in ("Bilal", "Ashdown", "Larch"):
        assert name not in found.reason


def test_the_order_of_two_does_not_matter():
    everybody = [person for person, _ in PEOPLE.values()]
    for one, two in combinations(everybody, 2):
        there, back = matcher().grade(one, two), matcher().grade(two, one)
        assert (there.verdict, there.score) == (back.verdict, back.score)


def test_the_engine_is_named_by_its_model():
    assert (matcher().name, matcher().version) == ("trained-model", weigher().model.sha256[:12])


def test_all_agrees_but_the_number():
    one, two = replace(BILAL, **number("9434765919")), replace(BILAL, **number("9434765870"))
    found = matcher().grade(one, two)
    assert found.verdict is P
    assert "number" in found.reason


@pytest.mark.parametrize(
    "person",
    [
        replace(BILAL, birth=None, expected=date(2026, 12, 24)),
        replace(BILAL, names=(Name((), "Ashdown"),)),
        replace(BILAL, birth=None),
        replace(BILAL, names=(Name(("Bilal",), ""),)),
    ],
)
def test_who_holds_too_little_is_graded_as_before(person):
    before, now = grade(BILAL, person), matcher().grade(BILAL, person)
    assert (before.verdict, before.reason) == (now.verdict, now.reason)
    assert now.verdict is not M


# ---- the order of a search -----------------------------------------------------------------


def ranked(query):
    candidates = [(who, person) for who, (person, _) in PEOPLE.items()]
    return [(one.id, one.grade.verdict) for one in matcher().rank(query, candidates)]


@pytest.mark.parametrize("query", [BILAL, "bilal ashdown 3/5/2016 QX4 2AB"])
def test_the_person_is_read_first_and_no_relative_as_a_match(query):
    found = ranked(query)
    assert found[0] == ("the same record", M)
    assert {who for who, verdict in found if verdict is M} <= {
        "the same record",
        "day and month swapped",
    }
    assert len(found) == len(PEOPLE)


def test_candidates_in_any_order_are_ranked_alike():
    candidates = [(who, person) for who, (person, _) in PEOPLE.items()]
    there = [one.id for one in matcher().rank(BILAL, candidates)]
    assert there == [one.id for one in matcher().rank(BILAL, candidates[::-1])]


def test_a_name_alone_is_ranked_by_points_as_before():
    candidates = [(who, person) for who, (person, _) in PEOPLE.items()]
    query = read_query("bilal ashdown")
    before = [(one.id, one.grade.verdict) for one in rank(query, candidates)]
    assert [(one.id, one.grade.verdict) for one in matcher().rank(query, candidates)] == before


# ---- both say something --------------------------------------------------------------------

FAR = LEAST_OWN_BITS - 1
TABLE = {
    # by the grades: what the model says, with enough that is a person's own, and without
    M: {Judged.MATCH: M, Judged.POSSIBLE: P, Judged.RELATIVE: R, Judged.UNLIKELY: P, FAR: P},
    P: {Judged.MATCH: M, Judged.POSSIBLE: P, Judged.RELATIVE: R, Judged.UNLIKELY: P, FAR: P},
    R: {Judged.MATCH: R, Judged.POSSIBLE: R, Judged.RELATIVE: R, Judged.UNLIKELY: R, FAR: R},
    N: {Judged.MATCH: M, Judged.POSSIBLE: P, Judged.RELATIVE: R, Judged.UNLIKELY: N, FAR: N},
}


@pytest.mark.parametrize(
    ("graded", "told"), [(g, t) for g, t in product(TABLE, TABLE[M]) if t != FAR]
)
def test_the_model_decides_unless_the_grades_object(graded, told):
    by_grades = Grade(0.5, graded, "why", compare(prepare(BILAL), prepare(BILAL)))
    verdict, reason = _said(by_grades, Told(20.0, 5.0, told, "", ""))
    assert verdict is TABLE[graded][told]
    assert reason


@pytest.mark.parametrize(("graded", "told"), [*product(TABLE, [Judged.RELATIVE, Judged.NAMESAKE])])
def test_of_a_family_only_who_is_like_the_person_is_asked_about(graded, told):
    by_grades = Grade(0.5, graded, "why", compare(prepare(BILAL), prepare(BILAL)))
    assert _said(by_grades, Told(20.0, FAR, told, "", ""))[0] is TABLE[graded][FAR]


def test_what_is_not_known_of_both_is_said():
    by_grades = Grade(0.5, M, "why", compare(prepare(BILAL), prepare(BILAL)))
    verdict, reason = _said(by_grades, Told(20.0, 5.0, Judged.MATCH, "", "first name"))
    assert verdict is P
    assert "first name not known of both" in reason
