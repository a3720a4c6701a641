"""Approving a study or refusing it: whoever leads information governance, and did not ask."""

from uuid import UUID

from django.db import transaction

from joinedup.insight.evaluation.commands.ending import delete_all
from joinedup.insight.evaluation.commands.steps import check, locked, move
from joinedup.insight.evaluation.models import Answer, Study
from joinedup.insight.evaluation.queries import why_not_decide
from joinedup.insight.evaluation.rules.states import Event
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer


@transaction.atomic
def approve(actor: Viewer, *, study_id: UUID, reasons: str) -> None:
    """Approve exactly what was submitted.

    Raises ``ValueError`` without reasons and for whoever asked, ``NotVisible`` for whom it is not.
    """
    study = locked(study_id)
    _answer(actor, study, Event.APPROVE, reasons, approves=True)
    move(actor, study, Event.APPROVE, reasons=reasons, action=Action.DECIDED)


@transaction.atomic
def refuse(actor: Viewer, *, study_id: UUID, reasons: str) -> None:
    """Refuse it, or take the approval back: that ends it, and deletes the data set if there is one.

    Raises as ``approve``.
    """
    study = locked(study_id)
    _answer(actor, study, Event.REFUSE, reasons, approves=False)
    move(actor, study, Event.REFUSE, reasons=reasons, then=delete_all, action=Action.REFUSED)


def _answer(actor: Viewer, study: Study, event: Event, reasons: str, *, approves: bool) -> None:
    check(actor, study, event)
    if not reasons.strip():
        raise ValueError("Give the reasons.")
    if why := why_not_decide(actor, study):
        raise ValueError(why)
    Answer(
        study=study,
        approves=approves,
        reasons=reasons.strip(),
        by_id=actor.professional_id,
    ).save(force_insert=True)
