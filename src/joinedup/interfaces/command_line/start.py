"""`joinedup start`: everything on this machine, until Ctrl-C. `./run` ends in this."""

import argparse
import contextlib
import errno
import fcntl
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from joinedup.base.foundation.data_directory import make_data_directory
from joinedup.base.foundation.embedded_postgres import EmbeddedPostgres, Status
from joinedup.interfaces.command_line import demonstration
from joinedup.interfaces.command_line.installation import (
    Installation,
    RefusalError,
    open_installation,
    refuse_faults,
    say,
    set_up_django,
)
from joinedup.interfaces.command_line.migrate import (
    make_front_door,
    make_tables,
    missing_tables,
    prepare_role,
)
from joinedup.interfaces.command_line.supervisor import Child, GaveUpError, supervise

_HOST = "127.0.0.1"
_MODULE = "joinedup.interfaces.command_line"
_LOOK_SECONDS = 2.0  # between looks at the embedded database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the port, and whether a new installation stays empty."""
    parser.add_argument("--port", type=_port, default=8000, metavar="N", help="default: 8000")
    parser.add_argument(
        "--empty", action="store_true", help="do not load the made-up area at the first start"
    )


def run(arguments: argparse.Namespace) -> int:
    """Start everything, keep it running, stop it in order."""
    began = time.monotonic()
    installation = open_installation(os.environ)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    with _alone(installation.data_directory):
        _refuse_taken(arguments.port)
        say("Starting the database" if installation.embedded else "Using the database server")
        with installation.database():
            set_up_django()
            refuse_faults()
            prepare_role(installation)
            missing = missing_tables()
            if missing.everything and not arguments.empty:
                demonstration.want(installation)
            make_tables(missing)
            make_front_door()
            demonstration.load_if_wanted(installation)
            _keep_running(installation, arguments.port, began)
    say("Stopped.")
    return 0


def _keep_running(installation: Installation, port: int, began: float) -> None:
    children = [
        Child("web server", _command("web", f"--bind={_HOST}:{port}")),
        Child("background worker", _command("worker")),
    ]
    ticks = [_announce_when_ready(installation, port, began)]
    if installation.embedded is not None:
        ticks.append(_restart_when_dead(installation.embedded))

    def each_tick() -> None:
        for tick in ticks:
            tick()

    try:
        supervise(children, report=say, each_tick=each_tick)
    except GaveUpError as error:
        raise RefusalError(str(error)) from error


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", _MODULE, *arguments]


def _announce_when_ready(installation: Installation, port: int, began: float) -> Callable[[], None]:
    """Return a tick that says where to go, once the first page can be had."""
    told: list[bool] = []

    def tick() -> None:
        if told or not _answers(port):
            return
        told.append(True)
        say(f"\nJoined Up is at http://{_HOST}:{port} (after {time.monotonic() - began:.0f} s)")
        demonstration.say_who_can_sign_in(installation)
        if not (installation.production or demonstration.holds_made_up_area(installation)):
            _say_what_it_is_for()
        say("Ctrl-C stops it.")

    return tick


def _say_what_it_is_for() -> None:
    say("This installation holds no made-up area: everybody needs a second factor to sign in.")
    say("It is for trying things out. Before a real family is entered read DEPLOY.md: that needs")
    say("JOINEDUP_MODE=production, a PostgreSQL server, TLS and a SECRET_KEY of its own.")
    say("To enter agencies and people: joinedup agencies example")


def _answers(port: int) -> bool:
    link = http.client.HTTPConnection(_HOST, port, timeout=5)
    try:
        link.request("GET", "/", headers={"X-Forwarded-Proto": "https"})
        link.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        link.close()


def _restart_when_dead(embedded: EmbeddedPostgres) -> Callable[[], None]:
    """Return a tick that starts the database again if somebody killed it."""
    looked = [time.monotonic()]

    def tick() -> None:
        if time.monotonic() - looked[0] < _LOOK_SECONDS:
            return
        looked[0] = time.monotonic()
        if embedded.status() is Status.STOPPED:
            say("The database ended; starting it again")
            embedded.start()

    return tick


@contextlib.contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Refuse to run twice on one data directory."""
    try:
        make_data_directory(directory)
        lock = os.open(directory / "running", os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError as error:
        raise RefusalError(f"{directory} cannot be used: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise RefusalError(f"it is already running on {directory}") from error
    finally:
        os.close(lock)


def _refuse_taken(port: int) -> None:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((_HOST, port))
        except OSError as error:
            reason = "taken" if error.errno == errno.EADDRINUSE else "not free to use"
            raise RefusalError(f"port {port} is {reason}: choose another with --port") from error


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: it must be 1 to 65535")
    return int(text)


def _end(*_: object) -> None:
    """Leave by every `finally` on the way, as Ctrl-C does."""
    raise KeyboardInterrupt
