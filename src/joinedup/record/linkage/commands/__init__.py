"""Writing an agency's index: opening its records, and taking in the files that it sends."""

from joinedup.record.linkage.commands.people import import_people
from joinedup.record.linkage.commands.reading import NotImportedError, Progress
from joinedup.record.linkage.commands.records import open_agency_records
from joinedup.record.linkage.commands.relationships import import_relationships

__all__ = [
    "NotImportedError",
    "Progress",
    "import_people",
    "import_relationships",
    "open_agency_records",
]
