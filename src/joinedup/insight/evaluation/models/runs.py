"""One run of a method: what was to be done, how far it is, and what it found."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models

from joinedup.base.foundation.ids import new_id
from joinedup.base.foundation.rows import RowPolicy
from joinedup.insight.evaluation.models.studies import Study
from joinedup.insight.evaluation.rules.runs import RunState
from joinedup.trust.agencies.models import Professional


class Run(models.Model):
    """A run with its report. Protocol, data and report belong together: ``protocol_sha256`` and
    ``data_sha256`` say which; ``deviations`` in which ways it is not what the protocol says.

    ``finding`` is what the report was made from; ``percent`` and ``doing`` say how far it is.
    A trigger (migration 0002) lets nothing about a finished run change.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    study = models.ForeignKey(Study, models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    plan = models.JSONField()
    why = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in RunState])
    percent = models.PositiveSmallIntegerField(default=0)
    doing = models.CharField(max_length=200, blank=True)
    failure = models.TextField(blank=True)
    started_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=TransactionNow)
    ended_at = models.DateTimeField(null=True)
    protocol_sha256 = models.CharField(max_length=64)
    data_sha256 = models.CharField(max_length=64)
    deviations = models.JSONField(default=list)
    finding = models.JSONField(default=dict)
    html = models.TextField(blank=True)
    pdf = models.BinaryField(null=True)

    class Meta:
        verbose_name = "run of a method"
        verbose_name_plural = "runs of methods"
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="evaluation_run_number"),
            RowPolicy(
                name="evaluation_run",
                may_read="evaluation_reads({table}.study_id)",
                may_write="evaluation_reads({table}.study_id)"
                " AND 'evaluator' = ANY ((SELECT joinedup_roles())::text[])",
                may_change=[
                    "state",
                    "percent",
                    "doing",
                    "failure",
                    "ended_at",
                    "deviations",
                    "finding",
                    "html",
                    "pdf",
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.number} of {self.study_id}"
