"""Information governance leads for tests, and their answers to agreements."""

from joinedup.trust.agencies.models import Organisation
from joinedup.trust.agencies.rules import OrganisationKind, Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.agreeing import answer_agreement
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.models import Agreement, PartyAnswer
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import AgreementAnswer, Purpose


def governance_lead(party: Organisation) -> Viewer:
    """An organisation's lead, who sits in no team of its own, so that nobody is asked there."""
    office = agencies.team(agencies.organisation("Partnership office", OrganisationKind.PUBLIC))
    role = (office, Role.INFORMATION_GOVERNANCE_LEAD)
    return viewer_for(agencies.professional(role, of=party, name=f"Lead of {party.name}").pk)


def answer(
    lead: Viewer,
    agreement: Agreement,
    said: AgreementAnswer = AgreementAnswer.ACCEPTED,
    reasons: str = "",
) -> PartyAnswer:
    """What a lead answers to an agreement, in a session of their own."""
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        return answer_agreement(lead, agreement_id=agreement.pk, answer=said, reasons=reasons)
