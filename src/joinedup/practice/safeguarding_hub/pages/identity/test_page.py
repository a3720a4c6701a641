"""Saying who an enquiry is about."""

import pytest
from tests.html import find_all, find_one, parse_strictly, words

from joinedup.base.foundation.ids import new_id
from joinedup.practice.safeguarding_hub.rules.states import State
from joinedup.practice.safeguarding_hub.tests import factories

pytestmark = pytest.mark.django_db

SURE = "The school gave the same birth date and address."
FFION = {
    "record_id": "F1",
    "given_names": "Ffion",
    "family_name": "Ŵyn",
    "birth_date": "2016-05-03",
    "postcode": "QX4 2AB",
    "household_ref": "H1",
}
TWIN = FFION | {"record_id": "F2", "given_names": "Gwenllian"}
CARYS = FFION | {"record_id": "F3", "given_names": "Carys", "birth_date": "1988-01-02"}


@pytest.fixture
def hub():
    return factories.a_hub()


@pytest.fixture
def screener(hub, client):
    client.force_login(hub.account(hub.screener))
    return client


def overview(enquiry_id):
    return f"/hub/enquiries/{enquiry_id}/identity/"


def address(hub, enquiry_id, position=0):
    return f"{overview(enquiry_id)}{factories.people_mentioned(hub)[position].pk}/"


def shown(response):
    return words(parse_strictly(response))


def choice(client, at, beginning):
    page = parse_strictly(client.get(at))
    radios = [r.get("value") for r in find_all(page, "input", type="radio")]
    return next(value for value in radios if value.startswith(beginning))


def test_the_whole_way_with_new_people(hub, screener):
    enquiry_id = factories.received(hub)
    page = shown(screener.get(overview(enquiry_id)))
    assert "Child: Ffion Ŵyn" in page
    assert "You cannot go on now Say first which child it is about." in page
    at = address(hub, enquiry_id)
    assert "Nobody like this is in our records or our index." in shown(screener.get(at))
    screener.post(at, {"who": "new", "evidence": SURE})
    page = shown(screener.get(overview(enquiry_id)))
    assert "Go on and rate it" in page
    assert "they will not be asked about" in page
    mother = address(hub, enquiry_id, 1)
    page = shown(screener.get(mother))
    assert "What are they to Ffion Ŵyn?" in page
    assert "The referrer says: Mother. Confirm or correct it." in page
    page = shown(screener.post(mother, {"who": "new", "evidence": SURE}))
    assert "Say what they are to Ffion Ŵyn, or “Not known”" in page
    answers = {"kinship": "step_parent", "parental_responsibility": "no", "lives_with": "yes"}
    screener.post(mother, {"who": "new", "evidence": SURE, **answers})
    page = shown(screener.get(overview(enquiry_id)))
    assert "Step-parent The referrer says: Mother Parental responsibility: no" in page
    assert "Lives with the child: yes" in page
    assert "Everybody who was named is confirmed" in page
    onwards = screener.post(overview(enquiry_id))
    assert onwards.headers["Location"] == f"/hub/enquiries/{enquiry_id}/screening/"
    assert factories.enquiry(hub, enquiry_id).state == State.IDENTIFIED


def test_going_on_without_a_child_is_refused(hub, screener):
    enquiry_id = factories.received(hub)
    page = shown(screener.post(overview(enquiry_id), follow=True))
    assert "Say first which child the enquiry is about" in page
    assert factories.enquiry(hub, enquiry_id).state == State.RECEIVED


def test_a_record_that_we_have_is_suggested_with_its_reasons(hub, screener):
    first = factories.identified(hub)
    known = factories.subjects(hub, first)[0].person_id
    enquiry_id = factories.received(hub)
    at = f"{overview(enquiry_id)}{factories.people_mentioned(hub)[2].pk}/"
    page = shown(screener.get(at))
    assert "Same surname, first name" in page or "Same " in page
    assert "A record that we have" in page
    screener.post(at, {"who": choice(screener, at, "record:"), "evidence": SURE})
    [subject] = factories.subjects(hub, enquiry_id)
    assert (subject.person_id, subject.basis, subject.evidence) == (known, "record", SURE)


