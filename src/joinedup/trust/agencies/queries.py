"""Reading about agencies and teams. Public bodies and their teams are no secret."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from joinedup.trust.agencies.models import Organisation, Professional, Service, Team
from joinedup.trust.agencies.rules import OrganisationKind, Role


def hub_team() -> Team:
    """The hub's own team: screeners and decision makers, employed by the council.

    Raises ``Team.DoesNotExist`` in an installation without a hub.
    """
    return (
        Team.objects.select_related("organisation")
        .filter(is_hub=True, organisation__kind=str(OrganisationKind.COUNCIL))
        .earliest("id")
    )


def team_called(slug: str) -> Team:
    """A team by its short name. Raises ``Team.DoesNotExist``."""
    return Team.objects.select_related("organisation").get(slug=slug)


def hub_desks() -> QuerySet[Team]:
    """The agencies' desks in the hub: seconded researchers, apart from operational staff."""
    return (
        Team.objects.filter(is_hub=True)
        .exclude(
            organisation__kind__in=[str(OrganisationKind.COUNCIL), str(OrganisationKind.PUBLIC)]
        )
        .select_related("organisation")
        .order_by("organisation__name", "name")
    )


def desk_of(organisation_id: UUID) -> Team | None:
    """An agency's desk in the hub, if it has one."""
    return Team.objects.filter(is_hub=True, organisation_id=organisation_id).first()


def operational_teams() -> QuerySet[Team]:
    """Teams outside the hub, to whom an information product can be sent."""
    return (
        Team.objects.filter(is_hub=False)
        .exclude(organisation__kind=str(OrganisationKind.PUBLIC))
        .select_related("organisation")
        .order_by("organisation__name", "name")
    )


def front_door() -> Professional:
    """The system's own service by which the public writes in. Nobody signs in as it."""
    return Professional.objects.filter(memberships__role=str(Role.FRONT_DOOR)).earliest("id")


def organisations() -> QuerySet[Organisation]:
    """Every organisation of the partnership."""
    return Organisation.objects.exclude(kind=str(OrganisationKind.PUBLIC)).order_by("name")


def services(organisation_id: UUID) -> QuerySet[Service]:
    """What an organisation offers."""
    return Service.objects.filter(organisation_id=organisation_id).order_by("name")


def colleagues(team_ids: frozenset[UUID]) -> QuerySet[Professional]:
    """People in any of these teams today."""
    today = timezone.localdate()
    return (
        Professional.objects.filter(
            Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=today),
            memberships__team_id__in=team_ids,
            memberships__starts_on__lte=today,
        )
        .distinct()
        .order_by("name")
    )


def professionals(ids: Iterable[UUID]) -> dict[UUID, Professional]:
    """People by their ids, in post or not."""
    found = Professional.objects.select_related("organisation").filter(pk__in=set(ids))
    return {person.pk: person for person in found}


def professionals_named(text: str, *, most: int = 50) -> list[Professional]:
    """People, in post or not, whose name holds every word of a text."""
    rows = Professional.objects.select_related("organisation")
    for word in text.split():
        rows = rows.filter(name__icontains=word)
    return list(rows.order_by("name", "id")[:most]) if text.strip() else []
