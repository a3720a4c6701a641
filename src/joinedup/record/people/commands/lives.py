"""Birth, death, and what is known of the person as a whole."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.record.people.commands.adding import set_birth
from joinedup.record.people.commands.details import add_name
from joinedup.record.people.commands.finding import refresh_search_keys
from joinedup.record.people.commands.writing import note, row_to_change
from joinedup.record.people.models import Person
from joinedup.record.people.queries.known import birth_of
from joinedup.record.people.rules import (
    CannotRecordError,
    NameUse,
    Part,
    PartialDate,
    Sex,
    check_birth,
    check_death,
    check_text,
)
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer


@transaction.atomic
def correct_person(
    actor: Viewer,
    *,
    person_id: UUID,
    sex: Sex,
    birth: PartialDate | None,
    expected_on: date | None,
    died_on: date | None,
    language: str,
    needs_interpreter: bool | None,
    seen: int | None = None,
) -> Person:
    """Write what is known of the person as a whole as it should be.

    Raises ``CannotRecordError``, ``MayNotChangeError`` or ``ChangedMeanwhileError``.
    """
    person = row_to_change(Person, Part.PERSON, person_id, seen)
    today = timezone.localdate()
    check_birth(birth, today=today)
    check_death(birth, died_on, today=today)
    set_birth(person, birth)
    person.sex = sex.value
    person.expected_on, person.died_on = expected_on, died_on
    person.language = check_text("language", language, called="Language", most=60)
    person.needs_interpreter = needs_interpreter
    _save(person, "sex", "expected_on", "died_on", "language", "needs_interpreter")
    refresh_search_keys(person.pk)
    return person


@transaction.atomic
def record_birth(
    actor: Viewer,
    *,
    person_id: UUID,
    birth: PartialDate,
    sex: Sex | None = None,
    given: str = "",
    family: str = "",
    seen: int | None = None,
) -> Person:
    """An expected child has been born. The expected date stays on the record.

    Raises ``CannotRecordError`` when the child has been born already.
    """
    person = row_to_change(Person, Part.PERSON, person_id, seen)
    if birth_of(person) is not None:
        raise CannotRecordError("birth", "The birth is recorded already; correct it instead")
    check_birth(birth, today=timezone.localdate())
    set_birth(person, birth)
    if sex is not None:
        person.sex = sex.value
    _save(person, "sex")
    if given.strip() or family.strip():
        add_name(actor, person_id=person_id, use=NameUse.USUAL, given=given, family=family)
    refresh_search_keys(person.pk)
    return person


def _save(person: Person, *columns: str) -> None:
    born = ("birth_year", "birth_month", "birth_day", "birth_accuracy")
    person.save(update_fields=[*columns, *born])
    note(Action.CHANGED, person)
