"""A hub with its people, and enquiries taken to each state through the real commands.

    hub = a_hub()
    contact, enquiry_id = screened(hub)      # and received, identified, checking, ready...
    with session(hub.manager, Purpose.SCREENING): ...

Each function that takes an enquiry on returns its id. `hub.account(viewer)` is an account to sign
in as, with ``PASSWORD``.
"""

from dataclasses import dataclass
from datetime import date
from itertools import count
from types import SimpleNamespace
from uuid import UUID

from joinedup.base.foundation.ids import new_id
from joinedup.practice.safeguarding_hub import commands
from joinedup.practice.safeguarding_hub.models import (
    AgencyCheck,
    Contact,
    Enquiry,
    MentionedPerson,
    Screening,
    Subject,
)
from joinedup.practice.safeguarding_hub.rules.outcomes import Outcome
from joinedup.practice.safeguarding_hub.rules.ratings import Rating
from joinedup.practice.safeguarding_hub.rules.states import Known
from joinedup.record.linkage.tests import factories as linkage
from joinedup.trust.accounts.models import User
from joinedup.trust.agencies.models import Organisation, Team
from joinedup.trust.agencies.rules import OrganisationKind, Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.drafts.queries import draft_for
from joinedup.trust.sharing.agreeing import AgreementDraft, record_agreement
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.models import Agreement
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Category, Consent, Purpose, Relation, Told
from joinedup.trust.sharing.rules.categories import CONTENT
from joinedup.trust.sharing.tests import agreements

PASSWORD = "three unlikely words"
_numbers = count(1)


@dataclass(frozen=True)
class Hub:
    """The council's hub with a screener and a manager, two agencies' desks, and their people."""

    council: Organisation
    team: Team
    screener: Viewer
    manager: Viewer
    referrer: Viewer
    police_desk: Team
    police_researcher: Viewer
    health_desk: Team
    health_researcher: Viewer
    early_help: Team
    practitioner: Viewer

    def account(self, viewer: Viewer) -> User:
        """An account for one of its people."""
        return User.objects.create_user(
            f"hub{next(_numbers)}@agency.example", PASSWORD, professional_id=viewer.professional_id
        )


def account_in(team: Team, role: Role) -> User:
    """An account of somebody new in a team; there may be no hub at all."""
    who = agencies.professional((team, role))
    return User.objects.create_user(f"hub{next(_numbers)}@agency.example", professional=who)


def a_hub(*, agreement: bool = True) -> Hub:
    """A hub; with ``agreement``, one that binds council, police and health to every purpose."""
    council = agencies.organisation("Brackenshire Council")
    team = agencies.team(council, "Safeguarding hub", is_hub=True)
    early_help = agencies.team(council, "Early help north")
    police = agencies.organisation("Brackenshire Police", OrganisationKind.POLICE)
    health = agencies.organisation("Brackenshire NHS Trust", OrganisationKind.HEALTH)
    school = agencies.organisation("Hill Lane School", OrganisationKind.EDUCATION)
    police_desk = agencies.team(police, "Police desk in the hub", is_hub=True)
    health_desk = agencies.team(health, "Health desk in the hub", is_hub=True)
    staff_room = agencies.team(school, "Pastoral team")
    public = agencies.organisation("Members of the public", OrganisationKind.PUBLIC)
    agencies.professional(
        (agencies.team(public, "Public front door"), Role.FRONT_DOOR), name="Public front door"
    )
    if agreement:
        an_agreement(council, police, health)

    def in_post(team: Team, role: Role, name: str) -> Viewer:
        return viewer_for(agencies.professional((team, role), name=name).pk)

    return Hub(
        council=council,
        team=team,
        screener=in_post(team, Role.SCREENER, "Sam Screener"),
        manager=in_post(team, Role.DECISION_MAKER, "Mona Manager"),
        referrer=in_post(staff_room, Role.REFERRER, "Tess Teacher"),
        police_desk=police_desk,
        police_researcher=in_post(police_desk, Role.RESEARCHER, "Pat Police"),
        health_desk=health_desk,
        health_researcher=in_post(health_desk, Role.RESEARCHER, "Hana Health"),
        early_help=early_help,
        practitioner=in_post(early_help, Role.PRACTITIONER, "Wil Worker"),
    )


