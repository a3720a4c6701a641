"""May this go there? PERMIT, DENY or REVIEW, with the rule that answered.

The rules test whether a request is lawful and agreed. They do not judge risk: that is for
people (draft national standard, information governance v0.1; ``domain/exchange-standard.md``).
The first rule that speaks is the answer; the last always speaks.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from joinedup.trust.sharing.rules.agreements import Terms, binding, missing_acceptances
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS, SENSITIVE, Category
from joinedup.trust.sharing.rules.purposes import GROUNDS, Purpose, Threshold

RULES_VERSION = "2026-11.3"


class Outcome(StrEnum):
    """The three answers of a policy decision point."""

    PERMIT = "permit"
    DENY = "deny"
    REVIEW = "review"


class Told(StrEnum):
    """Whether the family has been told that information will be asked for."""

    YES = "yes"
    NO = "no"
    UNSAFE = "unsafe"
    NOT_RECORDED = "not_recorded"


class Consent(StrEnum):
    """Agreement to share, where it is sought. It is one gateway among several."""

    GIVEN = "given"
    REFUSED = "refused"
    NOT_SOUGHT = "not_sought"


TOLD_ANSWERS: dict[str, str] = {
    Told.YES.value: "Yes",
    Told.NO.value: "No",
    Told.UNSAFE.value: "No, it would not be safe",
}
"""What somebody who is asked can answer, by value."""
CONSENT_ANSWERS: dict[str, str] = {
    Consent.GIVEN.value: "Yes",
    Consent.REFUSED.value: "No",
    Consent.NOT_SOUGHT.value: "They have not been asked",
}
"""What somebody who is asked can answer, by value."""


class Relation(StrEnum):
    """Whom the question is about, seen from the child at the centre."""

    CHILD = "child"
    PARENT_OR_CARER = "parent_or_carer"
    OTHER = "other"


@dataclass(frozen=True)
class Question:
    """One request: may the asking agency have these categories from the holding agency?

    ``asking`` and ``holding`` are organisation slugs. ``threshold`` is the level of need that
    screening found. ``conflict`` says that the asker, or the person who would answer, is related
    to the subject; ``restricted`` that the record is open to named people only.
    """

    purpose: Purpose
    asking: str
    holding: str
    categories: frozenset[Category]
    relation: Relation
    threshold: Threshold
    told: Told
    told_reason: str
    consent: Consent
    asker_may_decide: bool
    on: date
    terms: tuple[Terms, ...] = field(default=())
    restricted: bool = False
    conflict: bool = False


@dataclass(frozen=True)
class Answer:
    """The outcome, the rule that gave it, that rule's version, and the reason in words."""

    outcome: Outcome
    rule: str
    because: str
    agreement: str = ""
    version: str = RULES_VERSION


def _conflict(q: Question) -> Answer | None:
    if q.conflict:
        return Answer(
            Outcome.DENY,
            "conflict_of_interest",
            "Somebody handling this is related to the person. A colleague must take it.",
        )
    return None


def _authority(q: Question) -> Answer | None:
    if not q.asker_may_decide:
        return Answer(
            Outcome.DENY,
            "no_authority",
            "Only a hub decision maker may ask agencies for information.",
        )
    return None


def _within(q: Question) -> Answer | None:
    """Colleagues of one agency share nothing between agencies: no agreement is needed.

    A record that is open to named people only stays a question for one of them.
    """
    if q.asking != q.holding:
        return None
    return _restricted(q) or Answer(
        Outcome.PERMIT,
        "within_agency",
        f"{GROUNDS[q.purpose].source}, within the agency that keeps the record.",
    )


def _told(q: Question) -> Answer | None:
    if q.told is Told.NOT_RECORDED:
        return Answer(
            Outcome.DENY,
            "family_not_considered",
            "Say first whether the family has been told, and if not, why.",
        )
    if q.told in (Told.NO, Told.UNSAFE) and not q.told_reason.strip():
        return Answer(
            Outcome.DENY,
            "no_reason_for_not_telling",
            "The family has not been told, and no reason is recorded.",
        )
    return None


