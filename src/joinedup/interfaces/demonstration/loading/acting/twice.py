"""Records that somebody wrote down again, as happens: for the work list of possible duplicates."""

from dataclasses import replace
from datetime import date

from joinedup.interfaces.demonstration.loading.acting.script import Case
from joinedup.interfaces.demonstration.loading.acting.stage import Stage
from joinedup.practice.safeguarding_hub import queries
from joinedup.practice.safeguarding_hub.rules.states import State
from joinedup.record.linkage.engine.identity import Identity, Name, NameUse, PartialDate
from joinedup.record.people.commands import add_known_person
from joinedup.record.people.queries import identity_of
from joinedup.trust.agencies.queries import hub_team
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.commands import Holder, Opening
from joinedup.trust.sharing.rules import Category, Purpose

_SLIPPED = "family-1"
_UNNAMED = "family-2"
_WITH_A_TWIN = "family-3"
TWICE = frozenset({_SLIPPED, _UNNAMED, _WITH_A_TWIN})
_BROTHER, _SISTER = "Rowan", "Robin"
_WHY = "A letter came in before anybody looked whether the hub knows this child."


def write_down_twice(stage: Stage, case: Case) -> None:
    """A second record of the child of a case, with what goes wrong in a hurry; or one of a twin."""
    reference = queries.reference_sent(stage.key(case.slug))
    with session(stage.manager, Purpose.SCREENING):
        everything = queries.enquiries_to_do(
            stage.manager, states=tuple(State), page_size=queries.MOST_LISTED
        )
        enquiry_id = next(e.id for e in everything.enquiries if e.reference == reference)
        child = queries.open_enquiry(stage.manager, enquiry_id).subjects[0].person
    if child is None:
        raise LookupError(f"{case.slug}: the manager does not see whom it is about")
    with session(stage.screener, Purpose.SCREENING):
        hub = hub_team()
        add_known_person(
            stage.screener,
            controller_id=hub.organisation_id,
            purpose=Purpose.SCREENING,
            reasons=_WHY,
            openings=[
                Opening(
                    Holder(team_id=hub.pk),
                    (Category.IDENTITY, Category.FAMILY, Category.WHEREABOUTS),
                    may_write=True,
                    may_decide=True,
                )
            ],
            identity=_again(case.slug, identity_of(child.id)),
        )


def _again(slug: str, known: Identity) -> Identity:
    """The same without its numbers: with a slip, with less, or as a twin would be written."""
    names, bare = known.names, replace(known, identifiers=())
    if slug == _SLIPPED:
        return replace(bare, birth=_swapped(known.birth))
    if slug == _UNNAMED:
        first = names[0]
        initials = tuple(given[:1] for given in first.given)
        return replace(bare, names=(replace(first, given=initials),), addresses=known.addresses)
    other = _SISTER if names[0].given[:1] == (_BROTHER,) else _BROTHER
    return replace(bare, names=(Name((other,), names[0].family, NameUse.USUAL),))


def _swapped(birth: PartialDate | None) -> PartialDate | None:
    """Day and month exchanged where that is a date, else the next day but one."""
    if birth is None or birth.month is None or birth.day is None:
        return birth
    if birth.day <= 12 and birth.day != birth.month:
        return PartialDate(birth.year, birth.day, birth.month)
    later = date(birth.year, birth.month, birth.day)
    return PartialDate(later.year, later.month, later.day % 28 + 1)
