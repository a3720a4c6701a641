"""The stories are in every area, under the same record numbers, and tell what they promise."""

import pytest
from stdnum.gb import nhs, upn

from joinedup.interfaces.demonstration.area import AGENCIES, STAFF
from joinedup.interfaces.demonstration.area.stories import Stories
from joinedup.interfaces.demonstration.area.tests.reading import Area

SLUGS = [
    "the-worried-teacher",
    "twins-and-their-numbers",
    "not-yet-born",
    "father-and-son",
    "nearly-eighteen",
    "somebody-we-know",
    "a-safe-address",
    "so-that-we-understand",
]
ROLES = {
    "referrer", "screener", "hub_decision_maker", "researcher", "practitioner", "keyworker",
    "team_manager", "transitions_worker", "board_member", "evaluator",
    "information_governance_lead", "system_administrator",
}  # fmt: skip


def records(area: Area, slug: str, key: str) -> dict[str, list[dict[str, str]]]:
    """{agency: [rows]} of one person of a story."""
    people = area.stories[slug]["person"]
    person = next(person for person in people if person["key"] == key)
    return {
        agency: [row for row in area.people[agency] if row["record_id"] in numbers]
        for agency, numbers in person["records"].items()
    }


def test_every_story_is_in_every_area(any_area: Area) -> None:
    assert list(any_area.stories) == SLUGS


def test_the_record_numbers_are_there_and_belong_to_the_person(any_area: Area) -> None:
    truth = {(line["agency"], line["record_id"]): line["person_id"] for line in any_area.truth}
    for story in any_area.stories.values():
        for person in story["person"]:
            for agency, numbers in person["records"].items():
                for number in numbers:
                    assert truth[agency, number] == person["person_id"]
                    assert number.startswith(f"{AGENCIES[agency].prefix}-000")


def test_story_rows_are_the_same_whatever_the_area(small_area: Area, area: Area) -> None:
    for slug, story in small_area.stories.items():
        for person in story["person"]:
            assert records(small_area, slug, person["key"]) == records(area, slug, person["key"])


def test_story_identifiers_are_valid_unless_the_story_says_otherwise(any_area: Area) -> None:
    for slug, story in any_area.stories.items():
        for person in story["person"]:
            for rows in records(any_area, slug, person["key"]).values():
                for row in rows:
                    assert not row["nhs_number"] or nhs.is_valid(row["nhs_number"])
                    number = row["upn"]
                    assert not number or number[0] == upn.calc_check_digit(number[1:])


def test_nobody_else_lives_at_a_story_address(area: Area) -> None:
    told = {
        (row["address_line"], row["town"])
        for slug, story in area.stories.items()
        for person in story["person"]
        for rows in records(area, slug, person["key"]).values()
        for row in rows
        if row["address_line"]
    }
    others = {
        (row["address_line"], row["town"])
        for _, row in area.everybody()
        if "-000" not in row["record_id"]
    }
    assert not told & others


def test_the_worried_teacher(area: Area) -> None:
    poppy = records(area, "the-worried-teacher", "poppy")
    assert set(poppy) == {"education", "police", "health", "childrens-social-care"}
    assert poppy["education"][0]["birth_date"] == "2017-04-09"
    assert poppy["police"][0]["birth_date"] == "2017-09-04"
    assert poppy["health"][0]["family_name"] == "Pike"
    assert poppy["childrens-social-care"][0]["service_status"] == "closed"
    incidents = [
        event
        for event in area.events["police"]
        if event["record_id"] == poppy["police"][0]["record_id"]
    ]
    assert [event["kind"] for event in incidents] == ["domestic-abuse-incident"] * 2


def test_twins_are_told_apart_in_the_truth_and_share_one_wrong_number(area: Area) -> None:
    ibrahim = records(area, "twins-and-their-numbers", "ibrahim")
    ismail = records(area, "twins-and-their-numbers", "ismail")
    wrong = ismail["family-charity"][0]["nhs_number"]
    assert wrong == ibrahim["health"][0]["nhs_number"] != ismail["health"][0]["nhs_number"]


def test_the_unborn_child_has_an_expected_date_and_no_number(area: Area) -> None:
    baby = records(area, "not-yet-born", "baby")
    for rows in baby.values():
        assert rows[0]["expected_date"] > "2026-11-20"
        assert not rows[0]["birth_date"]
        assert not rows[0]["nhs_number"]


def test_father_and_son_have_one_name_and_two_lives(area: Area) -> None:
    father = records(area, "father-and-son", "michael-senior")
    son = records(area, "father-and-son", "michael-junior")
    assert "police" not in father
    assert len(son["police"]) == 2
    truth = {line["person_id"]: line["same_name_relative_of"] for line in area.truth}
    assert truth["P00000031"] == "P00000032"
    assert truth["P00000032"] == "P00000031"


def test_the_refuge_is_known_to_the_charity_alone(area: Area) -> None:
    safe = "51 Larchwell Place"
    holders = {agency for agency, row in area.everybody() if row["address_line"] == safe}
    assert holders == {"family-charity"}
    assert area.stories["a-safe-address"]["whereabouts_restricted"] == ["amina", "ayaan", "sagal"]


def test_the_refuge_address_is_written_in_no_event(area: Area) -> None:
    texts = [row["what"] + row["action_taken"] for rows in area.events.values() for row in rows]
    assert not any("Larchwell" in text or "Fennibridge" in text for text in texts)


def test_the_conflict_of_interest_names_a_member_of_staff(area: Area) -> None:
    conflict = area.stories["somebody-we-know"]["conflict_of_interest"][0]
    assert conflict["staff"] in {member.email for member in STAFF}


def test_interpreters_and_access_needs_are_told(area: Area) -> None:
    story = area.stories["so-that-we-understand"]
    assert {need["person"] for need in story["access_needs"]} <= {
        person["key"] for person in story["person"]
    }
    elena = records(area, "so-that-we-understand", "elena")
    assert elena["adult-mental-health"][0]["language"] == "British Sign Language"


def test_stories_fit_into_the_smallest_area() -> None:
    assert Stories().people < 60


@pytest.mark.parametrize("role", sorted(ROLES))
def test_there_is_staff_for_every_role(role: str) -> None:
    assert any(role in member.roles for member in STAFF)


def test_staff_are_made_up_and_belong_to_agencies() -> None:
    for member in STAFF:
        assert member.email.endswith(".example.org")
        assert member.agency in AGENCIES
        assert set(member.roles) <= ROLES
    assert len({member.email for member in STAFF}) == len(STAFF)


@pytest.mark.parametrize("agency", [slug for slug in AGENCIES if slug != "childrens-social-care"])
def test_every_partner_has_a_researcher_in_the_hub(agency: str) -> None:
    assert any(m.agency == agency and m.hub and "researcher" in m.roles for m in STAFF)
