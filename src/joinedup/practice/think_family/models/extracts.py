"""What an agency sent: sealed, and a receipt that only the agency reads."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models

from joinedup.base.foundation.ids import new_id
from joinedup.base.foundation.rows import RowPolicy
from joinedup.practice.think_family.models.exercises import Exercise
from joinedup.trust.agencies.models import Organisation, Professional


class SealedExtract(models.Model):
    """An agency's extract, encrypted. The application's role may not read, add, change or delete a
    row of this table: migration 0001 takes even SELECT from it.

    Three functions work on it as the owner: one seals, one hands all of an exercise's over to its
    run, and one deletes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    content = models.BinaryField()
    records = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = "sealed extract"
        constraints = [
            models.UniqueConstraint(
                fields=["exercise", "agency"], name="think_family_extract_once"
            ),
            RowPolicy(name="think_family_sealedextract", may_read="false"),
        ]

    def __str__(self) -> str:
        return f"extract of {self.agency_id} for {self.exercise_id}"


class Receipt(models.Model):
    """What became of one file that an agency sent: for that agency alone.

    ``problems`` name lines and columns and never repeat what a cell held. ``hard_to_link`` is how
    many records have neither a whole birth date nor a number.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    records = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    with_needs = models.PositiveIntegerField()
    hard_to_link = models.PositiveIntegerField()
    problems = models.JSONField(default=list)
    sent_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=TransactionNow)

    class Meta:
        verbose_name = "receipt of an extract"
        constraints = [
            RowPolicy(
                name="think_family_receipt",
                may_read="{table}.agency_id = (SELECT joinedup_agency())",
                may_write="{table}.agency_id = (SELECT joinedup_agency())"
                " AND {table}.sent_by_id = (SELECT joinedup_viewer())",
                may_change=False,
            ),
        ]

    def __str__(self) -> str:
        return f"receipt of {self.agency_id} for {self.exercise_id}"
