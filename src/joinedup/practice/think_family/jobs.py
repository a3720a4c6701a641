"""Matching in the background, and deleting by the clock."""

from uuid import UUID

from joinedup.base.foundation.tasks import job
from joinedup.practice.think_family import commands
from joinedup.practice.think_family.queries import purpose_of_run
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose


@job("carry-out-sealed-matching")
def carry_out(exercise_id: UUID, professional_id: UUID) -> None:
    """In the name of whoever started it, for the purpose of the exercise."""
    viewer = viewer_for(professional_id)
    with session(viewer, Purpose.INFORMATION_GOVERNANCE):
        purpose = purpose_of_run(viewer, exercise_id)
        if purpose is None:
            return
        with session(viewer, purpose):
            commands.carry_out(viewer, exercise_id=exercise_id)


@job("delete-ended-exercises", cron="27 * * * *")
def delete_due() -> None:
    """Every hour: what has come to its last day goes, whether or not anybody sees to it."""
    commands.delete_due()
