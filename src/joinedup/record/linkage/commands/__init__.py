"""Writing an agency's index: opening its records, and taking in the files that it sends."""

from joinedup.record.linkage.commands.learning import learn_from_indexes
from joinedup.record.linkage.commands.people import import_people
from joinedup.record.linkage.commands.reading import NotImportedError, Progress
from joinedup.record.linkage.commands.records import open_agency_records
from joinedup.record.linkage.commands.relationships import import_relationships
from joinedup.record.linkage.commands.reports import (
    FileReport,
    keep_report,
    one_import_at_a_time,
)

__all__ = [
    "FileReport",
    "NotImportedError",
    "Progress",
    "import_people",
    "import_relationships",
    "keep_report",
    "learn_from_indexes",
    "one_import_at_a_time",
    "open_agency_records",
]
