"""Who knows the family: what the indexes of the agencies that may be asked say, and no more."""

from collections.abc import Iterable
from dataclasses import dataclass

from joinedup.practice.safeguarding_hub.queries.enquiry import EnquiryView, SubjectView
from joinedup.record.linkage.queries import Located
from joinedup.record.people.queries import who_knows
from joinedup.trust.sharing.asking import Viewer


@dataclass(frozen=True)
class Knowing:
    """What the agencies said about one subject, and which of those chosen could not be asked."""

    subject: SubjectView
    answers: tuple[Located, ...]
    not_asked: tuple[str, ...]


def who_knows_them(viewer: Viewer, view: EnquiryView) -> list[Knowing]:
    """Ask, for each subject, the indexes of the agencies that the gate let be asked about them.

    Each agency asked can read in its log that it was. Raises ``ValueError`` when the enquiry
    has asked too often today.
    """
    return [found for subject in view.subjects for found in _known(viewer, view, subject)]


def _known(viewer: Viewer, view: EnquiryView, subject: SubjectView) -> Iterable[Knowing]:
    person = subject.person
    if person is None:
        return
    chosen = {
        decision.holding_id: (check.check.agency.name, decision.pk)
        for check in view.checks
        for decision in check.decisions
        if decision.about_id == person.folder_id
    }
    decisions = [decision for _, decision in chosen.values()]
    answers = who_knows(viewer, person.id, decisions=decisions) if decisions else []
    asked = {answer.agency_id for answer in answers}
    not_asked = sorted(name for agency, (name, _) in chosen.items() if agency not in asked)
    yield Knowing(subject, tuple(answers), tuple(not_asked))
