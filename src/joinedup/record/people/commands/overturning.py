"""Taking back a decision about two records: one person asks, another agrees or does not."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.record.people.commands.deciding import end, keep_apart, note_both
from joinedup.record.people.commands.merging import (
    LONGEST_REASONS,
    hold_both,
    merge_people,
    separate,
)
from joinedup.record.people.models import MergeDecision, Overturning, PairDecision
from joinedup.record.people.rules import CannotMergeError, PairAnswer, check_text
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer

_ASKED = "Somebody has asked this already. It waits for a second person."


@transaction.atomic
def ask_to_separate(actor: Viewer, *, merge_id: UUID, reasons: str) -> Overturning:
    """Say that two merged records are two people after all; it takes effect when another agrees.

    Raises ``CannotRecordError`` without reasons, ``CannotMergeError`` when they are two already or
    somebody has asked.
    """
    reasons = _reasons(reasons)
    decision = MergeDecision.objects.filter(pk=merge_id).first()
    if decision is None:
        raise NotVisible
    kept, merged = hold_both(decision.kept_id, decision.merged_id)
    decision.refresh_from_db(fields=["undone_at"])
    if decision.undone_at is not None:
        raise CannotMergeError("These records have been separated already.")
    if decision.overturnings.filter(answered_by__isnull=True).exists():
        raise CannotMergeError(_ASKED)
    asked = Overturning(
        folder=kept.folder, other_folder=merged.folder, merge=decision, reasons=reasons
    )
    return _ask(actor, asked)


@transaction.atomic
def ask_to_merge_after_all(
    actor: Viewer, *, decision_id: UUID, kept_id: UUID, evidence: str, reasons: str
) -> Overturning:
    """Say that two records that were decided to be two people are one; it takes effect when
    another agrees, who says with it that they are not two relatives.

    Raises ``CannotRecordError`` without evidence or reasons, ``CannotMergeError``.
    """
    evidence = check_text(
        "evidence", evidence, called="The evidence", most=LONGEST_REASONS, needed=True
    )
    reasons = _reasons(reasons)
    rows = PairDecision.objects.filter(pk=decision_id, answer=PairAnswer.TWO_PEOPLE.value)
    decision = rows.first()
    if decision is None or kept_id not in (decision.one_id, decision.other_id):
        raise NotVisible
    one, other = hold_both(decision.one_id, decision.other_id)
    decision.refresh_from_db(fields=["ended_at"])
    if decision.ended_at is not None:
        raise CannotMergeError("This decision was overturned already.")
    if decision.overturnings.filter(answered_by__isnull=True).exists():
        raise CannotMergeError(_ASKED)
    asked = Overturning(
        folder=one.folder,
        other_folder=other.folder,
        apart=decision,
        kept_id=kept_id,
        evidence=evidence,
        reasons=reasons,
    )
    return _ask(actor, asked)


@transaction.atomic
def answer_overturning(
    actor: Viewer, *, overturning_id: UUID, agree: bool, reasons: str
) -> Overturning:
    """Agree that a decision is overturned, which carries it out, or let it stand.

    Raises ``CannotRecordError`` without reasons; ``CannotMergeError`` when it was answered, or
    when the one who asked answers.
    """
    reasons = _reasons(reasons)
    rows = Overturning.objects.select_related("folder", "other_folder", "merge", "apart")
    asked = rows.filter(pk=overturning_id).first()
    if asked is None:
        raise NotVisible
    _hold(asked)
    asked.refresh_from_db(fields=["answered_by"])
    if asked.answered_by_id is not None:
        raise CannotMergeError("Somebody has answered this already.")
    if asked.asked_by_id == actor.professional_id:
        raise CannotMergeError("You asked this yourself. It takes a second person.")
    asked.agreed, asked.answered_by_id = agree, actor.professional_id
    asked.answered_at, asked.answer_reasons = timezone.now(), reasons
    asked.save(update_fields=["agreed", "answered_by", "answered_at", "answer_reasons"])
    note_both(Action.DECIDED, asked, {"agreed": agree})
    if agree:
        _carry_out(actor, asked)
    return asked


def _hold(asked: Overturning) -> None:
    if asked.merge is not None:
        hold_both(asked.merge.kept_id, asked.merge.merged_id)
    elif asked.apart is not None:
        hold_both(asked.apart.one_id, asked.apart.other_id)


def _carry_out(actor: Viewer, asked: Overturning) -> None:
    if asked.merge is not None:
        merge = asked.merge
        separate(actor, decision=merge, reasons=asked.reasons)
        # Or the next run would find them again, and the next person merge them.
        keep_apart(actor, one_id=merge.kept_id, other_id=merge.merged_id, reasons=asked.reasons)
    elif asked.apart is not None and asked.kept_id is not None:
        end(asked.apart)
        both = {asked.apart.one_id, asked.apart.other_id}
        merge_people(
            actor,
            kept_id=asked.kept_id,
            merged_id=next(iter(both - {asked.kept_id})),
            evidence=asked.evidence,
            reasons=asked.reasons,
            is_one_person=True,
        )


def _reasons(reasons: str) -> str:
    return check_text("reasons", reasons, called="Your reasons", most=LONGEST_REASONS, needed=True)


def _ask(actor: Viewer, asked: Overturning) -> Overturning:
    asked.asked_by_id = actor.professional_id
    asked.save(force_insert=True)
    note_both(Action.ADDED, asked, {})
    return asked
