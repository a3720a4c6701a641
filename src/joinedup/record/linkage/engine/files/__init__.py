"""People from files: what the columns mean, the records as text, and who is who in truth.

Nothing here cleans or compares; a fault in a file is a ``FileError`` with one line to read.
"""

from joinedup.record.linkage.engine.files.mapping import FileError, Mapping, Role, read_mapping
from joinedup.record.linkage.engine.files.pairs import ComparedPair, read_pairs
from joinedup.record.linkage.engine.files.persons import Persons, read_persons
from joinedup.record.linkage.engine.files.records import Filed, Listed, Records, read_records

__all__ = [
    "ComparedPair",
    "FileError",
    "Filed",
    "Listed",
    "Mapping",
    "Persons",
    "Records",
    "Role",
    "read_mapping",
    "read_pairs",
    "read_persons",
    "read_records",
]
