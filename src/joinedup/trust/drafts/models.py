"""What somebody was typing when they were interrupted. It belongs to them and to nobody else."""

from django.db import models

from joinedup.base.foundation.ids import new_id
from joinedup.trust.agencies.models import Professional
from joinedup.trust.sharing.database import ProtectedByWriter


class Draft(models.Model):
    """One form's fields as typed, one per writer and form."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    writer = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    form = models.CharField(max_length=200)
    fields = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = "draft"
        constraints = [
            models.UniqueConstraint(fields=["writer", "form"], name="drafts_one_per_form"),
            ProtectedByWriter(column="writer_id"),
        ]

    def __str__(self) -> str:
        return f"draft of {self.form}"
