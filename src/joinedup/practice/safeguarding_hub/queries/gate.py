"""What the rules would answer to an ask, before anybody is asked. Nothing is recorded."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from joinedup.practice.safeguarding_hub.models import AgencyCheck, Enquiry, Subject
from joinedup.practice.safeguarding_hub.rules.asks import AskDraft
from joinedup.practice.safeguarding_hub.rules.ratings import RATINGS, Rating
from joinedup.practice.safeguarding_hub.rules.states import CheckState
from joinedup.trust.agencies.models import Team
from joinedup.trust.agencies.queries import (
    Colleague,
    colleagues,
    hub_desks,
    hub_team,
    teams_today,
)
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.queries import (
    exclusions_of,
    holders_of,
    is_restricted,
    terms_begun,
)
from joinedup.trust.sharing.rules import (
    Answer,
    Category,
    Consent,
    Purpose,
    Question,
    Relation,
    Told,
    answer,
)


@dataclass(frozen=True)
class Terms:
    """What all asks of one decision have in common."""

    purpose: Purpose
    told: Told
    consent: Consent
    told_reasons: str


@dataclass(frozen=True)
class PreviewedAsk:
    """One ask with what the rules say about each subject, by the subject's id."""

    desk: Team
    draft: AskDraft
    answers: dict[UUID, Answer]


def preview_asks(
    viewer: Viewer, *, enquiry_id: UUID, terms: Terms, asks: Collection[AskDraft]
) -> list[PreviewedAsk]:
    """What the rules would say to each ask now. Raises ``NotVisible``."""
    enquiry = Enquiry.objects.filter(pk=enquiry_id).first()
    if enquiry is None:
        raise NotVisible
    desks = {desk.pk: desk for desk in hub_desks()}
    subjects = {s.pk: s for s in Subject.objects.select_related("person").filter(enquiry=enquiry)}
    return [
        PreviewedAsk(
            desk=desks[draft.team_id],
            draft=draft,
            answers={
                subject_id: answer(
                    question_about(
                        viewer,
                        enquiry,
                        desks[draft.team_id],
                        subjects[subject_id],
                        terms,
                        draft.categories,
                    )
                )
                for subject_id in draft.subject_ids
                if subject_id in subjects
            },
        )
        for draft in asks
        if draft.team_id in desks
    ]


def question_about(
    viewer: Viewer,
    enquiry: Enquiry,
    desk: Team,
    subject: Subject,
    terms: Terms,
    categories: Collection[Category],
) -> Question:
    """The question to the rules: may this desk be asked this about this person?"""
    today = timezone.localdate()
    return Question(
        purpose=terms.purpose,
        asking=viewer.agency_slug,
        holding=desk.organisation.slug,
        categories=frozenset(categories),
        relation=Relation(subject.relation),
        threshold=RATINGS[Rating(enquiry.rating)].threshold,
        told=terms.told,
        told_reason=terms.told_reasons,
        consent=terms.consent,
        asker_may_decide=viewer.has(Role.DECISION_MAKER),
        on=today,
        terms=terms_begun(today),
        restricted=is_restricted(subject.person.folder_id),
        conflict=_nobody_is_free(desk, subject),
    )


def others_who_may_review(check: AgencyCheck) -> tuple[Colleague, ...]:
    """Decision makers in post in the hub today, besides whoever asked, who can open the enquiry."""
    hub = hub_team()
    kept_out = set(exclusions_of(check.folder_id).values_list("professional_id", flat=True))
    holders = holders_of(check.folder_id)
    return tuple(
        person
        for person in teams_today([hub.pk]).get(hub.pk, ())
        if Role.DECISION_MAKER in person.roles
        and person.id != check.asked_by_id
        and person.id not in kept_out
        and holders & {hub.pk, person.id}
    )


def _nobody_is_free(desk: Team, subject: Subject) -> bool:
    """Whether everybody at a desk is kept out of this person's record: nobody could answer."""
    staff = {person.pk for person in colleagues(frozenset({desk.pk}))}
    kept_out = exclusions_of(subject.person.folder_id).values_list("professional_id", flat=True)
    return bool(staff) and staff <= set(kept_out)


@dataclass
class Asked:
    """Whom a desk has been asked about: the subjects that it owes an answer about, and all."""

    waiting: set[UUID] = field(default_factory=set)
    ever: set[UUID] = field(default_factory=set)


def asked_so_far(enquiry_id: UUID) -> dict[UUID, Asked]:
    """What each desk has been asked, or may be when a person has decided; by the desk's id."""
    found: dict[UUID, Asked] = {}
    checks = AgencyCheck.objects.filter(enquiry_id=enquiry_id).exclude(state=CheckState.DENIED)
    for team_id, state, subjects in checks.values_list("team_id", "state", "subjects"):
        asked = found.setdefault(team_id, Asked())
        about = {UUID(subject) for subject in subjects}
        asked.ever |= about
        if state != CheckState.ANSWERED:
            asked.waiting |= about
    return found
