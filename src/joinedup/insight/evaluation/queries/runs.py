"""One run of a method, with its study."""

from uuid import UUID

from joinedup.insight.evaluation.models import Run
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer


def open_run(viewer: Viewer, study_id: UUID, run_id: UUID) -> Run:
    """How far it is, or what it found. Raises ``NotVisible``."""
    rows = Run.objects.select_related("study", "started_by").defer("html", "pdf")
    found = rows.filter(pk=run_id, study_id=study_id).first()
    if found is None:
        raise NotVisible
    record(
        Action.OPENED, subject_kind="study_run", subject_id=found.pk, controller_id=viewer.agency_id
    )
    return found
