"""`joinedup link lookup`: from files to ranked candidates, and every wrong file in one line."""

import csv
import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from joinedup.base.foundation.embedded_postgres import EmbeddedPostgres
from joinedup.interfaces.command_line.main import main
from joinedup.interfaces.command_line.tests.test_main import joinedup, refused
from joinedup.record.linkage.engine.live.lookup import Lookup
from joinedup.record.linkage.engine.tests import town

FIRST = ["query", "rank", "record", "probability", "weight", "verdict"]
LAST = ["sentence", "found_by", "model"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An index of two agencies, and the third's records as queries."""
    folder = tmp_path_factory.mktemp("lookup")
    council, health, police = town.rows(60)
    town.write(folder, [council + health, police])
    return folder


def lookup(folder, *more, index="council.csv", queries="health.csv", out="out.csv"):
    return joinedup(
        "link", "lookup", "--mapping", folder / "mapping.toml", folder / index, folder / queries,
        "--out", folder / out, *more,
    )  # fmt: skip


def read(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_every_query_is_answered_in_order_and_timed(folder):
    done = lookup(folder)
    assert (done.returncode, done.stderr) == (0, "")
    found = read(folder / "out.csv")
    assert [*found[0]][:6] == FIRST
    assert [*found[0]][-3:] == LAST
    assert {name for name in found[0] if name.startswith("weight_")} >= {
        "weight_given",
        "weight_birth",
    }
    by_query = {}
    for row in found:
        by_query.setdefault(row["query"], []).append(row)
    for rows in by_query.values():
        assert [int(row["rank"]) for row in rows] == [*range(1, len(rows) + 1)]
        assert len(rows) <= 10
    who = {row[0]: row[-1] for file in town.rows(60) for row in file}
    sought = [q for q in by_query if who[q] in {who[r] for r in who if r[0] != "c"}]
    right = [q for q in sought if who[by_query[q][0]["record"]] == who[q]]
    assert len(right) / len(sought) > 0.95
    matched = {q for q, rows in by_query.items() if rows[0]["verdict"] == "match"}
    assert f"{len(matched):,} had a match" in done.stdout
    assert (
        len(re.findall(r"p50 \d+\.\d\d, p95 \d+\.\d\d, p99 \d+\.\d\d ms a query", done.stdout)) == 2
    )
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []


def test_parquet_holds_the_same_and_a_kept_model_gives_the_same_weights(folder):
    trained = joinedup(
        "link", "run", folder / "council.csv", "--mapping", folder / "mapping.toml",
        "--out", folder / "run",
    )  # fmt: skip
    assert trained.returncode == 0
    model = ("--model", folder / "run" / "model.json")
    assert lookup(folder, *model, out="one.csv").returncode == 0
    assert lookup(folder, *model, out="two.parquet").returncode == 0
    table = pq.read_table(folder / "two.parquet").to_pylist()
    texts = read(folder / "one.csv")
    assert [row["record"] for row in table] == [row["record"] for row in texts]
    for row, text in zip(table, texts, strict=True):
        assert row["weight"] == pytest.approx(float(text["weight"]), rel=1e-8)
    assert pq.read_schema(folder / "two.parquet").field("weight_given").type == pa.float64()


def test_nobody_at_all_is_an_answer_too(folder):
    header = ",".join(town.COLUMNS)
    (folder / "strangers.csv").write_text(f"{header}\nx,zoltan,quince,1911-01-17,M,,,,\n")
    for out in ("none.csv", "none.parquet"):
        done = lookup(folder, queries="strangers.csv", out=out)
        assert (done.returncode, done.stderr) == (0, "")
        assert "1 queries: 0 had a match" in done.stdout
    assert len(pq.read_table(folder / "none.parquet")) == len(read(folder / "none.csv"))


def test_an_index_on_a_server_leaves_nothing_there(folder, database_server):
    server = database_server
    url = f"postgresql://{server.user}:{server.password}@/{server.name}?host={server.host}"
    done = lookup(folder, "--database-url", f"{url}&port={server.port}", out="server.csv")
    assert (done.returncode, done.stderr) == (0, "")
    import psycopg

    with psycopg.connect(**server.psycopg()) as link:
        left = link.execute(
            "SELECT tablename FROM pg_tables WHERE tablename LIKE 'linkage_lookup%'"
        )
        assert left.fetchall() == []


@pytest.mark.parametrize(
    ("more", "files", "words"),
    [
        (["--out", "{there}/out.txt"], {}, "ends in .csv or .parquet"),
        (["--out", "{there}/no/out.csv"], {}, "cannot be written"),
        (["--mapping", "{there}/role.toml"], {}, "'shoe_size' of column 'first' is not a role"),
        (["--mapping", "{there}/column.toml"], {}, "has no column 'surname'"),
        (["--model", "{there}/mapping.toml"], {}, "is not JSON"),
        (["--database-url", "nonsense://x"], {}, "--database-url"),
        ([], {"index": "absent.csv"}, "is not there"),
        ([], {"queries": "empty.csv"}, "is empty"),
        ([], {"queries": "header.csv"}, "has no records"),
        ([], {"queries": "twice.csv"}, "'a1' was there before"),
        ([], {"index": "ragged.csv"}, "has 2 fields"),
        ([], {"index": "binary.parquet"}, "is not a whole Parquet file"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_nothing_is_written(folder, more, files, words):
    header, first, *_ = (folder / "council.csv").read_text().splitlines()
    row = "a1" + first[first.index(",") :]
    mapping = (folder / "mapping.toml").read_text()
    (folder / "role.toml").write_text(mapping.replace("given_name", "shoe_size"))
    (folder / "column.toml").write_text(mapping.replace("last =", "surname ="))
    (folder / "empty.csv").write_text("")
    (folder / "header.csv").write_text(f"{header}\n")
    (folder / "twice.csv").write_text(f"{header}\n{row}\n{row}\n")
    (folder / "ragged.csv").write_text(f"{header}\na1,only\n")
    (folder / "binary.parquet").write_bytes(b"PAR1 and no more")
    before = sorted(p.name for p in folder.iterdir())
    given = [part.format(there=folder) for part in more]
    assert words in refused(lookup(folder, *given, out="fresh.csv", **files), 2)
    assert sorted(p.name for p in folder.iterdir()) == before


def test_an_interrupted_look_up_leaves_nothing(folder, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    gone = []
    destroy = EmbeddedPostgres.destroy
    monkeypatch.setattr(
        EmbeddedPostgres, "destroy", lambda self: (gone.append(self), destroy(self))[1]
    )
    monkeypatch.setattr(Lookup, "look_up", interrupted)
    files = [str(folder / name) for name in ("council.csv", "health.csv")]
    mapping = str(folder / "mapping.toml")
    arguments = ["link", "lookup", "--mapping", mapping, *files, "--out", str(folder / "gone.csv")]
    assert main(arguments) == 130
    assert not (folder / "gone.csv").exists()
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []
    assert len(gone) == 1
    assert not gone[0].data_directory.exists()
