"""Single sign-on against a provider of our own: real HTTP, real signatures, every check tried."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from joinedup.trust.accounts.models import User
from joinedup.trust.accounts.provider_settings import single_sign_on
from joinedup.trust.accounts.tests.factories import account, leaves
from joinedup.trust.accounts.tests.provider import (
    CLIENT,
    SECRET,
    TENANT,
    Provider,
    running_provider,
)

pytestmark = pytest.mark.django_db
START = "/account/single-sign-on/staff/"


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with running_provider() as running:
        environment = {
            "OIDC_ISSUER": running.issuer,
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": SECRET,
            "OIDC_NAME": "Testshire Council",
        }
        settings.SOCIALACCOUNT_PROVIDERS = single_sign_on(environment, production=False)
        settings.OIDC_ISSUER = running.issuer
        settings.OIDC_NAME = "Testshire Council"
        settings.OIDC_TENANT = TENANT
        yield running


def come_back(client: Client, **query: str) -> str:
    """Go to the provider and return the address that it sends the browser back to."""
    there = client.get(START, query)
    assert there.status_code == 302
    answer = requests.get(there["Location"], allow_redirects=False, timeout=60)
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def known_as(provider: Provider, user: User, **claims: Any) -> None:
    provider.claims = {"email": user.email, "email_verified": True} | claims


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_somebody_known_signs_in_and_goes_on(client: Client, provider: Provider) -> None:
    user = account()
    known_as(provider, user, email=user.email.upper())
    assert "Sign in with Testshire Council" in client.get("/account/sign-in/").content.decode()
    answer = client.get(come_back(client, next="/account/sessions/"))
    assert answer["Location"] == "/account/sessions/"
    assert signed_in(client) == str(user.pk)
    assert provider.refused == []
    link = SocialAccount.objects.get()
    assert (link.user, link.uid, link.extra_data) == (user, "subject-1", {})


def test_the_next_time_the_providers_identifier_is_enough(
    client: Client, provider: Provider
) -> None:
    user = account()
    known_as(provider, user)
    client.get(come_back(client))
    client.logout()
    provider.claims = {"email": "another@council.example", "email_verified": True}
    client.get(come_back(client))
    assert signed_in(client) == str(user.pk)
    assert SocialAccount.objects.get().extra_data == {}


def test_no_account_is_made(client: Client, provider: Provider) -> None:
    provider.claims = {"email": "new@council.example", "email_verified": True}
    answer = client.get(come_back(client))
    assert answer.status_code == 403
    assert "there is no account for you here" in answer.content.decode()
    assert not User.objects.exists()
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"tid": "99999999-2222-3333-4444-555555555555"},
        {"tid": None},
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"iss": "https://evil.example"},
        {"exp": 1_000_000},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_right_in_one_thing_lets_nobody_in(
    client: Client, provider: Provider, claims: dict[str, Any]
) -> None:
    known_as(provider, account(), **claims)
    assert client.get(come_back(client)).status_code in (401, 403)
    assert signed_in(client) is None
    assert not SocialAccount.objects.exists()


def test_a_token_signed_by_somebody_else_lets_nobody_in(client: Client, provider: Provider) -> None:
    known_as(provider, account())
    provider.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert client.get(come_back(client)).status_code == 401
    provider.kid = "unknown"
    assert client.get(come_back(client)).status_code == 401
    assert signed_in(client) is None


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_of_another_kind_lets_nobody_in(
    client: Client, provider: Provider, algorithm: str
) -> None:
    known_as(provider, account())
    provider.algorithm = algorithm
    provider.signing_key = None if algorithm == "none" else SECRET.ljust(40, "!")
    assert client.get(come_back(client)).status_code == 401
    assert signed_in(client) is None


def test_an_answer_that_was_not_asked_for_lets_nobody_in(
    client: Client, provider: Provider
) -> None:
    known_as(provider, account())
    back = come_back(Client())
    assert client.get(back).status_code == 401
    assert signed_in(client) is None


def test_an_answer_counts_once(client: Client, provider: Provider) -> None:
    known_as(provider, account())
    back = come_back(client)
    client.get(back)
    client.logout()
    assert client.get(back).status_code == 401
    assert signed_in(client) is None


def test_a_code_taken_by_somebody_else_is_worth_nothing(client: Client, provider: Provider) -> None:
    """PKCE: a code that was made for another browser does not match this one's verifier."""
    known_as(provider, account())
    stolen = parse_qs(urlsplit(come_back(Client())).query)["code"][0]
    own = parse_qs(urlsplit(come_back(client)).query)["state"][0]
    answer = client.get(f"{START}callback/", {"code": stolen, "state": own})
    assert answer.status_code == 401
    assert signed_in(client) is None


