"""No work is lost: as it is typed, when a session ends, and to nobody but its writer."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django import forms
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from procrastinate.contrib.django import app
from pytest_django.fixtures import Settings

from joinedup.base.foundation.owning import as_owner_of_tables
from joinedup.base.foundation.tasks import QUEUE, enqueue
from joinedup.trust.accounts.models import User
from joinedup.trust.drafts import commands, jobs, rules
from joinedup.trust.drafts.forms import resume
from joinedup.trust.drafts.models import Draft
from joinedup.trust.drafts.queries import draft_for
from joinedup.trust.drafts.tests.people import PASSWORD, writer
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db

TYPED = {
    "worry": "Mae hi’n dawel iawn 🙁\r\nand hungry",
    "born-day": "31",
    "born-month": "",
    "born-year": "201x",
    "urgent": "yes",
    "signs": ["a", "c"],
}


@pytest.fixture(autouse=True)
def site(settings: Settings) -> Iterator[None]:
    settings.ROOT_URLCONF = "joinedup.trust.drafts.tests.urls"
    # The navigation names pages of modules above this one.
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "interfaces" not in name]
    cache.clear()
    yield
    cache.clear()


def browser(user: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, user)
    return client


def sign_in(client: Client, user: User, **more: str) -> Any:
    client.get("/account/sign-in/")
    return client.post(
        "/account/sign-in/", {"login": user.email, "password": PASSWORD} | more | csrf(client)
    )


def csrf(client: Client) -> dict[str, str]:
    return {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}


def hidden(client: Client, path: str = "/worry/") -> dict[str, str]:
    page = client.get(path).content.decode()
    return {
        name: re.search(rf'name="{name}" value="([^"]+)"', page)[1]
        for name in ("draft_token", "csrfmiddlewaretoken")
    }


def kept_by(user: User) -> dict[str, list[str]] | None:
    with session(user.professional_id, Purpose.OWN_ACCOUNT):
        left = draft_for("worry")
        return left.fields if left else None


def test_what_is_typed_is_kept_as_typed_and_shown_again() -> None:
    ada = writer()
    client = browser(ada)
    answer = client.post("/drafts/", TYPED | hidden(client))
    assert answer.status_code == 204
    page = client.get("/worry/").content.decode()
    assert "We kept what you had typed" in page
    assert "Mae hi’n dawel iawn 🙁" in page
    assert 'value="201x"' in page
    assert re.search(r'value="a"[^>]*checked', page)
    assert not re.search(r'value="b"[^>]*checked', page)
    assert "There is a problem" not in page


def test_a_draft_is_gone_once_the_form_has_done_its_work() -> None:
    ada = writer()
    client = browser(ada)
    parts = hidden(client)
    client.post("/drafts/", TYPED | parts)
    answer = client.post("/worry/", {"worry": "Sent", "urgent": "no"} | parts)
    assert answer["Location"] == "/home/"
    assert kept_by(ada) is None


def test_a_form_sent_with_mistakes_keeps_its_draft() -> None:
    ada = writer()
    client = browser(ada)
    parts = hidden(client)
    client.post("/drafts/", TYPED | parts)
    page = client.post("/worry/", TYPED | parts).content.decode()
    assert "There is a problem" in page
    assert kept_by(ada)["worry"] == [TYPED["worry"]]


def test_a_form_sent_after_the_session_ended_is_kept_without_javascript(
    settings: Settings,
) -> None:
    ada = writer()
    with time_machine.travel("2026-11-23 09:00:00+00:00", tick=False) as clock:
        client = browser(ada)
        parts = hidden(client)
        clock.shift(settings.IDLE_SECONDS + 1)
        answer = client.post("/worry/?from=list", TYPED | parts)
        assert answer["Location"] == "/account/sign-in/?next=%2Fworry%2F"
        assert "_auth_user_id" not in client.session
        page = client.get(answer["Location"]).content.decode()
        assert "We kept what you had typed" in page
        answer = sign_in(client, ada, next="/worry/")
        assert answer["Location"] == "/worry/"
        page = client.get("/worry/").content.decode()
    assert "We kept what you had typed" in page
    assert "Mae hi’n dawel iawn 🙁" in page


def test_somebody_else_at_the_same_computer_does_not_see_it(settings: Settings) -> None:
    ada, bob = writer("Ada Worker"), writer("Bob Worker")
    with time_machine.travel("2026-11-23 09:00:00+00:00", tick=False) as clock:
        client = browser(ada)
        parts = hidden(client)
        clock.shift(settings.IDLE_SECONDS + 1)
        client.post("/worry/", TYPED | parts)
        sign_in(client, bob, next="/worry/")
        page = client.get("/worry/").content.decode()
        assert "Bob Worker" in page
        assert "dawel" not in page
        assert "We kept what you had typed, " not in page
        assert kept_by(bob) is None
        assert kept_by(ada)["worry"] == [TYPED["worry"]]


def test_rows_of_somebody_else_are_invisible_and_cannot_be_written() -> None:
    ada, bob = writer("Ada Worker"), writer("Bob Worker")
    viewer = viewer_for(ada.professional_id)
    with session(viewer, Purpose.OWN_ACCOUNT):
        commands.save_draft(viewer, form="worry", fields={"worry": ["hers"]})
    with session(bob.professional_id, Purpose.OWN_ACCOUNT):
        assert Draft.objects.count() == 0
        assert Draft.objects.filter(writer_id=ada.professional_id).delete()[0] == 0
        with (
            pytest.raises(Exception, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "INSERT INTO drafts_draft (id, writer_id, form, fields, saved_at)"
                " VALUES (gen_random_uuid(), %s, 'forged', '{}', now())",
                [ada.professional_id],
            )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM drafts_draft")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("token", ["", "forged", "a:b:c"])
def test_without_our_token_nothing_is_kept_for_anybody(settings: Settings, token: str) -> None:
    ada = writer()
    with time_machine.travel("2026-11-23 09:00:00+00:00", tick=False) as clock:
        client = browser(ada)
        parts = hidden(client) | {"draft_token": token}
        assert client.post("/drafts/", TYPED | parts).status_code == 404
        clock.shift(settings.IDLE_SECONDS + 1)
        answer = client.post("/worry/", TYPED | parts)
        assert answer["Location"].startswith("/account/sign-in/?next=/worry/")
        assert kept_by(ada) is None


def test_a_token_grows_old(settings: Settings) -> None:
    ada = writer()
    with time_machine.travel("2026-11-23 09:00:00+00:00", tick=False) as clock:
        client = browser(ada)
        parts = hidden(client)
        clock.shift(rules.TOKEN_VALID_SECONDS + 1)
        client.post("/worry/", TYPED | parts)
        assert kept_by(ada) is None


def test_the_token_of_one_writer_is_nothing_to_another() -> None:
    ada, bob = writer("Ada Worker"), writer("Bob Worker")
    hers = hidden(browser(ada))["draft_token"]
    client = browser(bob)
    parts = hidden(client) | {"draft_token": hers}
    assert client.post("/drafts/", TYPED | parts).status_code == 404
    assert kept_by(ada) is None
    assert kept_by(bob) is None


def test_without_the_cross_site_token_nothing_is_kept(settings: Settings) -> None:
    ada = writer()
    with time_machine.travel("2026-11-23 09:00:00+00:00", tick=False) as clock:
        client = browser(ada)
        token = hidden(client)["draft_token"]
        assert client.post("/drafts/", TYPED | {"draft_token": token}).status_code == 403
        clock.shift(settings.IDLE_SECONDS + 1)
        assert client.post("/worry/", TYPED | {"draft_token": token}).status_code == 403
        assert kept_by(ada) is None


def test_somebody_who_left_their_post_leaves_no_more_drafts(settings: Settings) -> None:
    ada = writer()
    with time_machine.travel("2026-11-23 09:00:00+00:00", tick=False) as clock:
        client = browser(ada)
        parts = hidden(client)
        ada.professional.ends_on = timezone.localdate() - timedelta(days=400)
        ada.professional.starts_on = ada.professional.ends_on - timedelta(days=1)
        with as_owner_of_tables():
            ada.professional.save()
        clock.shift(settings.IDLE_SECONDS + 1)
        answer = client.post("/worry/", TYPED | parts)
        page = client.get(answer["Location"]).content.decode()
    assert "We kept" not in page


def test_too_much_is_refused_and_says_so() -> None:
    ada = writer()
    client = browser(ada)
    parts = hidden(client)
    most = "é" * 100_000
    assert client.post("/drafts/", {"worry": most} | parts).status_code == 204
    too_much = "x" * (rules.LARGEST_BYTES + 1)
    assert client.post("/drafts/", {"worry": too_much} | parts).status_code == 413
    assert kept_by(ada)["worry"] == [most]


def test_passwords_tokens_and_files_are_never_kept() -> None:
    ada = writer()
    client = browser(ada)
    parts = hidden(client)
    client.post(
        "/drafts/",
        {"worry": "words", "new_password": "s3cret", "form-0-secret": "s3cret"} | parts,
    )
    assert kept_by(ada) == {"worry": ["words"]}


def test_a_form_with_a_password_keeps_no_drafts() -> None:
    class SecretForm(forms.Form):
        pin = forms.CharField(widget=forms.PasswordInput)

    request = RequestFactory().get("/")
    with pytest.raises(TypeError, match="password"):
        resume(request, SecretForm, "secret")


def test_a_form_emptied_again_leaves_no_draft() -> None:
    ada = writer()
    client = browser(ada)
    parts = hidden(client)
    client.post("/drafts/", TYPED | parts)
    client.post("/drafts/", {"worry": "  ", "born-day": ""} | parts)
    assert kept_by(ada) is None


def test_drafts_do_not_lie_about_for_ever() -> None:
    ada = writer()
    viewer = viewer_for(ada.professional_id)
    with session(viewer, Purpose.OWN_ACCOUNT):
        commands.save_draft(viewer, form="worry", fields={"worry": ["old"]})
        Draft.objects.update(saved_at=timezone.now() - rules.KEPT_FOR)
        assert draft_for("worry") is None
        commands.save_draft(viewer, form="other", fields={"worry": ["new"]})
        assert list(Draft.objects.values_list("form", flat=True)) == ["other"]


def left_by(user: User, *, ago: timedelta) -> None:
    viewer = viewer_for(user.professional_id)
    with session(viewer, Purpose.OWN_ACCOUNT):
        commands.save_draft(viewer, form="worry", fields={"worry": ["typed"]})
        Draft.objects.update(saved_at=timezone.now() - ago)


def held_by(user: User) -> int:
    with session(user.professional_id, Purpose.OWN_ACCOUNT):
        return Draft.objects.count()


def test_every_night_everybodys_old_drafts_go_and_no_others() -> None:
    old, older, new = writer(), writer(), writer()
    minute = timedelta(minutes=1)
    left_by(old, ago=rules.KEPT_FOR + minute)
    left_by(older, ago=rules.KEPT_FOR * 9)
    left_by(new, ago=rules.KEPT_FOR - minute)
    assert Draft.objects.count() == 0, "nobody is asking: no draft can be seen"
    assert commands.clear_expired_drafts() == 2
    assert [held_by(one) for one in (old, older, new)] == [0, 0, 1]
    assert commands.clear_expired_drafts() == 0


@pytest.mark.django_db(transaction=True)
def test_the_worker_clears_them() -> None:
    old = writer()
    left_by(old, ago=rules.KEPT_FOR * 2)
    enqueue(jobs.clear_expired_drafts)
    app.with_connector(app.connector.get_worker_connector()).run_worker(
        wait=False, install_signal_handlers=False, listen_notify=False, queues=[QUEUE]
    )
    assert held_by(old) == 0
    nightly = {p.task.name: p.cron for p in app.periodic_registry.periodic_tasks.values()}
    assert nightly["clear-expired-drafts"] == "12 3 * * *"


def test_on_a_public_page_nothing_is_kept() -> None:
    form = resume(RequestFactory().get("/"), forms.Form, "public")
    assert form.draft is None
