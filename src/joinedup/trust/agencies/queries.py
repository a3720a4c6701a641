"""Reading about agencies and teams. Public bodies and their teams are no secret."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from joinedup.trust.agencies.models import (
    Membership,
    Organisation,
    Professional,
    Service,
    Team,
)
from joinedup.trust.agencies.rules import WORKS_WITH_FAMILIES, OrganisationKind, Role


def hub_team() -> Team:
    """The hub's own team: screeners and decision makers, employed by the council.

    Raises ``Team.DoesNotExist`` in an installation without a hub.
    """
    return hub_teams().earliest("id")


def hub_teams() -> QuerySet[Team]:
    """Teams of councils that are marked as the hub. An installation has one, or none yet."""
    return Team.objects.select_related("organisation").filter(
        is_hub=True, organisation__kind=str(OrganisationKind.COUNCIL)
    )


def hub_is_staffed() -> bool:
    """Whether a worry that is sent now is read: there is a hub, and people in it today.

    The public's front door is needed too. Until all of this is there, no worry may be taken.
    """
    reads = [str(Role.SCREENER), str(Role.DECISION_MAKER)]
    return (
        _memberships_today().filter(team__in=hub_teams(), role__in=reads).exists()
        and Membership.objects.filter(role=str(Role.FRONT_DOOR)).exists()
    )


def councils_contact() -> str:
    """How the council can be reached, as the administrator wrote it down, or ""."""
    kind = str(OrganisationKind.COUNCIL)
    councils = Organisation.objects.filter(kind=kind).exclude(contact="").order_by("id")
    return councils.values_list("contact", flat=True).first() or ""


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


def operational_teams() -> QuerySet[Team]:
    """Teams outside the hub in which somebody works with families today.

    To these an information product can be sent; in any other team nobody would act on it.
    """
    at_work = _memberships_today().filter(team=OuterRef("pk"), role__in=WORKS_WITH_FAMILIES)
    return (
        Team.objects.filter(Exists(at_work), is_hub=False)
        .exclude(organisation__kind=str(OrganisationKind.PUBLIC))
        .select_related("organisation")
        .order_by("organisation__name", "name")
    )


def teams_of_agencies() -> QuerySet[Team]:
    """Every team of the partnership's agencies, the hub's and its desks among them."""
    return (
        Team.objects.exclude(organisation__kind=str(OrganisationKind.PUBLIC))
        .select_related("organisation")
        .order_by("organisation__name", "name")
    )


@dataclass(frozen=True)
class Colleague:
    """Somebody who is in a team today, and what they do there."""

    id: UUID
    name: str
    job_title: str
    roles: frozenset[Role]

    @property
    def works_with_families(self) -> bool:
        """Whether they see families, or lead those who do."""
        return bool(self.roles & set(WORKS_WITH_FAMILIES))

    @property
    def is_manager(self) -> bool:
        """Whether they lead the team."""
        return Role.TEAM_MANAGER in self.roles


def teams_today(team_ids: Collection[UUID]) -> dict[UUID, tuple[Colleague, ...]]:
    """Everybody who is in each of these teams today and in post, by name; one query."""
    rows = _memberships_today().filter(team_id__in=set(team_ids)).select_related("professional")
    found: dict[UUID, dict[UUID, list[Membership]]] = {}
    for row in rows.order_by("professional__name", "professional_id"):
        found.setdefault(row.team_id, {}).setdefault(row.professional_id, []).append(row)
    return {
        team_id: tuple(_colleague(held) for held in people.values())
        for team_id, people in found.items()
    }


def _colleague(held: list[Membership]) -> Colleague:
    person = held[0].professional
    roles = frozenset(Role(row.role) for row in held)
    return Colleague(person.pk, person.name, person.job_title, roles)


def _memberships_today() -> QuerySet[Membership]:
    """Places in teams that are held today, by people who are in post today."""
    today = timezone.localdate()
    return Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        Q(professional__ends_on__isnull=True) | Q(professional__ends_on__gte=today),
        starts_on__lte=today,
        professional__starts_on__lte=today,
    )


def front_door() -> Professional:
    """The system's own service by which the public writes in. Nobody signs in as it."""
    return Professional.objects.filter(memberships__role=str(Role.FRONT_DOOR)).earliest("id")


def organisations() -> QuerySet[Organisation]:
    """Every organisation of the partnership."""
    return Organisation.objects.exclude(kind=str(OrganisationKind.PUBLIC)).order_by("name")


def organisation_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """What these organisations are called."""
    return dict(Organisation.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


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


def everybody() -> QuerySet[Professional]:
    """Everybody who is or was in post, with their roles; not the system's own services."""
    return (
        Professional.objects.exclude(organisation__kind=str(OrganisationKind.PUBLIC))
        .select_related("organisation")
        .prefetch_related(Prefetch("memberships", _in_order()))
        .order_by("organisation__name", "name", "id")
    )


def teams_of(organisation_id: UUID) -> QuerySet[Team]:
    """An organisation's teams."""
    return Team.objects.filter(organisation_id=organisation_id).order_by("name")


def _in_order() -> QuerySet[Membership]:
    return Membership.objects.select_related("team").order_by("starts_on", "id")
