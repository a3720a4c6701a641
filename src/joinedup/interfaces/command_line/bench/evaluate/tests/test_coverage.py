import json

import pytest

from joinedup.interfaces.command_line.main import main


def run(capsys, *given):
    status = main(["bench", "evaluate", *map(str, given)])
    return status, capsys.readouterr()


def test_a_world_is_a_line_for_each_method_and_question(capsys, tmp_path):
    kept = tmp_path / "coverage.json"
    status, told = run(capsys, "--coverage", 3, "--only", "no overlap", "--json", kept)
    assert status == 0
    rows = [line for line in told.out.splitlines() if line.startswith("| no overlap |")]
    assert len(rows) == 19
    assert all("| 100% |" in row for row in rows), "nothing may be said without overlap"
    said = json.loads(kept.read_text())
    assert len(said["comparisons"]) == 19
    assert {each["refused"] for each in said["comparisons"]} == {1.0}
    assert said["intervals"] == []


def test_methods_over_time_and_of_change_have_a_table_of_their_own(capsys, tmp_path):
    kept = tmp_path / "coverage.json"
    status, told = run(capsys, "--coverage", 5, "--only", "Newcombe", "--json", kept)
    assert status == 0
    assert told.out.count("of 5 |") == 2
    assert "absolute reduction, Newcombe, 300 families | " in told.out
    assert [each["draws"] for each in json.loads(kept.read_text())["intervals"]] == [5, 5]


@pytest.mark.parametrize("draws", ["0", "1", "-3"])
def test_one_draw_has_no_spread(capsys, draws):
    status, told = run(capsys, "--coverage", draws)
    assert status == 2
    assert told.err == "joinedup bench evaluate: --coverage takes 2 draws or more\n"
