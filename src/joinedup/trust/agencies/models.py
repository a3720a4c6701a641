"""Organisations, their services and teams, and who works where, since when and until when.

Names of public bodies and of staff at work are not case records: these tables are readable by
everybody who is signed in, and changed only by the system administrator's commands, as the owner
of the tables. The application may not: a row here can make somebody a member of the hub.
"""

from django.db import models
from django.db.models import F, Q

from joinedup.base.foundation.ids import new_id
from joinedup.base.foundation.rows import RowPolicy
from joinedup.trust.agencies.rules import OrganisationKind, Role


def _read_only(name: str) -> RowPolicy:
    return RowPolicy(name=f"agencies_{name}", may_read="true")


class Organisation(models.Model):
    """A data controller in the partnership: a council, a police force, a health trust..."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, choices=[(k.value, k.label) for k in OrganisationKind])
    contact = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "organisation"
        constraints = [_read_only("organisation")]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """What an organisation offers, and whom to ring about it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="services")
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "service"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="agencies_service_once"),
            _read_only("service"),
        ]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People who work together and hold grants together.

    A seconded colleague keeps their employer: the police desk of the hub is a team of the
    police, with ``is_hub`` set, apart from the police's operational teams.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="teams")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    is_hub = models.BooleanField(default=False)
    contact = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "team"
        constraints = [_read_only("team")]

    def __str__(self) -> str:
        return self.name


class Professional(models.Model):
    """Somebody who works for an organisation, or a service of the system itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="professionals")
    name = models.CharField(max_length=200)
    job_title = models.CharField(max_length=200, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "professional"
        constraints = [_read_only("professional")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A professional's place and role in a team, for a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=40, choices=[(r.value, r.label) for r in Role])
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "membership"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="agencies_membership_in_order",
            ),
            _read_only("membership"),
        ]

    def __str__(self) -> str:
        return f"{self.professional} in {self.team}"
