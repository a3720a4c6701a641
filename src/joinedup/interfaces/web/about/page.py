"""Pages that anybody may read, signed in or not. They say nothing about anybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from joinedup.trust.sharing.audience import public_page

_HERE = "interfaces/web/about"


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the pages are made to be usable by everybody, and what is not yet."""
    return render(request, f"{_HERE}/accessibility.html")


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about families and staff, why, and who looks after it."""
    return render(request, f"{_HERE}/privacy.html")


@public_page
def guide(request: HttpRequest) -> HttpResponse:
    """How a worry travels through the hub, in a page."""
    return render(request, f"{_HERE}/guide.html")


urlpatterns = [
    path("accessibility/", accessibility, name="accessibility"),
    path("privacy/", privacy, name="privacy"),
    path("guide/", guide, name="guide"),
]