def _threshold(q: Question) -> Answer | None:
    ground = GROUNDS[q.purpose]
    if not ground.multi_agency:
        return Answer(
            Outcome.DENY,
            "not_a_ground_for_asking",
            "This purpose is not a ground for asking other agencies.",
        )
    if q.threshold < ground.threshold:
        return Answer(
            Outcome.DENY,
            "below_threshold",
            f"{ground.source} needs a higher level of need than screening found.",
        )
    return None


def _restricted(q: Question) -> Answer | None:
    if q.restricted:
        return Answer(
            Outcome.REVIEW,
            "restricted_record",
            "The record is open to named people only. One of them must decide.",
        )
    return None


def in_force(q: Question) -> tuple[Terms, ...]:
    """The agreements that bind both agencies on the day of the question: both have accepted."""
    return binding(q.terms, frozenset({q.asking, q.holding}), q.on)


def _agreement(q: Question) -> Answer | None:
    if in_force(q):
        return None
    missing = missing_acceptances(q.terms, frozenset({q.asking, q.holding}), q.on)
    why = " ".join(missing) or "No sharing agreement binds both agencies today."
    if q.purpose is Purpose.SIGNIFICANT_HARM:
        return Answer(
            Outcome.REVIEW,
            "no_agreement_but_significant_harm",
            f"{why} Section 47 may allow it: a person decides.",
        )
    return Answer(Outcome.DENY, "not_accepted" if missing else "no_agreement", why)


def _purpose_covered(q: Question) -> Answer | None:
    if any(q.purpose in terms.purposes for terms in in_force(q)):
        return None
    return Answer(
        Outcome.REVIEW,
        "purpose_not_in_agreement",
        "The agreement between these agencies does not name this purpose.",
    )


def _categories_covered(q: Question) -> Answer | None:
    covered: set[Category] = set()
    for terms in in_force(q):
        if q.purpose in terms.purposes:
            covered |= terms.categories
    beyond = sorted(CATEGORY_WORDS[c] for c in q.categories - covered)
    if beyond:
        return Answer(
            Outcome.REVIEW,
            "category_not_in_agreement",
            f"The agreement does not cover: {', '.join(beyond)}.",
        )
    return None


def _consent(q: Question) -> Answer | None:
    if q.threshold >= Threshold.SIGNIFICANT_HARM:
        return None
    if q.consent is Consent.REFUSED:
        return Answer(
            Outcome.REVIEW,
            "consent_refused",
            "The family does not agree, and significant harm is not suspected."
            " Going on needs a person's decision with reasons.",
        )
    if q.consent is Consent.NOT_SOUGHT and q.told is Told.NO:
        return Answer(
            Outcome.REVIEW,
            "consent_not_sought",
            "Below significant harm the family should be asked first, or a person should say"
            " why not (R (AB and CD) v Haringey [2013] EWHC 416 (Admin)).",
        )
    return None


def _adults(q: Question) -> Answer | None:
    if q.relation is Relation.CHILD or q.threshold >= Threshold.SIGNIFICANT_HARM:
        return None
    sensitive = sorted(CATEGORY_WORDS[c] for c in q.categories & SENSITIVE)
    if sensitive and q.consent is not Consent.GIVEN:
        return Answer(
            Outcome.REVIEW,
            "adult_sensitive",
            f"About an adult, without their consent: {', '.join(sensitive)}."
            " The agency that holds it decides what is proportionate.",
        )
    return None


def _permit(q: Question) -> Answer:
    terms = next(t for t in in_force(q) if q.purpose in t.purposes)
    return Answer(
        Outcome.PERMIT,
        "agreed",
        f"{GROUNDS[q.purpose].source}, under agreement {terms.reference} version {terms.version}.",
        agreement=f"{terms.reference}/{terms.version}",
    )


RULES: tuple[Callable[[Question], Answer | None], ...] = (
    _conflict,
    _authority,
    _within,
    _told,
    _threshold,
    _restricted,
    _agreement,
    _purpose_covered,
    _categories_covered,
    _consent,
    _adults,
)


def answer(question: Question) -> Answer:
    """The first rule that speaks; PERMIT when none objects."""
    for rule in RULES:
        spoken = rule(question)
        if spoken is not None:
            return spoken
    return _permit(question)
