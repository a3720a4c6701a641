"""Building and running in the background, and deleting by the clock."""

from time import monotonic
from uuid import UUID

from joinedup.base.foundation.tasks import job
from joinedup.insight.evaluation import commands
from joinedup.insight.evaluation.analysing import Made, analyse
from joinedup.insight.evaluation.methods.tables import DataError
from joinedup.trust.sharing.asking import NotVisible, Viewer, session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose

_SAYS_EVERY = 1.0
"""Seconds between two sayings of how far it is."""


@job("build-study-data-set")
def build(study_id: UUID, professional_id: UUID) -> None:
    """In the name of whoever started it."""
    viewer = viewer_for(professional_id)
    with session(viewer, Purpose.EVALUATION):
        commands.build(viewer, study_id=study_id)


@job("run-evaluation")
def carry_out(run_id: UUID, professional_id: UUID) -> None:
    """Three sessions and not one: how far it is has to be seen while it goes on, and that it was
    stopped has to be seen here."""
    viewer = viewer_for(professional_id)
    with session(viewer, Purpose.EVALUATION):
        if not commands.start_run(viewer, run_id=run_id):
            return
    failure = "something went wrong that is not in the data; whoever runs the system can see what"
    try:
        made = _made(viewer, run_id)
        with session(viewer, Purpose.EVALUATION):
            commands.finish_run(
                viewer, run_id=run_id, finding=made.finding, html=made.html, pdf=made.pdf
            )
        failure = ""
    except commands.StoppedError:
        failure = ""
    except DataError as cannot:
        failure = str(cannot)
    except NotVisible:
        failure = "the data set is not there any more"
    finally:
        # Nobody waits for a run that nothing carries out any more.
        if failure:
            _fail(viewer, run_id, failure)


def _made(viewer: Viewer, run_id: UUID) -> Made:
    with session(viewer, Purpose.EVALUATION):
        work = commands.data_of_run(viewer, run_id=run_id)
    last = 0.0

    def say(percent: int, doing: str) -> None:
        nonlocal last
        if monotonic() - last < _SAYS_EVERY:
            return
        last = monotonic()
        with session(viewer, Purpose.EVALUATION):
            commands.say_how_far(viewer, run_id=run_id, percent=percent, doing=doing)

    return analyse(work, say)


def _fail(viewer: Viewer, run_id: UUID, why: str) -> None:
    try:
        with session(viewer, Purpose.EVALUATION):
            commands.fail_run(viewer, run_id=run_id, failure=why)
    except commands.StoppedError:
        return


@job("delete-ended-studies", cron="37 * * * *")
def delete_due() -> None:
    """Every hour: what has come to its last day goes, whether or not anybody sees to it."""
    commands.delete_due()
