"""Live and bulk are one engine: the same cleaning, and the same weight for the same pair."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest

from joinedup.interfaces.demonstration.area.generate import generate_area
from joinedup.record.linkage.engine.files import Mapping, Role, read_records
from joinedup.record.linkage.engine.linking import Options, link
from joinedup.record.linkage.engine.live.building import shape_of
from joinedup.record.linkage.engine.live.postgres import levels_function
from joinedup.record.linkage.engine.live.prepared import BETWEEN
from joinedup.record.linkage.engine.live.scorer import compiled, fields_of
from joinedup.record.linkage.engine.live.within import asked, fields_kept, stored
from joinedup.record.linkage.engine.model.training import MOST_WEIGHT
from joinedup.record.linkage.engine.names import relation
from tests.linkage.test_floors import AREA, DATA, FAKE, FEBRL

TODAY = date(2026, 11, 20)
PAIRS = {"febrl": 10_000, "fake": 5_000, "area": 10_000}
"""At least so many pairs are compared of each."""
IN_DATABASE = 4_000
"""Of them, within the database."""


@pytest.fixture(scope="module", params=PAIRS)
def run(request, tmp_path_factory):
    if request.param == "febrl":
        paths, record_id = [DATA / "febrl3.csv"], "rec_id"
        columns = FEBRL | {"soc_sec_id": "identifier"}
    elif request.param == "fake":
        paths, record_id, columns = [DATA / "fake_1000.csv"], "unique_id", FAKE
    else:
        folder: Path = tmp_path_factory.mktemp("area")
        generate_area(2_000, 5, folder)
        paths, record_id, columns = sorted(folder.glob("*/people.csv")), "record_id", AREA
    mapping = Mapping(record_id, tuple((name, Role(role)) for name, role in columns.items()))
    records = read_records(paths, mapping)
    return request.param, mapping, link(records, mapping, Options(today=TODAY), lambda _: None)


def text(value):
    return "" if value is None else BETWEEN.join(value) if isinstance(value, list) else value


def prepared(base, fields):
    """What bulk has made of every record, as the scorer takes it."""
    rows = base.execute(f"SELECT {', '.join(fields)} FROM people ORDER BY uid").fetchall()
    return [tuple(map(text, row)) for row in rows]


def test_the_same_pair_has_the_same_levels_and_weight(run):
    name, _, found = run
    scorer = compiled(found.model)
    records = prepared(found.base, scorer.fields)
    levels = ", ".join(f"gamma_{comparison}" for comparison in found.model.comparisons)
    pairs = found.base.execute(f"SELECT uid_l, uid_r, bits, {levels} FROM scored").fetchall()
    assert len(pairs) >= PAIRS[name]
    prior = found.model.prior_bits
    for left, right, bits, *bulk in pairs:
        ((weight, live, of_each),) = scorer.score(records[left], [records[right]])
        assert live == tuple(bulk), (records[left], records[right])
        assert weight == pytest.approx(bits + prior, abs=1e-9)
        assert sum(of_each) + prior == pytest.approx(weight, abs=1e-9)


def test_the_database_finds_the_same_levels_and_knows_as_much_of_the_first_names(
    run, database_server
):
    _, _, found = run
    compared = [*found.model.comparisons.values()]
    fields = fields_kept(compared)
    records = [
        dict(zip(fields, map(of_field, fields, row), strict=True))
        for row in found.base.execute(
            f"SELECT {', '.join(fields)} FROM people ORDER BY uid"
        ).fetchall()
    ]
    levels = ", ".join(f"gamma_{comparison}" for comparison in found.model.comparisons)
    pairs = found.base.execute(
        f"SELECT uid_l, uid_r, {levels} FROM scored ORDER BY hash(uid_l, uid_r) LIMIT {IN_DATABASE}"
    ).fetchall()
    assert len(pairs) >= IN_DATABASE
    assert {*fields} == {*fields_of(found.model), "given", "known"}
    with psycopg.connect(**database_server.psycopg(), autocommit=True) as link:
        link.execute(levels_function("pg_temp.levels_here", compared).encode())
        for left, right, *bulk in pairs:
            one, other = records[left], records[right]
            sent = [json.dumps(asked(one, fields)), json.dumps(stored(other, fields))]
            row = link.execute("SELECT pg_temp.levels_here(%s, %s)", sent, prepare=True).fetchone()
            *here, related, known = row[0]
            assert here == bulk, (one, other)
            assert known == bool(other["known"] or len(other["given"]) == 1)
            if one["given"] != other["given"]:
                assert related == relation(one["given"], other["given"])


def of_field(name, value):
    return ("y" if value else "") if name == "known" else text(value)


def test_every_level_is_trained_and_no_weight_is_absurd(run):
    _, _, found = run
    for trained in found.model.comparisons.values():
        assert len(trained.m) == len(trained.u) == len(trained.conditions)
        assert all(0 < chance < 1 for chance in (*trained.m, *trained.u))
    most = MOST_WEIGHT + 17  # the rarity of a value is counted up to one in a hundred thousand
    scorer = compiled(found.model)
    records = prepared(found.base, scorer.fields)
    for one, other in pairwise(records):
        for pair in ([one], [other]):
            ((_, _, bits),) = scorer.score(one, pair)
            assert all(abs(each) <= most for each in bits)


def test_one_record_is_prepared_as_bulk_prepares_millions(run):
    _, mapping, found = run
    shape = shape_of(found.records, mapping, found.model, TODAY)
    fields = [*shape.fields, "sounds"]
    bulk = prepared(found.base, fields)
    columns = ", ".join(f"c_{n}" for n, _ in enumerate(found.records.columns))
    rows = found.base.execute(f"SELECT {columns} FROM raw ORDER BY uid").fetchall()
    assert len(rows) > 500
    for row, expected in zip(rows, bulk, strict=True):
        record = shape.preparer.prepare(row)
        # the order of sounds is not told: nothing depends on it
        assert tuple(record[name] for name in fields[:-1]) == expected[:-1]
        assert {*record["sounds"].split(BETWEEN)} == {*expected[-1].split(BETWEEN)}
