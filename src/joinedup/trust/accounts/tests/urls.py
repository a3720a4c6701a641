"""The addresses of accounts with a page to come to after signing in, and one that nobody opened."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from joinedup.base.govuk import errors


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "trust/accounts/tests/home.html")


def not_opened(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody decided who may see this")


cast("Any", home).audience = "public"

urlpatterns = [
    path("home/", home, name="home"),
    path("not-opened/", not_opened),
    path("account/", include("joinedup.trust.accounts.urls")),
]
handler404 = errors.not_found
handler429 = errors.too_many_requests
