"""Ids, clock and working days, database, background tasks."""
