"""The pages that are measured, each with the people who read it and the records they read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import NoReverseMatch, reverse

from joinedup.interfaces.command_line.bench.filling.cast import Cast
from joinedup.interfaces.command_line.bench.filling.enquiries import (
    OPEN,
    enquiries_in_a_year,
    enquiry_state,
    family_of,
)
from joinedup.interfaces.command_line.bench.filling.people import (
    FAMILIES_A_TEAM,
    Human,
    first_child,
    first_of,
    people_of,
    size_of,
)
from joinedup.interfaces.command_line.bench.filling.rows import Kind, row_id
from joinedup.interfaces.command_line.bench.filling.workforce import SCREENERS, email_of
from joinedup.record.people.queries import who_knows
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_STEP = 7_919  # prime: records next to each other in time are far apart in the tables
_SEVERAL = 5  # of one kind of reader

Act = Callable[[int], int]


@dataclass(frozen=True)
class Page:
    """Something that is measured: ``act(n)`` does it for the n-th record, returns bytes sent."""

    name: str
    reader: str
    act: Act


@dataclass(slots=True)
class Readers:
    """People with real sessions, who ask for pages through the whole stack of middleware."""

    signed_in: dict[str, Client] = field(default_factory=dict)

    def client(self, email: str) -> Client:
        """Somebody's browser, signed in."""
        if email not in self.signed_in:
            client = Client()
            user = get_user_model().objects.get(email=email)
            client.force_login(user, backend=_BACKEND)
            self.signed_in[email] = client
        return self.signed_in[email]

    def get(self, email: str, path: str, **query: str) -> int:
        """Ask for a page. Raises ``RuntimeError`` unless it is answered."""
        return _checked(self.client(email).get(path, query), path)

    def post(self, email: str, path: str, form: Mapping[str, str]) -> int:
        """Send a form that changes nothing, such as a search."""
        return _checked(self.client(email).post(path, form), path)


def _checked(response: Any, path: str) -> int:  # noqa: ANN401 - the test client's response
    if response.status_code != 200:
        raise RuntimeError(f"{path} was answered with {response.status_code}")
    return len(response.content)


@dataclass(frozen=True)
class Area:
    """The records of a scratch database, by number."""

    cast: Cast
    today: date

    def person(self, n: int) -> str:
        """Anybody."""
        return row_id(Kind.PERSON, n * _STEP % self.cast.people)

    def of_team(self, n: int) -> tuple[int, str]:
        """A team of a few, and the number of somebody whom it works with."""
        team = n % min(_SEVERAL, len(self.cast.teams))
        family = team * FAMILIES_A_TEAM + n * 7 % FAMILIES_A_TEAM
        place = n % size_of(family)
        return team, row_id(Kind.PERSON, min(first_of(family) + place, self.cast.people - 1))

    def human(self, n: int) -> Human:
        """Anybody, as they would be looked for."""
        found = people_of(n * _STEP % (self.cast.families - 1), self.cast.people, self.today)
        return found[n % len(found)]

    def enquiries(self, *states: str) -> list[int]:
        """The open enquiries in these states."""
        total = enquiries_in_a_year(self.cast.people)
        return [n for n in range(total - OPEN, total) if enquiry_state(n, total) in states]


def pages_to_measure(cast: Cast, today: date, staff: Mapping[str, str]) -> Iterator[Page]:
    """Every page there is to measure. ``staff`` are the e-mail addresses of some roles."""
    area, readers = Area(cast, today), Readers()
    for reader in ("screener", "manager", "researcher", "practitioner"):
        yield from _get("home", reader, readers, "home", _same(staff[reader]))
    yield from _enquiries(area, readers, staff)
    yield from _people(area, readers)
    yield from _chronology(cast, readers)
    yield from _searches(area, readers)
    yield Page("locate: who knows this person?", "manager", _locating(area))


def _get(
    name: str,
    reader: str,
    readers: Readers,
    view: str,
    which: Callable[[int], tuple[str, tuple[object, ...]]],
    query: Mapping[str, str] | None = None,
) -> Iterator[Page]:
    """A page, unless this version does not have it."""
    try:
        reverse(view, args=which(0)[1])
    except NoReverseMatch:
        return

    def act(n: int) -> int:
        email, args = which(n)
        return readers.get(email, reverse(view, args=args), **(query or {}))

    yield Page(name, reader, act)


