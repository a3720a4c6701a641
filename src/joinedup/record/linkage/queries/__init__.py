"""Reading an agency's own index; and asking, without reading, who knows somebody."""

from joinedup.record.linkage.queries.coverage import Coverage, coverage, imports, open_import
from joinedup.record.linkage.queries.located import Located, LocatedPerson, locate
from joinedup.record.linkage.queries.own import (
    RelatedEntry,
    Suggestion,
    household_of,
    own_entries_like,
    own_entry,
    own_folder,
    own_record_numbers,
    related_entries,
)
from joinedup.record.linkage.rules.identities import identity_of as identity_of_entry

__all__ = [
    "Coverage",
    "Located",
    "LocatedPerson",
    "RelatedEntry",
    "Suggestion",
    "coverage",
    "household_of",
    "identity_of_entry",
    "imports",
    "locate",
    "open_import",
    "own_entries_like",
    "own_entry",
    "own_folder",
    "own_record_numbers",
    "related_entries",
]
