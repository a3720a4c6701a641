"""`joinedup bench pages | readers | import | linkage | encoding | evaluate`: fast at any size?

The area is made up, and is kept in a scratch installation of its own, so that a second run need
not make it again. Nothing of it touches the installation that people work in.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from joinedup.interfaces.command_line.bench.filling.build import built
from joinedup.interfaces.command_line.bench.filling.cast import Cast
from joinedup.interfaces.command_line.bench.scratch import Scratch, open_scratch
from joinedup.interfaces.command_line.installation import say, set_up_django

_PACKAGE = "joinedup.interfaces.command_line.bench"
FEWEST_PEOPLE = 1_000
FEWEST_REQUESTS = 1
_MOST_AT_ONCE = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what can be measured."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="WHAT")
    pages = actions.add_parser("pages", help="server time of the main pages, and the cost of RLS")
    pages.add_argument(
        "--repeat", type=_at_least(FEWEST_REQUESTS), default=200, metavar="R",
        help="requests a page on each side (default: 200)",
    )  # fmt: skip
    pages.add_argument("--only", default="", metavar="WORDS", help="pages whose name has these")
    readers = actions.add_parser("readers", help="many people reading at once, through HTTP")
    readers.add_argument(
        "--people-at-once", type=_at_least(1), default=_MOST_AT_ONCE, metavar="N",
        help=f"at most {_MOST_AT_ONCE}, which is the default",
    )  # fmt: skip
    readers.add_argument(
        "--repeat", type=_at_least(FEWEST_REQUESTS), default=10, metavar="R",
        help="requests a person in each of two rounds (default: 10)",
    )  # fmt: skip
    readers.add_argument(
        "--pause", type=float, default=0.0, metavar="SECONDS",
        help="how long each reads before the next request, on average (default: not at all)",
    )  # fmt: skip
    importing = actions.add_parser("import", help="an agency's file into its index, twice")
    linkage = actions.add_parser("linkage", help="who is who in the files of six agencies")
    linkage.add_argument(
        "--people", type=_at_least(FEWEST_PEOPLE), default=100_000, metavar="N",
        help="how many people the agencies know (default: 100,000)",
    )  # fmt: skip
    linkage.add_argument(
        "--against", choices=("splink",), help="Splink straight from its documentation, beside it"
    )
    linkage.add_argument(
        "--files", type=Path, metavar="DIR", help="keep the files here, or take those that are"
    )
    linkage.add_argument(
        "--live", type=_at_least(FEWEST_PEOPLE), metavar="N",
        help="look-ups in an index of so many records, in place of linking in bulk",
    )  # fmt: skip
    linkage.add_argument("--json", type=Path, metavar="FILE", help="write the figures")
    _module("encoding").add_arguments(
        actions.add_parser("encoding", help="linkage without names: what it finds, what it hides")
    )
    _module("evaluate").add_arguments(
        actions.add_parser("evaluate", help="every method of evaluation, on families made up")
    )
    for action, people in ((pages, None), (readers, 10_000), (importing, 100_000)):
        action.add_argument(
            "--people", type=_at_least(FEWEST_PEOPLE), default=people, required=people is None,
            metavar="N", help="how many people the area has",
        )  # fmt: skip
        action.add_argument("--data", type=Path, dest="scratch", metavar="DIR", help="where it is")
        action.add_argument("--fresh", action="store_true", help="make the area again")
        action.add_argument("--json", type=Path, metavar="FILE", help="write every single time")


def _at_least(fewest: int) -> Any:  # noqa: ANN401 - argparse's type of a type
    def read(text: str) -> int:
        value = int(text.replace("_", "").replace(",", ""))
        if value < fewest:
            raise argparse.ArgumentTypeError(f"must be {fewest} or more")
        return value

    return read


def run(arguments: argparse.Namespace) -> int:
    """Make the area if need be, measure, print."""
    if arguments.action == "linkage":
        return _linkage(arguments)
    if arguments.action in ("encoding", "evaluate"):
        return int(_module(arguments.action).run(arguments))
    given = arguments.scratch or (Path(arguments.data) if arguments.data else None)
    # files are read into a small area: what is measured is the file
    importing = arguments.action == "import"
    scratch = open_scratch(given, FEWEST_PEOPLE if importing else arguments.people)
    cast = built(scratch, fresh=arguments.fresh)
    with scratch.running():
        set_up_django()
        _make_ready(scratch)
        measure = {"pages": _pages, "readers": _readers, "import": _import}[arguments.action]
        outcome = measure(scratch, cast, arguments)
    say(outcome.text)
    if arguments.json:
        arguments.json.write_text(outcome.json + "\n")
    return outcome.status


@dataclass(frozen=True)
class _Outcome:
    """What is printed, what is written, and the exit status."""

    text: str
    json: str
    status: int = 0


def _make_ready(scratch: Scratch) -> None:
    """Bring a kept area up to this version, closed as it should be."""
    migrate = import_module("joinedup.interfaces.command_line.migrate")
    migrate.prepare_role(scratch.installation)
    migrate.make_tables(migrate.missing_tables())
    with scratch.owner() as owner:
        _module("measuring").row_security_on(owner)


def _module(name: str) -> Any:  # noqa: ANN401 - a module that needs Django to be set up
    return import_module(f"{_PACKAGE}.{name}")


def _pages(scratch: Scratch, cast: Cast, arguments: argparse.Namespace) -> _Outcome:
    pages, measuring, report = _module("pages"), _module("measuring"), _module("report")
    chosen = [
        page
        for page in pages.pages_to_measure(cast, _today(scratch), _module("staff").staff())
        if arguments.only in page.name
    ]
    with scratch.owner() as owner:
        timings = measuring.measure(chosen, owner, requests=arguments.repeat, tell=say)
        machine = _module("machine").this_machine(owner)
    text = f"\n{report.machine_in_words(machine)}\n\n{report.pages_table(timings)}"
    return _Outcome(text, report.as_json(machine, timings, ()))


def _readers(scratch: Scratch, cast: Cast, arguments: argparse.Namespace) -> _Outcome:
    report = _module("report")
    at_once = min(arguments.people_at_once, _MOST_AT_ONCE)
    with scratch.owner() as owner:
        readings = _module("readers").read_at_once(
            cast,
            owner,
            people=at_once,
            requests=arguments.repeat,
            pause=arguments.pause,
            tell=say,
        )
        machine = _module("machine").this_machine(owner)
        log = import_module("joinedup.trust.audit.verification").verify(owner)
    whole = f"{log.entries:,} entries in {log.chains} chains: the log is "
    whole += "whole." if log.whole else f"NOT whole: {log.findings[0]}"
    text = f"\n{report.machine_in_words(machine)}\n\n{report.readers_table(readings)}\n\n{whole}"
    errors = sum(reading.errors for reading in readings)
    status = 0 if log.whole and not errors else 1
    return _Outcome(text, report.as_json(machine, (), readings), status)


def _import(scratch: Scratch, _: Cast, arguments: argparse.Namespace) -> _Outcome:
    report = _module("report")
    with scratch.owner() as owner:
        imports = _module("importing").import_twice(arguments.people, owner, tell=say)
        machine = _module("machine").this_machine(owner)
    text = f"\n{report.machine_in_words(machine)}\n\n{report.imports_table(imports)}"
    return _Outcome(text, report.as_json(machine, imports=imports))


def _linkage(arguments: argparse.Namespace) -> int:
    """On files alone: no area, no installation."""
    if arguments.live:
        live = _module("linkage.live")
        measured = live.measure_live(arguments.live, seed=1, tell=say)
        say(f"\n{live.in_words(measured)}")
        if arguments.json:
            arguments.json.write_text(json.dumps(live.as_facts(measured), indent=1) + "\n")
        return 0
    bulk = _module("linkage.bulk")
    against = arguments.against == "splink"
    runs = bulk.link_in_bulk(
        arguments.people, against_splink=against, folder=arguments.files, tell=say
    )
    say(f"\n{bulk.bulk_table(runs)}")
    if arguments.json:
        arguments.json.write_text(json.dumps(bulk.as_facts(runs), indent=1) + "\n")
    return 0


def _today(scratch: Scratch) -> Any:  # noqa: ANN401 - a date
    built_at: Sequence[str] = scratch.told()["built_at"]
    return import_module("datetime").date.fromisoformat(str(built_at)[:10])
