"""Reading who may see a record and why, and who is kept out of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from joinedup.trust.agencies.models import Membership, Professional
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.models import (
    Exclusion,
    Folder,
    FolderAbout,
    Grant,
    OnePerson,
    Restriction,
    ToldFamily,
)
from joinedup.trust.sharing.rules import Category, Purpose
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS
from joinedup.trust.sharing.rules.purposes import GROUNDS


def viewer_for(professional_id: UUID) -> Viewer:
    """The professional with the roles and teams that they have today.

    Raises ``NotVisible`` when there is no such professional.
    """
    today = timezone.localdate()
    person = Professional.objects.select_related("organisation").filter(pk=professional_id).first()
    if person is None:
        raise NotVisible
    memberships = list(
        Membership.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            professional=person,
            starts_on__lte=today,
        )
    )
    return Viewer(
        professional_id=person.pk,
        name=person.name,
        job_title=person.job_title,
        agency_id=person.organisation_id,
        agency_slug=person.organisation.slug,
        agency_name=person.organisation.name,
        roles=frozenset(Role(m.role) for m in memberships),
        team_ids=frozenset(m.team_id for m in memberships),
    )


def open_folder(folder_id: UUID) -> Folder:
    """The folder, if the viewer holds any grant for it; ``NotVisible`` otherwise."""
    found = Folder.objects.filter(pk=folder_id).first()
    if found is None:
        raise NotVisible
    return found


def readable(rows: Iterable[tuple[UUID, Category]]) -> set[tuple[UUID, Category]]:
    """Which of these (folder, category) pairs the viewer may read now."""
    wanted = set(rows)
    now = timezone.now()
    held = Grant.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        folder_id__in={folder for folder, _ in wanted},
        may_read=True,
        starts_at__lte=now,
        holder_id__in=_my_holders(),
    ).values_list("folder_id", "category")
    return {(folder, Category(category)) for folder, category in held} & wanted


def writable(folder_id: UUID) -> frozenset[Category]:
    """The categories of a folder in which the viewer may add and change rows now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT category FROM sharing_grant WHERE folder_id = %s AND may_write"
            " AND holder_id = ANY (joinedup_holders()) AND starts_at <= now()"
            " AND (ends_at IS NULL OR ends_at > now())"
            " AND NOT (folder_id = ANY (joinedup_excluded()))",
            [folder_id],
        )
        return frozenset(Category(row[0]) for row in cursor.fetchall())


def may_decide(folder_id: UUID) -> bool:
    """Whether the viewer may decide about a folder now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sharing_may_decide(%s)", [folder_id])
        return bool(cursor.fetchone()[0])


def workable(folder_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these folders about which the viewer may decide, and whose identity they may
    change, now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f FROM unnest(%s::uuid[]) AS f WHERE sharing_may_decide(f) AND EXISTS ("
            "SELECT 1 FROM sharing_grant g WHERE g.folder_id = f AND g.category = %s"
            " AND g.may_write AND g.holder_id = ANY (joinedup_holders()) AND g.starts_at <= now()"
            " AND (g.ends_at IS NULL OR g.ends_at > now()))",
            [list(set(folder_ids)), Category.IDENTITY.value],
        )
        return frozenset(row[0] for row in cursor.fetchall())


def _my_holders() -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(joinedup_holders(), '{}'::uuid[])")
        holders: list[UUID] = cursor.fetchone()[0]
        return holders


@dataclass(frozen=True)
class Why:
    """One reason why this viewer may see a folder, in words."""

    what: str
    because: str
    holder: str
    decided_by: str
    decided_at: datetime
    until: datetime | None
    legal_basis: str
    folder_id: UUID
    grant_ids: tuple[UUID, ...]


def why_visible(*folder_ids: UUID) -> list[Why]:
    """Why the viewer may see these folders: each of their grants, grouped by decision.

    In the order of the folders, oldest decision first.
    """
    now = timezone.now()
    grants = (
        Grant.objects.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=now),
            folder_id__in=set(folder_ids),
            may_read=True,
            starts_at__lte=now,
            holder_id__in=_my_holders(),
        )
        .select_related("decided_by", "team", "professional")
        .order_by("decided_at", "category")
    )
    return sorted(_in_words(grants), key=lambda why: folder_ids.index(why.folder_id))


def who_may_see(folder_id: UUID) -> list[Why]:
    """Everybody who may see this folder, for a viewer who may see it too."""
    grants = grants_in_force(folder_id)
    return _in_words(sorted(grants, key=lambda g: (g.decided_at, g.category)))


def _in_words(grants: Iterable[Grant]) -> list[Why]:
    grouped: dict[tuple[object, ...], list[Grant]] = {}
    for grant in grants:
        said = (grant.purpose, grant.reasons, grant.decided_by_id, grant.ends_at)
        grouped.setdefault((grant.folder_id, grant.holder_id, *said), []).append(grant)
    reasons = []
    for group in grouped.values():
        first = group[0]
        words = [CATEGORY_WORDS[Category(g.category)] for g in group]
        holder = first.team if first.team_id else first.professional
        reasons.append(
            Why(
                what=", ".join(words),
                because=first.reasons,
                holder=str(holder),
                decided_by=first.decided_by.name,
                decided_at=first.decided_at,
                until=first.ends_at,
                legal_basis=GROUNDS[Purpose(first.purpose)].source,
                folder_id=first.folder_id,
                grant_ids=tuple(g.pk for g in group),
            )
        )
    return reasons


def told_family(folder_id: UUID) -> ToldFamily | None:
    """The latest record of whether the family has been told."""
    rows = ToldFamily.objects.filter(folder_id=folder_id).select_related("recorded_by")
    return rows.order_by("-created_at", "-id").first()


def is_restricted(folder_id: UUID) -> bool:
    """Whether the folder is open to named people only."""
    return Restriction.objects.filter(folder_id=folder_id, lifted_at__isnull=True).exists()


def folders_about(folder_id: UUID) -> list[Folder]:
    """The enquiries and products about a person's folder about which the viewer may decide.

    Or about another record of theirs, where two have been merged.
    """
    about = FolderAbout.objects.filter(about_id__in=_with_merged({folder_id}))
    folders = Folder.objects.filter(pk__in=about.values("folder_id")).exclude(pk=folder_id)
    return list(folders.order_by("opened_at", "id"))


def deciders_elsewhere(folder_id: UUID) -> list[str]:
    """For each further folder about this one, who may decide about it, where the viewer may not.

    For those who may decide about the folder itself; nothing for anybody else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT sharing_deciders_elsewhere(%s)", [folder_id])
        return [row[0] for row in cursor.fetchall()]


