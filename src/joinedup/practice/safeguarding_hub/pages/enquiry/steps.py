"""Where an enquiry stands and what can be done now: each step in words, and a picture."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from markupsafe import Markup

from joinedup.base.govuk.wording import say_datetime
from joinedup.practice.safeguarding_hub.queries import EnquiryView
from joinedup.practice.safeguarding_hub.rules.states import (
    STATE_WORDS,
    TRANSITIONS,
    CheckState,
    Event,
    State,
    may_cause,
)
from joinedup.trust.agencies.rules import Role

WAY = (
    (State.RECEIVED, "Received"),
    (State.IDENTIFIED, "We know who it is about"),
    (State.SCREENED, "Rated"),
    (State.CHECKING, "Agencies asked"),
    (State.READY, "Agencies answered"),
    (State.DECIDED, "Decided"),
    (State.DISSEMINATED, "Those who need it told"),
    (State.CLOSED, "Referrer told, closed"),
)


@dataclass(frozen=True)
class Action:
    """A step that somebody may take: a link when this person may take it now, else why not."""

    words: str
    doing: str
    event: Event
    url_name: str


ACTIONS = (
    Action("Say who it is about", "say who it is about", Event.CONFIRM_SUBJECTS, "identity"),
    Action("Rate how urgent it is", "rate it", Event.SCREEN, "screening"),
    Action("Decide whom to ask", "ask agencies", Event.ASK_AGENCIES, "gate"),
    Action("Record the decision", "record the decision", Event.RECORD_DECISION, "decision"),
    Action("Tell those who need to know", "tell anybody", Event.DISSEMINATE, "dissemination"),
    Action("Give feedback to the referrer", "give feedback", Event.GIVE_FEEDBACK, "feedback"),
)

# In each state the one thing that moves the enquiry on.
NEXT = {
    State.RECEIVED: Event.CONFIRM_SUBJECTS,
    State.IDENTIFIED: Event.SCREEN,
    State.SCREENED: Event.ASK_AGENCIES,
    State.READY: Event.RECORD_DECISION,
    State.DECIDED: Event.DISSEMINATE,
    State.DISSEMINATED: Event.GIVE_FEEDBACK,
}


@dataclass(frozen=True)
class Step:
    """One step of the way: done (when, by whom), where it is now, or still to come."""

    number: int
    words: str
    state: str
    when: str


def steps(view: EnquiryView) -> list[Step]:
    """The whole way, with what has been done of it."""
    now = State(view.enquiry.state)
    order = [state for state, _ in WAY]
    reached = {change.to_state: change for change in view.changes}
    made = []
    for number, (state, words) in enumerate(WAY, start=1):
        change = reached.get(state)
        when = f"{say_datetime(change.at)}, {change.by.name}" if change else ""
        if state is State.RECEIVED and view.contact:
            when = say_datetime(view.contact.received_at)
        place = "done" if order.index(state) < order.index(now) else "to come"
        skipped = place == "done" and not when
        label = "here now" if state is now else "left out" if skipped else place
        made.append(Step(number, words, label, when if place == "done" or state is now else ""))
    return made


def picture(way: Iterable[Step]) -> Markup:
    """Circles on a line, filled as far as the enquiry has come. The list beside it has words."""
    marks = list(way)
    circles = Markup("").join(
        Markup(
            '<circle cx="{}" cy="20" r="13" class="{}"/>'
            '<text x="{}" y="25" class="ju-svg-text {}" text-anchor="middle">{}</text>'
        ).format(
            18 + 38 * (step.number - 1),
            {"done": "ju-svg-mark", "here now": "ju-svg-bar"}.get(step.state, "ju-svg-box"),
            18 + 38 * (step.number - 1),
            "ju-svg-on-dark" if step.state in ("done", "here now") else "",
            step.number,
        )
        for step in marks
    )
    width = 36 + 38 * (len(marks) - 1)
    return Markup(
        '<svg viewBox="0 0 {} 40" width="{}" height="40" aria-hidden="true" focusable="false">'
        '<line x1="18" y1="20" x2="{}" y2="20" class="ju-svg-link"/>{}</svg>'
    ).format(width, width, width - 18, circles)


def actions(view: EnquiryView, roles: frozenset[Role]) -> list[dict[str, str]]:
    """Every step: ``href`` when this person may take it now, otherwise ``reason``."""
    state = State(view.enquiry.state)
    found = []
    for action in ACTIONS:
        open_now = may_cause(action.event, state, roles)
        found.append(
            {
                "words": action.words,
                "doing": action.doing,
                "href": _address(action.url_name, view.enquiry.pk) if open_now else "",
                "reason": "" if open_now else _why_not(action.event, state),
            }
        )
    return found


def next_action(view: EnquiryView, roles: frozenset[Role]) -> dict[str, str]:
    """The one thing that moves it on: words, and a link when it is this person's to do."""
    state = State(view.enquiry.state)
    if state is State.CHECKING:
        waiting = [c.check for c in view.checks if c.check.state == CheckState.REVIEW]
        if waiting:
            return _decide_about_asking(waiting[0].pk, waiting[0].agency.name, roles)
        return {
            "words": "Wait for the agencies that were asked, or decide without them.",
            "href": "",
        }
    if state is State.CLOSED:
        return {"words": "Nothing: it is closed.", "href": ""}
    event = NEXT[state]
    action = next(a for a in ACTIONS if a.event is event)
    if may_cause(event, state, roles):
        return {"words": action.words, "href": _address(action.url_name, view.enquiry.pk)}
    return {"words": f"A hub decision maker goes on: {action.doing}.", "href": ""}


def _decide_about_asking(check_id: UUID, agency: str, roles: frozenset[Role]) -> dict[str, str]:
    """An ask that nobody has decided about: the agency does not know of it."""
    if Role.DECISION_MAKER in roles:
        return {
            "words": f"Decide about asking {agency}",
            "href": _address("review_ask", check_id),
        }
    return {"words": f"{agency} has not been asked yet: a manager must decide.", "href": ""}


def room(view: EnquiryView) -> str:
    """Where the agencies' answers are, once any agency has been asked."""
    return _address("room", view.enquiry.pk) if view.checks else ""


def sent(view: EnquiryView, roles: frozenset[Role]) -> str:
    """Where those who may send something find what was sent, once something has been."""
    told = State(view.enquiry.state) in (State.DISSEMINATED, State.CLOSED)
    return (
        _address("dissemination", view.enquiry.pk) if told and Role.DECISION_MAKER in roles else ""
    )


def _why_not(event: Event, state: State) -> str:
    sources = [t.source for t in TRANSITIONS if t.event is event]
    if state in sources:
        return "A hub decision maker does this."
    order = [s for s, _ in WAY]
    if all(order.index(source) < order.index(state) for source in sources):
        return "This has been done."
    first = min(sources, key=order.index)
    return f"It comes when the enquiry is “{STATE_WORDS[first]}”."


def _address(name: str, enquiry_id: UUID) -> str:
    try:
        return reverse(name, args=[enquiry_id])
    except NoReverseMatch:
        return ""
