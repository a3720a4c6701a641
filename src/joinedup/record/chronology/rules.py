"""What can stand in a chronology, how its dates are said, and what makes an entry complete.

Codes marked as the standard's are those of the draft national standard (Event Code, Episode Code
and Date Accuracy Indicator vocabularies, 17 July 2026, Open Government Licence v3.0); the others
are ours. What a good chronology holds: Care Inspectorate, "Practice guide to chronologies" (2017):
significant events, in order, fact apart from opinion, with the action taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from joinedup.base.govuk.wording import MONTHS
from joinedup.trust.sharing.rules.categories import CONTENT, Category


class EntryType(StrEnum):
    """A single happening, or a bounded period of a service."""

    LIFE_EVENT = "life_event"
    SERVICE_EPISODE = "service_episode"


class Impact(StrEnum):
    """What it meant for the child or the family: good things are recorded too."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NEUTRAL = "neutral"


IMPACT_WORDS: dict[Impact, str] = {
    Impact.POSITIVE: "Good for the family",
    Impact.NEGATIVE: "Hard for the family",
    Impact.NEUTRAL: "Neither good nor bad",
}
TYPE_WORDS: dict[EntryType, str] = {
    EntryType.LIFE_EVENT: "Something that happened",
    EntryType.SERVICE_EPISODE: "A time with a service",
}


@dataclass(frozen=True)
class Kind:
    """A kind of entry: its plain words, its type, and the category it usually belongs to."""

    words: str
    type: EntryType
    category: Category
    standard: bool = False


def _event(words: str, category: Category, *, standard: bool = False) -> Kind:
    return Kind(words, EntryType.LIFE_EVENT, category, standard)


def _episode(words: str, category: Category, *, standard: bool = False) -> Kind:
    return Kind(words, EntryType.SERVICE_EPISODE, category, standard)


KINDS: dict[str, Kind] = {
    "birth": _event("Born", Category.IDENTITY, standard=True),
    "death": _event("Died", Category.HEALTH, standard=True),
    "ae-attendance": _event("Went to A&E", Category.HEALTH, standard=True),
    "ae-injury": _event("Went to A&E with an injury", Category.HEALTH),
    "ae-self-harm": _event("Went to A&E after self-harm", Category.MENTAL_HEALTH),
    "development-check": _event("Development check", Category.HEALTH),
    "was-not-brought": _event("Was not brought to an appointment", Category.HEALTH),
    "mental-health-crisis": _event("Mental health crisis", Category.MENTAL_HEALTH),
    "school-suspension": _event("Suspended from school", Category.EDUCATION, standard=True),
    "school-exclusion": _event("Excluded from school", Category.EDUCATION, standard=True),
    "attendance-concern": _event("Worry about school attendance", Category.EDUCATION),
    "school-achievement": _event("Achievement at school", Category.EDUCATION),
    "safeguarding-concern": _event("Worry raised", Category.SOCIAL_CARE, standard=True),
    "referral": _event("Referred for help", Category.SOCIAL_CARE, standard=True),
    "home-visit": _event("Home visit", Category.SOCIAL_CARE),
    "meeting": _event("Meeting about the family", Category.SOCIAL_CARE),
    "missing-person": _event("Reported missing", Category.WHEREABOUTS, standard=True),
    "move": _event("Moved home", Category.WHEREABOUTS),
    "domestic-abuse-incident": _event("Domestic abuse incident", Category.OFFENDING),
    "arrest": _event("Arrested", Category.OFFENDING),
    "police-contact": _event("Contact with the police", Category.INVOLVEMENT),
    "order-completed": _event("Finished a court order", Category.OFFENDING),
    "homeless": _event("Became homeless", Category.HOUSING_MONEY, standard=True),
    "rent-arrears": _event("Behind with the rent", Category.HOUSING_MONEY),
    "arrears-cleared": _event("Rent paid up", Category.HOUSING_MONEY),
    "antisocial-behaviour": _event("Neighbours complained", Category.HOUSING_MONEY),
    "other-event": _event("Something else that happened", Category.SOCIAL_CARE),
    "early-help": _episode("Early help", Category.SOCIAL_CARE, standard=True),
    "child-and-family-assessment": _episode("Child and family assessment", Category.SOCIAL_CARE),
    "cin-plan": _episode("Child in need plan", Category.SOCIAL_CARE, standard=True),
    "section-47": _episode("Section 47 enquiry", Category.SOCIAL_CARE, standard=True),
    "cp-plan": _episode("Child protection plan", Category.SOCIAL_CARE, standard=True),
    "child-looked-after": _episode("In care", Category.SOCIAL_CARE, standard=True),
    "care-leaver": _episode("Support as a care leaver", Category.SOCIAL_CARE, standard=True),
    "family-court-order": _episode("Family court order", Category.SOCIAL_CARE, standard=True),
    "adult-safeguarding": _episode(
        "Adult safeguarding enquiry", Category.SOCIAL_CARE, standard=True
    ),
    "foster-approval": _episode("Approved as a foster carer", Category.INVOLVEMENT),
    "health-visiting": _episode("Health visiting", Category.INVOLVEMENT),
    "CAMHS-plan": _episode(
        "Plan with children's mental health services", Category.MENTAL_HEALTH, standard=True
    ),
    "mental-health-care": _episode("Mental health care", Category.MENTAL_HEALTH),
    "substance-treatment": _episode("Treatment for alcohol or drugs", Category.SUBSTANCE_USE),
    "school-enrolment": _episode("At school", Category.EDUCATION),
    "ehcp": _episode("Education, health and care plan", Category.EDUCATION, standard=True),
    "tenancy": _episode("Tenancy", Category.HOUSING_MONEY),
    "community-order": _episode("Community order", Category.OFFENDING),
    "licence": _episode("On licence after prison", Category.OFFENDING),
    "family-support": _episode("Family support", Category.INVOLVEMENT),
    "refuge": _episode("Support after domestic abuse", Category.WHEREABOUTS),
    "young-carer": _episode("Support as a young carer", Category.INVOLVEMENT),
    "other-episode": _episode("Another service", Category.INVOLVEMENT),
}

