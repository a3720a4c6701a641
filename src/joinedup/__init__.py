"""Joined Up: see the whole family only when there is a reason to, and be able to prove it."""

__version__ = "0.1.0"
