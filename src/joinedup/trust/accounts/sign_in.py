"""Who may sign in: people in post, with an account that somebody made for them. Nobody signs up.

What happens at the door is written to the log by ``sharing.sign_in``, which builds on the
adapter here: the log needs to know who is asking, and that is decided above this module.
"""

import time
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import salted_hmac

from joinedup.trust.accounts import queries
from joinedup.trust.accounts.client_address import client_address
from joinedup.trust.accounts.models import User

SEEN_AT = "joinedup_seen_at"
SIGNED_IN_AT = "joinedup_signed_in_at"

_WORDS = {
    "account/messages/password_changed.txt": "Your password has been changed.",
    "mfa/messages/totp_activated.txt": "Your authenticator app is set up.",
    "mfa/messages/totp_deactivated.txt": "Your authenticator app has been removed.",
    "mfa/messages/recovery_codes_generated.txt": "You have new recovery codes.",
    "mfa/messages/webauthn_added.txt": "Your passkey has been added.",
    "mfa/messages/webauthn_removed.txt": "The passkey has been removed.",
    "usersessions/messages/sessions_logged_out.txt": "You have been signed out everywhere else.",
}


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """What failed attempts are counted under: the address typed, but not so that it can be read."""
    typed = (credentials or {}).get("email") or request.POST.get("login", "")
    return salted_hmac("joinedup.sign_in", str(typed).strip().lower()).hexdigest()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Where allauth asks about accounts."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right",
        "incorrect_password": "The password is not right",
        "enter_current_password": "Enter the password that you have now",
        "incorrect_code": "The code is not right",
        "too_many_login_attempts": "Too many attempts. Wait a few minutes, then try again",
        "rate_limited": "Too many attempts. Wait a few minutes, then try again",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: accounts are made by the administrator."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The browser's address, for the list of sessions and for limits."""
        return client_address(request) or "0.0.0.0"  # noqa: S104 - a socket without an address

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401
        """Slow down somebody who tries many accounts from one place.

        allauth would also count attempts on one account from everywhere, which lets a stranger
        lock its owner out. Attempts on one account from one place are django-axes' to count.
        """
        self._login_failed_rl_usage = ratelimit.consume(
            request, app="allauth.account", action="sign_in_from_one_place"
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def pre_login(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,
        **how: Any,  # noqa: ANN401 - allauth's
    ) -> HttpResponse | None:
        """Only people in post come in, whichever way they proved who they are."""
        if user.is_active and queries.in_post(user.pk):
            return None
        self.refused(request, cast("User", user))
        return HttpResponseRedirect(reverse("account_inactive"))

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Start the session and its clocks."""
        super().login(request, user)
        request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(time.time())

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Ask for the password again. The address is the account's own: there is only one."""
        email = cast("User", user).email
        found = self.authenticate(context.request, email=email, password=password)
        return found is not None and found.pk == user.pk

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what changed, in our words; allauth's greetings are left out."""
        words = message or _WORDS.get(message_template or "")
        if words:
            messages.add_message(request, level, words, extra_tags=extra_tags)

    def refused(self, request: HttpRequest, user: User | None) -> None:
        """Called when somebody proved who they are but may not come in."""

    def second_factor_failed(self, request: HttpRequest, user: User) -> None:
        """Called when a second factor was asked for and the answer was wrong."""

    def end_for_idleness(self, request: HttpRequest, *, idle: bool) -> None:
        """End a session that nobody used for too long, or that has lasted a working day."""
        super().logout(request)


def account_of(credentials: dict[str, Any]) -> User | None:
    """The account that somebody tried to sign in to, if there is one."""
    typed = str(credentials.get("email") or "").strip()
    return get_user_model().objects.filter(email__iexact=typed).first() if typed else None


def single_sign_on_name() -> str:
    """What the button says, or "" where single sign-on is not set up."""
    return str(settings.OIDC_NAME) if settings.SOCIALACCOUNT_PROVIDERS else ""
