"""An area that is really committed, through which some people have walked; and what it holds."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import unquote

import pytest
from django.core import mail
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from joinedup.base.foundation.tasks import enqueue, job
from joinedup.practice.safeguarding_hub.models import Contact, MentionedPerson
from joinedup.practice.safeguarding_hub.tests import rooms
from joinedup.record.chronology.models import Entry
from joinedup.record.linkage.models import IndexEntry
from joinedup.record.people.models import Address, Identifier, Name
from joinedup.trust.accounts.models import User
from tests.database import Emptier, TestDatabase
from tests.security.routes import ANYBODY, PUBLIC, ROUTES, Route
from tests.security.scene import Scene, build

WALKERS = ("referrer", "manager", "police_researcher", "practitioner", "police_lead")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@job("test-side-doors")
def look(enquiry_id: object) -> None:
    """Work that is never done: only its arguments are looked at."""


@dataclass(frozen=True)
class Area:
    """The scene, what was answered to those who walked through it, and what must not get out."""

    scene: Scene
    answers: list[tuple[str, HttpResponse]]
    personal: frozenset[str]
    mails: list[str]
    owner: TestDatabase

    def found_in(self, text: str) -> set[str]:
        """Which names, numbers and sentences of records stand in a text, as words."""
        text = unquote(text).casefold()
        return {
            one
            for one in self.personal
            if one in text and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text)
        }

    def client(self, person: str) -> Client:
        """Somebody's browser, signed in."""
        return signed_in(self.scene.people[person])


def signed_in(account: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(account, backend=BACKEND)
    return client


@pytest.fixture(scope="module")
def area(django_db_setup: TestDatabase, django_db_blocker: DjangoDbBlocker) -> Iterator[Area]:
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.callback(Emptier(django_db_setup.owner).empty)
        before = len(mail.outbox)
        scene = build()
        rooms.decided(scene.hub)
        enqueue(look, enquiry_id=scene.things["enquiry"])
        answers = [answer for person in WALKERS for answer in walk(scene, person)]
        Client().post(
            reverse("account_login"), {"login": "ffion.wyn@home.example", "password": "wrong"}
        )
        mails = [f"{sent.subject} {sent.body}" for sent in mail.outbox[before:]]
        yield Area(scene, answers, personal(), mails, django_db_setup)
        connections.close_all()


def address(scene: Scene, name: str, route: Route) -> str:
    """Where a page of the table is, about the things of the scene that it names."""
    about = {key: scene.things.get(what, what) for key, what in route.about.items()}
    return reverse(name, kwargs=about)


def plain(body: bytes) -> str:
    """A page without what differs between any two answers: nonces and tokens."""
    text = re.sub(r'(nonce|data-[a-z-]*seconds)="[^"]*"', "", body.decode())
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)


def walk(scene: Scene, person: str) -> Iterator[tuple[str, HttpResponse]]:
    """Every page that somebody may come to, and a search by name."""
    client = signed_in(scene.people[person])
    for name, route in ROUTES.items():
        if not route.post_only and (route.who in (PUBLIC, ANYBODY) or person in route.who):
            yield name, client.get(address(scene, name, route))
    if person in ROUTES["search"].who:
        yield "search", client.post(reverse("search"), {"about": "Ffion Ŵyn 3/5/2016"})


def personal() -> frozenset[str]:
    """Whatever the records hold that would name somebody or tell about them."""
    kept = {
        Name: ("given", "family"),
        Identifier: ("value",),
        Address: ("line", "postcode"),
        MentionedPerson: ("given", "family", "postcode", "nhs_number", "address_line"),
        Contact: ("worry", "referrer_contact"),
        IndexEntry: ("record_id",),
        Entry: ("what", "judgement", "action_taken"),
    }
    found = {rooms.ARREST, rooms.BRUISE, "ffion.wyn@home.example"}
    for model, columns in kept.items():
        for row in model.objects.using("owner").values_list(*columns):
            found |= {str(value) for value in row if value}
    wanted = frozenset(value.casefold() for value in found if len(value) > 2)
    assert {"ffion", "ŵyn", "carys", "zz99 3wz", "01632 960001"} <= wanted
    return wanted
