"""Decisions about sharing, as data that the database enforces and those concerned can read."""

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from joinedup.base.foundation.ids import new_id
from joinedup.base.foundation.rows import RowPolicy
from joinedup.trust.agencies.models import Organisation, Professional, Team
from joinedup.trust.sharing.database import ProtectedByFolder, ProtectedVersion, granted
from joinedup.trust.sharing.rules import Category, Consent, FolderKind, Outcome, Purpose, Told

VIEWER = "(SELECT joinedup_viewer())"
DECIDES = "sharing_may_decide({table}.folder_id)"
HOLDS_FOLDER = (
    "EXISTS (SELECT 1 FROM sharing_grant g WHERE g.folder_id = {table}.id"
    " AND g.holder_id = ANY ((SELECT joinedup_holders())::uuid[])"
    " AND g.may_read AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now()))"
    " AND NOT ({table}.id = ANY ((SELECT joinedup_excluded())::uuid[]))"
)
GOVERNS = (
    "('information_governance_lead' = ANY ((SELECT joinedup_roles())::text[])"
    " AND (SELECT joinedup_agency()) IN ({columns}))"
)


class Folder(models.Model):
    """What a sharing decision is about: a person, a household, a contact, an enquiry...

    It has no title: the name of a folder would be a record outside every category.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in FolderKind])
    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "folder"
        constraints = [
            RowPolicy(
                name="sharing_folder",
                may_read=HOLDS_FOLDER,
                may_write="{table}.opened_by_id = " + VIEWER,
                may_change=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} folder"


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
        constraints: ClassVar[list[models.BaseConstraint]] = [ProtectedByFolder()]


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


class Refusal(models.Model):
    """A decision not to share, with its reasons. Refusing is a decision like any other."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    categories = models.JSONField()
    to_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40, choices=[(p.value, p.value) for p in Purpose])
    rule = models.CharField(max_length=60)
    rules_version = models.CharField(max_length=20)
    reasons = models.TextField()
    decided_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "refusal"
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="sharing_refusal_has_reasons"),
            RowPolicy(
                name="sharing_refusal",
                may_read=granted("may_read", category=f"'{Category.REQUEST}'"),
                may_write="{table}.decided_by_id = " + VIEWER,
                may_change=False,
            ),
        ]

    def __str__(self) -> str:
        return f"refusal about {self.folder_id}"


class Agreement(models.Model):
    """One version of a sharing agreement between organisations. Its terms are public."""

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
        ]

    def __str__(self) -> str:
        return f"{self.reference} version {self.version}"


class Decision(models.Model):
    """What the rules answered to one question, kept by both sides (who asked, and who holds).

    ``folder`` is where it was asked, such as an enquiry; ``about`` the folder of the person whom
    the question was about. Without one (decisions older than the column) it opens no index.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    about = models.ForeignKey(Folder, models.PROTECT, null=True, related_name="+")
    asking = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    holding = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40, choices=[(p.value, p.value) for p in Purpose])
    gateway = models.URLField()
    categories = models.JSONField()
    outcome = models.CharField(max_length=10, choices=[(o.value, o.value) for o in Outcome])
    rule = models.CharField(max_length=60)
    rules_version = models.CharField(max_length=20)
    because = models.TextField()
    agreement = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "sharing decision"
        constraints = [
            RowPolicy(
                name="sharing_decision",
                may_read=granted("may_read", category=f"'{Category.REQUEST}'")
                + " OR "
                + GOVERNS.format(columns="{table}.asking_id, {table}.holding_id"),
                may_write="{table}.asked_by_id = " + VIEWER,
                may_change=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.outcome} by {self.rule}"


class ToldFamily(Protected):
    """Whether the family was told and agreed; why not, where not. Versions, not edits."""

    told = models.CharField(max_length=20, choices=[(t.value, t.value) for t in Told])
    consent = models.CharField(max_length=20, choices=[(c.value, c.value) for c in Consent])
    reasons = models.TextField(blank=True)
    recorded_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")

    class Meta(Protected.Meta):
        verbose_name = "record of telling the family"
        constraints = [
            ProtectedByFolder(append_only=True),
            models.CheckConstraint(
                condition=Q(told=Told.YES.value) | ~Q(reasons=""), name="sharing_told_or_why_not"
            ),
        ]

    def __str__(self) -> str:
        return self.told


class Restriction(models.Model):
    """From now on, named people only. Lifting it is a decision of its own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    reasons = models.TextField()
    decided_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    lifted_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lift_reasons = models.TextField(blank=True)

    class Meta:
        verbose_name = "restriction"
        constraints = [
            RowPolicy(
                name="sharing_restriction",
                may_read=granted("may_read", category=f"'{Category.IDENTITY}'"),
                may_write=DECIDES,
                may_change=["lifted_by_id", "lifted_at", "lift_reasons"],
            ),
        ]

    def __str__(self) -> str:
        return f"restriction of {self.folder_id}"


class Exclusion(models.Model):
    """A professional kept out of a folder that their team may see: their own family, usually."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    reasons = models.TextField()
    decided_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    lifted_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lift_reasons = models.TextField(blank=True)

    class Meta:
        verbose_name = "exclusion"
        indexes = [models.Index(fields=["professional"], name="sharing_exclusion_whom")]
        constraints = [
            RowPolicy(
                name="sharing_exclusion",
                may_read=f"{{table}}.decided_by_id = {VIEWER}"
                f" OR ({DECIDES} AND {{table}}.professional_id <> {VIEWER})",
                may_write=DECIDES,
                may_change=["lifted_by_id", "lifted_at", "lift_reasons"],
            ),
        ]

    def __str__(self) -> str:
        return f"exclusion from {self.folder_id}"


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


class BreakGlass(models.Model):
    """A timed opening without a grant, for immediate danger, to be reviewed by another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reasons = models.TextField()
    started_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    justified = models.BooleanField(null=True)
    review_notes = models.TextField(blank=True)

    class Meta:
        verbose_name = "break-glass opening"
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("professional")),
                name="sharing_break_glass_second_person",
            ),
            RowPolicy(
                name="sharing_breakglass",
                may_read="{table}.professional_id = "
                + VIEWER
                + " OR "
                + GOVERNS.format(columns="{table}.agency_id, {table}.controller_id"),
                may_write=GOVERNS.format(columns="{table}.agency_id, {table}.controller_id")
                + " AND {table}.professional_id <> "
                + VIEWER,
                may_change=["reviewed_by_id", "reviewed_at", "justified", "review_notes"],
            ),
        ]

    def __str__(self) -> str:
        return f"break-glass opening of {self.folder_id}"
