"""The register: a file in which the administrator writes down who is in the partnership.

It is TOML. What it may say is in ``example.toml`` beside this; ``read_register`` takes it in and
``accounts.registering`` carries it out. What can be told from the file alone is checked here.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from joinedup.trust.agencies.rules import OrganisationKind, Role

EXAMPLE = Path(__file__).parent / "example.toml"

KINDS = {kind.value: kind for kind in OrganisationKind if kind is not OrganisationKind.PUBLIC}
ROLES = {role.value: role for role in Role if role is not Role.FRONT_DOOR}
RESERVED = frozenset({"public", "public-front-door"})
"""Short names of the system's own: by them the public writes in."""

EARLIEST, LATEST = date(1950, 1, 1), date(2100, 1, 1)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

T = TypeVar("T")


class RegisterError(ValueError):
    """The register cannot be carried out; the message is one line that says what to mend."""


@dataclass(frozen=True)
class RegisteredService:
    """What an organisation offers."""

    name: str
    contact: str


@dataclass(frozen=True)
class RegisteredTeam:
    """A team of an organisation, in the hub or outside it."""

    slug: str
    name: str
    is_hub: bool
    contact: str


@dataclass(frozen=True)
class RegisteredOrganisation:
    """A partner with its services and teams."""

    slug: str
    name: str
    kind: OrganisationKind
    contact: str
    services: tuple[RegisteredService, ...]
    teams: tuple[RegisteredTeam, ...]


@dataclass(frozen=True)
class RegisteredRole:
    """A role in a team, from a day until a day (both included)."""

    team: str
    role: Role
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class RegisteredPerson:
    """Somebody who works for an organisation, known by the address that they sign in with."""

    email: str
    organisation: str
    name: str
    job_title: str
    telephone: str
    starts_on: date
    ends_on: date | None
    roles: tuple[RegisteredRole, ...]


@dataclass(frozen=True)
class Register:
    """Everything that one file says."""

    organisations: tuple[RegisteredOrganisation, ...]
    people: tuple[RegisteredPerson, ...]


