"""The addresses that a manager may choose to send, each with what is known of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from joinedup.base.govuk.wording import say_date
from joinedup.practice.safeguarding_hub.models import Contact, Subject
from joinedup.practice.safeguarding_hub.rules.addresses import TELL_NOBODY, Whereabouts, cautions
from joinedup.practice.safeguarding_hub.rules.outcomes import Problem
from joinedup.practice.safeguarding_hub.rules.sendings import ProductDraft
from joinedup.record.people.queries import CurrentAddress, addresses_now, people_named
from joinedup.record.people.rules import ADDRESS_USE_WORDS, AddressUse
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.queries import is_restricted, told_family
from joinedup.trust.sharing.rules import Told

_BEGUN = {"new": "as the referrer gave it", "index": "from the hub's own agency's records"}


@dataclass(frozen=True)
class SendableAddress:
    """One current address of somebody whom the enquiry is about.

    ``key`` names this version of it: once it has been corrected, it is another.
    """

    key: str
    subject_id: UUID
    name: str
    address: CurrentAddress
    words: str
    source: str
    where: Whereabouts

    @property
    def cautions(self) -> list[str]:
        """What to think of before it is sent."""
        return cautions(self.where)

    def content(self) -> dict[str, str]:
        """As the recipient reads it."""
        return {
            "words": self.words,
            "source": self.source,
            "caution": TELL_NOBODY if self.where.to_be_kept else "",
        }


def sendable_addresses(viewer: Viewer, folder_id: UUID) -> list[SendableAddress]:
    """The current addresses of everybody in an enquiry, as far as the viewer may see them."""
    rows = Subject.objects.filter(folder_id=folder_id).select_related("person")
    subjects = list(rows.order_by("confirmed_at", "id"))
    people = [s.person_id for s in subjects]
    named = people_named(viewer, people)
    names = {s.pk: named[s.person_id].name for s in subjects if s.person_id in named}
    found = addresses_now(viewer, people)
    homes = {s.pk: found[s.person_id] for s in subjects}
    unsafe = _telling_is_unsafe(folder_id)
    return [
        _sendable(subject, address, names, homes, unsafe=unsafe)
        for subject in subjects
        if subject.pk in names
        for address in homes[subject.pk]
    ]


def _telling_is_unsafe(folder_id: UUID) -> bool:
    recorded = told_family(folder_id)
    said = Contact.objects.filter(folder_id=folder_id).values_list("family_told", flat=True)
    told = Told(recorded.told) if recorded else Told.NOT_RECORDED
    return told is Told.UNSAFE or (told is not Told.YES and Told.UNSAFE in said)


def _sendable(
    subject: Subject,
    address: CurrentAddress,
    names: Mapping[UUID, str],
    homes: Mapping[UUID, Sequence[CurrentAddress]],
    *,
    unsafe: bool,
) -> SendableAddress:
    name = names[subject.pk]
    use = ADDRESS_USE_WORDS[address.use].capitalize()
    since = f", since {say_date(address.starts_on)}" if address.starts_on else ""
    return SendableAddress(
        key=f"{address.id}:{address.version}",
        subject_id=subject.pk,
        name=name,
        address=address,
        words=f"{address.words} ({use}{since})",
        source=_source(subject, address),
        where=Whereabouts(
            whose=name,
            others=len(homes[subject.pk]) - 1,
            refuge=address.use is AddressUse.REFUGE,
            named_people_only=is_restricted(address.folder.pk),
            telling_unsafe=unsafe,
            not_there=[
                called
                for other, called in names.items()
                if address.place not in {home.place for home in homes[other]}
            ],
        ),
    )


def _source(subject: Subject, address: CurrentAddress) -> str:
    """When it was written down, by whom, and from where if it began with the person's record."""
    by = f" by {address.recorded_by}" if address.recorded_by else ""
    said = f"Recorded on {say_date(address.recorded_at)}{by}"
    if address.provenance:
        return f"{said}, {address.provenance}."
    # A record that is begun and the subject it is begun for are written in one transaction.
    kept: Any = Subject.pgh_event_model.objects  # type: ignore[attr-defined]
    with_record = address.first and kept.filter(
        pgh_obj_id=subject.pk, pgh_created_at=address.recorded_at
    )
    begun = _BEGUN.get(subject.basis, "") if with_record else ""
    return f"{said}, {begun}." if begun else f"{said}."


def problems_of_addresses(
    draft: ProductDraft, addresses: Collection[SendableAddress], *, called: str
) -> list[Problem]:
    """What stands in the way of sending the addresses that were chosen."""
    chosen = {a.key: a for a in addresses if a.key in draft.address_keys}
    if len(chosen) != len(set(draft.address_keys)):
        words = "An address has been changed since you opened the page. Look at it again."
        return [Problem("addresses", words)]
    left_out = sorted({a.name for a in chosen.values() if a.subject_id not in draft.subject_ids})
    return [
        Problem(
            "addresses",
            f"{called} is not told about {name}. Tell them about {name} too, or do not send where"
            f" {name} lives.",
        )
        for name in left_out
    ]


def address_content(
    draft: ProductDraft, addresses: Collection[SendableAddress]
) -> dict[UUID, list[dict[str, Any]]]:
    """The addresses that are sent, as the recipient reads them, by subject."""
    sent: dict[UUID, list[dict[str, Any]]] = {}
    for address in addresses:
        if address.key in draft.address_keys and address.subject_id in draft.subject_ids:
            sent.setdefault(address.subject_id, []).append(address.content())
    return sent
