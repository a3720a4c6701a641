"""All the cases in order, and what happens around them."""

from collections.abc import Callable

from django.db import transaction

from joinedup.interfaces.demonstration.loading.acting.families import families
from joinedup.interfaces.demonstration.loading.acting.stage import Stage, act_out
from joinedup.interfaces.demonstration.loading.acting.stories import stories
from joinedup.interfaces.demonstration.loading.acting.twice import TWICE, write_down_twice
from joinedup.interfaces.demonstration.loading.agencies import Workforce
from joinedup.interfaces.demonstration.loading.folder import Area
from joinedup.practice.safeguarding_hub import queries
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.commands import break_glass
from joinedup.trust.sharing.rules import Category, Purpose

Say = Callable[[str], None]

_RESTRICTED_STORY = "a-safe-address"
_OUT_OF_HOURS = "catrin.vaughan-bell@council.example.org"


def act_out_everything(area: Area, workforce: Workforce, say: Say) -> None:
    """Every case that has not been acted out before."""
    stage = Stage(workforce, area.seed)
    cases = [*stories(area.stories), *families(area)]
    done = 0
    for case in cases:
        with transaction.atomic():
            new = act_out(stage, case)
            if new and case.slug == _RESTRICTED_STORY:
                _break_the_glass(stage, case.slug)
            if new and case.slug in TWICE:
                write_down_twice(stage, case)
        done += new
    say(f"    {done} of {len(cases)} were new")


def _break_the_glass(stage: Stage, slug: str) -> None:
    """A colleague who is not among the named people opens a child's record, and has to say why."""
    reference = queries.reference_sent(stage.key(slug))
    with session(stage.manager, Purpose.SCREENING):
        waiting = queries.enquiries_to_do(stage.manager, page_size=queries.MOST_LISTED)
        enquiry_id = next(w.id for w in waiting.enquiries if w.reference == reference)
        first = queries.open_enquiry(stage.manager, enquiry_id).subjects[0].person
    if first is None:
        raise LookupError(f"{slug}: the manager does not see whom it is about")
    colleague = stage.viewer(_OUT_OF_HOURS)
    with session(colleague, Purpose.BREAK_GLASS):
        break_glass(
            colleague,
            folder_id=first.folder_id,
            categories=[Category.IDENTITY, Category.FAMILY],
            reasons="Out of hours. A caller says that the father is outside the child's school,"
            " and none of the named people can be reached.",
        )