def read_register(text: str) -> Register:
    """What a file says. Raises ``RegisterError``."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegisterError(f"this is not TOML: {' '.join(str(error).split())}") from error
    whole = _Table("the file", found, {"organisations", "people"})
    register = Register(
        organisations=tuple(_organisation(t) for t in whole.tables("organisations", _ORGANISATION)),
        people=tuple(_person(t) for t in whole.tables("people", _PERSON)),
    )
    if not register.organisations and not register.people:
        raise RegisterError("the file names no organisation and nobody")
    organisations = register.organisations
    _once("organisation", [one.slug for one in organisations])
    _once("team", [team.slug for one in organisations for team in one.teams])
    _once("person", [person.email for person in register.people])
    return register


_ORGANISATION = {"slug", "name", "kind", "contact", "services", "teams"}
_SERVICE = {"name", "contact"}
_TEAM = {"slug", "name", "is_hub", "contact"}
_PERSON = {"email", "organisation", "name", "job_title", "telephone", "starts_on", "ends_on"}
_PERSON |= {"roles"}
_ROLE = {"team", "role", "starts_on", "ends_on"}


def _organisation(table: "_Table") -> RegisteredOrganisation:
    found = RegisteredOrganisation(
        slug=table.slug("slug", most=60),
        name=table.text("name", most=200),
        kind=table.chosen("kind", KINDS),
        contact=table.text("contact", most=300, needed=False),
        services=tuple(_service(one) for one in table.tables("services", _SERVICE)),
        teams=tuple(_team(one) for one in table.tables("teams", _TEAM)),
    )
    _once(f"{table.where}: service", [service.name for service in found.services])
    return found


def _service(table: "_Table") -> RegisteredService:
    return RegisteredService(
        name=table.text("name", most=200), contact=table.text("contact", most=300, needed=False)
    )


def _team(table: "_Table") -> RegisteredTeam:
    return RegisteredTeam(
        slug=table.slug("slug", most=80),
        name=table.text("name", most=200),
        is_hub=table.flag("is_hub"),
        contact=table.text("contact", most=300, needed=False),
    )


def _person(table: "_Table") -> RegisteredPerson:
    starts_on = table.day("starts_on")
    if starts_on is None:
        raise table.fault("starts_on is missing")
    ends_on = table.day("ends_on", after=starts_on)
    person = RegisteredPerson(
        email=table.email("email"),
        organisation=table.slug("organisation", most=60),
        name=table.text("name", most=200),
        job_title=table.text("job_title", most=200, needed=False),
        telephone=table.text("telephone", most=40, needed=False),
        starts_on=starts_on,
        ends_on=ends_on,
        roles=tuple(_role(one, starts_on, ends_on) for one in table.tables("roles", _ROLE)),
    )
    _refuse_overlaps(table, person.roles)
    return person


def _role(table: "_Table", came_on: date, left_on: date | None) -> RegisteredRole:
    """A role. Without dates of its own it lasts as long as the person is in post."""
    starts_on = table.day("starts_on") or came_on
    ends_on = table.day("ends_on", after=starts_on)
    if starts_on < came_on:
        raise table.fault(f"starts_on {starts_on} is before they are in post ({came_on})")
    if left_on is not None and (starts_on > left_on or (ends_on or left_on) > left_on):
        raise table.fault(f"the role lasts longer than they are in post (until {left_on})")
    return RegisteredRole(
        team=table.slug("team", most=80),
        role=table.chosen("role", ROLES),
        starts_on=starts_on,
        ends_on=ends_on or left_on,
    )


def _refuse_overlaps(table: "_Table", roles: tuple[RegisteredRole, ...]) -> None:
    latest: dict[tuple[str, Role], date] = {}
    for role in sorted(roles, key=lambda one: one.starts_on):
        held = (role.team, role.role)
        if held in latest and role.starts_on <= latest[held]:
            raise table.fault(f"the role {role.role} in {role.team} is there twice at one time")
        latest[held] = role.ends_on or LATEST


def _once(what: str, names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise RegisterError(f"{what} {name!r} is in the file twice")
        seen.add(name)


class _Table:
    """One table of the file: hands out its values checked, and says where it stands."""

    def __init__(self, where: str, given: object, known: set[str]) -> None:
        self.where = where
        if not isinstance(given, dict):
            raise self.fault("this must be a table")
        self._given: dict[str, Any] = given
        unknown = sorted(set(given) - known)
        if unknown:
            raise self.fault(f"{unknown[0]!r} is not known here; known are {_list(known)}")

    def fault(self, what: str) -> RegisterError:
        """The error that names this table."""
        return RegisterError(f"{self.where}: {what}")

    def text(self, name: str, *, most: int, needed: bool = True) -> str:
        """One line of at most so many characters."""
        given = self._given.get(name, "")
        if not isinstance(given, str):
            raise self.fault(f"{name} must be text in quotation marks")
        given = given.strip()
        if needed and not given:
            raise self.fault(f"{name} is missing")
        if len(given) > most:
            raise self.fault(f"{name} is longer than {most} characters")
        if not given.isprintable():
            raise self.fault(f"{name} must be one line of plain text")
        return given

    def slug(self, name: str, *, most: int) -> str:
        """A short name: small letters, digits and hyphens."""
        given = self.text(name, most=most)
        if not _SLUG.fullmatch(given):
            raise self.fault(f"{name} {given!r} must be small letters, digits and hyphens")
        if given in RESERVED:
            raise self.fault(f"{name} {given!r} is one of the system's own")
        return given

    def email(self, name: str) -> str:
        """An e-mail address, in small letters."""
        given = self.text(name, most=254).lower()
        try:
            validate_email(given)
        except ValidationError as error:
            raise self.fault(f"{name} {given!r} is no e-mail address") from error
        return given

    def flag(self, name: str) -> bool:
        """True or false; false when it is not there."""
        given = self._given.get(name, False)
        if not isinstance(given, bool):
            raise self.fault(f"{name} must be true or false")
        return given

    def chosen(self, name: str, choices: dict[str, T]) -> T:
        """One of some words."""
        given = self.text(name, most=200)
        if given not in choices:
            raise self.fault(f"{name} {given!r} is none of {_list(choices)}")
        return choices[given]

    def day(self, name: str, *, after: date | None = None) -> date | None:
        """A date, if it is there."""
        given = self._given.get(name)
        if given is None:
            return None
        if not isinstance(given, date) or isinstance(given, datetime):
            raise self.fault(f"{name} must be a date like 2026-09-01, without quotation marks")
        if not EARLIEST <= given <= LATEST:
            raise self.fault(f"{name} {given} cannot be: it must be after {EARLIEST.year}")
        if after is not None and given < after:
            raise self.fault(f"{name} {given} is before starts_on {after}")
        return given

    def tables(self, name: str, known: set[str]) -> list["_Table"]:
        """The tables under a name, each called by what it is about."""
        given = self._given.get(name, [])
        if not isinstance(given, list):
            raise self.fault(f"{name} must be written as [[...{name}]]")
        return [
            _Table(self._place(name, number, one), one, known)
            for number, one in enumerate(given, start=1)
        ]

    def _place(self, name: str, number: int, one: object) -> str:
        before = "" if self.where == "the file" else f"{self.where}: "
        called = one.get("slug") or one.get("email") if isinstance(one, dict) else None
        return f"{before}{name} {number}" + (f" ({called})" if isinstance(called, str) else "")


def _list(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
