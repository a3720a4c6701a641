"""The manager's gate: whom to ask about whom, for what purpose; and what the rules say to each."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.base.foundation.ids import new_id
from joinedup.base.foundation.working_time import due
from joinedup.practice.safeguarding_hub.commands.steps import Changed, locked, move
from joinedup.practice.safeguarding_hub.models import AgencyCheck, Enquiry, Subject
from joinedup.practice.safeguarding_hub.queries.gate import (
    Asked,
    Terms,
    asked_so_far,
    others_who_may_review,
    question_about,
)
from joinedup.practice.safeguarding_hub.rules.asks import AskDraft
from joinedup.practice.safeguarding_hub.rules.ratings import RATINGS, Rating
from joinedup.practice.safeguarding_hub.rules.states import CheckState, Event, State
from joinedup.trust.agencies.models import Team
from joinedup.trust.agencies.queries import hub_desks
from joinedup.trust.agencies.rules import Role
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.commands import (
    Holder,
    Opening,
    decide,
    record_told_family,
    refuse_to_share,
    share_with,
)
from joinedup.trust.sharing.rules import (
    Category,
    Consent,
    Outcome,
    Purpose,
    Told,
)
from joinedup.trust.sharing.rules.categories import CONTENT

NOBODY_ELSE = (
    "Decided by the person who asked: no other decision maker was in post in the hub that day."
)


@transaction.atomic
def ask_agencies(
    actor: Viewer,
    *,
    enquiry_id: UUID,
    purpose: Purpose,
    told: Told,
    consent: Consent,
    told_reasons: str,
    asks: Collection[AskDraft],
) -> list[AgencyCheck]:
    """Put each ask to the rules. What they permit is asked; the rest waits for a person, or stops.

    Raises ``ValueError`` for an incomplete ask and ``NotNow`` in the wrong state.
    """
    if not asks:
        raise ValueError("Choose at least one agency to ask, or record that none is needed.")
    enquiry = locked(enquiry_id)
    record_told_family(
        actor,
        folder=enquiry.folder,
        category=Category.REQUEST,
        told=told,
        consent=consent,
        reasons=told_reasons,
    )
    terms = Terms(purpose, told, consent, told_reasons)
    checks = [_ask(actor, enquiry, terms, ask) for ask in asks]
    move(actor, enquiry, Event.ASK_AGENCIES)
    if not _waiting(enquiry):
        move(actor, enquiry, Event.ALL_ANSWERED)
    return checks


def _ask(actor: Viewer, enquiry: Enquiry, terms: Terms, ask: AskDraft) -> AgencyCheck:
    desk = hub_desks().filter(pk=ask.team_id).first()
    subjects = list(
        Subject.objects.select_related("person__folder").filter(
            enquiry=enquiry, pk__in=ask.subject_ids
        )
    )
    if desk is None or not subjects or len(subjects) != len(set(ask.subject_ids)):
        raise ValueError("Choose the people that each agency is asked about.")
    if not ask.categories:
        raise ValueError(f"Choose what to ask {desk.organisation.name} about.")
    if not ask.question.strip():
        raise ValueError(f"Write the question to {desk.organisation.name}.")
    asked_at = ask.asked_at or timezone.now()
    if not enquiry.contact.received_at <= asked_at <= timezone.now():
        raise ValueError("An agency is asked after the worry has come in, and not in the future.")
    owed = asked_so_far(enquiry.pk).get(desk.pk, Asked()).waiting
    if owed & {subject.pk for subject in subjects}:
        raise Changed(f"{desk.organisation.name} has been asked already and has not answered yet.")
    decisions = [
        decide(
            actor,
            folder=enquiry.folder,
            about=subject.person.folder,
            question=question_about(actor, enquiry, desk, subject, terms, ask.categories),
            asking_id=actor.agency_id,
            holding_id=desk.organisation_id,
        )
        for subject in subjects
    ]
    outcomes = {Outcome(d.outcome) for d in decisions}
    state = CheckState.ASKED
    if Outcome.DENY in outcomes:
        state = CheckState.DENIED
    elif Outcome.REVIEW in outcomes:
        state = CheckState.REVIEW
    check = AgencyCheck(
        id=new_id(),
        folder=enquiry.folder,
        enquiry=enquiry,
        agency_id=desk.organisation_id,
        team=desk,
        subjects=[str(s.pk) for s in subjects],
        purpose=terms.purpose,
        categories=sorted(ask.categories),
        question=ask.question,
        decisions=[str(d.pk) for d in decisions],
        state=state,
        asked_by_id=actor.professional_id,
        asked_at=asked_at,
        due_at=_due(enquiry, asked_at) if state is CheckState.ASKED else None,
    )
    check.save(force_insert=True)
    if state is CheckState.ASKED:
        _open_to_desk(actor, enquiry, desk, subjects, terms.purpose, decisions[0].rule)
    record(
        Action.DECIDED,
        subject_kind="agency_check",
        subject_id=check.pk,
        folder=enquiry.folder,
        details={"team": str(desk.pk), "state": state},
    )
    return check


def _due(enquiry: Enquiry, since: datetime) -> datetime:
    return due(since, RATINGS[Rating(enquiry.rating)].clocks.answer)


def _open_to_desk(
    actor: Viewer,
    enquiry: Enquiry,
    desk: Team,
    subjects: list[Subject],
    purpose: Purpose,
    rule: str,
) -> None:
    """What the asked desk may see: the question, the sealed room, and who the subjects are."""
    holder = Holder(team_id=desk.pk)
    share_with(
        actor,
        folder=enquiry.folder,
        purpose=purpose,
        rule=rule,
        reasons=f"{desk.organisation.name} was asked about this enquiry.",
        openings=[
            Opening(holder, [Category.REQUEST, *CONTENT], may_write=True),
            Opening(holder, [Category.DECISION]),
        ],
        because_of=enquiry.folder,
    )
    for subject in subjects:
        share_with(
            actor,
            folder=subject.person.folder,
            purpose=purpose,
            rule=rule,
            reasons=f"{desk.organisation.name} was asked about this person.",
            openings=[Opening(holder, [Category.IDENTITY])],
            because_of=enquiry.folder,
        )


@transaction.atomic
def review_ask(actor: Viewer, *, check_id: UUID, go_on: bool, reasons: str) -> AgencyCheck:
    """A person decides what the rules would not: ask this agency after all, or do not.

    Somebody other than who asked, where another decision maker is in post in the hub today; where
    nobody is, that is kept with the reasons, beside the rule's answer. Raises ``ValueError``
    without reasons, and for whoever must leave it to another.
    """
    if not reasons.strip():
        raise ValueError("Give your reasons.")
    check = (
        AgencyCheck.objects.select_for_update(of=("self",))
        .select_related("team__organisation", "folder")
        .filter(pk=check_id)
        .first()
    )
    if check is None or not actor.has(Role.DECISION_MAKER):
        raise NotVisible
    if check.state != CheckState.REVIEW:
        raise Changed("Somebody has already decided about this ask.")
    alone = check.asked_by_id == actor.professional_id
    if alone and others_who_may_review(check):
        raise ValueError("You asked for this yourself. Another decision maker must decide.")
    enquiry = locked(check.enquiry_id)
    check.reviewed_by_id = actor.professional_id
    check.review_reasons = f"{reasons}\n\n{NOBODY_ELSE}" if alone else reasons
    check.state = CheckState.ASKED if go_on else CheckState.DENIED
    check.due_at = _due(enquiry, timezone.now()) if go_on else None
    check.save(update_fields=["reviewed_by", "review_reasons", "state", "due_at"])
    if go_on:
        subjects = list(
            Subject.objects.select_related("person__folder").filter(pk__in=check.subjects)
        )
        purpose = Purpose(check.purpose)
        _open_to_desk(actor, enquiry, check.team, subjects, purpose, "person_decided")
    else:
        refuse_to_share(
            actor,
            folder=enquiry.folder,
            to_organisation_id=check.agency_id,
            categories=[Category(c) for c in check.categories],
            purpose=Purpose(check.purpose),
            rule="person_decided",
            reasons=reasons,
        )
        if not _waiting(enquiry):
            move(actor, enquiry, Event.ALL_ANSWERED)
    record(
        Action.DECIDED,
        subject_kind="agency_check",
        subject_id=check.pk,
        folder=enquiry.folder,
        details={"state": check.state, "reviewed": True, "nobody_else_in_post": alone},
    )
    return check


@transaction.atomic
def ask_nobody(actor: Viewer, *, enquiry_id: UUID, reasons: str) -> None:
    """No agency needs to be asked. Not asking is a decision too, with its reasons."""
    if not reasons.strip():
        raise ValueError("Say why no agency needs to be asked.")
    enquiry = locked(enquiry_id)
    for desk in hub_desks():
        refuse_to_share(
            actor,
            folder=enquiry.folder,
            to_organisation_id=desk.organisation_id,
            categories=[Category.REQUEST],
            purpose=Purpose.SCREENING,
            rule="nobody_asked",
            reasons=reasons,
        )
    move(actor, enquiry, Event.ASK_NOBODY)


def _waiting(enquiry: Enquiry) -> bool:
    return AgencyCheck.objects.filter(
        enquiry=enquiry, state__in=[CheckState.ASKED, CheckState.REVIEW]
    ).exists()


def all_answered(actor: Viewer, enquiry: Enquiry) -> None:
    """Move the enquiry on when nothing is waited for any more."""
    if not _waiting(enquiry) and enquiry.state == State.CHECKING:
        move(actor, enquiry, Event.ALL_ANSWERED)
