"""Where a request comes from, behind as many proxies as the installation says it has."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the browser.

    Each proxy adds the address that it heard from at the end of X-Forwarded-For, so only the
    last ``settings.PROXIES`` entries were written by somebody whom we trust.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.PROXIES
    if proxies == 0:
        return direct
    heard = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    forwarded = [part.strip() for part in heard.split(",")]
    if len(forwarded) < proxies or not forwarded[-proxies]:
        return direct
    return forwarded[-proxies]
