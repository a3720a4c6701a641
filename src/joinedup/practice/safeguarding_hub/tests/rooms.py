"""Rooms with something in them, for tests: who brought what, under which handling."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.test import Client

from joinedup.practice.safeguarding_hub import commands
from joinedup.practice.safeguarding_hub.models import AgencyCheck, Contribution
from joinedup.practice.safeguarding_hub.rules.outcomes import Handling, Outcome
from joinedup.practice.safeguarding_hub.rules.states import Known
from joinedup.practice.safeguarding_hub.tests import factories
from joinedup.practice.safeguarding_hub.tests.factories import Hub
from joinedup.record.chronology.commands import record_entry
from joinedup.record.chronology.models import Entry
from joinedup.record.chronology.rules import EntryType, Impact
from joinedup.record.linkage.commands import open_agency_records
from joinedup.record.linkage.commands.people import import_people
from joinedup.record.linkage.models import IndexEntry
from joinedup.record.linkage.tests.factories import csv_file
from joinedup.trust.accounts.models import User
from joinedup.trust.agencies.models import Organisation, Team
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Category, Purpose

ARREST = "Officers were called to a fight between adults; the children were upstairs."
BRUISE = "A bruise on the left arm was seen at the clinic."


def colleague(team: Team, role: Role, name: str = "Cai Colleague") -> Viewer:
    """Another person in a team."""
    return viewer_for(agencies.professional((team, role), name=name).pk)


def come_in(client: Client, hub: Hub, viewer: Viewer) -> None:
    """Sign somebody in, whether or not they have before."""
    found = User.objects.filter(professional_id=viewer.professional_id).first()
    client.force_login(found or hub.account(viewer))


def officer(hub: Hub) -> Viewer:
    """A police officer outside the hub: the same agency as its desk, and never in the room."""
    outside = agencies.team(hub.police_desk.organisation, "Response north")
    return colleague(outside, Role.PRACTITIONER, "Olu Officer")


def item(category: Category = Category.OFFENDING, **more: object) -> commands.ItemDraft:
    """One item, by default of the police."""
    details: dict[str, object] = {
        "category": category,
        "kind": "domestic-abuse-incident",
        "type": EntryType.LIFE_EVENT,
        "starts_on": date(2026, 3, 4),
        "what": ARREST,
        "impact": Impact.NEGATIVE,
        "action_taken": "A risk assessment was made.",
        "handling": Handling.ASK_FIRST,
    }
    return commands.ItemDraft(**{**details, **more})


def clinic(**more: object) -> commands.ItemDraft:
    """One item of health."""
    details: dict[str, object] = {
        "kind": "ae-injury",
        "what": BRUISE,
        "starts_on": date(2025, 11, 20),
        "judgement": "It does not fit the story told.",
        "handling": Handling.MAY_BE_SENT,
    }
    return item(Category.HEALTH, **{**details, **more})


def knows(
    hub: Hub, enquiry_id: UUID, who: Viewer, desk: Team, items: Collection[commands.ItemDraft]
) -> None:
    """An agency knows the child, and brings these items."""
    check_id = factories.check_of(hub, enquiry_id, desk)
    child = factories.subjects_of(hub, enquiry_id)[0]
    with session(who, Purpose.AGENCY_CHECK):
        subjects = [UUID(s) for s in AgencyCheck.objects.get(pk=check_id).subjects]
        commands.answer_check(
            who,
            check_id=check_id,
            answers=[
                commands.AnswerDraft(
                    subject_id=subject,
                    known=Known.KNOWN if subject == child else Known.NOT_KNOWN,
                    involvement="Known since 2024." if subject == child else "",
                    contact="Duty desk, 01632 960100" if subject == child else "",
                    items=list(items) if subject == child else [],
                )
                for subject in subjects
            ],
        )


def with_items(hub: Hub, **more: object) -> UUID:
    """A room in which the police and health have brought one item each: ready for a decision."""
    enquiry_id = factories.checking(hub, **more)
    knows(hub, enquiry_id, hub.police_researcher, hub.police_desk, [item()])
    knows(hub, enquiry_id, hub.health_researcher, hub.health_desk, [clinic()])
    return enquiry_id


def decided(hub: Hub, outcome: Outcome = Outcome.ASSESSMENT, **more: object) -> UUID:
    """The same, decided."""
    enquiry_id = with_items(hub, **more)
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        commands.record_decision(
            hub.manager, enquiry_id=enquiry_id, outcome=outcome, reasons="Too much at once."
        )
    return enquiry_id


def contributions(hub: Hub, enquiry_id: UUID) -> list[Contribution]:
    """What stands in the room, the newest happening first: the police's, then health's."""
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        rows = Contribution.objects.filter(answer__check_asked__enquiry=enquiry_id)
        return list(rows.select_related("entry", "agency").order_by("-entry__starts_on"))


def own_records(of: Viewer, agency: Organisation) -> tuple[IndexEntry, list[Entry]]:
    """The agency's own index with Ffion in it, and two events: one offending, one health."""
    row = {"record_id": "R1", "given_names": "Ffion", "family_name": "Wyn"}
    row |= {"service": "Public protection", "involved_from": "2024-02-01"}
    with session(of, Purpose.OWN_RECORDS):
        folder = open_agency_records(of, agency=agency.pk)
        import_people(of, agency=agency.pk, file=csv_file(row), file_name="people.csv")
        entry = IndexEntry.objects.get(record_id="R1", agency=agency)
        events = [
            record_entry(
                of,
                folder=folder,
                category=category,
                subject_id=entry.pk,
                source_agency_id=agency.pk,
                type=EntryType.LIFE_EVENT,
                kind=kind,
                starts_on=date(2026, 2, 1),
                date_accuracy="UAA",
                what=what,
                impact=Impact.NEGATIVE,
                action_taken="Logged.",
                source_reference=reference,
            )
            for category, kind, what, reference in (
                (Category.OFFENDING, "arrest", "The father was arrested.", "POL-1"),
                (Category.HEALTH, "ae-attendance", "The mother was taken to A&E.", "POL-2"),
            )
        ]
    return entry, events
