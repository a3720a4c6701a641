"""What organisations have agreed about sharing, and which of them has accepted it."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q

from joinedup.base.foundation.ids import new_id
from joinedup.base.foundation.rows import RowPolicy
from joinedup.trust.agencies.models import Organisation, Professional
from joinedup.trust.sharing.models.conditions import GOVERNS, LEADS, PARTY_TO_AGREEMENT, VIEWER
from joinedup.trust.sharing.rules import AgreementAnswer


class Agreement(models.Model):
    """One version of a sharing agreement between organisations. Its terms are public, and fixed.

    It binds those of its parties who have accepted it: see ``PartyAnswer``. The list of parties
    has a policy of its own (migration 0007): closed for ever when the first has answered.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=300)
    parties = models.ManyToManyField(Organisation, related_name="agreements")
    data = models.JSONField()
    purposes = models.JSONField()
    categories = models.JSONField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    permitted_uses = models.JSONField()
    restrictions = models.JSONField(default=list)
    responsibilities = models.JSONField(default=list)
    security_measures = models.JSONField(default=list)
    legal_compliance = models.JSONField(default=list)
    recorded_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "sharing agreement"
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "version"], name="sharing_agreement_version"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="sharing_agreement_in_order"
            ),
            RowPolicy(
                name="sharing_agreement",
                may_read="true",
                may_write=f"{LEADS} AND {{table}}.recorded_by_id = {VIEWER}",
                may_change=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} version {self.version}"


class PartyAnswer(models.Model):
    """What a party to an agreement answered to one version of it. The latest answer counts.

    Only an information governance lead of that party can write it, in their own name, now.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="answers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=[(a.value, a.value) for a in AgreementAnswer])
    reasons = models.TextField(blank=True)
    decided_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        verbose_name = "answer to a sharing agreement"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer=AgreementAnswer.ACCEPTED.value) | ~Q(reasons=""),
                name="sharing_answer_accepted_or_why_not",
            ),
            RowPolicy(
                name="sharing_partyanswer",
                may_read="true",
                may_write=GOVERNS.format(columns="{table}.organisation_id")
                + f" AND {{table}}.decided_by_id = {VIEWER} AND {{table}}.decided_at = now() AND "
                + PARTY_TO_AGREEMENT,
                may_change=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} has {self.answer}"
