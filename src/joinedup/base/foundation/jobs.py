"""Work that keeps the background work itself going."""

import asyncio

from procrastinate.contrib.django import app

from joinedup.base.foundation.tasks import job

STALLED_AFTER_SECONDS = 120


@job("retry-stalled-jobs", cron="*/5 * * * *")
def retry_stalled_jobs() -> None:
    """Do again what a killed worker left unfinished. Every job is safe to be done twice."""
    asyncio.run(_retry())


async def _retry() -> None:
    manager = app.job_manager
    stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS)
    for found in stalled:
        await manager.retry_job(found)
