"""What is written about a case: who tells the hub what about whom, and how far it comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from joinedup.base.foundation.working_time import LONDON, is_working_day
from joinedup.practice.safeguarding_hub.rules.outcomes import Outcome
from joinedup.practice.safeguarding_hub.rules.ratings import Rating
from joinedup.record.people.rules import RelationshipKind
from joinedup.trust.sharing.rules import Category, Consent, Purpose, Relation, Told


@dataclass(frozen=True, slots=True)
class Earlier:
    """A moment before now: minutes ago, or a time of the n-th working day before today."""

    minutes: int = 0
    working_days: int = 0
    hour: int = 9
    minute: int = 0

    def than(self, now: datetime) -> datetime:
        """The moment itself, in London."""
        if not self.working_days:
            return now - timedelta(minutes=self.minutes)
        day = now.astimezone(LONDON).date()
        for _ in range(self.working_days):
            day -= timedelta(days=1)
            while not is_working_day(day):
                day -= timedelta(days=1)
        return datetime(day.year, day.month, day.day, self.hour, self.minute, tzinfo=LONDON)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a case is about. Dates are ISO 8601, as far as they are known.

    ``records`` are their record numbers by agency; None where nobody has written them down and
    whoever is asked goes by name and birth date.
    """

    given: str
    family: str
    born: str = ""
    expected: str = ""
    address: tuple[str, str, str] = ("", "", "")
    """Line, town and postcode, where the referrer knows them."""
    records: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class About:
    """A person's place in a case: what they are to the child at the centre.

    ``told_as`` is the name that the referrer gives, where they do not know all of it.
    """

    who: str
    relation: Relation
    words: str = ""
    told_as: str = ""
    language: str = ""
    interpreter: bool | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody as the hub's enquiry knows them by now."""

    id: UUID
    person_id: UUID
    folder_id: UUID


@dataclass(frozen=True, slots=True)
class Tie:
    """The second is ``kind`` to the first."""

    who: str
    other: str
    kind: RelationshipKind


@dataclass(frozen=True, slots=True)
class Home:
    """People who live together since a day (ISO 8601), and the one who is there only at times."""

    who: tuple[str, ...]
    since: str
    at_times: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One agency asked about some people; ``answers`` when it has answered by now."""

    agency: str
    about: tuple[str, ...]
    categories: tuple[Category, ...]
    when: Earlier
    answers: bool = False
    after_review: str = ""
    """The reasons for going on, where the rules want a person to decide and one has."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Whom the manager asks; for what purpose, and what the family knows."""

    purpose: Purpose = Purpose.EARLY_HELP
    told: Told = Told.YES
    consent: Consent = Consent.GIVEN
    told_reasons: str = ""
    question: str = "Do you know them, and what is relevant to this worry?"
    asks: tuple[Ask, ...] = ()
    nobody: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """What one team is told: about whom, and which sorts of items."""

    team: str
    message: str
    about: tuple[str, ...]
    categories: tuple[Category, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Case:
    """One worry and what has become of it. The parts that have not happened are empty.

    ``referrer`` is an e-mail address; without one it was somebody of the public.
    """

    slug: str
    worry: str
    people: Mapping[str, Person]
    about: tuple[About, ...]
    received: Earlier
    referrer: str = ""
    family_told: str = "yes"
    why_not_told: str = ""
    access_needs: str = ""
    identified: bool = True
    ties: tuple[Tie, ...] = ()
    homes: tuple[Home, ...] = ()
    needs: tuple[tuple[str, str], ...] = ()
    conflicts: tuple[tuple[str, str, str], ...] = ()
    """(e-mail of staff, whom they are related to, how)."""
    restricted: tuple[str, ...] = ()
    """Whose records are open to named people only."""
    rating: Rating | None = None
    rationale: str = ""
    gate: Gate | None = None
    outcome: Outcome | None = None
    reasons: str = ""
    tells: tuple[Telling, ...] = ()
    tells_nobody: str = ""
    feedback: str = ""
