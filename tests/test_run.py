"""`./run` itself, as somebody types it in."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from joinedup.base.foundation.embedded_postgres import EmbeddedPostgres, Status
from tests.database import CHECKOUT

RUN = CHECKOUT / "run"
_KEPT = ("PATH", "LANG", "HOME", "TMPDIR")
_LONGEST = 240  # seconds, on a busy machine: the tables are made meanwhile


def environment(**more: str) -> dict[str, str]:
    """Nothing of an installation of this machine's own."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | more


def typed(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(RUN), *arguments],
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
        env=environment(**more),
    )


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_names_every_option_and_what_empty_means(option):
    done = typed(option)
    assert (done.returncode, done.stderr) == (0, "")
    for name in ("--port N", "--data DIR", "--empty"):
        assert f"  {name} " in done.stdout
    assert "second\n               factor" in done.stdout
    assert "DEPLOY.md" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--prot", "8001"], "unknown option --prot"),
        (["8001"], "unknown option 8001"),
        (["--port"], "--port needs a value"),
        (["--empty", "--data"], "--data needs a value"),
    ],
)
def test_what_it_does_not_know_is_said_before_anything_is_made(arguments, said, tmp_path):
    done = typed(*arguments, JOINEDUP_DATA=str(tmp_path / "data"))
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert said in line
    assert "./run --help" in line
    assert not (tmp_path / "data").exists()


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data"
    EmbeddedPostgres(tmp_path / "data").destroy()


@pytest.fixture
def port() -> Iterator[int]:
    """A free port that only a server can take: held, so that no other test is given it."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own address
        return str(answer.read().decode())


def test_empty_starts_answers_and_stops_at_ctrl_c(data: Path, port: int, tmp_path: Path):
    told = tmp_path / "told"
    with told.open("w") as output:
        running = subprocess.Popen(
            [str(RUN), "--empty", "--port", str(port), "--data", str(data)],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment(),
            start_new_session=True,
        )
    try:
        until = time.monotonic() + _LONGEST
        while "Ctrl-C stops it." not in told.read_text():
            assert running.poll() is None, told.read_text()
            assert time.monotonic() < until, told.read_text()
            time.sleep(0.2)
        assert "everybody needs a second factor" in told.read_text()
        assert "has not been set up yet" in page(f"http://127.0.0.1:{port}/tell-us/")
        assert "Sign in" in page(f"http://127.0.0.1:{port}/account/sign-in/")
        os.kill(running.pid, signal.SIGINT)
        assert running.wait(_LONGEST) == 0, told.read_text()
    finally:
        if running.poll() is None:
            running.terminate()
            running.wait(_LONGEST)
    assert told.read_text().endswith("Stopped.\n")
    assert "Traceback" not in told.read_text()
    with pytest.raises(urllib.error.URLError):
        page(f"http://127.0.0.1:{port}/tell-us/")
    assert EmbeddedPostgres(data).status() is Status.STOPPED
