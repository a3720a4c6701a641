"""One decision on its page: offered, made, impossible, too late, or nobody’s business."""

import pytest
from tests.html import parse_strictly, words

from joinedup.base.foundation.transitions import NotNow
from joinedup.trust.drafts.commands import save_draft
from joinedup.trust.drafts.models import Draft
from joinedup.trust.drafts.tests.people import writer
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose
from joinedup.trust.steps.tests import urls

pytestmark = pytest.mark.django_db

HOME = "/door/00000000-0000-0000-0000-000000000001/"
AT = f"{HOME}open/"
KEY = "open_door:00000000-0000-0000-0000-000000000001"
WHOLE = {"answer": "approve", "reasons": "It is hot."}


@pytest.fixture
def door(settings, monkeypatch):
    settings.ROOT_URLCONF = "joinedup.trust.steps.tests.urls"
    # The navigation names pages of modules above this one.
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "interfaces" not in name]
    monkeypatch.setattr(urls, "door", urls.Door())
    return urls.door


@pytest.fixture
def client_with_draft(client, door):
    account = writer()
    client.force_login(account)
    viewer = viewer_for(account.professional_id)
    with session(viewer, Purpose.OWN_ACCOUNT):
        save_draft(viewer, form=KEY, fields={"reasons": ["Left behind."]})
    client.drafts = lambda: _drafts(viewer)
    return client


def _drafts(viewer):
    with session(viewer, Purpose.OWN_ACCOUNT):
        return Draft.objects.count()


def said(answer):
    return words(parse_strictly(answer))


def test_it_is_offered_with_what_was_left(client_with_draft):
    page = said(client_with_draft.get(AT))
    assert "This cannot be taken back." in page
    assert "An oak door." in page
    assert "It stays shut." in page
    assert "Left behind." in page


def test_it_is_made_once_and_the_draft_is_gone(client_with_draft, door):
    there = client_with_draft.post(AT, WHOLE, follow=True)
    assert there.redirect_chain[-1][0] == HOME
    assert "The door is open" in said(there)
    assert door.opened == WHOLE
    assert client_with_draft.drafts() == 0


@pytest.mark.parametrize(
    ("sent", "trouble", "message"),
    [
        ({"answer": "approve", "reasons": " "}, None, "Answer the question “Why?”"),
        ({"answer": "", "reasons": "It is hot."}, None, "What do you decide?"),
        (WHOLE, ValueError("It is painted shut."), "It is painted shut."),
    ],
)
def test_what_stands_in_the_way_is_said_and_what_was_typed_is_kept(
    client_with_draft, door, sent, trouble, message
):
    door.trouble = trouble
    answer = client_with_draft.post(AT, sent)
    assert answer.status_code == 200
    assert message in said(answer)
    assert sent["reasons"].strip() in said(answer)
    assert door.opened is None
    assert client_with_draft.drafts() == 1


def test_where_somebody_was_quicker_it_leads_back_and_says_so(client_with_draft, door):
    door.trouble = NotNow("This cannot be done now: the door is “Open”.")
    there = client_with_draft.post(AT, WHOLE, follow=True)
    assert there.redirect_chain[-1][0] == HOME
    assert "the door is “Open”" in said(there)


@pytest.mark.parametrize("sent", [None, WHOLE])
def test_what_is_not_open_now_leads_back(client_with_draft, door, sent):
    door.may = frozenset()
    get, post = client_with_draft.get, client_with_draft.post
    there = get(AT, follow=True) if sent is None else post(AT, sent, follow=True)
    assert there.redirect_chain[-1][0] == HOME
    assert door.opened is None


@pytest.mark.parametrize("sent", [None, WHOLE])
def test_what_can_never_be_theirs_is_not_there(client_with_draft, door, sent):
    door.may_ever = frozenset()
    answer = client_with_draft.get(AT) if sent is None else client_with_draft.post(AT, sent)
    assert answer.status_code == 404
    assert door.opened is None
