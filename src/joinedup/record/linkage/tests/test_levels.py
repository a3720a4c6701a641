"""The database finds the levels of the trained model, and hands out nothing else."""

import json
import random
from itertools import product
from pathlib import Path

import duckdb
import pytest
from django.db import connection
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from joinedup.record.linkage import migrations
from joinedup.record.linkage.engine.live.expressions import CompileError
from joinedup.record.linkage.engine.live.postgres import levels_function
from joinedup.record.linkage.engine.live.within import asked, fields_kept, stored
from joinedup.record.linkage.engine.model.artefact import Trained
from joinedup.record.linkage.rules.compared import compared, levels_statement, preparer

pytestmark = pytest.mark.django_db
FIELDS = fields_kept(compared())
FAR = 0.8
A_BIT = 2.3e-16
"""DuckDB adds the last sum up without rounding between, where the machine can."""
SOME = """
    stephanie steffanie stefany martha marhta dwayne duane dixon dicksonx jellyfish smellyfish
    mohammed muhammad mohd ahmed achmed o j jo ojo anna ana nana hannah wyn wynne
"""


def answers(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [row[0] for row in cursor.fetchall()]


def levels(one, other):
    """Of two rows as an agency's file has them."""
    ready = preparer()
    question, entry = ready.prepare(one), ready.prepare(other)
    sent = [json.dumps(asked(question, FIELDS)), json.dumps(stored(entry, FIELDS))]
    return answers("SELECT linkage_levels(%s, %s)", *sent)[0]


def row(**cells):
    named = {name: "" for name, _ in preparer().columns.columns}
    return [*(named | cells).values()]


def test_the_function_is_what_the_model_compares():
    file = Path(migrations.__file__ or "").with_name("0005_levels.sql")
    assert file.read_text() == levels_statement()


def test_likeness_is_that_of_the_scorer_to_the_last_bit_and_that_of_duckdb_but_for_it():
    rng = random.Random(5)  # noqa: S311 - words
    words = SOME.split() + ["".join(rng.choices("abcde", k=rng.randrange(1, 9))) for _ in range(60)]
    pairs = [*product(words, words)]
    one, other = ([*side] for side in zip(*pairs, strict=True))
    expected = duckdb.execute(
        "SELECT jaro_winkler_similarity(a, b) FROM (SELECT unnest(?) AS a, unnest(?) AS b)",
        [one, other],
    ).fetchall()
    for least in (0.0, FAR):
        found = answers(
            "SELECT linkage_jaro_winkler(a, b, %s) FROM unnest(%s::text[], %s::text[])"
            " WITH ORDINALITY AS p (a, b, n) ORDER BY n",
            least, one, other,
        )  # fmt: skip
        assert len(found) > 5_000
        for pair, (likeness,), here in zip(pairs, expected, found, strict=True):
            assert here == JaroWinkler.similarity(*pair) or (here == 0 and likeness < least), pair
            assert here == 0 or abs(here - likeness) < A_BIT


def test_slips_are_counted_as_far_as_is_asked():
    short = ["".join(letters) for n in range(5) for letters in product("ab", repeat=n)]
    rng = random.Random(7)  # noqa: S311 - words
    long = ["".join(rng.choices("abc", k=rng.randrange(4, 9))) for _ in range(60)]
    pairs = [*product(short, short), *product(long, long), ("ca", "abc"), ("acb", "ba")]
    one, other = ([*side] for side in zip(*pairs, strict=True))
    for most in (1, 2, 3):
        found = answers(
            "SELECT linkage_edits(a, b, %s) FROM unnest(%s::text[], %s::text[])"
            " WITH ORDINALITY AS p (a, b, n) ORDER BY n",
            most, one, other,
        )  # fmt: skip
        expected = [min(DamerauLevenshtein.distance(*pair), most + 1) for pair in pairs]
        assert found == expected


@pytest.mark.parametrize(
    ("one", "other", "at"),
    [
        ({"given_names": "Kate"}, {"given_names": "Katherine"}, {1: 1, 13: 3, 14: 1}),
        ({"given_names": "Will"}, {"given_names": "Bill"}, {13: 1, 14: 1}),
        ({"given_names": "K"}, {"given_names": "K"}, {1: 0, 14: 1}),
        ({"given_names": "Zorvana"}, {"given_names": "Zorvina"}, {1: 3, 13: 0, 14: 0}),
        ({"birth_date": "03/05/2016"}, {"birth_date": "05/03/2016"}, {1: -1, 4: 1}),
        ({"nhs_number": "9434765919"}, {"nhs_number": "9434765870"}, {9: 3}),
        ({}, {}, dict.fromkeys(range(1, 13), -1) | {13: 0, 14: 0}),
    ],
)
def test_what_a_pair_shares(one, other, at):
    found = levels(row(**one), row(**other))
    assert len(found) == len(compared()) + 2
    assert {place: found[place - 1] for place in at} == at


def test_nothing_but_levels_leaves_the_database():
    (kind,) = answers(
        "SELECT pg_get_function_result(oid) FROM pg_proc WHERE proname = 'linkage_levels'"
    )
    assert kind == "smallint[]"
    rng = random.Random(9)  # noqa: S311 - values
    most = [len(one.levels) - 1 for one in compared()]
    for _ in range(300):
        # whatever an entry holds, even what no cleaning lets through
        sides = [
            {name: rng.choice(["", "12", "2016", "20160503", "a\x1eb", "’", "0101"])
             for name in FIELDS}
            for _ in "lr"
        ]  # fmt: skip
        sides[0]["related"] = {"12": rng.choice([1, 2, 3, 4])}
        (found,) = answers("SELECT linkage_levels(%s, %s)", *map(json.dumps, sides))
        *here, related, known = found
        assert all(-1 <= level <= top for level, top in zip(here, most, strict=True))
        assert related in range(5)
        assert known in (0, 1)


@pytest.mark.parametrize(
    "condition",
    [
        "soundex(a_l) = a_r",
        "levenshtein(a_l, a_r) <= 1",
        "damerau_levenshtein(a_l, a_r) = 1",
        "jaro_winkler_similarity(a_l, a_r) > 0.9",
        "replace(a_l, 'x', '')[1] = a_r",
        "a_l::VARCHAR = a_r",
    ],
)
def test_what_the_database_is_not_told_to_do_is_refused(condition):
    both, chances = ("yes", "no"), (0.5, 0.5)
    one = Trained("thing", "FALSE", both, (condition, "ELSE"), ("", ""), chances, chances)
    with pytest.raises(CompileError):
        levels_function("never", [one])
