"""What `joinedup evaluate` can do: each action is a module of this folder."""

import argparse
from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from joinedup.insight.evaluation.reports.finding import Finding

ACTIONS: Mapping[str, str] = {
    "effect": "compare families who took part with families who did not",
    "change": "how many families had each risk at the start, and how many later",
    "did": "differences in differences, also when areas began at different times",
    "survival": "how long until something happened, in each group",
    "power": "how many families a fair test needs, or what it could find",
    "interrupted": "one series before and after something began",
    "engagement": "whether longer help goes with fewer events, without immortal time",
    "value": "what an outcome costs, with its range, and what it would have cost others",
    "allocate": "draw lots for a waiting list or a stepped wedge, and log them",
    "protocol": "read and hash what is promised before anybody looks",
}


class Action(Protocol):
    """What the module of an action offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare its options."""

    def evaluate(self, arguments: argparse.Namespace) -> Finding:
        """Do it.

        :raises DataError: the data cannot answer.
        """


def module_of(name: str) -> Action:
    """Imported when it is asked for, since methods take long to import."""
    return cast("Action", import_module(f"{__package__}.{name}"))


def options_of(name: str) -> dict[str, argparse.Action]:
    """Its own options, by what they are called in a protocol."""
    parser = argparse.ArgumentParser(add_help=False)
    module_of(name).add_arguments(parser)
    return {option.dest: option for option in parser._actions}  # noqa: SLF001 - nothing else lists them
