import pytest

from joinedup.base.foundation.embedded_postgres import EmbeddedPostgres
from joinedup.interfaces.command_line.tests.test_main import joinedup, refused


@pytest.fixture
def area(tmp_path):
    (tmp_path / "area.toml").write_text("")
    return tmp_path


def test_generate_writes_an_area_and_says_how_far_it_is(tmp_path):
    done = joinedup("demo", "generate", "--people", 150, "--seed", 3, "--out", tmp_path / "area")
    assert (done.returncode, done.stderr) == (0, "")
    assert "150 people" in done.stdout
    assert "8 agencies" in done.stdout
    assert (tmp_path / "area" / "police" / "people.csv").is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "ACTION"),
        (["dance"], "dance"),
        (["generate"], "--people"),
        (["generate", "--people", "99", "--out", "{there}/area"], "at least 100"),
        (["generate", "--people", "many", "--out", "{there}/area"], "many"),
        (["generate", "--people", "200", "--out", "{there}/file"], "is a file"),
        (["load"], "DIR"),
        (["load", "{there}/nothing"], "holds no area"),
    ],
)
def test_bad_arguments_are_named_in_one_line(tmp_path, arguments, words):
    (tmp_path / "file").write_text("")
    given = [argument.format(there=tmp_path) for argument in arguments]
    assert words in refused(joinedup("demo", *given), 2)


def test_load_is_refused_in_production(tmp_path, area):
    done = joinedup(
        "demo",
        "load",
        area,
        JOINEDUP_MODE="production",
        JOINEDUP_DATA=str(tmp_path / "data"),
        DATABASE_URL="postgresql://owner@127.0.0.1/x",
    )
    assert "demonstration mode only" in refused(done, 1)


def test_load_asks_for_tables_first(tmp_path, area):
    data = tmp_path / "data"
    try:
        done = joinedup("demo", "load", area, "--data", data)
        assert "run `joinedup migrate` first" in refused(done, 1)
    finally:
        EmbeddedPostgres(data).destroy()
