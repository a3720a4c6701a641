"""The record of a study, for the evaluators, leads and board members of its agency."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from joinedup.insight.evaluation.methods.planning.protocol import Protocol
from joinedup.insight.evaluation.models import Run, Step, Study
from joinedup.insight.evaluation.rules.plans import Plan, plan_of, protocol_of
from joinedup.insight.evaluation.rules.states import (
    APPROVERS,
    EVALUATORS,
    READERS,
    Event,
    State,
    may_cause,
    may_ever_cause,
)
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer


@dataclass(frozen=True)
class StudyView:
    """A study with all that is on record about it, and what this viewer can do next.

    ``may`` are the steps that are open to the viewer now, ``may_ever`` those that are theirs at
    all; ``why_not_decide`` says why deciding has to be somebody else's. ``plan`` is ``None`` while
    no protocol is written.
    """

    study: Study
    plan: Plan | None
    steps: list[Step]
    runs: list[Run]
    may: frozenset[Event]
    may_ever: frozenset[Event]
    why_not_decide: str

    @property
    def state(self) -> State:
        """Where it stands."""
        return State(self.study.state)


def studies(viewer: Viewer) -> list[Study]:
    """Every study of the viewer's agency that they may read, the newest first."""
    record(Action.LISTED, subject_kind="study", controller_id=viewer.agency_id)
    rows = Study.objects.select_related("asked_by")
    return list(rows.order_by("-asked_at", "-id"))


def open_study(viewer: Viewer, study_id: UUID) -> StudyView:
    """The whole record of one. Raises ``NotVisible``."""
    rows = Study.objects.select_related("agency", "asked_by", "built_by")
    study = rows.filter(pk=study_id).first()
    if study is None:
        raise NotVisible
    record(Action.OPENED, subject_kind="study", subject_id=study.pk, controller_id=study.agency_id)
    state = State(study.state)
    steps = Step.objects.filter(study=study).select_related("by").order_by("at", "id")
    runs = Run.objects.filter(study=study).select_related("started_by").defer("html", "pdf")
    return StudyView(
        study=study,
        plan=plan_of(study.protocol) if study.protocol else None,
        steps=list(steps),
        runs=list(runs.order_by("number")),
        may=frozenset(event for event in Event if may_cause(event, state, viewer.roles)),
        may_ever=frozenset(event for event in Event if may_ever_cause(event, viewer.roles)),
        why_not_decide=why_not_decide(viewer, study),
    )


def protocol_of_study(study: Study) -> Protocol:
    """What was planned, as the command line reads it. Only for what has been submitted."""
    return protocol_of(
        plan_of(study.protocol),
        title=study.title,
        question=study.question,
        words=study.protocol_words,
        author=study.asked_by.name,
        registered=date.fromisoformat(study.protocol["registered"]),
    )


def why_not_decide(viewer: Viewer, study: Study) -> str:
    """Why the viewer may not approve or refuse it; empty when they may."""
    if viewer.professional_id == study.asked_by_id:
        return "You asked for it, so a second person must decide."
    if not viewer.roles & APPROVERS:
        return "Only your agency’s information governance lead decides."
    return ""


def waiting_for(viewer: Viewer) -> list[Study]:
    """The studies in which the next step is the viewer's: to submit, to decide, to build."""
    if not viewer.has(*READERS):
        return []
    states: list[State] = []
    if viewer.roles & EVALUATORS:
        states += [State.DRAFT, State.APPROVED]
    if viewer.roles & APPROVERS:
        states.append(State.SUBMITTED)
    rows = Study.objects.filter(state__in=states).order_by("asked_at", "id")
    return [one for one in rows if one.state != State.SUBMITTED or not why_not_decide(viewer, one)]
