"""Deciding that two records are two people, or that it cannot be told yet. Nothing is merged."""

from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db import transaction

from joinedup.record.people.commands.merging import LONGEST_REASONS, hold_both
from joinedup.record.people.models import Overturning, PairDecision, Person
from joinedup.record.people.rules import CannotMergeError, PairAnswer, check_text
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer


@transaction.atomic
def keep_apart(actor: Viewer, *, one_id: UUID, other_id: UUID, reasons: str) -> PairDecision:
    """Decide that two records are two people: no later run and no merge makes them one.

    Raises ``CannotRecordError`` without reasons, ``CannotMergeError`` when they are merged or it
    is decided already; ``NotVisible`` unless both may be seen.
    """
    return _decide(one_id, other_id, actor, PairAnswer.TWO_PEOPLE, reasons)


@transaction.atomic
def cannot_tell_yet(
    actor: Viewer, *, one_id: UUID, other_id: UUID, missing: str, reasons: str
) -> PairDecision:
    """Write down that it cannot be told yet whether two records are one person, and what would
    tell it. It binds nobody.

    Raises as ``keep_apart`` does, and ``CannotRecordError`` without what is missing.
    """
    missing = check_text(
        "missing", missing, called="What is missing", most=LONGEST_REASONS, needed=True
    )
    return _decide(one_id, other_id, actor, PairAnswer.CANNOT_TELL, reasons, missing)


def _decide(
    one_id: UUID, other_id: UUID, actor: Viewer, answer: PairAnswer, reasons: str, missing: str = ""
) -> PairDecision:
    reasons = check_text(
        "reasons", reasons, called="Your reasons", most=LONGEST_REASONS, needed=True
    )
    if one_id == other_id:
        raise CannotMergeError("These are one and the same record.")
    one, other = hold_both(*sorted((one_id, other_id)))
    _refuse_merged(one, other)
    standing = PairDecision.objects.filter(one=one, other=other, ended_at__isnull=True).first()
    if standing is not None:
        if standing.answer == PairAnswer.TWO_PEOPLE:
            raise CannotMergeError("Somebody decided already that these are two people.")
        end(standing)
    decision = PairDecision(
        folder=one.folder,
        other_folder=other.folder,
        one=one,
        other=other,
        answer=answer,
        reasons=reasons,
        missing=missing,
        decided_by_id=actor.professional_id,
    )
    decision.save(force_insert=True)
    note_both(Action.DECIDED, decision, {"answer": answer.value})
    return decision


def _refuse_merged(one: Person, other: Person) -> None:
    if _kept(one) == _kept(other):
        raise CannotMergeError("These records are one now. Ask to separate them.")


def _kept(person: Person) -> UUID:
    """The record that is kept of all those that this one is merged with, as far as one sees."""
    while person.merged_into_id is not None:
        further = Person.objects.filter(pk=person.merged_into_id).first()
        if further is None:
            return person.merged_into_id
        person = further
    return person.pk


def end(decision: PairDecision) -> None:
    """Another decision takes its place."""
    decision.ended_at = TransactionNow()
    decision.save(update_fields=["ended_at"])


def note_both(
    action: Action,
    row: PairDecision | Overturning,
    details: dict[str, str | int | bool | list[str] | None],
) -> None:
    """One entry in the log of each of the two folders. Never what is in it."""
    kind = str(row._meta.verbose_name).replace(" ", "_")
    for folder in (row.folder, row.other_folder):
        record(action, subject_kind=kind, subject_id=row.pk, folder=folder, details=details)