def an_agreement(*parties: Organisation) -> Agreement:
    """An agreement that all of them have accepted, for every category and purpose of asking."""
    draft = AgreementDraft(
        reference=f"agreement-{next(_numbers)}",
        version=1,
        name="Hub agreement",
        contact="Information governance",
        parties=[party.pk for party in parties],
        data=[],
        purposes=[
            Purpose.SIGNIFICANT_HARM,
            Purpose.CHILD_IN_NEED,
            Purpose.SAFEGUARDING_DUTY,
            Purpose.EARLY_HELP,
        ],
        categories=CONTENT,
        starts_on=date(2020, 1, 1),
        ends_on=date(2040, 1, 1),
        permitted_uses=[],
    )
    first, *others = [agreements.governance_lead(party) for party in parties]
    with session(first, Purpose.INFORMATION_GOVERNANCE):
        made = record_agreement(first, draft=draft)
    for lead in others:
        agreements.answer(lead, made)
    return made


def mentioned(**more: object) -> commands.MentionedDraft:
    """A child as a referrer names her."""
    details: dict[str, object] = {
        "relation": Relation.CHILD,
        "given": "Ffion",
        "family": "Ŵyn",
        "birth_year": 2016,
        "birth_month": 5,
        "birth_day": 3,
        "postcode": "ZZ99 3WZ",
    }
    return commands.MentionedDraft(**{**details, **more})


def mother(**more: object) -> commands.MentionedDraft:
    """Her mother."""
    details: dict[str, object] = {
        "relation": Relation.PARENT_OR_CARER,
        "relation_words": "Mother",
        "given": "Carys",
        "family": "Ŵyn",
    }
    return commands.MentionedDraft(**{**details, **more})


def worry(**more: object) -> commands.ContactDraft:
    """What a teacher tells the hub."""
    details: dict[str, object] = {
        "submission_key": new_id(),
        "worry": "She has come to school hungry every day this week.",
        "immediate_danger": False,
        "mentioned": [mentioned(), mother()],
        "referrer_contact": "01632 960001",
        "family_told": "yes",
    }
    return commands.ContactDraft(**{**details, **more})


def reported(hub: Hub, *, by: Viewer | None = None, **more: object) -> str:
    """A worry that has reached the hub; returns its reference."""
    referrer = by or hub.referrer
    with session(referrer, Purpose.CONTACT):
        return commands.report_worry(referrer, draft=worry(**more))


def received(hub: Hub, **more: object) -> UUID:
    """An enquiry about whom nobody has been identified yet."""
    reference = reported(hub, **more)
    with session(hub.screener, Purpose.SCREENING):
        return Enquiry.objects.get(contact__reference=reference).pk


def identified(hub: Hub, **more: object) -> UUID:
    """An enquiry whose people are known: all of them new to the council."""
    enquiry_id = received(hub, **more)
    with session(hub.screener, Purpose.SCREENING):
        contact = Contact.objects.get(enquiry=enquiry_id)
        for person in contact.mentioned.order_by("position"):
            commands.confirm_new_person(
                hub.screener,
                enquiry_id=enquiry_id,
                mentioned_id=person.pk,
                evidence="Nobody of this name and birth date is known to us.",
            )
        commands.confirm_subjects(hub.screener, enquiry_id=enquiry_id)
    return enquiry_id


def screened(hub: Hub, *, rating: Rating = Rating.RED, **more: object) -> UUID:
    """An enquiry that waits for a manager."""
    enquiry_id = identified(hub, **more)
    with session(hub.screener, Purpose.SCREENING):
        commands.screen(
            hub.screener, enquiry_id=enquiry_id, rating=rating, rationale="Hungry, and afraid."
        )
    return enquiry_id


def contacts(hub: Hub) -> list[Contact]:
    """Every contact that the hub has, oldest first."""
    with session(hub.screener, Purpose.SCREENING):
        return list(Contact.objects.order_by("received_at", "id"))


def people_mentioned(hub: Hub) -> list[MentionedPerson]:
    """Everybody whom a referrer named, in the order in which they were named."""
    with session(hub.screener, Purpose.SCREENING):
        return list(MentionedPerson.objects.order_by("contact__received_at", "position"))


def enquiry(hub: Hub, enquiry_id: UUID) -> Enquiry:
    """An enquiry as the hub has it now."""
    with session(hub.manager, Purpose.SCREENING):
        return Enquiry.objects.get(pk=enquiry_id)


def subjects(hub: Hub, enquiry_id: UUID) -> list[Subject]:
    """The subjects of an enquiry, with their people, in the order in which they were confirmed."""
    with session(hub.manager, Purpose.SCREENING):
        rows = Subject.objects.filter(enquiry=enquiry_id).select_related("person")
        return list(rows.order_by("confirmed_at", "id"))


def ratings_of(hub: Hub, enquiry_id: UUID) -> list[str]:
    """Every rating that was given, oldest first."""
    with session(hub.screener, Purpose.SCREENING):
        rows = Screening.objects.filter(enquiry=enquiry_id).order_by("at", "id")
        return [screening.rating for screening in rows]


