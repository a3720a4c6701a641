"""Pages of one person's record."""
