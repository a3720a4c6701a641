"""What the work adds up to: evaluation, the partnership itself, evidence.

It reads what practice and the record hold, through their queries, and writes none of it.
"""
