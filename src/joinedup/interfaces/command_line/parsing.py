"""How options are read."""

import argparse
from collections.abc import Callable, Sequence
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """End with status 2."""
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


class ChosenParser(Parser):
    """Declares its options when it is chosen: what others need may take seconds to load."""

    declare: Callable[["ChosenParser"], None] | None = None

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Options first, then what was given."""
        if self.declare is not None:
            declare, self.declare = self.declare, None
            declare(self)
        return super().parse_known_args(args, namespace)


def add_data_argument(parser: argparse.ArgumentParser, *, default: object = None) -> None:
    """Declare ``--data DIR``. An action's own, whose default is ``argparse.SUPPRESS``, leaves
    standing what came before the action."""
    parser.add_argument(
        "--data",
        default=default,
        metavar="DIR",
        help="the directory of this installation (default: .joinedup beside the source)",
    )