def test_the_index_and_the_family(hub, screener):
    factories.indexed(hub, FFION, CARYS)
    enquiry_id = factories.received(
        hub, mentioned=[factories.mentioned(postcode="QX4 2AB"), factories.mother()]
    )
    at = address(hub, enquiry_id)
    sent = screener.post(at, {"who": choice(screener, at, "entry:"), "evidence": SURE})
    family = sent.headers["Location"]
    page = parse_strictly(screener.get(family))
    assert "Carys Ŵyn" in words(page)
    assert "lives in the same household" in words(page)
    select = find_all(page, "select")[0]
    named = next(o for o in find_all(select, "option") if "whom the referrer named" in words(o))
    assert words(named) == "This is “Carys Ŵyn”, whom the referrer named"
    added = screener.post(family, family_answers(select, named.get("value")))
    assert added.headers["Location"] == overview(enquiry_id)
    child, mother = factories.subjects(hub, enquiry_id)
    assert (child.basis, mother.basis) == ("index", "index")
    assert (mother.relation, mother.relation_words) == ("parent_or_carer", "Mother")
    assert "Everybody who was named is confirmed" in shown(screener.get(overview(enquiry_id)))
    assert "nobody else of this family" in shown(screener.get(family))


def family_answers(select, part, kinship="mother"):
    """Somebody of the family is part of it, and what they are to the child."""
    prefix = select.get("name").removesuffix("-part")
    return {f"{prefix}-part": part, f"{prefix}-kinship": kinship}


def test_what_the_index_says_that_they_are_is_suggested_and_confirmed(hub, screener):
    factories.indexed(hub, FFION, CARYS)
    enquiry_id = factories.received(hub, mentioned=[factories.mentioned(postcode="QX4 2AB")])
    at = address(hub, enquiry_id)
    sent = screener.post(at, {"who": choice(screener, at, "entry:"), "evidence": SURE})
    family = sent.headers["Location"]
    select = find_all(parse_strictly(screener.get(family)), "select")[0]
    page = shown(screener.post(family, family_answers(select, "parent_or_carer", "")))
    assert "Say what they are to the child, or “Not known”" in page
    again = find_all(parse_strictly(screener.get(family)), "select")[0]
    chosen = [option for option in find_all(again, "option") if "selected" in option.attrib]
    assert [option.get("value") for option in chosen] == ["parent_or_carer"]
    screener.post(family, family_answers(select, "other", "not_known"))
    _, other = factories.subjects(hub, enquiry_id)
    assert (other.relation, other.kinship) == ("other", "not_known")


@pytest.mark.parametrize(
    ("updated_on", "said"), [("2019-03-04", "on 4 March 2019"), ("", "with no date")]
)
def test_an_address_of_the_index_is_never_shown_without_its_date(hub, client, updated_on, said):
    client.force_login(hub.account(hub.manager))
    old = FFION | {"address_line": "14 Larch Road", "updated_on": updated_on}
    factories.indexed(hub, old)
    enquiry_id = factories.received(hub, mentioned=[factories.mentioned(postcode="QX4 2AB")])
    at = address(hub, enquiry_id)
    assert f"14 Larch Road, QX4 2AB (in our index {said})" in shown(client.get(at))
    client.post(at, {"who": choice(client, at, "entry:"), "evidence": SURE})
    [subject] = factories.subjects(hub, enquiry_id)
    provenance = f"as Brackenshire Council had it{' ' if updated_on else ', '}{said}"
    enquiry = f"/hub/enquiries/{enquiry_id}/"
    for where in (overview(enquiry_id), enquiry):
        assert f"14 Larch Road, QX4 2AB ({provenance})" in shown(client.get(where))
    person = f"/people/{subject.person_id}/"
    assert provenance in shown(client.get(person))
    other = factories.received(hub, mentioned=[factories.mentioned(postcode="QX4 2AB")])
    again = f"{overview(other)}{factories.people_mentioned(hub)[1].pk}/"
    assert f"14 Larch Road, QX4 2AB ({provenance})" in shown(client.get(again))


def test_the_same_entry_is_the_same_person_in_the_next_enquiry(hub, screener):
    factories.indexed(hub, FFION)
    people = []
    for number in range(2):
        enquiry_id = factories.received(hub, mentioned=[factories.mentioned()])
        at = f"{overview(enquiry_id)}{factories.people_mentioned(hub)[number].pk}/"
        screener.post(at, {"who": choice(screener, at, "entry:"), "evidence": SURE})
        people.append(factories.subjects(hub, enquiry_id)[0].person_id)
    assert people[0] == people[1]


