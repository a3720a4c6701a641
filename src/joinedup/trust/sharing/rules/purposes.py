"""Why information is read or asked for, and the legal gateway that each reason stands on."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

_LEGISLATION = "https://www.legislation.gov.uk"


class Threshold(IntEnum):
    """Level of need in the four-level continuum (London Child Protection Procedures)."""

    UNIVERSAL = 1
    EARLY_HELP = 2
    CHILD_IN_NEED = 3
    SIGNIFICANT_HARM = 4


class Purpose(StrEnum):
    """The reason that a person gives, or that their page gives for them, on every reading."""

    SIGNIFICANT_HARM = "significant_harm"
    CHILD_IN_NEED = "child_in_need"
    SAFEGUARDING_DUTY = "safeguarding_duty"
    EARLY_HELP = "early_help"
    CONTACT = "contact"
    SCREENING = "screening"
    AGENCY_CHECK = "agency_check"
    OWN_RECORDS = "own_records"
    DIRECT_WORK = "direct_work"
    EVALUATION = "evaluation"
    INFORMATION_GOVERNANCE = "information_governance"
    ADMINISTRATION = "administration"
    BREAK_GLASS = "break_glass"
    OWN_ACCOUNT = "own_account"


@dataclass(frozen=True)
class Ground:
    """What a purpose is called, what it stands on, and how serious a worry it needs."""

    words: str
    gateway: str
    source: str
    threshold: Threshold
    multi_agency: bool = False


_CHILDREN_ACT_1989 = f"{_LEGISLATION}/ukpga/1989/41/section"
_CHILDREN_ACT_2004 = f"{_LEGISLATION}/ukpga/2004/31/section"

GROUNDS: dict[Purpose, Ground] = {
    Purpose.SIGNIFICANT_HARM: Ground(
        "to find out whether a child is suffering, or likely to suffer, significant harm",
        f"{_CHILDREN_ACT_1989}/47",
        "Children Act 1989, section 47",
        Threshold.SIGNIFICANT_HARM,
        multi_agency=True,
    ),
    Purpose.CHILD_IN_NEED: Ground(
        "to safeguard and promote the welfare of a child in need",
        f"{_CHILDREN_ACT_1989}/17",
        "Children Act 1989, section 17",
        Threshold.CHILD_IN_NEED,
        multi_agency=True,
    ),
    Purpose.SAFEGUARDING_DUTY: Ground(
        "to help another listed body to safeguard or promote the welfare of a child",
        f"{_CHILDREN_ACT_2004}/16LA",
        "Children Act 2004, section 16LA",
        Threshold.CHILD_IN_NEED,
        multi_agency=True,
    ),
    Purpose.EARLY_HELP: Ground(
        "to offer early help that the family agrees to",
        f"{_CHILDREN_ACT_2004}/10",
        "Children Act 2004, section 10",
        Threshold.EARLY_HELP,
        multi_agency=True,
    ),
    Purpose.CONTACT: Ground(
        "to report a worry about a child",
        f"{_CHILDREN_ACT_2004}/11",
        "Children Act 2004, section 11",
        Threshold.UNIVERSAL,
    ),
    Purpose.SCREENING: Ground(
        "to decide what a contact needs",
        f"{_CHILDREN_ACT_1989}/17",
        "Children Act 1989, section 17",
        Threshold.UNIVERSAL,
    ),
    Purpose.AGENCY_CHECK: Ground(
        "to answer the hub's question from our own records",
        f"{_CHILDREN_ACT_2004}/16LA",
        "Children Act 2004, section 16LA",
        Threshold.UNIVERSAL,
    ),
    Purpose.OWN_RECORDS: Ground(
        "to keep our own agency's records",
        f"{_CHILDREN_ACT_2004}/11",
        "Children Act 2004, section 11",
        Threshold.UNIVERSAL,
    ),
    Purpose.DIRECT_WORK: Ground(
        "to work with a family that we support",
        f"{_CHILDREN_ACT_2004}/11",
        "Children Act 2004, section 11",
        Threshold.UNIVERSAL,
    ),
    Purpose.EVALUATION: Ground(
        "to find out whether help works, by numbers and never by name",
        f"{_LEGISLATION}/eur/2016/679/article/5",
        "UK GDPR, Article 5(1)(b)",
        Threshold.UNIVERSAL,
    ),
    Purpose.INFORMATION_GOVERNANCE: Ground(
        "to check that information is shared and read lawfully",
        f"{_LEGISLATION}/eur/2016/679/article/5",
        "UK GDPR, Article 5(2)",
        Threshold.UNIVERSAL,
    ),
    Purpose.ADMINISTRATION: Ground(
        "to run the system",
        f"{_LEGISLATION}/eur/2016/679/article/32",
        "UK GDPR, Article 32",
        Threshold.UNIVERSAL,
    ),
    Purpose.BREAK_GLASS: Ground(
        "to protect somebody from immediate danger",
        f"{_LEGISLATION}/eur/2016/679/article/6",
        "UK GDPR, Article 6(1)(d)",
        Threshold.SIGNIFICANT_HARM,
    ),
    Purpose.OWN_ACCOUNT: Ground(
        "to use one's own account",
        f"{_LEGISLATION}/eur/2016/679/article/6",
        "UK GDPR, Article 6(1)(e)",
        Threshold.UNIVERSAL,
    ),
}
