"""What is written down about each reading and writing, in words an auditor uses."""

from enum import StrEnum


class Action(StrEnum):
    """What was done. The value is stored; never change one that has been used."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    OPENED = "opened"
    LISTED = "listed"
    SEARCHED = "searched"
    LOCATED = "located"
    EXPORTED = "exported"
    IMPORTED = "imported"
    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"
    DECIDED = "decided"
    SHARED = "shared"
    REFUSED = "refused"
    RESTRICTED = "restricted"
    EXCLUDED = "excluded"
    BROKE_GLASS = "broke_glass"
    REVIEWED_BREAK_GLASS = "reviewed_break_glass"
    MERGED = "merged"
    UNMERGED = "unmerged"
    DELETED = "deleted"
    COMPARED = "compared"


READS = frozenset({Action.OPENED, Action.LISTED, Action.SEARCHED, Action.LOCATED, Action.EXPORTED})

WORDS: dict[Action, str] = {
    Action.SIGNED_IN: "signed in",
    Action.SIGN_IN_FAILED: "failed to sign in",
    Action.SIGNED_OUT: "signed out",
    Action.SESSION_ENDED: "ended a session",
    Action.OPENED: "opened",
    Action.LISTED: "saw in a list",
    Action.SEARCHED: "searched",
    Action.LOCATED: "asked who knows",
    Action.EXPORTED: "took out a copy of",
    Action.IMPORTED: "imported",
    Action.ADDED: "added",
    Action.CHANGED: "changed",
    Action.ENDED: "ended",
    Action.DECIDED: "decided",
    Action.SHARED: "shared",
    Action.REFUSED: "refused to share",
    Action.RESTRICTED: "restricted",
    Action.EXCLUDED: "excluded someone from",
    Action.BROKE_GLASS: "broke the glass on",
    Action.REVIEWED_BREAK_GLASS: "reviewed a break-glass opening of",
    Action.MERGED: "merged",
    Action.UNMERGED: "un-merged",
    Action.DELETED: "deleted",
    Action.COMPARED: "compared everybody, as the system",
}
