"""Organisations, services, professionals, teams and dated memberships."""
