"""Closing folders to some, and opening one in danger, each to be looked at again."""

from django.db import models
from django.db.models import F, Q

from joinedup.base.foundation.ids import new_id
from joinedup.base.foundation.rows import RowPolicy
from joinedup.trust.agencies.models import Organisation, Professional
from joinedup.trust.sharing.database import granted
from joinedup.trust.sharing.models.conditions import DECIDES, GOVERNS, VIEWER
from joinedup.trust.sharing.models.folders import Folder
from joinedup.trust.sharing.rules import Category


class Restriction(models.Model):
    """From now on, named people only. Lifting it is a decision of its own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    reasons = models.TextField()
    decided_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    lifted_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lift_reasons = models.TextField(blank=True)

    class Meta:
        verbose_name = "restriction"
        constraints = [
            RowPolicy(
                name="sharing_restriction",
                may_read=granted("may_read", category=f"'{Category.IDENTITY}'") + f" OR {DECIDES}",
                may_write=DECIDES,
                may_change=["lifted_by_id", "lifted_at", "lift_reasons"],
            ),
        ]

    def __str__(self) -> str:
        return f"restriction of {self.folder_id}"


class Exclusion(models.Model):
    """A professional kept out of a folder that their team may see: their own family, usually."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    reasons = models.TextField()
    decided_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    lifted_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lift_reasons = models.TextField(blank=True)

    class Meta:
        verbose_name = "exclusion"
        indexes = [models.Index(fields=["professional"], name="sharing_exclusion_whom")]
        constraints = [
            RowPolicy(
                name="sharing_exclusion",
                may_read=f"{{table}}.decided_by_id = {VIEWER}"
                f" OR ({DECIDES} AND {{table}}.professional_id <> {VIEWER})",
                may_write=DECIDES,
                may_change=["lifted_by_id", "lifted_at", "lift_reasons"],
            ),
        ]

    def __str__(self) -> str:
        return f"exclusion from {self.folder_id}"


class BreakGlass(models.Model):
    """A timed opening without a grant, for immediate danger, to be reviewed by another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reasons = models.TextField()
    started_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    justified = models.BooleanField(null=True)
    review_notes = models.TextField(blank=True)

    class Meta:
        verbose_name = "break-glass opening"
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("professional")),
                name="sharing_break_glass_second_person",
            ),
            RowPolicy(
                name="sharing_breakglass",
                may_read="{table}.professional_id = "
                + VIEWER
                + " OR "
                + GOVERNS.format(columns="{table}.agency_id, {table}.controller_id"),
                may_write=GOVERNS.format(columns="{table}.agency_id, {table}.controller_id")
                + " AND {table}.professional_id <> "
                + VIEWER,
                may_change=["reviewed_by_id", "reviewed_at", "justified", "review_notes"],
            ),
        ]

    def __str__(self) -> str:
        return f"break-glass opening of {self.folder_id}"
