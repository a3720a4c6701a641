"""Opening an agency's records: one folder, held by its own desk in the hub."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from joinedup.record.linkage.queries.own import own_folder
from joinedup.trust.agencies.models import Membership, Team
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.commands import Holder, Opening, open_folder, share_with
from joinedup.trust.sharing.models import Folder, Grant
from joinedup.trust.sharing.rules import Category, FolderKind, Purpose
from joinedup.trust.sharing.rules.categories import CONTENT

RECORDS = (Category.IDENTITY, Category.FAMILY, *CONTENT)
"""What an agency's records hold: who people are, their family, and what happened."""
INDEX = (Category.IDENTITY, Category.FAMILY, Category.INVOLVEMENT)
"""What its information governance leads answer for here: the index, not the events."""
REASONS = "An agency's own records, for its own desk in the hub."


@transaction.atomic
def open_agency_records(actor: Viewer, *, agency: UUID) -> Folder:
    """The agency's records folder, opened if it is not there yet and shared with those who join.

    Held by the agency's hub teams (read, write, decide) and, for the index alone, by its
    information governance leads. Needs an open session of somebody of that agency.

    Raises ``NotVisible`` for another agency's records, ``ValueError`` without a hub team.
    """
    if actor.agency_id != agency:
        raise NotVisible
    openings = _openings(agency)
    folder = own_folder()
    if folder is None:
        try:
            with transaction.atomic():
                return open_folder(
                    actor,
                    kind=FolderKind.AGENCY_RECORDS,
                    controller_id=agency,
                    purpose=Purpose.OWN_RECORDS,
                    reasons=REASONS,
                    openings=openings,
                )
        except IntegrityError as already:
            # the folder is there, and this colleague does not hold it
            raise NotVisible from already
    _share_with_newcomers(actor, folder, openings)
    return folder


def _openings(agency: UUID) -> list[Opening]:
    teams = Team.objects.filter(organisation_id=agency, is_hub=True).values_list("pk", flat=True)
    if not teams:
        raise ValueError(
            "This agency has no team in the hub yet, so nobody could hold its records."
        )
    today = timezone.localdate()
    leads = (
        Membership.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            team__organisation_id=agency,
            role=str(Role.INFORMATION_GOVERNANCE_LEAD),
            starts_on__lte=today,
        )
        .values_list("professional_id", flat=True)
        .distinct()
    )
    desks = [
        Opening(Holder(team_id=team), RECORDS, may_write=True, may_decide=True) for team in teams
    ]
    return desks + [Opening(Holder(professional_id=lead), INDEX, may_write=True) for lead in leads]


def _share_with_newcomers(actor: Viewer, folder: Folder, openings: list[Opening]) -> None:
    held = Grant.objects.raw("SELECT * FROM sharing_who_may_see(%s)", [folder.pk])
    holders = {grant.holder_id for grant in held}
    new = [
        opening
        for opening in openings
        if (opening.holder.team_id or opening.holder.professional_id) not in holders
    ]
    if new and actor.team_ids & {o.holder.team_id for o in openings if o.holder.team_id}:
        share_with(
            actor,
            folder=folder,
            purpose=Purpose.OWN_RECORDS,
            rule="opened_for_the_work",
            reasons=REASONS,
            openings=new,
        )
