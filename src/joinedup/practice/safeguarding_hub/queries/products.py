"""What a recipient is told: the same words in the preview, in what is sent, and on paper."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from joinedup.base.govuk.wording import age, say_date
from joinedup.practice.safeguarding_hub.models import (
    Contribution,
    Enquiry,
    EnquiryDecision,
    InformationProduct,
    Subject,
)
from joinedup.practice.safeguarding_hub.queries.addresses import (
    SendableAddress,
    address_content,
    problems_of_addresses,
)
from joinedup.practice.safeguarding_hub.queries.owners import OwnerQuestionView
from joinedup.practice.safeguarding_hub.queries.recipients import RecipientTeam, say_readers
from joinedup.practice.safeguarding_hub.rules.kinship import say_relation
from joinedup.practice.safeguarding_hub.rules.outcomes import (
    Handling,
    HowMuch,
    Problem,
    Sending,
    owner_word,
    problems,
)
from joinedup.practice.safeguarding_hub.rules.sendings import ProductDraft, SendingDraft
from joinedup.practice.safeguarding_hub.rules.telling import caution
from joinedup.record.chronology.rules import EntryType, kind_words, say_period
from joinedup.record.people.queries import PersonBrief, people_named
from joinedup.trust.agencies.models import Team
from joinedup.trust.agencies.queries import hub_team
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.queries import told_family
from joinedup.trust.sharing.rules import Told


@dataclass(frozen=True)
class ProductProblem:
    """What stands in the way of a product; about one item, or about the whole of it (None)."""

    contribution_id: UUID | None
    problem: Problem


def problems_of_product(
    draft: ProductDraft,
    *,
    recipient: RecipientTeam,
    contributions: Mapping[UUID, Contribution],
    addresses: Collection[SendableAddress] = (),
    asked: Mapping[tuple[UUID, UUID], Sequence[OwnerQuestionView]] | None = None,
) -> list[ProductProblem]:
    """Everything that stands in the way of telling this recipient this; empty when nothing does."""
    team = recipient.team
    whole = _problems_of_whole(draft, recipient)
    whole += problems_of_addresses(draft, addresses, called=team.name)
    found = [ProductProblem(None, problem) for problem in whole]
    decided = [sending.contribution_id for sending in draft.sendings]
    if set(decided) != set(contributions) or len(decided) != len(contributions):
        words = f"Decide about every item for {team.name}."
        found.append(ProductProblem(None, Problem("items", words)))
        return found
    for sending in draft.sendings:
        contribution = contributions[sending.contribution_id]
        found += [
            ProductProblem(contribution.pk, problem)
            for problem in problems_of_sending(
                sending,
                draft,
                recipient=team,
                contribution=contribution,
                asked=(asked or {}).get((contribution.pk, team.pk), ()),
            )
        ]
    return found


def _problems_of_whole(draft: ProductDraft, recipient: RecipientTeam) -> list[Problem]:
    called = recipient.team.name
    found = []
    if not draft.message.strip():
        found.append(Problem("message", f"Say what you ask {called} to do."))
    if not draft.subject_ids:
        found.append(Problem("subjects", f"Choose whom {called} is told about."))
    if not set(draft.named_ids) <= {person.id for person in recipient.can_be_named}:
        found.append(Problem("named", f"Choose people who are in {called} today."))
    return found


def problems_of_sending(
    sending: SendingDraft,
    draft: ProductDraft,
    *,
    recipient: Team,
    contribution: Contribution,
    asked: Sequence[OwnerQuestionView] = (),
) -> list[Problem]:
    """What stands in the way of one item for this recipient."""
    return problems(
        Sending(
            how_much=sending.how_much,
            summary=sending.summary,
            handling=Handling(contribution.handling),
            owner_answer=sending.owner_answer,
            owner_words=sending.owner_words,
            override_gateway=sending.override_gateway,
            reasons=sending.reasons,
            to_owner=recipient.organisation_id == contribution.agency_id,
            about_named=contribution.answer.subject_id in draft.subject_ids,
            owner_word=owner_word(sending.how_much, sending.summary, [q.asked for q in asked]),
        )
    )


def product_content(
    viewer: Viewer,
    *,
    enquiry: Enquiry,
    decision: EnquiryDecision,
    contributions: Mapping[UUID, Contribution],
    draft: ProductDraft,
    recipient: RecipientTeam,
    addresses: Collection[SendableAddress] = (),
) -> dict[str, Any]:
    """The words as they are sent: kept as they were, whatever the record says later."""
    homes = address_content(draft, addresses)
    subjects = list(
        Subject.objects.filter(enquiry=enquiry, pk__in=draft.subject_ids).order_by("confirmed_at")
    )
    named = people_named(viewer, [s.person_id for s in subjects])
    names = {s.pk: named[s.person_id].name for s in subjects if s.person_id in named}
    hub = hub_team()
    return {
        "enquiry": enquiry.reference,
        "outcome": decision.outcome,
        "message": draft.message,
        "named": [p.name for p in recipient.people if p.id in draft.named_ids],
        "readers": say_readers(recipient, draft.named_ids) if draft.named_ids else "",
        "caution": caution(_told(enquiry.folder_id), referrer_said=enquiry.contact.family_told),
        "people": [
            _person(s, named[s.person_id]) | {"addresses": homes.get(s.pk, [])}
            for s in subjects
            if s.person_id in named
        ],
        "items": [
            _item(sending, contributions[sending.contribution_id], names)
            for sending in _newest_first(draft.sendings, contributions)
        ],
        "from": f"{hub.name}, {hub.organisation.name}",
        "contact": hub.contact or hub.organisation.contact,
        "sent_on": timezone.localdate().isoformat(),
    }


def _told(folder_id: UUID) -> Told:
    found = told_family(folder_id)
    return Told(found.told) if found else Told.NOT_RECORDED


def _newest_first(
    sendings: list[SendingDraft], contributions: Mapping[UUID, Contribution]
) -> list[SendingDraft]:
    sent = [s for s in sendings if s.how_much is not HowMuch.NOT]
    return sorted(sent, key=lambda s: contributions[s.contribution_id].entry.starts_on)[::-1]


def _person(subject: Subject, person: PersonBrief) -> dict[str, Any]:
    return {
        "name": person.name,
        "born": born_words(person),
        "relation": say_relation(subject),
        "needs": needs_words(person),
    }


def born_words(person: PersonBrief) -> str:
    """ "Born 3 May 2016, 10 years old", "Expected 2 March 2027", "Birth date not known"."""
    if person.unborn:
        return f"Expected {say_date(person.expected_on)}"
    if person.birth is None:
        return "Birth date not known"
    known = person.birth.known
    about = "about " if person.birth.estimated else ""
    return f"Born {about}{say_date(known)}, {age(known, timezone.localdate())}"


def needs_words(person: PersonBrief) -> list[str]:
    """What somebody needs in order to take part: interpreter, language, adjustments."""
    language = person.language or "language not known"
    first = [f"Needs an interpreter ({language})"] if person.needs_interpreter else []
    if person.language and not person.needs_interpreter:
        first = [f"Prefers {person.language}"]
    return [*first, *person.needs]


def _item(
    sending: SendingDraft, contribution: Contribution, names: Mapping[UUID, str]
) -> dict[str, Any]:
    entry = contribution.entry
    told = {
        "source": contribution.agency.name,
        "about": names.get(contribution.answer.subject_id, ""),
        "how_much": sending.how_much.value,
    }
    if sending.how_much is HowMuch.SUMMARY:
        return told | {"when": "", "kind": "", "what": sending.summary, "view": "", "done": ""}
    return told | {
        "when": say_period(
            entry.starts_on, entry.ends_on, entry.date_accuracy, EntryType(entry.type)
        ),
        "kind": kind_words(entry.kind),
        "what": entry.what,
        "view": entry.judgement,
        "done": entry.action_taken or entry.why_no_action,
    }


def products_of(viewer: Viewer, decision_id: UUID) -> list[InformationProduct]:
    """The information products that came of one decision, as far as the viewer may see them."""
    rows = InformationProduct.objects.filter(decision_id=decision_id)
    found = list(rows.select_related("recipient__organisation").order_by("made_at", "id"))
    record(
        Action.LISTED,
        subject_kind="information_product",
        details={"products": [str(p.pk) for p in found]},
    )
    return found
