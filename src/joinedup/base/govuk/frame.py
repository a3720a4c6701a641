"""What the frame of a page asks of the request: who is signed in, where to go, when to warn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the navigation under the header."""

    text: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person using this page, as the header names them."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Idle:
    """When to warn of the idle time-out, and the address that keeps the session alive (POST)."""

    seconds: int
    warn_seconds: int
    keep_alive_url: str


def navigation(request: HttpRequest | None) -> Sequence[NavigationItem]:
    """`request.navigation`, which middleware sets to a sequence of NavigationItem; else empty."""
    found: Sequence[NavigationItem] = getattr(request, "navigation", ())
    return found


def idle(request: HttpRequest | None) -> Idle | None:
    """`request.idle`, which middleware sets for people who are signed in; else None."""
    found: Idle | None = getattr(request, "idle", None)
    return found


def signed_in(request: HttpRequest | None) -> SignedIn | None:
    """Name and role for the header, or None. The role is `request.role_name` when set."""
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    name = getattr(user, "display_name", "") or user.get_full_name() or user.get_username()
    return SignedIn(name=str(name), role=str(getattr(request, "role_name", "")))


def csp_nonce(request: HttpRequest | None) -> str:
    """The nonce for this response's scripts, or nothing when no policy is set."""
    # Asking for its text is what makes the nonce; until then it counts as false.
    return str(getattr(request, "csp_nonce", ""))


def messages_of(request: HttpRequest | None) -> list[tuple[str, str]]:
    """What the last step left to say: (level, text), shown once."""
    if request is None or not hasattr(request, "_messages"):
        return []
    return [(message.level_tag, str(message.message)) for message in messages.get_messages(request)]


def page_numbers(current: int, total: int) -> Iterator[int | None]:
    """The page numbers worth a link: first, last, near the current; None where some are left out.

    >>> list(page_numbers(6, 12))
    [1, None, 5, 6, 7, None, 12]
    """
    shown = sorted({1, current - 1, current, current + 1, total} & set(range(1, total + 1)))
    before = 0
    for number in shown:
        if number - before == 2:
            yield number - 1
        elif number - before > 2:
            yield None
        yield number
        before = number
