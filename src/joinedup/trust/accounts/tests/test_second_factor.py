"""A second factor: set up, asked for, required, and its secret not kept in the clear."""

import re
import time
from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from pytest_django.fixtures import Settings

from joinedup.trust.accounts import commands
from joinedup.trust.accounts.models import User
from joinedup.trust.accounts.tests.factories import PASSWORD, account

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"
APP = "/account/security/app/"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23 09:00:00+00:00", tick=False) as traveller:
        yield traveller


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(client: Client, user: User) -> str:
    answer = client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    return str(answer["Location"])


def set_up_app(client: Client) -> str:
    """Set an app up through the pages and return its secret."""
    confirm = client.get(APP)["Location"]
    assert confirm.startswith("/account/confirm/")
    assert client.post(confirm, {"password": PASSWORD})["Location"] == APP
    page = client.get(APP).content.decode()
    assert "data:image/svg+xml;base64," in page
    secret = re.search(r"<code[^>]*>([A-Z2-7]+)</code>", page)[1]
    answer = client.post(APP, {"code": code_now(secret)})
    assert answer["Location"] == "/account/security/recovery-codes/"
    return secret


def test_an_app_is_set_up_and_asked_for(client: Client, clock: time_machine.Traveller) -> None:
    user = account()
    sign_in(client, user)
    secret = set_up_app(client)
    client.post("/account/sign-out/")
    clock.shift(60)
    assert sign_in(client, user) == "/account/security/code/"
    assert "_auth_user_id" not in client.session
    wrong = client.post("/account/security/code/", {"code": "000000"}).content.decode()
    assert "Enter the six numbers that your app shows now" in wrong
    answer = client.post("/account/security/code/", {"code": code_now(secret)})
    assert answer["Location"] == "/home/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_code_works_once(client: Client, clock: time_machine.Traveller) -> None:
    user = account()
    sign_in(client, user)
    secret = set_up_app(client)
    clock.shift(60)
    code = code_now(secret)
    for comes_in in (True, False):
        client.post("/account/sign-out/")
        sign_in(client, user)
        client.post("/account/security/code/", {"code": code})
        assert ("_auth_user_id" in client.session) is comes_in


def test_a_recovery_code_lets_in_once(client: Client, clock: time_machine.Traveller) -> None:
    user = account()
    sign_in(client, user)
    set_up_app(client)
    page = client.get("/account/security/recovery-codes/").content.decode()
    codes = re.findall(r"<code[^>]*>([0-9a-z-]+)</code>", page)
    assert len(codes) == 10
    for comes_in in (True, False):
        client.post("/account/sign-out/")
        sign_in(client, user)
        client.post("/account/security/code/", {"code": codes[0]})
        assert ("_auth_user_id" in client.session) is comes_in


def test_guessing_codes_is_stopped(client: Client, clock: time_machine.Traveller) -> None:
    user = account()
    sign_in(client, user)
    secret = set_up_app(client)
    client.post("/account/sign-out/")
    clock.shift(60)
    sign_in(client, user)
    for guess in range(10):
        client.post("/account/security/code/", {"code": f"{guess:06}"})
    client.post("/account/security/code/", {"code": code_now(secret)})
    assert "_auth_user_id" not in client.session


def test_the_apps_secret_is_not_in_the_clear(
    client: Client, clock: time_machine.Traveller, settings: Settings
) -> None:
    user = account()
    sign_in(client, user)
    secret = set_up_app(client)
    stored = Authenticator.objects.get(user=user, type="totp")
    assert secret not in str(stored.data)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key after the old one was seen"
    clock.shift(60)
    assert stored.wrap().validate_code(code_now(secret))


def test_removing_the_app_needs_the_password_again(
    client: Client, clock: time_machine.Traveller
) -> None:
    sign_in(client, account())
    set_up_app(client)
    clock.shift(60 * 15)
    answer = client.get("/account/security/app/remove/")
    assert answer["Location"].startswith("/account/confirm/")
    page = client.get(answer["Location"]).content.decode()
    assert "Confirm that it is you" in page
    client.post(answer["Location"], {"password": PASSWORD})
    assert client.post("/account/security/app/remove/")["Location"] == "/account/security/"
    assert not Authenticator.objects.exists()


def test_where_it_is_required_one_can_only_set_it_up(
    client: Client, clock: time_machine.Traveller, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, account())
    for path in ("/home/", "/account/sessions/", "/account/password/"):
        assert client.get(path)["Location"] == "/account/security/"
    assert client.post("/account/password/", {})["Location"] == "/account/security/"
    assert client.get("/account/security/").status_code == 200
    set_up_app(client)
    assert client.get("/account/security/passkeys/add/").status_code == 200
    assert client.get("/home/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user = account()
    sign_in(client, user)
    Authenticator.objects.create(user=user, type="recovery_codes", data={})
    assert client.get("/home/")["Location"] == "/account/security/"


def test_signing_out_is_always_possible(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, account())
    client.post("/account/sign-out/")
    assert "_auth_user_id" not in client.session


def test_somebody_who_lost_their_phone_is_helped(
    client: Client, clock: time_machine.Traveller
) -> None:
    user = account()
    sign_in(client, user)
    set_up_app(client)
    commands.reset_second_factor(email=user.email.upper())
    assert not Authenticator.objects.exists()
    assert client.get("/account/security/")["Location"].startswith(SIGN_IN)
    assert sign_in(client, user) == "/home/"
