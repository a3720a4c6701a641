"""What of a form may be kept, how much of it, and for how long."""

import re
from collections.abc import Mapping
from datetime import timedelta

KEPT_FOR = timedelta(days=14)
"""Long enough for a holiday; what somebody typed about a family should not lie about for ever."""

TOKEN_VALID_SECONDS = 24 * 60 * 60
"""A page left open over night can still be sent in the morning."""

LARGEST_BYTES = 1_000_000
"""Names and values of one form together. The longest narrative that we take is 100,000 letters."""

MOST_FIELDS = 500

TOKEN = "draft_token"  # noqa: S105 - the name of the field
_NEVER = frozenset({"csrfmiddlewaretoken", TOKEN, "next"})
_SECRET = frozenset({"password", "passcode", "passphrase", "secret", "credential", "otp", "pin"})

Typed = Mapping[str, list[str]]


class TooLargeError(ValueError):
    """More was sent than a draft may hold."""


def may_be_kept(name: str) -> bool:
    """Whether a field may be in a draft: never a password, a token or what else opens a door."""
    return name not in _NEVER and not _SECRET & set(re.findall("[a-z]+", name.lower()))


def worth_keeping(typed: Typed) -> dict[str, list[str]]:
    """The fields of a form that a draft keeps. Raises ``TooLargeError``."""
    kept = {name: list(values) for name, values in typed.items() if may_be_kept(name)}
    if sum(len(values) for values in kept.values()) > MOST_FIELDS:
        raise TooLargeError
    size = sum(
        len(name.encode()) + sum(len(value.encode()) for value in values)
        for name, values in kept.items()
    )
    if size > LARGEST_BYTES:
        raise TooLargeError
    return {name: [_storable(value) for value in values] for name, values in kept.items()}


def _storable(value: str) -> str:
    # PostgreSQL's JSON holds no NUL; nobody types one.
    return value.replace("\x00", "")


def anything_typed(typed: Typed) -> bool:
    """Whether there is anything in it but empty fields."""
    return any(value.strip() for values in typed.values() for value in values)
