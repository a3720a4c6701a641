"""Anybody reports a worry, without signing in. Nothing is kept until it is sent.

The form travels with its sender: what is typed goes from the form to the check page and back
inside the page itself. Nobody can read anything back afterwards.
"""

from http import HTTPStatus

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.crypto import salted_hmac

from joinedup.practice.safeguarding_hub import commands
from joinedup.practice.safeguarding_hub.pages.contact.answers import in_words
from joinedup.practice.safeguarding_hub.pages.contact.forms import (
    PublicAdultForm,
    PublicChildForm,
    PublicForm,
)
from joinedup.practice.safeguarding_hub.pages.contact.whole import (
    MOST_ADULTS,
    MOST_CHILDREN,
    WholeForm,
    added,
    removed,
)
from joinedup.practice.safeguarding_hub.pages.no_hub import hub_missing
from joinedup.trust.accounts.client_address import client_address
from joinedup.trust.drafts.forms import Typed
from joinedup.trust.sharing.audience import public_page

FOLDER = "practice/safeguarding_hub/pages/tell_us"
MOST_AN_HOUR = 20
"""From one address. A school or a library has one address for everybody in it."""
HOUR = 60 * 60
_SALT = "joinedup.tell_us"
_STEPS = frozenset({"csrfmiddlewaretoken", "add", "remove", "step"})


@public_page
def tell_us(request: HttpRequest) -> HttpResponse:
    """The form, the answers to check, and sending: three steps of one address."""
    if request.method != "POST":
        return _form_page(request, _whole(None))
    typed: Typed = {n: v for n, v in request.POST.lists() if n not in _STEPS}
    if "add" in request.POST:
        return _form_page(request, _whole(added(typed, request.POST["add"])))
    if "remove" in request.POST:
        return _form_page(request, _whole(removed(typed, request.POST["remove"])))
    if request.POST.get("step") == "change":
        return _form_page(request, _whole(typed))
    whole = _whole(typed, check=True)
    if not whole.is_valid():
        return _form_page(request, whole)
    if request.POST.get("step") != "send":
        return _check_page(request, whole, typed)
    if _too_many(request):
        return _check_page(request, whole, typed, too_many=True)
    try:
        reference = commands.report_worry_publicly(draft=whole.contact())
    except commands.NoHubError:
        return _check_page(request, whole, typed)
    return redirect("told_us", signing.dumps(reference, salt=_SALT))


@public_page
def told_us(request: HttpRequest, signed: str) -> HttpResponse:
    """It has arrived. The address works for an hour and tells nothing but the reference."""
    try:
        reference = signing.loads(signed, salt=_SALT, max_age=HOUR)
    except signing.BadSignature:
        return redirect("tell_us")
    return render(request, f"{FOLDER}/sent.html", {"reference": reference})


def _whole(typed: Typed | None, *, check: bool = False) -> WholeForm:
    return WholeForm(
        typed, about=PublicForm, child=PublicChildForm, adult=PublicAdultForm, check=check
    )


def _too_many(request: HttpRequest) -> bool:
    """Count this sending. The address itself is not kept: only a keyed hash of it, for an hour."""
    whence = salted_hmac(_SALT, client_address(request)).hexdigest()
    key = f"tell-us:{whence}"
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) > MOST_AN_HOUR
    except ValueError:
        return False


def _form_page(request: HttpRequest, whole: WholeForm) -> HttpResponse:
    context = {
        "whole": whole,
        "forms": [whole.about, *whole.people],
        "may_add": {
            "children": len(whole.children) < MOST_CHILDREN,
            "adults": len(whole.adults) < MOST_ADULTS,
        },
        "typed": request.method == "POST",
        **hub_missing(),
    }
    return render(request, f"{FOLDER}/page.html", context)


def _check_page(
    request: HttpRequest, whole: WholeForm, typed: Typed, *, too_many: bool = False
) -> HttpResponse:
    contact = whole.contact()
    context = {
        "answers": in_words(contact, contact.mentioned),
        "typed": [(name, value) for name, values in typed.items() for value in values],
        "too_many": too_many,
        **hub_missing(),
    }
    status = HTTPStatus.TOO_MANY_REQUESTS if too_many else HTTPStatus.OK
    return render(request, f"{FOLDER}/check.html", context, status=status)


urlpatterns = [
    path("tell-us/", tell_us, name="tell_us"),
    path("tell-us/sent/<str:signed>/", told_us, name="told_us"),
]
