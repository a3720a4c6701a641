"""`joinedup web`: serve the pages with gunicorn.

TLS ends at a proxy before it. A proxy on this machine is believed when it says that a request
came by TLS; one elsewhere has to be named with `--proxy`.
"""

import argparse
import os
from importlib import import_module
from typing import Any

from gunicorn.app.base import BaseApplication

from joinedup.interfaces.command_line.installation import (
    open_installation,
    refuse_faults,
    set_up_django,
)
from joinedup.interfaces.command_line.supervisor import end_with_supervisor

_THREADS = 8
_LONGEST_SECONDS = 120  # of one request, before its process is taken for stuck
_GRACE_SECONDS = 20  # for requests under way when we are asked to stop


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where it listens and whom it believes."""
    parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT")
    parser.add_argument(
        "--proxy", default="127.0.0.1,::1", metavar="ADDRESSES", help="whose word on TLS is taken"
    )
    parser.add_argument(
        "--processes", type=int, default=max(2, min(4, os.cpu_count() or 2)), metavar="N"
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until asked to stop."""
    end_with_supervisor()
    with open_installation(os.environ).database():
        set_up_django()  # a fault in the settings is told once, and not by every process
        refuse_faults()
        _Site(
            {
                "bind": arguments.bind,
                "workers": arguments.processes,
                "worker_class": "gthread",
                "threads": _THREADS,
                "timeout": _LONGEST_SECONDS,
                "graceful_timeout": _GRACE_SECONDS,
                "forwarded_allow_ips": arguments.proxy,
                "control_socket_disable": True,
                "proc_name": "joinedup-web",
                "loglevel": "warning",
            }
        ).run()
    return 0


class _Site(BaseApplication):  # type: ignore[misc]
    """Gunicorn, told everything here: no file and no variable changes it."""

    def __init__(self, chosen: dict[str, Any]) -> None:
        self._chosen = chosen
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # noqa: ANN401 - a WSGI application
        return import_module("joinedup.config.wsgi").application
