"""The hub asks the agency that owns an item whether it may be sent, and the agency answers."""

from django.db import models
from django.db.models import Q

from joinedup.practice.safeguarding_hub.models.checks import Contribution
from joinedup.practice.safeguarding_hub.rules.outcomes import HowMuch
from joinedup.trust.agencies.models import Professional, Team
from joinedup.trust.sharing.database import ProtectedByFolder
from joinedup.trust.sharing.models import Protected


class OwnerQuestion(Protected):
    """May this much of one item go to one recipient? It has the category of the item itself."""

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="questions")
    recipient = models.ForeignKey(Team, models.PROTECT, related_name="+")
    how_much = models.CharField(max_length=10, choices=[(h.value, h.value) for h in HowMuch])
    summary = models.TextField(blank=True)
    reasons = models.TextField()
    asked_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta(Protected.Meta):
        verbose_name = "question to an owner"
        constraints = [
            ProtectedByFolder(append_only=True),
            models.CheckConstraint(condition=~Q(reasons=""), name="hub_owner_asked_why"),
        ]

    def __str__(self) -> str:
        return f"question about {self.contribution_id}"


class OwnerReply(Protected):
    """The desk's word, with its reasons. A change of mind is another one; the newest stands."""

    question = models.ForeignKey(OwnerQuestion, models.PROTECT, related_name="replies")
    agrees = models.BooleanField()
    reasons = models.TextField()
    answered_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta(Protected.Meta):
        verbose_name = "reply of an owner"
        verbose_name_plural = "replies of owners"
        constraints = [
            ProtectedByFolder(append_only=True),
            models.CheckConstraint(condition=~Q(reasons=""), name="hub_owner_reply_reasons"),
        ]

    def __str__(self) -> str:
        return "agrees" if self.agrees else "refuses"
