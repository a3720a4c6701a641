"""Decisions about sharing as the rules and people leave them, for tests of those who read them."""

from joinedup.trust.agencies.models import Organisation
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.models import Decision, Folder, Refusal
from joinedup.trust.sharing.rules import Outcome, Purpose

_ALIKE = {
    "categories": ["health"],
    "purpose": Purpose.SCREENING,
    "rule": "a_rule",
    "rules_version": "1",
}


def an_answer(viewer: Viewer, folder: Folder, agency: Organisation, because: str) -> None:
    """What the rules answered the viewer, whose agency asked itself."""
    with session(viewer, Purpose.SCREENING):
        Decision.objects.create(
            folder=folder,
            asking=agency,
            holding=agency,
            asked_by_id=viewer.professional_id,
            gateway="https://www.legislation.gov.uk/",
            outcome=Outcome.PERMIT,
            because=because,
            **_ALIKE,
        )


def a_refusal(viewer: Viewer, folder: Folder, agency: Organisation, reasons: str) -> None:
    """What the viewer did not share with an agency."""
    with session(viewer, Purpose.SCREENING):
        Refusal.objects.create(
            folder=folder,
            to_organisation=agency,
            reasons=reasons,
            decided_by_id=viewer.professional_id,
            **_ALIKE,
        )
