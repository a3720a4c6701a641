"""Decisions about sharing, as data that the database enforces and those concerned can read."""

from joinedup.trust.sharing.models.agreements import Agreement, PartyAnswer
from joinedup.trust.sharing.models.decisions import Decision, Refusal, ToldFamily
from joinedup.trust.sharing.models.folders import (
    Folder,
    FolderAbout,
    Grant,
    KeptVersion,
    OnePerson,
    Protected,
    keeps_history,
)
from joinedup.trust.sharing.models.limits import BreakGlass, Exclusion, Restriction

__all__ = [
    "Agreement",
    "BreakGlass",
    "Decision",
    "Exclusion",
    "Folder",
    "FolderAbout",
    "Grant",
    "KeptVersion",
    "OnePerson",
    "PartyAnswer",
    "Protected",
    "Refusal",
    "Restriction",
    "ToldFamily",
    "keeps_history",
]
