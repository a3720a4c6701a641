"""On Spark as on DuckDB: the same pairs, the same weights, the same people."""

import importlib.util
import sys
from datetime import date

import pytest

from joinedup.record.linkage.engine.backend import DUCKDB
from joinedup.record.linkage.engine.files import FileError, read_mapping, read_records
from joinedup.record.linkage.engine.linking import Options, link
from joinedup.record.linkage.engine.model import levels
from joinedup.record.linkage.engine.preparing import Prepared
from joinedup.record.linkage.engine.spark import on_spark
from joinedup.record.linkage.engine.spark.dialect import in_spark
from joinedup.record.linkage.engine.spark.session import session
from joinedup.record.linkage.engine.tests import town

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def backend():
    return on_spark()


def linked(folder, backend, *, between):
    paths = [folder / f"{name}.csv" for name in ("council", "health", "police")]
    mapping = read_mapping(folder / "mapping.toml")
    options = Options(between=between, today=TODAY, backend=backend)
    return link(read_records(paths, mapping), mapping, options, lambda _: None)


def pairs(run):
    query = "SELECT uid_l, uid_r, rule, decision, weight FROM decided"
    return {row[:4]: row[4] for row in run.base.execute(query).fetchall()}


@pytest.mark.parametrize("between", [False, True])
def test_spark_finds_the_same_pairs_weights_and_people(tmp_path, backend, between):
    town.write(tmp_path / "town", town.rows(40))
    here = linked(tmp_path / "town", DUCKDB, between=between)
    there = linked(tmp_path / "town", backend, between=between)
    assert there.blocked == here.blocked
    assert there.clustered == here.clustered
    assert len(pairs(here)) > 1_000
    assert pairs(there) == pytest.approx(pairs(here), abs=1e-6)


def test_the_workers_run_what_this_program_runs(backend):
    # an installed command is often called without its environment first on the path
    assert session().sparkContext.pythonExec == sys.executable


def test_a_key_that_too_many_share_gives_the_same_neighbours(tmp_path, backend):
    rows = [
        (f"a{n}", f"given{n % 7}", "brandreth", f"2001-01-{n % 28 + 1:02}", "F", "1 road",
         "XJ1 1AA", "", f"p{n}")
        for n in range(150)
    ]  # fmt: skip
    town.write(tmp_path / "town", [rows, rows[:1], rows[:1]])
    runs = [linked(tmp_path / "town", one, between=False) for one in (DUCKDB, backend)]
    assert runs[0].blocked.too_common > 0
    assert runs[1].blocked == runs[0].blocked
    assert pairs(runs[1]) == pytest.approx(pairs(runs[0]), abs=1e-6)


def test_every_condition_of_every_level_means_the_same_in_spark(backend):
    names = ("identifier", "address", "place", "attribute")
    fields = frozenset({
        "given", "family", "middle", "birth", "death", "sex", "postcode", "postcodes", "phones",
        "emails", "lines", *(f"{name}_1" for name in names),
    })  # fmt: skip
    prepared = Prepared(fields, {f"{name}_1": name for name in names}, ())
    listed = {"groups", "stems", "middle", "postcodes", "phones", "emails", "lines"}
    columns = sorted({*fields, "groups", "stems"})
    types = ", ".join(
        f"{c}_{side} {'array<string>' if c in listed else 'string'}" for c in columns
        for side in "lr"
    )  # fmt: skip
    nothing = session().createDataFrame([], types)
    for comparison in levels.comparisons(prepared):
        for condition in (comparison.missing, *(level.condition for level in comparison.levels)):
            if condition != levels.ELSE:
                assert nothing.selectExpr(f"({in_spark(condition)}) AS it").dtypes == [
                    ("it", "boolean")
                ]


def test_without_pyspark_the_extra_is_named(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(FileError, match="needs PySpark"):
        on_spark()
