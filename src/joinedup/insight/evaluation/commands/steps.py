"""Taking a study a step on, whoever else is at work on it."""

from collections.abc import Callable
from uuid import UUID

from joinedup.insight.evaluation.models import Step, Study
from joinedup.insight.evaluation.rules.states import Event, State, may_cause, next_state
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer

Details = dict[str, str | int | bool | list[str] | None]


def locked(study_id: UUID) -> Study:
    """The study, held for this transaction. Raises ``NotVisible``."""
    found = Study.objects.select_for_update().filter(pk=study_id).first()
    if found is None:
        raise NotVisible
    return found


def check(actor: Viewer, study: Study, event: Event) -> None:
    """Raises ``NotNow`` in the wrong state, and ``NotVisible`` for whom it is not."""
    state = State(study.state)
    next_state(state, event)
    if actor.agency_id != study.agency_id or not may_cause(event, state, actor.roles):
        raise NotVisible


def move(
    actor: Viewer,
    study: Study,
    event: Event,
    *,
    reasons: str = "",
    details: Details | None = None,
    then: Callable[[Study], Details] | None = None,
    action: Action = Action.CHANGED,
) -> None:
    """Take the step, and write it into the record of the study and into the log.

    Whether the actor may cause it is for ``check``: some steps follow by themselves. ``then`` is
    done once the step is taken; what it says of itself goes into the record too.
    """
    before = State(study.state)
    study.state = next_state(before, event)
    study.save(force_update=True)
    found: Details = {**(details or {}), **(then(study) if then else {})}
    step = Step(
        study=study,
        event=event,
        from_state=before,
        to_state=study.state,
        reasons=reasons.strip(),
        details=found,
        by_id=actor.professional_id,
    )
    step.save(force_insert=True)
    log(study, action, {"event": event, "from": before, "to": study.state, **found})


def log(study: Study, action: Action, details: Details, *, kind: str = "study") -> None:
    """Into the log, for the information governance leads of the agency."""
    record(
        action,
        subject_kind=kind,
        subject_id=study.pk,
        controller_id=study.agency_id,
        details={"reference": study.reference, **details},
    )
