"""What was reported, and the enquiry that it became."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from joinedup.practice.safeguarding_hub.rules.kinship import NOT_KNOWN
from joinedup.practice.safeguarding_hub.rules.ratings import Rating
from joinedup.practice.safeguarding_hub.rules.states import State
from joinedup.record.people.models import Person
from joinedup.record.people.rules import RelationshipKind
from joinedup.trust.agencies.models import Organisation, Professional
from joinedup.trust.sharing.models import Protected, keeps_history
from joinedup.trust.sharing.rules import Category, Relation


class HubRow(Protected):
    """A protected row whose category is fixed by its model."""

    CATEGORY: ClassVar[Category]

    class Meta(Protected.Meta):
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        self.category = self.CATEGORY
        super().save(*args, **kwargs)  # type: ignore[arg-type]


@keeps_history
class Contact(HubRow):
    """What a referrer told us, in their words. The referrer can read it; so can the hub."""

    CATEGORY = Category.CONTACT

    reference = models.CharField(max_length=12, unique=True)
    received_at = models.DateTimeField(default=timezone.now)
    submission_key = models.UUIDField(unique=True)
    referrer = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    referrer_agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    from_public = models.BooleanField(default=False)
    referrer_name = models.CharField(max_length=200, blank=True)
    referrer_relation = models.CharField(max_length=200, blank=True)
    referrer_contact = models.CharField(max_length=300, blank=True)
    worry = models.TextField()
    immediate_danger = models.BooleanField(default=False)
    family_told = models.CharField(max_length=20, blank=True)
    family_told_reasons = models.TextField(blank=True)
    access_needs = models.TextField(blank=True)

    class Meta(HubRow.Meta):
        verbose_name = "contact"
        constraints = [
            *HubRow.Meta.constraints,
            models.CheckConstraint(condition=~Q(worry=""), name="hub_contact_says_what"),
        ]

    def __str__(self) -> str:
        return self.reference


@keeps_history
class MentionedPerson(HubRow):
    """Somebody named in a contact, as the referrer knows them."""

    CATEGORY = Category.CONTACT

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="mentioned")
    position = models.PositiveSmallIntegerField()
    relation = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Relation])
    relation_words = models.CharField(max_length=100, blank=True)
    given = models.CharField(max_length=200, blank=True)
    family = models.CharField(max_length=200, blank=True)
    birth_year = models.SmallIntegerField(null=True)
    birth_month = models.SmallIntegerField(null=True)
    birth_day = models.SmallIntegerField(null=True)
    expected_on = models.DateField(null=True)
    sex = models.CharField(max_length=1, default="X")
    address_line = models.CharField(max_length=300, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    school = models.CharField(max_length=200, blank=True)

    class Meta(HubRow.Meta):
        verbose_name = "person mentioned"
        verbose_name_plural = "people mentioned"
        constraints = [
            *HubRow.Meta.constraints,
            models.UniqueConstraint(fields=["contact", "position"], name="hub_mentioned_once"),
        ]

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()


@keeps_history
class Enquiry(HubRow):
    """What the hub does about a contact: where it stands, how urgent, and by when."""

    CATEGORY = Category.REQUEST

    contact = models.OneToOneField(Contact, models.PROTECT, related_name="enquiry")
    # The contact's. Desks may not read a contact, and everybody says the same reference.
    reference = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State])
    rating = models.CharField(
        max_length=10, choices=[(r.value, r.value) for r in Rating], blank=True
    )
    screening_due_at = models.DateTimeField()
    decision_due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(HubRow.Meta):
        verbose_name = "enquiry"
        verbose_name_plural = "enquiries"
        indexes = [models.Index(fields=["state", "screening_due_at"], name="hub_enquiry_work")]

    def __str__(self) -> str:
        return self.reference


class StateChange(HubRow):
    """Each step of an enquiry: who moved it, when. Append-only; the enquiry shows the last one."""

    CATEGORY = Category.REQUEST

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="changes")
    event = models.CharField(max_length=30)
    from_state = models.CharField(max_length=20)
    to_state = models.CharField(max_length=20)
    by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(HubRow.Meta):
        verbose_name = "change of state"

    def __str__(self) -> str:
        return f"{self.from_state} to {self.to_state}"


@keeps_history
class Subject(HubRow):
    """A person whom the enquiry is about: who they are, and how we know."""

    CATEGORY = Category.REQUEST

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="subjects")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    mentioned = models.ForeignKey(MentionedPerson, models.PROTECT, null=True, related_name="+")
    relation = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Relation])
    relation_words = models.CharField(max_length=100, blank=True)
    # What a screener confirmed, beside what the referrer said; empty when nobody has looked.
    kinship = models.CharField(
        max_length=20,
        choices=[(k, k) for k in (NOT_KNOWN, *(kind.value for kind in RelationshipKind))],
        blank=True,
    )
    parental_responsibility = models.BooleanField(null=True)
    lives_with = models.BooleanField(null=True)
    basis = models.CharField(max_length=20)
    evidence = models.TextField(blank=True)
    # Which entry of our own agency's index they are; the index belongs to another folder.
    index_entry_id = models.UUIDField(null=True)
    confirmed_by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(auto_now_add=True)

    class Meta(HubRow.Meta):
        verbose_name = "subject"
        constraints = [
            *HubRow.Meta.constraints,
            models.UniqueConstraint(fields=["enquiry", "person"], name="hub_subject_once"),
        ]

    def __str__(self) -> str:
        return f"subject {self.pk}"


class Screening(HubRow):
    """A rating with its rationale. A new rating is a new row; none is overwritten."""

    CATEGORY = Category.SCREENING

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="screenings")
    rating = models.CharField(max_length=10, choices=[(r.value, r.value) for r in Rating])
    rationale = models.TextField()
    by = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(HubRow.Meta):
        verbose_name = "screening"
        constraints = [
            *HubRow.Meta.constraints,
            models.CheckConstraint(condition=~Q(rationale=""), name="hub_screening_rationale"),
        ]

    def __str__(self) -> str:
        return self.rating
