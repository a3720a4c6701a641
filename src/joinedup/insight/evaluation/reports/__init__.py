"""What was found, for people who are no statisticians: a page of words, then pictures.

A method's result becomes a ``Finding``; ``write_report`` makes the tagged PDF and the HTML of it.
"""
