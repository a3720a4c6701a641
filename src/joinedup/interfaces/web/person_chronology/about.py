"""What is told of a person: in their own record, in enquiries about them, in our own index."""

from collections.abc import Collection
from uuid import UUID

from django.urls import reverse

from joinedup.practice.safeguarding_hub.queries import own_index_entries
from joinedup.practice.safeguarding_hub.queries.work import EnquiryBrief
from joinedup.record.chronology.presenter import Place, Timeline, timeline_of
from joinedup.record.people.queries import PersonView
from joinedup.trust.sharing.audience import PageRequest


def records_of(person: PersonView) -> list[UUID]:
    """The record that is kept and those that were merged into it."""
    return [person.id, *(merged.id for merged in person.merged_records)]


def about_person(
    request: PageRequest, person: PersonView, enquiries: Collection[EnquiryBrief]
) -> Timeline:
    """The chronology of a person, from whatever folders this viewer may see.

    An entry that is about everybody in a folder has the folder for its subject, so the folders
    of the person and of the enquiries about them are asked for too.
    """
    records = records_of(person)
    own = [person.folder_id, *(merged.folder_id for merged in person.merged_records)]
    in_enquiries = {enquiry.folder_id: enquiry for enquiry in enquiries}
    places = {folder: Place("this person’s own record") for folder in own} | {
        folder: Place(f"enquiry {enquiry.reference}", reverse("room", args=[enquiry.id]))
        for folder, enquiry in in_enquiries.items()
    }
    subjects = {*records, *own, *in_enquiries, *own_index_entries(records)}
    return timeline_of(request, subjects=sorted(subjects), places=places)


def folders_shown(
    person: PersonView, timeline: Timeline, enquiries: Collection[EnquiryBrief]
) -> list[UUID]:
    """Every folder of which a page about a person shows something, the person's own first."""
    return [
        person.folder_id,
        *(merged.folder_id for merged in person.merged_records),
        *(enquiry.folder_id for enquiry in enquiries),
        *timeline.folders,
    ]
