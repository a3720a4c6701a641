"""Where a form's script sends what has been typed so far."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.urls import path

from joinedup.trust.drafts.commands import save_draft
from joinedup.trust.drafts.rules import LARGEST_BYTES, TOKEN, TooLargeError
from joinedup.trust.drafts.tokens import read
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import Purpose

_ENCODED = 4
"""Percent-encoding makes at most three letters of a byte, and there are the names."""


@page(Purpose.OWN_ACCOUNT)
def autosave(request: PageRequest) -> HttpResponse:
    """204 when it is kept, 413 when it is too much, 404 when the form is not this writer's."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BYTES * _ENCODED:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    token = read(request.POST.get(TOKEN, ""))
    if token is None or token.writer_id != request.viewer.professional_id:
        raise Http404
    try:
        save_draft(request.viewer, form=token.form, fields=dict(request.POST.lists()))
    except TooLargeError:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


urlpatterns = [path("", autosave, name="save_draft")]
