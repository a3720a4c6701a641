"""Who of the demonstration's staff reads for the benchmark."""

from joinedup.interfaces.command_line.bench.filling.workforce import email_of
from joinedup.interfaces.demonstration.area import STAFF


def staff() -> dict[str, str]:
    """E-mail addresses by the kind of work."""
    return {
        "screener": _with_role("screener"),
        "manager": _with_role("hub_decision_maker"),
        "researcher": _with_role("researcher", agency="health"),
        "practitioner": email_of("practitioner", 0),
    }


def _with_role(role: str, agency: str | None = None) -> str:
    return next(m.email for m in STAFF if role in m.roles and m.hub and agency in (None, m.agency))
