"""The hub's rules: states and who may move between them, ratings, clocks, outcomes. No Django."""
