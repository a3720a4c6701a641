"""`joinedup worker`: do the background work, as the application's role."""

import argparse
import os

from joinedup.interfaces.command_line.installation import (
    open_installation,
    refuse_faults,
    set_up_django,
)
from joinedup.interfaces.command_line.supervisor import end_with_supervisor

_GRACE_SECONDS = 20.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how much it does at once."""
    parser.add_argument("--at-once", type=int, default=2, metavar="N", help="jobs done at a time")


def run(arguments: argparse.Namespace) -> int:
    """Work until asked to stop; jobs under way are finished first."""
    end_with_supervisor()
    with open_installation(os.environ).database():
        set_up_django()
        refuse_faults()
        from procrastinate.contrib.django import app
        from procrastinate.contrib.django.django_connector import DjangoConnector

        with app.replace_connector(DjangoConnector().get_worker_connector()) as working:
            working.run_worker(
                name="joinedup",
                concurrency=arguments.at_once,
                shutdown_graceful_timeout=_GRACE_SECONDS,
                delete_jobs="successful",
            )
    return 0
