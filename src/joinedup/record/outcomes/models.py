"""Engagements, what a family was like then, and measures of its risks."""

from django.db import models
from django.db.models import F, Q

from joinedup.record.outcomes.rules import RISKS, Answer, Exit, Group, Moment
from joinedup.trust.agencies.models import Professional
from joinedup.trust.sharing.database import ProtectedByFolder, StaysFiled
from joinedup.trust.sharing.models import Protected, keeps_history


@keeps_history
class Engagement(Protected):
    """One family's way through one programme, in the family's folder.

    ``family_reference`` is the service's own number for the family. A stage that has not been
    reached has no date.
    """

    programme = models.CharField(max_length=60)
    family_reference = models.CharField(max_length=80, blank=True)
    group = models.CharField(max_length=20, choices=[(g.value, g.value) for g in Group])
    referred_on = models.DateField()
    accepted_on = models.DateField(null=True)
    engaged_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    followed_up_on = models.DateField(null=True)
    exit_class = models.CharField(
        max_length=20, choices=[(e.value, e.value) for e in Exit], blank=True
    )

    class Meta(Protected.Meta):
        verbose_name = "engagement"
        constraints = [
            *Protected.Meta.constraints,
            models.CheckConstraint(
                condition=(Q(accepted_on__isnull=True) | Q(accepted_on__gte=F("referred_on")))
                & (Q(engaged_on__isnull=True) | Q(engaged_on__gte=F("accepted_on")))
                & (Q(left_on__isnull=True) | Q(left_on__gte=F("engaged_on"))),
                name="outcomes_engagement_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(group=Group.WAITING_LIST)
                | Q(engaged_on__isnull=True, left_on__isnull=True),
                name="outcomes_engagement_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.referred_on}"


@keeps_history
class FamilyAtReferral(Protected):
    """What is compared alike: the family as it was when it was referred."""

    engagement = models.OneToOneField(Engagement, models.PROTECT, related_name="family")
    children = models.PositiveSmallIntegerField(null=True)
    youngest = models.PositiveSmallIntegerField(null=True)
    lone_parent = models.CharField(max_length=10, choices=[(a.value, a.value) for a in Answer])
    deprivation = models.PositiveSmallIntegerField(null=True)

    class Meta(Protected.Meta):
        verbose_name = "family at referral"
        verbose_name_plural = "families at referral"

    def __str__(self) -> str:
        return str(self.pk)


class Measure(Protected):
    """Whether a family had a risk at a moment. What is measured again is a new row: the latest of
    an engagement, risk and moment counts, and nothing is overwritten."""

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="measures")
    risk = models.CharField(max_length=30, choices=[(code, code) for code in RISKS])
    moment = models.CharField(max_length=20, choices=[(m.value, m.value) for m in Moment])
    answer = models.CharField(max_length=10, choices=[(a.value, a.value) for a in Answer])
    on = models.DateField()
    recorded_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")

    class Meta(Protected.Meta):
        verbose_name = "measure of a risk"
        verbose_name_plural = "measures of risks"
        indexes = [
            models.Index(
                fields=["engagement", "risk", "moment", "-created_at"], name="outcomes_measure_last"
            )
        ]
        constraints = [ProtectedByFolder(append_only=True), StaysFiled()]

    def __str__(self) -> str:
        return f"{self.risk} at {self.moment}"
