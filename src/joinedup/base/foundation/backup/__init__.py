"""Backups of the whole database: made with PostgreSQL's own programs, encrypted on their way out.

`sealed` is the file format, `dump` makes and restores one.
"""
