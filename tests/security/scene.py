"""A hub in the middle of its work, and one person of every kind who might come to a page."""

from dataclasses import dataclass
from uuid import UUID

from joinedup.insight.evaluation import commands as evaluation
from joinedup.insight.evaluation.tests import factories as studies
from joinedup.practice.safeguarding_hub.commands import ask_owner
from joinedup.practice.safeguarding_hub.models import (
    Enquiry,
    InformationProduct,
    OwnerQuestion,
    Subject,
)
from joinedup.practice.safeguarding_hub.rules.outcomes import HowMuch
from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.practice.safeguarding_hub.tests import rooms
from joinedup.practice.think_family import commands as matching
from joinedup.practice.think_family.tests import factories as exercises
from joinedup.record.chronology.tests import factories as chronologies
from joinedup.record.duplicates.tests import factories as duplicates
from joinedup.record.linkage.commands import import_people
from joinedup.record.linkage.models import IndexEntry, IndexImport
from joinedup.record.linkage.tests import factories as indexes
from joinedup.record.people.commands import ask_to_merge_after_all, keep_apart, merge_people
from joinedup.record.people.models import Name, Overturning, Person
from joinedup.trust.accounts.models import User
from joinedup.trust.agencies.models import Organisation
from joinedup.trust.agencies.rules import OrganisationKind, Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing import commands as sharing
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.models import Agreement, Folder, Grant
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Category, Purpose


@dataclass(frozen=True)
class Scene:
    """The people, as accounts, by what they are; and the ids that addresses name."""

    hub: hubs.Hub
    people: dict[str, User]
    things: dict[str, object]


def build() -> Scene:
    """An enquiry that waits for two agencies, another that is closed, and everybody around them."""
    hub = hubs.a_hub()
    closed_id = hubs.closed(hub)
    enquiry_id = hubs.checking(hub)
    viewers = _viewers(hub)
    people = {name: hub.account(viewer) for name, viewer in viewers.items()}
    things: dict[str, object] = {"enquiry": enquiry_id, "signed": "signed"}
    with session(hub.manager, Purpose.SCREENING):
        enquiry = Enquiry.objects.select_related("contact", "folder").get(pk=enquiry_id)
        subject = enquiry.subjects.order_by("id").first()
        other = Enquiry.objects.get(pk=closed_id).subjects.order_by("id").first()
        third = Enquiry.objects.get(pk=closed_id).subjects.order_by("id").last()
        merged = merge_people(
            hub.manager,
            kept_id=other.person_id,
            merged_id=third.person_id,
            evidence="A test.",
            reasons="A test.",
            is_one_person=True,
        )
        things |= {
            "enquiry_folder": enquiry.folder_id,
            "contact": enquiry.contact_id,
            "reference": enquiry.contact.reference,
            "mentioned": enquiry.contact.mentioned.order_by("position").first().pk,
            "subject": subject.pk,
            "person": subject.person_id,
            "name_row": Name.objects.filter(person=subject.person_id).first().pk,
            "other_person": other.person_id,
            "merge": merged.pk,
            "product": InformationProduct.objects.get().pk,
            "person_folder": subject.person.folder_id,
            "grant": Grant.objects.filter(folder=subject.person.folder_id).first().pk,
        }
        things |= _decisions(hub, viewers, other.person.folder)
        sealed = Person.objects.get(folder=things["restricted_folder"])
        things["sealed_person"] = sealed.pk
        duplicates.pair(
            duplicates.run(),
            (subject.person_id, subject.person.folder_id),
            (sealed.pk, sealed.folder_id),
        )
        things["overturning"] = _an_overturning(hub, other.person_id, things).pk
    with session(hub.police_researcher, Purpose.AGENCY_CHECK):
        things["entry"] = chronologies.entry(
            hub.police_researcher, enquiry.folder, category=Category.OFFENDING
        ).pk
    things["agreement"] = Agreement.objects.first().pk
    with session(viewers["team_manager"], Purpose.BREAK_GLASS):
        things["opening"] = sharing.break_glass(
            viewers["team_manager"],
            folder_id=things["restricted_folder"],
            reasons="A test.",
            categories=[Category.IDENTITY],
        )
    things["owner_question"] = _a_question_to_the_police(hub).pk
    things["exercise"] = an_exercise(viewers)
    things["study"], things["run"] = a_study(hub, viewers)
    things["police_check"] = hubs.check_of(hub, enquiry_id, hub.police_desk)
    things["import"] = _an_import(hub.police_researcher).pk
    things["index_entry"] = _an_entry(viewers["council_researcher"]).pk
    return Scene(hub, people, things)


