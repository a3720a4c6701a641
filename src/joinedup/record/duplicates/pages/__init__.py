"""Pages about records that may be one person's."""
