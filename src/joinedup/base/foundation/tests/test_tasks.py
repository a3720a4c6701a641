"""Background work: it carries ids alone, runs, and is done again after its worker was killed."""

from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from joinedup.base.foundation import jobs, tasks

SEEN: list[UUID] = []


@tasks.job("test-note")
def note(thing_id: UUID) -> None:
    SEEN.append(thing_id)


def _arguments() -> list[dict[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_a_job_carries_ids_and_nothing_else():
    thing = uuid4()
    tasks.enqueue(note, thing_id=thing)
    assert len(_arguments()) == 1
    for bad in ("Poppy Hallowell", 7, {"name": "x"}, str(thing)):
        with pytest.raises(TypeError, match="ids alone"):
            tasks.enqueue(note, thing_id=bad)
    assert len(_arguments()) == 1


@pytest.mark.django_db
def test_a_job_of_a_transaction_that_fails_never_was():
    with transaction.atomic():
        tasks.enqueue(note, thing_id=uuid4())
        transaction.set_rollback(True)
    assert _arguments() == []


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_the_work():
    thing = uuid4()
    tasks.enqueue(note, thing_id=thing)
    app.with_connector(app.connector.get_worker_connector()).run_worker(
        wait=False, install_signal_handlers=False, listen_notify=False, queues=[tasks.QUEUE]
    )
    assert SEEN[-1:] == [thing]


def test_stalled_jobs_are_looked_for_by_the_clock():
    assert "retry-stalled-jobs" in app.tasks
    assert any(p.cron == "*/5 * * * *" for p in app.periodic_registry.periodic_tasks.values())
    assert jobs.STALLED_AFTER_SECONDS > 0
