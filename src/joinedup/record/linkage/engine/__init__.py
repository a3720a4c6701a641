"""Matching in plain Python: cleaning, comparison, grading, explaining."""
