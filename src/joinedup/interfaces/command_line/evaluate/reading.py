"""Options that several actions share."""

import argparse
import sys
from pathlib import Path

from joinedup.insight.evaluation.methods.tables import DataError

MOST_DRAWS = 100_000
OMIT, MARK = "omit", "mark"


def add_file(parser: argparse.ArgumentParser) -> None:
    """The file of families."""
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV or Parquet")


def add_seed(parser: argparse.ArgumentParser) -> None:
    """Where anything is drawn by lot."""
    parser.add_argument("--seed", type=whole, default=1, metavar="N", help="repeats the same draws")


def add_missing(group: argparse._ActionsContainer, usual: str) -> None:
    """What becomes of rows of which a covariate is not known."""
    group.add_argument(
        "--missing", choices=(OMIT, MARK), default=usual,
        help=f"rows without a covariate: left out, or marked ({usual})",
    )  # fmt: skip


def columns(text: str) -> tuple[str, ...]:
    """Names between commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def whole(text: str) -> int:
    """A whole number from 0 on.

    :raises argparse.ArgumentTypeError: it is none.
    """
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"{text} is no whole number")
    return int(text)


def draws(number: int) -> int:
    """Of a bootstrap.

    :raises DataError: too few or too many.
    """
    if number and not 50 <= number <= MOST_DRAWS:
        raise DataError(f"a bootstrap takes 0 (none) or 50 to {MOST_DRAWS:,} draws, not {number:,}")
    return number


def positive(text: str) -> float:
    """A number above 0.

    :raises argparse.ArgumentTypeError: it is none.
    """
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is no number above 0")
    return number


def mark(done: int, of: int) -> None:
    """A bar for a person who waits at a terminal."""
    if not sys.stderr.isatty():
        return
    bar = "#" * (40 * done // of)
    sys.stderr.write(f"\r[{bar:<40}] {done:,} of {of:,} draws" + ("\n" if done == of else ""))
    sys.stderr.flush()


def real(text: str) -> float:
    """A finite number.

    :raises argparse.ArgumentTypeError: it is none.
    """
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not abs(number) < 1e75:
        raise argparse.ArgumentTypeError(f"{text} is no number")
    return number
