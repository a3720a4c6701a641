import base64
import csv
import hashlib
import json
import re
import stat

import pyarrow.parquet as pq
import pytest

from joinedup.interfaces.command_line.tests.test_main import joinedup, refused
from joinedup.record.linkage.engine.tests import town

HEX_OF_64 = re.compile(r"[0-9a-f]{64}\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("agencies")
    town.write(folder, town.rows(60))
    # One key for every run of the tests: which bits collide depends on it, and in so small a town
    # F1 with it (0.89 to 0.94); so does which five letters an encoding may happen to hold.
    (folder / "key").write_text(hashlib.sha256(b"a made-up town").hexdigest() + "\n")
    (folder / "key").chmod(0o600)
    return folder


def run(folder, name="council", *more, out="council.out.csv"):
    return joinedup(
        "encode", folder / f"{name}.csv", "--mapping", folder / "mapping.toml",
        "--key", folder / "key", "--out", folder / out, *more,
    )  # fmt: skip


def test_a_new_key_is_random_secret_and_never_written_over(folder):
    key = folder / "new"
    assert joinedup("encode", "--new-key", key).returncode == 0
    assert HEX_OF_64.fullmatch(key.read_text())
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_text()
    assert "never written over" in refused(joinedup("encode", "--new-key", key), 2)
    assert key.read_text() == before
    assert joinedup("encode", "--new-key", folder / "second").returncode == 0
    assert (folder / "second").read_text() != before


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_nothing_leaves_but_the_records_number_and_bits(folder, ending):
    done = run(folder, out=f"handed.{ending}")
    assert (done.returncode, done.stderr) == (0, "")
    out = folder / f"handed.{ending}"
    if ending == "csv":
        header, *rows = csv.reader(out.open())
    else:
        table = pq.read_table(out)
        header = table.column_names
        rows = [tuple(row.values()) for row in table.to_pylist()]
    assert header == ["record_id", "encoding"]
    given = list(csv.reader((folder / "council.csv").open()))[1:]
    assert sorted(row[0] for row in rows) == sorted(row[0] for row in given)
    said = json.loads((folder / f"handed.{ending}.scheme.json").read_text())
    size = sum(part["bits"] for part in said["parts"].values()) // 8
    assert {len(base64.b64decode(row[1])) for row in rows} == {size}
    key = (folder / "key").read_text().strip()
    handed = out.read_bytes() + json.dumps(said).encode()
    assert key.encode() not in handed
    assert bytes.fromhex(key) not in handed
    words = {value for row in given for value in row[1:-1] if len(value) > 4}
    encodings = "".join(row[1] for row in rows) if ending == "parquet" else out.read_text()
    for word in words:
        assert word not in encodings
    again = run(folder, out=f"again.{ending}")
    assert again.returncode == 0
    assert (folder / f"again.{ending}").read_bytes() == out.read_bytes()


def test_encodings_of_several_agencies_are_linked_and_measured(folder, tmp_path):
    for name in ("council", "health", "police"):
        assert run(folder, name, out=f"{name}.parquet").returncode == 0
    paths = [folder / f"{name}.parquet" for name in ("council", "health", "police")]
    done = joinedup("link", "run", *paths, "--out", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "clusters.csv", "model.json", "pairs.parquet", "report.html",
    ]  # fmt: skip
    with (tmp_path / "truth.csv").open("w") as file:
        file.write("record,person\n")
        for lines in town.rows(60):
            file.writelines(f"{line[0]},{line[-1]}\n" for line in lines)
    measured = joinedup(
        "link", "measure", "--clusters", tmp_path / "out" / "clusters.csv",
        "--truth", tmp_path / "truth.csv", "--pairs", tmp_path / "out" / "pairs.parquet",
    )  # fmt: skip
    assert measured.returncode == 0
    f1 = next(line for line in measured.stdout.splitlines() if line.startswith("pairs")).split()[3]
    assert float(f1) >= 0.85
    clusters = (tmp_path / "out" / "clusters.csv").read_text()
    again = joinedup(
        "link", "run", *reversed(paths), "--out", tmp_path / "out",
        "--model", tmp_path / "out" / "model.json",
    )  # fmt: skip
    assert again.returncode == 0
    assert (tmp_path / "out" / "clusters.csv").read_text() == clusters


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--noise", "0.1"], "different ways"),
        (["--layout", "whole"], "different ways"),
        (["--key", "{there}/second-key"], "different keys"),
    ],
)
def test_encodings_of_another_key_or_another_way_are_refused(folder, tmp_path, more, words):
    joinedup("encode", "--new-key", folder / "second-key")
    given = [part.format(there=folder) for part in more]
    assert run(folder, out="one.csv").returncode == 0
    assert run(folder, "health", *given, out="two.csv").returncode == 0
    done = joinedup("link", "run", folder / "one.csv", folder / "two.csv", "--out", tmp_path / "o")
    assert words in refused(done, 2)
    assert not (tmp_path / "o").exists()