def test_a_family_member_added_with_a_relation(hub, screener):
    factories.indexed(hub, FFION, CARYS)
    enquiry_id = factories.received(hub, mentioned=[factories.mentioned()])
    at = address(hub, enquiry_id)
    sent = screener.post(at, {"who": choice(screener, at, "entry:"), "evidence": SURE})
    family = sent.headers["Location"]
    name = find_all(parse_strictly(screener.get(family)), "select")[0].get("name")
    prefix = name.removesuffix("-part")
    kinship = f"{prefix}-kinship"
    bad = parse_strictly(screener.post(family, {name: "aunt", kinship: "mother"}))
    assert "Select one of the answers in the list" in words(bad)
    chosen = [o for o in find_all(bad, "option") if o.get("selected") is not None]
    assert "mother" in [o.get("value") for o in chosen]
    screener.post(family, {name: "other", kinship: "mother"})
    _, mother = factories.subjects(hub, enquiry_id)
    assert (mother.relation, mother.kinship) == ("parent_or_carer", "mother")


def test_twins_are_warned_about(hub, screener):
    factories.indexed(hub, TWIN | {"address_line": "14 Larch Road"})
    enquiry_id = factories.received(
        hub,
        mentioned=[factories.mentioned(postcode="QX4 2AB", address_line="14 Larch Road")],
    )
    page = shown(screener.get(address(hub, enquiry_id)))
    assert "may be a twin" in page
    assert "Possibly a twin or relative" in page


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"who": "", "evidence": SURE}, "Select an answer: who is it?"),
        ({"who": "record:x", "evidence": SURE}, "Select one of the answers in the list"),
        ({"who": f"record:{new_id()}", "evidence": SURE}, "Select one of the answers in the list"),
        ({"who": "new", "evidence": " "}, "Answer the question “What makes you sure?”"),
    ],
)
def test_bad_input_is_kept(hub, screener, typed, message):
    enquiry_id = factories.received(hub)
    page = parse_strictly(screener.post(address(hub, enquiry_id), typed))
    assert message in words(page)
    assert (find_one(page, "textarea").text or "").strip() == typed["evidence"].strip()
    assert factories.subjects(hub, enquiry_id) == []


def test_a_colleague_was_quicker_and_nothing_is_lost(hub, screener):
    enquiry_id = factories.received(hub)
    at = address(hub, enquiry_id)
    screener.post(at, {"who": "new", "evidence": "Theirs."})
    page = shown(screener.post(at, {"who": "new", "evidence": "Mine, typed at length."}))
    for text in ("Sam Screener has said who this is", "Theirs.", "Mine, typed at length."):
        assert text in page
    assert len(factories.subjects(hub, enquiry_id)) == 1


def test_after_the_decision_nobody_is_added(hub, screener):
    enquiry_id = factories.decided(hub, mentioned=[factories.mentioned()])
    page = shown(screener.get(overview(enquiry_id), follow=True))
    assert "nobody can be added to it now" in page


def test_in_the_middle_people_can_be_added_but_not_confirmed_again(hub, screener):
    enquiry_id = factories.screened(hub)
    assert "Go on and rate it" not in shown(screener.get(overview(enquiry_id)))
    page = shown(screener.post(overview(enquiry_id), follow=True))
    assert "You cannot confirm subjects now" in page


def test_other_roles_and_other_records(hub, client):
    enquiry_id = factories.received(hub)
    other_enquiry = factories.received(hub)
    at = address(hub, enquiry_id)
    for other in (hub.referrer, hub.police_researcher, hub.practitioner):
        client.force_login(hub.account(other))
        assert client.get(at).status_code == 404
        assert client.get(overview(enquiry_id)).status_code == 404
    client.force_login(hub.account(hub.screener))
    mentioned = factories.people_mentioned(hub)[0].pk
    assert client.get(f"{overview(other_enquiry)}{mentioned}/").status_code == 404
    assert client.get(f"{overview(enquiry_id)}{new_id()}/").status_code == 404
    assert client.get(f"{overview(enquiry_id)}family/{new_id()}/").status_code == 404
    elsewhere = factories.a_hub()
    client.force_login(hub.account(elsewhere.screener))
    assert client.get(at).status_code == 404
