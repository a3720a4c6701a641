"""Sign-in at the agency's own identity provider: there and back."""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from joinedup.trust.accounts.single_sign_on import ProviderAdapter, begin


@require_GET
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to the provider.

    By a link and not by a form: browsers hold the redirect that answers a form to the page's
    ``form-action``, which is this site alone.
    """
    try:
        return begin(request, provider_id)
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
    except ImmediateHttpResponse as answer:
        response: HttpResponse = answer.response
        return response


@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the provider's answer."""
    try:
        view = OAuth2CallbackView.adapter_view(ProviderAdapter(request, provider_id))
        response: HttpResponse = view(request)
        return response
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
