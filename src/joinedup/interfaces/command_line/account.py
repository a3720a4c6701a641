"""`joinedup account open | password | close | reopen | reset-second-factor`: who may sign in."""

import argparse
from getpass import getpass

from joinedup.interfaces.command_line.installation import RefusalError, say
from joinedup.trust.agencies.rules import Role

_ROLES = {role.value: role for role in Role if role is not Role.FRONT_DOOR}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    opening = actions.add_parser("open", help="appoint somebody and open an account for them")
    opening.add_argument("email", metavar="EMAIL")
    opening.add_argument("--name", required=True)
    opening.add_argument("--job-title", default="")
    opening.add_argument("--team", required=True, metavar="SLUG", help="the team they join")
    opening.add_argument("--role", required=True, choices=sorted(_ROLES))
    opening.add_argument(
        "--ask-password",
        action="store_true",
        help="ask for a password now; without, they use single sign-on or a link by e-mail",
    )
    for name, what in (
        ("password", "give an account a password, which is asked for"),
        ("close", "close an account and end its sessions"),
        ("reopen", "open a closed account again"),
        ("reset-second-factor", "for somebody who lost their phone; make sure who is asking"),
    ):
        actions.add_parser(name, help=what).add_argument("email", metavar="EMAIL")


def run(arguments: argparse.Namespace) -> int:
    """Do it."""
    # Models can only be imported once Django is set up.
    from joinedup.trust.accounts import commands, queries

    if arguments.action == "open":
        return _open(arguments)
    if arguments.action == "password":
        return _set_password(arguments.email)
    act = {
        "close": commands.deactivate_account,
        "reopen": commands.reactivate_account,
        "reset-second-factor": commands.reset_second_factor,
    }[arguments.action]
    try:
        act(email=arguments.email)
    except queries.NoSuchAccountError as absent:
        raise RefusalError(f"there is no account of {arguments.email}") from absent
    say(f"{arguments.email}: done ({arguments.action}).")
    return 0


def _open(arguments: argparse.Namespace) -> int:
    from django.core.exceptions import ObjectDoesNotExist, ValidationError
    from django.db import IntegrityError, transaction

    from joinedup.base.foundation.owning import OwnerUnknownError, as_owner_of_tables
    from joinedup.trust.accounts.commands import create_account
    from joinedup.trust.agencies.commands import appoint, join_team
    from joinedup.trust.agencies.queries import team_called

    try:
        with as_owner_of_tables(), transaction.atomic():
            team = team_called(arguments.team)
            person = appoint(team.organisation, name=arguments.name, job_title=arguments.job_title)
            join_team(person, team=team, role=_ROLES[arguments.role])
            create_account(person, email=arguments.email, password=_password(arguments))
    except OwnerUnknownError as unknown:
        raise RefusalError(str(unknown)) from unknown
    except ObjectDoesNotExist as absent:
        raise RefusalError(f"there is no team {arguments.team}") from absent
    except ValidationError as weak:
        raise RefusalError(" ".join(weak.messages)) from weak
    except IntegrityError as taken:
        raise RefusalError(f"there is an account of {arguments.email} already") from taken
    say(f"{arguments.email}: opened, as {_ROLES[arguments.role].label} in {team.name}.")
    return 0


def _set_password(email: str) -> int:
    from django.core.exceptions import ValidationError

    from joinedup.trust.accounts.commands import set_password
    from joinedup.trust.accounts.queries import NoSuchAccountError, account_with_email

    try:
        account_with_email(email)
        set_password(email=email, password=_asked_twice())
    except NoSuchAccountError as absent:
        raise RefusalError(f"there is no account of {email}") from absent
    except ValidationError as weak:
        raise RefusalError(" ".join(weak.messages)) from weak
    say(f"{email}: the password is set, and every session ended.")
    return 0


def _password(arguments: argparse.Namespace) -> str | None:
    return _asked_twice() if arguments.ask_password else None


def _asked_twice() -> str:
    typed = getpass("Password: ")
    if getpass("The same again: ") != typed:
        raise RefusalError("the two passwords differ")
    return typed
