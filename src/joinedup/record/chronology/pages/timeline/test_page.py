"""The chronology as people read and write it."""

from datetime import date

import pytest
from tests.html import find_all, find_one, parse_strictly, words

from joinedup.record.chronology.rules import EntryType, Impact
from joinedup.record.chronology.tests import factories
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Category, Purpose

pytestmark = pytest.mark.django_db
WORK = Purpose.DIRECT_WORK
TYPED = {
    "kind": "ae-injury",
    "when-day": "",
    "when-month": "3",
    "when-year": "2021",
    "estimated": "on",
    "what": "Fell from the swing.",
    "judgement": "It fits the injury.",
    "impact": "negative",
    "action_taken": "Seen the same day.",
    "reference": "form:1",
}


@pytest.fixture
def us():
    return factories.viewer()


@pytest.fixture
def folder(us):
    return factories.folder(*us)


@pytest.fixture
def as_us(client, us):
    return factories.sign_in(client, us[0])


def entries(us):
    return factories.all_versions(us[0])


def test_it_is_told_in_order_fact_apart_from_judgement(as_us, us, folder):
    with session(us[0], WORK):
        factories.entry(us[0], folder, judgement="She is <b>tired</b>.", date_accuracy="UAA")
        factories.entry(us[0], folder, starts_on=date(2019, 1, 1), date_accuracy="UUE")
    document = parse_strictly(as_us.get(f"/chronology/{folder.pk}/"))
    titles = [words(h) for h in find_all(document, "h3", class_="moj-timeline__title")]
    assert titles == ["Worry about school attendance"] * 2
    dates = [words(p) for p in find_all(document, "p", class_="moj-timeline__date")]
    assert dates == ["Some time in March 2024", "Around 2019"]
    view = words(find_one(document, "div", class_="govuk-inset-text"))
    assert view == ("A professional view, not a fact (Ada Worker, Council) She is <b>tired</b>.")
    assert "Why can I see this?" in words(document)


def test_filters_work_by_address_alone_and_can_be_taken_away(as_us, us, folder):
    with session(us[0], WORK):
        factories.entry(us[0], folder)
        factories.entry(
            us[0], folder, kind="ae-attendance", category=Category.HEALTH, impact=Impact.NEUTRAL
        )
    query = "?category=health&since-year=2020&text=late&page=4"
    document = parse_strictly(as_us.get(f"/chronology/{folder.pk}/{query}"))
    assert "1 of 2 entries" in words(document)
    tags = find_all(document, "a", class_="moj-filter__tag")
    assert [words(tag) for tag in tags] == [
        "Remove this filter: “late”",
        "Remove this filter: Health",
        "Remove this filter: From 2020",
    ]
    assert tags[1].get("href") == "?since-year=2020&text=late"
    assert find_one(document, "input", name="since-year").get("value") == "2020"


def test_a_filter_that_cannot_be_is_said_beside_it_and_the_rest_counts(as_us, us, folder):
    with session(us[0], WORK):
        factories.entry(us[0], folder)
    query = "?since-day=31&since-month=2&since-year=2020&agency=x&text={}&page=x"
    document = parse_strictly(as_us.get(f"/chronology/{folder.pk}/{query}"))
    assert "From this date must be a real date" in words(document)
    assert "of 1 entry" in words(document)


def test_pages(as_us, us, folder):
    with session(us[0], WORK):
        factories.many(folder, us[0].agency_id, 120)
    document = parse_strictly(as_us.get(f"/chronology/{folder.pk}/?text=number&page=2"))
    assert "120 of 120 entries, page 2 of 3" in words(document)
    assert len(find_all(document, "div", class_="moj-timeline__item")) == 50
    links = find_all(document, "a", class_="govuk-pagination__link")
    assert links[-1].get("href") == "?text=number&page=3"


def test_when_services_were_there_is_drawn_with_its_table(as_us, us, folder):
    plan = {"kind": "cin-plan", "type": EntryType.SERVICE_EPISODE}
    with session(us[0], WORK):
        factories.entry(us[0], folder)
        factories.entry(us[0], folder, starts_on=date(2020, 1, 1), **plan)
    document = parse_strictly(as_us.get(f"/chronology/{folder.pk}/"))
    assert find_all(document, "figure", class_="ju-picture") == []
    with session(us[0], WORK):
        factories.entry(us[0], folder, starts_on=date(2018, 1, 1), ends_on=date(2019, 1, 1), **plan)
    document = parse_strictly(as_us.get(f"/chronology/{folder.pk}/"))
    picture = find_one(document, "figure", class_="ju-picture")
    rows = [
        [words(cell) for cell in row.iter() if cell.tag in {"th", "td"}]
        for row in find_all(picture, "tr")
    ][1:]
    assert rows == [
        ["Child in need plan", "1 January 2018", "1 January 2019"],
        ["Child in need plan", "1 January 2020", "still going on"],
    ]


def test_forbidden_and_absent_are_alike(client, us, folder):
    with session(us[0], WORK):
        entry = factories.entry(us[0], folder)
    factories.sign_in(client, factories.viewer()[0])
    for address in (
        f"/chronology/{folder.pk}/",
        f"/chronology/{folder.pk}/add/",
        f"/chronology/{entry.pk}/",
        f"/chronology/entries/{entry.pk}/",
        f"/chronology/entries/{entry.pk}/correct/",
        f"/chronology/entries/{folder.pk}/",
    ):
        assert client.get(address).status_code == 404


