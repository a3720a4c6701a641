"""The agreement under which the area's agencies answer one another."""

from uuid import UUID

from joinedup.interfaces.demonstration.area import STAFF
from joinedup.interfaces.demonstration.loading.agencies import COUNCIL, SINCE, Workforce
from joinedup.interfaces.demonstration.loading.folder import Area
from joinedup.trust.sharing.agreeing import AgreementDraft, answer_agreement, record_agreement
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.queries import agreement, latest_answers, viewer_for
from joinedup.trust.sharing.rules import AgreementAnswer, Category, Purpose
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS, CONTENT
from joinedup.trust.sharing.rules.purposes import GROUNDS

_LAST_DAY = SINCE.replace(year=SINCE.year + 5, day=1)
_COVERED: tuple[Category, ...] = CONTENT


def record_the_agreement(area: Area, workforce: Workforce) -> None:
    """One agreement among all agencies, for every purpose for which agencies may be asked.

    The council's lead records it; each other agency's own lead accepts it.
    """
    leads = {
        member.agency: member for member in STAFF if "information_governance_lead" in member.roles
    }
    lead = leads[COUNCIL]
    viewer = viewer_for(workforce.professionals[lead.email])
    with session(viewer, Purpose.INFORMATION_GOVERNANCE):
        kept = record_agreement(
            viewer,
            draft=AgreementDraft(
                reference="ostrelshire-safeguarding-hub",
                version=1,
                name=f"{area.name} safeguarding hub: information sharing agreement",
                contact=f"{lead.name}, {lead.email}",
                parties=[workforce.organisations[agency.slug] for agency in area.agencies],
                data=[CATEGORY_WORDS[category] for category in _COVERED],
                purposes=[purpose for purpose, ground in GROUNDS.items() if ground.multi_agency],
                categories=_COVERED,
                starts_on=SINCE,
                ends_on=_LAST_DAY,
                permitted_uses=["Answering the hub's questions about a child and the family."],
                restrictions=["Nothing leaves the hub without a recorded decision for each item."],
                responsibilities=["Each agency answers within the time of the rating."],
                security_measures=["Answers are read in the hub alone."],
                legal_compliance=[
                    ground.source for ground in GROUNDS.values() if ground.multi_agency
                ],
            ),
        )
    for agency in area.agencies:
        _accept(viewer_for(workforce.professionals[leads[agency.slug].email]), kept.pk)


def _accept(lead: Viewer, agreement_id: UUID) -> None:
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        if lead.agency_id not in latest_answers(agreement(agreement_id)):
            answer_agreement(lead, agreement_id=agreement_id, answer=AgreementAnswer.ACCEPTED)
