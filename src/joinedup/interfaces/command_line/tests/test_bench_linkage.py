"""The files of six agencies are linked by us and by the library alone, and both are measured."""

import json

from joinedup.interfaces.command_line.tests.test_main import joinedup


def test_we_and_the_library_trained_both_ways_link_the_same_files(tmp_path):
    done = joinedup(
        "bench", "linkage", "--people", 1_500, "--against", "splink",
        "--files", tmp_path / "files", "--json", tmp_path / "figures.json",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("Time") == 2
    ours, documented, limited = json.loads((tmp_path / "figures.json").read_text())
    with (tmp_path / "files" / "truth.csv").open() as truth:
        assert ours["records"] == documented["records"] == sum(1 for _ in truth) - 1
    assert ours["precision"] > 0.97
    assert ours["f1"] > max(0.95, documented["f1"], limited["f1"])