def test_a_clear_file_or_a_broken_one_is_not_linked_with_encodings(folder, tmp_path):
    assert run(folder, out="sound.csv").returncode == 0
    sound, out = folder / "sound.csv", tmp_path / "o"
    clear = folder / "health.csv"
    assert "holds no encodings" in refused(joinedup("link", "run", sound, clear, "--out", out), 2)
    mapped = ("--mapping", folder / "mapping.toml")
    assert "without --mapping" in refused(
        joinedup("link", "run", sound, clear, *mapped, "--out", out), 2
    )
    broken = tmp_path / "broken.csv"
    beside = tmp_path / "broken.csv.scheme.json"
    beside.write_text((folder / "sound.csv.scheme.json").read_text())
    lines = sound.read_text().splitlines()
    for text, words in (
        ("\n".join([*lines[:2], lines[2][:-8]]), "record 2: its encoding is not whole"),
        ("\n".join([*lines[:2], lines[1]]), "was there before"),
        ("record_id,code\n1,2\n", "no column 'encoding'"),
        ("", "is empty"),
    ):
        broken.write_text(text)
        assert words in refused(joinedup("link", "run", broken, "--out", out), 2)
    broken.write_text(sound.read_text())
    beside.write_text("{}")
    assert "does not say how" in refused(joinedup("link", "run", broken, "--out", out), 2)
    assert not out.exists()


@pytest.mark.parametrize(
    ("more", "name", "words"),
    [
        (["--key", "{there}/password"], "council", "is no key"),
        (["--key", "{there}/zeros"], "council", "is no key"),
        (["--key", "{there}/absent"], "council", "cannot be read"),
        (["--out", "{there}/council.csv"], "council", "holds no encodings"),
        (["--out", "{there}/out.txt"], "council", "must end in"),
        (["--out", "{there}/no/out.csv"], "council", "is no folder"),
        (["--noise", "0.9"], "council", "--noise must be"),
        (["--mapping", "{there}/wrong.toml"], "council", "'surname' of column"),
        (["--mapping", "{there}/number.toml"], "council", "is the record's id and an identifier"),
        ([], "absent", "is not there"),
        ([], "twice", "was there before"),
        ([], "empty", "is empty"),
        ([], "ragged", "fields"),
        ([], "numbers", "look like NHS numbers"),
    ],
)
def test_a_fault_is_one_line_and_nothing_is_written(folder, more, name, words):
    (folder / "password").write_text("correct horse battery staple\n")
    (folder / "zeros").write_text("01" * 32)
    (folder / "wrong.toml").write_text('record_id = "id"\n[columns]\n"a" = "surname"\n')
    (folder / "number.toml").write_text('record_id = "nhs"\n[columns]\n"nhs" = "identifier"\n')
    header, first, second, *_ = (folder / "council.csv").read_text().splitlines()
    rest = first[first.index(",") :]
    (folder / "twice.csv").write_text(f"{header}\n{first}\n{first}\n")
    (folder / "empty.csv").write_text("")
    (folder / "ragged.csv").write_text(f"{header}\n{first},more\n{second}\n")
    (folder / "numbers.csv").write_text(f"{header}\n9990000018{rest}\n9990000026{rest}\n")
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    given = [part.format(there=folder) for part in more]
    assert words in refused(run(folder, name, *given, out="never.csv"), 2)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_what_is_missing_is_named():
    assert "FILE is missing" in refused(joinedup("encode"), 2)
    assert "--mapping is missing" in refused(joinedup("encode", "people.csv"), 2)
