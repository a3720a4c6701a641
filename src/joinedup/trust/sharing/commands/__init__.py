"""Deciding about sharing. Each command is one decision, recorded with its reasons and audited."""

from joinedup.trust.sharing.commands.breaking_glass import (
    BREAK_GLASS_MINUTES,
    break_glass,
    review_break_glass,
)
from joinedup.trust.sharing.commands.deciding import decide, record_told_family, refuse_to_share
from joinedup.trust.sharing.commands.granting import (
    Holder,
    Opening,
    open_folder,
    share_with,
    stop_sharing,
)
from joinedup.trust.sharing.commands.letting_in import Access, Letting, end_access, let_in
from joinedup.trust.sharing.commands.limiting import (
    exclude_for_conflict_of_interest,
    lift_exclusion,
    lift_restriction,
    restrict_to_named_people,
    say_one_person,
    say_two_people,
    say_whom_it_is_about,
)

__all__ = [
    "BREAK_GLASS_MINUTES",
    "Access",
    "Holder",
    "Letting",
    "Opening",
    "break_glass",
    "decide",
    "end_access",
    "exclude_for_conflict_of_interest",
    "let_in",
    "lift_exclusion",
    "lift_restriction",
    "open_folder",
    "record_told_family",
    "refuse_to_share",
    "restrict_to_named_people",
    "review_break_glass",
    "say_one_person",
    "say_two_people",
    "say_whom_it_is_about",
    "share_with",
    "stop_sharing",
]