def _decisions(hub: hubs.Hub, viewers: dict[str, Viewer], folder: Folder) -> dict[str, object]:
    """A colleague kept out of one record, and another record open to named people only."""
    exclusion = sharing.exclude_for_conflict_of_interest(
        hub.manager,
        folder=folder,
        professional_id=viewers["police_practitioner"].professional_id,
        reasons="A test.",
    )
    restricted_id = hubs.identified(hub)
    restricted = Subject.objects.filter(enquiry=restricted_id).first().person.folder
    sharing.restrict_to_named_people(
        hub.manager, folder=restricted, named=[hub.screener.professional_id], reasons="A test."
    )
    return {
        "excluded_folder": folder.pk,
        "exclusion": exclusion.pk,
        "restricted_folder": restricted.pk,
    }


def _an_overturning(hub: hubs.Hub, person_id: UUID, things: dict[str, object]) -> Overturning:
    """A manager asks a second person whether a sealed record is of somebody after all."""
    decision = keep_apart(
        hub.manager, one_id=person_id, other_id=things["sealed_person"], reasons="A test."
    )
    return ask_to_merge_after_all(
        hub.manager,
        decision_id=decision.pk,
        kept_id=person_id,
        evidence="A test.",
        reasons="A test.",
    )


def _a_question_to_the_police(hub: hubs.Hub) -> OwnerQuestion:
    """A manager asks the police whether what they brought may be sent to early help."""
    enquiry_id = rooms.decided(hub)
    item = rooms.contributions(hub, enquiry_id)[0]
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        return ask_owner(
            hub.manager,
            enquiry_id=enquiry_id,
            contribution_id=item.pk,
            recipient_id=hub.early_help.pk,
            how_much=HowMuch.IN_FULL,
            reasons="A test.",
        )


def an_exercise(viewers: dict[str, Viewer], stage: str = "released") -> UUID:
    """A sealed matching of council and police for the council's families team, taken to a stage:
    drafted, submitted, opened, sent, matched or released."""
    council, police = viewers["council_lead"], viewers["police_lead"]
    stages = ["drafted", "submitted", "opened", "sent", "matched", "released"]
    reached = stages[: stages.index(stage) + 1]
    with session(council, Purpose.INFORMATION_GOVERNANCE):
        proposal = exercises.a_proposal(
            None,
            receiving_team_id=min(viewers["families_manager"].team_ids),
            contributes={
                council.agency_id: frozenset({"education"}),
                police.agency_id: frozenset({"crime", "domestic_abuse"}),
            },
        )
        exercise_id = matching.propose(council, proposal=proposal).pk
        if "submitted" in reached:
            matching.submit(council, exercise_id=exercise_id)
    if "opened" in reached:
        for who in (viewers["board_member"], police):
            exercises.approve(who, exercise_id)
    if "sent" in reached:
        home = {"address_line": "1 Far Lane", "postcode": "QZ1 1AA"}
        ours = exercises.a_row("E1", given_names="Ann", needs="education", **home)
        theirs = exercises.a_row("P1", given_names="Bob", needs="crime;domestic_abuse", **home)
        exercises.send(viewers["council_researcher"], exercise_id, [ours])
        exercises.send(viewers["police_researcher"], exercise_id, [theirs])
    if "matched" in reached:
        with session(council, Purpose.INFORMATION_GOVERNANCE):
            matching.start_run(council, exercise_id=exercise_id)
        exercises.run(council, exercise_id)
    if "released" in reached:
        with session(council, Purpose.INFORMATION_GOVERNANCE):
            matching.release(council, exercise_id=exercise_id, reasons="A test.")
    return exercise_id


