"""Two enquiries about one person: each page of the one says that there is the other."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.html import find_all, parse_strictly, words

from joinedup.practice.safeguarding_hub import commands, queries
from joinedup.practice.safeguarding_hub.models import Enquiry
from joinedup.practice.safeguarding_hub.tests import factories
from joinedup.record.people.commands import merge_people
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose, Relation

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return factories.a_hub()


def again(hub, first, state="screened", **more):
    """A later enquiry about the child of the first one."""
    [child, *_] = factories.subjects(hub, first)
    enquiry_id = factories.received(hub, mentioned=[factories.mentioned()], **more)
    with session(hub.screener, Purpose.SCREENING):
        commands.confirm_known_person(
            hub.screener,
            enquiry_id=enquiry_id,
            person_id=child.person_id,
            relation=Relation.CHILD,
            relation_words="",
            evidence="The same birth date and school.",
        )
        if state != "received":
            commands.confirm_subjects(hub.screener, enquiry_id=enquiry_id)
            commands.screen(
                hub.screener,
                enquiry_id=enquiry_id,
                rating=factories.Rating.RED,
                rationale="It has happened again.",
            )
    return enquiry_id


def others(hub, enquiry_id, viewer=None):
    viewer = viewer or hub.screener
    with session(viewer, Purpose.SCREENING):
        return queries.other_enquiries(viewer, enquiry_id)


def reference_of(hub, enquiry_id):
    with session(hub.screener, Purpose.SCREENING):
        return Enquiry.objects.get(pk=enquiry_id).reference


def test_each_knows_the_other(hub):
    first = factories.checking(hub)
    second = again(hub, first)
    unrelated = factories.screened(hub)
    [found] = others(hub, second)
    assert (found.id, found.reference) == (first, reference_of(hub, first))
    assert (found.state_words, found.open) == ("Waiting for agencies", True)
    assert found.people == ("Ffion Ŵyn",)
    assert [other.id for other in others(hub, first)] == [second]
    assert others(hub, unrelated) == []


@pytest.mark.parametrize(
    ("days", "is_told"), [(1, True), (364, True), (366, False), (3 * 365, False)]
)
def test_a_closed_one_is_told_for_twelve_months(hub, days, is_told):
    received_at = timezone.now() - timedelta(days=days)
    first = factories.closed(hub, received_at=received_at)
    second = again(hub, first)
    assert [(o.id, o.open) for o in others(hub, second)] == ([(first, False)] if is_told else [])


def test_an_open_one_is_told_however_old_and_before_the_closed_ones(hub):
    old = factories.screened(hub, received_at=timezone.now() - timedelta(days=900))
    closed = again(hub, old)
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        commands.ask_nobody(hub.manager, enquiry_id=closed, reasons="Known.")
    newest = again(hub, old)
    assert [other.id for other in others(hub, newest)] == [closed, old]
    assert all(other.open for other in others(hub, newest))


def test_records_that_were_merged_are_one_person(hub):
    first, second = factories.screened(hub), factories.screened(hub)
    child, again_child = (factories.subjects(hub, pk)[0].person_id for pk in (first, second))
    assert others(hub, second) == []
    with session(hub.manager, Purpose.SCREENING):
        merge_people(
            hub.manager,
            kept_id=child,
            merged_id=again_child,
            evidence="The same NHS number.",
            reasons="One child.",
            is_one_person=True,
        )
    assert [other.id for other in others(hub, second)] == [first]
    assert [other.id for other in others(hub, first)] == [second]


def test_nothing_is_told_of_what_may_not_be_seen(hub):
    first = factories.checking(hub)
    second = again(hub, first)
    elsewhere = factories.a_hub()
    for viewer in (hub.police_researcher, hub.practitioner, elsewhere.screener):
        assert others(hub, second, viewer) == []


def test_every_page_before_the_decision_says_it(hub, client):
    first = factories.checking(hub)
    earlier = factories.closed(hub)
    second = again(hub, first)
    with session(hub.screener, Purpose.SCREENING):
        commands.confirm_known_person(
            hub.screener,
            enquiry_id=second,
            person_id=mother_of(hub, earlier),
            relation=Relation.PARENT_OR_CARER,
            relation_words="",
            evidence="Her mother.",
        )
    client.force_login(hub.account(hub.manager))
    at = f"/hub/enquiries/{second}/"
    for address in (at, f"{at}identity/", f"{at}screening/", f"{at}gate/"):
        page = parse_strictly(client.get(address))
        text = words(page)
        assert "There is another open enquiry" in text, address
        assert f"About Ffion Ŵyn: {reference_of(hub, first)}, received" in text
        assert "Waiting for agencies." in text
        assert "1 earlier contact within 12 months." in text
        assert find_all(page, "a", href=f"/hub/enquiries/{first}/")
        assert find_all(page, "a", href=f"/hub/enquiries/{earlier}/")


def mother_of(hub, enquiry_id):
    """The mother of an enquiry's child."""
    return factories.subjects(hub, enquiry_id)[1].person_id
