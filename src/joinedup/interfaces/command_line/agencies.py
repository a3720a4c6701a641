"""`joinedup agencies apply FILE | list | example`: who is in the partnership, and in which role."""

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from joinedup.base.govuk.wording import say_count
from joinedup.interfaces.command_line.installation import (
    RefusalError,
    open_installation,
    say,
    set_up_django,
)
from joinedup.interfaces.command_line.parsing import add_data_argument

if TYPE_CHECKING:
    from joinedup.trust.agencies.register import Register

_NOT_UNDERSTOOD = 2


class _Dated(Protocol):
    starts_on: date
    ends_on: date | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the three things it does."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    applying = actions.add_parser("apply", help="bring everything to what a file says, or nothing")
    applying.add_argument("file", type=Path, metavar="FILE.toml")
    listing = actions.add_parser("list", help="show the organisations, teams, people and roles")
    actions.add_parser("example", help="print a file to begin with, with comments")
    for action in (applying, listing):
        add_data_argument(action, default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Do it. A file that cannot be carried out is exit status 2, in one line."""
    from joinedup.trust.agencies.register import EXAMPLE, RegisterError, read_register

    if arguments.action == "example":
        sys.stdout.write(EXAMPLE.read_text())
        return 0
    try:
        register = read_register(_text(arguments.file)) if arguments.action == "apply" else None
        with open_installation(os.environ).database():
            set_up_django()
            return _list() if register is None else _apply(register)
    except RegisterError as error:
        sys.stderr.write(f"joinedup agencies: {arguments.file}: {error}\n")
        return _NOT_UNDERSTOOD


def _text(file: Path) -> str:
    from joinedup.trust.agencies.register import RegisterError

    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise RegisterError("this is not text in UTF-8") from error
    except OSError as error:
        raise RegisterError(str(error.strerror)) from error


def _apply(register: "Register") -> int:
    from joinedup.base.foundation.owning import OwnerUnknownError, as_owner_of_tables
    from joinedup.trust.accounts.registering import apply_register

    try:
        with as_owner_of_tables():
            done = apply_register(register)
    except OwnerUnknownError as unknown:
        raise RefusalError(str(unknown)) from unknown
    for line in done:
        say(line)
    say("Nothing had to be changed." if not done else f"Done: {say_count(len(done), 'change')}.")
    _say_what_is_missing()
    return 0


def _say_what_is_missing() -> None:
    from joinedup.trust.agencies.queries import hub_is_staffed

    if not hub_is_staffed():
        say(
            "No worry can be sent yet: there is no council's team with is_hub in which somebody is"
            " screener or decision_maker today."
        )


def _list() -> int:
    from joinedup.trust.accounts.queries import addresses_of_professionals
    from joinedup.trust.agencies.queries import everybody, organisations, services, teams_of

    addresses = addresses_of_professionals()
    for organisation in organisations():
        say(f"{organisation.slug}  {organisation.name} ({organisation.kind})")
        for service in services(organisation.pk):
            say(f"  service  {service.name}")
        for team in teams_of(organisation.pk):
            say(f"  team  {team.slug}  {team.name}{' (hub)' if team.is_hub else ''}")
        for person in everybody().filter(organisation=organisation):
            address = addresses.get(person.pk, "no open account")
            say(f"  {person.name}  {address}  {_period(person)}")
            for held in person.memberships.all():
                say(f"    {held.role} in {held.team.slug}  {_period(held)}")
    _say_what_is_missing()
    return 0


def _period(one: _Dated) -> str:
    return f"from {one.starts_on}" + (f" until {one.ends_on}" if one.ends_on else "")
