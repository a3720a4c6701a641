"""The hub's tables. An enquiry is one folder; each recipient's information product is its own."""

from joinedup.practice.safeguarding_hub.models.checks import (
    AgencyCheck,
    CheckAnswer,
    Contribution,
)
from joinedup.practice.safeguarding_hub.models.decisions import (
    Dissemination,
    EnquiryDecision,
    Feedback,
    InformationProduct,
)
from joinedup.practice.safeguarding_hub.models.enquiry import (
    Contact,
    Enquiry,
    MentionedPerson,
    Screening,
    StateChange,
    Subject,
)
from joinedup.practice.safeguarding_hub.models.owners import OwnerQuestion, OwnerReply

__all__ = [
    "AgencyCheck",
    "CheckAnswer",
    "Contact",
    "Contribution",
    "Dissemination",
    "Enquiry",
    "EnquiryDecision",
    "Feedback",
    "InformationProduct",
    "MentionedPerson",
    "OwnerQuestion",
    "OwnerReply",
    "Screening",
    "StateChange",
    "Subject",
]
