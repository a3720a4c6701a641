"""Decisions as labels, for a model that is trained on files: numbers of records, no word more."""

from django.db import transaction

from joinedup.base.foundation.owning import as_owner_of_tables
from joinedup.record.duplicates.commands.reading import SOURCE
from joinedup.record.linkage.engine.files.decisions import Decision
from joinedup.record.people.models import MergeDecision, PairDecision
from joinedup.record.people.rules import PairAnswer
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action

HEADER = ("source_l", "record_l", "source_r", "record_r", "decision", "reason")


def export_labels() -> list[tuple[str, ...]]:
    """Every decision that stands, as rows under ``HEADER``; the reasons stay where they are.

    It reads as the owner of the tables: for the system administrator's command alone.
    """
    with as_owner_of_tables(), transaction.atomic():
        merges = MergeDecision.objects.filter(undone_at__isnull=True).order_by("decided_at", "id")
        apart = PairDecision.objects.filter(
            answer=PairAnswer.TWO_PEOPLE.value, ended_at__isnull=True
        ).order_by("decided_at", "id")
        found: list[tuple[str, ...]] = [
            (SOURCE, str(one), SOURCE, str(other), decision.value, f"decided on {at.date()}")
            for decision, rows in (
                (Decision.ALWAYS, merges.values_list("kept_id", "merged_id", "decided_at")),
                (Decision.NEVER, apart.values_list("one_id", "other_id", "decided_at")),
            )
            for one, other, at in rows
        ]
        record(Action.EXPORTED, subject_kind="merge_decision", details={"as": "labels"})
    return found
