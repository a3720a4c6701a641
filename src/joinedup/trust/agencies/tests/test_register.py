"""What a register of agencies may say, and how a bad one is told."""

from datetime import date

import pytest

from joinedup.trust.agencies.register import (
    EXAMPLE,
    KINDS,
    ROLES,
    RegisteredRole,
    RegisterError,
    read_register,
)
from joinedup.trust.agencies.rules import OrganisationKind, Role

ORGANISATION = """
[[organisations]]
slug = "council"
name = "Council"
kind = "council"
"""
TEAM = """
[[organisations.teams]]
slug = "hub"
name = "Hub"
is_hub = true
"""
PERSON = """
[[people]]
email = "Ada@Council.example"
organisation = "council"
name = "Ada Worker"
starts_on = 2026-01-05
"""
ROLE = """
[[people.roles]]
team = "hub"
role = "screener"
"""
WHOLE = ORGANISATION + TEAM + PERSON + ROLE


def test_the_example_can_be_read_and_shows_every_word():
    text = EXAMPLE.read_text()
    register = read_register(text)
    assert [one.slug for one in register.organisations] == ["council", "police"]
    assert len(register.people) == 4
    for word in (*KINDS, *ROLES):
        assert word in text


def test_what_is_written_is_what_is_read():
    register = read_register(WHOLE)
    [council] = register.organisations
    assert (council.kind, council.teams[0].is_hub) == (OrganisationKind.COUNCIL, True)
    [ada] = register.people
    assert (ada.email, ada.telephone) == ("ada@council.example", "")
    assert ada.roles == (RegisteredRole("hub", Role.SCREENER, date(2026, 1, 5), None),)


@pytest.mark.parametrize(
    ("post_ends", "role_says", "lasts"),
    [
        ("", "", (date(2026, 1, 5), None)),
        ("", "starts_on = 2026-02-01", (date(2026, 2, 1), None)),
        ("", "ends_on = 2026-03-31", (date(2026, 1, 5), date(2026, 3, 31))),
        ("ends_on = 2026-06-30", "", (date(2026, 1, 5), date(2026, 6, 30))),
        ("ends_on = 2026-06-30", "ends_on = 2026-03-31", (date(2026, 1, 5), date(2026, 3, 31))),
    ],
)
def test_how_long_a_role_lasts(post_ends, role_says, lasts):
    [ada] = read_register(ORGANISATION + TEAM + PERSON + post_ends + ROLE + role_says).people
    assert (ada.roles[0].starts_on, ada.roles[0].ends_on) == lasts


def test_the_same_role_again_after_a_while():
    first, again = ROLE + "ends_on = 2026-02-01\n", ROLE + "starts_on = 2026-05-01\n"
    [ada] = read_register(ORGANISATION + TEAM + PERSON + first + again).people
    assert len(ada.roles) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file names no organisation and nobody"),
        ("[[organisations", "this is not TOML"),
        (WHOLE.replace("2026-01-05", "2026-02-30"), "this is not TOML: Invalid date"),
        ("agencies = []", "'agencies' is not known here; known are organisations, people"),
        ("people = 3", r"people must be written as \[\["),
        ("people = [3]", "people 1: this must be a table"),
        (ORGANISATION + 'colour = "red"', r"organisations 1 \(council\): 'colour' is not known"),
        (ORGANISATION.replace('"council"\n\n', "").replace("Council", ""), "name is missing"),
        (ORGANISATION.replace('kind = "council"', 'kind = "constabulary"'), "'constabulary' is no"),
        (ORGANISATION.replace('kind = "council"', 'kind = "public"'), "kind 'public' is none of"),
        (ORGANISATION.replace('slug = "council"', 'slug = "The Council"'), "small letters"),
        (ORGANISATION.replace('slug = "council"', 'slug = "public"'), "the system's own"),
        (ORGANISATION.replace('"Council"', "7"), "name must be text in quotation marks"),
        (ORGANISATION.replace('"Council"', '"' + "x" * 201 + '"'), "longer than 200"),
        (ORGANISATION.replace('"Council"', r'"Coun\u0000cil"'), "one line of plain text"),
        (ORGANISATION + ORGANISATION, "organisation 'council' is in the file twice"),
        (ORGANISATION + TEAM + TEAM, "team 'hub' is in the file twice"),
        (ORGANISATION + TEAM.replace("true", '"yes"'), r"teams 1 \(hub\): is_hub must be true or"),
        (PERSON + PERSON, "person 'ada@council.example' is in the file twice"),
        (PERSON.replace("@", " at "), "no e-mail address"),
        (PERSON.replace("starts_on = 2026-01-05", ""), "starts_on is missing"),
        (PERSON.replace("2026-01-05", '"5 January"'), "a date like 2026-09-01"),
        (PERSON.replace("2026-01-05", "2026-01-05T09:00:00"), "a date like 2026-09-01"),
        (PERSON.replace("2026", "0206"), "cannot be"),
        (PERSON + "ends_on = 2026-01-04", "ends_on 2026-01-04 is before starts_on 2026-01-05"),
        (WHOLE + "starts_on = 2025-12-31", "before they are in post"),
        (WHOLE.replace("screener", "boss"), "role 'boss' is none of"),
        (WHOLE.replace("screener", "front_door"), "role 'front_door' is none of"),
        (PERSON + "ends_on = 2026-02-01" + ROLE + "ends_on = 2026-02-02", "lasts longer"),
        (PERSON + "ends_on = 2026-02-01" + ROLE + "starts_on = 2026-02-02", "lasts longer"),
        (WHOLE + ROLE, "the role screener in hub is there twice at one time"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(text, said):
    with pytest.raises(RegisterError, match=said) as refused:
        read_register(text)
    assert "\n" not in str(refused.value)
