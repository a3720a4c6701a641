from joinedup.interfaces.command_line.tests.test_main import joinedup


def test_the_bench_prints_what_is_found_beside_clear_text():
    done = joinedup("bench", "encoding", "--people", "1000", "--index", "2000", "--no-attacks")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line.split("|")[1].strip() for line in lines if line.startswith("|")][2:4] == [
        "clear text", "parts, folded (default)",
    ]  # fmt: skip
    assert "100.0% find themselves first" in done.stdout
