"""Reading each agency's extracts, as its own researcher does with its own files."""

from collections.abc import Callable, Sequence

from joinedup.interfaces.demonstration.area import STAFF
from joinedup.interfaces.demonstration.loading.agencies import Workforce
from joinedup.interfaces.demonstration.loading.folder import Area, AreaAgency, NotAnAreaError
from joinedup.record.chronology.commands import import_own_events
from joinedup.record.linkage.commands import (
    NotImportedError,
    import_people,
    import_relationships,
)
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose

Say = Callable[[str], None]


def read_extracts(area: Area, workforce: Workforce, say: Say) -> None:
    """Every agency's people, relationships and events. Raises ``NotAnAreaError``."""
    for agency in area.agencies:
        researcher = viewer_for(workforce.professionals[researcher_of(agency.slug)])
        try:
            _read(area, agency, researcher, say)
        except NotImportedError as unreadable:
            raise NotAnAreaError(f"{agency.slug}: {unreadable}") from unreadable


def researcher_of(agency: str, *, instead_of: Sequence[str] = ()) -> str:
    """The e-mail address of an agency's researcher in the hub, leaving out some people."""
    return next(
        member.email
        for member in STAFF
        if member.agency == agency and "researcher" in member.roles and member.hub
        if member.email not in instead_of
    )


def _read(area: Area, agency: AreaAgency, researcher: Viewer, say: Say) -> None:
    with session(researcher, Purpose.OWN_RECORDS):
        with area.extract(agency.slug, "people").open("rb") as file:
            people = import_people(
                researcher,
                agency=researcher.agency_id,
                file=file,
                file_name=f"{agency.slug} people.csv",
                complete=True,
            )
        if agency.relationships:
            with area.extract(agency.slug, "relationships").open("rb") as file:
                import_relationships(
                    researcher,
                    agency=researcher.agency_id,
                    file=file,
                    file_name=f"{agency.slug} relationships.csv",
                    complete=True,
                )
        with area.extract(agency.slug, "events").open("rb") as file:
            events = import_own_events(
                researcher,
                agency=researcher.agency_id,
                file=file,
                file_name=f"{agency.slug} events.csv",
            )
    say(
        f"    {agency.name}: {people.rows:,} people ({people.rejected} rows turned away),"
        f" {events.rows:,} events ({events.rejected} turned away)"
    )
