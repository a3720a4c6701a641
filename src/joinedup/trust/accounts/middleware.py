"""What holds for every request: nothing stored by browsers, idle sessions end, two factors."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from joinedup.base.govuk.frame import Idle
from joinedup.trust.accounts import queries
from joinedup.trust.accounts.models import User
from joinedup.trust.accounts.sign_in import SEEN_AT, SIGNED_IN_AT

Respond = Callable[[HttpRequest], HttpResponse]

BACKGROUND = "X-Joined-Up-Background"
PROVIDER_ASKED = "joinedup_provider_asked_for_second_factor"

_WARN_SECONDS = 120
_NOTED_EVERY = 15

WITHOUT_SECOND_FACTOR = frozenset(
    {
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
        "keep_alive",
    }
)
"""Where somebody may go who has yet to set up a second factor: to set it up, and out."""


class NoStoreMiddleware:
    """No page is kept by a browser or a proxy. Style, script and fonts are served before this."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        return response


class IdleMiddleware:
    """Ends sessions that nobody uses, on the server, whatever the page does.

    Every request counts as use, a draft saved while typing included; one that a page makes by
    itself says so in the ``X-Joined-Up-Background`` header and counts for nothing. No session
    outlives ``SESSION_COOKIE_AGE`` from sign-in, used or not.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._check(request, int(time.time()))
        return self.get_response(request)

    def _check(self, request: HttpRequest, now: int) -> None:
        seen: int = request.session.get(SEEN_AT, now)
        since: int = request.session.setdefault(SIGNED_IN_AT, now)
        idle = now - seen > settings.IDLE_SECONDS
        if idle or now - since > settings.SESSION_COOKIE_AGE:
            get_adapter().end_for_idleness(request, idle=idle)
            messages.info(request, _why_ended(idle=idle))
            return
        if BACKGROUND not in request.headers and (now - seen >= _NOTED_EVERY or seen == now):
            seen = request.session[SEEN_AT] = now
            UserSession.objects.create_from_request(request)
        _tell_page(request, left=settings.IDLE_SECONDS - (now - seen))


def _why_ended(*, idle: bool) -> str:
    if idle:
        minutes = settings.IDLE_SECONDS // 60
        return f"You were signed out because nothing happened for {minutes} minutes."
    return "You were signed out at the end of a long day. Sign in to carry on."


def _tell_page(request: HttpRequest, *, left: int) -> None:
    told: Any = request
    told.idle = Idle(
        seconds=left,
        warn_seconds=min(_WARN_SECONDS, settings.IDLE_SECONDS // 2),
        keep_alive_url=reverse("keep_alive"),
    )


class SecondFactorMiddleware:
    """Where two factors are required, somebody with one can only set up the other."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """Send them to set it up."""
        if not settings.SECOND_FACTOR_REQUIRED or not isinstance(request.user, User):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in WITHOUT_SECOND_FACTOR or request.session.get(PROVIDER_ASKED):
            return None
        if queries.has_second_factor(request.user.pk):
            return None
        return HttpResponseRedirect(reverse("mfa_index"))
