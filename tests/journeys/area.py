"""Brackenshire for the journeys: the hub, what agencies know of one family, and who works there.

An agreement binds the council and the police, so that the police may be asked at once; it does not
bind health, so that asking health is left to a person.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date

from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.record.chronology.commands import record_entry
from joinedup.record.chronology.rules import EntryType, Impact
from joinedup.record.linkage import commands as linkage
from joinedup.record.linkage.models import IndexEntry
from joinedup.trust.agencies.models import Team
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Category, Purpose

ARREST = "Officers were called to a fight between the adults; both children were upstairs."
INFORMANT = "An informant in the next street told of a sale of drugs; an arrest followed."
BRUISE = "A bruise on the left arm was seen at the clinic in Brackenford."
SUMMARY = "The police have been to the home because of violence between adults."


@dataclass(frozen=True)
class Area:
    """The hub's people, and those whom it tells or does not tell."""

    hub: hubs.Hub
    officer: Viewer
    health_visitors: Team
    health_visitor: Viewer
    council_lead: Viewer


def _file(*rows: dict[str, str]) -> io.BytesIO:
    headings = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, headings, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode())


def _known(record_id: str, given: str, family: str, born: str, service: str) -> dict[str, str]:
    return {
        "record_id": record_id,
        "given_names": given,
        "family_name": family,
        "birth_date": born,
        "service": service,
        "updated_on": "2026-02-01",
        "address_line": "14 Larch Road",
        "town": "Brackenford",
        "postcode": "QX4 2AB",
        "involved_from": "2024-09-01",
        "contact_name": "Duty desk",
        "contact_phone": "01632 960100",
    }


def build() -> Area:
    """The area, its indexes read in as the agencies' own people would."""
    hub = hubs.a_hub(agreement=False)
    hubs.an_agreement(hub.council, hub.police_desk.organisation)
    police, health = hub.police_desk.organisation, hub.health_desk.organisation

    def in_post(team: Team, role: Role, name: str) -> Viewer:
        return viewer_for(agencies.professional((team, role), name=name).pk)

    health_visitors = agencies.team(health, "Health visitors south")
    area = Area(
        hub=hub,
        officer=in_post(agencies.team(police, "Response north"), Role.PRACTITIONER, "Olu Officer"),
        health_visitors=health_visitors,
        health_visitor=in_post(health_visitors, Role.PRACTITIONER, "Hari Visitor"),
        council_lead=in_post(
            agencies.team(hub.council, "Information governance"),
            Role.INFORMATION_GOVERNANCE_LEAD,
            "Gwen Governance",
        ),
    )
    _council_index(hub)
    _police_records(hub)
    return area


def _council_index(hub: hubs.Hub) -> None:
    people = _file(
        _known("C1", "Ffion", "Ŵyn", "2016-05-03", "School admissions"),
        _known("C2", "Ffiôn Mair", "Gwynne", "2016-03-05", "School admissions")
        | {"address_line": "3 Mill Street", "postcode": "QX4 7CD"},
        _known("C3", "Carys", "Ŵyn", "1990-07-21", "Housing benefit"),
        _known("C4", "Macsen", "Ŵyn", "2019-11-12", "Nursery places"),
    )
    related = _file(
        {"record_id": "C1", "related_record_id": "C3", "relationship": "mother"},
        {"record_id": "C1", "related_record_id": "C4", "relationship": "brother"},
    )
    with session(hub.screener, Purpose.OWN_RECORDS):
        agency = hub.council.pk
        linkage.open_agency_records(hub.screener, agency=agency)
        linkage.import_people(hub.screener, agency=agency, file=people, file_name="people.csv")
        linkage.import_relationships(
            hub.screener, agency=agency, file=related, file_name="relationships.csv"
        )


def _police_records(hub: hubs.Hub) -> None:
    who, agency = hub.police_researcher, hub.police_desk.organisation
    with session(who, Purpose.OWN_RECORDS):
        folder = linkage.open_agency_records(who, agency=agency.pk)
        file = _file(_known("P1", "Ffion", "Wyn", "2016-05-03", "Public protection"))
        linkage.import_people(who, agency=agency.pk, file=file, file_name="people.csv")
        entry = IndexEntry.objects.get(record_id="P1", agency=agency)
        for kind, what, reference in (
            ("domestic-abuse-incident", ARREST, "POL-1"),
            ("arrest", INFORMANT, "POL-2"),
        ):
            record_entry(
                who,
                folder=folder,
                category=Category.OFFENDING,
                subject_id=entry.pk,
                source_agency_id=agency.pk,
                type=EntryType.LIFE_EVENT,
                kind=kind,
                starts_on=date(2026, 2, 1),
                date_accuracy="AAA",
                what=what,
                impact=Impact.NEGATIVE,
                action_taken="A report was written.",
                source_reference=reference,
            )
