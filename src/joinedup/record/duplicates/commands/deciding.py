"""Deciding that two records are two relatives: kept apart, and what they are is recorded."""

from uuid import UUID

from django.db import transaction

from joinedup.record.people.commands import keep_apart, relate
from joinedup.record.people.models import PairDecision
from joinedup.record.people.rules import RelationshipKind
from joinedup.trust.sharing.asking import Viewer


@transaction.atomic
def call_relatives(
    actor: Viewer, *, one_id: UUID, other_id: UUID, kind: RelationshipKind | None, reasons: str
) -> PairDecision:
    """Decide that two records are two people of one family; ``kind`` is what the other is to the
    one, where it is known.

    Raises as ``keep_apart`` does, and ``MayNotChangeError`` when the actor may not write down
    relationships of the one.
    """
    decision = keep_apart(actor, one_id=one_id, other_id=other_id, reasons=reasons)
    if kind is not None:
        relate(actor, person_id=one_id, related_id=other_id, kind=kind)
    return decision
