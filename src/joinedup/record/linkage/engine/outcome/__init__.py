"""What a run leaves behind: clusters, pairs, the model and a page to read; all of it or nothing."""

from joinedup.record.linkage.engine.outcome.folder import check_folder, write_outcome

__all__ = ["check_folder", "write_outcome"]
