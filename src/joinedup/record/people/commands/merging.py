"""Deciding that two records are one person, and deciding that they are not after all.

Nothing moves: the merged record points at the one that is kept. Un-merging, which takes two
people (``overturning``), takes the pointer away, and every reading is what it was before.
Meanwhile whoever is kept out of one of the records is kept out of both.
"""

from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from joinedup.record.linkage.queries.model import matcher
from joinedup.record.people.models import MergeDecision, Person
from joinedup.record.people.queries.deciding import kept_apart
from joinedup.record.people.queries.merging import Comparison, graded
from joinedup.record.people.rules import (
    CannotMergeError,
    KeptApartError,
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
    ``LooksLikeRelativesError``, ``KeptApartError`` when somebody decided that they are two;
    ``NotVisible`` unless both may be seen.
    """
    evidence = check_text(
        "evidence", evidence, called="The evidence", most=LONGEST_REASONS, needed=True
    )
    reasons = check_text(
        "reasons", reasons, called="Your reasons", most=LONGEST_REASONS, needed=True
    )
    if kept_id == merged_id:
        raise CannotMergeError("These are one and the same record.")
    kept, merged = hold_both(kept_id, merged_id)
    if kept.merged_into_id or merged.merged_into_id:
        raise CannotMergeError("One of these records has been merged into another already.")
    if kept_apart(kept_id, merged_id):
        raise KeptApartError(
            "Somebody decided that these records, or records merged with them, are two people."
            " Two people together can overturn that."
        )
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


def separate(actor: Viewer, *, decision: MergeDecision, reasons: str) -> None:
    """Two merged records become two again; for ``answer_overturning``, when two people say so.

    Raises ``CannotMergeError`` when it was undone already.
    """
    kept, merged = hold_both(decision.kept_id, decision.merged_id)
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


def hold_both(kept_id: UUID, merged_id: UUID) -> tuple[Person, Person]:
    """Both people, held until the transaction ends, in an order that cannot lock up.

    One decision at a time: a record that is merged with one of these is not held by it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('people: one person or two'))")
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
        engine = matcher()
        details |= {
            "engine": f"{engine.name} {engine.version}",
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
