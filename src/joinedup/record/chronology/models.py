"""Entries of a chronology: one happening each, from one agency, in one folder and category."""

from django.db import models
from django.db.models import F, Q

from joinedup.record.chronology.rules import EntryType, Impact
from joinedup.trust.agencies.models import Organisation, Professional
from joinedup.trust.sharing.database import ProtectedByFolder, StaysFiled
from joinedup.trust.sharing.models import Protected, keeps_history


@keeps_history
class Entry(Protected):
    """A life event or service episode, with its source; fact apart from judgement.

    ``subject_id`` is a person of the record, or a record of an agency's own index. A correction
    is a new entry that the corrected one points at; nothing is overwritten. ``recorded_by`` is
    empty where the entry came from the agency's own file.
    """

    subject_id = models.UUIDField()
    source_agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    source_reference = models.CharField(max_length=80, blank=True)
    type = models.CharField(max_length=20, choices=[(t.value, t.value) for t in EntryType])
    kind = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    date_accuracy = models.CharField(max_length=3, default="AAA")
    what = models.TextField()
    judgement = models.TextField(blank=True)
    impact = models.CharField(
        max_length=10, choices=[(i.value, i.value) for i in Impact], default=Impact.NEUTRAL
    )
    action_taken = models.TextField(blank=True)
    why_no_action = models.TextField(blank=True)
    recorded_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    corrected_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrects")
    correction_reasons = models.TextField(blank=True)

    class Meta(Protected.Meta):
        verbose_name = "chronology entry"
        verbose_name_plural = "chronology entries"
        indexes = [
            models.Index(fields=["folder", "-starts_on", "id"], name="chronology_by_folder"),
            models.Index(fields=["subject_id", "folder"], name="chronology_by_subject"),
        ]
        constraints = [
            ProtectedByFolder(many=True),
            # What corrects an entry may be of another category, and takes the old versions along.
            StaysFiled(but_category=True),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="chronology_in_order",
            ),
            models.CheckConstraint(condition=~Q(what=""), name="chronology_says_what"),
            # What an agency calls one entry stands once in a folder, besides its old versions.
            models.UniqueConstraint(
                fields=["folder", "source_agency", "source_reference"],
                condition=~Q(source_reference="") & Q(corrected_by__isnull=True),
                name="chronology_source_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}"
