"""Reading about exercises. All of these need an open session."""

from joinedup.practice.think_family.queries.deciding import (
    approved_by,
    asked_of,
    criteria_of,
    desks_of,
    leads_of,
    not_ready,
    parties_of,
    purpose_of_run,
    questions_of,
    refused_today,
    why_not_decide,
)
from joinedup.practice.think_family.queries.exercises import (
    Decided,
    ExerciseView,
    exercise_called,
    exercises,
    my_receipt,
    open_exercise,
    waiting_for,
)
from joinedup.practice.think_family.queries.results import (
    FamilyView,
    open_own_records,
    open_result,
)

__all__ = [
    "Decided",
    "ExerciseView",
    "FamilyView",
    "approved_by",
    "asked_of",
    "criteria_of",
    "desks_of",
    "exercise_called",
    "exercises",
    "leads_of",
    "my_receipt",
    "not_ready",
    "open_exercise",
    "open_own_records",
    "open_result",
    "parties_of",
    "purpose_of_run",
    "questions_of",
    "refused_today",
    "waiting_for",
    "why_not_decide",
]
