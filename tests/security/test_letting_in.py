"""Giving and ending access by a page: what the rules say to it, and who then sees which rows."""

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.practice.safeguarding_hub.commands import ask_nobody
from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.record.people.models import Address, Name
from joinedup.record.people.pages.person.test_page import HOME
from joinedup.record.people.tests import factories as people
from joinedup.record.people.tests.factories import worker
from joinedup.trust.accounts.models import User
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.audit.rules import Action
from joinedup.trust.drafts.queries import draft_for
from joinedup.trust.sharing import commands
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.models import Decision, Folder, Grant, Refusal
from joinedup.trust.sharing.rules import Category, Purpose
from joinedup.trust.sharing.tests.agreements import governance_lead
from tests.html import find_all, find_one, parse_strictly, words

pytestmark = pytest.mark.django_db

SHARE = {
    "categories": ["identity"],
    "access": "read",
    "purpose": "direct_work",
    "reasons": "They see her every week.",
}
TO_ANOTHER_AGENCY = {"relation": "child", "told": "yes", "consent": "given"}


@pytest.fixture
def council():
    return agencies.organisation("Council")


@pytest.fixture
def team(council):
    return agencies.team(council, "Family help")


@pytest.fixture
def us(team):
    return worker(team)


@pytest.fixture
def ffion(us, team):
    return people.person(us[0], team)


def sees(viewer, person, rows=Name):
    """Whether the rows themselves are there for somebody."""
    with session(viewer, Purpose.DIRECT_WORK):
        return rows.objects.filter(person=person.pk).exists()


def share(client, person, **typed):
    address = reverse("share_record", args=[person.folder_id])
    return client.post(address, {**SHARE, **typed})


def to(team):
    return f"team:{team.pk}"


def error_of(response):
    return words(find_one(parse_strictly(response), "div", class_="govuk-error-summary"))


def governing(organisation):
    """What an information governance lead may read: the log and every decision."""
    return session(governance_lead(organisation), Purpose.INFORMATION_GOVERNANCE)


def grants_of(viewer, person):
    with session(viewer, Purpose.DIRECT_WORK):
        return list(Grant.objects.filter(folder=person.folder_id).order_by("decided_at", "id"))


def end_links(client, person):
    page = parse_strictly(client.get(reverse("who_may_see", args=[person.folder_id])))
    return {
        words(row): a.get("href")
        for row in find_all(page, "tr")
        for a in find_all(row, "a")
        if words(a).startswith("End this")
    }


def end_link(client, person, name):
    [href] = [href for said, href in end_links(client, person).items() if name in said]
    return href


def test_a_colleague_team_sees_the_rows_and_no_longer_after_the_end(us, council, ffion):
    _viewer, client = us
    theirs = agencies.team(council, "Night team")
    reader, their_client = worker(theirs)
    assert not sees(reader, ffion)
    parse_strictly(client.get(reverse("share_record", args=[ffion.folder_id])))
    assert share(client, ffion, holder=to(theirs)).status_code == 302
    assert sees(reader, ffion)
    assert their_client.get(reverse("person", args=[ffion.pk])).status_code == 200
    given = grants_of(reader, ffion)
    assert [(g.category, g.rule, g.may_write, g.may_decide) for g in given] == [
        ("identity", "within_agency", False, False)
    ]
    assert their_client.get(reverse("share_record", args=[ffion.folder_id])).status_code == 404
    address = end_link(client, ffion, "Night team")
    assert their_client.get(address).status_code == 404
    shown = words(parse_strictly(client.get(address)))
    assert "Night team" in shown
    assert "They see her every week." in shown
    assert "Answer the question “Why may they no longer see it?”" in error_of(
        client.post(address, {"reasons": " "})
    )
    assert sees(reader, ffion)
    assert client.post(address, {"reasons": "They finished."}).status_code == 302
    assert not sees(reader, ffion)
    assert their_client.get(reverse("person", args=[ffion.pk])).status_code == 404
    assert client.post(address, {"reasons": "Again."}).status_code == 404


