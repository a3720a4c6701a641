"""Every night sign-ins that are over go, and nobody who is signed in notices."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app

from joinedup.base.foundation.tasks import QUEUE, enqueue
from joinedup.trust.accounts import commands, jobs
from joinedup.trust.accounts.models import User
from joinedup.trust.accounts.tests.factories import PASSWORD, account

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.post("/account/sign-in/", {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    return client


def expire(client: Client) -> None:
    past = timezone.now() - timedelta(minutes=1)
    Session.objects.filter(pk=client.session.session_key).update(expire_date=past)


def test_what_is_over_goes_and_what_is_not_stays() -> None:
    user = account()
    over, going_on = signed_in(user), signed_in(user)
    assert UserSession.objects.count() == 2
    expire(over)
    assert commands.clear_expired_sessions() == 1
    assert [one.session_key for one in UserSession.objects.all()] == [going_on.session.session_key]
    assert going_on.get("/account/sessions/").status_code == 200
    assert commands.clear_expired_sessions() == 0


def test_attempts_count_for_minutes_and_are_gone_the_next_day() -> None:
    user = account()
    for _ in range(2):
        Client().post("/account/sign-in/", {"login": user.email, "password": "a wrong guess"})
    [attempt] = AccessAttempt.objects.all()
    commands.clear_expired_sessions()
    assert list(AccessAttempt.objects.all()) == [attempt]
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(days=1))
    commands.clear_expired_sessions()
    assert not AccessAttempt.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_it() -> None:
    expire(signed_in(account()))
    enqueue(jobs.clear_expired_sessions)
    app.with_connector(app.connector.get_worker_connector()).run_worker(
        wait=False, install_signal_handlers=False, listen_notify=False, queues=[QUEUE]
    )
    assert not Session.objects.exists()
    nightly = {p.task.name: p.cron for p in app.periodic_registry.periodic_tasks.values()}
    assert nightly["clear-expired-sessions"] == "22 3 * * *"
