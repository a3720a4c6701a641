"""Folders, grants, agreements, policies: the one place where sharing is decided."""
