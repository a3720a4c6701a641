"""Every write to a chronology."""

from joinedup.record.chronology.commands.entries import (
    AlreadyCorrectedError,
    AlreadyRecordedError,
    IncompleteEntryError,
    correct_entry,
    record_entry,
)
from joinedup.record.chronology.commands.importing import ImportReport, import_events
from joinedup.record.chronology.commands.own_events import import_own_events

__all__ = [
    "AlreadyCorrectedError",
    "AlreadyRecordedError",
    "ImportReport",
    "IncompleteEntryError",
    "correct_entry",
    "import_events",
    "import_own_events",
    "record_entry",
]
