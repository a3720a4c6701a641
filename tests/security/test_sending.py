"""Every address sent an empty form by every kind of person, and the pages of signing in opened too.

Whoever is not let in gets what an address that does not exist gets, and nothing is written: the
counters of PostgreSQL are asked, which row-level security does not hide.
"""

from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from joinedup.base.foundation.ids import new_id
from joinedup.trust.drafts.rules import TOKEN
from joinedup.trust.drafts.tokens import DraftToken, sign
from tests.security.routes import ANYBODY, PUBLIC, ROUTES, SIGN_IN, SignInRoute
from tests.security.scene import Scene, build
from tests.security.walking import address, plain, signed_in

pytestmark = pytest.mark.django_db

NOT_COUNTED = {
    "django_session": "that somebody is still here is noted of any request",
    "usersessions_usersession": "that somebody is still here is noted of any request",
    "audit_auditentry": "a record that its reader may not change has been read: that is logged",
    "audit_auditchain": "the end of the log",
}
"""Every command writes in another table than these too."""


OF_EVERY_KIND = ("referrer", "manager", "police_lead", "system_administrator")
"""These pages ask for no role. Nobody's own account is anything but their own."""


def _written() -> dict[str, int]:
    """How many rows of each table this test has added, changed or taken away so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
        )
        return {
            table: count for table, count in cursor.fetchall() if count and table not in NOT_COUNTED
        }


@pytest.fixture
def scene():
    return build()


def test_what_is_written_is_counted(scene):
    account = scene.people["referrer"]
    token = sign(DraftToken(account.professional_id, form="a form", page="/"))
    client = signed_in(account)
    before = _written()
    client.post(reverse("save_draft"), {TOKEN: token, "worry": "Mine."})
    assert dict(_written().items() - before.items()) == {"drafts_draft": 1}


def test_whoever_is_not_let_in_sends_into_nowhere(scene):
    wrong = []
    for person, account in scene.people.items():
        client = signed_in(account)
        nowhere = plain(client.get(f"/{new_id()}/").content)
        for name, route in ROUTES.items():
            if route.who in (PUBLIC, ANYBODY) or person in route.who:
                continue
            before = _written()
            answer = client.post(address(scene, name, route))
            if answer.status_code != HTTPStatus.NOT_FOUND or plain(answer.content) != nowhere:
                wrong.append(f"{person} at {name}: {answer.status_code}")
            if _written() != before:
                wrong.append(f"{person} at {name} wrote {_written().items() - before.items()}")
    assert wrong == [], "\n".join(wrong)


def test_whoever_is_not_signed_in_is_led_to_sign_in_and_writes_nothing(scene):
    client = Client()
    for name, route in ROUTES.items():
        before = _written()
        answer = client.post(address(scene, name, route))
        if route.who != PUBLIC:
            assert _led_to_sign_in(answer), f"{name}: {answer.status_code}"
        assert _written() == before, name


def test_drafts_are_everybodys_own(scene):
    at = reverse("save_draft")
    writer = scene.people["referrer"].professional_id
    for person, account in scene.people.items():
        client = signed_in(account)
        mine = sign(DraftToken(account.professional_id, form="a form", page="/"))
        assert client.post(at, {TOKEN: mine, "worry": "Mine."}).status_code == 204, person
        before = _written()
        nowhere = plain(client.get(f"/{new_id()}/").content)
        theirs = sign(DraftToken(writer if person != "referrer" else new_id(), "a form", "/"))
        for sent in ({}, {TOKEN: "forged", "worry": "x"}, {TOKEN: theirs, "worry": "x"}):
            answer = client.post(at, sent)
            assert (answer.status_code, plain(answer.content)) == (404, nowhere), person
        assert _written() == before, person


def test_pages_of_signing_in_answer_strangers_as_the_table_says(scene):
    wrong = []
    for name, route in SIGN_IN.items():
        before = _written()
        at = reverse(name, kwargs=route.about)
        answers = [Client().get(at), Client().post(at)]
        got = tuple(answer.status_code for answer in answers)
        if got != route.stranger:
            wrong.append(f"{name}: {got}")
        wrong += [
            f"{name} leads a stranger to {answer['Location']}"
            for answer in answers
            if answer.status_code == HTTPStatus.FOUND and not _led_to_sign_in(answer)
        ]
        if _written() != before:
            wrong.append(f"a stranger at {name} wrote {_written().items() - before.items()}")
    assert wrong == [], "\n".join(wrong)


def test_pages_of_signing_in_answer_every_role_alike(scene):
    wrong = [
        f"{person} at {name}: {got}"
        for person in OF_EVERY_KIND
        for name, route in SIGN_IN.items()
        if (got := _answered(scene, person, name, route)) != route.signed_in
    ]
    assert wrong == [], "\n".join(wrong)


def _answered(scene: Scene, person: str, name: str, route: SignInRoute) -> tuple[int, int]:
    """To somebody who has just signed in: some of these pages end the session."""
    cache.clear()  # which counts how often an address has tried
    client = signed_in(scene.people[person])
    at = reverse(name, kwargs=route.about)
    return client.get(at).status_code, client.post(at).status_code


def _led_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == HTTPStatus.FOUND and answer["Location"].startswith(
        reverse("account_login")
    )
