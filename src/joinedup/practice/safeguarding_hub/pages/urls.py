"""The addresses of the hub's pages, in the order of the chain."""

from django.urls import URLPattern

from joinedup.practice.safeguarding_hub.pages.checks import page as checks
from joinedup.practice.safeguarding_hub.pages.contact import page as contact
from joinedup.practice.safeguarding_hub.pages.decision import page as decision
from joinedup.practice.safeguarding_hub.pages.dissemination import page as dissemination
from joinedup.practice.safeguarding_hub.pages.enquiry import page as enquiry
from joinedup.practice.safeguarding_hub.pages.feedback import page as feedback
from joinedup.practice.safeguarding_hub.pages.gate import page as gate
from joinedup.practice.safeguarding_hub.pages.identity import page as identity
from joinedup.practice.safeguarding_hub.pages.knowing import page as knowing
from joinedup.practice.safeguarding_hub.pages.my_contacts import page as my_contacts
from joinedup.practice.safeguarding_hub.pages.owner import page as owner
from joinedup.practice.safeguarding_hub.pages.product import page as product
from joinedup.practice.safeguarding_hub.pages.room import page as room
from joinedup.practice.safeguarding_hub.pages.screening import page as screening
from joinedup.practice.safeguarding_hub.pages.tell_us import page as tell_us
from joinedup.practice.safeguarding_hub.pages.work import page as work

# From a worry to the agencies that are asked.
FIRST_HALF: list[URLPattern] = [
    *contact.urlpatterns,
    *my_contacts.urlpatterns,
    *tell_us.urlpatterns,
    *work.urlpatterns,
    *enquiry.urlpatterns,
    *identity.urlpatterns,
    *screening.urlpatterns,
    *gate.urlpatterns,
    *knowing.urlpatterns,
]

# From the agencies' answers to the feedback.
SECOND_HALF: list[URLPattern] = [
    *checks.urlpatterns,
    *owner.urlpatterns,
    *room.urlpatterns,
    *decision.urlpatterns,
    *dissemination.urlpatterns,
    *product.urlpatterns,
    *feedback.urlpatterns,
]

urlpatterns = [*FIRST_HALF, *SECOND_HALF]
