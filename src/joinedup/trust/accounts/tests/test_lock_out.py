"""Guessing passwords is stopped, and nobody else is stopped with it."""

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from joinedup.trust.accounts.client_address import client_address
from joinedup.trust.accounts.models import User
from joinedup.trust.accounts.tests.factories import PASSWORD, account

pytestmark = pytest.mark.django_db
OFFICE, ELSEWHERE = "192.0.2.10", "198.51.100.7"


def attempt(user: User, password: str, address: str = OFFICE) -> tuple[int, Client]:
    client = Client(REMOTE_ADDR=address)
    answer = client.post("/account/sign-in/", {"login": user.email, "password": password})
    return answer.status_code, client


def fail(user: User, times: int, address: str = OFFICE) -> int:
    return [attempt(user, "wrong words entirely", address)[0] for _ in range(times)][-1]


def test_the_fifth_failure_closes_the_door() -> None:
    ada = account()
    assert fail(ada, 4) == 200
    assert fail(ada, 1) == 429
    status, client = attempt(ada, PASSWORD)
    assert status == 429
    assert "_auth_user_id" not in client.session
    page = client.get("/account/sign-in/")
    assert page.status_code == 200


def test_capitals_and_spaces_are_no_way_round() -> None:
    ada = account()
    fail(ada, 4)
    client = Client(REMOTE_ADDR=OFFICE)
    typed = {"login": f" {ada.email.upper()} ", "password": "wrong words entirely"}
    assert client.post("/account/sign-in/", typed).status_code == 429


def test_the_locked_page_says_what_to_do() -> None:
    ada = account()
    fail(ada, 5)
    client = Client(REMOTE_ADDR=OFFICE)
    answer = client.post("/account/sign-in/", {"login": ada.email, "password": PASSWORD})
    assert "Wait 15 minutes" in answer.content.decode()


def test_a_colleague_in_the_same_office_signs_in() -> None:
    ada, bob = account(), account(name="Bob Worker")
    fail(ada, 20)
    assert attempt(bob, PASSWORD)[0] == 302


def test_an_attacker_elsewhere_does_not_lock_the_owner_out() -> None:
    ada = account()
    assert fail(ada, 20, ELSEWHERE) == 429
    status, client = attempt(ada, PASSWORD, OFFICE)
    assert status == 302
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_the_door_opens_again() -> None:
    ada = account()
    with time_machine.travel("2026-11-23 09:00:00+00:00", tick=False) as clock:
        fail(ada, 5)
        clock.shift(14 * 60)
        assert attempt(ada, PASSWORD)[0] == 429
        clock.shift(16 * 60)
        assert attempt(ada, PASSWORD)[0] == 302


def test_trying_many_accounts_from_one_place_is_slowed_down() -> None:
    last = ""
    for number in range(61):
        answer = Client(REMOTE_ADDR=ELSEWHERE).post(
            "/account/sign-in/",
            {"login": f"guess{number}@council.example", "password": "wrong words entirely"},
        )
        last = answer.content.decode()
    assert "Too many attempts" in last
    assert attempt(account(), PASSWORD, OFFICE)[0] == 302


def test_what_was_typed_is_not_kept() -> None:
    ada = account()
    fail(ada, 2)
    kept = AccessAttempt.objects.get()
    assert kept.failures_since_start == 2
    everything = " ".join(str(value) for value in vars(kept).values())
    assert ada.email not in everything
    assert "wrong words" not in everything


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_the_browsers_address_is_what_our_proxies_say(
    settings: Settings, proxies: int, forwarded: str, found: str
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == found
