"""What leaves as a file: the rows, where that was approved, and reports. Each time it is logged."""

from uuid import UUID

from django.db import connection, transaction

from joinedup.insight.evaluation.commands.steps import log
from joinedup.insight.evaluation.models import Run, Study
from joinedup.insight.evaluation.rules.runs import RunState
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer


@transaction.atomic
def take_out_rows(actor: Viewer, *, study_id: UUID) -> tuple[Study, bytes]:
    """The data set as CSV. Raises ``NotVisible`` where taking it out was not approved."""
    study = Study.objects.filter(pk=study_id, takes_out=True).first()
    if study is None:
        raise NotVisible
    with connection.cursor() as cursor:
        cursor.execute("SELECT evaluation_rows(%s)", [study.pk])
        content = cursor.fetchone()[0]
    if content is None:
        raise NotVisible
    log(study, Action.EXPORTED, {"data_sha256": study.data_sha256}, kind="study_data_set")
    return study, bytes(content)


@transaction.atomic
def take_out_report(actor: Viewer, *, study_id: UUID, run_id: UUID, form: str) -> Run:
    """A finished run with its report, as ``form`` (pdf or html). Raises ``NotVisible``."""
    rows = Run.objects.select_related("study").filter(pk=run_id, study_id=study_id)
    run = rows.filter(state=RunState.DONE).first()
    if run is None:
        raise NotVisible
    log(run.study, Action.EXPORTED, {"run": run.number, "form": form}, kind="study_report")
    return run
