"""The hidden field by which a form says whose draft it is, of which form and on which page.

It is signed, so that a page left open can still hand in what was typed after its writer's session
has ended. It lets nobody read anything, and write nothing but this one draft.
"""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing

from joinedup.trust.drafts.rules import TOKEN_VALID_SECONDS

_SALT = "joinedup.drafts"


@dataclass(frozen=True)
class DraftToken:
    """Whose draft, of which form, and the address of the page that shows the form."""

    writer_id: UUID
    form: str
    page: str


def sign(token: DraftToken) -> str:
    """The field's value."""
    parts = [str(token.writer_id), token.form, token.page]
    return signing.dumps(parts, salt=_SALT, compress=True)


def read(value: str) -> DraftToken | None:
    """The token, or None when we did not sign it or it is too old."""
    try:
        writer, form, page = signing.loads(value, salt=_SALT, max_age=TOKEN_VALID_SECONDS)
    except signing.BadSignature:
        return None
    return DraftToken(writer_id=UUID(writer), form=form, page=page)
