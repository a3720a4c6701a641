"""What somebody typed is kept when their session had ended before they sent it."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from joinedup.trust.drafts.commands import save_draft
from joinedup.trust.drafts.rules import TOKEN, TooLargeError
from joinedup.trust.drafts.tokens import DraftToken, read
from joinedup.trust.sharing.asking import NotVisible, session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose


class RescueMiddleware:
    """Takes a form that arrives from somebody whose session has ended, and keeps it for them.

    The form's signed token says whose it is. Django has checked the page's own token against
    cross-site requests before this: it outlives the session. Nothing is done but keeping the
    draft; the person signs in, comes back to the form and sends it themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """Answer with the way to sign in, when there is something to keep."""
        if request.method != "POST" or request.user.is_authenticated:
            return None
        token = read(request.POST.get(TOKEN, ""))
        if token is None:
            return None
        if _keep(token, dict(request.POST.lists())):
            messages.info(request, "We kept what you had typed. Sign in and you will find it.")
        query = urlencode({"next": token.page})
        return HttpResponseRedirect(f"{reverse('account_login')}?{query}")


def _keep(token: DraftToken, typed: dict[str, list[str]]) -> bool:
    try:
        viewer = viewer_for(token.writer_id)
        with session(viewer, Purpose.OWN_ACCOUNT):
            save_draft(viewer, form=token.form, fields=typed)
    except (NotVisible, PermissionError, TooLargeError):
        return False
    return True
