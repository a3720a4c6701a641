"""Asking agencies, and what they bring into the sealed room."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from joinedup.practice.safeguarding_hub.models.enquiry import Enquiry, HubRow, Subject
from joinedup.practice.safeguarding_hub.rules.outcomes import Handling
from joinedup.practice.safeguarding_hub.rules.states import CheckState, Known
from joinedup.record.chronology.models import Entry
from joinedup.trust.agencies.models import Organisation, Professional, Team
from joinedup.trust.sharing.database import ProtectedByFolder
from joinedup.trust.sharing.models import Protected, keeps_history
from joinedup.trust.sharing.rules import Category, Purpose


@keeps_history
class AgencyCheck(HubRow):
    """One question to one agency about some subjects, as the rules and a person allowed it."""

    CATEGORY = Category.REQUEST

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="checks")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    subjects = models.JSONField()
    purpose = models.CharField(max_length=40, choices=[(p.value, p.value) for p in Purpose])
    categories = models.JSONField()
    question = models.TextField()
    decisions = models.JSONField()
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in CheckState])
    asked_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    reviewed_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    review_reasons = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta(HubRow.Meta):
        verbose_name = "agency check"
        indexes = [models.Index(fields=["team", "state", "due_at"], name="hub_check_work")]

    def __str__(self) -> str:
        return f"check of {self.agency_id}"


class CheckAnswer(HubRow):
    """What an agency answered about one person: known, not known, or declined with reasons."""

    CATEGORY = Category.REQUEST

    check_asked = models.ForeignKey(AgencyCheck, models.PROTECT, related_name="answers")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="answers")
    known = models.CharField(max_length=10, choices=[(k.value, k.value) for k in Known])
    involvement = models.TextField(blank=True)
    contact = models.CharField(max_length=300, blank=True)
    reasons = models.TextField(blank=True)
    records_as_of = models.DateField(null=True)
    answered_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta(HubRow.Meta):
        verbose_name = "answer"
        constraints = [
            *HubRow.Meta.constraints,
            models.UniqueConstraint(fields=["check_asked", "subject"], name="hub_answer_once"),
            models.CheckConstraint(
                condition=~Q(known=Known.DECLINED.value) | ~Q(reasons=""),
                name="hub_declined_with_reasons",
            ),
        ]

    def __str__(self) -> str:
        return self.known


class Contribution(Protected):
    """An item in the sealed room. The agency that brought it still owns it.

    Its text is a chronology entry in the enquiry's folder, of the same category.
    """

    answer = models.ForeignKey(CheckAnswer, models.PROTECT, related_name="contributions")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    handling = models.CharField(max_length=12, choices=[(h.value, h.value) for h in Handling])
    handling_words = models.TextField(blank=True)

    class Meta(Protected.Meta):
        verbose_name = "contribution"
        constraints = [ProtectedByFolder(append_only=True)]

    def __str__(self) -> str:
        return f"contribution of {self.agency_id}"
