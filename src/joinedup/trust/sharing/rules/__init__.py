"""The rules of sharing: pure, versioned, the only place where such a question is answered."""

from joinedup.trust.sharing.rules.agreements import AgreementAnswer, Terms
from joinedup.trust.sharing.rules.categories import Category, FolderKind
from joinedup.trust.sharing.rules.decisions import (
    CONSENT_ANSWERS,
    RULES_VERSION,
    TOLD_ANSWERS,
    Answer,
    Consent,
    Outcome,
    Question,
    Relation,
    Told,
    answer,
)
from joinedup.trust.sharing.rules.purposes import Purpose, Threshold
from joinedup.trust.sharing.rules.work import work_of

__all__ = [
    "CONSENT_ANSWERS",
    "RULES_VERSION",
    "TOLD_ANSWERS",
    "AgreementAnswer",
    "Answer",
    "Category",
    "Consent",
    "FolderKind",
    "Outcome",
    "Purpose",
    "Question",
    "Relation",
    "Terms",
    "Threshold",
    "Told",
    "answer",
    "work_of",
]