def restriction_of(folder_id: UUID) -> Restriction | None:
    """The restriction that a folder is under, for those who may see it."""
    rows = Restriction.objects.filter(folder_id=folder_id, lifted_at__isnull=True)
    return rows.select_related("decided_by").order_by("-decided_at").first()


def exclusions_of(folder_id: UUID) -> QuerySet[Exclusion]:
    """Who is kept out of a folder now, by an exclusion from it or from whom it is about.

    Or from another record of theirs, where two have been merged. For those who may decide about
    it.
    """
    about = FolderAbout.objects.filter(folder_id=folder_id).values_list("about_id", flat=True)
    rows = Exclusion.objects.filter(
        folder_id__in=_with_merged({folder_id, *about}), lifted_at__isnull=True
    )
    return rows.select_related("professional", "decided_by").order_by("decided_at")


def _with_merged(folder_ids: set[UUID]) -> set[UUID]:
    """These folders, and those that are said to be of the same people."""
    found, new = set(folder_ids), set(folder_ids)
    while new:
        pairs = OnePerson.objects.filter(
            Q(one_id__in=new) | Q(other_id__in=new), ended_at__isnull=True
        ).values_list("one_id", "other_id")
        new = {folder_id for pair in pairs for folder_id in pair} - found
        found |= new
    return found


def grants_in_force(folder_id: UUID) -> list[Grant]:
    """Every grant of a folder, as far as the viewer may know of it: deciders know of all."""
    grants = Grant.objects.raw("SELECT * FROM sharing_who_may_see(%s)", [folder_id])
    return list(grants.prefetch_related("decided_by", "team", "professional"))


def is_kept_out(folder_id: UUID, professional_id: UUID) -> bool:
    """Whether somebody is kept out of a folder, for a viewer who may decide about it."""
    return exclusions_of(folder_id).filter(professional_id=professional_id).exists()


def holding_teams(folder_id: UUID) -> frozenset[UUID]:
    """The teams that hold a folder, for a viewer who may see it."""
    grants = Grant.objects.raw("SELECT * FROM sharing_who_may_see(%s)", [folder_id])
    return frozenset(grant.team_id for grant in grants if grant.team_id)


def holders_of(folder_id: UUID) -> frozenset[UUID]:
    """The teams and people that hold a folder, for a viewer who may see it."""
    grants = Grant.objects.raw("SELECT * FROM sharing_who_may_see(%s)", [folder_id])
    return frozenset(grant.holder_id for grant in grants)
