"""Writing to the log: see ``recording``, which the log's own queries use too."""

from joinedup.trust.audit.recording import Folder, record

__all__ = ["Folder", "record"]
