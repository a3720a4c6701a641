"""A made-up English area: its people, its agencies, their extracts, and the truth kept apart."""
