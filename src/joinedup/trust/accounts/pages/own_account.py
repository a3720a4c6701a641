"""Signing in, and one's own account: what allauth's views leave to us."""

from typing import Any

from allauth.account.views import LoginView, PasswordResetView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from joinedup.trust.accounts import commands, queries
from joinedup.trust.accounts.sign_in import single_sign_on_name


def _next(request: HttpRequest) -> str:
    """Where to go after signing in, when it is a page of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if ours else ""


class SignInView(LoginView):  # type: ignore[misc]
    """E-mail and password, a passkey, or the agency's own sign-in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        """Add where to go next and the single sign-on button."""
        given: dict[str, Any] = super().get_context_data(**kwargs)
        return given | {
            "next": _next(self.request),
            "single_sign_on": single_sign_on_name(),
        }


class PasskeySignInView(LoginWebAuthnView):  # type: ignore[misc]
    """A passkey alone. allauth forgets where the person was going; we do not."""

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401 - an allauth form
        """Sign in, then go on to the page that was asked for."""
        response: HttpResponse = super().form_valid(form)
        wanted = _next(self.request)
        if wanted and self.request.user.is_authenticated:
            return HttpResponseRedirect(wanted)
        return response


class ForgottenPasswordView(PasswordResetView):  # type: ignore[misc]
    """A link by e-mail; where no mail is sent, the page says whom to ask."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        """Send no link into the void, or into a log."""
        if not settings.SENDS_MAIL:
            return render(request, "account/password_reset_off.html")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class SessionsView(ListUserSessionsView):  # type: ignore[misc]
    """Where somebody is signed in; all others can be ended at once."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        """Add each place, the latest first."""
        places = queries.places_signed_in(
            self.request.user, this_session=self.request.session.session_key
        )
        given: dict[str, Any] = super().get_context_data(**kwargs)
        return given | {"places": places}


sign_in = SignInView.as_view()
passkey_sign_in = PasskeySignInView.as_view()
forgotten_password = ForgottenPasswordView.as_view()
sessions = SessionsView.as_view()


@login_required
@require_POST
def end_session(request: HttpRequest, place_id: int) -> HttpResponse:
    """End one session of one's own."""
    try:
        commands.end_session(request, place_id=place_id)
    except queries.NoSuchSessionError as absent:
        raise Http404 from absent
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("account_login"))
    messages.success(request, "That session has been ended.")
    return HttpResponseRedirect(reverse("usersessions_list"))


@require_POST
def keep_alive(request: HttpRequest) -> HttpResponse:
    """ "Stay signed in": being asked is all it takes. 404 to somebody whose session has ended."""
    if not request.user.is_authenticated:
        raise Http404
    return HttpResponse(status=204)
