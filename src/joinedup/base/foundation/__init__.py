"""Ids, clock and working days, tables of states, database, background tasks."""