def test_readers_alone_are_offered_no_writing(client, us, folder):
    they, team = factories.viewer(Role.TEAM_MANAGER)
    with session(us[0], WORK):
        entry = factories.entry(us[0], folder)
    factories.share(us[0], folder, team, Category.EDUCATION)
    factories.sign_in(client, they)
    text = words(parse_strictly(client.get(f"/chronology/{folder.pk}/")))
    assert "Late on eleven mornings" in text
    assert "Add an entry" not in text
    assert "Correct this" not in text
    assert client.get(f"/chronology/{folder.pk}/add/").status_code == 404
    assert client.get(f"/chronology/entries/{entry.pk}/correct/").status_code == 404
    assert client.post(f"/chronology/{folder.pk}/add/", TYPED).status_code == 404


def test_adding_an_entry_once_however_often_it_is_sent(as_us, us, folder):
    address = f"/chronology/{folder.pk}/add/"
    parse_strictly(as_us.get(address))
    for _ in range(2):
        assert as_us.post(address, TYPED).headers["Location"] == f"/chronology/{folder.pk}/"
    (added,) = entries(us)
    assert (added.starts_on, added.date_accuracy) == (date(2021, 3, 1), "UEA")
    assert added.category == Category.HEALTH
    assert added.source_agency_id == us[0].agency_id
    assert added.subject_id == folder.pk


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": ""}, "Select an answer: what kind of entry is it?"),
        ({"when-year": ""}, "The date must include a year"),
        ({"when-year": "2999"}, "The date must be today or in the past"),
        ({"when-month": "13"}, "The date must be a real date"),
        ({"ended-day": "1", "ended-month": "2", "ended-year": "2020"}, "It ends before it starts."),
        ({"what": ""}, "Answer the question “What happened?”"),
        ({"action_taken": ""}, "Say what was done, or why nothing was."),
        ({"category": "offending"}, "Select one of the answers in the list"),
        ({"kind": "arrest"}, "You may not add to this category of this record."),
        ({"what": "Llŷr 🙂 " * 2000}, "must be 10,000 characters or fewer"),
    ],
)
def test_bad_input_is_kept_with_its_message(as_us, us, folder, typed, said):
    response = as_us.post(f"/chronology/{folder.pk}/add/", TYPED | typed)
    assert response.status_code == 200
    document = parse_strictly(response)
    assert said in words(find_one(document, "div", class_="govuk-error-summary"))
    judgement = find_one(document, "textarea", name="judgement")
    assert words(judgement) == "It fits the injury."
    assert entries(us) == []


def test_a_correction_asks_why_and_both_versions_can_be_read(as_us, us, folder):
    with session(us[0], WORK):
        entry = factories.entry(us[0], folder, date_accuracy="EEA")
    address = f"/chronology/entries/{entry.pk}/correct/"
    document = parse_strictly(as_us.get(address))
    typed = {
        field.get("name"): field.get("value") or ""
        for field in find_all(document, "input")
        if field.get("type") not in ("checkbox", "radio")
    }
    assert typed["when-month"] == "3"
    assert typed["when-day"] == ""
    typed |= {
        "kind": entry.kind,
        "category": entry.category,
        "impact": entry.impact,
        "estimated": "on",
        "what": "Late on twelve mornings.",
        "action_taken": entry.action_taken,
    }
    refused = as_us.post(address, typed)
    assert "Why does it need correcting?" in words(
        find_one(parse_strictly(refused), "div", class_="govuk-error-summary")
    )
    assert as_us.post(address, typed | {"reasons": "I counted again."}).status_code == 302
    old, new = entries(us)
    assert old.corrected_by_id == new.pk
    assert (new.starts_on, new.date_accuracy) == (entry.starts_on, "EEA")
    chronology = parse_strictly(as_us.get(f"/chronology/{folder.pk}/"))
    assert "This is a corrected version." in words(chronology)
    text = words(parse_strictly(as_us.get(f"/chronology/entries/{new.pk}/")))
    assert "Late on eleven mornings" in text
    assert "Corrected because: I counted again." in text
    assert "Read the version that counts" in words(
        parse_strictly(as_us.get(f"/chronology/entries/{old.pk}/"))
    )
    assert as_us.get(address).headers["Location"] == f"/chronology/entries/{old.pk}/"
    twice = as_us.post(address, typed | {"reasons": "I counted again."})
    assert twice.headers["Location"] == f"/chronology/entries/{new.pk}/"
    mine = typed | {"reasons": "The register.", "what": "Late on ten mornings. ŵ"}
    newest = f"/chronology/entries/{new.pk}/correct/"
    assert as_us.post(address, mine).headers["Location"] == newest
    page = parse_strictly(as_us.get(newest))
    assert "compare, then save it if yours is right" in words(page)
    assert "What happened Late on twelve mornings." in words(page)
    assert words(find_one(page, "textarea", name="what")) == "Late on ten mornings. ŵ"
    assert as_us.post(newest, mine).status_code == 302
    assert [e.what for e in entries(us)][-1] == "Late on ten mornings. ŵ"
