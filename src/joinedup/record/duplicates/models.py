"""Runs of the comparison, and the pairs that they leave behind. The application only reads them."""

from django.db import models
from django.db.models import F, Q

from joinedup.base.foundation.ids import new_id
from joinedup.base.foundation.rows import RowPolicy
from joinedup.record.duplicates.rules import PairKind
from joinedup.record.people.models import Person
from joinedup.trust.sharing.database import ProtectedByBoth
from joinedup.trust.sharing.models import Folder, Protected
from joinedup.trust.sharing.rules import Category


class Run(models.Model):
    """When everybody was compared last, and with which model. It counts nobody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    model_made_on = models.DateField()
    model_sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = "comparison of everybody"
        verbose_name_plural = "comparisons of everybody"
        constraints = [RowPolicy(name="duplicates_run", may_read="true")]

    def __str__(self) -> str:
        return f"comparison of {self.made_at}"


class Pair(Protected):
    """Two records that may be one person's, or two relatives', and why.

    ``steps``: of each comparison its title, what was found, and bits, null where it was missing.
    They tell about addresses too, so it takes sight of both categories on both sides.
    """

    other_folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    one = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in PairKind])
    found = models.CharField(max_length=80)
    weight = models.FloatField()
    prior = models.FloatField()
    steps = models.JSONField()
    sentence = models.TextField()
    run = models.ForeignKey(Run, models.PROTECT, related_name="pairs")

    class Meta(Protected.Meta):
        verbose_name = "pair of records that look alike"
        verbose_name_plural = "pairs of records that look alike"
        constraints = [
            ProtectedByBoth(
                other="other_folder_id",
                categories=[Category.IDENTITY.value, Category.WHEREABOUTS.value],
                written=False,
            ),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="duplicates_in_order"),
            models.UniqueConstraint(fields=["one", "other"], name="duplicates_once"),
        ]
        indexes = [models.Index(fields=["kind", "-weight", "id"], name="duplicates_surest")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.one_id} and {self.other_id}"
