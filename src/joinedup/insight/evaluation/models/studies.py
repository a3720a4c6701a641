"""What a study asks, of which variables and on which basis; who decided, and what happened.

None of it is about a person, so it is in no folder: evaluators, information governance leads and
board members of the agency whose families it is about read it, the latter two from the day on which
it is submitted. Its terms and its protocol are fixed on that day, by a trigger (migration 0002).
"""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q

from joinedup.base.foundation.ids import new_id
from joinedup.base.foundation.rows import RowPolicy
from joinedup.insight.evaluation.rules.anonymity import DEFAULT_K, LEAST_K
from joinedup.insight.evaluation.rules.bases import Basis
from joinedup.insight.evaluation.rules.states import Event, State
from joinedup.trust.agencies.models import Organisation, Professional

_VIEWER = "(SELECT joinedup_viewer())"
_ROLES = "(SELECT joinedup_roles())::text[]"
_OURS = "{table}.agency_id = (SELECT joinedup_agency())"
_EVALUATES = f"'evaluator' = ANY ({_ROLES})"
_GOVERNS = f"'information_governance_lead' = ANY ({_ROLES})"
_IN_MY_NAME = f"{{table}}.by_id = {_VIEWER} AND {{table}}.at = now()"


class Study(models.Model):
    """One question that is put to the record. ``data`` says what is in the data set, in counts that
    may be told; ``data_sha256`` is of its CSV. Both stay when the data set is deleted.

    ``delete_on`` is the last day on which the data set is kept; see ``Step`` for what happened.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    question = models.TextField()
    why = models.TextField()
    basis = models.CharField(max_length=40, choices=[(b.value, b.value) for b in Basis])
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    variables = models.JSONField(default=list)
    k = models.PositiveSmallIntegerField(default=DEFAULT_K)
    takes_out = models.BooleanField(default=False)
    delete_on = models.DateField()
    protocol = models.JSONField(default=dict)
    protocol_words = models.TextField(blank=True)
    protocol_sha256 = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=TransactionNow)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State])
    built_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    data = models.JSONField(default=dict)
    data_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "study"
        verbose_name_plural = "studies"
        constraints = [
            models.CheckConstraint(condition=Q(k__gte=LEAST_K), name="evaluation_study_k"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT)
                | Q(state__in=[State.WITHDRAWN, State.ENDED])
                | ~Q(protocol_sha256=""),
                name="evaluation_study_protocol_first",
            ),
            RowPolicy(
                name="evaluation_study",
                may_read=f"{_OURS} AND ({_EVALUATES} OR ({{table}}.state <> 'draft' AND"
                f" {_ROLES} && ARRAY['information_governance_lead', 'board_member']))",
                may_write=f"{_OURS} AND ({_EVALUATES} OR ({{table}}.state <> 'draft' AND"
                f" {_GOVERNS}))",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Answer(models.Model):
    """What somebody who leads information governance decided on a study. The latest counts.

    Whoever asked for the study cannot write one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    study = models.ForeignKey(Study, models.PROTECT, related_name="answers")
    approves = models.BooleanField()
    reasons = models.TextField()
    by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=TransactionNow)

    class Meta:
        verbose_name = "answer to a study"
        verbose_name_plural = "answers to studies"
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="evaluation_answer_reasons"),
            RowPolicy(
                name="evaluation_answer",
                may_read="evaluation_reads({table}.study_id)",
                may_write=f"evaluation_reads({{table}}.study_id) AND {_GOVERNS}"
                f" AND {_IN_MY_NAME} AND NOT evaluation_asked({{table}}.study_id)",
                may_change=False,
            ),
        ]

    def __str__(self) -> str:
        return f"answer on {self.study_id}"


class Step(models.Model):
    """One step of a study: what happened, by whom (nobody: by itself), when, and why.

    ``details`` holds counts and codes; what was deleted is a step like any other.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    study = models.ForeignKey(Study, models.PROTECT, related_name="steps")
    event = models.CharField(max_length=20, choices=[(e.value, e.value) for e in Event])
    from_state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State])
    to_state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State])
    reasons = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=TransactionNow)

    class Meta:
        verbose_name = "step of a study"
        verbose_name_plural = "steps of studies"
        constraints = [
            RowPolicy(
                name="evaluation_step",
                may_read="evaluation_reads({table}.study_id)",
                may_write=f"evaluation_reads({{table}}.study_id) AND {_IN_MY_NAME}"
                f" AND {_ROLES} && ARRAY['evaluator', 'information_governance_lead']",
                may_change=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} of {self.study_id}"
