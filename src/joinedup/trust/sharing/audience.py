"""Who may come to a page, and for which purpose it asks. A page that does not say is closed.

    @page(Purpose.SCREENING, Role.SCREENER, Role.DECISION_MAKER)
    def screening(request: PageRequest, enquiry_id: UUID) -> HttpResponse: ...

The roles open the page; what is on it the database decides, row by row. Somebody of another
role, and somebody who asks for a record that is not theirs to see, get the same answer as for an
address that does not exist.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.asking import NotVisible, Viewer, session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose

P = ParamSpec("P")


class PageRequest(HttpRequest):
    """A request whose sender is known. ``viewer`` is who asks in this request's session."""

    viewer: Viewer


View = Callable[Concatenate[PageRequest, P], HttpResponse]

EVERY_ROLE = tuple(role for role in Role if role is not Role.FRONT_DOOR)


def page(
    purpose: Purpose | Callable[[frozenset[Role]], Purpose], *roles: Role
) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Open a page to these roles (none named: to everybody in post) for this purpose.

    A page that serves several kinds of work gives ``work_of``: each reads for their own.
    """
    allowed = frozenset(roles or EVERY_ROLE)

    def decorate(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            user = request.user
            if not user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            professional_id = getattr(user, "professional_id", None)
            if professional_id is None:
                raise Http404
            try:
                viewer = viewer_for(professional_id)
                if not viewer.roles & allowed:
                    raise Http404
                asked = cast("PageRequest", request)
                asked.viewer = viewer
                asked_for = purpose if isinstance(purpose, Purpose) else purpose(viewer.roles)
                with session(viewer, asked_for):
                    return view(asked, *args, **kwargs)
            except (NotVisible, PermissionError, Http404) as hidden:
                # The page of an address that does not exist knows nobody. Nor may this one, or
                # the two could be told apart.
                vars(request).pop("viewer", None)
                raise Http404 from hidden

        cast("Any", guarded).audience = allowed
        cast("Any", guarded).purpose = purpose
        return guarded

    return decorate


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a page to everybody, signed in or not. It asks the database in nobody's name."""
    cast("Any", view).audience = "public"
    return view


def is_open(view: Callable[..., Any]) -> bool:
    """Whether a page has said who may come to it."""
    return hasattr(view, "audience")
