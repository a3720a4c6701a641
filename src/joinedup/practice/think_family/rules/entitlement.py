"""Whether the lead agency is entitled to what an agency knows of the families that come out.

It is, where the sharing rules do not refuse it, on that day, for the purpose of the exercise and
the kinds of information that the agency contributes, under an agreement that binds both; and where
the rules leave it to a person, because that agency's information governance lead has approved. The
lead agency's own records are its own. What one agency may not give, no exercise takes.
"""

from collections.abc import Collection
from datetime import date

from joinedup.practice.think_family.rules.needs import categories_of
from joinedup.trust.sharing.rules import (
    Category,
    Consent,
    Purpose,
    Question,
    Relation,
    Terms,
    Told,
)
from joinedup.trust.sharing.rules.purposes import GROUNDS

PURPOSES: tuple[Purpose, ...] = tuple(p for p, ground in GROUNDS.items() if ground.multi_agency)
"""The purposes for which agencies may be asked at all."""


def question(
    purpose: Purpose,
    *,
    lead: str,
    agency: str,
    needs: Collection[str],
    told: Told,
    told_reason: str,
    on: date,
    terms: tuple[Terms, ...],
) -> Question:
    """What is asked of the sharing rules about one contributing agency. Agencies by their slugs.

    The families hold adults as well as children, and nobody has been asked one by one: the rules
    take it so. A family's address comes out, so that somebody can go there.
    """
    return Question(
        purpose=purpose,
        asking=lead,
        holding=agency,
        categories=categories_of(frozenset(needs)) | {Category.WHEREABOUTS},
        relation=Relation.PARENT_OR_CARER,
        threshold=GROUNDS[purpose].threshold,
        told=told,
        told_reason=told_reason,
        consent=Consent.NOT_SOUGHT,
        asker_may_decide=True,
        on=on,
        terms=terms,
    )
