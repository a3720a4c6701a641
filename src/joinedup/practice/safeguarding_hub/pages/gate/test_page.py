"""The manager's gate."""

from datetime import date

import pytest
from tests.html import find_all, find_one, parse_strictly, words

from joinedup.base.foundation.ids import new_id
from joinedup.practice.safeguarding_hub import commands, queries
from joinedup.practice.safeguarding_hub.rules.ratings import Rating
from joinedup.practice.safeguarding_hub.rules.states import CheckState, State
from joinedup.practice.safeguarding_hub.tests import factories
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.commands import exclude_for_conflict_of_interest
from joinedup.trust.sharing.queries import open_folder, viewer_for
from joinedup.trust.sharing.rules import Consent, Purpose, Told

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return factories.a_hub()


@pytest.fixture
def manager(hub, client):
    client.force_login(hub.account(hub.manager))
    return client


def gate(enquiry_id):
    return f"/hub/enquiries/{enquiry_id}/gate/"


def enquiry_page(enquiry_id):
    return f"/hub/enquiries/{enquiry_id}/"


def check(enquiry_id):
    return f"/hub/enquiries/{enquiry_id}/gate/check/"


def shown(response):
    return words(parse_strictly(response))


def typed(hub, enquiry_id, *desks, **more):
    fields = {
        "purpose": "significant_harm",
        "told": "yes",
        "consent": "given",
        "told_reasons": "",
    }
    for desk in desks:
        prefix = f"desk-{desk.slug}"
        fields |= {
            f"{prefix}-ask": "on",
            f"{prefix}-subjects": [str(s) for s in factories.subjects_of(hub, enquiry_id)],
            f"{prefix}-categories": ["involvement"],
            f"{prefix}-question": "Do you know them?",
        }
    return fields | more


def test_what_is_suggested(hub, manager):
    enquiry_id = factories.screened(hub)
    page = parse_strictly(manager.get(gate(enquiry_id)))
    chosen = {r.get("value") for r in find_all(page, "input") if r.get("checked") is not None}
    assert {"significant_harm", "offending", "health", "involvement"} <= chosen
    assert "on" not in chosen
    text = words(page)
    assert "Children Act 1989, section 47. Needs a rating of red." in text
    assert "An agency that is asked has 2 hours to answer" in text
    assert "Hungry, and afraid" in text


def ticked(page):
    boxes = find_all(page, "input", type="checkbox")
    return {(b.get("name"), b.get("value")) for b in boxes if b.get("checked") is not None}


def test_only_the_children_are_ticked_and_an_adult_is_somebody_s_choice(hub, manager):
    twins = [factories.mentioned(), factories.mentioned(given="Gwen"), factories.mother()]
    enquiry_id = factories.screened(hub, mentioned=twins)
    ffion, gwen, carys = (str(s) for s in factories.subjects_of(hub, enquiry_id))
    page = parse_strictly(manager.get(gate(enquiry_id)))
    assert {pair for pair in ticked(page) if pair[1] in (ffion, gwen, carys)} == {
        ("everywhere", ffion),
        ("everywhere", gwen),
    }
    police, health = f"desk-{hub.police_desk.slug}", f"desk-{hub.health_desk.slug}"
    fields = typed(hub, enquiry_id, hub.police_desk, hub.health_desk) | {
        "everywhere": [ffion, gwen],
        f"{police}-subjects": [carys, ffion],
        f"{health}-subjects": [],
    }
    manager.post(gate(enquiry_id), fields)
    kept = ticked(parse_strictly(manager.get(gate(enquiry_id))))
    assert {("everywhere", gwen), (f"{police}-subjects", carys)} <= kept
    assert ("everywhere", carys) not in kept
    manager.post(check(enquiry_id))
    asked = {c.team_id: c.subjects for c in factories.checks(hub, enquiry_id)}
    assert set(asked[hub.police_desk.pk]) == {ffion, gwen, carys}
    assert len(asked[hub.police_desk.pk]) == 3
    assert set(asked[hub.health_desk.pk]) == {ffion, gwen}


def test_who_is_asked_about_everywhere_is_one_of_the_enquiry(hub, manager):
    enquiry_id = factories.screened(hub)
    fields = typed(hub, enquiry_id, hub.police_desk, everywhere=[str(new_id())])
    page = shown(manager.post(gate(enquiry_id), fields))
    assert "Select one of the answers in the list" in page


