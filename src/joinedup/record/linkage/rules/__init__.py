"""Plain Python: what an agency's file may hold, and what of a person is stored to be compared."""
