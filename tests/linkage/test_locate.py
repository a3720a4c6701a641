"""Of a made-up area that the shipped model never saw: of whom agencies' indexes would tell."""

import csv
import json
import random
from collections import defaultdict

import pytest
from django.db import connection

from joinedup.interfaces.demonstration.area.generate import generate_area
from joinedup.record.linkage.engine.comparing import prepare
from joinedup.record.linkage.engine.grading import Verdict
from joinedup.record.linkage.queries.located import said_of
from joinedup.record.linkage.queries.model import matcher, weigher
from joinedup.record.linkage.rules.compared import entry_of, question_of
from joinedup.record.linkage.rules.identities import identity_of
from joinedup.record.linkage.rules.people_file import RefusedError, read_person

pytestmark = pytest.mark.django_db
SEED = 11
"""Not that of the area from which the model was learned."""


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    """Pairs of records: of one person, of twins, of relatives of one name, of one home."""
    folder = tmp_path_factory.mktemp("area") / "area"
    generate_area(6_000, SEED, folder)
    with (folder / "truth.csv").open() as file:
        truth = {(row["agency"], row["record_id"]): row for row in csv.DictReader(file)}
    people, homes = defaultdict(list), defaultdict(list)
    for path in sorted(folder.glob("*/people.csv")):
        with path.open() as file:
            for cells in csv.DictReader(file):
                try:
                    person, _ = read_person(cells)
                except RefusedError:
                    continue
                row = truth[path.parent.name, cells["record_id"]]
                people[row["person_id"]].append(identity_of(person))
                homes[row["household_id"]].append((row["person_id"], identity_of(person)))
    rng = random.Random(1)  # noqa: S311 - a sample
    together = [
        (one, other)
        for home in homes.values()
        for who, one in home
        for another, other in home
        if who != another
    ]
    return {
        "one person": [tuple(rng.sample(found, 2)) for found in people.values() if len(found) > 1],
        "one home": rng.sample(together, 2_000),
        **{
            kind: [
                (people[row["person_id"]][0], people[row[kind]][0])
                for row in truth.values()
                if row[kind] and people[row["person_id"]] and people[row[kind]]
            ]
            for kind in ("twin_of", "same_name_relative_of")
        },
    }


def verdicts(pairs):
    """Of each pair, as somebody who asks about the first would read it of the second."""
    found = []
    for one, other in pairs:
        question = question_of(one, prepare(one), weigher())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT linkage_told(%s, %s)",
                [json.dumps(question), json.dumps(entry_of(other, prepare(other)))],
            )
            levels = cursor.fetchone()[0]
        found.append(said_of(levels, question["m"])[1] if levels else Verdict.NO)
    return found


def share(found, *wanted):
    return sum(verdict in wanted for verdict in found) / len(found)


def test_agencies_that_know_the_person_say_so(area):
    found = verdicts(area["one person"])
    assert len(found) > 1_500
    assert share(found, Verdict.NO) <= 0.025
    assert share(found, Verdict.MATCH) >= 0.65
    assert share(found, Verdict.POSSIBLE_RELATIVE) <= 0.02


@pytest.mark.parametrize("kind", ["twin_of", "same_name_relative_of"])
def test_no_twin_and_no_relative_of_one_name_is_said_to_be_the_person(area, kind):
    found = verdicts(area[kind])
    assert len(found) > 50
    assert share(found, Verdict.MATCH) == 0


def test_of_others_in_the_home_hardly_anybody_is_told_of(area):
    found = verdicts(area["one home"])
    assert share(found, Verdict.MATCH) == 0
    assert share(found, Verdict.NO) >= 0.95


# ---- both records in hand: suggestions to merge --------------------------------------------


def merged(pairs):
    """Of each pair, what whoever may see both records is told."""
    return [matcher().grade(one, other).verdict for one, other in pairs]


def test_records_of_one_person_are_suggested_as_one(area):
    found = merged(area["one person"])
    assert share(found, Verdict.NO) <= 0.04
    assert share(found, Verdict.MATCH) >= 0.65
    assert share(found, Verdict.POSSIBLE_RELATIVE) <= 0.02


@pytest.mark.parametrize(("kind", "least"), [("twin_of", 0.95), ("same_name_relative_of", 0.4)])
def test_twins_and_a_father_and_son_of_one_name_are_never_suggested_as_one(area, kind, least):
    found = merged(area[kind])
    assert share(found, Verdict.MATCH) == 0
    assert share(found, Verdict.POSSIBLE_RELATIVE) >= least


def test_of_others_in_the_home_none_is_suggested(area):
    found = merged(area["one home"])
    assert share(found, Verdict.MATCH) == 0
    assert share(found, Verdict.NO) >= 0.85
