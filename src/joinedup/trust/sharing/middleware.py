"""Closed unless opened: a view that has not said who may come to it does not exist."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from joinedup.trust.sharing.audience import is_open

SIGN_IN_PAGES: dict[str, str] = {
    "account_login": "where somebody proves who they are",
    "account_logout": "ends the session of whoever asks",
    "account_inactive": "says that the account may not be used; names nobody",
    "account_reset_password": "sends a link to the account's own address, and says nothing",
    "account_reset_password_done": "words only",
    "account_reset_password_from_key": "needs the link that was sent",
    "account_reset_password_from_key_done": "words only",
    "mfa_authenticate": "needs the password to have been given",
    "mfa_login_webauthn": "where somebody proves who they are, by passkey",
    "openid_connect_login": "sends the browser to the identity provider",
    "openid_connect_callback": "needs the identity provider's signed answer",
    "socialaccount_login_cancelled": "words only",
    "keep_alive": "404 for whoever is not signed in; answers nothing else",
    # One's own account: each asks for sign-in itself, and shows one's own alone.
    "account_reauthenticate": "own account",
    "account_change_password": "own account",
    "mfa_index": "own account",
    "mfa_reauthenticate": "own account",
    "mfa_activate_totp": "own account",
    "mfa_deactivate_totp": "own account",
    "mfa_view_recovery_codes": "own account",
    "mfa_generate_recovery_codes": "own account",
    "mfa_list_webauthn": "own account",
    "mfa_add_webauthn": "own account",
    "mfa_reauthenticate_webauthn": "own account",
    "mfa_edit_webauthn": "own account",
    "mfa_remove_webauthn": "own account",
    "usersessions_list": "own account",
    "end_session": "own account",
}
"""The views that are not ours to mark, and why each may be reached without `page`."""


class DenyByDefaultMiddleware:
    """Answers 404 for every view that neither `page` nor `public_page` nor the list opened."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: object,
        kwargs: object,
    ) -> None:
        """Raise ``Http404`` unless the view is open."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not is_open(view) and name not in SIGN_IN_PAGES:
            raise Http404
