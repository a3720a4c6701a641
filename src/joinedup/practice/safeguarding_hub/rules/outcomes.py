"""What a hub can decide, what can be sent to whom, and what a referrer can be told."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What is to happen (the disposals of published local procedures)."""

    STRATEGY_DISCUSSION = "strategy_discussion"
    ASSESSMENT = "assessment"
    EARLY_HELP = "early_help"
    SINGLE_AGENCY = "single_agency"
    ADVICE = "advice"
    NO_FURTHER_ACTION = "no_further_action"


OUTCOME_WORDS: dict[Outcome, str] = {
    Outcome.STRATEGY_DISCUSSION: "Strategy discussion (Children Act 1989, section 47)",
    Outcome.ASSESSMENT: "Child and family assessment (Children Act 1989, section 17)",
    Outcome.EARLY_HELP: "Early help",
    Outcome.SINGLE_AGENCY: "Support from one agency",
    Outcome.ADVICE: "Information and advice",
    Outcome.NO_FURTHER_ACTION: "No further action",
}

# What the referrer is told: enough to know that they were heard, nothing that was found out.
REFERRER_OUTCOME_WORDS: dict[Outcome, str] = {
    Outcome.STRATEGY_DISCUSSION: "Children's social care and partners are looking into it now.",
    Outcome.ASSESSMENT: "Children's social care will see the family to find out what they need.",
    Outcome.EARLY_HELP: "The family will be offered early help.",
    Outcome.SINGLE_AGENCY: "One service will offer the family support.",
    Outcome.ADVICE: "The family will be given information and advice.",
    Outcome.NO_FURTHER_ACTION: "The hub will take no further action at this time.",
}


class HowMuch(StrEnum):
    """How much of an item a recipient is told."""

    IN_FULL = "in_full"
    SUMMARY = "summary"
    NOT = "not"


HOW_MUCH_WORDS: dict[HowMuch, str] = {
    HowMuch.IN_FULL: "In full",
    HowMuch.SUMMARY: "A summary",
    HowMuch.NOT: "Not sent",
}


class Handling(StrEnum):
    """What the agency that owns an item says about sending it outside the hub."""

    MAY_BE_SENT = "may_be_sent"
    ASK_FIRST = "ask_first"
    HUB_ONLY = "hub_only"


HANDLING_WORDS: dict[Handling, str] = {
    Handling.MAY_BE_SENT: "May be sent to those who need it",
    Handling.ASK_FIRST: "Ask us before sending it",
    Handling.HUB_ONLY: "For the hub only",
}


class OwnerAnswer(StrEnum):
    """Whether the owning agency agrees to one item going to one recipient."""

    AGREED_BEFORE = "agreed_before"
    AGREED_NOW = "agreed_now"
    OVERRIDDEN = "overridden"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True)
class Sending:
    """One proposed sending: an item of an agency to a recipient."""

    how_much: HowMuch
    summary: str
    handling: Handling
    owner_answer: OwnerAnswer
    override_gateway: str
    reasons: str
    to_owner: bool


def problems(sending: Sending) -> list[str]:
    """What stands in the way of a sending (originator control; Met Police Authority, July 2011).

    What an agency contributed stays its own: it leaves the hub when the agency agreed, or over
    its objection on a legal gateway that is written down.
    """
    if sending.how_much is HowMuch.NOT:
        return []
    found = []
    if sending.how_much is HowMuch.SUMMARY and not sending.summary.strip():
        found.append("Write the summary that the recipient will read.")
    if not sending.reasons.strip():
        found.append("Say why this recipient needs it.")
    if sending.to_owner or sending.handling is Handling.MAY_BE_SENT:
        return found
    if sending.owner_answer is OwnerAnswer.OVERRIDDEN:
        if not sending.override_gateway.strip():
            found.append(
                "Name the legal gateway on which you send it without the owner's agreement."
            )
    elif sending.owner_answer is not OwnerAnswer.AGREED_NOW:
        found.append("The agency that owns this must agree first, or you must record an override.")
    return found
