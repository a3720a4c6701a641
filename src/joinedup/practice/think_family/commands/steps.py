"""Taking an exercise a step on, whoever else is at work on it."""

from collections.abc import Callable
from uuid import UUID

from joinedup.practice.think_family.models import Exercise, Step
from joinedup.practice.think_family.queries import asked_of
from joinedup.practice.think_family.rules.states import Event, State, may_cause, next_state
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer

Details = dict[str, str | int | bool | list[str] | None]


def locked(exercise_id: UUID) -> Exercise:
    """The exercise, held for this transaction. Raises ``NotVisible``."""
    rows = Exercise.objects.select_for_update(of=("self",)).select_related("lead")
    found = rows.filter(pk=exercise_id).first()
    if found is None:
        raise NotVisible
    return found


def check(actor: Viewer, exercise: Exercise, event: Event) -> None:
    """Raises ``NotNow`` in the wrong state, and ``NotVisible`` for whom it is not."""
    state = State(exercise.state)
    next_state(state, event)
    asked = asked_of(exercise)
    leads, contributes = actor.agency_id == asked.lead, actor.agency_id in asked.contributors
    if not may_cause(event, state, actor.roles, leads=leads, contributes=contributes):
        raise NotVisible


def move(
    actor: Viewer,
    exercise: Exercise,
    event: Event,
    *,
    reasons: str = "",
    details: Details | None = None,
    then: Callable[[Exercise], Details] | None = None,
    action: Action = Action.CHANGED,
) -> None:
    """Take the step, and write it into the record of the exercise and into the log.

    Whether the actor may cause it is for ``check``: some steps follow by themselves. ``then`` is
    done once the step is taken; what it says of itself goes into the record too.
    """
    before = State(exercise.state)
    exercise.state = next_state(before, event)
    exercise.save(force_update=True)
    found: Details = {**(details or {}), **(then(exercise) if then else {})}
    step = Step(
        exercise=exercise,
        event=event,
        from_state=before,
        to_state=exercise.state,
        reasons=reasons.strip(),
        details=found,
        by_id=actor.professional_id,
    )
    step.save(force_insert=True)
    log(exercise, action, {"event": event, "from": before, "to": exercise.state, **found})


def log(exercise: Exercise, action: Action, details: Details) -> None:
    """Into the log, for the lead agency's information governance leads and the actor's own."""
    record(
        action,
        subject_kind="sealed_matching",
        subject_id=exercise.pk,
        controller_id=exercise.lead_id,
        details={"reference": exercise.reference, **details},
    )
