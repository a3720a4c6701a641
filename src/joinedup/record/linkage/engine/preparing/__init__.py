"""Records made ready for comparing in bulk: declared cleaning by role, into columns of DuckDB."""

from joinedup.record.linkage.engine.preparing.columns import Prepared, prepare

__all__ = ["Prepared", "prepare"]