def test_what_was_decided_is_in_the_log_and_kept(us, council, ffion):
    _viewer, client = us
    theirs = agencies.team(council, "Night team")
    share(client, ffion, holder=to(theirs))
    client.post(end_link(client, ffion, "Night team"), {"reasons": "They finished."})
    with governing(council):
        entries = AuditEntry.objects.filter(folder_id=ffion.folder_id)
        said = {e.action: e.details for e in entries}
        kept = Decision.objects.get(folder=ffion.folder_id)
    assert said[Action.SHARED]["categories"] == ["identity"]
    assert said[Action.DECIDED]["rule"] == "within_agency"
    assert said[Action.ENDED]["holders"] == [str(theirs.pk)]
    assert (kept.outcome, kept.purpose, kept.because[:24]) == (
        "permit",
        "direct_work",
        "Children Act 2004, secti",
    )


def test_to_another_agency_the_rules_refuse_without_an_agreement(us, council, ffion):
    _viewer, client = us
    school = agencies.team(agencies.organisation("School"), "Pastoral team")
    teacher, _ = worker(school)
    asked = {"holder": to(school), "purpose": "child_in_need"}
    assert "Select an answer: they work for another agency" in error_of(
        share(client, ffion, **asked)
    )
    refused = error_of(share(client, ffion, **asked, **TO_ANOTHER_AGENCY))
    assert "The rules refuse it: No sharing agreement binds both agencies today." in refused
    assert "Another agency may read this record." in error_of(
        share(client, ffion, **asked, **TO_ANOTHER_AGENCY, access="work")
    )
    untold = TO_ANOTHER_AGENCY | {"told": "no"}
    assert "no reason is recorded" in error_of(share(client, ffion, **asked, **untold))
    assert not sees(teacher, ffion)
    with governing(council):
        rows = Decision.objects.filter(folder=ffion.folder_id).order_by("at", "id")
        kept = [(d.outcome, d.rule) for d in rows]
    assert kept == [
        ("deny", "no_agreement"),
        ("deny", "no_reason_for_not_telling"),
    ]


def test_under_an_agreement_another_agency_reads_until_the_day(us, council, team):
    viewer, client = us
    person = people.person(viewer, team, address=HOME)
    organisation = agencies.organisation("School")
    school = agencies.team(organisation, "Pastoral team")
    teacher, _ = worker(school)
    hubs.an_agreement(council, organisation)
    asked = {"holder": to(school), "purpose": "child_in_need", **TO_ANOTHER_AGENCY}
    asked |= {"categories": ["whereabouts"]}
    past = {"until-day": "1", "until-month": "2", "until-year": "2024"}
    assert "The last day must be in the future." in error_of(share(client, person, **asked, **past))
    day = {"until-day": "1", "until-month": "2", "until-year": "2039"}
    done = share(client, person, **asked, **day)
    assert done.status_code == 302, error_of(done)
    assert (sees(teacher, person, Address), sees(teacher, person)) == (True, False)
    [given] = grants_of(teacher, person)
    assert (given.rule, given.ends_at.isoformat()) == ("agreed", "2039-02-02T00:00:00+00:00")


def test_what_the_rules_leave_to_a_person_needs_a_tick(us, ffion):
    _viewer, client = us
    school = agencies.team(agencies.organisation("School"), "Pastoral team")
    teacher, _ = worker(school)
    asked = {"holder": to(school), "purpose": "significant_harm", **TO_ANOTHER_AGENCY}
    first = share(client, ffion, **asked)
    assert "Section 47 may allow it: a person decides." in error_of(first)
    assert not sees(teacher, ffion)
    assert find_one(parse_strictly(first), "input", name="left_to_me").get("checked") is None
    assert share(client, ffion, **asked, left_to_me="on").status_code == 302
    assert sees(teacher, ffion)
    assert [g.rule for g in grants_of(teacher, ffion)] == ["person_decided"]


