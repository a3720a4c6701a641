"""`joinedup evaluate protocol`: what is promised before anybody looks."""

import argparse
import hashlib
from pathlib import Path

from joinedup.insight.evaluation.methods.planning.protocol import (
    NOT_SETTINGS,
    Done,
    Protocol,
    deviations,
    read_protocol,
)
from joinedup.insight.evaluation.methods.tables import DataError
from joinedup.insight.evaluation.reports.finding import Finding
from joinedup.insight.evaluation.reports.planning import held_to, protocol_finding
from joinedup.interfaces.command_line.evaluate.actions import ACTIONS, options_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A protocol, to be read and hashed."""
    parser.epilog = (
        "FILE is TOML: title, registered (a date), question, action (effect, did, ...), and a"
        " table [settings] of that action's options, such as outcome, method, covariates; if wanted"
        " author, families (how many are planned for), data_sha256, notes. Write its hash down"
        " where others see it; give the protocol to the action with --protocol afterwards."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="TOML or JSON")


def evaluate(arguments: argparse.Namespace) -> Finding:
    """The protocol as a document.

    :raises DataError: it is no protocol.
    """
    protocol, fingerprint = read(arguments.file)
    return protocol_finding(protocol, source=arguments.file.name, fingerprint=fingerprint)


def read(path: Path) -> tuple[Protocol, str]:
    """With the SHA-256 of the file.

    :raises DataError: it cannot be read, is no protocol, or promises what no action can do.
    """
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"the protocol {path} cannot be read") from error
    protocol = read_protocol(text)
    _check(protocol)
    return protocol, hashlib.sha256(content).hexdigest()


def _check(protocol: Protocol) -> None:
    """What no action could keep is said while it can still be written otherwise."""
    able = [name for name in ACTIONS if name != "protocol"]
    if protocol.action not in able:
        raise DataError(f"the protocol's action {protocol.action} is none of {', '.join(able)}")
    options = options_of(protocol.action)
    for name, value in protocol.settings.items():
        said = name.replace("_", "-")
        if name not in options or name in NOT_SETTINGS:
            raise DataError(
                f"the protocol sets {said}, which joinedup evaluate {protocol.action} does not know"
            )
        choices = options[name].choices
        if choices and value not in choices:
            raise DataError(
                f"the protocol sets {said} to {value}, which is none of {', '.join(choices)}"
            )


def checked(
    finding: Finding, protocol: Protocol, arguments: argparse.Namespace, defaults: dict[str, object]
) -> Finding:
    """The finding beside the protocol; ``defaults`` are of the action's options."""
    number = finding.figures.get("n", finding.figures.get("n_units"))
    if number is None:
        parts = [finding.figures.get(name) for name in ("n_treated", "n_control")]
        number = sum(part for part in parts if isinstance(part, int)) or None
    done = Done(
        arguments.action,
        {name: value for name, value in vars(arguments).items() if name in defaults},
        defaults,
        number if isinstance(number, int) else None,
        [*finding.fingerprints.values()],
    )
    return held_to(finding, protocol, deviations(protocol, done))
