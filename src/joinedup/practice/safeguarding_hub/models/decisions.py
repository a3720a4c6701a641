"""What was decided, who was told what, and what the referrer heard."""

from django.db import models
from django.db.models import Q

from joinedup.practice.safeguarding_hub.models.checks import Contribution
from joinedup.practice.safeguarding_hub.models.enquiry import Enquiry, HubRow
from joinedup.practice.safeguarding_hub.rules.outcomes import HowMuch, Outcome, OwnerAnswer
from joinedup.trust.agencies.models import Professional, Team
from joinedup.trust.sharing.database import ProtectedForTeam, StaysFiled
from joinedup.trust.sharing.rules import Category


class EnquiryDecision(HubRow):
    """The manager's decision, with reasons. Made once; a change of mind is a new contact."""

    CATEGORY = Category.DECISION

    enquiry = models.OneToOneField(Enquiry, models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=20, choices=[(o.value, o.value) for o in Outcome])
    reasons = models.TextField()
    without_answers = models.TextField(blank=True)
    told_nobody = models.TextField(blank=True)
    decided_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta(HubRow.Meta):
        verbose_name = "decision"
        constraints = [
            *HubRow.Meta.constraints,
            models.CheckConstraint(condition=~Q(reasons=""), name="hub_decision_reasons"),
        ]

    def __str__(self) -> str:
        return self.outcome


class Dissemination(HubRow):
    """One item and one recipient: in full, a summary, or not; why; and what its owner said."""

    CATEGORY = Category.DECISION

    decision = models.ForeignKey(EnquiryDecision, models.PROTECT, related_name="items")
    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Team, models.PROTECT, related_name="+")
    how_much = models.CharField(max_length=10, choices=[(h.value, h.value) for h in HowMuch])
    summary = models.TextField(blank=True)
    reasons = models.TextField(blank=True)
    owner_answer = models.CharField(
        max_length=20, choices=[(a.value, a.value) for a in OwnerAnswer]
    )
    owner_words = models.TextField(blank=True)
    override_gateway = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta(HubRow.Meta):
        verbose_name = "dissemination"
        constraints = [
            *HubRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["contribution", "recipient"], name="hub_dissemination_once"
            ),
            models.CheckConstraint(
                condition=Q(how_much=HowMuch.NOT.value) | ~Q(reasons=""),
                name="hub_sent_with_reasons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.how_much} to {self.recipient_id}"


class InformationProduct(HubRow):
    """What one recipient was told, word for word as it was sent. Its folder is its own.

    The grants of that folder say whether the whole team reads it, or named people of the team.
    """

    CATEGORY = Category.PRODUCT

    reference = models.CharField(max_length=12, unique=True)
    decision_id = models.UUIDField()
    recipient = models.ForeignKey(Team, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    content = models.JSONField()
    made_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(HubRow.Meta):
        verbose_name = "information product"
        constraints = [ProtectedForTeam(column="recipient_id"), StaysFiled()]
        indexes = [models.Index(fields=["recipient", "-made_at"], name="hub_product_work")]

    def __str__(self) -> str:
        return self.reference


class Feedback(HubRow):
    """What the referrer was told came of it."""

    CATEGORY = Category.FEEDBACK

    enquiry = models.OneToOneField(Enquiry, models.PROTECT, related_name="feedback")
    message = models.TextField()
    by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(HubRow.Meta):
        verbose_name = "feedback"
        constraints = [
            *HubRow.Meta.constraints,
            models.CheckConstraint(condition=~Q(message=""), name="hub_feedback_says_something"),
        ]

    def __str__(self) -> str:
        return "feedback"
