"""What a party can answer to an agreement, and which agreements bind two parties."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from joinedup.trust.sharing.rules.categories import Category
from joinedup.trust.sharing.rules.purposes import Purpose


class AgreementAnswer(StrEnum):
    """A party's decision about one version of an agreement."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


_MAY_FOLLOW: dict[AgreementAnswer | None, tuple[AgreementAnswer, ...]] = {
    None: (AgreementAnswer.ACCEPTED, AgreementAnswer.DECLINED),
    AgreementAnswer.ACCEPTED: (AgreementAnswer.WITHDRAWN,),
    AgreementAnswer.DECLINED: (AgreementAnswer.ACCEPTED,),
    AgreementAnswer.WITHDRAWN: (AgreementAnswer.ACCEPTED,),
}


def may_follow(given: AgreementAnswer | None) -> tuple[AgreementAnswer, ...]:
    """What a party can answer after its latest answer (none yet: ``None``)."""
    return _MAY_FOLLOW[given]


@dataclass(frozen=True)
class Terms:
    """What one version of an agreement says, reduced to what the rules test.

    ``parties``, ``accepted`` and ``withdrawn`` are organisation slugs, by each party's latest
    answer; ``names`` is what the parties are called.
    """

    reference: str
    version: int
    parties: frozenset[str]
    purposes: frozenset[Purpose]
    categories: frozenset[Category]
    starts_on: date
    ends_on: date
    accepted: frozenset[str]
    withdrawn: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict, compare=False)


def binding(terms: Collection[Terms], parties: frozenset[str], on: date) -> tuple[Terms, ...]:
    """The agreements that bind all of these parties on a day, at most one version of each.

    A version takes the place of the one before it once all of them have accepted it. Afterwards
    the older one does not come back: not when the newer ends, nor when one of them withdraws.
    """
    latest = {
        one.reference: one
        for one in _versions(terms, parties, on)
        if parties <= one.accepted | one.withdrawn
    }
    return tuple(one for one in latest.values() if parties <= one.accepted and on <= one.ends_on)


def missing_acceptances(
    terms: Collection[Terms], parties: frozenset[str], on: date
) -> tuple[str, ...]:
    """Sentences that say which acceptance keeps an agreement from binding these parties."""
    latest = {one.reference: one for one in _versions(terms, parties, on) if on <= one.ends_on}
    return tuple(
        f"{one.names.get(party, party)} {_said(one, party)} {one.reference} version {one.version}."
        for one in latest.values()
        for party in sorted(parties - one.accepted)
    )


def _versions(terms: Collection[Terms], parties: frozenset[str], on: date) -> list[Terms]:
    begun = (one for one in terms if parties <= one.parties and one.starts_on <= on)
    return sorted(begun, key=lambda one: one.version)


def _said(terms: Terms, party: str) -> str:
    return "has withdrawn from" if party in terms.withdrawn else "has not accepted"
