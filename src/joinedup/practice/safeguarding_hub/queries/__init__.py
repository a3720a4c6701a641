"""Every reading of the hub's records. Each is audited; what may not be seen is as if absent."""

from joinedup.practice.safeguarding_hub.queries.enquiry import (
    EnquiryView,
    SubjectView,
    open_check,
    open_contact_of_mine,
    open_enquiry,
    open_product,
    told_family,
)
from joinedup.practice.safeguarding_hub.queries.gate import (
    PreviewedAsk,
    Terms,
    desks_waited_for,
    others_who_may_review,
    preview_asks,
)
from joinedup.practice.safeguarding_hub.queries.identity import (
    Candidate,
    FamilyEntry,
    candidate_for,
    family_of,
    identity_of_mentioned,
)
from joinedup.practice.safeguarding_hub.queries.owners import waiting_for_our_word
from joinedup.practice.safeguarding_hub.queries.room import Room, open_room
from joinedup.practice.safeguarding_hub.queries.work import (
    MOST_LISTED,
    CheckWork,
    EnquiriesToDo,
    EnquiryWork,
    MyContact,
    ProductWork,
    checks_to_answer,
    enquiries_about,
    enquiries_to_do,
    my_contact,
    my_contacts,
    products_received,
    reference_sent,
)

__all__ = [
    "MOST_LISTED",
    "Candidate",
    "CheckWork",
    "EnquiriesToDo",
    "EnquiryView",
    "EnquiryWork",
    "FamilyEntry",
    "MyContact",
    "PreviewedAsk",
    "ProductWork",
    "Room",
    "SubjectView",
    "Terms",
    "candidate_for",
    "checks_to_answer",
    "desks_waited_for",
    "enquiries_about",
    "enquiries_to_do",
    "family_of",
    "identity_of_mentioned",
    "my_contact",
    "my_contacts",
    "open_check",
    "open_contact_of_mine",
    "open_enquiry",
    "open_product",
    "open_room",
    "others_who_may_review",
    "preview_asks",
    "products_received",
    "reference_sent",
    "told_family",
    "waiting_for_our_word",
]
