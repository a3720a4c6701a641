import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from joinedup.interfaces.command_line import supervisor
from joinedup.interfaces.command_line.supervisor import Child, GaveUpError, supervise

# Writes that it runs; at SIGTERM writes that it ends.
GOOD = """
import os, pathlib, signal, sys, time
log = pathlib.Path(sys.argv[1]).open("a", buffering=1)
def end(*_):
    log.write(f"end {sys.argv[2]}\\n")
    os._exit(0)
signal.signal(signal.SIGTERM, end)
log.write(f"run {sys.argv[2]} {os.getpid()}\\n")
while True:
    time.sleep(0.05)
"""
# Ends as soon as somebody else has written that it runs.
BROKEN = """
import pathlib, sys, time
log = pathlib.Path(sys.argv[1])
while not (log.exists() and log.read_text()):
    time.sleep(0.01)
raise SystemExit(3)
"""
DEAF = GOOD.replace("signal.signal(signal.SIGTERM, end)", "signal.signal(15, signal.SIG_IGN)")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_PAUSES", (0.01, 0.02))
    monkeypatch.setattr(supervisor, "_TICK_SECONDS", 0.01)


LONGEST = 120  # seconds, on a busy machine


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def child(log: Path, name: str, script: str = GOOD) -> Child:
    return Child(name, [sys.executable, "-c", script, str(log), name])


def lines(log: Path) -> list[str]:
    return log.read_text().splitlines() if log.exists() else []


def when(condition: Callable[[], bool], then: Callable[[], None]) -> Callable[[], None]:
    """A tick that does something once, as soon as a condition holds."""
    done: list[bool] = []
    deadline = time.monotonic() + LONGEST

    def tick() -> None:
        assert time.monotonic() < deadline
        if not done and condition():
            done.append(True)
            then()

    return tick


def ask_us(number: signal.Signals) -> Callable[[], None]:
    return lambda: os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_stop_it_stops_its_children_in_their_order(
    log: Path, number: signal.Signals
) -> None:
    tick = when(lambda: len(lines(log)) == 2, ask_us(number))
    supervise([child(log, "web"), child(log, "worker")], report=print, each_tick=tick)
    assert lines(log)[2:] == ["end web", "end worker"]


def test_a_killed_child_is_started_again(log: Path) -> None:
    said: list[str] = []

    def kill() -> None:
        os.kill(int(lines(log)[0].split()[2]), signal.SIGKILL)

    ticks = [
        when(lambda: len(lines(log)) == 1, kill),
        when(lambda: len(lines(log)) == 2, ask_us(signal.SIGTERM)),
    ]

    def each_tick() -> None:
        for tick in ticks:
            tick()

    supervise([child(log, "worker")], report=said.append, each_tick=each_tick)
    assert [line.split()[0] for line in lines(log)] == ["run", "run", "end"]
    assert said == ["The worker ended (status -9); starting it again in 0.01 s"]


def test_a_child_that_cannot_run_is_given_up_and_the_others_stopped(log: Path) -> None:
    broken = child(log, "web server", BROKEN)
    with pytest.raises(GaveUpError, match="the web server ends as soon as it starts"):
        supervise([child(log, "worker"), broken], report=lambda _: None)
    assert broken.process is None
    assert broken.deaths == 5
    assert [line.split()[0] for line in lines(log)] == ["run", "end"]


def test_a_child_that_does_not_listen_is_killed(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_STOP_SECONDS", 0.5)
    deaf = child(log, "deaf", DEAF)
    tick = when(lambda: len(lines(log)) == 1, ask_us(signal.SIGTERM))
    supervise([deaf], report=print, each_tick=tick)
    assert deaf.process is not None
    assert deaf.process.returncode == -signal.SIGKILL


def test_a_child_ends_when_its_supervisor_is_killed(log: Path) -> None:
    program = f"""
import sys
from joinedup.interfaces.command_line.supervisor import Child, supervise
tied = "from joinedup.interfaces.command_line.supervisor import end_with_supervisor as e; e()"
child = Child("web", [sys.executable, "-c", tied + {GOOD!r}, {str(log)!r}, "web"])
supervise([child], report=print)
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    wait_for(lambda: len(lines(log)) == 1)
    parent.kill()
    parent.wait()
    wait_for(lambda: lines(log)[1:] == ["end web"])


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
