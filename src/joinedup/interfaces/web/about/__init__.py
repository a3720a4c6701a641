"""Pages that anybody may read: accessibility, privacy, a short guide."""
