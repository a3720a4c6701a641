"""The demonstration's staff as they ask, and what they see."""

from uuid import UUID

from django.db import connection

from joinedup.interfaces.demonstration.area import STAFF
from joinedup.practice.safeguarding_hub import queries
from joinedup.practice.safeguarding_hub.queries import EnquiryView
from joinedup.practice.safeguarding_hub.rules.states import State
from joinedup.trust.accounts.queries import account_with_email
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose

MANAGER = "farida.sutcliffe@council.example.org"
SCREENER = "tunde.marlowe@council.example.org"
DEPUTY = "dominic.ashgrove@council.example.org"
CONFLICTED = "helen.marsden@police.example.org"
HER_COLLEAGUE = "imran.colley@police.example.org"
EVERYBODY = [member.email for member in STAFF]


def viewer(email: str) -> Viewer:
    return viewer_for(account_with_email(email).professional_id)


def enquiries() -> dict[UUID, State]:
    """Every enquiry, closed ones too, as the manager sees them."""
    manager = viewer(MANAGER)
    with session(manager, Purpose.SCREENING):
        found = queries.enquiries_to_do(manager, states=tuple(State), page_size=queries.MOST_LISTED)
    return {work.id: work.state for work in found.enquiries}


def enquiry_about(name: str) -> EnquiryView:
    manager = viewer(MANAGER)
    with session(manager, Purpose.SCREENING):
        listed = queries.enquiries_to_do(
            manager, states=tuple(State), page_size=queries.MOST_LISTED
        )
        [found] = [work.id for work in listed.enquiries if name in work.about]
        return queries.open_enquiry(manager, found)


def sees(email: str, sql: str, *values: object) -> int:
    """How many rows a member of staff sees, asked of the database itself."""
    with session(viewer(email), Purpose.DIRECT_WORK), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {sql}", values)
        return cursor.fetchone()[0]
