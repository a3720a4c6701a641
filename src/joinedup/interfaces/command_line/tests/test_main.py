import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from joinedup.base.foundation.addresses import embedded_owner
from joinedup.base.foundation.embedded_postgres import EmbeddedPostgres, Status
from joinedup.interfaces.command_line.start import _alone

_KEPT = ("PATH", "LANG", "HOME", "TMPDIR")


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o711)
        yield Path(name) / "data"
        EmbeddedPostgres(Path(name) / "data").destroy()


def joinedup(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, with nothing of our own settings."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "joinedup.interfaces.command_line", *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env=kept | {"PYTHONPATH": os.pathsep.join(sys.path)} | variables,
    )


def refused(done: subprocess.CompletedProcess[str], status: int) -> str:
    """Assert that a command was refused in one line, and return that."""
    assert done.returncode == status
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["strat"],
        ["start", "--prot", "8001"],
        ["start", "--port", "none"],
        ["start", "--port", "0"],
        ["start", "--port", "65536"],
        ["database", "dance"],
        ["backup"],
    ],
)
def test_what_is_not_understood_is_said_in_one_line(arguments: list[str]) -> None:
    assert "--help" in refused(joinedup(*arguments), 2)


def test_help_names_every_subcommand() -> None:
    done = joinedup("--help")
    assert done.returncode == 0
    for name in ("start", "migrate", "web", "worker", "database", "backup", "restore"):
        assert f"  {name} " in done.stdout


def test_production_does_not_start_on_the_embedded_database(data: Path) -> None:
    done = joinedup("start", "--data", data, JOINEDUP_MODE="production", SECRET_KEY="k" * 40)
    assert "set DATABASE_URL" in refused(done, 1)
    assert not data.exists()


def test_production_needs_a_secret_key_of_its_own(data: Path) -> None:
    url = "postgresql://owner@127.0.0.1:1/none"
    done = joinedup("migrate", "--data", data, JOINEDUP_MODE="production", DATABASE_URL=url)
    assert "SECRET_KEY" in refused(done, 1)


def test_an_unknown_mode_is_refused(data: Path) -> None:
    done = joinedup("migrate", "--data", data, JOINEDUP_MODE="prodution")
    assert "demonstration or production" in refused(done, 1)


def test_a_server_that_is_not_there_is_said_in_one_line(data: Path) -> None:
    url = "postgresql://owner:hush@127.0.0.1:1/none"
    done = joinedup("backup", data / "file", "--data", data, DATABASE_URL=url, **KEY)
    assert "refused" in refused(done, 1)
    assert "hush" not in done.stderr


def test_a_taken_port_is_said_before_anything_is_made(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = joinedup("start", "--data", data, "--port", port)
    assert f"port {port} is taken" in refused(done, 1)
    assert EmbeddedPostgres(data).status() is Status.ABSENT


def test_it_does_not_run_twice_on_one_directory(data: Path) -> None:
    with _alone(data):
        assert "already running" in refused(joinedup("start", "--data", data), 1)


@pytest.mark.parametrize("command", ["start", "web", "worker"])
def test_nobody_is_served_with_a_model_that_would_be_refused_when_somebody_asks(
    data: Path, tmp_path: Path, command: str
) -> None:
    model = tmp_path / "ours.json"
    model.write_text("{}")
    done = joinedup(command, "--data", data, JOINEDUP_MODEL=str(model))
    said = f"joinedup {command}: JOINEDUP_MODEL: {model} is not a model of this program"
    assert (done.returncode, done.stderr.splitlines()) == (1, [said])


def test_the_embedded_database_by_itself(data: Path) -> None:
    assert joinedup("database", "status", "--data", data).returncode == 3
    assert "is running" in joinedup("database", "start", "--data", data).stdout
    assert joinedup("database", "status", "--data", data).returncode == 0
    assert "is stopped" in joinedup("database", "stop", "--data", data).stdout
    url = "postgresql://owner@127.0.0.1:1/none"
    assert "not ours" in refused(joinedup("database", "stop", DATABASE_URL=url), 1)


KEY = {"JOINEDUP_BACKUP_PASSPHRASE": "only for the tests of backups"}


def test_a_backup_is_made_and_restored(data: Path) -> None:
    embedded = EmbeddedPostgres(data)
    embedded.start()
    with psycopg.connect(**embedded_owner(data).psycopg()) as link:
        link.execute("CREATE TABLE kept AS SELECT 'Zoë' AS name")
    embedded.stop()
    file, other = data.parent / "backup", data.parent / "other"
    try:
        assert "encrypted" in joinedup("backup", file, "--data", data, **KEY).stdout
        assert embedded.status() is Status.STOPPED
        wrong = joinedup("restore", file, "--data", other, JOINEDUP_BACKUP_PASSPHRASE="x" * 20)
        assert "the key is not the one" in refused(wrong, 1)
        assert "is restored" in joinedup("restore", file, "--data", other, **KEY).stdout
        EmbeddedPostgres(other).start()
        with psycopg.connect(**embedded_owner(other).psycopg()) as link:
            assert link.execute("SELECT name FROM kept").fetchall() == [("Zoë",)]
    finally:
        EmbeddedPostgres(other).destroy()


def test_a_key_file_is_used_and_a_poor_key_refused(data: Path) -> None:
    key = data.parent / "key"
    file = data.parent / "with-key-file"
    missing = joinedup("backup", file, "--data", data, "--key-file", key)
    assert "to make one:" in refused(missing, 1)
    key.write_text("short\n")
    poor = joinedup("backup", file, "--data", data, "--key-file", key)
    assert "at least 16" in refused(poor, 1)
    assert "no key" in refused(joinedup("backup", file, "--data", data), 1)
    key.write_text("0123456789abcdef\n")
    assert joinedup("backup", file, "--data", data, "--key-file", key).returncode == 0
    assert file.exists()
