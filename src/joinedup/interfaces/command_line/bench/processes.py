"""One command as a process of its own: the time, the processor time and the memory it takes."""

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Used:
    """``seconds`` of wall time, ``processor`` seconds of all its threads, ``memory`` of its
    largest process in MB, and what it wrote on its output."""

    seconds: float
    processor: float
    memory: float
    said: str


def run_measured(command: Sequence[str], log: Path) -> Used:
    """Python with these arguments; what it says goes to ``log``, and errors beside it.

    :raises RuntimeError: it did not end well.
    """
    errors = log.with_suffix(".errors")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    started = time.perf_counter()
    pid = os.posix_spawn(
        sys.executable, [sys.executable, *command], environment,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, fd, str(path), os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            for fd, path in ((1, log), (2, errors))
        ],
    )  # fmt: skip
    _, status, used = os.wait4(pid, 0)
    seconds = time.perf_counter() - started
    if status:
        code = os.waitstatus_to_exitcode(status)
        said = f"{log.read_text()}{errors.read_text()}"
        raise RuntimeError(f"{' '.join(command)} ended with {code}:\n{said}")
    processor = used.ru_utime + used.ru_stime
    return Used(seconds, processor, used.ru_maxrss / 1024, log.read_text())
