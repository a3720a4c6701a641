"""Every page of the account renders, is stored nowhere, and runs no inline script or style."""

import re

import html5lib
import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from joinedup.trust.accounts.models import User
from joinedup.trust.accounts.tests.factories import PASSWORD, account

pytestmark = pytest.mark.django_db

FOR_ANYBODY = [
    "/account/sign-in/?next=/home/",
    "/account/not-in-use/",
    "/account/password/forgotten/",
    "/account/password/sent/",
    "/account/password/changed/",
    "/account/password/new/abc-def/",
    "/account/single-sign-on/cancelled/",
]
FOR_WHOEVER_IS_SIGNED_IN = [
    "/account/sign-out/",
    "/account/password/",
    "/account/confirm/",
    "/account/security/",
    "/account/security/confirm/",
    "/account/security/app/remove/",
    "/account/security/recovery-codes/",
    "/account/security/recovery-codes/new/",
    "/account/security/passkeys/",
    "/account/security/passkeys/add/",
    "/account/sessions/",
]


def signed_in() -> tuple[Client, User]:
    user = account()
    client = Client()
    client.post("/account/sign-in/", {"login": user.email, "password": PASSWORD})
    client.post("/account/confirm/", {"password": PASSWORD})
    return client, user


def check(answer: object) -> str:
    page: str = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(page)
    assert answer["Cache-Control"] == "no-store"
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    nonce = re.search(r"script-src [^;]*'nonce-([^']+)'", policy)[1]
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL):
        if "application/json" not in attributes:
            assert f'nonce="{nonce}"' in attributes
            assert not body.strip()
    assert not re.search(r"<[^>]+ (style|on[a-z]+)=", page)
    assert "<style" not in page
    assert page.count("<h1") == 1
    return page


@pytest.mark.parametrize("path", FOR_ANYBODY)
def test_a_page_for_anybody(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    check(answer)


@pytest.mark.parametrize("path", FOR_WHOEVER_IS_SIGNED_IN)
def test_a_page_for_whoever_is_signed_in(path: str) -> None:
    client, user = signed_in()
    seed = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    Authenticator.objects.create(user=user, type="totp", data={"secret": seed})
    Authenticator.objects.create(
        user=user, type="recovery_codes", data={"seed": seed, "used_mask": 0}
    )
    answer = client.get(path)
    assert answer.status_code == 200, answer.get("Location")
    check(answer)


@pytest.mark.parametrize("path", FOR_WHOEVER_IS_SIGNED_IN)
def test_nobody_sees_it_without_signing_in(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith(("/account/sign-in/", "/account/confirm/"))


def test_the_page_of_somebody_who_has_no_factor_yet() -> None:
    client, _ = signed_in()
    assert "Not set up" in check(client.get("/account/security/"))
    assert "You have no passkeys" in check(client.get("/account/security/passkeys/"))
    check(client.get("/account/security/app/"))


def test_mistakes_are_said_beside_the_field(client: Client) -> None:
    page = check(client.post("/account/sign-in/", {"login": "nonsense", "password": ""}))
    assert "Enter an e-mail address, like name@example.gov.uk" in page
    assert "Enter your password" in page
    assert "There is a problem" in page


def test_a_new_password_by_mail(client: Client) -> None:
    user = account()
    client.post("/account/password/forgotten/", {"email": user.email})
    (sent,) = mail.outbox
    assert sent.to == [user.email]
    link = re.search(r"http://testserver(/\S+)", sent.body)[1]
    form = client.get(link, follow=True)
    page = check(form)
    assert "Choose a new password" in page
    new = "four even less likely words"
    action = form.redirect_chain[-1][0]
    client.post(action, {"password1": new, "password2": new})
    assert "_auth_user_id" not in client.session
    user.refresh_from_db()
    assert user.check_password(new)
    assert "does not work any more" in check(Client().get(link, follow=True))


def test_without_mail_no_link_is_made_and_the_page_says_whom_to_ask(
    client: Client, settings: Settings
) -> None:
    settings.SENDS_MAIL = False
    user = account()
    for answer in (
        client.get("/account/password/forgotten/"),
        client.post("/account/password/forgotten/", {"email": user.email}),
    ):
        assert "Ask your system administrator" in check(answer)
    assert mail.outbox == []


def test_a_weak_password_is_refused(client: Client) -> None:
    user = account()
    client.post("/account/sign-in/", {"login": user.email, "password": PASSWORD})
    for weak in ("short", "password1234", user.email):
        client.post(
            "/account/password/",
            {"oldpassword": PASSWORD, "password1": weak, "password2": weak},
        )
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_nothing_tells_whether_an_address_has_an_account(client: Client) -> None:
    known = account().email
    pages = [
        client.post("/account/password/forgotten/", {"email": address}, follow=True)
        for address in (known, "nobody@council.example")
    ]
    bodies = [re.sub(r'nonce="[^"]+"', "", page.content.decode()) for page in pages]
    assert bodies[0] == bodies[1]
    assert [message.to for message in mail.outbox] == [[known]]


def test_a_page_that_nobody_opened_does_not_exist(client: Client) -> None:
    assert client.get("/not-opened/").status_code == 404
    client.post("/account/sign-in/", {"login": account().email, "password": PASSWORD})
    answer = client.get("/not-opened/")
    assert answer.status_code == 404
    assert "nobody decided" not in answer.content.decode()


OF_HOW_TO_SIGN_IN = [path for path in FOR_WHOEVER_IS_SIGNED_IN if path != "/account/sign-out/"]


@pytest.mark.parametrize("path", [p for p in OF_HOW_TO_SIGN_IN if p != "/account/security/"])
def test_each_leads_back_to_how_one_signs_in(path: str) -> None:
    client, user = signed_in()
    seed = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    Authenticator.objects.create(user=user, type="totp", data={"secret": seed})
    Authenticator.objects.create(
        user=user, type="recovery_codes", data={"seed": seed, "used_mask": 0}
    )
    page = client.get(path).content.decode()
    assert re.search(r'href="/account/security/(passkeys/)?" class="govuk-back-link"', page)


def test_how_one_signs_in_leads_back_to_ones_work_and_a_forgotten_password_to_signing_in() -> None:
    client, _ = signed_in()
    page = client.get("/account/security/").content.decode()
    assert re.search(r'href="/[^"]*" class="govuk-back-link"', page)
    page = Client().get("/account/password/forgotten/").content.decode()
    assert 'href="/account/sign-in/" class="govuk-back-link"' in page