def checks(hub: Hub, enquiry_id: UUID) -> list[AgencyCheck]:
    """Every ask, oldest first."""
    with session(hub.manager, Purpose.SCREENING):
        return list(AgencyCheck.objects.filter(enquiry=enquiry_id).order_by("asked_at", "id"))


def draft_left(viewer: Viewer, form: str) -> dict[str, list[str]] | None:
    """What somebody left in a form."""
    with session(viewer, Purpose.OWN_ACCOUNT):
        left = draft_for(form)
    return left.fields if left else None


def indexed(hub: Hub, *rows: dict[str, str]) -> None:
    """People in the council's own index; a family shares its `household_ref`."""
    agency = SimpleNamespace(
        id=hub.council.pk,
        researcher=viewer_for(agencies.professional((hub.team, Role.RESEARCHER)).pk),
    )
    linkage.imported(agency, *rows)


def ask(desk: Team, subjects: list[UUID], *categories: Category) -> commands.AskDraft:
    """One agency to be asked."""
    return commands.AskDraft(
        team_id=desk.pk,
        subject_ids=subjects,
        categories=categories or (Category.INVOLVEMENT,),
        question="Do you know them, and what is relevant?",
    )


def subjects_of(hub: Hub, enquiry_id: UUID) -> list[UUID]:
    """The subjects of an enquiry, children first."""
    with session(hub.manager, Purpose.SCREENING):
        rows = Subject.objects.filter(enquiry=enquiry_id)
        return [s.pk for s in sorted(rows, key=lambda s: s.relation != Relation.CHILD)]


def checking(
    hub: Hub, *, told: Told = Told.YES, consent: Consent = Consent.GIVEN, **more: object
) -> UUID:
    """An enquiry that waits for the police and for health."""
    enquiry_id = screened(hub, **more)
    subjects = subjects_of(hub, enquiry_id)
    with session(hub.manager, Purpose.SCREENING):
        commands.ask_agencies(
            hub.manager,
            enquiry_id=enquiry_id,
            purpose=Purpose.SIGNIFICANT_HARM,
            told=told,
            consent=consent,
            told_reasons="" if told is Told.YES else "It would put the child at risk.",
            asks=[
                ask(hub.police_desk, subjects, Category.INVOLVEMENT, Category.OFFENDING),
                ask(hub.health_desk, subjects, Category.INVOLVEMENT, Category.HEALTH),
            ],
        )
    return enquiry_id


def check_of(hub: Hub, enquiry_id: UUID, desk: Team) -> UUID:
    """The check that a desk was asked for."""
    with session(hub.manager, Purpose.SCREENING):
        return AgencyCheck.objects.get(enquiry=enquiry_id, team=desk).pk


def answered(hub: Hub, enquiry_id: UUID, researcher: Viewer, desk: Team) -> None:
    """An agency says that it knows nobody."""
    check_id = check_of(hub, enquiry_id, desk)
    with session(researcher, Purpose.AGENCY_CHECK):
        commands.answer_check(
            researcher,
            check_id=check_id,
            answers=[
                commands.AnswerDraft(subject_id=UUID(subject), known=Known.NOT_KNOWN)
                for subject in AgencyCheck.objects.get(pk=check_id).subjects
            ],
        )


def ready(hub: Hub, **more: object) -> UUID:
    """An enquiry that every agency has answered."""
    enquiry_id = checking(hub, **more)
    answered(hub, enquiry_id, hub.police_researcher, hub.police_desk)
    answered(hub, enquiry_id, hub.health_researcher, hub.health_desk)
    return enquiry_id


def decided(hub: Hub, *, outcome: Outcome = Outcome.EARLY_HELP, **more: object) -> UUID:
    """An enquiry with a decision, about which nobody has been told."""
    enquiry_id = ready(hub, **more)
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        commands.record_decision(
            hub.manager, enquiry_id=enquiry_id, outcome=outcome, reasons="The family wants help."
        )
    return enquiry_id


def disseminated(hub: Hub, **more: object) -> UUID:
    """An enquiry of which a team outside the hub has been told."""
    enquiry_id = decided(hub, **more)
    subjects = subjects_of(hub, enquiry_id)
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        commands.disseminate(
            hub.manager,
            enquiry_id=enquiry_id,
            products=[
                commands.ProductDraft(
                    recipient_id=hub.early_help.pk,
                    message="Please offer the family help with meals.",
                    subject_ids=subjects,
                )
            ],
        )
    return enquiry_id


def closed(hub: Hub, **more: object) -> UUID:
    """An enquiry whose referrer has heard what came of it."""
    enquiry_id = disseminated(hub, **more)
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        commands.give_feedback(
            hub.manager, enquiry_id=enquiry_id, message="Thank you. The family will get help."
        )
    return enquiry_id
