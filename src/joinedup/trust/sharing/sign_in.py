"""Writing what happens at the door to the log.

By overriding the places where allauth asks us, not by signals. What somebody does with their own
account is written in their name; what somebody else tried with it, in nobody's, for the
information governance lead of the agency whose account it is.
"""

from typing import Any
from uuid import UUID

from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from joinedup.trust.accounts.models import User
from joinedup.trust.accounts.sign_in import AccountAdapter, account_of
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose

Details = dict[str, str | int | bool | list[str] | None]


class LoggedAccountAdapter(AccountAdapter):
    """The accounts' adapter, with each coming and going in the log."""

    def post_login(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,
        **how: Any,  # noqa: ANN401 - allauth's
    ) -> HttpResponse:
        """Somebody came in."""
        methods = request.session.get("account_authentication_methods", [])
        _by(user, Action.SIGNED_IN, {"with": sorted({_method(used) for used in methods})})
        response: HttpResponse = super().post_login(request, user, **how)
        return response

    def logout(self, request: HttpRequest) -> None:
        """Somebody left."""
        _by(request.user, Action.SIGNED_OUT, {})
        super().logout(request)

    def end_for_idleness(self, request: HttpRequest, *, idle: bool) -> None:
        """Nobody was there any more."""
        _by(request.user, Action.SESSION_ENDED, {"because": "idle" if idle else "a day old"})
        super().end_for_idleness(request, idle=idle)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401
        """Somebody gave a wrong password, or was locked out. What they typed is not kept."""
        locked = bool(getattr(request, "axes_locked_out", False))
        _about(account_of(credentials), {"with": "password", "locked_out": locked})

    def second_factor_failed(self, request: HttpRequest, user: User) -> None:
        """Somebody had the password but not the second factor."""
        _about(user, {"with": "second factor"})

    def refused(self, request: HttpRequest, user: User | None) -> None:
        """Somebody proved who they are, and has no account or is not in post."""
        _about(user, {"with": "an account that may not be used"})


class LoggedSessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """The list of one's own sessions, with each that is ended in the log."""

    def end_sessions(self, sessions: list[Any]) -> None:
        """Their owner ended some of them."""
        for one in sessions:
            _by(one.user, Action.SESSION_ENDED, {"because": "ended by its owner"})
        super().end_sessions(sessions)


def _method(used: dict[str, Any]) -> str:
    return str(used.get("type") or used.get("method"))


@transaction.atomic
def _by(user: object, action: Action, details: Details) -> None:
    if not isinstance(user, User):
        return
    if user.professional_id is None:
        record(action, subject_kind="account", subject_id=user.pk, details=details)
        return
    try:
        with session(user.professional_id, Purpose.OWN_ACCOUNT):
            record(action, subject_kind="account", subject_id=user.pk, details=details)
    except PermissionError:
        # They left their post while signed in: it is still their session that ends.
        record(
            action,
            subject_kind="account",
            subject_id=user.pk,
            controller_id=_agency(user),
            details=details,
        )


def _about(user: User | None, details: Details) -> None:
    record(
        Action.SIGN_IN_FAILED,
        subject_kind="account",
        subject_id=user.pk if user else None,
        controller_id=_agency(user),
        details=details,
    )


def _agency(user: User | None) -> UUID | None:
    return user.professional.organisation_id if user and user.professional else None
