"""An exercise in words: what it is for, which families come out, and what will happen."""

from typing import Any

from joinedup.base.govuk.wording import capital, say_count, say_date, say_list
from joinedup.practice.think_family.queries import ExerciseView
from joinedup.practice.think_family.rules.counts import in_words
from joinedup.practice.think_family.rules.needs import NEEDS
from joinedup.practice.think_family.rules.states import ENDED, STATE_WORDS, Event, State
from joinedup.trust.sharing.rules import Purpose, Told
from joinedup.trust.sharing.rules.purposes import GROUNDS
from joinedup.trust.steps.presenting import steps_taken

COLOURS: dict[State, str] = {
    State.DRAFT: "grey",
    State.SUBMITTED: "yellow",
    State.OPEN: "blue",
    State.RUNNING: "blue",
    State.MATCHED: "purple",
    State.RELEASED: "green",
    State.CLOSED: "grey",
    State.REFUSED: "red",
    State.WITHDRAWN: "grey",
}

_EVENTS: dict[Event, str] = {
    Event.SUBMIT: "Approvals asked for",
    Event.APPROVE: "Approved",
    Event.LAST_APPROVAL: "Everybody has approved: open for extracts",
    Event.REFUSE: "Refused",
    Event.SEND_EXTRACT: "An extract was sealed",
    Event.START_RUN: "Matching started",
    Event.FINISH_RUN: "Matched",
    Event.RUN_FAILED: "Matching failed",
    Event.RELEASE: "Result released",
    Event.CLOSE: "Closed",
    Event.WITHDRAW: "Withdrawn",
    Event.END_DATE: "The last day came",
}
_TOLD = {Told.YES: "Yes", Told.NO: "No", Told.UNSAFE: "No: it would not be safe"}


def header(view: ExerciseView) -> dict[str, Any]:
    """What stands at the top of each page of an exercise."""
    return {
        "id": view.exercise.pk,
        "reference": view.exercise.reference,
        "title": view.exercise.title,
        "state": STATE_WORDS[view.state],
        "colour": COLOURS[view.state],
        "ended": view.state in ENDED,
    }


def needs_in_words(codes: list[str]) -> str:
    """Needs as a list in words."""
    return say_list([NEEDS[code].words for code in codes])


def criteria_in_words(view: ExerciseView) -> str:
    """Which families come out, in one sentence."""
    exercise = view.exercise
    needs = len({code for party in view.parties for code in party.needs})
    said = (
        f"Families with at least {exercise.least_needs} of {needs} needs, known to at least"
        f" {exercise.least_agencies} agencies"
    )
    if exercise.required_needs:
        said += f", among them {needs_in_words(exercise.required_needs)}"
    return f"{said}."


def what_will_happen(view: ExerciseView) -> list[str]:
    """The whole of it, step by step, for whoever has to decide about it."""
    exercise = view.exercise
    agencies = say_list([party.agency.name for party in view.parties])
    back = (
        "Each agency gets the numbers of its own records in those families, and nothing else."
        if exercise.own_records_back
        else "No agency gets anything back."
    )
    return [
        (
            f"{agencies} each send a file of people and their needs. It is locked as it comes in:"
            " no person can read it, not even whoever sent it."
        ),
        "A program finds which records are of the same people, and who shares a home.",
        (
            f"{criteria_in_words(view)[:-1]}, come out by name to {exercise.receiving_team.name}"
            f" ({exercise.lead.name}), and to nobody else."
        ),
        (
            "Everybody else is counted, and no number under five is told. Where a link between two"
            " records is not sure, it does not bring a family in."
        ),
        back,
        f"Everything is deleted by the end of {say_date(exercise.delete_on)}, or before.",
    ]


def facts(view: ExerciseView) -> list[tuple[str, Any]]:
    """What was proposed, as facts."""
    exercise = view.exercise
    ground = GROUNDS[Purpose(exercise.purpose)]
    return [
        ("What for", capital(ground.words)),
        ("Legal basis", ground.source),
        ("Why it is needed", exercise.why),
        ("Families have been told", f"{_TOLD[Told(exercise.told)]}. {exercise.told_reason}"),
        ("Which families come out", criteria_in_words(view)),
        ("To whom", f"{exercise.receiving_team.name}, {exercise.lead.name}"),
        (
            "Records back to agencies",
            "Their own record numbers" if exercise.own_records_back else "None",
        ),
        ("Deleted by the end of", say_date(exercise.delete_on)),
        ("Proposed by", f"{exercise.proposed_by.name}, {exercise.lead.name}"),
    ]


def agencies(view: ExerciseView) -> list[list[str]]:
    """Who takes part with what, and how far each is."""
    given = {d.answer.agency_id: d.answer for d in view.decided if d.answer}
    rows = []
    for party in view.parties:
        answer = given.get(party.agency_id)
        rows.append(
            [
                party.agency.name,
                needs_in_words(party.needs),
                _answered(answer),
                f"Sealed {say_date(party.extract_at)}" if party.extract_at else "Not yet",
            ]
        )
    if view.exercise.lead_id not in {party.agency_id for party in view.parties}:
        answer = given.get(view.exercise.lead_id)
        rows.append([view.exercise.lead.name, "Nothing: it leads", _answered(answer), "None"])
    return rows


def _answered(answer: Any) -> str:  # noqa: ANN401 - an Answer
    if answer is None:
        return "Waiting"
    said = "Approved" if answer.approves else "Refused"
    return f"{said} by {answer.by.name}: {answer.reasons}"


def numbers(view: ExerciseView) -> list[tuple[str, str]]:
    """What everybody may know of the run. Empty before it."""
    counts = view.exercise.counts
    if not counts:
        return []
    names = {str(agency): name for agency, name in view.names.items()}
    found = [
        ("People in the files", in_words(counts["people"])),
        ("Families", in_words(counts["families"])),
        ("Families that meet the criteria", in_words(counts["qualifying"])),
        ("Families that would, if an unsure link held", in_words(counts["hanging"])),
        ("Homes too large to be one family", in_words(counts["too_large"])),
    ]
    for agency, number in counts["to_check"].items():
        found.append((f"To be checked by {names[agency]}", in_words(number)))
    return found


def record(view: ExerciseView) -> list[dict[str, Any]]:
    """What happened, by whom and when, the newest first."""
    return steps_taken(view.steps, _EVENTS, _deleted)


def _deleted(step: Any) -> str:  # noqa: ANN401 - a Step
    details = step.details
    if "extracts" not in details:
        return ""
    return (
        f"Deleted: {say_count(details['extracts'], 'extract')}"
        f" ({in_words(details['records'])} records) and the result"
        f" ({in_words(details['families'])} families)."
    )
