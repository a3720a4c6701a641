"""Adding somebody who turns up while an enquiry is open."""

import pytest
from tests.html import find_all, parse_strictly, words

from joinedup.base.foundation.ids import new_id
from joinedup.base.foundation.transitions import NotNow
from joinedup.practice.safeguarding_hub import commands
from joinedup.practice.safeguarding_hub.rules.states import DECIDED, State
from joinedup.practice.safeguarding_hub.tests import factories
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db

BABY = {
    "details-adult_is": "child",
    "details-given": "Gwen",
    "details-family": "Ŵyn",
    "details-born-day": "2",
    "details-born-month": "11",
    "details-born-year": "2025",
    "details-sex": "2",
}
SURE = "The health visitor says that there is a baby sister."


@pytest.fixture
def hub():
    return factories.a_hub()


@pytest.fixture
def screener(hub, client):
    client.force_login(hub.account(hub.screener))
    return client


def at(enquiry_id):
    return f"/hub/enquiries/{enquiry_id}/people/add/"


def shown(response):
    return words(parse_strictly(response))


def chosen(response, beginning):
    radios = find_all(parse_strictly(response), "input", name="choice-who")
    return next(r.get("value") for r in radios if r.get("value").startswith(beginning))


@pytest.mark.parametrize("state", [state for state in State if state not in DECIDED])
def test_somebody_new_in_every_state_before_the_decision(hub, screener, state):
    enquiry_id = getattr(factories, state)(hub)
    enquiry = f"/hub/enquiries/{enquiry_id}/"
    assert find_all(parse_strictly(screener.get(enquiry)), "a", href=at(enquiry_id))
    page = shown(screener.post(at(enquiry_id), {**BABY, "do": "look"}))
    assert ("Nobody like this is in our records or our index." in page) is (state == "received")
    assert "None of these: begin a new record" in page
    added = {**BABY, "choice-who": "new", "choice-evidence": SURE, "do": "add"}
    added["choice-kinship"] = "half_sibling"
    page = shown(screener.post(at(enquiry_id), added, follow=True))
    assert "They are part of the enquiry now." in page
    assert "Gwen Ŵyn" in page
    subject = factories.subjects(hub, enquiry_id)[-1]
    assert (subject.relation, subject.basis, subject.evidence) == ("child", "new", SURE)
    assert subject.mentioned_id is None
    assert subject.person.birth_year == 2025
    assert factories.enquiry(hub, enquiry_id).state == state
    assert factories.draft_left(hub.screener, f"add_person:{enquiry_id}") is None


@pytest.mark.parametrize("state", DECIDED)
def test_nobody_is_added_after_the_decision(hub, screener, state):
    enquiry_id = getattr(factories, state)(hub)
    before = len(factories.subjects(hub, enquiry_id))
    assert not find_all(
        parse_strictly(screener.get(f"/hub/enquiries/{enquiry_id}/")), "a", href=at(enquiry_id)
    )
    page = shown(screener.get(at(enquiry_id), follow=True))
    assert "nobody can be added to it now" in page
    screener.post(at(enquiry_id), {**BABY, "choice-who": "new", "do": "add"})
    described = factories.mentioned(given="Gwen")
    with session(hub.screener, Purpose.SCREENING), pytest.raises(NotNow):
        commands.add_new_person(
            hub.screener, enquiry_id=enquiry_id, described=described, evidence=SURE
        )
    assert len(factories.subjects(hub, enquiry_id)) == before


def test_somebody_whom_we_have_and_somebody_in_our_index(hub, screener):
    factories.indexed(
        hub,
        {
            "record_id": "D1",
            "given_names": "Dewi",
            "family_name": "Prys",
            "birth_date": "1986-07-09",
        },
    )
    known = factories.subjects(hub, factories.identified(hub))[0].person_id
    enquiry_id = factories.checking(hub, mentioned=[factories.mentioned(given="Ioan")])
    typed = {
        "details-adult_is": "child",
        "details-given": "Ffion",
        "details-family": "Ŵyn",
        "details-born-year": "2016",
    }
    record = chosen(screener.post(at(enquiry_id), {**typed, "do": "look"}), "record:")
    more = {"choice-who": record, "choice-evidence": SURE, "do": "add"}
    more["choice-kinship"] = "cousin"
    screener.post(at(enquiry_id), {**typed, **more})
    typed = {
        "details-adult_is": "other",
        "details-given": "Dewi",
        "details-family": "Prys",
        "details-born-year": "1986",
    }
    entry = chosen(screener.post(at(enquiry_id), {**typed, "do": "look"}), "entry:")
    screener.post(at(enquiry_id), {**typed, **more, "choice-who": entry})
    _, sister, partner = factories.subjects(hub, enquiry_id)
    assert (sister.person_id, sister.basis) == (known, "record")
    assert (partner.relation, partner.basis) == ("other", "index")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"details-adult_is": ""}, "Select an answer: who are they in this enquiry?"),
        ({"details-born-year": "2999"}, "Birth date must be"),
        (
            {
                "details-given": "",
                "details-family": "",
                **{f"details-born-{p}": "" for p in ("day", "month", "year")},
            },
            "Write what you know of them",
        ),
        ({"choice-who": ""}, "Select an answer: who is it?"),
        ({"choice-who": f"record:{new_id()}"}, "Select one of the answers in the list"),
        ({"choice-kinship": ""}, "Say what they are to Ffion Ŵyn, or “Not known”"),
        ({"choice-evidence": " "}, "Answer the question “What makes you sure?”"),
    ],
)
def test_bad_input_is_kept_and_adds_nobody(hub, screener, typed, message):
    enquiry_id = factories.screened(hub)
    whole = {**BABY, "choice-who": "new", "choice-evidence": SURE, "do": "add"}
    whole |= {"choice-kinship": "sibling", **typed}
    page = parse_strictly(screener.post(at(enquiry_id), whole))
    assert message in words(page)
    if "details-family" not in typed:
        [family] = find_all(page, "input", name="details-family")
        assert family.get("value") == "Ŵyn"
    assert len(factories.subjects(hub, enquiry_id)) == 2


def test_the_same_person_twice_is_told(hub, screener):
    enquiry_id = factories.screened(hub)
    typed = {"details-adult_is": "child", "details-given": "Ffion", "details-family": "Ŵyn"}
    typed |= {"details-born-year": "2016"}
    record = chosen(screener.post(at(enquiry_id), {**typed, "do": "look"}), "record:")
    more = {"choice-who": record, "choice-evidence": SURE, "do": "add"}
    more["choice-kinship"] = "twin"
    page = shown(screener.post(at(enquiry_id), {**typed, **more}))
    assert "This person is already part of the enquiry." in page
    assert SURE in page


def test_what_was_typed_waits_for_its_writer(hub, screener):
    enquiry_id = factories.screened(hub)
    screener.post(at(enquiry_id), {**BABY, "do": "look"})
    page = parse_strictly(screener.get(at(enquiry_id)))
    [given] = find_all(page, "input", name="details-given")
    assert given.get("value") == "Gwen"


def test_other_roles_and_other_records(hub, client):
    enquiry_id = factories.checking(hub)
    for other in (hub.referrer, hub.police_researcher, hub.practitioner):
        client.force_login(hub.account(other))
        assert client.get(at(enquiry_id)).status_code == 404
        assert client.post(at(enquiry_id), BABY).status_code == 404
    elsewhere = factories.a_hub()
    client.force_login(hub.account(elsewhere.screener))
    assert client.get(at(enquiry_id)).status_code == 404
    assert client.get(at(new_id())).status_code == 404
