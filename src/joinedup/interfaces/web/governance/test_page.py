"""The log as the information governance lead reads it."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from tests.html import find_all, find_one, parse_strictly, words

from joinedup.interfaces.web.governance.page import GROUPS
from joinedup.record.chronology.queries import chronology_of
from joinedup.record.chronology.tests import factories
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.queries import decided, decisions_to_govern, viewer_for
from joinedup.trust.sharing.rules import Purpose
from joinedup.trust.sharing.tests.decisions import a_refusal, an_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return agencies.organisation("Council")


@pytest.fixture
def amira(council):
    team = agencies.team(council)
    person = agencies.professional((team, Role.SCREENER), name="Amira Khan")
    agencies.change(type(person).objects.filter(pk=person.pk), job_title="Screening officer")
    return viewer_for(person.pk), team


@pytest.fixture
def lead(client, council):
    team = agencies.team(council)
    viewer = viewer_for(agencies.professional((team, Role.INFORMATION_GOVERNANCE_LEAD)).pk)
    factories.sign_in(client, viewer)
    return client


def lines(document):
    return [words(li) for li in find_all(find_one(document, "main"), "li") if words(li)]


def test_who_did_what_in_plain_sentences(lead, amira):
    viewer, _ = amira
    with session(viewer, Purpose.SCREENING):
        record(Action.OPENED, subject_kind="contact")
    document = parse_strictly(lead.get("/audit/"))
    (line,) = [line for line in lines(document) if "Amira" in line]
    assert line.startswith("Amira Khan, screening officer, opened the contact at ")
    assert "m to decide what a contact needs." in line
    assert "1 entry" in words(document)


def test_who_saw_this_record_and_what_else_they_did(lead, amira):
    folder = factories.folder(*amira)
    other = factories.folder(*amira)
    for wanted in (folder, other):
        with session(amira[0], Purpose.DIRECT_WORK):
            chronology_of(amira[0], folders=[wanted.pk])
    document = parse_strictly(lead.get(f"/audit/?folder={folder.pk}"))
    said = lines(document)
    assert len(said) == 2
    assert "saw in a list a chronology (no entries)" in said[0]
    assert "added a person's record" in said[1]
    href = find_all(find_one(document, "main"), "a", class_="govuk-link")[2].get("href")
    assert href == f"?actor={amira[0].professional_id}"
    followed = parse_strictly(lead.get(f"/audit/{href}"))
    assert len([line for line in lines(followed) if "Amira Khan, screening" in line]) == 4
    assert "Remove this filter: Amira Khan" in words(followed)


def test_another_agencys_reading_of_our_records_is_ours_to_see_and_theirs_is_not(lead, amira):
    folder = factories.folder(*amira)
    nurse, nurses = factories.viewer()
    factories.share(amira[0], folder, nurses, factories.Category.HEALTH)
    with session(nurse, Purpose.DIRECT_WORK):
        chronology_of(nurse, folders=[folder.pk])
        record(Action.SEARCHED, subject_kind="person")
    text = words(parse_strictly(lead.get("/audit/")))
    assert "Ada Worker saw in a list a chronology" in text
    assert "Ada Worker searched" not in text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?who=amira", {"Amira"}),
        ("?who=khan+amira", {"Amira"}),
        ("?who=nobody", set()),
        ("?actor=nonsense", set()),
        ("?actions=break_glass", set()),
        ("?actions=reads", {"Amira", "Bryn"}),
        ("?since-day=1&since-month=1&since-year=2020", {"Amira", "Bryn"}),
        ("?until-day=1&until-month=1&until-year=2020", set()),
    ],
)
def test_narrowing(lead, amira, council, query, names):
    bryn = agencies.professional((agencies.team(council), Role.REFERRER), name="Bryn Hughes")
    for viewer in (amira[0], viewer_for(bryn.pk)):
        with session(viewer, Purpose.CONTACT):
            record(Action.OPENED, subject_kind="contact")
    text = " ".join(lines(parse_strictly(lead.get(f"/audit/{query}"))))
    assert {name for name in ("Amira", "Bryn") if f"{name} " in text} == names


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?folder=12", "This is not a record number"),
        ("?since-day=31&since-month=2&since-year=2026", "From this day must be a real date"),
        (
            "?since-day=2&since-month=2&since-year=2026&until-day=1&until-month=2&until-year=2026",
            "To this day must be on or after the day that it starts from",
        ),
    ],
)
def test_bad_input_is_said_beside_its_field(lead, query, said):
    document = parse_strictly(lead.get(f"/audit/{query}"))
    assert said in words(find_one(document, "div", class_="govuk-error-summary"))
    assert lead.get(f"/audit/export/{query}")["Content-Type"].startswith("text/html")


def test_without_a_day_it_is_the_last_week(lead, amira):
    with session(amira[0], Purpose.SCREENING):
        record(Action.OPENED, subject_kind="contact")
    with time_machine.travel(timezone.now() + timedelta(days=1_500)):
        factories.sign_in(
            lead,
            viewer_for(
                agencies.professional(
                    (agencies.team(amira[1].organisation), Role.INFORMATION_GOVERNANCE_LEAD)
                ).pk
            ),
        )
        assert "Nothing was found" in words(parse_strictly(lead.get("/audit/")))
        assert "opened the contact" in words(parse_strictly(lead.get("/audit/?who=amira")))


def test_the_export_is_safe_in_a_spreadsheet_and_logged(lead, council):
    team = agencies.team(council)
    person = agencies.professional((team, Role.SCREENER), name="=HYPERLINK(1)")
    with session(viewer_for(person.pk), Purpose.SCREENING):
        record(Action.OPENED, subject_kind="contact", details={"categories": ["a", "b"]})
    response = lead.get("/audit/export/?who=hyperlink")
    assert "attachment" in response["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1][1] == "'=HYPERLINK(1)"
    assert rows[1][-1] == "categories: a b"
    assert len(rows) == 2
    text = words(parse_strictly(lead.get("/audit/")))
    assert "took out a copy of this log (1 entry)" in text


def test_nobody_else_comes_here(client, amira):
    factories.sign_in(client, amira[0])
    assert client.get("/audit/").status_code == 404
    assert client.get("/audit/export/").status_code == 404


def test_every_action_is_found_by_one_filter():
    grouped = [action for _, actions in GROUPS.values() for action in actions]
    assert sorted(grouped) == sorted(Action)


def decide(amira, *numbers):
    """Even ones are answers of the rules, odd ones what somebody refused."""
    viewer, team = amira
    folder = factories.folder(viewer, team)
    for number in numbers:
        made = a_refusal if number % 2 else an_answer
        made(viewer, folder, team.organisation, f"Number {number}.")


def numbers(client, query=""):
    """Those that a page shows, in their order, and the page."""
    page = parse_strictly(client.get(f"/audit/decisions/{query}"))
    rows = [words(row) for row in find_all(page, "tr")][1:]
    return [int(row.partition("Number ")[2].partition(".")[0]) for row in rows], page


def test_decisions_are_read_a_page_at_a_time_answers_and_refusals_by_their_time(
    lead, amira, monkeypatch
):
    monkeypatch.setattr(decided.decisions_to_govern, "__kwdefaults__", {"page": 1, "page_size": 3})
    decide(amira, *range(8))
    elsewhere = agencies.team(agencies.organisation("Elsewhere"))
    other = agencies.professional((elsewhere, Role.SCREENER))
    decide((viewer_for(other.pk), elsewhere), 100, 101)
    for query, shown in (
        ("", [7, 6, 5]),
        ("?page=2", [4, 3, 2]),
        ("?page=3", [1, 0]),
        ("?page=99", [1, 0]),
        ("?page=none", [7, 6, 5]),
    ):
        found, page = numbers(lead, query)
        assert found == shown
    assert "Page 1 of 3" in words(page)
    assert find_all(page, "a", href="?page=2")


def test_fewer_decisions_than_a_page_are_one_page(lead, amira):
    assert "Nothing has been asked" in words(numbers(lead)[1])
    decide(amira, 0, 1)
    found, page = numbers(lead)
    assert found == [1, 0]
    assert "The newest first" in words(page)
    assert not find_all(page, "nav", **{"aria-label": "Pages of decisions"})


def test_the_pages_count_only_what_the_lead_may_read(amira, council, monkeypatch):
    decide(amira, *range(4))
    elsewhere = agencies.team(agencies.organisation("Elsewhere"))
    monkeypatch.setattr(decided, "MOST_COUNTED", 3)
    for team, total in ((agencies.team(council), 3), (elsewhere, 0)):
        viewer = viewer_for(agencies.professional((team, Role.INFORMATION_GOVERNANCE_LEAD)).pk)
        with session(viewer, Purpose.INFORMATION_GOVERNANCE):
            found = decisions_to_govern(viewer, page_size=2)
        assert (found.total, len(found.decisions)) == (total, min(total, 2))
