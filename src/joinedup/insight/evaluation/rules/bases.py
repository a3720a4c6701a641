"""On which legal basis a study may be asked for."""

from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """Why the agency may use its families' information in this way."""

    SERVICE_EVALUATION = "service_evaluation"
    RESEARCH = "research"
    STATISTICS = "statistics"


@dataclass(frozen=True)
class BasisWords:
    """What it is called, and where it stands."""

    words: str
    source: str


_SCIENCE = (
    "UK GDPR, Article 6(1)(e); Data Protection Act 2018, Schedule 1, paragraph 4; the safeguards"
    " for research and statistics (UK GDPR, Article 89; as the Data (Use and Access) Act 2025 has"
    " it, Articles 84A to 84C)"
)

BASES: dict[Basis, BasisWords] = {
    Basis.SERVICE_EVALUATION: BasisWords(
        "Checking a service that the agency itself runs",
        "UK GDPR, Article 6(1)(e); Data Protection Act 2018, section 8 and Schedule 1, paragraph 6",
    ),
    Basis.RESEARCH: BasisWords(
        "Research in the public interest",
        _SCIENCE,
    ),
    Basis.STATISTICS: BasisWords(
        "Statistics, from which nothing is decided about a family",
        _SCIENCE,
    ),
}