def test_somebody_whose_post_has_ended_is_not_linked(client: Client, provider: Provider) -> None:
    known_as(provider, account(ends_on=timezone.localdate() - timedelta(days=1)))
    assert client.get(come_back(client)).status_code == 403
    assert not SocialAccount.objects.exists()


def test_somebody_linked_whose_post_ends_does_not_come_in(
    client: Client, provider: Provider
) -> None:
    user = account()
    known_as(provider, user)
    client.get(come_back(client))
    client.logout()
    leaves(user, timezone.localdate() - timedelta(days=1))
    assert client.get(come_back(client))["Location"] == "/account/not-in-use/"
    assert signed_in(client) is None


def test_an_account_is_linked_to_one_person_at_the_provider(
    client: Client, provider: Provider
) -> None:
    user = account()
    known_as(provider, user)
    client.get(come_back(client))
    client.logout()
    known_as(provider, user, sub="subject-2")
    assert client.get(come_back(client)).status_code == 403
    assert SocialAccount.objects.get().uid == "subject-1"


def test_the_organisations_own_name_for_somebody_when_the_setting_says_so(
    client: Client, provider: Provider, settings: Settings
) -> None:
    user = account()
    provider.claims = {"preferred_username": user.email}
    assert client.get(come_back(client)).status_code == 403
    settings.OIDC_EMAIL_CLAIM = "preferred_username"
    client.get(come_back(client))
    assert signed_in(client) == str(user.pk)


def test_a_provider_that_says_it_is_another_is_not_asked(
    client: Client, provider: Provider
) -> None:
    provider.announced_issuer = "https://evil.example"
    assert client.get(START).status_code == 401


def test_what_the_address_asks_for_is_not_passed_on(client: Client, provider: Provider) -> None:
    there = client.get(
        START, {"scope": "mail.read", "auth_params": "prompt=none", "process": "connect"}
    )
    sent = parse_qs(urlsplit(there["Location"]).query)
    assert set(sent["scope"][0].split()) == {"openid", "profile", "email"}
    assert "prompt" not in sent


def test_the_providers_second_factor_counts_when_it_says_that_it_asked(
    client: Client, provider: Provider, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user = account()
    known_as(provider, user)
    client.get(come_back(client))
    assert client.get("/account/sessions/")["Location"] == "/account/security/"
    client.logout()
    known_as(provider, user, amr=["pwd", "mfa"])
    client.get(come_back(client))
    assert client.get("/account/sessions/").status_code == 200


def test_without_single_sign_on_there_is_no_such_page(client: Client) -> None:
    assert client.get(START).status_code == 404
    assert "single-sign-on" not in client.get("/account/sign-in/").content.decode()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET"),
        ({"OIDC_ISSUER": "http://login.example"}, "https"),
        ({"OIDC_EMAIL_CLAIM": "upn"}, "OIDC_EMAIL_CLAIM"),
    ],
)
def test_a_wrong_setting_says_what_to_set(changed: dict[str, str], message: str) -> None:
    right = {
        "OIDC_ISSUER": "https://login.example",
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_CLIENT_SECRET": SECRET,
        "OIDC_NAME": "Testshire",
    }
    assert single_sign_on(right, production=True)
    with pytest.raises(ImproperlyConfigured, match=message):
        single_sign_on(right | changed, production=True)
