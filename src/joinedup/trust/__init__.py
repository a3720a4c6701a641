"""Who may see what, and proof of it."""