def test_the_whole_way(hub, manager):
    enquiry_id = factories.screened(hub)
    sent = manager.post(gate(enquiry_id), typed(hub, enquiry_id, hub.police_desk))
    assert sent.headers["Location"] == check(enquiry_id)
    page = shown(manager.get(check(enquiry_id)))
    assert "Brackenshire Police May be asked" in page
    assert "Brackenshire NHS Trust" not in page
    assert "Nobody has been asked yet" in page
    assert factories.checks(hub, enquiry_id) == []
    done = shown(manager.post(check(enquiry_id), follow=True))
    assert "Brackenshire Police has been asked." in done
    [asked] = factories.checks(hub, enquiry_id)
    assert (asked.team_id, asked.state) == (hub.police_desk.pk, CheckState.ASKED)
    assert factories.enquiry(hub, enquiry_id).state == State.CHECKING
    assert factories.draft_left(hub.manager, f"gate:{enquiry_id}") is None
    again = shown(manager.get(gate(enquiry_id)))
    assert "It has been asked about Ffion Ŵyn and Carys Ŵyn and has not answered yet." in again


def test_somebody_who_was_added_is_asked_about_while_an_agency_has_not_answered(hub, manager):
    enquiry_id = factories.checking(hub)
    first, _ = factories.checks(hub, enquiry_id)
    with session(hub.screener, Purpose.SCREENING):
        baby = commands.add_new_person(
            hub.screener,
            enquiry_id=enquiry_id,
            described=factories.mentioned(given="Gwen", birth_year=2025),
            evidence="The health visitor named her.",
        )
    page = parse_strictly(manager.get(gate(enquiry_id)))
    assert "You can ask it about somebody else." in words(page)
    prefix = f"desk-{hub.police_desk.slug}"
    offered = find_all(page, "input", name=f"{prefix}-subjects")
    assert [box.get("value") for box in offered] == [str(baby.pk)]
    again = typed(hub, enquiry_id, hub.police_desk)
    refused = shown(manager.post(gate(enquiry_id), again))
    assert "Select one of the answers in the list" in refused
    manager.post(gate(enquiry_id), again | {f"{prefix}-subjects": [str(baby.pk)]})
    manager.post(check(enquiry_id))
    asked = factories.checks(hub, enquiry_id)[-1]
    assert (asked.subjects, asked.state) == ([str(baby.pk)], CheckState.ASKED)
    assert first.subjects == factories.checks(hub, enquiry_id)[0].subjects
    with session(hub.police_researcher, Purpose.AGENCY_CHECK):
        assert [w.about for w in queries.checks_to_answer(hub.police_researcher)] == [
            "Ffion Ŵyn, Carys Ŵyn",
            "Gwen Ŵyn",
        ]
    ask = factories.ask(hub.police_desk, [baby.pk])
    with session(hub.manager, Purpose.SCREENING), pytest.raises(commands.Changed):
        commands.ask_agencies(
            hub.manager,
            enquiry_id=enquiry_id,
            purpose=Purpose.SIGNIFICANT_HARM,
            told=Told.YES,
            consent=Consent.GIVEN,
            told_reasons="",
            asks=[ask],
        )


def test_the_rules_are_told_before_anybody_is_asked(hub, manager):
    enquiry_id = factories.screened(hub, rating=Rating.AMBER)
    fields = typed(hub, enquiry_id, hub.police_desk, hub.health_desk, purpose="child_in_need")
    fields |= {
        "consent": "refused",
        f"desk-{hub.police_desk.slug}-categories": ["involvement", "offending"],
    }
    manager.post(gate(enquiry_id), fields)
    page = shown(manager.get(check(enquiry_id)))
    assert "A person must decide" in page
    assert "The family does not agree, and significant harm is not suspected." in page
    done = shown(manager.post(check(enquiry_id), follow=True))
    assert "Brackenshire Police needs your decision before it is asked." in done
    assert "Decide about asking Brackenshire Police" in done


def test_a_purpose_above_the_rating_is_denied(hub, manager):
    enquiry_id = factories.screened(hub, rating=Rating.GREEN)
    manager.post(gate(enquiry_id), typed(hub, enquiry_id, hub.police_desk))
    page = shown(manager.get(check(enquiry_id)))
    assert "May not be asked" in page
    assert "needs a higher level of need than screening found" in page
    done = shown(manager.post(check(enquiry_id), follow=True))
    assert "Brackenshire Police is not asked." in done


