"""What follows the answers: the decision, what each team is told, and word to the referrer."""

from typing import Any
from uuid import UUID

from joinedup.base.govuk.wording import say_date
from joinedup.interfaces.demonstration.loading.acting.script import Case, Subject, Telling
from joinedup.interfaces.demonstration.loading.agencies import Workforce
from joinedup.practice.safeguarding_hub import commands as hub
from joinedup.practice.safeguarding_hub import queries
from joinedup.practice.safeguarding_hub.rules.outcomes import Handling, HowMuch, OwnerAnswer
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.rules import Category, Purpose


def decide(manager: Viewer, case: Case, enquiry_id: UUID) -> None:
    """The manager decides."""
    if case.outcome is None:
        raise ValueError(f"{case.slug} has no decision")
    with session(manager, Purpose.SAFEGUARDING_DUTY):
        hub.record_decision(
            manager, enquiry_id=enquiry_id, outcome=case.outcome, reasons=case.reasons
        )


def tell(
    manager: Viewer,
    case: Case,
    enquiry_id: UUID,
    subjects: dict[str, Subject],
    workforce: Workforce,
) -> None:
    """Each team is told what it needs, item by item."""
    with session(manager, Purpose.SAFEGUARDING_DUTY):
        contributions = queries.open_room(manager, enquiry_id).contributions
        products = [
            hub.ProductDraft(
                recipient_id=workforce.teams[telling.team],
                message=telling.message,
                subject_ids=(named := [subjects[who].id for who in telling.about]),
                sendings=[_sending(telling, named, item) for item in contributions],
            )
            for telling in case.tells
        ]
        hub.disseminate(
            manager, enquiry_id=enquiry_id, products=products, told_nobody=case.tells_nobody
        )


def _sending(telling: Telling, named: list[UUID], item: Any) -> hub.SendingDraft:  # noqa: ANN401 - a row, which this layer may not name
    wanted = Category(item.category) in telling.categories and item.answer.subject_id in named
    if not wanted:
        return hub.SendingDraft(contribution_id=item.pk, how_much=HowMuch.NOT)
    asks_first = item.handling != Handling.MAY_BE_SENT
    return hub.SendingDraft(
        contribution_id=item.pk,
        how_much=HowMuch.IN_FULL,
        reasons=telling.why,
        owner_answer=OwnerAnswer.AGREED_NOW if asks_first else OwnerAnswer.NOT_NEEDED,
        owner_words=(
            f"{item.answer.answered_by.name} agreed on {say_date(item.answer.answered_at.date())}."
            if asks_first
            else ""
        ),
    )


def give_feedback(manager: Viewer, case: Case, enquiry_id: UUID) -> None:
    """The referrer hears what came of it."""
    with session(manager, Purpose.SAFEGUARDING_DUTY):
        hub.give_feedback(manager, enquiry_id=enquiry_id, message=case.feedback)
