"""Each agency's own minimal copy of the people it knows, visible to that agency alone."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from joinedup.trust.agencies.models import Organisation, Professional
from joinedup.trust.sharing.models import Protected


class IndexEntry(Protected):
    """One person as one agency knows them: who, which service, whom to ring. Nothing more.

    ``keys`` are what the record can be found by, ``prepared`` the cleaned values that are compared
    (``rules.compared``, ``rules.comparing``); both serve the locate function, which runs as the
    owner and answers only *who to call*. ``left_at`` is when the agency's complete file no longer
    held the person.
    """

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    record_id = models.CharField(max_length=80)
    given_names = models.CharField(max_length=200, blank=True)
    family_name = models.CharField(max_length=200, blank=True)
    other_names = models.JSONField(default=list)
    birth_year = models.SmallIntegerField(null=True)
    birth_month = models.SmallIntegerField(null=True)
    birth_day = models.SmallIntegerField(null=True)
    expected_on = models.DateField(null=True)
    died_on = models.DateField(null=True)
    sex = models.CharField(max_length=1, default="X")
    address_line = models.CharField(max_length=300, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    uprn = models.CharField(max_length=12, blank=True)
    address_from = models.DateField(null=True)
    previous_postcode = models.CharField(max_length=10, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=60, blank=True)
    needs_interpreter = models.BooleanField(null=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    household_ref = models.CharField(max_length=80, blank=True)
    service = models.CharField(max_length=200, blank=True)
    service_status = models.CharField(max_length=20, blank=True)
    involved_from = models.DateField(null=True)
    involved_to = models.DateField(null=True)
    contact_name = models.CharField(max_length=200, blank=True)
    contact_telephone = models.CharField(max_length=40, blank=True)
    contact_email = models.CharField(max_length=254, blank=True)
    updated_on = models.DateField(null=True)
    fingerprint = models.BinaryField(max_length=32)
    keys = ArrayField(models.CharField(max_length=80), default=list)
    prepared = models.JSONField(default=dict)
    left_at = models.DateTimeField(null=True)

    class Meta(Protected.Meta):
        verbose_name = "index entry"
        verbose_name_plural = "index entries"
        indexes = [
            GinIndex(fields=["keys"], name="linkage_entry_keys", fastupdate=False),
            models.Index(fields=["agency", "household_ref"], name="linkage_entry_household"),
        ]
        constraints = [
            *Protected.Meta.constraints,
            models.UniqueConstraint(fields=["agency", "record_id"], name="linkage_entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.record_id}"


class IndexRelationship(Protected):
    """What one indexed person is to another, as that agency has it."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    record_id = models.CharField(max_length=80)
    related_record_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta(Protected.Meta):
        verbose_name = "index relationship"
        indexes = [
            models.Index(fields=["agency", "related_record_id"], name="linkage_related"),
        ]
        constraints = [
            *Protected.Meta.constraints,
            models.UniqueConstraint(
                fields=["agency", "record_id", "related_record_id", "kind"],
                name="linkage_relationship_once",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class IndexImport(Protected):
    """One reading of an agency's file: what came in, what was turned away, how fresh it is.

    ``known`` is how many the index holds afterwards; ``problems`` name lines and columns and never
    repeat what a cell held. ``complete`` says that the file held everybody the agency knows.
    """

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    file_kind = models.CharField(max_length=20)
    imported_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120, blank=True)
    statement = models.TextField(blank=True)
    complete = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    known = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    left = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    newest_update = models.DateField(null=True)
    oldest_update = models.DateField(null=True)

    class Meta(Protected.Meta):
        verbose_name = "index import"
        indexes = [
            models.Index(fields=["agency", "file_kind", "-created_at"], name="linkage_import_last"),
        ]

    def __str__(self) -> str:
        return f"{self.file_kind} of {self.agency_id}"
