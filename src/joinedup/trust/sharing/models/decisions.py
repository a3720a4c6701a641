"""What the rules answered, what was refused, and whether the family was told."""

from django.db import models
from django.db.models import Q

from joinedup.base.foundation.ids import new_id
from joinedup.base.foundation.rows import RowPolicy
from joinedup.trust.agencies.models import Organisation, Professional
from joinedup.trust.sharing.database import ProtectedByFolder, granted
from joinedup.trust.sharing.models.conditions import DECIDES, GOVERNS, VIEWER
from joinedup.trust.sharing.models.folders import Folder, Protected
from joinedup.trust.sharing.rules import Category, Consent, Outcome, Purpose, Told

# Who was not asked does not learn of it: the lead of whoever decided does.
_OUR_DECISION = GOVERNS.format(
    columns="(SELECT p.organisation_id FROM agencies_professional p"
    " WHERE p.id = {table}.decided_by_id)"
)


class Refusal(models.Model):
    """A decision not to share, with its reasons. Refusing is a decision like any other."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    categories = models.JSONField()
    to_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40, choices=[(p.value, p.value) for p in Purpose])
    rule = models.CharField(max_length=60)
    rules_version = models.CharField(max_length=20)
    reasons = models.TextField()
    decided_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "refusal"
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="sharing_refusal_has_reasons"),
            RowPolicy(
                name="sharing_refusal",
                may_read=granted("may_read", category=f"'{Category.REQUEST}'")
                + f" OR {_OUR_DECISION} OR {DECIDES}",
                may_write="{table}.decided_by_id = " + VIEWER,
                may_change=False,
            ),
        ]

    def __str__(self) -> str:
        return f"refusal about {self.folder_id}"


class Decision(models.Model):
    """What the rules answered to one question, kept by both sides (who asked, and who holds).

    ``folder`` is where it was asked, such as an enquiry; ``about`` the folder of the person whom
    the question was about. Without one (decisions older than the column) it opens no index.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    about = models.ForeignKey(Folder, models.PROTECT, null=True, related_name="+")
    asking = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    holding = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40, choices=[(p.value, p.value) for p in Purpose])
    gateway = models.URLField()
    categories = models.JSONField()
    outcome = models.CharField(max_length=10, choices=[(o.value, o.value) for o in Outcome])
    rule = models.CharField(max_length=60)
    rules_version = models.CharField(max_length=20)
    because = models.TextField()
    agreement = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "sharing decision"
        constraints = [
            RowPolicy(
                name="sharing_decision",
                may_read=granted("may_read", category=f"'{Category.REQUEST}'")
                + " OR "
                + GOVERNS.format(columns="{table}.asking_id, {table}.holding_id")
                + f" OR {DECIDES}",
                may_write="{table}.asked_by_id = " + VIEWER,
                may_change=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.outcome} by {self.rule}"


class ToldFamily(Protected):
    """Whether the family was told and agreed; why not, where not. Versions, not edits."""

    told = models.CharField(max_length=20, choices=[(t.value, t.value) for t in Told])
    consent = models.CharField(max_length=20, choices=[(c.value, c.value) for c in Consent])
    reasons = models.TextField(blank=True)
    recorded_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")

    class Meta(Protected.Meta):
        verbose_name = "record of telling the family"
        constraints = [
            ProtectedByFolder(append_only=True),
            models.CheckConstraint(
                condition=Q(told=Told.YES.value) | ~Q(reasons=""), name="sharing_told_or_why_not"
            ),
        ]

    def __str__(self) -> str:
        return self.told
