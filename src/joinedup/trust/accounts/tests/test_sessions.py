"""Sessions: they end when nobody is there, are listed, can be ended, and leave nothing behind."""

from collections.abc import Iterator

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from pytest_django.fixtures import Settings

from joinedup.trust.accounts import commands
from joinedup.trust.accounts.models import User
from joinedup.trust.accounts.tests.factories import PASSWORD, account

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23 09:00:00+00:00", tick=False) as traveller:
        yield traveller


def browser(user: User, name: str = "A browser") -> Client:
    client = Client(HTTP_USER_AGENT=name)
    client.post("/account/sign-in/", {"login": user.email, "password": PASSWORD})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/account/sessions/").status_code == 200


def test_a_session_that_nobody_uses_ends(clock: time_machine.Traveller, settings: Settings) -> None:
    client = browser(account())
    clock.shift(settings.IDLE_SECONDS)
    assert is_signed_in(client)
    clock.shift(settings.IDLE_SECONDS + 1)
    answer = client.get("/account/sessions/")
    assert answer["Location"] == "/account/sign-in/?next=/account/sessions/"
    assert "nothing happened for 20 minutes" in client.get(answer["Location"]).content.decode()


def test_a_stolen_cookie_of_an_idle_session_is_worth_nothing(
    clock: time_machine.Traveller, settings: Settings
) -> None:
    client = browser(account())
    stolen = client.cookies["joinedup_session"].value
    clock.shift(settings.IDLE_SECONDS + 1)
    client.get("/home/")
    thief = Client()
    thief.cookies["joinedup_session"] = stolen
    assert not is_signed_in(thief)


def test_working_keeps_a_session_for_a_day_and_not_longer(
    clock: time_machine.Traveller, settings: Settings
) -> None:
    client = browser(account())
    for _ in range(settings.SESSION_COOKIE_AGE // 600):
        clock.shift(600)
        assert is_signed_in(client)
    clock.shift(1)
    answer = client.get("/account/sessions/")
    assert "end of a long day" in client.get(answer["Location"]).content.decode()


def test_stay_signed_in(clock: time_machine.Traveller, settings: Settings) -> None:
    client = browser(account())
    clock.shift(settings.IDLE_SECONDS - 1)
    assert client.post("/account/still-here/").status_code == 204
    clock.shift(settings.IDLE_SECONDS - 1)
    assert is_signed_in(client)


def test_it_is_too_late_to_stay_signed_in(
    clock: time_machine.Traveller, settings: Settings
) -> None:
    client = browser(account())
    clock.shift(settings.IDLE_SECONDS + 1)
    assert client.post("/account/still-here/").status_code == 404
    assert client.get("/account/still-here/").status_code == 405


def test_what_a_page_asks_by_itself_does_not_keep_a_session(
    clock: time_machine.Traveller, settings: Settings
) -> None:
    client = browser(account())
    for _ in range(settings.IDLE_SECONDS // 60 + 1):
        clock.shift(60)
        client.get("/home/", headers={"X-Joined-Up-Background": "1"})
    assert not is_signed_in(client)


def test_the_page_knows_how_long_is_left(clock: time_machine.Traveller, settings: Settings) -> None:
    client = browser(account())
    page = client.get("/home/").content.decode()
    assert f'data-idle-seconds="{settings.IDLE_SECONDS}"' in page
    assert 'data-keep-alive-url="/account/still-here/"' in page
    clock.shift(10)
    page = client.get("/home/").content.decode()
    assert f'data-idle-seconds="{settings.IDLE_SECONDS - 10}"' in page
    assert "data-idle-seconds" not in Client().get("/account/sign-in/").content.decode()


def test_sessions_are_listed_and_ended_one_by_one() -> None:
    user = account()
    here, there = browser(user, "Browser here"), browser(user, "Browser there")
    page = here.get("/account/sessions/").content.decode()
    assert "Browser here" in page
    assert "Browser there" in page
    other = UserSession.objects.get(user_agent="Browser there")
    assert here.post(f"/account/sessions/{other.pk}/end/")["Location"] == "/account/sessions/"
    assert not is_signed_in(there)
    assert is_signed_in(here)


def test_all_other_sessions_are_ended_at_once() -> None:
    user = account()
    here, there, elsewhere = (browser(user, name) for name in ("one", "two", "three"))
    here.post("/account/sessions/")
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert not is_signed_in(elsewhere)


def test_ending_the_session_that_one_is_in_signs_out() -> None:
    user = account()
    here = browser(user)
    own = UserSession.objects.get(user=user)
    assert here.post(f"/account/sessions/{own.pk}/end/")["Location"] == "/account/sign-in/"
    assert not is_signed_in(here)


def test_nobody_ends_somebody_elses_session() -> None:
    hers, his = browser(account()), browser(account(name="Bob Worker"))
    all_sessions = UserSession.objects.values_list("pk", flat=True)
    for place in [*all_sessions, 999_999]:
        his.post(f"/account/sessions/{place}/end/")
    assert is_signed_in(hers)


def test_closing_an_account_ends_its_sessions() -> None:
    user = account()
    client = browser(user)
    commands.deactivate_account(email=user.email)
    assert not is_signed_in(client)
    assert not is_signed_in(browser(user))
    commands.reactivate_account(email=user.email)
    assert is_signed_in(browser(user))


def test_a_changed_password_ends_the_other_sessions() -> None:
    user = account()
    here, there = browser(user), browser(user)
    new = "four even less likely words"
    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)
    assert not is_signed_in(there)
