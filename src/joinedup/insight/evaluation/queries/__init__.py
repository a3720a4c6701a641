"""Reading about studies. All of these need an open session."""

from joinedup.insight.evaluation.queries.runs import open_run
from joinedup.insight.evaluation.queries.studies import (
    StudyView,
    open_study,
    protocol_of_study,
    studies,
    waiting_for,
    why_not_decide,
)

__all__ = [
    "StudyView",
    "open_run",
    "open_study",
    "protocol_of_study",
    "studies",
    "waiting_for",
    "why_not_decide",
]
