"""Comparing in the database agrees with the engine, but for the exceptions named here."""

import json
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from joinedup.record.linkage.engine.comparing import Field, compare, prepare
from joinedup.record.linkage.engine.grading import Verdict, grade_evidence
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
from joinedup.record.linkage.rules import comparing

pytestmark = pytest.mark.django_db

PAIRS = 4_000
A_ROUNDING = 0.0101
NAMES = """
    Stephanie Steffie Stefanie Baby Mohammed Mohd Ali Hassan John Jack Jon Ian Sean Mary Maria
    Bill Will William Kate Katherine Catherine Cathryn Jan Oluwaseun Agnieszka Siobhan Shivaun J S
    Muhammad Fatima Fatimah Kaur Singh Tom Thomas Tomos Unknown
"""
SURNAMES = """
    Smith Smyth Smithe Kowalska Kowalski McKay MacKay O'Brien Brien Smith-Jones Jones al-Hassan
    Hassan Ahmed Ahmad Achmed Nguyen Williams Wiliams Evans Evens Eva Singh Kaur Thomas Wyn-Parry
    Parry Zielinska Zielinski Unknown
"""
GIVEN, FAMILY = NAMES.split(), SURNAMES.split()
LINES = ["12 Larch Road", "Flat 3, 12 Larch Rd", "12 Larhc Road", "14 Larch Road", "Larch Road",
         "3/12 Larch Road", "7 Elm Grove", "No fixed abode", ""]  # fmt: skip
POSTCODES = ["QX4 2AB", "QX42AB", "QX4 2AC", "QX4 3AB", "QX5 2AB", "QX4", "ZZ99 3VZ", ""]
NUMBERS = ["9434765919", "9434765870", "4505577104", "1234567890", ""]
UPNS = ["B801200005001", "H801200001001", ""]


def slip(rng: random.Random, word: str) -> str:
    """One letter wrong, left out, doubled or exchanged."""
    if len(word) < 2:
        return word
    place = rng.randrange(len(word))
    return rng.choice(
        [
            word[:place] + rng.choice("aeirstln") + word[place + 1 :],
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :],
        ]
    )


def a_name(rng: random.Random) -> Name:
    given = tuple(rng.choice(GIVEN) for _ in range(rng.choice((0, 1, 1, 1, 2, 3))))
    family = rng.choice(FAMILY)
    if rng.random() < 0.3:
        family = slip(rng, family)
    if given and rng.random() < 0.3:
        given = (slip(rng, given[0]), *given[1:])
    if given and rng.random() < 0.05:
        given, family = (family,), given[0]
    return Name(given, family, rng.choice(list(NameUse)))


def a_birth(rng: random.Random) -> PartialDate | None:
    kind = rng.random()
    if kind < 0.08:
        return None
    year = rng.choice((2016, 2016, 2016, 1990, 2004))
    if kind < 0.15:
        return PartialDate(year)
    month = rng.choice((1, 3, 5))
    return (
        PartialDate(year, month)
        if kind < 0.2
        else PartialDate(year, month, rng.choice((1, 3, 5, 31)))
    )


def a_person(rng: random.Random) -> Identity:
    numbers = [(NHS_NUMBER, rng.choice(NUMBERS)), (UNIQUE_PUPIL_NUMBER, rng.choice(UPNS))]
    expected = date(2016, 5, 1) + timedelta(days=rng.randrange(-200, 200))
    return Identity(
        names=tuple(a_name(rng) for _ in range(rng.choice((1, 1, 1, 2)))),
        birth=a_birth(rng),
        expected=expected if rng.random() < 0.15 else None,
        sex=rng.choice(["M", "F", "X", None]),
        addresses=tuple(
            Address(rng.choice(LINES), "Quill", rng.choice(POSTCODES), rng.choice(["", "77"]), now)
            for now in rng.choice(((), (True,), (True,), (True, False)))
        ),
        identifiers=tuple(Identifier(u, v) for u, v in numbers if v and rng.random() < 0.3),
        phone=rng.choice([None, None, "01632 960111", "01632 960222"]),
    )


def again(rng: random.Random, person: Identity) -> Identity:
    """The same person as another agency might have them, or a twin."""
    name = person.names[0]
    given = name.given
    if given and rng.random() < 0.5:
        given = (rng.choice([slip(rng, given[0]), *GIVEN]), *given[1:])
    family = slip(rng, name.family) if rng.random() < 0.3 else name.family
    birth = person.birth
    if birth and birth.complete and rng.random() < 0.2:
        birth = PartialDate(birth.year, birth.day if birth.day < 13 else 1, birth.month)
    addresses = person.addresses if rng.random() < 0.6 else a_person(rng).addresses
    return replace(
        person,
        names=(Name(given, family), *person.names[1:]),
        birth=birth,
        addresses=addresses,
        identifiers=person.identifiers if rng.random() < 0.5 else (),
        phone=None,
    )


def in_database(pairs):
    """What the database says of (question, entry) pairs, and whether each is worth a call."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.levels, linkage_worth_a_call(c.levels) FROM"
            " unnest(%s::jsonb[], %s::jsonb[]) WITH ORDINALITY AS p (q, e, n),"
            " LATERAL (SELECT linkage_compare(p.q, p.e) AS levels OFFSET 0) c ORDER BY n",
            [
                [json.dumps(comparing.asked(prepare(q))) for q, _ in pairs],
                [json.dumps(comparing.stored(prepare(e))) for _, e in pairs],
            ],
        )
        return cursor.fetchall()


def some_pairs() -> list[tuple[Identity, Identity]]:
    rng = random.Random(20261122)  # noqa: S311 - made-up people
    pairs = []
    for number in range(PAIRS):
        one = a_person(rng)
        pairs.append((one, again(rng, one) if number % 2 else a_person(rng)))
    return pairs


def test_the_database_grades_as_the_engine_does():
    pairs = some_pairs()
    differing: dict[Field, int] = {}
    verdicts: dict[Verdict, int] = {}
    other_verdict, examples = 0, []
    for (one, other), (levels, worth_a_call) in zip(pairs, in_database(pairs), strict=True):
        here = comparing.evidence_from(levels)
        there = compare(prepare(one), prepare(other))
        for mine, theirs in zip(here, there, strict=True):
            apart = abs((mine.agreement or 0) - (theirs.agreement or 0))
            if mine.level is not theirs.level or apart > A_ROUNDING:
                differing[mine.field] = differing.get(mine.field, 0) + 1
                examples.append((mine, theirs, one, other))
        a, b = grade_evidence(here), grade_evidence(there)
        verdicts[b.verdict] = verdicts.get(b.verdict, 0) + 1
        other_verdict += a.verdict is not b.verdict
        # the database answers about whomever the engine would show to a person, and nobody else
        assert worth_a_call is (a.verdict is not Verdict.NO), (levels, one, other)
    shown = "\n".join(str(e) for e in examples if e[0].field is not Field.ADDRESS)
    # the likeness of two address lines is measured more simply, and more strictly, than there
    assert set(differing) <= {Field.ADDRESS, Field.POSTCODE}, f"{differing}\n{shown[:3000]}"
    assert sum(differing.values()) <= PAIRS * 0.02, differing
    assert other_verdict <= PAIRS * 0.005
    assert min(verdicts.values()) > 50, verdicts
