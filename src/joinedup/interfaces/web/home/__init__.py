"""The first page after signing in: what is due."""
