"""What people see when something goes wrong. Absent and forbidden give the same answer."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400: the browser sent something that cannot be."""
    return _answer(request, "400", HTTPStatus.BAD_REQUEST)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404, and handler403 too: whether it exists is itself information."""
    return _answer(request, "404", HTTPStatus.NOT_FOUND)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: the form's token is missing or old."""
    return _answer(request, "403_csrf", HTTPStatus.FORBIDDEN)


def too_many_requests(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Somebody tried too often: signing in, usually."""
    return _answer(request, "429", HTTPStatus.TOO_MANY_REQUESTS)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500. Asks nothing of the request, so that it needs neither session nor database."""
    page = render_to_string("base/govuk/errors/500.html")
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _answer(request: HttpRequest, name: str, status: HTTPStatus) -> HttpResponse:
    page = render_to_string(f"base/govuk/errors/{name}.html", request=request)
    return HttpResponse(page, status=status)
