"""Every read of people. All need an open session; what it may not see is simply not there."""

from joinedup.record.people.queries.changes import (
    Change,
    Changed,
    Version,
    changes_since,
    history_of,
    version_of,
)
from joinedup.record.people.queries.deciding import (
    ApartFrom,
    ApartView,
    OverturningView,
    decided_about,
    open_overturning,
    overturnings_about,
    overturnings_to_answer,
)
from joinedup.record.people.queries.known import (
    AddressRow,
    IdentifierRow,
    NameRow,
    NeedRow,
    PersonBrief,
    identity_of,
    names_shown,
    people_named,
)
from joinedup.record.people.queries.locating import who_knows
from joinedup.record.people.queries.merging import (
    Comparison,
    MergeView,
    compare_records,
    may_merge,
    open_merge,
)
from joinedup.record.people.queries.person import (
    HouseholdView,
    Link,
    Member,
    PersonView,
    Tie,
    homes_to_join,
    open_person,
)
from joinedup.record.people.queries.records import every_record_of
from joinedup.record.people.queries.search import Found, Search, find_people
from joinedup.record.people.queries.whereabouts import CurrentAddress, addresses_now

__all__ = [
    "AddressRow",
    "ApartFrom",
    "ApartView",
    "Change",
    "Changed",
    "Comparison",
    "CurrentAddress",
    "Found",
    "HouseholdView",
    "IdentifierRow",
    "Link",
    "Member",
    "MergeView",
    "NameRow",
    "NeedRow",
    "OverturningView",
    "PersonBrief",
    "PersonView",
    "Search",
    "Tie",
    "Version",
    "addresses_now",
    "changes_since",
    "compare_records",
    "decided_about",
    "every_record_of",
    "find_people",
    "history_of",
    "homes_to_join",
    "identity_of",
    "may_merge",
    "names_shown",
    "open_merge",
    "open_overturning",
    "open_person",
    "overturnings_about",
    "overturnings_to_answer",
    "people_named",
    "version_of",
    "who_knows",
]
