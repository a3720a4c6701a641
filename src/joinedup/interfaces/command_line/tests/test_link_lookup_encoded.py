"""`joinedup link lookup` of encodings: found as in clear text, and nobody's name on the way."""

import csv
import hashlib
import re

import pyarrow.parquet as pq
import pytest

from joinedup.interfaces.command_line.tests.test_link_lookup import FIRST, LAST, read
from joinedup.interfaces.command_line.tests.test_main import joinedup, refused
from joinedup.record.linkage.engine.tests import town


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An index of two agencies, and the third's records as queries; each encoded by itself."""
    folder = tmp_path_factory.mktemp("encoded")
    council, health, police = town.rows(120)
    town.write(folder, [council + health, police])
    # one key for every run of the tests: how alike encodings are differs a little with the key
    (folder / "key").write_text(hashlib.sha256(b"a key for tests").hexdigest() + "\n")
    (folder / "key").chmod(0o600)
    assert joinedup("encode", "--new-key", folder / "other").returncode == 0
    encode(folder, "council", "index.csv")
    encode(folder, "health", "queries.csv")
    return folder


def encode(folder, name, out, *more, key="key"):
    done = joinedup(
        "encode", folder / f"{name}.csv", "--mapping", folder / "mapping.toml",
        "--key", folder / key, "--out", folder / out, *more,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def lookup(folder, *more, index="index.csv", queries="queries.csv", out="out.csv"):
    return joinedup(
        "link", "lookup", folder / index, folder / queries, "--out", folder / out, *more
    )


def test_people_are_found_by_their_encodings_ranked_and_timed(folder):
    done = lookup(folder)
    assert (done.returncode, done.stderr) == (0, "")
    found = read(folder / "out.csv")
    weights = [f"weight_{part}" for part in ("person", "home", "phone")]
    assert [*found[0]][: len(FIRST) + 3] == [*FIRST, *weights]
    assert [*found[0]][-3:] == LAST
    by_query = {}
    for row in found:
        by_query.setdefault(row["query"], []).append(row)
    who = {row[0]: row[-1] for file in town.rows(120) for row in file}
    there = {who[row[0]] for file in town.rows(120)[:2] for row in file}
    sought = [row[0] for row in town.rows(120)[2] if who[row[0]] in there]
    right = [q for q in sought if who[by_query[q][0]["record"]] == who[q]]
    assert len(right) / len(sought) > 0.9
    for rows in by_query.values():
        assert [int(row["rank"]) for row in rows] == [*range(1, len(rows) + 1)]
        assert len(rows) <= 10
    matched = [(q, row["record"]) for q, rows in by_query.items() for row in rows
               if row["verdict"] == "match"]  # fmt: skip
    assert len(matched) > len(sought) / 2
    assert sum(who[q] != who[record] for q, record in matched) <= len(matched) / 100
    assert re.search(r"p50 \d+\.\d\d, p95 \d+\.\d\d, p99 \d+\.\d\d ms a query", done.stdout)
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []


def test_a_twin_is_never_a_match_in_encodings(folder):
    who = {row[0]: row for file in town.rows(120) for row in file}
    assert lookup(folder, out="twins.csv").returncode == 0
    twins = [
        row
        for row in read(folder / "twins.csv")
        if "twin" in row["query"] and "twin" in row["record"]
        and who[row["query"]][-1] != who[row["record"]][-1]
        and who[row["query"]][2:4] == who[row["record"]][2:4]
    ]  # fmt: skip
    assert twins
    assert {row["verdict"] for row in twins} <= {
        "possible twin, sibling or other relative",
        "unlikely",
    }


def test_nothing_that_comes_out_is_of_anybody_but_numbers_of_records(folder):
    assert lookup(folder, out="said.csv").returncode == 0
    said = (folder / "said.csv").read_text()
    with (folder / "health.csv").open(newline="") as file:
        _, *rows = csv.reader(file)
    for row in rows:
        for word in row[1:-1]:
            assert len(word) < 5 or word not in said
    assert "names, birth date, sex" in said.lower()


def test_parquet_and_a_kept_model_give_the_same(folder):
    run = joinedup("link", "run", folder / "index.csv", "--out", folder / "run")
    assert run.returncode == 0
    model = ("--model", folder / "run" / "model.json")
    assert lookup(folder, *model, out="one.csv").returncode == 0
    assert lookup(folder, *model, out="two.parquet").returncode == 0
    texts, table = read(folder / "one.csv"), pq.read_table(folder / "two.parquet").to_pylist()
    assert [row["record"] for row in table] == [row["record"] for row in texts]
    assert {row["model"] for row in table} == {row["model"] for row in texts}
    for row, text in zip(table, texts, strict=True):
        assert row["weight"] == pytest.approx(float(text["weight"]), rel=1e-8)


@pytest.mark.parametrize(
    ("index", "queries", "words"),
    [
        ("index.csv", "health.csv", "index.csv holds encodings and .*health.csv does not"),
        ("council.csv", "queries.csv", "queries.csv holds encodings and .*council.csv does not"),
        ("index.csv", "other.csv", "were encoded with different keys"),
        ("index.csv", "salted.csv", "were encoded in different ways"),
        ("index.csv", "gone.csv", "gone.csv does not"),
        ("council.csv", "health.csv", "--mapping is missing"),
    ],
)
def test_files_that_cannot_be_compared_are_one_line(folder, index, queries, words):
    encode(folder, "health", "other.csv", key="other")
    encode(folder, "health", "salted.csv", "--salt")
    line = refused(lookup(folder, index=index, queries=queries, out="no.csv"), 2)
    assert re.search(words, line)
    assert not (folder / "no.csv").exists()


@pytest.mark.parametrize("option", ["--mapping", "--database-url"])
def test_what_encodings_have_no_use_for_is_refused(folder, option):
    line = refused(lookup(folder, option, folder / "mapping.toml"), 2)
    assert f"files of encodings are looked up without {option}" in line


def test_a_model_of_clear_text_is_refused(folder):
    (folder / "model.json").write_text("{}")
    line = refused(lookup(folder, "--model", folder / "model.json"), 2)
    assert "is not a model for encodings" in line