def test_only_what_one_may_see_oneself_can_be_shared(us, council, team, ffion):
    viewer, client = us
    theirs = agencies.team(council, "Night team")
    refused = share(client, ffion, holder=to(theirs), categories=["identity", "health"])
    assert "Select one of the answers" in error_of(refused)
    wanted = commands.Letting(
        holder=commands.Holder(team_id=theirs.pk),
        categories=[Category.HEALTH],
        access=commands.Access.READ,
        purpose=Purpose.DIRECT_WORK,
        relation="other",
        told="not_recorded",
        told_reason="",
        consent="not_sought",
        reasons="They ask.",
    )
    with (
        session(viewer, Purpose.DIRECT_WORK),
        pytest.raises(ValueError, match="only what you may see yourself"),
    ):
        commands.let_in(viewer, folder=Folder.objects.get(pk=ffion.folder_id), wanted=wanted)


def test_who_is_kept_out_cannot_be_let_in(us, team, ffion):
    _viewer, client = us
    colleague, _ = worker(team)
    client.post(
        reverse("exclude_from_record", args=[ffion.folder_id]),
        {"person": str(colleague.professional_id), "reasons": "Her niece."},
    )
    refused = share(client, ffion, holder=f"person:{colleague.professional_id}")
    assert "Somebody handling this is related to the person." in error_of(refused)
    assert not sees(colleague, ffion)


def test_a_restriction_by_mistake_can_be_undone(us, team, ffion):
    viewer, client = us
    colleague, _ = worker(team)
    everything = ["identity", "family", "whereabouts"]
    client.post(reverse("restrict_record", args=[ffion.folder_id]), {"reasons": "A mistake."})
    assert not sees(colleague, ffion)
    assert "open to named people only" in error_of(share(client, ffion, holder=to(team)))
    lifted = client.post(
        reverse("lift_restriction", args=[ffion.folder_id]), {"reasons": "It was a mistake."}
    )
    assert lifted.headers["Location"] == reverse("share_record", args=[ffion.folder_id])
    offered = parse_strictly(client.get(lifted.headers["Location"]))
    assert [i.get("value") for i in find_all(offered, "input", name="categories")] == everything
    assert not sees(colleague, ffion)
    share(client, ffion, holder=to(team), categories=everything, access="work")
    assert sees(colleague, ffion)
    mine = next(href for said, href in end_links(client, ffion).items() if team.name not in said)
    assert client.post(mine, {"reasons": "The team holds it again."}).status_code == 302
    held = grants_of(colleague, ffion)
    assert {g.category for g in held if g.may_write and g.may_decide and g.team_id} == set(
        everything
    )
    assert sees(viewer, ffion)


def test_a_named_colleague_is_added_to_a_record_of_named_people(us, team, ffion):
    _viewer, client = us
    colleague, _ = worker(team)
    client.post(reverse("restrict_record", args=[ffion.folder_id]), {"reasons": "A safe place."})
    asked = {"holder": f"person:{colleague.professional_id}"}
    assert "One of them must decide." in error_of(share(client, ffion, **asked))
    assert share(client, ffion, **asked, left_to_me="on").status_code == 302
    assert sees(colleague, ffion)


def test_somebody_always_goes_on_deciding(us, team, ffion):
    viewer, client = us
    [address] = end_links(client, ffion).values()
    refused = client.post(address, {"reasons": "We have finished."})
    assert "Nobody would be left who may decide about this record." in error_of(refused)
    assert sees(viewer, ffion)


def test_what_was_typed_is_kept_until_it_is_sent(us, council, ffion):
    viewer, client = us
    theirs = agencies.team(council, "Night team")
    address = reverse("share_record", args=[ffion.folder_id])
    token = find_one(parse_strictly(client.get(address)), "input", name="draft_token").get("value")
    client.post(reverse("save_draft"), {"draft_token": token, "reasons": "They see her"})
    assert "They see her" in words(parse_strictly(client.get(address)))
    share(client, ffion, holder=to(theirs))
    with session(viewer, Purpose.OWN_ACCOUNT):
        assert draft_for(f"share:{ffion.folder_id}") is None


