"""Exercises, what stands behind them, and what came out. None of the first names a person."""

from joinedup.practice.think_family.models.exercises import Answer, Exercise, Party, Step
from joinedup.practice.think_family.models.extracts import Receipt, SealedExtract
from joinedup.practice.think_family.models.results import (
    FamilyAddress,
    FamilyMember,
    FamilyNeed,
    OwnRecord,
    QualifyingFamily,
)

__all__ = [
    "Answer",
    "Exercise",
    "FamilyAddress",
    "FamilyMember",
    "FamilyNeed",
    "OwnRecord",
    "Party",
    "QualifyingFamily",
    "Receipt",
    "SealedExtract",
    "Step",
]
