"""Who comes to these pages. What is on them, and what they may change, the database decides."""

from joinedup.trust.agencies.rules import Role

READERS = (
    Role.SCREENER,
    Role.DECISION_MAKER,
    Role.PRACTITIONER,
    Role.TEAM_MANAGER,
    Role.RESEARCHER,
)
WRITERS = (Role.SCREENER, Role.DECISION_MAKER, Role.PRACTITIONER, Role.TEAM_MANAGER)