def account_of(viewer):
    browser = Client()
    browser.force_login(
        User.objects.create_user(
            f"{viewer.professional_id}@example.org", professional_id=viewer.professional_id
        ),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return browser


def told(browser):
    return words(parse_strictly(browser.get(reverse("sharing_decisions"))))


def test_a_decision_is_read_by_those_who_decide_and_by_the_leads_of_both_agencies(
    us, council, ffion
):
    _viewer, client = us
    organisation = agencies.organisation("Hill Lane School")
    school = agencies.team(organisation, "Pastoral team")
    asked = {"holder": to(school), "purpose": "child_in_need", **TO_ANOTHER_AGENCY}
    share(client, ffion, **asked)
    colleagues = agencies.team(council, "Night team")
    share(client, ffion, holder=to(colleagues))
    said = "No sharing agreement binds both agencies today. (rule no_agreement, version 2026-11.3)"
    page = words(parse_strictly(client.get(reverse("who_may_see", args=[ffion.folder_id]))))
    for expected in (
        said,
        "The rules refuse it",
        "For Hill Lane School, from Council",
        "section 17",
    ):
        assert expected in page
    for lead in (governance_lead(council), governance_lead(organisation)):
        assert said in told(account_of(lead))
    other = governance_lead(agencies.organisation("Housing"))
    assert "Hill Lane School" not in told(account_of(other))
    reader, their_client = worker(colleagues)
    assert sees(reader, ffion)
    theirs = words(parse_strictly(their_client.get(reverse("who_may_see", args=[ffion.folder_id]))))
    assert "The rules refuse it" not in theirs
    with session(reader, Purpose.DIRECT_WORK):
        assert not Decision.objects.exists()


def test_a_refusal_is_read_by_the_hub_and_its_lead_and_not_by_whom_was_not_asked():
    hub = hubs.a_hub()
    enquiry_id = hubs.screened(hub)
    with session(hub.manager, Purpose.SCREENING):
        ask_nobody(hub.manager, enquiry_id=enquiry_id, reasons="The school has dealt with it.")
    folder_id = hubs.enquiry(hub, enquiry_id).folder_id
    address = reverse("who_may_see", args=[folder_id])
    for viewer in (hub.manager, hub.screener):
        page = words(parse_strictly(account_of(viewer).get(address)))
        assert "The school has dealt with it. (rule nobody_asked" in page
        assert "A person decided not to" in page
    police = governance_lead(hub.police_desk.organisation)
    assert "The school has dealt with it." in told(account_of(governance_lead(hub.council)))
    assert "The school has dealt with it." not in told(account_of(police))
    # That the referrer reads none either: test_side_doors, where the enquiry is really committed.
    for viewer in (police, hub.police_researcher):
        with session(viewer, Purpose.INFORMATION_GOVERNANCE):
            assert not Refusal.objects.exists()


def test_the_sealed_room_is_shared_with_nobody_but_the_hubs_own():
    hub = hubs.a_hub()
    folder_id = hubs.enquiry(hub, hubs.checking(hub)).folder_id
    browser = account_of(hub.manager)
    address = reverse("share_record", args=[folder_id])
    police = agencies.team(hub.police_desk.organisation, "Response")
    for outside in (hub.early_help, police, hub.health_desk):
        asked = SHARE | TO_ANOTHER_AGENCY | {"holder": to(outside), "categories": ["offending"]}
        for purpose in ("significant_harm", "direct_work"):
            refused = browser.post(address, asked | {"purpose": purpose, "left_to_me": "on"})
            assert "by their being asked or told" in error_of(refused)
    asked = SHARE | {"holder": to(hub.team), "categories": ["offending"]}
    assert browser.post(address, asked).status_code == 302
