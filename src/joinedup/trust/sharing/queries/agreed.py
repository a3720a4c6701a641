"""Reading agreements between agencies, and what their parties answered."""

from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.models import (
    Agreement,
    PartyAnswer,
)
from joinedup.trust.sharing.rules import AgreementAnswer, Category, Purpose, Terms


def terms_begun(on: date) -> tuple[Terms, ...]:
    """Every version of an agreement that has begun by a day, with who has accepted it.

    Which of them bind whom is for the rules to say.
    """
    return tuple(
        Terms(
            reference=a.reference,
            version=a.version,
            parties=frozenset(p.slug for p in a.parties.all()),
            purposes=frozenset(Purpose(p) for p in a.purposes),
            categories=frozenset(Category(c) for c in a.categories),
            starts_on=a.starts_on,
            ends_on=a.ends_on,
            accepted=_who(a, AgreementAnswer.ACCEPTED),
            withdrawn=_who(a, AgreementAnswer.WITHDRAWN),
            names={p.slug: p.name for p in a.parties.all()},
        )
        for a in agreements().filter(starts_on__lte=on)
    )


def agreements() -> QuerySet[Agreement]:
    """Every agreement, newest version first. Agreements are public."""
    answers = PartyAnswer.objects.order_by("decided_at", "id")
    answers = answers.select_related("organisation", "decided_by")
    return Agreement.objects.order_by("reference", "-version").prefetch_related(
        "parties", Prefetch("answers", answers)
    )


def agreement(agreement_id: UUID) -> Agreement:
    """One version of an agreement."""
    found = agreements().filter(pk=agreement_id).first()
    if found is None:
        raise NotVisible
    return found


def latest_answers(found: Agreement) -> dict[UUID, PartyAnswer]:
    """What each party answered last to an agreement, by the organisation; absent: nothing yet."""
    return {one.organisation_id: one for one in found.answers.all()}


def agreements_to_answer(viewer: Viewer) -> list[Agreement]:
    """Agreements of which the viewer's agency is to accept or decline the latest version."""
    rows = agreements().filter(parties=viewer.agency_id, ends_on__gte=timezone.localdate())
    latest: dict[str, Agreement] = {}
    for found in rows:
        latest.setdefault(found.reference, found)
    return [one for one in latest.values() if viewer.agency_id not in latest_answers(one)]


def _who(found: Agreement, said: AgreementAnswer) -> frozenset[str]:
    answers = latest_answers(found).values()
    return frozenset(a.organisation.slug for a in answers if a.answer == said)
