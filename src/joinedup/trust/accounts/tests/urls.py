"""The site's addresses with a page to come to after signing in, and one that nobody opened."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from joinedup.config import urls as site


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "trust/accounts/tests/home.html")


def not_opened(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody decided who may see this")


cast("Any", home).audience = "public"

urlpatterns = [
    path("home/", home, name="home"),
    path("not-opened/", not_opened),
    path("", include(site.urlpatterns)),
]
handler404 = site.handler404
handler429 = site.handler429
