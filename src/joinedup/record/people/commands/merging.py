"""Deciding that two records are one person, and deciding that they are not after all.

Nothing moves: the merged record points at the one that is kept. Un-merging takes the pointer
away, and every reading is what it was before. Meanwhile whoever is kept out of one of the records
is kept out of both.
"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.record.linkage.engine.interface import current_matcher
from joinedup.record.people.models import MergeDecision, Person
from joinedup.record.people.queries.merging import Comparison, graded
from joinedup.record.people.rules import (
    CannotMergeError,
    LooksLikeRelativesError,
    check_text,
)
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.commands import say_one_person, say_two_people
from joinedup.trust.sharing.queries import may_decide, writable
from joinedup.trust.sharing.rules import Category

LONGEST_REASONS = 5_000


@transaction.atomic
def merge_people(
    actor: Viewer,
    *,
    kept_id: UUID,
    merged_id: UUID,
    evidence: str,
    reasons: str,
    is_one_person: bool = False,
) -> MergeDecision:
    """Decide that two records are one person.

    ``is_one_person`` is the actor's own word that these are not two relatives; it is asked for
    when they may be twins, siblings or namesakes, and no rule can give it.

    Raises ``CannotRecordError`` without evidence or reasons, ``CannotMergeError`` or
    ``LooksLikeRelativesError``; ``NotVisible`` unless both may be seen.
    """
    evidence = check_text(
        "evidence", evidence, called="The evidence", most=LONGEST_REASONS, needed=True
    )
    reasons = check_text(
        "reasons", reasons, called="Your reasons", most=LONGEST_REASONS, needed=True
    )
    if kept_id == merged_id:
        raise CannotMergeError("These are one and the same record.")
    kept, merged = _held(kept_id, merged_id)
    if kept.merged_into_id or merged.merged_into_id:
        raise CannotMergeError("One of these records has been merged into another already.")
    comparison = graded(kept_id, merged_id)
    if comparison.maybe_relatives and not is_one_person:
        raise LooksLikeRelativesError(
            "These may be two people of one family, such as twins. Merge them only if you know"
            " that they are one person, and say how you know."
        )
    decision = MergeDecision(
        folder=kept.folder,
        kept=kept,
        merged=merged,
        evidence=evidence,
        reasons=reasons,
        decided_by_id=actor.professional_id,
    )
    decision.save(force_insert=True)
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    say_one_person(actor, folder_ids=(kept.folder_id, merged.folder_id))
    _note(Action.MERGED, decision, kept, merged, comparison)
    return decision


@transaction.atomic
def unmerge_people(actor: Viewer, *, merge_id: UUID, reasons: str) -> MergeDecision:
    """Decide that two merged records are two people after all.

    Raises ``CannotRecordError`` without reasons, ``CannotMergeError`` when it was undone already.
    """
    reasons = check_text(
        "reasons", reasons, called="Your reasons", most=LONGEST_REASONS, needed=True
    )
    decision = MergeDecision.objects.select_related("folder").filter(pk=merge_id).first()
    if decision is None:
        raise NotVisible
    kept, merged = _held(decision.kept_id, decision.merged_id)
    decision.refresh_from_db(fields=["undone_at"])
    if decision.undone_at is not None:
        raise CannotMergeError("These records have been separated already.")
    decision.undone_by_id = actor.professional_id
    decision.undone_at = timezone.now()
    decision.undo_reasons = reasons
    decision.save(update_fields=["undone_by", "undone_at", "undo_reasons"])
    merged.merged_into = None
    merged.save(update_fields=["merged_into"])
    say_two_people(actor, folder_ids=(kept.folder_id, merged.folder_id))
    _note(Action.UNMERGED, decision, kept, merged, None)
    return decision


def _held(kept_id: UUID, merged_id: UUID) -> tuple[Person, Person]:
    """Both people, held until the transaction ends, in an order that cannot lock up."""
    for person_id in (kept_id, merged_id):
        person = Person.objects.filter(pk=person_id).first()
        if person is None:
            raise NotVisible
        if Category.IDENTITY not in writable(person.folder_id) or not may_decide(person.folder_id):
            raise CannotMergeError(
                "You need to be able to decide about both records, and to change them."
            )
    rows = Person.objects.select_for_update(of=("self",)).select_related("folder")
    people = {p.pk: p for p in rows.filter(pk__in=(kept_id, merged_id)).order_by("pk")}
    return people[kept_id], people[merged_id]


def _note(
    action: Action,
    decision: MergeDecision,
    kept: Person,
    merged: Person,
    comparison: Comparison | None,
) -> None:
    """One entry in the log of each of the two folders, with the engine's grade and version."""
    details: dict[str, str | int | bool | list[str] | None] = {"decision": str(decision.pk)}
    if comparison is not None:
        matcher = current_matcher()
        details |= {
            "engine": f"{matcher.name} {matcher.version}",
            "verdict": comparison.grade.verdict.value,
            "score": str(comparison.grade.score),
            "siblings": comparison.siblings,
        }
    for person in (kept, merged):
        record(
            action,
            subject_kind="person",
            subject_id=person.pk,
            folder=person.folder,
            details=details,
        )
