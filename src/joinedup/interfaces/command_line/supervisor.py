"""Keeps child processes running: starts, restarts with growing pauses, stops in order."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

_VARIABLE = "JOINEDUP_SUPERVISOR"
_PAUSES = (0.5, 1, 2, 4, 8, 16, 30)  # seconds before each restart in a row
_STEADY_SECONDS = 60.0  # who lived this long starts with the first pause again
_QUICK_DEATHS = 5  # in a row and from the start: then it cannot run here
_STOP_SECONDS = 30.0
_TICK_SECONDS = 0.2


class GaveUpError(RuntimeError):
    """A child cannot run; the message names it."""


@dataclass
class Child:
    """One process that is to be kept running."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    _started: float = 0.0
    _due: float = 0.0
    _was_steady: bool = field(default=False, repr=False)

    def start(self) -> None:
        """Start it in a session of its own: a Ctrl-C is for the supervisor, which stops it."""
        self.process = subprocess.Popen(
            self.arguments,
            start_new_session=True,
            env=os.environ | {_VARIABLE: str(os.getpid())},
        )
        self._started = time.monotonic()

    def tend(self, report: Callable[[str], None]) -> None:
        """Start it again when it has died and its pause is over. Raises `GaveUpError`."""
        if self.process is None:
            if time.monotonic() >= self._due:
                self.start()
            return
        status = self.process.poll()
        if status is None:
            return
        if time.monotonic() - self._started > _STEADY_SECONDS:
            self.deaths = 0
            self._was_steady = True
        pause = _PAUSES[min(self.deaths, len(_PAUSES) - 1)]
        self.deaths += 1
        self.process = None
        self._due = time.monotonic() + pause
        if self.deaths >= _QUICK_DEATHS and not self._was_steady:
            raise GaveUpError(f"the {self.name} ends as soon as it starts; see its last message")
        report(f"The {self.name} ended (status {status}); starting it again in {pause:g} s")

    def stop(self) -> None:
        """Ask it to end, and end it if it has not done so in time."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(_STOP_SECONDS)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def supervise(
    children: Sequence[Child],
    *,
    report: Callable[[str], None],
    each_tick: Callable[[], None] = lambda: None,
) -> None:
    """Keep the children running until we are asked to stop; then stop them in their order.

    `each_tick` is called a few times a second. Raises `GaveUpError` after stopping the others.
    """
    try:
        with asked_to_stop() as asked:
            for child in children:
                child.start()
            while not asked():
                for child in children:
                    child.tend(report)
                each_tick()
                time.sleep(_TICK_SECONDS)
    finally:
        for child in children:
            child.stop()


@contextlib.contextmanager
def asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Yield whether SIGTERM, SIGINT or SIGHUP has come, in place of dying of it."""
    asked = []
    kept = {
        number: signal.signal(number, lambda *_: asked.append(True))
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    }
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def end_with_supervisor() -> None:
    """Called in a child: have it asked to end when its supervisor is killed (on Linux)."""
    supervisor = os.environ.get(_VARIABLE)
    if not supervisor or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    if os.getppid() != int(supervisor):
        sys.exit(0)
