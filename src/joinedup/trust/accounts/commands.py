"""Making, closing and repairing accounts, and ending sessions.

The administrator's commands run at the command line, where nobody is signed in: the log keeps
what was done to which account, and the installation's own records say who had access to it.
"""

from datetime import timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from joinedup.trust.accounts.models import User
from joinedup.trust.accounts.queries import NoSuchSessionError, account_with_email
from joinedup.trust.agencies.models import Professional
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action

_ATTEMPTS_KEPT = timedelta(days=1)


@transaction.atomic
def create_account(professional: Professional, *, email: str, password: str | None = None) -> User:
    """Make an account for somebody in post.

    Without a password they sign in by single sign-on, or ask for a password by e-mail. Raises
    ``django.core.exceptions.ValidationError`` for a weak password, and
    ``django.db.IntegrityError`` when the address or the professional has an account already.
    """
    if password is not None:
        validate_password(password, User(email=email))
    user = User.objects.create_user(email, password, professional=professional)
    record(Action.ADDED, subject_kind="account", subject_id=user.pk)
    return user


@transaction.atomic
def deactivate_account(*, email: str) -> User:
    """Close an account and end its sessions. Raises ``queries.NoSuchAccountError``."""
    user = account_with_email(email)
    user.is_active = False
    user.save(update_fields=["is_active"])
    ended = _end_all_sessions(user.pk)
    record(Action.ENDED, subject_kind="account", subject_id=user.pk, details={"sessions": ended})
    return user


@transaction.atomic
def reactivate_account(*, email: str) -> User:
    """Open a closed account again. Raises ``queries.NoSuchAccountError``."""
    user = account_with_email(email)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(Action.CHANGED, subject_kind="account", subject_id=user.pk, details={"active": True})
    return user


@transaction.atomic
def set_password(*, email: str, password: str) -> User:
    """Give an account a password, for an installation that sends no mail; its sessions end.

    Raises ``queries.NoSuchAccountError``, and ``django.core.exceptions.ValidationError`` for a
    weak password.
    """
    user = account_with_email(email)
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    ended = _end_all_sessions(user.pk)
    record(Action.CHANGED, subject_kind="password", subject_id=user.pk, details={"sessions": ended})
    return user


@transaction.atomic
def reset_second_factor(*, email: str) -> User:
    """Take away every second factor, for somebody who lost theirs, and end their sessions.

    Whoever runs this must have made sure who is asking: it opens the account to the password
    alone until a new factor is set up. Raises ``queries.NoSuchAccountError``.
    """
    user = account_with_email(email)
    removed, _ = Authenticator.objects.filter(user=user).delete()
    ended = _end_all_sessions(user.pk)
    record(
        Action.CHANGED,
        subject_kind="second_factor",
        subject_id=user.pk,
        details={"removed": removed, "sessions": ended},
    )
    return user


@transaction.atomic
def clear_expired_sessions() -> int:
    """Remove sessions that are over, where they were, and old failed attempts to sign in.

    Returns how many sessions there were. That they ended is in the log already, or will never
    be known: a browser that was closed says nothing.
    """
    now = timezone.now()
    ended, _ = Session.objects.filter(expire_date__lte=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    AccessAttempt.objects.filter(attempt_time__lte=now - _ATTEMPTS_KEPT).delete()
    if ended:
        record(Action.ENDED, subject_kind="session", details={"count": ended})
    return ended


def end_session(request: HttpRequest, *, place_id: int) -> None:
    """End one of the asker's own sessions. Raises ``queries.NoSuchSessionError``."""
    found = UserSession.objects.filter(pk=place_id, user=request.user).first()
    if found is None:
        raise NoSuchSessionError
    end_sessions(request, [found])


def _end_all_sessions(user_id: UUID) -> int:
    sessions = list(UserSession.objects.filter(user_id=user_id))
    for session in sessions:
        session.end()
    return len(sessions)
