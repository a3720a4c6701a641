"""Families who took part against families who did not: seven ways, one result.

``study`` turns a table into arrays, ``compare`` answers a ``Question`` about them. Every method
returns a ``Compared``: the two means of the estimand, the weight of each family, and what each
family adds to the estimate's error (its influence), from which any clustering follows.
"""
