"""Signing in, second factors, one's own account, and the pages that say no."""

import re
from collections.abc import Callable

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.template.loader import render_to_string
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.practice.safeguarding_hub.tests.factories import PASSWORD
from joinedup.trust.sharing.middleware import SIGN_IN_PAGES
from tests.accessibility.looking import Findings
from tests.browsing import Site, account_of, sign_in

pytestmark = pytest.mark.browser

NO_PAGE = {
    "keep_alive": "answers a script with nothing",
    "end_session": "a button on the list of sessions",
    "mfa_login_webauthn": "answers the sign-in page's script",
    "mfa_reauthenticate_webauthn": "only for somebody whose session began with a passkey",
    "openid_connect_login": "leads to the identity provider",
    "openid_connect_callback": "leads on from the identity provider",
}
ANYBODYS = (
    "account_login",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "socialaccount_login_cancelled",
)
OWN = (
    "account_change_password",
    "account_logout",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "usersessions_list",
)
WITH_FACTORS = (
    "mfa_index",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
)
BY_HAND = {
    "account_reset_password_from_key",
    "account_reauthenticate",
    "mfa_authenticate",
    "mfa_reauthenticate",
}


@pytest.fixture(scope="module")
def hub(running_site: Site) -> hubs.Hub:
    return hubs.a_hub()


def test_every_page_of_an_account_is_looked_at_here():
    looked_at = {*ANYBODYS, *OWN, *WITH_FACTORS, *BY_HAND}
    assert looked_at | set(NO_PAGE) == set(SIGN_IN_PAGES)


def _visit(found: Findings, page: Page, name: str, **named: object) -> None:
    answer = page.goto(reverse(name, kwargs=named or None))
    assert answer is not None
    assert answer.status == 200, name
    assert answer.request.redirected_from is None, f"{name} leads to {page.url}"
    found.look_at(page, name, answer)


def _send_empty(found: Findings, page: Page, called: str) -> None:
    with page.expect_navigation():
        page.locator("main form button:not([type=button]):visible").first.click()
    found.look_at(page, f"{called}, sent empty")


def test_before_signing_in(site: Site, hub: hubs.Hub):
    found = Findings()
    page = site.open()
    for name in ANYBODYS:
        _visit(found, page, name)
        found.title_is_its_own(page, name)
    for name in ("account_login", "account_reset_password"):
        page.goto(reverse(name))
        _send_empty(found, page, name)
    user = account_of(hub.practitioner)
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    page.goto(f"/account/password/new/{key}/")
    expect(page.get_by_label("New password", exact=False).first).to_be_visible()
    found.look_at(page, "a new password")
    _send_empty(found, page, "a new password")
    page.goto("/account/password/new/abc-def/")
    found.look_at(page, "a new password by a link that is no longer good")
    assert not found.wrong, str(found)


def test_ones_own_account(site: Site, hub: hubs.Hub):
    found = Findings()
    page = site.open(hub.referrer)
    page.goto(reverse("mfa_activate_totp"))
    expect(page).to_have_url(re.compile("/confirm/"))
    found.look_at(page, "account_reauthenticate")
    _send_empty(found, page, "account_reauthenticate")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").click()
    for name in OWN:
        _visit(found, page, name)
        found.title_is_its_own(page, name)
    for name in ("account_change_password", "mfa_activate_totp"):
        page.goto(reverse(name))
        _send_empty(found, page, name)
    assert not found.wrong, str(found)


def test_with_second_factors(site: Site, hub: hubs.Hub):
    found = Findings()
    user = account_of(hub.screener)
    app = TOTP.activate(user, generate_totp_secret())
    codes = RecoveryCodes.activate(user)
    page = site.open()
    page.goto("/account/sign-in/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/security/code/"))
    found.look_at(page, "mfa_authenticate")
    _send_empty(found, page, "mfa_authenticate")
    page.get_by_role("textbox").first.fill(codes.get_unused_codes()[0])
    page.locator("main form button:not([type=button]):visible").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your work")
    page.goto(reverse("account_reauthenticate"))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").click()
    # No key that anybody could sign in with: enough to be listed, named and taken away.
    passkey = Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Work laptop", "credential": {}},
    )
    for name in WITH_FACTORS:
        row = {"pk": passkey.pk} if name in ("mfa_edit_webauthn", "mfa_remove_webauthn") else {}
        _visit(found, page, name, **row)
        found.title_is_its_own(page, name)
    page.goto(reverse("mfa_reauthenticate"))
    found.look_at(page, "mfa_reauthenticate")
    app.instance.delete()
    assert not found.wrong, str(found)


def _answering(body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=body, content_type="text/html")


def test_the_pages_that_say_no(site: Site, hub: hubs.Hub):
    found = Findings()
    page = site.open()
    answer = page.goto("/nowhere/")
    assert answer is not None
    assert answer.status in (404, 200)
    found.look_at(page, "nowhere, not signed in")
    known = site.open(hub.manager)
    answer = known.goto("/nowhere/")
    assert answer is not None
    assert answer.status == 404
    found.look_at(known, "404")

    page.goto("/account/sign-in/")
    page.context.clear_cookies()
    page.get_by_label("E-mail address").fill("somebody@agency.example")
    page.get_by_label("Password", exact=True).fill("anything at all")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in", exact=True).click()
    found.look_at(page, "403, a form from another place")

    for _ in range(6):
        page.goto("/account/sign-in/")
        page.get_by_label("E-mail address").fill(account_of(hub.manager).email)
        page.get_by_label("Password", exact=True).fill("not the password")
        with page.expect_navigation() as waiting:
            page.get_by_role("button", name="Sign in", exact=True).click()
        if waiting.value.status == 429:
            break
        found.look_at(page, "a wrong password")
    assert waiting.value.status == 429
    found.look_at(page, "429")

    for number in (400, 500):
        body = render_to_string(f"base/govuk/errors/{number}.html")
        page.route(f"**/made-{number}/", _answering(body))
        page.goto(f"/made-{number}/")
        found.look_at(page, str(number))
    assert not found.wrong, str(found)


def test_what_stands_over_a_page(site: Site, hub: hubs.Hub, settings):
    """The note that a draft was kept, and the warning before the session ends."""
    found = Findings()
    page = site.open()
    sign_in(page, hub.health_researcher)
    page.goto("/worries/new/")
    page.get_by_label("What are you worried about?").fill("Half a sentence")
    expect(page.get_by_text("Saved as a draft")).to_be_visible()
    found.look_at(page, "a draft has been saved")
    page.goto("/worries/new/")
    expect(page.get_by_text("We kept what you had typed")).to_be_visible()
    found.look_at(page, "a draft has been kept")
    settings.IDLE_SECONDS = 60
    page = site.open(hub.health_researcher)
    page.clock.install()
    page.goto("/worries/new/")
    page.clock.run_for(40_000)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.clock.resume()
    found.look_at(page, "the warning before the session ends")
    assert not found.wrong, str(found)
