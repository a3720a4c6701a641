"""Differences in differences: two by two, and areas that began at different times."""
