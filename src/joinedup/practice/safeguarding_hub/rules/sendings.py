"""What is to be sent to whom, before it is sent: the same for a preview and for the sending."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from joinedup.practice.safeguarding_hub.rules.outcomes import HowMuch, OwnerAnswer


@dataclass(frozen=True)
class SendingDraft:
    """One item for one recipient: how much of it, why, and on whose agreement.

    ``owner_words`` say who agreed for the owning agency, and when.
    """

    contribution_id: UUID
    how_much: HowMuch
    summary: str = ""
    reasons: str = ""
    owner_answer: OwnerAnswer = OwnerAnswer.NOT_NEEDED
    owner_words: str = ""
    override_gateway: str = ""


@dataclass(frozen=True)
class ProductDraft:
    """What one recipient is to be told: what we ask of it, about whom, and which items.

    Without ``named_ids`` the whole team reads it; with them these people of the team do, and
    whoever manages it. ``address_keys`` are the addresses that are sent, each in the version that
    was read; no other is.
    """

    recipient_id: UUID
    message: str
    subject_ids: Collection[UUID]
    sendings: list[SendingDraft] = field(default_factory=list)
    named_ids: Collection[UUID] = ()
    address_keys: Collection[str] = ()
