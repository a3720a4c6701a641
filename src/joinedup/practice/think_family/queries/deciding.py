"""What a decision about an exercise depends on: approvals, extracts, and the sharing rules."""

from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from joinedup.base.govuk.wording import say_list
from joinedup.practice.think_family.models import Answer, Exercise, Party
from joinedup.practice.think_family.rules.approvals import Approver, Asked, still_missing, why_not
from joinedup.practice.think_family.rules.criteria import Criteria
from joinedup.practice.think_family.rules.entitlement import question
from joinedup.practice.think_family.rules.states import State
from joinedup.trust.agencies.models import Membership, Team
from joinedup.trust.agencies.queries import organisation_names
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.queries import terms_begun
from joinedup.trust.sharing.rules import Outcome, Purpose, Question, Told, answer


def parties_of(exercise: Exercise) -> list[Party]:
    """The agencies that contribute, by name."""
    rows = Party.objects.filter(exercise=exercise).select_related("agency")
    return list(rows.order_by("agency__name"))


def asked_of(exercise: Exercise) -> Asked:
    """Whose approval it needs."""
    agencies = Party.objects.filter(exercise=exercise).values_list("agency_id", flat=True)
    return Asked(
        lead=exercise.lead_id,
        contributors=frozenset(agencies),
        proposed_by=exercise.proposed_by_id,
        receiving_team=exercise.receiving_team_id,
    )


def approved_by(exercise: Exercise) -> frozenset[UUID]:
    """The agencies whose latest answer is an approval."""
    latest: dict[UUID, bool] = {}
    for given in Answer.objects.filter(exercise=exercise).order_by("at", "id"):
        latest[given.agency_id] = given.approves
    return frozenset(agency for agency, approves in latest.items() if approves)


def why_not_decide(viewer: Viewer, exercise: Exercise) -> str:
    """Why the viewer may not approve or refuse it; empty when they may."""
    approver = Approver(viewer.professional_id, viewer.agency_id, viewer.roles, viewer.team_ids)
    return why_not(asked_of(exercise), approver)


def criteria_of(exercise: Exercise) -> Criteria:
    """Which families come out."""
    required = frozenset(exercise.required_needs)
    return Criteria(exercise.least_needs, exercise.least_agencies, required)


def questions_of(exercise: Exercise) -> list[tuple[Party, Question]]:
    """For each contributing agency but the lead itself, what the sharing rules are asked today."""
    today = timezone.localdate()
    terms = terms_begun(today)
    return [
        (
            party,
            question(
                Purpose(exercise.purpose),
                lead=exercise.lead.slug,
                agency=party.agency.slug,
                needs=party.needs,
                told=Told(exercise.told),
                told_reason=exercise.told_reason,
                on=today,
                terms=terms,
            ),
        )
        for party in parties_of(exercise)
        if party.agency_id != exercise.lead_id
    ]


def refused_today(exercise: Exercise) -> str:
    """Why the lead agency is not entitled to what some agency knows; empty when it is."""
    given = [(party.agency.name, answer(asked)) for party, asked in questions_of(exercise)]
    return " ".join(f"{name}: {a.because}" for name, a in given if a.outcome is Outcome.DENY)


def not_ready(exercise: Exercise) -> str:
    """Which approval or extract is missing before the files can be matched; empty for none."""
    missing = still_missing(asked_of(exercise), approved_by(exercise))
    if missing:
        names = sorted(organisation_names(missing).values())
        return f"Not approved by {say_list(names)}."
    if silent := [p.agency.name for p in parties_of(exercise) if p.extract_at is None]:
        return f"No extract from {say_list(silent)} yet."
    return ""


def purpose_of_run(viewer: Viewer, exercise_id: UUID) -> Purpose | None:
    """For which purpose to carry out a run that this viewer has started; ``None`` without one."""
    found = Exercise.objects.filter(
        pk=exercise_id, state=State.RUNNING, run_by_id=viewer.professional_id
    ).first()
    return Purpose(found.purpose) if found else None


def leads_of(agency_id: UUID) -> list[UUID]:
    """Who leads information governance at an agency today."""
    today = timezone.localdate()
    rows = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        professional__organisation_id=agency_id,
        role=str(Role.INFORMATION_GOVERNANCE_LEAD),
        starts_on__lte=today,
    )
    return sorted(set(rows.values_list("professional_id", flat=True)))


def desks_of(agency_id: UUID) -> list[UUID]:
    """An agency's teams in the hub, which hold its own records."""
    return list(
        Team.objects.filter(organisation_id=agency_id, is_hub=True).values_list("pk", flat=True)
    )
