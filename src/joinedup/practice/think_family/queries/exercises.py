"""The record of an exercise, for whoever works for an agency that takes part."""

from dataclasses import dataclass
from uuid import UUID

from joinedup.practice.think_family.models import Answer, Exercise, Party, Receipt, Step
from joinedup.practice.think_family.queries.deciding import (
    approved_by,
    asked_of,
    not_ready,
    parties_of,
    refused_today,
    why_not_decide,
)
from joinedup.practice.think_family.rules.approvals import still_missing
from joinedup.practice.think_family.rules.states import (
    READERS,
    SENDERS,
    Event,
    State,
    may_cause,
    may_ever_cause,
)
from joinedup.trust.agencies.models import Organisation
from joinedup.trust.agencies.queries import organisation_names
from joinedup.trust.agencies.rules import Role
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.models import Decision


@dataclass(frozen=True)
class Decided:
    """One agency's decision on it: ``None`` for one that is still waited for."""

    agency: Organisation | str
    answer: Answer | None


@dataclass(frozen=True)
class ExerciseView:
    """An exercise with all that is on record about it, and what this viewer can do next.

    ``may`` are the steps that are open to the viewer now, ``may_ever`` those that are theirs at
    all; ``why_not_decide`` and ``not_ready`` say why one of them has to wait.
    """

    exercise: Exercise
    parties: list[Party]
    decided: list[Decided]
    steps: list[Step]
    decisions: list[Decision]
    names: dict[UUID, str]
    may: frozenset[Event]
    may_ever: frozenset[Event]
    why_not_decide: str
    not_ready: str

    @property
    def state(self) -> State:
        """Where it stands."""
        return State(self.exercise.state)


def exercises(viewer: Viewer) -> list[Exercise]:
    """Every exercise in which the viewer's agency takes part, the newest first."""
    record(Action.LISTED, subject_kind="sealed_matching", controller_id=viewer.agency_id)
    rows = Exercise.objects.select_related("lead", "receiving_team")
    return list(rows.order_by("-proposed_at", "-id"))


def open_exercise(viewer: Viewer, exercise_id: UUID) -> ExerciseView:
    """The whole record of one. Raises ``NotVisible``."""
    rows = Exercise.objects.select_related("lead", "receiving_team", "proposed_by", "run_by")
    exercise = rows.filter(pk=exercise_id).first()
    if exercise is None:
        raise NotVisible
    record(
        Action.OPENED,
        subject_kind="sealed_matching",
        subject_id=exercise.pk,
        controller_id=exercise.lead_id,
    )
    parties = parties_of(exercise)
    names = {p.agency_id: p.agency.name for p in parties} | {exercise.lead_id: exercise.lead.name}
    may = _may(viewer, exercise)
    wrong = ""
    if Event.START_RUN in may:
        wrong = not_ready(exercise) or refused_today(exercise)
    elif Event.RELEASE in may:
        wrong = refused_today(exercise)
    return ExerciseView(
        exercise=exercise,
        parties=parties,
        decided=_decided(exercise),
        steps=list(
            Step.objects.filter(exercise=exercise).select_related("by").order_by("at", "id")
        ),
        decisions=_decisions(exercise),
        names=names,
        may=may,
        may_ever=_may_ever(viewer, exercise),
        why_not_decide=why_not_decide(viewer, exercise),
        not_ready=wrong,
    )


def exercise_called(viewer: Viewer, reference: str) -> UUID:
    """The exercise with this reference. Raises ``NotVisible``."""
    found = Exercise.objects.filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotVisible
    return open_exercise(viewer, found.pk).exercise.pk


def _decisions(exercise: Exercise) -> list[Decision]:
    """What the sharing rules answered; each agency's lead sees the answers about their own."""
    if exercise.folder_id is None:
        return []
    rows = Decision.objects.filter(folder_id=exercise.folder_id)
    return list(rows.select_related("asking", "holding", "asked_by").order_by("at", "id"))


def _decided(exercise: Exercise) -> list[Decided]:
    """Every agency's latest decision, and whose is still waited for."""
    latest: dict[UUID, Answer] = {}
    for given in (
        Answer.objects.filter(exercise=exercise).select_related("agency", "by").order_by("at", "id")
    ):
        latest[given.agency_id] = given
    found = [Decided(given.agency, given) for given in latest.values()]
    missing = still_missing(asked_of(exercise), latest)
    return found + [Decided(name, None) for name in sorted(organisation_names(missing).values())]


def _may(viewer: Viewer, exercise: Exercise) -> frozenset[Event]:
    asked = asked_of(exercise)
    return frozenset(
        event
        for event in Event
        if may_cause(
            event,
            State(exercise.state),
            viewer.roles,
            leads=viewer.agency_id == asked.lead,
            contributes=viewer.agency_id in asked.contributors,
        )
    )


def _may_ever(viewer: Viewer, exercise: Exercise) -> frozenset[Event]:
    asked = asked_of(exercise)
    leads, contributes = viewer.agency_id == asked.lead, viewer.agency_id in asked.contributors
    return frozenset(
        event
        for event in Event
        if may_ever_cause(event, viewer.roles, leads=leads, contributes=contributes)
    )


def my_receipt(viewer: Viewer, exercise_id: UUID) -> Receipt | None:
    """What became of the last file that the viewer's agency sent."""
    rows = Receipt.objects.filter(exercise_id=exercise_id, agency_id=viewer.agency_id)
    return rows.select_related("sent_by").order_by("-sent_at", "-id").first()


def waiting_for(viewer: Viewer) -> list[Exercise]:
    """The exercises in which the next step is the viewer's: to decide, to send, to run, to read."""
    if not viewer.has(*READERS):
        return []
    rows = Exercise.objects.select_related("lead", "receiving_team")
    return [
        one
        for one in rows.filter(state__in=[*_WAITING]).order_by("proposed_at", "id")
        if _is_next(viewer, one)
    ]


_WAITING = (State.DRAFT, State.SUBMITTED, State.OPEN, State.MATCHED, State.RELEASED)


def _is_next(viewer: Viewer, exercise: Exercise) -> bool:
    state, may = State(exercise.state), _may(viewer, exercise)
    if state is State.SUBMITTED:
        undecided = viewer.agency_id not in approved_by(exercise)
        return Event.APPROVE in may and undecided and not why_not_decide(viewer, exercise)
    if state is State.OPEN:
        sends = bool(viewer.roles & SENDERS) and any(
            p.agency_id == viewer.agency_id and p.extract_at is None for p in parties_of(exercise)
        )
        return sends or (Event.START_RUN in may and not not_ready(exercise))
    if state is State.RELEASED:
        return viewer.has(Role.TEAM_MANAGER) and exercise.receiving_team_id in viewer.team_ids
    return bool(may & {Event.SUBMIT, Event.RELEASE})
