"""A made-up English area, written as the extracts that its agencies would hand over.

`generate_area` draws a population from a seed, lets things happen to it, and writes what each
agency would have recorded: partial, dirty and out of date. The truth of who is who goes to
`truth.csv`, which nothing but a measurement may read.

Nobody in it exists: names are drawn from tables of common names, towns and postcodes cannot
exist, NHS numbers are in the range kept for tests, telephone numbers in those kept for drama.
What happens to a family never depends on its naming tradition.
"""

from joinedup.interfaces.demonstration.area.calendar import REFERENCE_DATE
from joinedup.interfaces.demonstration.area.catalogue import AGENCIES, EVENT_KINDS
from joinedup.interfaces.demonstration.area.generate import AreaSummary, generate_area
from joinedup.interfaces.demonstration.area.staff import STAFF, StaffMember

__all__ = [
    "AGENCIES",
    "EVENT_KINDS",
    "REFERENCE_DATE",
    "STAFF",
    "AreaSummary",
    "StaffMember",
    "generate_area",
]