# Besides what an agency may contribute, a birth is part of who somebody is.
ENTRY_CATEGORIES: tuple[Category, ...] = (Category.IDENTITY, Category.FAMILY, *CONTENT)


def kind_words(code: str) -> str:
    """The plain words of a kind; a code that we do not know is shown as it came."""
    known = KINDS.get(code)
    return known.words if known else code.replace("-", " ").capitalize()


_PARTS_KNOWN = frozenset("AEU")


def is_accuracy(code: str) -> bool:
    """Whether this is a date accuracy indicator: day, month, year, each A, E or U."""
    return len(code) == 3 and set(code) <= _PARTS_KNOWN


def say_when(on: date, accuracy: str) -> str:
    """A date as precisely as it is known, and no more.

    >>> say_when(date(2021, 3, 1), "EEA"), say_when(date(2019, 1, 1), "UUA")
    ('around March 2021', 'some time in 2019')
    """
    day, month, year = tuple(accuracy)
    if year == "U":
        return "date not known"
    about = "E" in accuracy
    if month == "U" or year == "E":
        return f"around {on.year}" if about else f"some time in {on.year}"
    named = f"{MONTHS[on.month - 1]} {on.year}"
    if day == "U" or month == "E":
        return f"around {named}" if about else f"some time in {named}"
    return f"{'around ' if about else ''}{on.day} {named}"


def say_period(starts_on: date, ends_on: date | None, accuracy: str, type_: EntryType) -> str:
    """When an entry was: one date, "from ... to ...", or "from ..., still going on"."""
    start = say_when(starts_on, accuracy)
    if ends_on is not None and ends_on != starts_on:
        return f"from {start} to {say_when(ends_on, 'AAA')}"
    if type_ is EntryType.SERVICE_EPISODE and ends_on is None:
        return f"from {start}, no end recorded"
    return start


EARLIEST = date(1900, 1, 1)
LONGEST_TEXT = 10_000
_TEXTS = ("what", "judgement", "action_taken", "why_no_action")


def problems_of(
    values: Mapping[str, object], *, today: date, by_hand: bool = True
) -> dict[str, str]:
    """What is wrong with an entry, by field, in words for whoever wrote it; empty when complete.

    ``values`` has the fields of an entry. What a person writes must say what was done, or why
    nothing was; a file is taken as the agency keeps it (``by_hand=False``).
    """
    found: dict[str, str] = {}
    kind = KINDS.get(str(values["kind"]))
    if kind is None:
        found["kind"] = "This kind of entry is not known."
    elif str(values["type"]) != kind.type:
        found["type"] = f"“{kind.words}” is a {kind.type.replace('_', ' ')}."
    if values["category"] not in ENTRY_CATEGORIES:
        found["category"] = "A chronology entry cannot be of this category."
    if values["impact"] not in set(Impact):
        found["impact"] = "Impact is positive, negative or neutral."
    found |= _date_problems(values, today)
    if not str(values["what"]).strip():
        found["what"] = "Say what happened."
    for name in _TEXTS:
        if len(str(values[name])) > LONGEST_TEXT:
            found[name] = f"This must be {LONGEST_TEXT:,} characters or fewer."
    if by_hand and "kind" not in found and _needs_action(values) and not _says_action(values):
        found["action_taken"] = "Say what was done, or why nothing was."
    return found


def _date_problems(values: Mapping[str, object], today: date) -> dict[str, str]:
    found: dict[str, str] = {}
    starts_on, ends_on = values["starts_on"], values["ends_on"]
    if not is_accuracy(str(values["date_accuracy"])):
        found["date_accuracy"] = "The date accuracy has three letters, each A, E or U."
    if not isinstance(starts_on, date):
        found["starts_on"] = "Say when it was, at least the year."
    elif starts_on > today:
        found["starts_on"] = "This date is in the future."
    elif starts_on < EARLIEST:
        found["starts_on"] = "This date is before 1900."
    elif isinstance(ends_on, date) and ends_on < starts_on:
        found["ends_on"] = "It ends before it starts."
    return found


def _needs_action(values: Mapping[str, object]) -> bool:
    return values["type"] == EntryType.LIFE_EVENT and values["impact"] != Impact.POSITIVE


def _says_action(values: Mapping[str, object]) -> bool:
    return any(str(values[name]).strip() for name in ("action_taken", "why_no_action"))
