"""Signing in by password: who may, what is said to the others, and where they come to."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.trust.accounts.models import User
from joinedup.trust.accounts.tests.factories import PASSWORD, account

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"


def sign_in(client: Client, user: User, password: str = PASSWORD, **more: str) -> Any:
    return client.post(SIGN_IN, {"login": user.email, "password": password, **more})


def test_somebody_in_post_signs_in(client: Client) -> None:
    user = account(name="Ada Worker")
    answer = client.post(SIGN_IN, {"login": user.email.upper(), "password": PASSWORD}, follow=True)
    assert answer.redirect_chain == [("/home/", 302)]
    assert "Ada Worker" in answer.content.decode()


def test_a_wrong_password_is_said_beside_nothing_more(client: Client) -> None:
    user = account()
    known = sign_in(client, user, "wrong words entirely").content.decode()
    unknown = client.post(
        SIGN_IN, {"login": "nobody@council.example", "password": "wrong words entirely"}
    ).content.decode()
    assert "The e-mail address or the password is not right" in known
    assert "The e-mail address or the password is not right" in unknown
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("days", [-1, -400])
def test_somebody_whose_post_has_ended_does_not_come_in(client: Client, days: int) -> None:
    user = account(ends_on=date.today() + timedelta(days=days))  # noqa: DTZ011
    answer = sign_in(client, user)
    assert answer["Location"] == reverse("account_inactive")
    assert "_auth_user_id" not in client.session
    assert "This account is not in use" in client.get(answer["Location"]).content.decode()


def test_somebody_whose_account_is_closed_does_not_come_in(client: Client) -> None:
    user = account()
    user.is_active = False
    user.save()
    sign_in(client, user)
    assert "_auth_user_id" not in client.session


def test_an_account_without_a_professional_does_not_come_in(client: Client) -> None:
    user = account()
    user.professional = None
    user.save()
    sign_in(client, user)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("asked", "comes_to"),
    [
        ("/account/sessions/?page=2", "/account/sessions/?page=2"),
        ("https://evil.example/", "/home/"),
        ("//evil.example/", "/home/"),
        ("///evil.example/", "/home/"),
        ("/\\evil.example/", "/home/"),
        ("javascript:alert(1)", "/home/"),
        ("\thttps://evil.example/", "/home/"),
    ],
)
def test_after_signing_in_one_comes_to_a_page_of_ours(
    client: Client, asked: str, comes_to: str
) -> None:
    user = account()
    assert "evil.example" not in client.get(SIGN_IN, {"next": asked}).content.decode()
    assert sign_in(client, user, next=asked)["Location"] == comes_to


def test_nobody_signs_up_and_there_is_no_other_way_in(client: Client) -> None:
    for path in ("signup/", "email/", "confirm-email/", "login/code/", "3rdparty/", "login/"):
        assert client.get(f"/account/{path}").status_code == 404


def test_signing_out_needs_a_post_with_a_token() -> None:
    client = Client(enforce_csrf_checks=True)
    user = account()
    client.force_login(user)
    assert client.get("/account/sign-out/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/account/sign-out/").status_code == 403
    assert "_auth_user_id" in client.session


def test_signing_out(client: Client) -> None:
    sign_in(client, account())
    assert client.post("/account/sign-out/")["Location"] == SIGN_IN
    assert "_auth_user_id" not in client.session
