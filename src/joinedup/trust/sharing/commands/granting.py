"""Opening folders to holders, and ending it. Each command is one decision with its reasons."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db import connection, transaction

from joinedup.base.foundation.ids import new_id
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.models import Folder, Grant
from joinedup.trust.sharing.rules import RULES_VERSION, Category, FolderKind, Purpose


@dataclass(frozen=True)
class Holder:
    """Who is to hold a grant: a team, or one professional."""

    team_id: UUID | None = None
    professional_id: UUID | None = None


@dataclass(frozen=True)
class Opening:
    """What is opened to one holder: categories, for reading, writing or deciding, until when."""

    holder: Holder
    categories: Collection[Category]
    may_read: bool = True
    may_write: bool = False
    may_decide: bool = False
    until: datetime | None = None


@transaction.atomic
def open_folder(
    actor: Viewer,
    *,
    kind: FolderKind,
    controller_id: UUID,
    purpose: Purpose,
    reasons: str,
    openings: Iterable[Opening],
) -> Folder:
    """Open a folder and say at once who holds it. Without openings nobody could see it."""
    folder = Folder(
        id=new_id(), kind=kind, controller_id=controller_id, opened_by_id=actor.professional_id
    )
    folder.save(force_insert=True)
    grant(actor, folder, purpose, "opened_for_the_work", reasons, openings)
    record(Action.ADDED, subject_kind=f"{kind}_folder", subject_id=folder.pk, folder=folder)
    return folder


@transaction.atomic
def share_with(
    actor: Viewer,
    *,
    folder: Folder,
    purpose: Purpose,
    rule: str,
    reasons: str,
    openings: Iterable[Opening],
    because_of: Folder | None = None,
) -> None:
    """Open a folder to further holders. Only those who may decide about the folder can.

    Raises ``ValueError`` without reasons, and a database error when the actor may not decide.
    """
    openings = list(openings)
    grant(actor, folder, purpose, rule, reasons, openings, because_of)
    categories = sorted({str(c) for opening in openings for c in opening.categories})
    holders = [str(o.holder.team_id or o.holder.professional_id) for o in openings]
    record(
        Action.SHARED,
        subject_kind=f"{folder.kind}_folder",
        subject_id=folder.pk,
        folder=folder,
        details={"categories": categories, "holders": holders, "rule": rule},
    )


def grant(
    actor: Viewer,
    folder: Folder,
    purpose: Purpose,
    rule: str,
    reasons: str,
    openings: Iterable[Opening],
    because_of: Folder | None = None,
) -> None:
    if not reasons.strip():
        raise ValueError("Give the reasons for sharing.")
    # Policies compare with the transaction's own time; a clock a moment later would not count yet.
    Grant.objects.bulk_create(
        Grant(
            folder=folder,
            category=category,
            team_id=opening.holder.team_id,
            professional_id=opening.holder.professional_id,
            may_read=opening.may_read,
            may_write=opening.may_write,
            may_decide=opening.may_decide,
            purpose=purpose,
            rule=rule,
            rules_version=RULES_VERSION,
            reasons=reasons,
            because_of=because_of,
            decided_by_id=actor.professional_id,
            starts_at=TransactionNow(),
            ends_at=opening.until,
        )
        for opening in openings
        for category in opening.categories
    )


@transaction.atomic
def stop_sharing(
    actor: Viewer,
    *,
    folder: Folder,
    reasons: str,
    holder: Holder | None = None,
    categories: Collection[Category] | None = None,
    because_of: Folder | None = None,
) -> int:
    """End the grants of one holder, or of all but the actor's own person. Returns how many ended.

    With ``because_of``, only those that were given for its sake.
    """
    if not reasons.strip():
        raise ValueError("Give the reasons for ending the sharing.")
    held = Grant.objects.raw("SELECT * FROM sharing_who_may_see(%s)", [folder.pk])
    ended = end_grants(
        folder,
        [
            one
            for one in held
            if (
                one.holder_id == (holder.team_id or holder.professional_id)
                if holder is not None
                else one.professional_id != actor.professional_id
            )
            and (because_of is None or one.because_of_id == because_of.pk)
            and (categories is None or one.category in categories)
        ],
        reasons,
    )
    record(
        Action.ENDED,
        subject_kind=f"{folder.kind}_folder",
        subject_id=folder.pk,
        folder=folder,
        details={"grants": ended},
    )
    return ended


def end_grants(folder: Folder, grants: Iterable[Grant], reasons: str) -> int:
    """End these grants of a folder, whoever decided them. Returns how many ended.

    Raises a database error when the actor may not decide about the folder.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sharing_end_grants(%s, %s, %s)",
            [folder.pk, [one.pk for one in grants], reasons],
        )
        return int(cursor.fetchone()[0])
