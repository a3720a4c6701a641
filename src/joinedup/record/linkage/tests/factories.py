"""Made-up agencies with indexes, and an enquiry that may ask about them."""

import csv
import io
from types import SimpleNamespace

from joinedup.record.linkage import commands
from joinedup.record.linkage.models import IndexEntry
from joinedup.trust.accounts.models import User
from joinedup.trust.agencies.models import Professional, Team
from joinedup.trust.agencies.rules import OrganisationKind, Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.commands import Holder, Opening, open_folder
from joinedup.trust.sharing.models import Decision, Folder
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Category, FolderKind, Outcome, Purpose

PERSON = {
    "record_id": "R1",
    "given_names": "Ffion Mair",
    "family_name": "Ŵyn-Parry",
    "birth_date": "2016-05-03",
    "service": "Health visiting",
    "updated_on": "2026-11-01",
    "service_status": "open",
    "postcode": "QX4 2AB",
    "address_line": "14 Larch Road",
    "contact_name": "Marie Okell",
    "contact_phone": "01632 960301",
    "contact_email": "hv@example.org",
}


def csv_file(*rows: dict[str, str]) -> io.BytesIO:
    """A file of these rows, each beginning from `PERSON`; headings are the union."""
    full = [PERSON | row for row in rows]
    headings = list(dict.fromkeys(name for row in full for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, headings, restval="")
    writer.writeheader()
    writer.writerows(full)
    return io.BytesIO(text.getvalue().encode())


def an_agency(
    name: str = "Health", kind: OrganisationKind = OrganisationKind.HEALTH
) -> SimpleNamespace:
    """An agency with a desk in the hub, its researcher, and its information governance lead."""
    organisation = agencies.organisation(name, kind)
    desk = agencies.team(organisation, f"{name} desk", is_hub=True)
    office = agencies.team(organisation, f"{name} governance")
    return SimpleNamespace(
        id=organisation.pk,
        organisation=organisation,
        desk=desk,
        researcher=viewer_for(agencies.professional((desk, Role.RESEARCHER)).pk),
        lead=viewer_for(agencies.professional((office, Role.INFORMATION_GOVERNANCE_LEAD)).pk),
        worker=viewer_for(agencies.professional((office, Role.PRACTITIONER)).pk),
    )


def account(viewer: Viewer) -> User:
    """What a professional signs in with."""
    professional = Professional.objects.get(pk=viewer.professional_id)
    return User.objects.create_user(f"{professional.pk}@example.org", professional=professional)


def entries(agency: SimpleNamespace) -> dict[str, IndexEntry]:
    """The agency's index as its researcher sees it, by record number."""
    with session(agency.researcher, Purpose.OWN_RECORDS):
        return {entry.record_id: entry for entry in IndexEntry.objects.all()}


def imported(agency: SimpleNamespace, *rows: dict[str, str], complete: bool = False):
    """Import rows into the agency's index as its researcher."""
    with session(agency.researcher, Purpose.OWN_RECORDS):
        return commands.import_people(
            agency.researcher,
            agency=agency.id,
            file=csv_file(*rows),
            file_name="people.csv",
            complete=complete,
        )


def a_hub() -> SimpleNamespace:
    """The council's hub team, a screener, a decision maker, and an enquiry's folder."""
    council = agencies.organisation("Council")
    team = agencies.team(council, "Safeguarding hub", is_hub=True)
    manager = viewer_for(agencies.professional((team, Role.DECISION_MAKER)).pk)
    screener = viewer_for(agencies.professional((team, Role.SCREENER)).pk)
    folder = enquiry_folder(manager, team)
    return SimpleNamespace(
        id=council.pk, team=team, manager=manager, screener=screener, folder=folder
    )


def enquiry_folder(manager: Viewer, team: Team) -> Folder:
    """A folder that the team works in."""
    with session(manager, Purpose.SCREENING):
        return open_folder(
            manager,
            kind=FolderKind.ENQUIRY,
            controller_id=manager.agency_id,
            purpose=Purpose.SCREENING,
            reasons="A contact came in.",
            openings=[
                Opening(
                    Holder(team_id=team.pk), [Category.REQUEST], may_write=True, may_decide=True
                )
            ],
        )


def decision(hub: SimpleNamespace, agency: SimpleNamespace, by: Viewer | None = None, **fields):
    """A decision to ask an agency, permitted unless said otherwise."""
    by = by or hub.manager
    values = {
        "folder": hub.folder,
        "asking_id": hub.id,
        "holding_id": agency.id,
        "asked_by_id": by.professional_id,
        "purpose": Purpose.SIGNIFICANT_HARM,
        "gateway": "https://www.legislation.gov.uk/ukpga/1989/41/section/47",
        "categories": [Category.INVOLVEMENT],
        "outcome": Outcome.PERMIT,
        "rule": "agreed",
        "rules_version": "test",
        "because": "Agreed.",
    }
    made = Decision(**values | fields)
    with session(by, Purpose.SCREENING):
        made.save(force_insert=True)
    return made.pk