def a_study(hub: hubs.Hub, viewers: dict[str, Viewer]) -> tuple[UUID, UUID]:
    """A study of the council's families with its data set, which may be taken out, and a run that
    has found something."""
    team = studies.a_team(
        24, hub.council, evaluator=viewers["evaluator"], lead=viewers["council_lead"]
    )
    study_id = studies.built(team, takes_out=True)
    run_id = studies.begun(team, study_id)
    finding = {
        "title": "A test", "verdict": "A test.", "in_words": ["A test."], "warnings": [],
        "figures": {}, "fingerprints": {}, "how": [],
        "shown": [{"title": "Shares", "words": "", "headings": ["Group", "Share"],
                   "rows": [["Took part", "40%"]], "svg": "", "alternative": ""}],
    }  # fmt: skip
    with session(team.evaluator, Purpose.EVALUATION):
        evaluation.start_run(team.evaluator, run_id=run_id)
        evaluation.finish_run(
            team.evaluator, run_id=run_id, finding=finding, html="<p>A test.</p>", pdf=b"%PDF-"
        )
    return study_id, run_id


def _an_import(researcher: Viewer) -> IndexImport:
    with session(researcher, Purpose.OWN_RECORDS):
        import_people(
            researcher,
            agency=researcher.agency_id,
            file=indexes.csv_file({}, {"record_id": "R2", "birth_date": "31 June"}),
            file_name="people.csv",
        )
        return IndexImport.objects.get(agency_id=researcher.agency_id)


def _an_entry(researcher: Viewer) -> IndexEntry:
    _an_import(researcher)
    with session(researcher, Purpose.OWN_RECORDS):
        return IndexEntry.objects.filter(agency_id=researcher.agency_id).earliest("id")


def _viewers(hub: hubs.Hub) -> dict[str, Viewer]:
    police = hub.police_desk.organisation
    housing = agencies.organisation("Brackenshire Homes", OrganisationKind.HOUSING)

    def new(role: Role, of: Organisation, name: str, *, is_hub: bool = False) -> Viewer:
        team = agencies.team(of, f"Team of {name}", is_hub=is_hub)
        return viewer_for(agencies.professional((team, role), name=name).pk)

    return {
        "referrer": hub.referrer,
        "other_referrer": new(Role.REFERRER, housing, "Another referrer"),
        "screener": hub.screener,
        "manager": hub.manager,
        "police_researcher": hub.police_researcher,
        "health_researcher": hub.health_researcher,
        "housing_researcher": new(Role.RESEARCHER, housing, "Housing desk", is_hub=True),
        "council_researcher": viewer_for(
            agencies.professional((hub.team, Role.RESEARCHER), name="Council desk").pk
        ),
        "practitioner": hub.practitioner,
        # The police's own operational staff: the firewall is against them too.
        "police_practitioner": new(Role.PRACTITIONER, police, "Operational officer"),
        "team_manager": new(Role.TEAM_MANAGER, police, "Police inspector"),
        "families_manager": new(Role.TEAM_MANAGER, hub.council, "Families manager"),
        "transitions_worker": new(Role.TRANSITIONS_WORKER, hub.council, "Transitions worker"),
        "board_member": new(Role.BOARD_MEMBER, hub.council, "Board member"),
        "evaluator": new(Role.EVALUATOR, hub.council, "Evaluator"),
        "council_lead": new(Role.INFORMATION_GOVERNANCE_LEAD, hub.council, "Council lead"),
        "police_lead": new(Role.INFORMATION_GOVERNANCE_LEAD, police, "Police lead"),
        "housing_lead": new(Role.INFORMATION_GOVERNANCE_LEAD, housing, "Housing lead"),
        "system_administrator": new(Role.SYSTEM_ADMINISTRATOR, hub.council, "Administrator"),
    }
