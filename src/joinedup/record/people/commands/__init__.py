"""Every write about people. Each is one act, audited, in one transaction with its search keys."""

from joinedup.record.people.commands.adding import Opened, Source, add_known_person, add_person
from joinedup.record.people.commands.details import (
    add_identifier,
    add_name,
    correct_access_need,
    correct_identifier,
    correct_name,
    record_access_need,
)
from joinedup.record.people.commands.families import (
    correct_relationship,
    relate,
)
from joinedup.record.people.commands.households import (
    begin_household,
    change_stay,
    form_household,
    join_household,
)
from joinedup.record.people.commands.lives import (
    correct_person,
    record_birth,
)
from joinedup.record.people.commands.merging import merge_people, unmerge_people
from joinedup.record.people.commands.whereabouts import add_address, correct_address, move

__all__ = [
    "Opened",
    "Source",
    "add_address",
    "add_identifier",
    "add_known_person",
    "add_name",
    "add_person",
    "begin_household",
    "change_stay",
    "correct_access_need",
    "correct_address",
    "correct_identifier",
    "correct_name",
    "correct_person",
    "correct_relationship",
    "form_household",
    "join_household",
    "merge_people",
    "move",
    "record_access_need",
    "record_birth",
    "relate",
    "unmerge_people",
]
