"""People as they are known: every row in the person's folder, each of one category."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from joinedup.record.people.rules import AddressUse, NameUse, PairAnswer, RelationshipKind, Sex
from joinedup.trust.agencies.models import Organisation, Professional
from joinedup.trust.sharing.database import ProtectedByBoth, ProtectedByFolder, StaysFiled
from joinedup.trust.sharing.models import Folder, Protected, keeps_history
from joinedup.trust.sharing.rules import Category


def in_order(start: str, end: str) -> Q:
    """The condition that a period does not end before it starts."""
    return (
        Q(**{f"{start}__isnull": True})
        | Q(**{f"{end}__isnull": True})
        | Q(**{f"{end}__gte": F(start)})
    )


class PersonRow(Protected):
    """A protected row about one person; its category is fixed by the model."""

    CATEGORY: ClassVar[Category] = Category.IDENTITY

    class Meta(Protected.Meta):
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        self.category = self.CATEGORY
        super().save(*args, **kwargs)  # type: ignore[arg-type]


@keeps_history
class Person(PersonRow):
    """One human being, born or expected, as one controller knows them."""

    sex = models.CharField(max_length=1, choices=[(s.value, s.value) for s in Sex], default="X")
    birth_year = models.SmallIntegerField(null=True)
    birth_month = models.SmallIntegerField(null=True)
    birth_day = models.SmallIntegerField(null=True)
    birth_accuracy = models.CharField(max_length=3, blank=True)
    expected_on = models.DateField(null=True)
    died_on = models.DateField(null=True)
    language = models.CharField(max_length=60, blank=True)
    needs_interpreter = models.BooleanField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_from")

    class Meta(PersonRow.Meta):
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            *PersonRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="people_not_merged_into_self",
            ),
            models.CheckConstraint(
                condition=Q(birth_month__isnull=True) | Q(birth_month__range=(1, 12)),
                name="people_birth_month",
            ),
            models.CheckConstraint(
                condition=Q(birth_day__isnull=True)
                | (Q(birth_day__range=(1, 31)) & Q(birth_month__isnull=False)),
                name="people_birth_day",
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"


@keeps_history
class Name(PersonRow):
    """One of a person's names."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="names")
    use = models.CharField(max_length=10, choices=[(u.value, u.value) for u in NameUse])
    given = models.CharField(max_length=200, blank=True)
    family = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        verbose_name = "name"
        constraints = [
            *PersonRow.Meta.constraints,
            models.CheckConstraint(
                condition=in_order("starts_on", "ends_on"), name="people_name_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(given="") | ~Q(family=""), name="people_name_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()


@keeps_history
class Identifier(PersonRow):
    """A number that a system knows the person by."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="identifiers")
    system = models.URLField()
    value = models.CharField(max_length=80)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        verbose_name = "identifier"

    def __str__(self) -> str:
        return self.value


@keeps_history
class AccessNeed(PersonRow):
    """What somebody needs in order to take part, or a reasonable adjustment (Equality Act 2010)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="access_needs")
    what = models.CharField(max_length=300)
    ends_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        verbose_name = "access need"

    def __str__(self) -> str:
        return self.what


@keeps_history
class Address(PersonRow):
    """Where somebody lives or lived: a category of its own, for it may be what must not leak."""

    CATEGORY = Category.WHEREABOUTS

    person = models.ForeignKey(Person, models.PROTECT, related_name="addresses")
    use = models.CharField(max_length=12, choices=[(u.value, u.value) for u in AddressUse])
    line = models.CharField(max_length=300, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    uprn = models.CharField(max_length=12, blank=True)
    # From which agency's index it was taken, and when that agency last updated its entry.
    source_agency = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    source_as_of = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        verbose_name = "address"
        verbose_name_plural = "addresses"
        constraints = [
            *PersonRow.Meta.constraints,
            models.CheckConstraint(
                condition=in_order("starts_on", "ends_on"), name="people_address_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.line


@keeps_history
class Relationship(PersonRow):
    """What one person is to another, since when and until when. Kept in the first one's folder."""

    CATEGORY = Category.FAMILY

    person = models.ForeignKey(Person, models.PROTECT, related_name="relationships")
    related = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in RelationshipKind])
    parental_responsibility = models.BooleanField(null=True)
    lives_with = models.BooleanField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        verbose_name = "relationship"
        constraints = [
            *PersonRow.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(person=F("related")), name="people_not_related_to_self"
            ),
            models.CheckConstraint(
                condition=in_order("starts_on", "ends_on"), name="people_relationship_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.kind


@keeps_history
class Household(PersonRow):
    """People who live together, for a time. Its folder is its own: a child may belong to two."""

    CATEGORY = Category.FAMILY

    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        verbose_name = "household"

    def __str__(self) -> str:
        return f"household {self.pk}"


@keeps_history
class HouseholdMember(PersonRow):
    """Somebody's time in a household. Kept in the household's folder."""

    CATEGORY = Category.FAMILY

    household = models.ForeignKey(Household, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="households")
    mainly_here = models.BooleanField(default=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        verbose_name = "household member"
        constraints = [
            *PersonRow.Meta.constraints,
            models.CheckConstraint(
                condition=in_order("starts_on", "ends_on"), name="people_member_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.person_id}"


class SearchKey(PersonRow):
    """A key under which a person can be found by plain equality.

    Under row-level security PostgreSQL uses an index only for operators that cannot leak, such as
    equality of text; fuzzy search is therefore equality of carefully made keys. A key that tells
    where the person lives has the category *whereabouts*: commands give each key its own.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="search_keys")
    key = models.CharField(max_length=80)

    class Meta(PersonRow.Meta):
        verbose_name = "search key"
        indexes = [models.Index(fields=["key", "person"], name="people_search_key")]
        constraints = [ProtectedByFolder(may_delete=True), StaysFiled()]

    def __str__(self) -> str:
        return self.key


@keeps_history
class MergeDecision(PersonRow):
    """Somebody decided that two records are one person, and perhaps decided otherwise later.

    Nothing is moved: the merged record points at the one that is kept, and reading the kept one
    reads both. Un-merging takes the pointer away.
    """

    kept = models.ForeignKey(Person, models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, models.PROTECT, related_name="+")
    evidence = models.TextField()
    reasons = models.TextField()
    decided_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undo_reasons = models.TextField(blank=True)

    class Meta(PersonRow.Meta):
        verbose_name = "merge decision"
        constraints = [
            *PersonRow.Meta.constraints,
            models.CheckConstraint(condition=~Q(reasons=""), name="people_merge_has_reasons"),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="people_merge_two_records"),
        ]

    def __str__(self) -> str:
        return f"merge of {self.merged_id} into {self.kept_id}"


class PairDecision(PersonRow):
    """Somebody decided that two records are two people, or that it cannot be told yet.

    The first binds: the records are not merged, nor is any record that is merged with either,
    unless two people overturn it. ``ended_at``: when another decision took its place.
    """

    other_folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    one = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=12, choices=[(a.value, a.value) for a in PairAnswer])
    reasons = models.TextField()
    missing = models.TextField(blank=True)
    decided_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(PersonRow.Meta):
        verbose_name = "decision about two records"
        verbose_name_plural = "decisions about two records"
        constraints = [
            ProtectedByBoth(
                other="other_folder_id",
                categories=[Category.IDENTITY.value],
                may_change=["ended_at"],
            ),
            StaysFiled(),
            models.CheckConstraint(condition=~Q(reasons=""), name="people_pair_has_reasons"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="people_pair_in_order"),
            models.CheckConstraint(
                condition=~Q(answer=PairAnswer.CANNOT_TELL.value) | ~Q(missing=""),
                name="people_pair_says_what_is_missing",
            ),
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=Q(ended_at__isnull=True),
                name="people_pair_decided_once",
            ),
        ]
        indexes = [models.Index(fields=["other", "one"], name="people_pair_other")]

    def __str__(self) -> str:
        return f"{self.answer}: {self.one_id} and {self.other_id}"


class Overturning(PersonRow):
    """Somebody asks to take back a decision about two records; somebody else agrees, or does not.

    About a merge: that they are two people after all. About a decision that they are two: that
    they are one after all, of which ``kept`` is to be the record.
    """

    other_folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    merge = models.ForeignKey(MergeDecision, models.PROTECT, null=True, related_name="overturnings")
    apart = models.ForeignKey(PairDecision, models.PROTECT, null=True, related_name="overturnings")
    kept = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    evidence = models.TextField(blank=True)
    reasons = models.TextField()
    asked_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    agreed = models.BooleanField(null=True)
    answered_by = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer_reasons = models.TextField(blank=True)

    class Meta(PersonRow.Meta):
        verbose_name = "request to overturn a decision"
        verbose_name_plural = "requests to overturn a decision"
        constraints = [
            ProtectedByBoth(
                other="other_folder_id",
                categories=[Category.IDENTITY.value],
                may_change=["agreed", "answered_by_id", "answered_at", "answer_reasons"],
            ),
            StaysFiled(),
            models.CheckConstraint(
                condition=Q(merge__isnull=True) ^ Q(apart__isnull=True),
                name="people_overturning_about_one",
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="people_overturning_reasons"),
            models.CheckConstraint(
                condition=Q(apart__isnull=True) | (~Q(evidence="") & Q(kept__isnull=False)),
                name="people_overturning_evidence",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True, agreed__isnull=True)
                | (
                    Q(answered_by__isnull=False, agreed__isnull=False, answered_at__isnull=False)
                    & ~Q(answered_by=F("asked_by"))
                    & ~Q(answer_reasons="")
                ),
                name="people_overturning_by_two",
            ),
            models.UniqueConstraint(
                fields=["merge"],
                condition=Q(answered_by__isnull=True),
                name="people_overturning_merge_once",
            ),
            models.UniqueConstraint(
                fields=["apart"],
                condition=Q(answered_by__isnull=True),
                name="people_overturning_apart_once",
            ),
        ]

    def __str__(self) -> str:
        return f"request to overturn {self.merge_id or self.apart_id}"
