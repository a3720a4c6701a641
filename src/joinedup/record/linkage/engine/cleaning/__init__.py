"""Cleaning, declared column by column.

Every function takes whatever text was recorded and gives back a canonical form, or an empty
value when nothing usable was recorded.  None raises on any text, and cleaning a cleaned value
changes nothing.
"""