def test_changing_something_loses_nothing(hub, manager):
    enquiry_id = factories.screened(hub)
    fields = typed(
        hub, enquiry_id, hub.police_desk, told="unsafe", told_reasons="He reads her post."
    )
    manager.post(gate(enquiry_id), fields)
    page = parse_strictly(manager.get(gate(enquiry_id)))
    assert find_one(page, "textarea", name="told_reasons").text.strip() == "He reads her post."
    asked = find_one(page, "input", name=f"desk-{hub.police_desk.slug}-ask")
    assert asked.get("checked") is not None
    other = find_one(page, "input", name=f"desk-{hub.health_desk.slug}-ask")
    assert other.get("checked") is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"purpose": ""}, "Select an answer: why are you asking?"),
        ({"purpose": "contact"}, "Select one of the answers in the list"),
        ({"told": "no"}, "Say why the family has not been told"),
        ({"consent": ""}, "Select an answer: does the family agree?"),
        ({"ask": ""}, "Choose at least one agency to ask"),
        ({"subjects": []}, "Choose whom to ask Brackenshire Police about"),
        ({"subjects": [str(new_id())]}, "Select one of the answers in the list"),
        ({"categories": []}, "Choose what to ask Brackenshire Police about"),
        ({"categories": ["identity"]}, "Select one of the answers in the list"),
        ({"question": "  "}, "Write the question to Brackenshire Police"),
    ],
)
def test_bad_input_is_told_and_kept(hub, manager, change, message):
    enquiry_id = factories.screened(hub)
    prefix = f"desk-{hub.police_desk.slug}"
    own = {"ask", "subjects", "categories", "question"}
    named = {f"{prefix}-{n}" if n in own else n: value for n, value in change.items()}
    page = parse_strictly(
        manager.post(gate(enquiry_id), typed(hub, enquiry_id, hub.police_desk) | named)
    )
    assert message in words(find_one(page, "div", class_="govuk-error-summary"))
    if "question" not in change:
        kept = find_one(page, "textarea", name=f"{prefix}-question")
        assert kept.text.strip() == "Do you know them?"
    assert factories.checks(hub, enquiry_id) == []


def test_a_colleague_has_asked_meanwhile(hub, manager):
    enquiry_id = factories.screened(hub)
    manager.post(gate(enquiry_id), typed(hub, enquiry_id, hub.police_desk))
    manager.get(check(enquiry_id))
    manager.post(check(enquiry_id))
    manager.post(gate(enquiry_id), typed(hub, enquiry_id, hub.health_desk, hub.police_desk))
    assert manager.post(check(enquiry_id)).status_code == 302
    assert len(factories.checks(hub, enquiry_id)) == 2
    assert manager.post(check(enquiry_id)).headers["Location"] == gate(enquiry_id)


@pytest.mark.parametrize("state", ["received", "identified", "decided", "closed"])
def test_not_now(hub, manager, state):
    enquiry_id = getattr(factories, state)(hub)
    for address in (gate(enquiry_id), check(enquiry_id)):
        assert "You cannot ask agencies now" in shown(manager.get(address, follow=True))
    nobody = f"{gate(enquiry_id)}nobody/"
    assert "You cannot ask nobody now" in shown(manager.get(nobody, follow=True))


def test_nobody_needs_to_be_asked(hub, manager):
    enquiry_id = factories.screened(hub)
    nobody = f"{gate(enquiry_id)}nobody/"
    assert "No agency needs to be asked" in shown(manager.get(gate(enquiry_id)))
    page = shown(manager.post(nobody, {"reasons": " "}))
    assert "Answer the question “Why does no agency need to be asked?”" in page
    done = manager.post(nobody, {"reasons": "The school can help by itself."}, follow=True)
    assert "no agency needs to be asked" in shown(done)
    assert factories.enquiry(hub, enquiry_id).state == State.READY


@pytest.fixture
def to_review(hub, manager):
    enquiry_id = factories.screened(hub, rating=Rating.AMBER)
    fields = typed(hub, enquiry_id, hub.police_desk, purpose="child_in_need", consent="refused")
    manager.post(gate(enquiry_id), fields)
    manager.post(check(enquiry_id))
    [asked] = factories.checks(hub, enquiry_id)
    return enquiry_id, f"/hub/asks/{asked.pk}/review/"


def test_a_review_that_waits_is_what_the_enquiry_leads_to(hub, manager, to_review):
    enquiry_id, address = to_review
    [box] = find_all(parse_strictly(manager.get(enquiry_page(enquiry_id))), "div", class_="ju-next")
    assert f"Decide about asking {hub.police_desk.organisation.name}" in words(box)
    assert find_all(box, "a", href=address)
    manager.force_login(hub.account(hub.screener))
    [box] = find_all(parse_strictly(manager.get(enquiry_page(enquiry_id))), "div", class_="ju-next")
    assert "has not been asked yet: a manager must decide" in words(box)
    assert not find_all(box, "a", href=address)


