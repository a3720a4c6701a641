from datetime import date

import pytest

from joinedup.record.chronology.rules import (
    KINDS,
    EntryType,
    Impact,
    kind_words,
    problems_of,
    say_period,
    say_when,
)
from joinedup.trust.sharing.rules import Category

TODAY = date(2026, 11, 20)
COMPLETE = {
    "kind": "referral",
    "type": EntryType.LIFE_EVENT,
    "category": Category.SOCIAL_CARE,
    "starts_on": date(2026, 3, 1),
    "ends_on": None,
    "date_accuracy": "AAA",
    "what": "The school rang.",
    "judgement": "",
    "impact": Impact.NEGATIVE,
    "action_taken": "A visit the same day.",
    "why_no_action": "",
}
# Event Code and Episode Code vocabularies of the draft standard, 17 July 2026
STANDARD = {
    "birth", "death", "ae-attendance", "school-exclusion", "school-suspension", "missing-person",
    "safeguarding-concern", "referral", "homeless", "early-help", "ehcp", "family-court-order",
    "cin-plan", "cp-plan", "CAMHS-plan", "section-47", "care-leaver", "child-looked-after",
    "adult-safeguarding",
}  # fmt: skip


def test_the_standards_codes_are_the_standards():
    assert {code for code, kind in KINDS.items() if kind.standard} == STANDARD


@pytest.mark.parametrize(
    ("accuracy", "said"),
    [
        ("AAA", "7 March 2021"),
        ("EAA", "around 7 March 2021"),
        ("UAA", "some time in March 2021"),
        ("EEA", "around March 2021"),
        ("UEA", "around March 2021"),
        ("UUA", "some time in 2021"),
        ("UUE", "around 2021"),
        ("EEE", "around 2021"),
        ("UUU", "date not known"),
    ],
)
def test_a_date_is_said_as_precisely_as_it_is_known(accuracy, said):
    assert say_when(date(2021, 3, 7), accuracy) == said


def test_periods_say_when_they_ended_or_that_they_have_not():
    start, episode = date(2021, 3, 7), EntryType.SERVICE_EPISODE
    assert say_period(start, date(2021, 9, 1), "UAA", episode) == (
        "from some time in March 2021 to 1 September 2021"
    )
    assert say_period(start, None, "AAA", episode) == "from 7 March 2021, no end recorded"
    assert say_period(start, None, "AAA", EntryType.LIFE_EVENT) == "7 March 2021"


def test_a_complete_entry_has_no_problems():
    assert problems_of(COMPLETE, today=TODAY) == {}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"kind": "gossip"}, "kind"),
        ({"type": EntryType.SERVICE_EPISODE}, "type"),
        ({"category": Category.SCREENING}, "category"),
        ({"impact": "awful"}, "impact"),
        ({"starts_on": None}, "starts_on"),
        ({"starts_on": date(2026, 11, 21)}, "starts_on"),
        ({"starts_on": date(1899, 12, 31)}, "starts_on"),
        ({"ends_on": date(2026, 2, 28)}, "ends_on"),
        ({"date_accuracy": "XXX"}, "date_accuracy"),
        ({"what": "  "}, "what"),
        ({"what": "a" * 10_001}, "what"),
        ({"action_taken": " "}, "action_taken"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(change, where):
    assert list(problems_of(COMPLETE | change, today=TODAY)) == [where]


def test_action_or_why_none_is_for_what_went_wrong_and_is_written_by_hand():
    nothing = COMPLETE | {"action_taken": ""}
    assert problems_of(nothing | {"why_no_action": "Already known."}, today=TODAY) == {}
    assert problems_of(nothing | {"impact": Impact.POSITIVE}, today=TODAY) == {}
    assert problems_of(nothing, today=TODAY, by_hand=False) == {}


def test_an_unknown_kind_is_shown_as_it_came():
    assert kind_words("ae-attendance") == "Went to A&E"
    assert kind_words("youth-club") == "Youth club"
