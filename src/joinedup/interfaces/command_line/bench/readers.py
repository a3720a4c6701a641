"""Many people reading at once, through the real server: do they wait for the log?

The same is asked twice: with the log's chains as they are, and with a variant of its writing
function that knows one chain only. The variant is put in the place of the function in the scratch
database and taken away again.
"""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module

from django.conf import settings

from joinedup.interfaces.command_line.bench.filling.cast import Cast
from joinedup.interfaces.command_line.bench.filling.rows import Kind, row_id
from joinedup.interfaces.command_line.bench.filling.workforce import email_of
from joinedup.interfaces.command_line.bench.pages import Readers
from joinedup.interfaces.command_line.bench.scratch import Link
from joinedup.interfaces.demonstration.area.draw import Draw

_ANY_CHAIN = "ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"
_ONE_CHAIN = "WHERE id = 1 FOR UPDATE"
_START_SECONDS = 90.0
_ANSWER_SECONDS = 60
_STEP = 7_919


@dataclass
class Reading:
    """One way of reading: how long each request took in milliseconds, and what went wrong."""

    what: str
    chains: int
    milliseconds: list[float] = field(default_factory=list)
    errors: int = 0
    seconds: float = 0.0

    @property
    def throughput(self) -> float:
        """Requests answered a second."""
        return len(self.milliseconds) / self.seconds if self.seconds else 0.0


def read_at_once(
    cast: Cast,
    owner: Link,
    *,
    people: int,
    requests: int,
    pause: float,
    tell: Callable[[str], None],
) -> list[Reading]:
    """``people`` at once, so many requests each: different records and one and the same.

    Before each request they read for up to twice ``pause`` seconds; without a pause the server
    is asked as fast as it answers, and what is measured is how many it can answer.
    Twice each, first and last, so that a machine that grows busier does not favour one side.
    """
    cookies = _cookies(people)
    readings: dict[tuple[str, int], Reading] = {}
    with _server() as port:
        paths = {
            "different records": lambda n: _path(n * _STEP % cast.people),
            "the same record": lambda _: _path(0),
        }
        _read(port, cookies, paths["different records"], 1, 0)
        for chains in (128, 1, 1, 128):
            with _chains(owner, chains):
                for what, path in paths.items():
                    reading = readings.setdefault((what, chains), Reading(what, chains))
                    _add(reading, _read(port, cookies, path, requests, pause))
                    tell(f"  {what}, {chains} chains")
    return [readings[key] for key in sorted(readings, key=lambda k: (k[0], -k[1]))]


def _add(reading: Reading, more: Reading) -> None:
    reading.milliseconds += more.milliseconds
    reading.errors += more.errors
    reading.seconds += more.seconds


def _path(number: int) -> str:
    return f"/people/{row_id(Kind.PERSON, number)}/"


def _cookies(people: int) -> list[str]:
    """A session for each of them, as signing in makes it."""
    readers = Readers()
    name = settings.SESSION_COOKIE_NAME
    emails = [email_of("screener", n) for n in range(people)]
    cookies = [f"{name}={readers.client(email).cookies[name].value}" for email in emails]
    import_module("django.db").connections.close_all()
    return cookies


@contextlib.contextmanager
def _server() -> Iterator[int]:
    """The pages, served as ``./run`` serves them."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    command = [sys.executable, "-m", "joinedup.interfaces.command_line", "web"]
    process = subprocess.Popen([*command, f"--bind=127.0.0.1:{port}"], env=os.environ)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(60)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError):
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            link.request("GET", "/account/login/")
            link.getresponse().read()
            link.close()
            return
        time.sleep(0.2)
    raise RuntimeError("the web server does not answer")


def _read(
    port: int, cookies: Sequence[str], path: Callable[[int], str], each: int, pause: float
) -> Reading:
    """Everybody at once, each on a connection of their own, one request after another."""
    together = Reading("", 0)
    lock = threading.Lock()
    ready = threading.Barrier(len(cookies) + 1)

    def reader(place: int, cookie: str) -> None:
        taken, errors = [], 0
        chance = Draw("reader", place)
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_SECONDS)
        ready.wait()
        for n in range(each):
            if pause:  # longer than the server keeps an idle connection: as a browser, ask anew
                link.close()
                time.sleep(2 * pause * chance.random())
            started = time.perf_counter()
            try:
                link.request("GET", path(place * each + n), headers={"Cookie": cookie})
                answer = link.getresponse()
                answer.read()
            except OSError:
                errors += 1
                link.close()
                continue
            errors += answer.status != 200
            taken.append((time.perf_counter() - started) * 1000)
        link.close()
        with lock:
            together.milliseconds += taken
            together.errors += errors

    threads = [threading.Thread(target=reader, args=pair) for pair in enumerate(cookies)]
    for thread in threads:
        thread.start()
    ready.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    together.seconds = time.perf_counter() - started
    return together


@contextlib.contextmanager
def _chains(owner: Link, chains: int) -> Iterator[None]:
    """The log with all of its chains, or with one."""
    if chains != 1:
        yield
        return
    written = _writing_function(owner)
    owner.execute(written.replace(_ANY_CHAIN, _ONE_CHAIN).encode())
    try:
        yield
    finally:
        owner.execute(written.encode())


def _writing_function(owner: Link) -> str:
    found = owner.execute(
        "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = 'audit_record'"
    ).fetchone()
    text = str(found[0]) if found else ""
    if _ANY_CHAIN not in text:
        raise RuntimeError("the log's writing function is no longer the one that is measured")
    return text