def test_what_the_referrer_said_of_telling_the_family_is_before_the_manager(hub, manager):
    unsafe = factories.screened(hub, family_told="unsafe", family_told_reasons="He reads her post.")
    assert "would not be safe to tell the family. He reads her post." in shown(
        manager.get(gate(unsafe))
    )
    assert "would not be safe to tell" not in shown(manager.get(gate(factories.screened(hub))))


def test_a_review_goes_on(hub, manager, to_review):
    enquiry_id, address = to_review
    page = shown(manager.get(address))
    assert "The family does not agree" in page
    assert "Do you know them?" in page
    bad = parse_strictly(manager.post(address, {"go_on": "", "reasons": "Typed at length."}))
    assert find_one(bad, "textarea").text.strip() == "Typed at length."
    assert "Select an answer: is the agency to be asked?" in words(bad)
    manager.post(address, {"go_on": "yes", "reasons": "The child is at risk."})
    [asked] = factories.checks(hub, enquiry_id)
    assert asked.state == CheckState.ASKED
    assert asked.review_reasons.startswith("The child is at risk.")


def test_who_asked_decides_alone_only_when_nobody_else_is_there(hub, manager, to_review):
    enquiry_id, address = to_review
    assert "no other decision maker is in post in the hub today" in shown(manager.get(address))
    manager.post(address, {"go_on": "yes", "reasons": "The child is at risk."})
    [asked] = factories.checks(hub, enquiry_id)
    assert "no other decision maker was in post" in asked.review_reasons


def test_where_there_is_another_decision_maker_who_asked_leaves_it_to_them(
    hub, client, manager, to_review
):
    second = agencies.professional((hub.team, Role.DECISION_MAKER), name="Dora Deputy")
    enquiry_id, address = to_review
    page = parse_strictly(manager.get(address))
    assert "Another decision maker must decide: Dora Deputy." in words(page)
    assert not find_all(find_one(page, "main"), "textarea")
    refused = shown(manager.post(address, {"go_on": "yes", "reasons": "I am sure."}))
    assert "Another decision maker must decide" in refused
    [asked] = factories.checks(hub, enquiry_id)
    assert asked.state == CheckState.REVIEW
    client.force_login(hub.account(viewer_for(second.pk)))
    assert "You asked for it yourself" not in shown(client.get(address))
    client.post(address, {"go_on": "yes", "reasons": "The child is at risk."})
    [asked] = factories.checks(hub, enquiry_id)
    assert (asked.state, asked.review_reasons) == (CheckState.ASKED, "The child is at risk.")
    assert asked.reviewed_by_id == second.pk


def test_somebody_kept_out_or_gone_is_no_second_person(hub, manager, to_review):
    enquiry_id, address = to_review
    gone = agencies.professional((hub.team, Role.DECISION_MAKER), name="Gwen Gone")
    agencies.change(type(gone).objects.filter(pk=gone.pk), ends_on=date(2024, 1, 1))
    related = agencies.professional((hub.team, Role.DECISION_MAKER), name="Rhys Related")
    with session(hub.manager, Purpose.SCREENING):
        exclude_for_conflict_of_interest(
            hub.manager,
            folder=open_folder(factories.enquiry(hub, enquiry_id).folder_id),
            professional_id=related.pk,
            reasons="His niece.",
        )
    assert "no other decision maker is in post" in shown(manager.get(address))


def test_a_review_that_stops_it_and_a_second_person(hub, manager, to_review):
    enquiry_id, address = to_review
    manager.post(address, {"go_on": "no", "reasons": "Not proportionate."})
    assert factories.enquiry(hub, enquiry_id).state == State.READY
    page = parse_strictly(manager.post(address, {"go_on": "yes", "reasons": "I would ask."}))
    assert "Somebody has already decided about this ask" in words(page)
    assert "Not proportionate." in words(page)
    assert find_one(page, "textarea").text.strip() == "I would ask."


def test_other_roles_and_other_records(hub, client, to_review):
    enquiry_id, review = to_review
    addresses = (gate(enquiry_id), check(enquiry_id), f"{gate(enquiry_id)}nobody/", review)
    for other in (hub.referrer, hub.screener, hub.police_researcher, hub.practitioner):
        client.force_login(hub.account(other))
        assert [client.get(address).status_code for address in addresses] == [404] * 4
    elsewhere = factories.a_hub()
    client.force_login(hub.account(elsewhere.manager))
    assert [client.get(address).status_code for address in addresses] == [404] * 4
    assert client.get(gate(new_id())).status_code == 404
    assert client.get(f"/hub/asks/{new_id()}/review/").status_code == 404
