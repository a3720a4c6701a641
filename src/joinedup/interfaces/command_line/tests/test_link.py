import os
import subprocess
import sys

import duckdb
import html5lib
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from joinedup.interfaces.command_line.main import main
from joinedup.interfaces.command_line.tests.test_main import joinedup, refused
from joinedup.record.linkage.engine import linking, scoring, workbench
from joinedup.record.linkage.engine.outcome import folder as folder_module
from joinedup.record.linkage.engine.tests import town

TRUTH = "source,record,person\ns,1,a\ns,2,a\ns,3,b\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "truth.csv").write_text(TRUTH)
    return tmp_path


def test_measure_says_how_good_clusters_are(folder):
    (folder / "clusters.csv").write_text("source,record,person\ns,1,P1\ns,2,P2\ns,3,P3\n")
    done = joinedup(
        "link", "measure", "--clusters", folder / "clusters.csv", "--truth", folder / "truth.csv"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "3 records, 3 clusters, 2 persons" in done.stdout
    assert [line.split()[1:4] for line in done.stdout.splitlines()[2:]] == [
        ["1.0000", "0.0000", "0.0000"],
        ["0.3333", "0.5000", "0.4000"],
    ]


@pytest.mark.parametrize(
    ("clusters", "words"),
    [
        ("", "is empty"),
        ("source,record\ns,1\n", "no column 'person'"),
        ("source,record,person\ns,1,a\ns,1,b\n", "is there twice"),
        ("source,record,person\ns,4,a\n", "no record in common"),
    ],
)
def test_measure_names_a_wrong_file_in_one_line(folder, clusters, words):
    (folder / "clusters.csv").write_text(clusters)
    done = joinedup(
        "link", "measure", "--clusters", folder / "clusters.csv", "--truth", folder / "truth.csv"
    )
    assert words in refused(done, 2)


def run(folder, *more, files=("council", "health", "police")):
    paths = [folder / f"{name}.csv" for name in files]
    mapping, out = folder / "mapping.toml", folder / "out"
    return joinedup("link", "run", *paths, "--mapping", mapping, "--out", out, *more)


@pytest.fixture(scope="module")
def town_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    town.write(folder, town.rows(60))
    return folder


def test_run_writes_four_files_that_measure_reads(town_folder):
    done = run(town_folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "pairs are worth comparing" in done.stdout
    out = town_folder / "out"
    assert sorted(p.name for p in out.iterdir()) == [
        "clusters.csv", "model.json", "pairs.parquet", "report.html",
    ]  # fmt: skip
    assert [p.name for p in town_folder.iterdir() if p.name.startswith(".")] == []
    parse = html5lib.HTMLParser(strict=True)
    parse.parse((out / "report.html").read_text())
    with (town_folder / "truth.csv").open("w") as file:
        file.write("record,person\n")
        for lines in town.rows(60):
            file.writelines(f"{line[0]},{line[-1]}\n" for line in lines)
    measured = joinedup(
        "link", "measure", "--clusters", out / "clusters.csv",
        "--truth", town_folder / "truth.csv", "--pairs", out / "pairs.parquet",
    )  # fmt: skip
    assert measured.returncode == 0
    assert "blocking recall 0.9" in measured.stdout or "blocking recall 1." in measured.stdout
    before = (out / "clusters.csv").read_text()
    assert run(town_folder, "--model", out / "model.json").returncode == 0
    assert (out / "clusters.csv").read_text() == before


def test_why_two_records_may_be_one_person_is_said_and_drawn(town_folder):
    assert run(town_folder).returncode == 0
    records = ("council/twin one 0", "health/twin two 1")
    drawn = town_folder / "why.svg"
    said = joinedup("link", "explain", town_folder / "out", *records, "--picture", drawn)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("Same surname, birth date")
    assert "first names are different" in said.stdout.splitlines()[0]
    assert "Decision of the run: " in said.stdout
    first, *_, last = [line for line in said.stdout.splitlines()[3:] if line]
    assert first.split() == ["what", "found", "bits", "together"]
    assert last.startswith("together")
    assert drawn.read_text().startswith("<svg xmlns")
    other_way = joinedup("link", "explain", town_folder / "out", *reversed(records))
    assert other_way.stdout == said.stdout


def test_two_records_of_one_person_that_do_not_fit_alone_are_explained(town_folder):
    """A damaged record belongs to a person by all of the person's records together."""
    assert run(town_folder).returncode == 0
    written = town_folder / "out" / "pairs.parquet"
    pairs = pq.read_table(written)
    place = pairs.column_names.index("decision")
    as_one = pa.array(["same person"] * len(pairs))
    pq.write_table(pairs.set_column(place, "decision", as_one), written)
    weights = pairs.column("weight").to_pylist()
    for least, alone in ((min(weights), True), (max(weights), False)):
        row = pairs.slice(weights.index(least), 1).to_pylist()[0]
        names = (f"{row[f'source_{side}']}/{row[f'record_{side}']}" for side in "lr")
        said = joinedup("link", "explain", town_folder / "out", *names).stdout
        assert ("These two alone do not fit" in said) is alone


@pytest.mark.parametrize(
    ("records", "words"),
    [
        (("council/twin one 0", "council/nobody"), "has no pair of"),
        (("council/twin one 0", "council/twin one 0"), "has no pair of"),
    ],
)
def test_a_pair_that_was_not_compared_is_one_line(town_folder, records, words):
    assert run(town_folder).returncode == 0
    assert words in refused(joinedup("link", "explain", town_folder / "out", *records), 2)
    assert "cannot be read" in refused(
        joinedup("link", "explain", town_folder / "nothing", *records), 2
    )


def test_what_a_person_decided_binds_the_run(town_folder):
    decided = town_folder / "decisions.csv"
    head = "source_l,record_l,source_r,record_r,decision,reason\n"
    decided.write_text(head + "council,twin two 0,police,twin two 2,never,Seen together\n")
    done = run(town_folder, "--decisions", decided)
    assert done.returncode == 0
    lines = (town_folder / "out" / "clusters.csv").read_text().splitlines()
    people = dict(line.rsplit(",", 1) for line in lines)
    assert people["council,twin two 0"] != people["police,twin two 2"]
    decided.write_text(head + "council,twin two 0,police,twin two 2,never,\n")
    assert "needs its reason" in refused(run(town_folder, "--decisions", decided), 2)
    decided.write_text(head)
    assert run(town_folder, "--decisions", decided, "--labels", decided).returncode == 0
    decided.unlink()


@pytest.mark.parametrize(
    ("more", "files", "words"),
    [
        (["--engine", "abacus"], ["council"], "abacus"),
        (["--between-only"], ["council"], "two files or more"),
        (["--labels", "{there}/nothing.csv"], ["council"], "nothing.csv is not there"),
        (["--model", "{there}/mapping.toml"], ["council"], "is not JSON"),
        (["--mapping", "{there}/nothing.toml"], ["council"], "nothing.toml"),
        (["--out", "{there}/taken"], ["council"], "holds notes.txt"),
        (["--out", "{there}/no/where"], ["council"], "is no folder"),
        ([], ["council", "absent"], "is not there"),
        ([], ["broken"], "'a1' was there before"),
    ],
)
def test_run_refuses_in_one_line_and_writes_nothing(town_folder, more, files, words):
    (town_folder / "taken").mkdir(exist_ok=True)
    (town_folder / "taken" / "notes.txt").write_text("mine")
    header, first, *_ = (town_folder / "council.csv").read_text().splitlines()
    first = "a1" + first[first.index(",") :]
    (town_folder / "broken.csv").write_text(f"{header}\n{first}\n{first}\n")
    before = sorted(p.name for p in town_folder.iterdir())
    given = [part.format(there=town_folder) for part in more]
    assert words in refused(run(town_folder, *given, files=files), 2)
    assert sorted(p.name for p in town_folder.iterdir()) == before


def test_a_broken_run_leaves_nothing_and_keeps_the_earlier_outcome(town_folder, monkeypatch):
    earlier = town_folder / "kept"
    earlier.mkdir()
    (earlier / "clusters.csv").write_text("earlier")

    def interrupted(_linked):
        raise KeyboardInterrupt

    monkeypatch.setattr(folder_module, "report", interrupted)
    paths = [str(town_folder / f"{name}.csv") for name in ("council", "health")]
    mapping = str(town_folder / "mapping.toml")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(town_folder)
        assert main(["link", "run", *paths, "--mapping", mapping, "--out", "kept"]) == 130
    assert (earlier / "clusters.csv").read_text() == "earlier"
    assert [p.name for p in town_folder.iterdir() if p.name.startswith(".")] == []


def test_a_full_disk_is_one_line(town_folder, monkeypatch, capsys):
    def full(_linked, path):
        raise duckdb.IOException(f"IO Error: Could not write {path}:\nNo space left on device")

    monkeypatch.setattr(folder_module, "_pairs", full)
    monkeypatch.chdir(town_folder)
    given = ["council.csv", "health.csv", "--mapping", "mapping.toml", "--out", "full"]
    assert main(["link", "run", *given]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "is full, or cannot be written" in said
    assert [p.name for p in town_folder.iterdir() if "full" in p.name] == []


@pytest.mark.parametrize("step", ["learn", "score"])
def test_an_interrupted_run_goes_on_where_it_was(town_folder, monkeypatch, step):
    """A long night's work is not lost to a power cut; what it comes to is the same."""
    monkeypatch.setattr(workbench, "ON_DISK", 0)
    monkeypatch.setattr(scoring, "CHUNK", 2_000)
    paths = [str(town_folder / f"{name}.csv") for name in ("council", "health")]
    mapping, out = str(town_folder / "mapping.toml"), town_folder / f"long {step}"
    arguments = ["link", "run", *paths, "--mapping", mapping, "--out", str(out)]
    whole = town_folder / f"whole {step}"
    assert main([*arguments[:-1], str(whole)]) == 0

    real = getattr(linking, step)

    def interrupted(*given, **named):
        if step == "score":  # when one chunk is done, in the midst of the second
            *given, note = given
            real(*given, lambda done, of: note(done, of) or stop(done), **named)
        raise KeyboardInterrupt

    def stop(done):
        if done > scoring.CHUNK:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linking, step, interrupted)
        assert main(arguments) == 130
    assert (town_folder / f"long {step}.unfinished").is_dir()
    monkeypatch.setattr(linking, "prepare", None)  # nothing is cleaned again
    assert main(arguments) == 0
    assert not (town_folder / f"long {step}.unfinished").exists()
    assert (out / "clusters.csv").read_text() == (whole / "clusters.csv").read_text()
    assert pq.read_table(out / "pairs.parquet").equals(pq.read_table(whole / "pairs.parquet"))


def test_the_command_line_does_not_wait_for_the_engine():
    code = (
        "import sys; from joinedup.interfaces.command_line import link;"
        "print([m for m in ('splink', 'duckdb', 'pyarrow') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def test_spark_without_java_is_refused_in_one_line(town_folder):
    paths = [town_folder / f"{name}.csv" for name in ("council", "health")]
    done = joinedup(
        "link", "run", *paths, "--mapping", town_folder / "mapping.toml",
        "--out", town_folder / "never", "--engine", "spark", PATH="/nowhere", JAVA_HOME="",
    )  # fmt: skip
    assert "needs Java" in refused(done, 2)
    assert not (town_folder / "never").exists()
