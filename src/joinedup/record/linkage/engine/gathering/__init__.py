"""Records that are left alone, compared with whole people: a second look after clustering.

Where a person has many records, a damaged one may have little in common with each of them and much
with all of them together: the surname of one, the postcode of another, the birth place of a third.
So each record (or small group) that is left is put beside people of several records, field by
field with the best that any of the person's records has.  What that weighs is learned without
labels from the people found so far: from records put beside the rest of their own person, and from
records put beside strangers.

Nobody is joined between whom a pair is held back as relatives, or who cannot be one person.
"""

from joinedup.record.linkage.engine.gathering.joining import gather

__all__ = ["gather"]
