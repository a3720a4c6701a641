"""What a hub can decide, what can be sent to whom, and what a referrer can be told."""

from collections.abc import Sequence
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


def already_decided(by: str) -> str:
    """What a manager is told who decides after a colleague has."""
    return (
        f"{by} has already decided. What you wrote is below, and has not been saved:"
        " talk to each other if you see it differently."
    )


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
    """Whether the owning agency agrees to one item going to one recipient.

    ``AGREED_HERE`` is its desk's own word, ``AGREED_NOW`` what somebody of it said elsewhere.
    """

    AGREED_BEFORE = "agreed_before"
    AGREED_NOW = "agreed_now"
    AGREED_HERE = "agreed_here"
    OVERRIDDEN = "overridden"
    NOT_NEEDED = "not_needed"


class OwnerWord(StrEnum):
    """What the owning desk has said here about one sending."""

    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    AGREED = "agreed"
    REFUSED = "refused"


@dataclass(frozen=True)
class AskedOwner:
    """What the owning desk was asked: to send this much; ``agrees`` is None until it answers."""

    how_much: HowMuch
    summary: str
    agrees: bool | None


def owner_word(how_much: HowMuch, summary: str, asked: Sequence[AskedOwner]) -> OwnerWord:
    """What the newest question that bears on this sending has brought; ``asked`` newest first.

    Who agrees to all of it agrees to a summary; who refuses a summary refuses all of it.
    """
    for question in asked:
        same = question.how_much is how_much and (
            how_much is HowMuch.IN_FULL or question.summary.strip() == summary.strip()
        )
        if same and question.agrees is None:
            return OwnerWord.WAITING
        if question.agrees and (same or question.how_much is HowMuch.IN_FULL):
            return OwnerWord.AGREED
        if question.agrees is False and (same or how_much is HowMuch.IN_FULL):
            return OwnerWord.REFUSED
    return OwnerWord.NOT_ASKED


@dataclass(frozen=True)
class Sending:
    """One proposed sending: an item of an agency to a recipient."""

    how_much: HowMuch
    summary: str
    handling: Handling
    owner_answer: OwnerAnswer
    owner_words: str
    override_gateway: str
    reasons: str
    to_owner: bool
    about_named: bool
    owner_word: OwnerWord = OwnerWord.NOT_ASKED


@dataclass(frozen=True)
class Problem:
    """What stands in the way: the part of the sending that it is about, and a sentence."""

    part: str
    words: str


def problems(sending: Sending) -> list[Problem]:
    """What stands in the way of a sending (originator control; Met Police Authority, July 2011).

    What an agency contributed stays its own: it leaves the hub when the agency agreed, or over
    its objection on a legal gateway that is written down.
    """
    if sending.how_much is HowMuch.NOT:
        return []
    found = []
    if sending.how_much is HowMuch.SUMMARY and not sending.summary.strip():
        found.append(Problem("summary", "Write the summary that the recipient will read."))
    if sending.how_much is HowMuch.IN_FULL and not sending.about_named:
        found.append(
            Problem(
                "how_much",
                "This is about somebody whom the recipient is not told about."
                " Tell them about this person too, or send a summary.",
            )
        )
    if not sending.reasons.strip():
        found.append(Problem("reasons", "Say why this recipient needs it."))
    if needs_the_owner(sending.handling, to_owner=sending.to_owner):
        found += _owner_problems(sending)
    return found


def needs_the_owner(handling: Handling, *, to_owner: bool) -> bool:
    """Whether an item may leave the hub only with its owner's word, or over it."""
    return not to_owner and handling is not Handling.MAY_BE_SENT


def _owner_problems(sending: Sending) -> list[Problem]:
    if sending.owner_answer is OwnerAnswer.OVERRIDDEN:
        if sending.override_gateway.strip():
            return []
        words = "Name the legal gateway on which you send it without the owner's agreement."
        return [Problem("override_gateway", words)]
    if sending.owner_answer is OwnerAnswer.AGREED_HERE:
        if sending.owner_word is OwnerWord.AGREED:
            return []
        words = "Their desk has not agreed here to sending this much of it. Ask them first."
        return [Problem("owner_answer", words)]
    if sending.owner_word is OwnerWord.REFUSED:
        words = "Their desk has refused this. Send it only on a named law, or ask them again."
        return [Problem("owner_answer", words)]
    if sending.owner_answer is OwnerAnswer.AGREED_NOW:
        if sending.owner_words.strip():
            return []
        return [Problem("owner_words", "Say who agreed for the agency, and when.")]
    words = "The agency that owns this must agree first, or you must record an override."
    return [Problem("owner_answer", words)]


def problems_of_asking(how_much: HowMuch, summary: str, reasons: str) -> list[Problem]:
    """What stands in the way of asking the owner: it must know what would be sent, and why."""
    found = []
    if how_much is HowMuch.NOT:
        found.append(Problem("how_much", "Say how much would be sent, then ask them."))
    if how_much is HowMuch.SUMMARY and not summary.strip():
        found.append(Problem("summary", "Write the summary that the recipient would read."))
    if not reasons.strip():
        found.append(Problem("reasons", "Say why this recipient needs it."))
    return found
