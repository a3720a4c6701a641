"""What an exercise is for and under which criteria; who takes part, who decided, what happened.

None of it is about a person, so it is in no folder: whoever works for an agency that takes part can
read the whole record of the exercise, from the day on which it is submitted. Its terms are fixed on
that day, by a trigger (migration 0001).
"""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q

from joinedup.base.foundation.ids import new_id
from joinedup.base.foundation.rows import RowPolicy
from joinedup.practice.think_family.rules.entitlement import PURPOSES
from joinedup.practice.think_family.rules.states import Event, State
from joinedup.trust.agencies.models import Organisation, Professional, Team
from joinedup.trust.sharing.models import Folder
from joinedup.trust.sharing.rules import Told

_VIEWER = "(SELECT joinedup_viewer())"
_AGENCY = "(SELECT joinedup_agency())"
_TAKES_PART = "think_family_takes_part({table}.exercise_id)"
_IN_MY_NAME = f"{_TAKES_PART} AND {{table}}.by_id = {_VIEWER} AND {{table}}.at = now()"


class Exercise(models.Model):
    """One sealed matching. ``counts`` are rounded (``rules.counts``) before they are kept.

    ``delete_on`` is the last day on which anything of it is kept; see ``Step`` for what happened.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=40, choices=[(p.value, p.value) for p in PURPOSES])
    why = models.TextField()
    told = models.CharField(max_length=20, choices=[(t.value, t.value) for t in Told])
    told_reason = models.TextField(blank=True)
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    receiving_team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    least_needs = models.PositiveSmallIntegerField()
    least_agencies = models.PositiveSmallIntegerField()
    required_needs = models.JSONField(default=list)
    own_records_back = models.BooleanField(default=False)
    delete_on = models.DateField()
    proposed_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=TransactionNow)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State])
    folder = models.ForeignKey(Folder, models.PROTECT, null=True, related_name="+")
    run_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    result_folder = models.ForeignKey(Folder, models.PROTECT, null=True, related_name="+")
    model_sha256 = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = "sealed matching exercise"
        constraints = [
            models.CheckConstraint(
                condition=Q(least_needs__gte=1) & Q(least_agencies__gte=2),
                name="think_family_exercise_criteria",
            ),
            RowPolicy(
                name="think_family_exercise",
                may_read=f"{{table}}.lead_id = {_AGENCY}"
                " OR ({table}.state <> 'draft' AND think_family_contributes({table}.id))",
                may_write=f"{{table}}.lead_id = {_AGENCY}"
                " OR ({table}.state <> 'draft' AND think_family_contributes({table}.id))",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Party(models.Model):
    """An agency that contributes, and the needs that it may send. ``extract_at``: when it last did;
    the function that seals an extract says it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="parties")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    needs = models.JSONField()
    extract_at = models.DateTimeField(null=True)
    own_folder = models.ForeignKey(Folder, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "agency in an exercise"
        verbose_name_plural = "agencies in an exercise"
        constraints = [
            models.UniqueConstraint(fields=["exercise", "agency"], name="think_family_party_once"),
            RowPolicy(
                name="think_family_party",
                may_read=_TAKES_PART,
                may_write="think_family_leads({table}.exercise_id)",
                may_change=["own_folder_id"],
                may_delete=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} in {self.exercise_id}"


class Answer(models.Model):
    """What an agency's person decided on an exercise. The latest of an agency counts.

    Whoever proposed the exercise cannot write one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="answers")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    approves = models.BooleanField()
    reasons = models.TextField()
    by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=TransactionNow)

    class Meta:
        verbose_name = "answer to an exercise"
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="think_family_answer_reasons"),
            RowPolicy(
                name="think_family_answer",
                may_read=_TAKES_PART,
                may_write=f"{_IN_MY_NAME} AND {{table}}.agency_id = {_AGENCY}"
                " AND NOT think_family_proposed({table}.exercise_id)",
                may_change=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} on {self.exercise_id}"


class Step(models.Model):
    """One step of an exercise: what happened, by whom (nobody: by itself), when, and why.

    ``details`` holds counts and codes; what was deleted is a step like any other.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="steps")
    event = models.CharField(max_length=20, choices=[(e.value, e.value) for e in Event])
    from_state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State])
    to_state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State])
    reasons = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=TransactionNow)

    class Meta:
        verbose_name = "step of an exercise"
        constraints = [
            RowPolicy(
                name="think_family_step",
                may_read=_TAKES_PART,
                may_write=_IN_MY_NAME,
                may_change=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} of {self.exercise_id}"
