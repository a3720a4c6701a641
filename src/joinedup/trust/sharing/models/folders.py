"""What a sharing decision is about, who holds it, and the base of every protected row."""

from typing import ClassVar

import pghistory
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from joinedup.base.foundation.ids import new_id
from joinedup.base.foundation.rows import RowPolicy
from joinedup.trust.agencies.models import Organisation, Professional, Team
from joinedup.trust.sharing.database import ProtectedByFolder, ProtectedVersion, StaysFiled
from joinedup.trust.sharing.models.conditions import DECIDES, HOLDS_FOLDER, VIEWER
from joinedup.trust.sharing.rules import Category, FolderKind, Purpose


class Folder(models.Model):
    """What a sharing decision is about: a person, a household, a contact, an enquiry...

    It has no title: the name of a folder would be a record outside every category.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in FolderKind])
    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    # Not the database's own default: that would be read back, before anybody holds the folder.
    opened_at = models.DateTimeField(default=TransactionNow)

    class Meta:
        verbose_name = "folder"
        constraints = [
            RowPolicy(
                name="sharing_folder",
                may_read=HOLDS_FOLDER,
                may_write="{table}.opened_at = now() AND {table}.opened_by_id = " + VIEWER,
                may_change=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} folder"


class FolderAbout(models.Model):
    """A folder that describes whom another is about: an enquiry, and a person's record.

    Whoever is kept out of the latter is kept out of both: `sharing_open_session` sees to it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    about = models.ForeignKey(Folder, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "folder about another"
        constraints = [
            models.UniqueConstraint(fields=["folder", "about"], name="sharing_about_once"),
            RowPolicy(
                name="sharing_folderabout", may_read=DECIDES, may_write=DECIDES, may_change=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.folder_id} about {self.about_id}"


class OnePerson(models.Model):
    """Two folders that a decision says are one person's, until that decision is undone.

    Whoever is kept out of one is kept out of the other, and of all that is about either.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    one = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    other = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "two folders of one person"
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=Q(ended_at__isnull=True),
                name="sharing_one_person_once",
            ),
            RowPolicy(
                name="sharing_oneperson",
                may_read="sharing_may_decide({table}.one_id)"
                " OR sharing_may_decide({table}.other_id)",
                may_write="sharing_may_decide({table}.one_id)"
                " AND sharing_may_decide({table}.other_id)",
                may_change=["ended_at"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"


class Grant(models.Model):
    """A folder's category, opened to a team or a person: on what basis, by whom, until when.

    ``because_of`` is the enquiry or plan for whose sake it was given, so that it can end with it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="grants")
    category = models.CharField(max_length=20, choices=[(c.value, c.value) for c in Category])
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    professional = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    holder_id = models.GeneratedField(
        expression=Coalesce(F("team_id"), F("professional_id")),
        output_field=models.UUIDField(),
        db_persist=True,
    )
    may_read = models.BooleanField(default=True)
    may_write = models.BooleanField(default=False)
    may_decide = models.BooleanField(default=False)
    purpose = models.CharField(max_length=40, choices=[(p.value, p.value) for p in Purpose])
    rule = models.CharField(max_length=60)
    rules_version = models.CharField(max_length=20)
    reasons = models.TextField()
    because_of = models.ForeignKey(Folder, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    end_reasons = models.TextField(blank=True)

    class Meta:
        verbose_name = "grant"
        indexes = [
            models.Index(fields=["folder", "holder_id", "category"], name="sharing_grant_lookup"),
            models.Index(fields=["holder_id", "folder"], name="sharing_grant_holder"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=True) ^ Q(professional__isnull=True),
                name="sharing_grant_one_holder",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="sharing_grant_in_order",
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="sharing_grant_has_reasons"),
            RowPolicy(
                name="sharing_grant",
                may_read="{table}.holder_id = ANY ((SELECT joinedup_holders())::uuid[])"
                " OR {table}.decided_by_id = " + VIEWER,
                may_write=DECIDES,
                may_change=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} of {self.folder_id}"


class Protected(models.Model):
    """The base of every protected row: one folder, one category, the same policy.

    ``category`` is fixed by most models and chosen per row by a few.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    category = models.CharField(max_length=20, choices=[(c.value, c.value) for c in Category])
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ProtectedByFolder(),
            StaysFiled(),
        ]


class KeptVersion(pghistory.models.Event):
    """A version of a protected row, written by trigger; who and why come from the database."""

    pgh_by = models.UUIDField(null=True, db_default=models.Func(function="joinedup_viewer"))
    pgh_purpose = models.CharField(
        max_length=60, db_default=models.Func(function="joinedup_purpose")
    )

    class Meta:
        abstract = True


def keeps_history(model: type[models.Model]) -> type[models.Model]:
    """Keep every version of the rows of a protected model, under the same policy as the rows."""
    name = f"{model._meta.app_label}_{model._meta.model_name}event_by_folder"
    tracked: type[models.Model] = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        base_model=KeptVersion,
        context_field=None,  # type: ignore[arg-type] # pghistory takes None: no context
        append_only=True,
        meta={"constraints": [ProtectedVersion(name=name, of=model._meta.db_table)]},
    )(model)
    return tracked
