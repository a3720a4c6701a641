"""The run: started by a person, carried out in the background, in that person's name."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from joinedup.practice.think_family.commands.outcome import write_outcome
from joinedup.practice.think_family.commands.steps import check, locked, move
from joinedup.practice.think_family.linking import People, Sent, link_people
from joinedup.practice.think_family.models import Exercise
from joinedup.practice.think_family.queries import criteria_of, not_ready, refused_today
from joinedup.practice.think_family.rules.counts import rounded
from joinedup.practice.think_family.rules.families import Found, Record, find
from joinedup.practice.think_family.rules.states import Event, State
from joinedup.practice.think_family.sealing import NotOpenedError, unseal
from joinedup.record.linkage.engine.files import FileError
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer

_NOT_COMPARED = (
    "The extracts could not be compared. Each agency should look at its own and send it again."
)


@transaction.atomic
def start_run(actor: Viewer, *, exercise_id: UUID) -> None:
    """Start matching. From now on no extract is taken.

    Raises ``ValueError`` while an approval or an extract is missing, and where the sharing rules
    refuse an agency today, ``NotNow`` in the wrong state.
    """
    exercise = locked(exercise_id)
    check(actor, exercise, Event.START_RUN)
    if why := not_ready(exercise) or refused_today(exercise):
        raise ValueError(why)
    exercise.run_by_id = actor.professional_id
    move(actor, exercise, Event.START_RUN)


@transaction.atomic
def carry_out(actor: Viewer, *, exercise_id: UUID) -> None:
    """Open the extracts, link them, and write down the families that meet the criteria.

    All of it or nothing. Does nothing for a run that is over, or that somebody else has started
    anew, so that it can be done twice. Needs a session for the purpose of the exercise.
    """
    exercise = locked(exercise_id)
    if exercise.state != State.RUNNING or exercise.run_by_id != actor.professional_id:
        return
    if refused := refused_today(exercise):
        move(actor, exercise, Event.RUN_FAILED, reasons=refused)
        return
    try:
        sent = _opened(exercise)
        people = link_people(sent, today=timezone.localdate())
    except (FileError, NotOpenedError):
        # Their messages may repeat what a file held.
        move(actor, exercise, Event.RUN_FAILED, reasons=_NOT_COMPARED)
        return
    found = find(_records(sent), people.person, people.uncertain, criteria_of(exercise))
    write_outcome(actor, exercise, sent, people, found)
    exercise.model_sha256 = people.model_sha256
    counts = _counts(people, found)
    by_agency = {agency: rounded(n) for agency, n in sorted(found.by_agency.items())}
    exercise.counts = {**counts, "to_check": by_agency}
    move(
        actor,
        exercise,
        Event.FINISH_RUN,
        details={"model_sha256": people.model_sha256, **counts},
        action=Action.DECIDED,
    )


def _opened(exercise: Exercise) -> list[Sent]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id, content FROM think_family_unseal(%s)", [exercise.pk])
        sealed = sorted(cursor.fetchall())
    return [
        Sent(str(agency), row)
        for agency, content in sealed
        for row in unseal(bytes(content), exercise_id=exercise.pk, agency_id=agency)
    ]


def _records(sent: Sequence[Sent]) -> list[Record]:
    return [
        Record(one.agency, frozenset(one.row.needs), one.row.home, one.row.household_ref)
        for one in sent
    ]


def _counts(people: People, found: Found) -> dict[str, int | None]:
    """What everybody may know: rounded, so that no number gives a family away."""
    return {
        "people": rounded(len(set(people.person))),
        "families": rounded(found.families),
        "qualifying": rounded(len(found.qualifying)),
        "hanging": rounded(found.hanging),
        "too_large": rounded(found.too_large),
    }
