"""The hub's work on some families, acted out by the staff through the commands of real use.

`script` is what can be written about a case, `stories` and `families` are the cases, `people`
says who is in them, `stage` takes a case through the hub and `answering` speaks for the agencies.
"""
