"""Loading a made-up area, step by step, saying what is being done."""

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from joinedup.interfaces.demonstration.area import REFERENCE_DATE, generate_area
from joinedup.interfaces.demonstration.loading.acting.company import act_out_everything
from joinedup.interfaces.demonstration.loading.agencies import set_up_workforce
from joinedup.interfaces.demonstration.loading.agreement import record_the_agreement
from joinedup.interfaces.demonstration.loading.folder import NotAnAreaError, read_area
from joinedup.interfaces.demonstration.loading.matching import match_families
from joinedup.interfaces.demonstration.loading.programme import load_programme
from joinedup.interfaces.demonstration.loading.records import read_extracts
from joinedup.interfaces.demonstration.loading.refusing import refuse_among_real_records
from joinedup.interfaces.demonstration.loading.studying import carry_out_a_study
from joinedup.record.duplicates.commands import compare_everybody

Say = Callable[[str], None]

PEOPLE = 2_000
SEED = 20
FOLDER = "made-up-area"
_FRESH = timedelta(days=120)


def load_demonstration(say: Say) -> None:
    """The area that a new installation begins with, as of today."""
    directory = Path(settings.DATA_DIRECTORY) / FOLDER
    try:
        read_area(directory)
    except NotAnAreaError:
        # Kept when a load was cut short, so that it goes on with the same files.
        say(f"  drawing an area of {PEOPLE:,} people")
        generate_area(PEOPLE, SEED, directory, as_at=_as_at(timezone.localdate()))
    load_directory(directory, say)


def _as_at(today: date) -> date:
    """The day of the area: as it was written, unless that is long past or still to come.

    Moving a date can undo what a story is about, such as a day and a month that are swapped.
    """
    fresh = REFERENCE_DATE <= today <= REFERENCE_DATE + _FRESH
    return REFERENCE_DATE if fresh else today


def load_directory(directory: Path | os.PathLike[str], say: Say) -> None:
    """Load the area in a folder. Loading it again adds what is missing and changes nothing.

    Raises ``NotAnAreaError`` and ``NotLoadedError``.
    """
    area = read_area(Path(directory))
    refuse_among_real_records(area)
    say(f"  {area.name}: {len(area.agencies)} agencies and their staff")
    workforce = set_up_workforce(area)
    record_the_agreement(area, workforce)
    say("  each agency's records")
    read_extracts(area, workforce, say)
    say("  the hub's work on some families")
    act_out_everything(area, workforce, say)
    say("  families that several agencies know")
    match_families(area, workforce, say)
    say("  a programme of help for families")
    load_programme(area, workforce, say)
    carry_out_a_study(workforce, say)
    say("  the hub's records of people compared with one another")
    compare_everybody(_silent)


def _silent(_words: str) -> None:
    """How far the comparison is: it takes seconds here."""