def _same(email: str) -> Callable[[int], tuple[str, tuple[object, ...]]]:
    """One reader, and a page that is about no record."""
    return lambda _: (email, ())


def _enquiries(area: Area, readers: Readers, staff: Mapping[str, str]) -> Iterator[Page]:
    manager, researcher = staff["manager"], staff["researcher"]

    def one_of(numbers: Sequence[int], email: str) -> Callable[[int], tuple[str, tuple[object]]]:
        return lambda n: (email, (row_id(Kind.ENQUIRY, numbers[n % len(numbers)]),))

    worked = area.enquiries("checking", "ready", "decided", "disseminated")
    answered = area.enquiries("ready", "decided", "disseminated")
    new = area.enquiries("received")
    yield from _get("hub work list", "screener", readers, "hub_work", lambda n: (_screener(n), ()))
    yield from _get("hub work list", "manager", readers, "hub_work", _same(manager))
    yield from _get("enquiry", "manager", readers, "enquiry", one_of(worked, manager))
    yield from _get("sealed room", "manager", readers, "room", one_of(answered, manager))
    yield from _get(
        "who may it be? (search)",
        "manager",
        readers,
        "identify",
        lambda n: (
            manager,
            (
                row_id(Kind.ENQUIRY, new[n % len(new)]),
                row_id(Kind.MENTIONED, new[n % len(new)] * 128),
            ),
        ),
    )
    yield from _get("checks to answer", "researcher", readers, "hub_checks", _same(researcher))


def _people(area: Area, readers: Readers) -> Iterator[Page]:
    def anybody(n: int) -> tuple[str, tuple[object]]:
        return _screener(n), (area.person(n),)

    def worked_with(n: int) -> tuple[str, tuple[object]]:
        team, person = area.of_team(n)
        return email_of("practitioner", team), (person,)

    for name, view in (("person", "person"), ("whole person", "whole_person")):
        yield from _get(name, "screener", readers, view, anybody)
        yield from _get(name, "practitioner", readers, view, worked_with)


def _chronology(cast: Cast, readers: Readers) -> Iterator[Page]:
    reader = email_of("practitioner", 0)
    long = row_id(Kind.FOLDER, first_child(0))
    queries: tuple[tuple[str, dict[str, str]], ...] = (
        ("first page", {}),
        ("filtered", {"category": "health", "text": "nurse"}),
        ("last page", {"page": "100"}),
    )
    for what, query in queries:
        name = f"chronology of 5,000 entries: {what}"
        yield from _get(
            name, "practitioner", readers, "chronology", lambda _: (reader, (long,)), query
        )
    person = row_id(Kind.PERSON, first_child(0))
    yield from _get(
        "chronology of a person of 5,000 entries",
        "practitioner",
        readers,
        "person_chronology",
        lambda _: (reader, (person,)),
    )


def _searches(area: Area, readers: Readers) -> Iterator[Page]:
    try:
        path = reverse("search")
    except NoReverseMatch:
        return

    def page(name: str, reader: str, words: Callable[[Human], str]) -> Page:
        def act(n: int) -> int:
            email = _screener(n) if reader == "screener" else email_of("practitioner", n % _SEVERAL)
            return readers.post(email, path, {"about": words(area.human(n))})

        return Page(name, reader, act)

    for reader in ("screener", "practitioner"):
        yield page(
            "search: name and birth date",
            reader,
            lambda h: f"{h.given} {h.family} {h.born:%d/%m/%Y}",
        )
        yield page("search: surname only", reader, lambda h: h.family)


def _screener(n: int) -> str:
    return email_of("screener", n % min(_SEVERAL, SCREENERS))


def _locating(area: Area) -> Act:
    """Who knows the eldest child of an enquiry, in the manager's name: the record, and locate."""
    manager = viewer_for(UUID(area.cast.manager))
    asked = area.enquiries("checking", "ready", "decided", "disseminated")

    def act(n: int) -> int:
        number = asked[n % len(asked)]
        child = UUID(row_id(Kind.PERSON, first_child(family_of(number, area.cast))))
        decisions = [UUID(row_id(Kind.DECISION, number * 128 + place)) for place in (0, 3, 6)]
        with session(manager, Purpose.SCREENING):
            answers = who_knows(manager, child, decisions=decisions)
        if not answers:
            raise RuntimeError("no agency was asked")
        return len(answers)

    return act
