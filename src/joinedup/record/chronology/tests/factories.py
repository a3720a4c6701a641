"""A made-up team with a made-up folder, and entries in it."""

from datetime import date
from uuid import UUID

from joinedup.base.foundation.ids import new_id
from joinedup.record.chronology.commands import record_entry
from joinedup.record.chronology.models import Entry
from joinedup.record.chronology.rules import EntryType, Impact
from joinedup.trust.accounts.models import User
from joinedup.trust.agencies.models import Team
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing import commands as sharing
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.commands import Holder, Opening
from joinedup.trust.sharing.models import Folder
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Category, FolderKind, Purpose

SEEN = (Category.SOCIAL_CARE, Category.HEALTH, Category.EDUCATION, Category.INVOLVEMENT)


def viewer(role: Role = Role.PRACTITIONER, *, team: Team | None = None) -> tuple[Viewer, Team]:
    """Somebody in post, and their team."""
    team = team or agencies.team()
    return viewer_for(agencies.professional((team, role)).pk), team


def folder(of: Viewer, team: Team, categories=SEEN, kind=FolderKind.PERSON) -> Folder:
    """A folder that a team may read, write and decide about."""
    with session(of, Purpose.DIRECT_WORK):
        return sharing.open_folder(
            of,
            kind=kind,
            controller_id=of.agency_id,
            purpose=Purpose.DIRECT_WORK,
            reasons="We work with this family.",
            openings=[
                Opening(Holder(team_id=team.pk), categories, may_write=True, may_decide=True)
            ],
        )


def share(of: Viewer, of_folder: Folder, team: Team, *categories: Category, write=False) -> None:
    """Open some categories of a folder to another team."""
    with session(of, Purpose.DIRECT_WORK):
        sharing.share_with(
            of,
            folder=of_folder,
            purpose=Purpose.DIRECT_WORK,
            rule="agreed",
            reasons="They work with the family too.",
            openings=[Opening(Holder(team_id=team.pk), categories, may_write=write)],
        )


def entry(of: Viewer, of_folder: Folder, **changes) -> Entry:
    """An entry of the folder. Needs an open session."""
    stated = {
        "category": Category.EDUCATION,
        "subject_id": of_folder.pk,
        "source_agency_id": of.agency_id,
        "type": EntryType.LIFE_EVENT,
        "kind": "attendance-concern",
        "starts_on": date(2024, 3, 4),
        "what": "Late on eleven mornings in half a term.",
        "impact": Impact.NEGATIVE,
        "action_taken": "The school wrote home.",
    }
    return record_entry(of, folder=of_folder, **(stated | changes))


def many(of_folder: Folder, agency_id: UUID, number: int) -> None:
    """Entries by the thousand, as an import leaves them. Needs an open session."""
    Entry.objects.bulk_create(
        (
            Entry(
                id=new_id(),
                folder=of_folder,
                category=SEEN[n % len(SEEN)],
                subject_id=of_folder.pk,
                source_agency_id=agency_id,
                source_reference=f"E{n}",
                type=EntryType.LIFE_EVENT,
                kind="referral" if n % 3 else "home-visit",
                starts_on=date(2000 + n % 25, 1 + n % 12, 1 + n % 28),
                what=f"Entry number {n}.",
                action_taken="Written down.",
            )
            for n in range(number)
        ),
        batch_size=1000,
    )


def all_versions(of: Viewer) -> list[Entry]:
    """Every version that somebody can see, oldest first."""
    with session(of, Purpose.DIRECT_WORK):
        return list(Entry.objects.order_by("recorded_at"))


def sign_in(client, of: Viewer):
    """Sign somebody in; return the client."""
    client.force_login(
        User.objects.create_user(
            f"{of.professional_id}@council.example", professional_id=of.professional_id
        )
    )
    return client
