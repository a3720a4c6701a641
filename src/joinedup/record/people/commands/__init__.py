"""Every write about people. Each is one act, audited, in one transaction with its search keys."""

from joinedup.record.people.commands.adding import Opened, Source, add_known_person, add_person
from joinedup.record.people.commands.deciding import cannot_tell_yet, keep_apart
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
from joinedup.record.people.commands.merging import merge_people
from joinedup.record.people.commands.overturning import (
    answer_overturning,
    ask_to_merge_after_all,
    ask_to_separate,
)
from joinedup.record.people.commands.whereabouts import add_address, correct_address, move

__all__ = [
    "Opened",
    "Source",
    "add_address",
    "add_identifier",
    "add_known_person",
    "add_name",
    "add_person",
    "answer_overturning",
    "ask_to_merge_after_all",
    "ask_to_separate",
    "begin_household",
    "cannot_tell_yet",
    "change_stay",
    "correct_access_need",
    "correct_address",
    "correct_identifier",
    "correct_name",
    "correct_person",
    "correct_relationship",
    "form_household",
    "join_household",
    "keep_apart",
    "merge_people",
    "move",
    "record_access_need",
    "record_birth",
    "relate",
]
