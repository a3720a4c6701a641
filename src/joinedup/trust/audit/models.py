"""The log's tables. The application can neither write, change nor delete their rows directly.

Rows are written by the database function ``audit_record`` alone, which takes who is asking and
why from the sharing session, links the row to the one before it in its chain, and cannot be told
otherwise. There are no foreign keys: the log must not be held up, or emptied, by live tables.
"""

from django.db import models

from joinedup.base.foundation.rows import RowPolicy
from joinedup.trust.audit.rules import Action

MAY_READ_AUDIT = (
    "{table}.actor_id = (SELECT joinedup_viewer())"
    " OR ('information_governance_lead' = ANY ((SELECT joinedup_roles())::text[])"
    " AND (SELECT joinedup_agency()) IN ({table}.actor_agency_id, {table}.controller_id))"
)


class AuditEntry(models.Model):
    """One reading or writing: who, what, whose, why, when, and its place in a hash chain."""

    id = models.UUIDField(primary_key=True)
    chain = models.SmallIntegerField()
    position = models.BigIntegerField()
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_agency_id = models.UUIDField(null=True)
    action = models.CharField(max_length=40, choices=[(a.value, a.value) for a in Action])
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField(null=True)
    folder_id = models.UUIDField(null=True)
    controller_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=60)
    details = models.JSONField(default=dict)
    previous_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["folder_id", "at"], name="audit_by_folder"),
            models.Index(fields=["actor_id", "at"], name="audit_by_actor"),
            models.Index(fields=["controller_id", "at"], name="audit_by_controller"),
            models.Index(fields=["actor_agency_id", "at"], name="audit_by_agency"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["chain", "position"], name="audit_place_in_chain"),
            RowPolicy(name="audit_entry", may_read=MAY_READ_AUDIT),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind} {self.subject_id}"


class AuditChain(models.Model):
    """The head of one chain. Several chains run side by side so that readers need not queue."""

    id = models.SmallIntegerField(primary_key=True)
    position = models.BigIntegerField(default=0)
    hash = models.BinaryField()

    class Meta:
        verbose_name = "audit chain"
        constraints = [RowPolicy(name="audit_chain", may_read="false")]

    def __str__(self) -> str:
        return f"chain {self.id} at {self.position}"
