"""The families that met the criteria, for the team that is entitled to them; and to each agency,
where that was agreed, which of its own records are among them.

Nothing else of a run is written down but rounded counts. All of it goes when the exercise ends.
"""

from django.db import models

from joinedup.practice.think_family.models.exercises import Exercise
from joinedup.trust.agencies.models import Organisation
from joinedup.trust.sharing.models import Protected


class QualifyingFamily(Protected):
    """A family that met the criteria. ``address_hidden``: an agency keeps it from being told."""

    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    address_hidden = models.BooleanField(default=False)

    class Meta(Protected.Meta):
        verbose_name = "family that meets the criteria"
        verbose_name_plural = "families that meet the criteria"
        constraints = [
            *Protected.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercise", "number"], name="think_family_family_number"
            ),
        ]

    def __str__(self) -> str:
        return f"family {self.number}"


class FamilyMember(Protected):
    """Somebody in such a family. ``birth_date`` is as much of it as is known: 2016-05.

    ``person`` is the same for whoever is in two families of one result, and means nothing else.
    """

    family = models.ForeignKey(QualifyingFamily, models.PROTECT, related_name="members")
    person = models.PositiveIntegerField(default=0)
    given_names = models.CharField(max_length=200, blank=True)
    family_name = models.CharField(max_length=200, blank=True)
    birth_date = models.CharField(max_length=10, blank=True)

    class Meta(Protected.Meta):
        verbose_name = "member of such a family"
        verbose_name_plural = "members of such a family"

    def __str__(self) -> str:
        return str(self.pk)


class FamilyAddress(Protected):
    """Where it lives, as one of the agencies has it."""

    family = models.ForeignKey(QualifyingFamily, models.PROTECT, related_name="addresses")
    line = models.CharField(max_length=300)
    postcode = models.CharField(max_length=10)

    class Meta(Protected.Meta):
        verbose_name = "address of such a family"
        verbose_name_plural = "addresses of such a family"

    def __str__(self) -> str:
        return str(self.pk)


class FamilyNeed(Protected):
    """A need of the family, and the agency that knows of it: not whose of the family it is."""

    family = models.ForeignKey(QualifyingFamily, models.PROTECT, related_name="needs")
    need = models.CharField(max_length=40)
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta(Protected.Meta):
        verbose_name = "need of such a family"

    def __str__(self) -> str:
        return self.need


class OwnRecord(Protected):
    """An agency's own record that is of a family that met the criteria, for that agency alone."""

    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    record_id = models.CharField(max_length=80)

    class Meta(Protected.Meta):
        verbose_name = "own record in such a family"
        verbose_name_plural = "own records in such a family"

    def __str__(self) -> str:
        return str(self.pk)
