"""A study in words: what it asks, of what, on which basis, by which plan, and what happened."""

from typing import Any

from joinedup.base.govuk.wording import say_count, say_date
from joinedup.insight.evaluation.queries import StudyView
from joinedup.insight.evaluation.rules.bases import BASES, Basis
from joinedup.insight.evaluation.rules.plans import CHANGE, ESTIMANDS, METHODS, Plan
from joinedup.insight.evaluation.rules.small_numbers import LEAST
from joinedup.insight.evaluation.rules.states import OVER, STATE_WORDS, Event, State
from joinedup.insight.evaluation.rules.variables import BACKGROUND, in_words
from joinedup.trust.steps.presenting import steps_taken

COLOURS: dict[State, str] = {
    State.DRAFT: "grey",
    State.SUBMITTED: "yellow",
    State.APPROVED: "blue",
    State.BUILDING: "blue",
    State.BUILT: "green",
    State.ENDED: "grey",
    State.REFUSED: "red",
    State.WITHDRAWN: "grey",
}

_EVENTS: dict[Event, str] = {
    Event.SUBMIT: "Approval asked for",
    Event.APPROVE: "Approved",
    Event.REFUSE: "Refused",
    Event.START_BUILD: "Building of the data set started",
    Event.FINISH_BUILD: "Data set ready",
    Event.BUILD_REFUSED: "No data set was made",
    Event.END: "Ended",
    Event.WITHDRAW: "Withdrawn",
    Event.END_DATE: "The last day came",
}


def header(view: StudyView) -> dict[str, Any]:
    """What stands at the top of each page of a study."""
    return {
        "id": view.study.pk,
        "reference": view.study.reference,
        "title": view.study.title,
        "state": STATE_WORDS[view.state],
        "colour": COLOURS[view.state],
        "over": view.state in OVER,
    }


def what_will_happen(view: StudyView) -> list[str]:
    """The whole of it, step by step, for whoever has to decide about it."""
    study = view.study
    out = (
        "Evaluators may take the rows out as a file, under their pseudonyms."
        if study.takes_out
        else "Nobody takes the rows out: methods run on them here."
    )
    return [
        (
            "The database puts together, for each family of the programme, what is asked for here:"
            " no name, no address, no birth date, no number that another list has. Each family has"
            " a pseudonym that only this study uses."
        ),
        "Records that are open to named people only are left out.",
        (
            f"Every family is like at least {study.k - 1} others in what somebody might know about"
            " it: values are made coarser until that is so, and families that are still alone are"
            " left out."
        ),
        f"{out} What a page or a report tells is never a count below {LEAST}.",
        "The protocol was written before anybody saw a row. A report says what is not as planned.",
        f"The data set is deleted by the end of {say_date(study.delete_on)}, or before.",
    ]


def facts(view: StudyView) -> list[tuple[str, Any]]:
    """What is asked for, as facts."""
    study = view.study
    basis = BASES[Basis(study.basis)]
    background = [in_words(name) for name in study.variables if name in BACKGROUND]
    others = [in_words(name) for name in study.variables if name not in BACKGROUND]
    return [
        ("The question", study.question),
        ("Why it is needed", study.why),
        ("What it is", basis.words),
        ("Legal basis", basis.source),
        ("Asked for about each family", background or "Nothing about its background"),
        ("And what became of it", others),
        ("Families that are alike, at least", str(study.k)),
        ("Rows may be taken out", "Yes, under pseudonyms" if study.takes_out else "No"),
        ("Data set deleted by the end of", say_date(study.delete_on)),
        ("Asked for by", f"{study.asked_by.name}, {study.agency.name}"),
    ]


def protocol(view: StudyView) -> list[tuple[str, Any]]:
    """What was planned. Empty while nothing is."""
    if view.plan is None:
        return []
    found = plan_in_words(view.plan)
    found.append(("Why the groups can be compared so", view.study.protocol_words))
    if view.study.protocol_sha256:
        found.append(("Its fingerprint (SHA-256)", broken(view.study.protocol_sha256)))
    return found


def plan_in_words(plan: Plan) -> list[tuple[str, Any]]:
    """A plan as facts."""
    drawn = f"Drawn anew {plan.draws:,} times" if plan.draws else "By formula"
    found: list[tuple[str, Any]] = [
        ("Method", METHODS[plan.method]),
        ("Outcome", in_words(plan.outcome)),
    ]
    if plan.method != CHANGE:
        found += [
            ("What is estimated", ESTIMANDS[plan.estimand]),
            ("Allowed for", [in_words(name) for name in plan.covariates] or "Nothing"),
            ("Placebo: what help cannot have changed", _or_none(plan.placebo)),
        ]
    return [*found, ("How the interval is found", drawn)]


def _or_none(name: str) -> str:
    return in_words(name) if name else "None"


def broken(fingerprint: str) -> str:
    """A fingerprint in two parts, so that it fits a telephone."""
    return f"{fingerprint[:32]} {fingerprint[32:]}"


def record(view: StudyView) -> list[dict[str, Any]]:
    """What happened, by whom and when, the newest first."""
    return steps_taken(view.steps, _EVENTS, _counted)


def _counted(step: Any) -> str:  # noqa: ANN401 - a Step
    if "families" not in step.details:
        return ""
    families = say_count(step.details["families"], "family", "families")
    return f"{families}." if step.event == Event.FINISH_BUILD else f"Deleted: {families}."
