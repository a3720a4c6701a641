"""What an outcome costs, and what it would have cost others: with intervals, never a bare ratio."""
