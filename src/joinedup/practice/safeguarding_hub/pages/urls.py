"""The addresses of the hub's pages, in the order of the chain."""

from django.urls import URLPattern

from joinedup.practice.safeguarding_hub.pages.contact import page as contact
from joinedup.practice.safeguarding_hub.pages.my_contacts import page as my_contacts
from joinedup.practice.safeguarding_hub.pages.tell_us import page as tell_us

# From a worry to the agencies that are asked.
FIRST_HALF: list[URLPattern] = [
    *contact.urlpatterns,
    *my_contacts.urlpatterns,
    *tell_us.urlpatterns,
]

# From the agencies' answers to the feedback.
SECOND_HALF: list[URLPattern] = []

urlpatterns = [*FIRST_HALF, *SECOND_HALF]
