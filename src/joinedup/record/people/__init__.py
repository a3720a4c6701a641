"""Persons, names, addresses, identifiers, relationships, households, access needs."""
