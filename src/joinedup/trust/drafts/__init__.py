"""Work in progress that must not be lost and belongs to its writer alone."""
