"""Each coming and going is in the log, in the right name, and without what somebody typed."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from joinedup.trust.accounts import urls as account_urls
from joinedup.trust.accounts.models import User
from joinedup.trust.accounts.tests.factories import PASSWORD, account, leaves
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.middleware import SIGN_IN_PAGES
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings: Settings) -> Iterator[None]:
    settings.ROOT_URLCONF = "joinedup.trust.accounts.tests.urls"
    cache.clear()
    yield
    cache.clear()


def sign_in(user: User, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/account/sign-in/", {"login": user.email, "password": password})
    return client


def own_log(user: User) -> list[tuple[str, dict[str, object]]]:
    with session(user.professional_id, Purpose.OWN_ACCOUNT):
        rows = AuditEntry.objects.filter(actor_id=user.professional_id).order_by("at")
        assert all(row.subject_id == user.pk for row in rows)
        assert all(row.purpose == "own_account" for row in rows)
        return [(row.action, row.details) for row in rows]


def log_of_the_agency(user: User) -> list[AuditEntry]:
    agency = user.professional.organisation
    role = (agencies.team(agency), Role.INFORMATION_GOVERNANCE_LEAD)
    lead = agencies.professional(role, name="Governance Lead")
    with session(lead.pk, Purpose.INFORMATION_GOVERNANCE):
        return list(AuditEntry.objects.order_by("at"))


def test_coming_and_going() -> None:
    user = account()
    sign_in(user).post("/account/sign-out/")
    assert own_log(user) == [("signed_in", {"with": ["password"]}), ("signed_out", {})]


def test_a_session_that_nobody_used(settings: Settings) -> None:
    user = account()
    with time_machine.travel("2026-11-23 09:00:00+00:00", tick=False) as clock:
        client = sign_in(user)
        clock.shift(settings.IDLE_SECONDS + 1)
        client.get("/home/")
    assert own_log(user)[-1] == ("session_ended", {"because": "idle"})


def test_a_session_that_its_owner_ended() -> None:
    user = account()
    sign_in(user)
    sign_in(user).post("/account/sessions/")
    ended = [entry for entry in own_log(user) if entry[0] == "session_ended"]
    assert ended == [("session_ended", {"because": "ended by its owner"})]


def test_a_wrong_password_is_for_the_governance_lead_of_the_agency() -> None:
    user = account()
    sign_in(user, "wrong words entirely")
    (entry,) = log_of_the_agency(user)
    assert (entry.action, entry.subject_id, entry.actor_id) == ("sign_in_failed", user.pk, None)
    assert entry.details == {"with": "password", "locked_out": False}
    everything = json.dumps(entry.details) + entry.subject_kind
    assert user.email not in everything
    assert own_log(user) == []


def test_the_failure_that_locks_says_so() -> None:
    user = account()
    for _ in range(5):
        sign_in(user, "wrong words entirely")
    locked = [entry.details["locked_out"] for entry in log_of_the_agency(user)]
    assert locked == [False, False, False, False, True]


def test_somebody_whose_post_has_ended_is_in_the_log() -> None:
    user = account(ends_on=timezone.localdate() - timedelta(days=1))
    sign_in(user)
    assert [entry.action for entry in log_of_the_agency(user)] == ["sign_in_failed"]


def test_somebody_who_leaves_while_signed_in_can_still_sign_out() -> None:
    user = account()
    client = sign_in(user)
    leaves(user, timezone.localdate() - timedelta(days=1))
    client.post("/account/sign-out/")
    assert "_auth_user_id" not in client.session
    assert [entry.action for entry in log_of_the_agency(user)][-1] == "signed_out"


def test_every_listed_page_exists_and_says_why() -> None:
    assert {pattern.name for pattern in account_urls.urlpatterns} == set(SIGN_IN_PAGES)
    assert all(SIGN_IN_PAGES.values())
