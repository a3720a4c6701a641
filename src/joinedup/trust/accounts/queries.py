"""Reading accounts, their second factors and their sessions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.utils import timezone

from joinedup.trust.accounts.models import User
from joinedup.trust.agencies.models import Professional

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class NoSuchAccountError(Exception):
    """There is no account with this e-mail address or id."""


class NoSuchSessionError(Exception):
    """There is no such session, or it is somebody else's."""


@dataclass(frozen=True)
class SignedInPlace:
    """One browser in which somebody is signed in."""

    id: int
    address: str
    browser: str
    since: datetime
    last_seen: datetime
    is_this_one: bool


def in_post(user_id: UUID) -> bool:
    """Whether the account belongs to a professional who works here today."""
    today = timezone.localdate()
    return Professional.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), user=user_id, starts_on__lte=today
    ).exists()


def account_with_email(email: str) -> User:
    """The account, whatever the capitals of its address. Raises ``NoSuchAccountError``."""
    found = User.objects.select_related("professional").filter(email__iexact=email.strip()).first()
    if found is None:
        raise NoSuchAccountError
    return found


def addresses_of_professionals() -> dict[UUID, str]:
    """The e-mail addresses of all open accounts, by the professional."""
    found = User.objects.filter(is_active=True, professional__isnull=False)
    return dict(found.values_list("professional_id", "email"))


def has_second_factor(user_id: UUID) -> bool:
    """Whether the account has an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=FACTORS).exists())


def places_signed_in(user: User, *, this_session: str | None) -> list[SignedInPlace]:
    """Where the account is signed in now, the latest first."""
    return [
        SignedInPlace(
            id=session.pk,
            address=session.ip,
            browser=session.user_agent,
            since=session.created_at,
            last_seen=session.last_seen_at,
            is_this_one=session.session_key == this_session,
        )
        for session in sorted(
            UserSession.objects.purge_and_list(user),
            key=lambda one: one.last_seen_at,
            reverse=True,
        )
    ]
